"""Everything that happens because a call rings: popup, sound, taskbar, and one notice when missed.

All of it follows from the snapshots of the calls and from one more fact: whether another program
fills the screen. Then the popup stays out, one quiet tone is heard, and the tray shows the call.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from megachat_desktop.errors import DiskFullError
from megachat_desktop.media.audio.sounds import CallSound
from megachat_desktop.model.call import Call, CallLogEntry, CallState
from megachat_desktop.model.contact import Contact, ContactState
from megachat_desktop.model.events import NoticeRaised
from megachat_desktop.model.ids import AccountId, CallId
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.text import shown_sentence
from megachat_desktop.ui.ring.answering_keys import AnsweringKeys
from megachat_desktop.ui.ring.comebacks import Comebacks
from megachat_desktop.ui.ring.incoming_popups import IncomingPopups
from megachat_desktop.ui.ring.notices import (
    NoticeBoard,
    Notices,
    contact_request,
    is_back,
    missed_call,
    warning,
)
from megachat_desktop.ui.ring.ring_trial import RingTrial
from megachat_desktop.ui.ring.ringing import Ringing, Sounds, passing_sound
from megachat_desktop.ui.ring.surroundings import ScreenLock, Surroundings
from megachat_desktop.ui.start.front import bring_to_front
from megachat_desktop.ui.tray import Tray

if TYPE_CHECKING:
    from megachat_desktop.ui.ring.ring_notices import RingNotices

LOOK_MS = 1000
_NOT_TALKING = (CallState.INCOMING, CallState.IDLE, CallState.ENDED)


class Bell(QObject):
    """Rings by the bridge's snapshots; the taskbar entry of ``window`` asks to be seen."""

    reply_unsent = Signal(object, str)  # AccountId, what was typed when the caller gave up

    def __init__(
        self,
        bridge: Bridge,
        look: Look,
        avatars: AvatarPainter,
        sounds: Sounds,
        tray: Tray,
        window: QWidget,
        surroundings: Surroundings,
        lock: ScreenLock,
        board: NoticeBoard,
        trial: RingTrial | None = None,
    ) -> None:
        super().__init__(window)
        self._trial = trial or RingTrial(self)
        self._bridge, self._window, self._surroundings = bridge, window, surroundings
        self._tray = tray
        self._kept_out = False  # the popups, by a program that fills the screen
        self._rang = False
        self._before: dict[CallId, Call] = {}
        self._asking: set[AccountId] = set()
        self.popups = IncomingPopups(look, avatars, tray.geometry, surroundings, self)
        self._keys = AnsweringKeys(self.popups, self)
        self._ring_notices = self._made_ring_notices(lock) if surroundings.hides_popups() else None
        self.notices = Notices(bridge, board, lock, self)
        Comebacks(bridge, self._on_somebody_back, self)
        self._ringing = Ringing(sounds)
        self._look_again = QTimer(self)
        self._look_again.setInterval(LOOK_MS)
        self._look_again.timeout.connect(self._on_look_again)
        self._connect()

    def close(self) -> None:
        """Silence; every popup goes."""
        self._trial.stop()
        self._ask_to_be_seen(rings=False)
        self._ringing.stop()
        self.popups.close()
        if self._ring_notices is not None:
            self._ring_notices.close()
        self._surroundings.close()

    def _connect(self) -> None:
        bridge, tray = self._bridge, self._tray
        bridge.call_changed.connect(self._on_call_changed)
        bridge.call_missed.connect(self._on_call_missed)
        bridge.contact_changed.connect(self._on_contact_changed)
        bridge.notice_raised.connect(self._on_notice_raised)
        self.popups.accepted.connect(self._on_accepted)
        self.popups.declined.connect(self._on_declined)
        if self._ring_notices is not None:
            self._ring_notices.accepted.connect(self._on_accepted)
            self._ring_notices.declined.connect(self._on_declined)
            self._ring_notices.popup_wanted.connect(self._on_popup_wanted)
        self.popups.replied.connect(self._on_replied)
        self.notices.sound_wanted.connect(self._on_sound_wanted)
        self._trial.changed.connect(self._on_trial_news)
        bridge.settings_changed.connect(self._on_trial_news)
        bridge.devices_changed.connect(self._on_trial_news)
        tray.accept_requested.connect(self._on_accepted)
        tray.decline_requested.connect(self._on_declined)

    # --- from the engine ------------------------------------------------------------------------

    def _on_call_changed(self, call: Call) -> None:
        before = self._before.pop(call.call_id, None)
        if call.live:
            self._before[call.call_id] = call
        rings = self._ringing_calls()
        if rings and not self._rang:
            self._kept_out = self._surroundings.full_screen()
        self._rang = bool(rings)
        self._save_reply(call)
        self._render(call)
        if sound := passing_sound(before, call):
            self._ringing.note(sound, self._bridge.seen.settings)

    def _save_reply(self, call: Call) -> None:
        """The popup goes with the ringing, but not what the person was typing there."""
        popup = self.popups.shown.get(call.call_id)
        if popup is not None and call.missed and popup.panel.unsent:
            self.reply_unsent.emit(call.account, popup.panel.unsent)

    def _render(self, changed: Call | None = None) -> None:
        """Bring popups and sound in step with the calls."""
        seen = self._bridge.seen
        rings = self._ringing_calls()
        if not rings:
            self._kept_out = False
        if changed is not None and changed.state is not CallState.INCOMING:
            self.popups.hide(changed.call_id)
        busy = any(call.state not in _NOT_TALKING for call in seen.calls.values())
        if self._ring_notices is not None:
            self._ring_notices.render(rings, busy=busy)
        for call in rings:
            if self._kept_out or self._has_notice(call.call_id):
                self.popups.hide(call.call_id)
            else:
                self.popups.render(call, seen.contacts.get(call.account), busy=busy)
        self._render_sound()
        self._ask_to_be_seen(bool(rings))

    def _made_ring_notices(self, lock: ScreenLock) -> "RingNotices":
        from megachat_desktop.ui.ring.ring_notices import RingNotices

        return RingNotices(self._bridge, lock, self)

    def _has_notice(self, call_id: CallId) -> bool:
        """Whether the desktop shows the call in place of its popup."""
        return self._ring_notices is not None and self._ring_notices.stands_for(call_id)

    def _render_sound(self) -> None:
        seen = self._bridge.seen
        calls = tuple(seen.calls.values())
        if calls:
            self._trial.stop()
        self._ringing.render(
            calls, seen.settings, seen.devices, discreet=self._kept_out, tried=self._trial.on
        )

    def _on_trial_news(self, _news: object) -> None:
        self._render_sound()

    def _ringing_calls(self) -> list[Call]:
        calls = self._bridge.seen.calls.values()
        return [call for call in calls if call.state is CallState.INCOMING]

    def _ask_to_be_seen(self, rings: bool) -> None:
        """The taskbar entry flashes, or the dock's icon bounces, as long as it rings.

        Keys are looked at just as long: every event of the program passes by there.
        """
        application = QApplication.instance()
        assert application is not None
        if rings == self._look_again.isActive():
            return
        if rings:
            self._look_again.start()
            application.installEventFilter(self._keys)
        else:
            self._look_again.stop()
            application.removeEventFilter(self._keys)
        self._flash(rings=rings)

    def _on_look_again(self) -> None:
        full = self._surroundings.full_screen()
        if self._kept_out and not full:
            self._kept_out = False
            self._render()
        self.popups.follow()
        self._flash(rings=True)

    def _flash(self, *, rings: bool) -> None:
        """Not beside a notice: GNOME would say first that the window is ready."""
        needed = not all(self._has_notice(call.call_id) for call in self._ringing_calls())
        self._surroundings.ask_for_attention(self._window, rings and needed)

    def _on_call_missed(self, entry: CallLogEntry) -> None:
        contact = self._bridge.seen.contacts.get(entry.account)
        if contact is not None:
            self.notices.post(missed_call(entry, contact))

    def _on_contact_changed(self, contact: Contact) -> None:
        asks = contact.state is ContactState.ASKED_BY_THEM
        news = self._bridge.seen.caught_up and contact.account not in self._asking
        if asks and news and not self._window.isActiveWindow():
            self.notices.post(contact_request(contact))
        if asks:
            self._asking.add(contact.account)
        else:
            self._asking.discard(contact.account)

    def _on_somebody_back(self, contact: Contact) -> None:
        self.notices.post(is_back(contact))

    def _on_notice_raised(self, notice: NoticeRaised) -> None:
        contact = self._bridge.seen.contacts.get(notice.account) if notice.account else None
        if contact is not None and not self._window.isActiveWindow():
            self.notices.post(warning(contact, notice.sentence))
        elif notice.code == DiskFullError.code and not self._window.isActiveWindow():
            self._tray.tell(shown_sentence(notice.sentence))

    def _on_sound_wanted(self) -> None:
        self._ringing.note(CallSound.MESSAGE, self._bridge.seen.settings)

    # --- from the person ------------------------------------------------------------------------

    def _on_accepted(self, call_id: CallId, video: bool, hold: bool) -> None:
        self._bridge.run(self._bridge.engine.calls.accept(call_id, video, hold))

    def _on_declined(self, call_id: CallId) -> None:
        self._bridge.run(self._bridge.engine.calls.decline(call_id))

    def _on_popup_wanted(self, call_id: CallId, in_front: bool) -> None:
        self._render()
        popup = self.popups.shown.get(call_id)
        if in_front and popup is not None:
            bring_to_front(popup)

    def _on_replied(self, call_id: CallId, text: str) -> None:
        self._bridge.run(self._bridge.engine.calls.reply(call_id, text))
