"""Every call window and its wires: snapshots in, intents out.

A call that we are in has its window; one that only rings here has the popup. After the end a window
with something to say stays, one without goes by itself.
"""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QTimer, Signal

from megachat_desktop.model.call import Call, CallState, Direction, EndReason
from megachat_desktop.model.contact import Contact
from megachat_desktop.model.events import CallStatsChanged
from megachat_desktop.model.ids import AccountId, CallId
from megachat_desktop.model.settings import Settings
from megachat_desktop.model.values import replace
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.start.front import bring_to_front
from megachat_desktop.ui.words import in_own_words

if TYPE_CHECKING:
    from megachat_desktop.ui.call_window import CallWindow

GONE_AFTER_MS = 1500


class CallScreens(QObject):
    """Connects call windows with the bridge; keeps nothing but the windows themselves."""

    again_requested = Signal(object, bool)  # AccountId, video
    opened = Signal(object)  # CallWindow, before it shows
    main_requested = Signal()  # the list of people is wanted in front
    chat_requested = Signal(object)  # AccountId

    def __init__(self, bridge: Bridge, look: Look, avatars: AvatarPainter, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._look, self._avatars = look, avatars
        self.shown: dict[CallId, CallWindow] = {}  # the windows that there are
        bridge.stats_changed.connect(self._on_stats_changed)
        bridge.devices_changed.connect(self._on_devices_changed)
        bridge.settings_changed.connect(self._on_settings_changed)
        bridge.chats_changed.connect(self._on_chats_changed)

    def render(self, call: Call) -> None:
        """Show, change or end the window of a call."""
        known = call.call_id in self.shown
        if not known and not wants_window(call):
            return
        window = self.shown[call.call_id] if known else self._open(call.call_id)
        contact = self._bridge.seen.contacts.get(call.account)
        if call.live:
            self._attach(window, call.call_id)
        echo = contact is not None and contact.is_echo
        shown = replace(_with_path(call, contact), safety=in_own_words(call.safety))
        window.render_call(shown, self._bridge.seen.account, echo=echo)
        self._render_unseen(window)
        if not known:
            window.show()
        if not call.live and is_silent_end(call):
            QTimer.singleShot(GONE_AFTER_MS, window, window.close)

    def bring(self, call_id: CallId) -> None:
        """Show the window of a call in front of everything."""
        window = self.shown.get(call_id)
        if window is not None:
            window.leave_mini()
            window.show()
            bring_to_front(window)

    @property
    def small(self) -> dict[CallId, QRect]:
        """The calls in small windows, and where these are."""
        windows = self.shown.items()
        return {call_id: w.mini.geometry() for call_id, w in windows if w.mini.isVisible()}

    def make_small(self, places: dict[CallId, QRect]) -> None:
        """Show these calls in small windows, there."""
        for call_id, place in places.items():
            if (window := self.shown.get(call_id)) is not None:
                window.mini.setGeometry(place)
                window.show_mini()

    def close(self) -> None:
        """Take every window away; the engine may be gone already."""
        for call_id in tuple(self.shown):
            self.forget(call_id)

    def forget(self, call_id: CallId) -> None:
        """Close and free the window of a call that is over."""
        window = self.shown.pop(call_id, None)
        if window is not None:
            window.free()
            window.deleteLater()

    def _open(self, call_id: CallId) -> "CallWindow":
        # The start does not wait for what only calls show (docs/decisions/0121).
        from megachat_desktop.ui.call_window import CallWindow

        window = self.shown[call_id] = CallWindow(self._look, self._avatars)
        self._connect(window)
        window.attach_levels(partial(self._bridge.engine.calls.sound_levels, call_id))
        seen = self._bridge.seen
        window.render_settings(seen.settings)
        window.render_devices(seen.devices, seen.settings)
        self.opened.emit(window)
        return window

    def _connect(self, window: "CallWindow") -> None:
        window.wishes.microphone_requested.connect(self._on_microphone_requested)
        window.wishes.camera_requested.connect(self._on_camera_requested)
        window.wishes.hold_requested.connect(self._on_hold_requested)
        window.wishes.hang_up_requested.connect(self._on_hang_up_requested)
        window.wishes.safety_answered.connect(self._on_safety_answered)
        window.wishes.settings_requested.connect(self._on_settings_requested)
        window.wishes.camera_retry_requested.connect(self._on_camera_retry_requested)
        window.people_requested.connect(self.main_requested)
        window.chat_requested.connect(self.chat_requested)
        window.wishes.again_requested.connect(self._on_again_requested)
        window.hidden_while_live.connect(self.main_requested)
        window.closed_after_end.connect(self.forget)

    def _attach(self, window: "CallWindow", call_id: CallId) -> None:
        engine = self._bridge.engine
        window.attach(engine.calls.remote_pictures(call_id), engine.calls.own_pictures(call_id))

    def _on_stats_changed(self, event: CallStatsChanged) -> None:
        window = self.shown.get(event.call_id)
        if window is not None and window.call is not None and window.call.live:
            window.render_stats(event.snapshot)

    def _on_devices_changed(self, _devices: object) -> None:
        seen = self._bridge.seen
        for window in self.shown.values():
            window.render_devices(seen.devices, seen.settings)

    def _on_chats_changed(self, _chats: object) -> None:
        for window in self.shown.values():
            self._render_unseen(window)

    def _render_unseen(self, window: "CallWindow") -> None:
        if window.call is not None:
            chat = self._bridge.seen.chats.get(window.call.account)
            window.render_unseen(chat.unseen if chat is not None else 0)

    def _on_settings_changed(self, settings: Settings) -> None:
        for window in self.shown.values():
            window.render_settings(settings)
            window.render_devices(self._bridge.seen.devices, settings)

    def _on_settings_requested(self, changes: dict[str, object]) -> None:
        self._bridge.run(self._bridge.engine.update_settings(**changes))

    def _on_camera_retry_requested(self, call_id: CallId) -> None:
        self._bridge.run(self._bridge.engine.calls.retry_camera(call_id))

    def _on_hold_requested(self, call_id: CallId, on: bool) -> None:
        self._bridge.run(self._bridge.engine.calls.set_hold(call_id, on))

    def _on_hang_up_requested(self, call_id: CallId) -> None:
        self._bridge.run(self._bridge.engine.calls.hang_up(call_id))

    def _on_microphone_requested(self, call_id: CallId, on: bool) -> None:
        self._bridge.run(self._bridge.engine.calls.set_microphone(call_id, on))

    def _on_camera_requested(self, call_id: CallId, on: bool) -> None:
        self._bridge.run(self._bridge.engine.calls.set_camera(call_id, on))

    def _on_safety_answered(self, call_id: CallId, match: bool) -> None:
        self._bridge.run(self._bridge.engine.calls.confirm_safety(call_id, match))

    def _on_again_requested(self, call_id: CallId, account: AccountId, video: bool) -> None:
        self.forget(call_id)
        self.again_requested.emit(account, video)


def wants_window(call: Call) -> bool:
    """Whether a window belongs to a call in this state; one that only rings here has the popup."""
    return call.state not in (CallState.IDLE, CallState.INCOMING, CallState.ENDED)


def _with_path(call: Call, contact: Contact | None) -> Call:
    """Until media has a path of its own, the one that the contact is connected by."""
    if call.path or contact is None or call.active_at is not None or not call.live:
        return call
    return replace(call, path=contact.path)


def is_silent_end(call: Call) -> bool:
    """Whether nothing has to be said: somebody hung up, or we declined."""
    if call.detail:
        return False
    declined_here = call.end_reason is EndReason.DECLINED and call.direction is Direction.IN
    return declined_here or call.end_reason in (EndReason.HUNG_UP, EndReason.ANSWERED_ELSEWHERE)
