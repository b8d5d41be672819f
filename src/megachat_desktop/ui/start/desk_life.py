"""The program's life on a desk: starting with the system, coming back in its place, ending.

quit ─▶ in a call? one question ─▶ over
end of the session, SIGTERM ─▶ over, without a question
"""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from megachat_desktop.model.settings import Settings
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.question import dress
from megachat_desktop.ui.start.application import Application
from megachat_desktop.ui.start.autostart import apply_autostart
from megachat_desktop.ui.start.places import KEPT, WindowPlaces
from megachat_desktop.ui.tray import running_call

if TYPE_CHECKING:
    from megachat_desktop.ui.call_window import CallWindow

translate = QCoreApplication.translate

_log = logging.getLogger(__name__)

TRAY_EVERY_MS = 500
TRAY_LIMIT = 30  # looks for a tray: a session that begins has its own a little later


class DeskLife(QObject):
    """Stands beside the windows of one run; knows when it is really time to end."""

    ending = Signal()

    def __init__(self, bridge: Bridge, profile: Path, profile_name: str) -> None:
        super().__init__()
        self._bridge, self._profile_name = bridge, profile_name
        self._places = WindowPlaces(profile, self)
        self._question: QMessageBox | None = None
        self._starts: bool | None = None
        self._looks = 0
        bridge.settings_changed.connect(self._on_settings_changed)
        if bridge.seen.settings.start_with_system:  # the entry may be gone, or of an older place
            self._on_settings_changed(bridge.seen.settings)
        bridge.call_changed.connect(self._on_call_changed)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self._on_session_ends)
        if isinstance(application, Application):
            application.before_quitting = self.ask_to_quit

    def adopt(self, desktop: Desktop) -> None:
        """These windows are new: put them where they were."""
        self._places.attach(desktop.window, "main", desktop.window.splitter)
        desktop.settings_made.connect(self._on_settings_made)
        desktop.calls.opened.connect(self._on_call_window_opened)

    def show(self, desktop: Desktop, hidden: bool) -> None:
        """Appear; ``hidden`` only in the tray, where there comes to be one."""
        if self._places.damaged:
            self._places.damaged = False
            text = self.tr(
                "The places of the windows were damaged. The old file is kept as {file}."
            )
            desktop.window.notices.tell(text.format(file=KEPT))
        if not hidden:
            desktop.show()
            return
        desktop.tray.show()
        if desktop.tray.available:
            return
        if self._looks < TRAY_LIMIT:
            self._looks += 1
            QTimer.singleShot(TRAY_EVERY_MS, desktop, lambda: self.show(desktop, hidden))
        elif not desktop.window.isVisible():
            desktop.window.showMinimized()  # never a program that nobody can reach

    def ask_to_quit(self) -> None:
        """The person wants to end; a call is a reason to ask once."""
        if running_call(self._bridge.seen) is None:
            self.ending.emit()
        elif self._question is None:
            self._ask()
        else:
            self._question.raise_()
            self._question.activateWindow()

    def close(self) -> None:
        """The windows go now: keep their places."""
        self._places.save()
        self._bridge.settings_changed.disconnect(self._on_settings_changed)
        self._bridge.call_changed.disconnect(self._on_call_changed)
        application = QGuiApplication.instance()
        if isinstance(application, Application):
            application.before_quitting = None
        if self._question is not None:
            self._question.reject()

    def _ask(self) -> None:
        box = quit_question()
        box.accepted.connect(self.ending)
        box.finished.connect(self._on_question_finished)
        self._question = box
        box.open()

    def _on_question_finished(self, _result: int) -> None:
        box, self._question = self._question, None
        if box is not None:
            box.deleteLater()

    def _on_call_changed(self, _call: object) -> None:
        """The call ended by itself: nothing stands in the way of what was wanted."""
        if self._question is not None and running_call(self._bridge.seen) is None:
            self._question.reject()
            self.ending.emit()

    def _on_call_window_opened(self, window: "CallWindow") -> None:
        self._places.attach(window, "call")
        self._places.attach(window.mini, "mini")

    def _on_settings_made(self, window: QWidget) -> None:
        self._places.attach(window, "settings")

    def _on_session_ends(self, *_: object) -> None:
        self.ending.emit()

    def _on_settings_changed(self, settings: Settings) -> None:
        if settings.start_with_system == self._starts:
            return
        self._starts = settings.start_with_system
        try:
            apply_autostart(settings.start_with_system, self._profile_name)
        except OSError as error:
            _log.warning("the start with the system can't be changed: %s", error.strerror)
            sentence = self.tr("The system does not let MegaChat change what starts with it.")
            self._bridge.error_occurred.emit(sentence)


def quit_question() -> QMessageBox:
    """Accepted by the person who wants to hang up and quit."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, "MegaChat", "")
    box.setText(translate("DeskLife", "You are in a call. Hang up and quit MegaChat?"))
    leave = box.addButton(
        translate("DeskLife", "Hang up and quit"), QMessageBox.ButtonRole.AcceptRole
    )
    stay = box.addButton(translate("DeskLife", "Stay"), QMessageBox.ButtonRole.RejectRole)
    dress(box, danger=leave, neutral=stay)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    return box
