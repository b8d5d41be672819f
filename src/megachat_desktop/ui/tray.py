"""The icon in the system's tray: what is going on in one picture, and the shortest menu to it.

Only signals in and out. Where the system has no tray, nothing is shown and nothing is missed: the
window and the popup do not depend on it. Trays come late and go: panels crash and are started anew,
and extensions of a desktop are switched on and off. Nobody reports that, so it is looked at.
"""

import time
from functools import partial

from PySide6.QtCore import QObject, QRect, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from megachat_desktop.engine.quiet import tomorrow_morning
from megachat_desktop.model.call import Call, CallState
from megachat_desktop.model.settings import Availability
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.text import shown_name
from megachat_desktop.ui.seen import Seen
from megachat_desktop.ui.words import availability_word, incoming_words

SIZE = 22
HOUR_S = 3600.0
LOOK_MS = 3000
_GONE_AFTER = 2  # looks: a panel that starts anew is away for a moment only


def tray_state(seen: Seen) -> str:
    """The icon's name: in a call > unread > do not disturb > offline > idle."""
    if running_call(seen) is not None or ringing_call(seen) is not None:
        return "tray-in-call"
    if unread_count(seen):
        return "tray-unread"
    if seen.availability is Availability.DO_NOT_DISTURB:
        return "tray-dnd"
    return "tray-idle" if seen.network.online else "tray-offline"


def running_call(seen: Seen) -> Call | None:
    """The call that we are in, if any; one that only rings here is none.

    Of several it is the one that has the floor: what it offers must not go to one that we paused.
    """
    calls = [c for c in seen.calls.values() if c.state is not CallState.INCOMING]
    return min(calls, key=lambda call: call.we_hold, default=None)


def ringing_call(seen: Seen) -> Call | None:
    """The call that rings here longest, if any."""
    calls = (c for c in seen.calls.values() if c.state is CallState.INCOMING)
    return next(calls, None)


def unread_count(seen: Seen) -> int:
    """How many things nobody has looked at yet; a chat marked by hand counts as one."""
    return sum(chat.unseen or int(chat.unread) for chat in seen.chats.values())


