"""What closing the main window means: into the tray, into the taskbar, or the end.

Where there is a tray, the window hides in it, which is told once. Where there is none, closing
ends the program, which is asked once before it happens; or the taskbar keeps it, if that is chosen.
"""

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.question import dress
from megachat_desktop.ui.tray import Tray

translate = QCoreApplication.translate


class Closing(QObject):
    """Stands between the window and the tray, which may come and go while the program runs."""

    quit_requested = Signal()

    def __init__(self, bridge: Bridge, tray: Tray, window: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._tray, self._window = bridge, tray, window
        self.question: QMessageBox | None = None
        tray.vanished.connect(self._on_tray_vanished)

    def close_window(self) -> None:
        """The person closes the window."""
        settings = self._bridge.seen.settings
        if self._tray.look():
            self._window.hide()
            if not settings.told_about_tray:
                self._tray.tell(
                    self.tr("MegaChat stays in the tray, so that people can reach you.")
                )
                self._note(told_about_tray=True)
        elif settings.keep_without_tray:
            self._window.showMinimized()
        elif settings.told_about_quitting or not self._bridge.running:
            self.quit_requested.emit()
        elif self.question is None:
            self._ask()

    def close(self) -> None:
        """No question stays."""
        if self.question is not None:
            self.question.close()

    def _ask(self) -> None:
        self.question = box = no_tray_question(self._window)
        box.finished.connect(self._on_answered)
        box.open()

    def _on_answered(self, _result: int) -> None:
        box, self.question = self.question, None
        if box is None:
            return
        clicked = box.clickedButton()
        role = (
            box.buttonRole(clicked) if clicked is not None else QMessageBox.ButtonRole.InvalidRole
        )
        box.deleteLater()
        if role is QMessageBox.ButtonRole.AcceptRole:
            self._note(told_about_quitting=True, keep_without_tray=True)
            self._window.showMinimized()
        elif role is QMessageBox.ButtonRole.DestructiveRole:
            self._note(told_about_quitting=True)
            self.quit_requested.emit()

    def _on_tray_vanished(self) -> None:
        """Never a program that nobody can reach: at least its entry in the taskbar is there."""
        if not self._window.isVisible():
            self._window.showMinimized()

    def _note(self, **changes: object) -> None:
        if self._bridge.running:
            self._bridge.run(self._bridge.engine.update_settings(**changes))


def no_tray_question(window: QWidget) -> QMessageBox:
    """Accepted by who wants to stay reachable; Esc does neither."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, "MegaChat", "", parent=window)
    text = translate(
        "Closing",
        "This desktop has no tray. Closing quits MegaChat, and calls won't reach you."
        " Keep it in the taskbar instead?",
    )
    box.setText(text)
    keep = box.addButton(
        translate("Closing", "Keep in the taskbar"), QMessageBox.ButtonRole.AcceptRole
    )
    leave = box.addButton(translate("Closing", "Quit"), QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton(translate("Closing", "Cancel"), QMessageBox.ButtonRole.RejectRole)
    dress(box, primary=keep, neutral=leave, ghost=stay)
    box.setDefaultButton(keep)
    box.setEscapeButton(stay)
    return box
