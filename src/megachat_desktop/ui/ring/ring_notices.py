"""Calls that ring, as notices of the desktop with buttons: where a popup may stand out of sight.

The desktop shows them above everything, and takes nobody's keys (docs/decisions/0199). One for each
call, there and gone by its state alone, like the popup that it stands for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from megachat_desktop.model.call import Call
from megachat_desktop.model.contact import Contact
from megachat_desktop.model.ids import CallId
from megachat_desktop.model.settings import NoticeContent
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.feed import Feed
from megachat_desktop.ui.kit.text import shown_name
from megachat_desktop.ui.ring.notification_service import (
    CLICKED,
    CLOSED,
    Click,
    DesktopNotice,
    NotificationService,
)
from megachat_desktop.ui.ring.surroundings import ScreenLock
from megachat_desktop.ui.start.front import let_to_the_front
from megachat_desktop.ui.words import incoming_words, verified_line

_ACCEPT, _ACCEPT_OTHERWISE, _DECLINE = "accept", "accept-otherwise", "decline"
SOON_MS = 1000  # a popup waits no longer for what the service says


@dataclass
class _Ring:
    call: Call
    busy: bool
    notice: DesktopNotice
    shown: bool = False
    answered: bool = False
    popup: bool = False  # wanted in its place


class RingNotices(QObject):
    """Connects to the desktop's service at the first call."""

    accepted = Signal(object, bool, bool)  # CallId, with video, whether the running call pauses
    declined = Signal(object)  # CallId
    popup_wanted = Signal(object, bool)  # CallId, whether in front; it has no notice any more

    def __init__(self, bridge: Bridge, lock: ScreenLock, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._lock = bridge, lock
        self._service = NotificationService()
        self._clicks: Feed | None = None
        self._rings: dict[CallId, _Ring] = {}

    def render(self, ringing: Iterable[Call], *, busy: bool) -> None:
        """These calls ring and no others; ``busy``: we are in another call."""
        calls = {call.call_id: call for call in ringing}
        for gone in self._rings.keys() - calls.keys():
            del self._rings[gone]
            self._bridge.ask(self._service.withdraw(gone))
        for call_id, call in calls.items():
            contact = self._bridge.seen.contacts.get(call.account)
            notice = self._notice(call, contact, busy)
            before = self._rings.get(call_id)
            if before is None or before.notice != notice:
                popup = before is not None and before.popup
                self._show(_Ring(call, busy, notice, popup=popup))

    def stands_for(self, call_id: CallId) -> bool:
        """Whether the desktop shows this ringing call in place of its popup."""
        ring = self._rings.get(call_id)
        return ring is not None and not ring.popup

    def close(self) -> None:
        """Take them away and listen no more."""
        self.render((), busy=False)
        if self._clicks is not None:
            self._clicks.close()
            self._bridge.ask(self._service.close())

    def _notice(self, call: Call, contact: Contact | None, busy: bool) -> DesktopNotice:
        content = self._bridge.seen.settings.notice_content
        title, text = shown_name(call.contact_name), incoming_words(call)
        if content is NoticeContent.NOTHING:
            title = "MegaChat"
        elif (
            content is NoticeContent.NAME_AND_TEXT and not self._lock.locked and contact is not None
        ):
            text = f"{text}. {verified_line(contact)}"
        answers = self._answers(call, busy)
        actions = ((CLICKED, self.tr("Open")), *answers, (_DECLINE, self.tr("Decline")))
        return DesktopNotice(call.call_id, title, text, actions, rings=True)

    def _answers(self, call: Call, busy: bool) -> tuple[tuple[str, str], ...]:
        """As the popup's first two buttons."""
        if busy:
            other = self.tr("End and accept")
            return (_ACCEPT, self.tr("Hold and accept")), (_ACCEPT_OTHERWISE, other)
        accept = _ACCEPT, self.tr("Accept")
        return (accept, (_ACCEPT_OTHERWISE, self.tr("Audio only"))) if call.video else (accept,)

    def _show(self, ring: _Ring) -> None:
        self._rings[ring.call.call_id] = ring
        self._listen()
        job = self._bridge.ask(self._service.show(ring.notice))
        job.succeeded.connect(partial(self._on_shown, ring))
        QTimer.singleShot(SOON_MS, self, partial(self._on_shown, ring, False))

    def _on_shown(self, ring: _Ring, shown: bool) -> None:
        """The service showed it, could not, or has not said so in time."""
        ring.shown = ring.shown or shown
        if not ring.shown and self._rings.get(ring.call.call_id) is ring:
            self._want_popup(ring, in_front=False)

    def _want_popup(self, ring: _Ring, *, in_front: bool) -> None:
        ring.popup = True
        self.popup_wanted.emit(ring.call.call_id, in_front)

    def _listen(self) -> None:
        if self._clicks is None:
            self._clicks = Feed(self._bridge, self._service.clicks, self)
            self._clicks.told.connect(self._on_clicked)

    def _on_clicked(self, click: Click) -> None:
        call_id = CallId(click.key)
        ring = self._rings.get(call_id)
        if ring is None or ring.answered:  # it rings no more
            return
        let_to_the_front(click.token)
        if click.action in (CLICKED, CLOSED):
            self._want_popup(ring, in_front=click.action == CLICKED)
            return
        ring.answered = True
        video = ring.call.video
        if click.action == _ACCEPT:
            self.accepted.emit(call_id, video, ring.busy)
        elif click.action == _ACCEPT_OTHERWISE:
            self.accepted.emit(call_id, video and ring.busy, False)
        elif click.action == _DECLINE:
            self.declined.emit(call_id)
