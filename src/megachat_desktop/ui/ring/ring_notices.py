"""Calls that ring, as notices of the desktop with buttons: where a popup may stand out of sight.

The desktop shows them above everything, and takes nobody's keys (docs/decisions/0197). One for each
call, there and gone by its state alone, like the popup beside it.
"""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from megachat_desktop.model.call import Call
from megachat_desktop.model.contact import Contact
from megachat_desktop.model.ids import CallId
from megachat_desktop.model.settings import NoticeContent
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.feed import Feed
from megachat_desktop.ui.kit.text import shown_name
from megachat_desktop.ui.ring.notification_service import (
    CLICKED,
    Click,
    DesktopNotice,
    NotificationService,
)
from megachat_desktop.ui.ring.surroundings import ScreenLock
from megachat_desktop.ui.start.front import let_to_the_front
from megachat_desktop.ui.words import incoming_words, verified_line

_ACCEPT, _ACCEPT_OTHERWISE, _DECLINE = "accept", "accept-otherwise", "decline"


class RingNotices(QObject):
    """Connects to the desktop's service at the first call."""

    accepted = Signal(object, bool, bool)  # CallId, with video, whether the running call pauses
    declined = Signal(object)  # CallId
    opened = Signal(object)  # CallId: its popup is wanted in front

    def __init__(self, bridge: Bridge, lock: ScreenLock, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._lock = bridge, lock
        self._service = NotificationService()
        self._clicks: Feed | None = None
        self._shown: dict[CallId, tuple[Call, bool, DesktopNotice]] = {}

    def render(self, ringing: Iterable[Call], *, busy: bool) -> None:
        """These calls ring and no others; ``busy``: we are in another call."""
        calls = {call.call_id: call for call in ringing}
        for gone in self._shown.keys() - calls.keys():
            del self._shown[gone]
            self._bridge.ask(self._service.withdraw(gone))
        for call_id, call in calls.items():
            contact = self._bridge.seen.contacts.get(call.account)
            notice = self._notice(call, contact, busy)
            before = self._shown.get(call_id)
            self._shown[call_id] = call, busy, notice
            if before is None or before[2] != notice:
                self._listen()
                self._bridge.ask(self._service.show(notice))

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

    def _listen(self) -> None:
        if self._clicks is None:
            self._clicks = Feed(self._bridge, self._service.clicks, self)
            self._clicks.told.connect(self._on_clicked)

    def _on_clicked(self, click: Click) -> None:
        call_id = CallId(click.key)
        if call_id not in self._shown:  # it rings no more
            return
        call, busy, _ = self._shown[call_id]
        let_to_the_front(click.token)
        if click.action == _ACCEPT:
            self.accepted.emit(call_id, call.video, busy)
        elif click.action == _ACCEPT_OTHERWISE:
            self.accepted.emit(call_id, call.video and busy, False)
        elif click.action == _DECLINE:
            self.declined.emit(call_id)
        elif click.action == CLICKED:
            self.opened.emit(call_id)
