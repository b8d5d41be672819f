"""Notifications of the desktop: what one may say, how often, and for whom (DESIGN.md, section 10).

One for each chat, replaced by newer ones; none under do not disturb, none of a muted chat; the name
at most while the screen is locked; a sound at most once in five seconds. A click opens the chat.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject, Signal

from megachat_desktop.model.call import CallLogEntry
from megachat_desktop.model.chat import Chat
from megachat_desktop.model.contact import Contact
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.settings import Availability, NoticeContent
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.text import shown_name, shown_sentence
from megachat_desktop.ui.ring.surroundings import ScreenLock
from megachat_desktop.ui.words import time_words

SOUND_EVERY_S = 5.0
translate = QCoreApplication.translate


@dataclass(frozen=True)
class Notice:
    """Something to tell. ``whole`` is a sentence with the name in it, ``bare`` one without.

    ``even_if_muted``: it is no news of the chat, but a warning or what the person waits for.
    """

    chat: AccountId
    name: str
    whole: str
    bare: str
    even_if_muted: bool = False


class NoticeBoard(Protocol):
    """Where notifications appear; a newer one of the same chat takes the place of the older."""

    def tell(self, chat: AccountId, title: str, text: str) -> None:
        """Show it, or nothing where the desktop has no such thing."""
        ...

    def withdraw(self, chat: AccountId) -> None:
        """Take away what this chat said, if it is still there."""
        ...


def said(notice: Notice, content: NoticeContent, *, locked: bool) -> tuple[str, str]:
    """Title and text of a notification."""
    if content is NoticeContent.NOTHING:
        return "MegaChat", translate("Notices", "There is something new.")
    if content is NoticeContent.NAME or locked:
        return notice.name, notice.bare
    return "MegaChat", notice.whole


def missed_call(entry: CallLogEntry, contact: Contact) -> Notice:
    """A call that nobody took: "Missed video call from Anna. 14:12"."""
    name = shown_name(contact.name)
    if entry.video:
        whole = translate("Notices", "Missed video call from {name}. {time}")
        bare = translate("Notices", "Missed video call")
    else:
        whole = translate("Notices", "Missed voice call from {name}. {time}")
        bare = translate("Notices", "Missed voice call")
    text = whole.format(name=name, time=time_words(entry.started_at))
    return Notice(contact.account, name, text, bare)


def contact_request(contact: Contact) -> Notice:
    """Somebody asks to be a contact."""
    name = shown_name(contact.name)
    whole = translate("Notices", "{name} wants to be a contact.").format(name=name)
    return Notice(contact.account, name, whole, translate("Notices", "Contact request"))


def warning(contact: Contact, sentence: str) -> Notice:
    """Something about a contact's key or encryption that must not be overlooked."""
    bare = translate("Notices", "A warning about this contact")
    name, whole = shown_name(contact.name), shown_sentence(sentence)
    return Notice(contact.account, name, whole, bare, even_if_muted=True)


def is_back(contact: Contact) -> Notice:
    """Somebody whom we tried to call while they were offline."""
    name = shown_name(contact.name)
    whole = translate("Notices", "{name} is back. You tried to call them.").format(name=name)
    return Notice(
        contact.account, name, whole, translate("Notices", "Online again"), even_if_muted=True
    )


class Notices(QObject):
    """Decides whether a notice is shown, with how many words, and whether it is heard."""

    sound_wanted = Signal()

    def __init__(
        self,
        bridge: Bridge,
        board: NoticeBoard,
        lock: ScreenLock,
        parent: QObject,
        clock: Callable[[], float] = time.monotonic,
        unix: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self._unix = unix
        self._bridge, self._board, self._lock, self._clock = bridge, board, lock, clock
        self._unseen: dict[AccountId, int] = {}
        self._heard_at = float("-inf")
        bridge.chats_changed.connect(self._on_chats_changed)

    def post(self, notice: Notice) -> None:
        """Show it, if the person wants that at the moment."""
        seen = self._bridge.seen
        if seen.availability is Availability.DO_NOT_DISTURB:
            return
        chat = seen.chats.get(notice.chat)
        if chat is not None and chat.muted(self._unix()) and not notice.even_if_muted:
            return
        title, text = said(notice, seen.settings.notice_content, locked=self._lock.locked)
        self._board.tell(notice.chat, title, text)
        now = self._clock()
        if seen.settings.notice_sound and now - self._heard_at >= SOUND_EVERY_S:
            self._heard_at = now
            self.sound_wanted.emit()

    def _on_chats_changed(self, chats: tuple[Chat, ...]) -> None:
        """A chat that was looked at has nothing to tell any more."""
        for chat in chats:
            before = self._unseen.get(chat.account, 0)
            self._unseen[chat.account] = chat.unseen
            if before and not chat.unseen:
                self._board.withdraw(chat.account)
