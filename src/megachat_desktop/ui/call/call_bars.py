"""The bars of one call: what keeps them, what brings them back, and the pointer that hides too."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMenu, QWidget

from megachat_desktop.model.call import Call
from megachat_desktop.ui.call.bars import BarKeeper, Fade
from megachat_desktop.ui.call.call_view import CallView
from megachat_desktop.ui.kit.buttons import Look


class CallBars(QObject):
    """Only a picture is worth to be freed of its bars; without one they stay."""

    def __init__(self, look: Look, window: QWidget, view: CallView) -> None:
        super().__init__(window)
        self._window, self._view = window, view
        self._call: Call | None = None
        self._menu_open = False
        self.keeper = BarKeeper(self._held, self)
        self._fade = Fade(look.looks, self)
        self.keeper.changed.connect(self._show)

    @property
    def shown(self) -> bool:
        """Whether the bars are seen, or on their way."""
        return self.keeper.shown

    def activity(self) -> None:
        """The pointer moved or a key was pressed."""
        if self._view.pictures:
            self.keeper.activity()

    def hold_for(self, menu: QMenu) -> None:
        """Stay for as long as this menu is open."""
        self._menu_open = True
        menu.aboutToHide.connect(self._on_menu_closed)

    def render_call(self, call: Call) -> None:
        """News of the call brings them back: its state, a microphone or a camera."""
        before, self._call = self._call, call
        if not self._view.pictures:
            self.keeper.stop()
        elif before is None or _worth(before) != _worth(call):
            self.keeper.activity()
        self._view.bar.setVisible(call.live and self.shown)
        self._view.top.setVisible(self.shown)
        for shade in self._view.shades:
            shade.setVisible(self._view.pictures and self.shown)

    def _held(self) -> bool:
        view = self._view
        if not view.pictures or self._menu_open or view.notices.waits:
            return True
        if any(popover.isVisible() for popover in view.popovers):
            return True
        focused = self._window.focusWidget()
        bars = (view.top, view.bar)
        return any(b.underMouse() or (focused and b.isAncestorOf(focused)) for b in bars)

    def _show(self, shown: bool) -> None:
        view = self._view
        bars: list[QWidget] = [view.top]
        if self._call is not None and self._call.live:
            bars.append(view.bar)
        if view.pictures:
            bars += view.shades
        self._fade.move_to(bars, shown)
        if shown:
            self._window.unsetCursor()
        else:
            self._window.setCursor(Qt.CursorShape.BlankCursor)

    def _on_menu_closed(self) -> None:
        self._menu_open = False
        self.activity()


def _worth(call: Call) -> tuple[object, ...]:
    return call.state, call.microphone_on, call.camera_on, call.peer_camera_on