class Tray(QObject):
    """The tray icon and its menu."""

    open_requested = Signal()
    settings_requested = Signal()
    quit_requested = Signal()
    accept_requested = Signal(object, bool, bool)  # CallId, video, whether the running call pauses
    decline_requested = Signal(object)  # CallId
    hang_up_requested = Signal(object)  # CallId
    microphone_requested = Signal(object, bool)  # CallId, on
    availability_requested = Signal(object)  # Availability
    quiet_requested = Signal(float)  # do not disturb until then, Unix seconds
    message_clicked = Signal()
    vanished = Signal()  # there is no tray any more

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._call: Call | None = None
        self._rings: Call | None = None
        self._state = "tray-offline"
        self._menu = QMenu()
        self._fill_menu()
        self._has_place = self.available
        self._icon = self._make_icon()
        self._absences = 0
        self._looks = QTimer(self)
        self._looks.setInterval(LOOK_MS)
        self._looks.timeout.connect(self.look)
        look.looks.system_changed.connect(self._tint)

    @property
    def available(self) -> bool:
        """Whether this desktop has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def menu(self) -> QMenu:
        """What a right click opens."""
        return self._menu

    def show(self) -> None:
        """Appear, where there is a tray."""
        self._tint()
        self._looks.start()
        self.look()

    def look(self) -> bool:
        """Whether there is a tray right now; the icon is in it from then on."""
        there = self.available
        if there and self._looks.isActive():
            self._absences = 0
            self._take_place()
        elif not there and self._icon.isVisible():
            self._absences += 1
            if self._absences == _GONE_AFTER:
                self.vanished.emit()
        return there

    def close(self) -> None:
        """Leave the tray."""
        self._looks.stop()
        self._icon.hide()
        self._menu.deleteLater()

    def geometry(self) -> QRect:
        """Where the icon is on the screen; empty when nobody knows."""
        return self._icon.geometry() if self._icon.isVisible() else QRect()

    def render(self, seen: Seen) -> None:
        """Show how things stand."""
        self._state = tray_state(seen)
        self._call, self._rings = running_call(seen), ringing_call(seen)
        self._icon.setToolTip(self._tooltip(seen))
        for action in (self._mute, self._hang_up):
            action.setVisible(self._call is not None)
        for action in (self._accept, self._decline):
            action.setVisible(self._rings is not None)
        if self._call is not None:
            on = self._call.microphone_on
            self._mute.setText(self.tr("Mute microphone") if on else self.tr("Unmute microphone"))
        self._choices[seen.availability].setChecked(True)
        self._tint()

    def tell(self, text: str, title: str = "MegaChat") -> None:
        """One notification; a newer one takes the place of the older."""
        if self._icon.isVisible():
            self._icon.showMessage(title, text, self._icon.icon())

    def _make_icon(self) -> QSystemTrayIcon:
        icon = QSystemTrayIcon(self)
        icon.activated.connect(self._on_activated)
        icon.messageClicked.connect(self.message_clicked)
        icon.setContextMenu(self._menu)
        return icon

    def _take_place(self) -> None:
        """Qt puts an icon back into a tray that returns, but never into one that is the first."""
        if not self._has_place:
            self._has_place = True
            before, self._icon = self._icon, self._make_icon()
            self._icon.setToolTip(before.toolTip())
            before.hide()
            before.deleteLater()
            self._tint()
        if not self._icon.isVisible():
            self._icon.show()

    def _tooltip(self, seen: Seen) -> str:
        """One line; the icon says the same by its shape."""
        if self._rings is not None:
            template = self.tr("MegaChat: {kind} from {name}")
            name = shown_name(self._rings.contact_name)
            return template.format(kind=incoming_words(self._rings), name=name)
        if self._call is not None:
            name = shown_name(self._call.contact_name)
            return self.tr("MegaChat: in a call with {name}").format(name=name)
        if unread := unread_count(seen):
            return self.tr("MegaChat: {count} unread").format(count=unread)
        if not seen.network.online and seen.availability is not Availability.DO_NOT_DISTURB:
            return self.tr("MegaChat: no network")
        return f"MegaChat: {availability_word(seen.availability)}"

    def _fill_menu(self) -> None:
        self._accept = self._action(self.tr("Accept"), self._on_accept_triggered)
        self._decline = self._action(self.tr("Decline"), self._on_decline_triggered)
        self._action(self.tr("Open"), self.open_requested.emit)
        self._fill_status(self._menu.addMenu(self.tr("Status")))
        self._menu.addSeparator()
        self._mute = self._action(self.tr("Mute microphone"), self._on_mute_triggered)
        self._hang_up = self._action(self.tr("Hang up"), self._on_hang_up_triggered)
        self._menu.addSeparator()
        self._action(self.tr("Settings"), self.settings_requested.emit)
        self._action(self.tr("Quit"), self.quit_requested.emit)
        for action in (self._accept, self._decline, self._mute, self._hang_up):
            action.setVisible(False)

    def _fill_status(self, status: QMenu) -> None:
        group = QActionGroup(self)
        self._choices: dict[Availability, QAction] = {}
        for availability in Availability:
            action = status.addAction(availability_word(availability))
            action.setCheckable(True)
            action.setData(availability.value)
            action.triggered.connect(self._on_status_triggered)
            group.addAction(action)
            self._choices[availability] = action
        status.addSeparator()
        hour = status.addAction(self.tr("Do not disturb for 1 hour"))
        hour.triggered.connect(partial(self._on_quiet_triggered, False))
        morning = status.addAction(self.tr("Do not disturb until tomorrow"))
        morning.triggered.connect(partial(self._on_quiet_triggered, True))

    def _action(self, text: str, slot: object) -> QAction:
        action = self._menu.addAction(text)
        action.triggered.connect(slot)
        return action

    def _tint(self) -> None:
        color = self._look.looks.system_color("text")
        self._icon.setIcon(self._look.icons.icon(self._state, SIZE, color))

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is not QSystemTrayIcon.ActivationReason.Context:
            self.open_requested.emit()

    def _on_status_triggered(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.availability_requested.emit(Availability(action.data()))

    def _on_quiet_triggered(self, until_tomorrow: bool, *_checked: bool) -> None:
        now = time.time()
        self.quiet_requested.emit(tomorrow_morning(now) if until_tomorrow else now + HOUR_S)

    def _on_accept_triggered(self) -> None:
        if self._rings is not None:
            call = self._rings
            self.accept_requested.emit(call.call_id, call.video, self._call is not None)

    def _on_decline_triggered(self) -> None:
        if self._rings is not None:
            self.decline_requested.emit(self._rings.call_id)

    def _on_mute_triggered(self) -> None:
        if self._call is not None:
            self.microphone_requested.emit(self._call.call_id, not self._call.microphone_on)

    def _on_hang_up_triggered(self) -> None:
        if self._call is not None:
            self.hang_up_requested.emit(self._call.call_id)
