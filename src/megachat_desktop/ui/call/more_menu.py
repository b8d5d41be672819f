"""What "More" offers; in a narrow window also what the bar has no room for."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from megachat_desktop.model.call import CallState
from megachat_desktop.ui.call.call_view import CallView
from megachat_desktop.ui.call.video_view import Fit
from megachat_desktop.ui.kit.keys import Key, in_menu

Deed = Callable[[], object]


class MoreMenu(QObject):
    """Makes the menu anew each time, from how things stand."""

    def __init__(self, parent: QWidget, view: CallView, deeds: Mapping[str, Deed]) -> None:
        """``deeds``: devices, chat, statistics, hold, mini, full_screen, toggle_own, corner."""
        super().__init__(parent)
        self._window, self._view, self._deeds = parent, view, deeds

    def make(self, *, narrow: bool, full: bool) -> QMenu:
        """The menu, not shown yet; it frees itself when it closes."""
        menu = QMenu(self._window)
        menu.setObjectName("callMenu")
        view, deeds = self._view, self._deeds
        if narrow:
            menu.addAction(self.tr("Camera, microphone and speaker"), deeds["devices"])
            menu.addAction(in_menu(self._chat_words(), Key.CHAT), deeds["chat"])
        menu.addAction(in_menu(self.tr("Statistics"), Key.STATISTICS), deeds["statistics"])
        if view.call is not None and view.call.state is CallState.ACTIVE:
            menu.addAction(self.tr("Put on hold"), deeds["hold"])
        menu.addSeparator()
        menu.addAction(self.tr("Small window"), deeds["mini"])
        text = self.tr("Leave full screen") if full else self.tr("Full screen")
        menu.addAction(in_menu(text, Key.FULL_SCREEN), deeds["full_screen"])
        if view.pictures:
            self._add_pictures(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _chat_words(self) -> str:
        if not self._view.bar.unseen:
            return self.tr("Chat")
        return self.tr("Chat, {count} unseen").format(count=self._view.bar.unseen)

    def _add_pictures(self, menu: QMenu) -> None:
        view, deeds = self._view, self._deeds
        menu.addSeparator()
        whole = view.video.fit is Fit.WHOLE
        text = self.tr("Fill the window") if whole else self.tr("Show the whole picture")
        menu.addAction(text, view.video.toggle_fit)
        if view.self_view.isVisible():
            menu.addAction(self.tr("Swap the pictures"), view.swap)
            menu.addAction(self.tr("Small picture to the next corner"), deeds["corner"])
            menu.addAction(self.tr("Hide your picture"), deeds["toggle_own"])
        elif view.own_hidden:
            menu.addAction(self.tr("Show your picture"), deeds["toggle_own"])
