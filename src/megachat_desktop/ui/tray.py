"""The icon in the system's tray: what is going on in one picture, and the shortest menu to it.

Only signals in and out. Where the system has no tray, nothing is shown and nothing is missed: the
window and the popup do not depend on it.
"""

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from megachat_desktop.model.call import Call, CallState
from megachat_desktop.model.settings import Availability
from megachat_desktop.ui.bridge import Seen
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.text import shown_name
from megachat_desktop.ui.words import availability_word

SIZE = 22


def tray_state(seen: Seen) -> str:
    """The icon's name: a call goes before do not disturb, that before offline."""
    if running_call(seen) is not None:
        return "tray-in-call"
    if seen.settings.availability is Availability.DO_NOT_DISTURB:
        return "tray-dnd"
    return "tray-idle" if seen.network.online else "tray-offline"


def running_call(seen: Seen) -> Call | None:
    """The call that we are in, if any; one that only rings here is none."""
    calls = (c for c in seen.calls.values() if c.state is not CallState.INCOMING)
    return next(calls, None)


class Tray(QObject):
    """The tray icon and its menu."""

    open_requested = Signal()
    quit_requested = Signal()
    hang_up_requested = Signal(object)  # CallId
    microphone_requested = Signal(object, bool)  # CallId, on
    availability_requested = Signal(object)  # Availability

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._call: Call | None = None
        self._state = "tray-offline"
        self._menu = QMenu()
        self._icon = QSystemTrayIcon(self)
        self._icon.activated.connect(self._on_activated)
        self._fill_menu()
        self._icon.setContextMenu(self._menu)
        look.looks.changed.connect(self._tint)

    @property
    def available(self) -> bool:
        """Whether this desktop has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        """Appear, where there is a tray."""
        self._tint()
        if self.available:
            self._icon.show()

    def close(self) -> None:
        """Leave the tray."""
        self._icon.hide()
        self._menu.deleteLater()

    def geometry(self) -> QRect:
        """Where the icon is on the screen; empty when nobody knows."""
        return self._icon.geometry() if self._icon.isVisible() else QRect()

    def render(self, seen: Seen) -> None:
        """Show how things stand."""
        self._state = tray_state(seen)
        self._call = running_call(seen)
        self._icon.setToolTip(self._tooltip(seen))
        self._mute.setVisible(self._call is not None)
        self._hang_up.setVisible(self._call is not None)
        if self._call is not None:
            on = self._call.microphone_on
            self._mute.setText(self.tr("Mute microphone") if on else self.tr("Unmute microphone"))
        self._choices[seen.settings.availability].setChecked(True)
        self._tint()

    def tell(self, sentence: str) -> None:
        """One notification."""
        if self._icon.isVisible():
            self._icon.showMessage("MegaChat", sentence, self._icon.icon())

    def _tooltip(self, seen: Seen) -> str:
        if self._call is not None:
            name = shown_name(self._call.contact_name)
            return self.tr("MegaChat: in a call with {name}").format(name=name)
        if not seen.network.online:
            return self.tr("MegaChat: no network")
        return f"MegaChat: {availability_word(seen.settings.availability)}"

    def _fill_menu(self) -> None:
        self._action(self.tr("Open"), self.open_requested.emit)
        status = self._menu.addMenu(self.tr("Status"))
        group = QActionGroup(self)
        self._choices: dict[Availability, QAction] = {}
        for availability in Availability:
            action = status.addAction(availability_word(availability))
            action.setCheckable(True)
            action.setData(availability.value)
            action.triggered.connect(self._on_status_triggered)
            group.addAction(action)
            self._choices[availability] = action
        self._menu.addSeparator()
        self._mute = self._action(self.tr("Mute microphone"), self._on_mute_triggered)
        self._hang_up = self._action(self.tr("Hang up"), self._on_hang_up_triggered)
        self._menu.addSeparator()
        self._action(self.tr("Quit"), self.quit_requested.emit)

    def _action(self, text: str, slot: object) -> QAction:
        action = self._menu.addAction(text)
        action.triggered.connect(slot)
        return action

    def _tint(self) -> None:
        color = self._look.looks.color("text")
        self._icon.setIcon(self._look.icons.icon(self._state, SIZE, color))

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.open_requested.emit()

    def _on_status_triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.availability_requested.emit(Availability(action.data()))

    def _on_mute_triggered(self) -> None:
        if self._call is not None:
            self.microphone_requested.emit(self._call.call_id, not self._call.microphone_on)

    def _on_hang_up_triggered(self) -> None:
        if self._call is not None:
            self.hang_up_requested.emit(self._call.call_id)
