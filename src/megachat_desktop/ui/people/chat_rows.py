"""The list of chats: people with whom something happened, newest first, pinned ones before them."""

from collections.abc import Callable
from operator import attrgetter

from PySide6.QtCore import QCoreApplication

from megachat_desktop.model.call import Direction
from megachat_desktop.model.chat import Chat, ConversationEntry
from megachat_desktop.model.contact import Contact, ContactState
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.message import MessageState, TextMessage
from megachat_desktop.ui.kit.rows import Place, Row, RowHeight
from megachat_desktop.ui.kit.text import badge_words, shown_name, shown_sentence
from megachat_desktop.ui.kit.trust_mark import trust_mark
from megachat_desktop.ui.people.call_rows import log_icon
from megachat_desktop.ui.people.contact_rows import ContactRows, spoken_name
from megachat_desktop.ui.people.kept_order import KeptOrder
from megachat_desktop.ui.seen import Seen
from megachat_desktop.ui.words import contact_line, log_words, when_words

translate = QCoreApplication.translate

_HIDDEN_STATES = (ContactState.ASKED_BY_THEM, ContactState.IGNORED)
_RECEIPTS = {
    MessageState.WAITING: "clock",
    MessageState.SENT: "check",
    MessageState.DELIVERED: "checks",
    MessageState.READ: "checks",
    MessageState.FAILED: "warning",
}


class ChatRows:
    """Chats, then who is nearby."""

    def __init__(
        self, seen: Callable[[], Seen], contacts: ContactRows, now: Callable[[], float]
    ) -> None:
        self._seen, self._contacts, self._now = seen, contacts, now
        self._chats = KeptOrder[Chat](attrgetter("account"), _order, _place)

    def places(self) -> list[Place]:
        """See ``RowSource``."""
        return self.chats() + self._contacts.nearby()

    def chats(self) -> list[Place]:
        """The chats alone."""
        contacts = self._seen().contacts
        return self._chats.places(
            chat for chat in self._candidates() if _is_listed(chat, contacts.get(chat.account))
        )

    def row(self, place: Place) -> Row:
        """See ``RowSource``."""
        if place.key[:2] != b"t:":
            return self._contacts.row(place)
        account, seen = AccountId(place.account), self._seen()
        chat = seen.chats.get(account) or Chat(account)
        return chat_row(chat, seen.contacts[account], self._now())

    def _candidates(self) -> list[Chat]:
        seen = self._seen()
        echoes = [c.account for c in seen.contacts.values() if c.is_echo]
        return [*seen.chats.values(), *(Chat(a) for a in echoes if a not in seen.chats)]


def _is_listed(chat: Chat, contact: Contact | None) -> bool:
    if contact is None or chat.hidden or contact.state in _HIDDEN_STATES:
        return False
    happened = chat.last is not None or chat.pinned or chat.marked_unread
    return happened or contact.is_echo


def _place(chat: Chat) -> Place:
    return Place(b"t:" + chat.account, chat.account, RowHeight.TALL)


def _order(chat: Chat) -> tuple[bool, float, bytes]:
    return not chat.pinned, -chat.at, chat.account


def chat_row(chat: Chat, contact: Contact, now: float) -> Row:
    """One chat; ``now`` in Unix seconds."""
    line, icon = preview(chat.last) if chat.last else (contact_line(contact), "")
    missed = icon == "call-missed"
    at = when_words(chat.at, now) if chat.last else ""
    return Row(
        b"t:" + chat.account,
        shown_name(contact.name),
        account=chat.account,
        line=line,
        line_icon=icon,
        line_tone="danger-on-surface" if missed or icon == "warning" else "text-secondary",
        at=at,
        presence=contact.presence,
        mark=trust_mark(contact),
        echo=contact.is_echo,
        tall=True,
        unread=chat.unread,
        badge=_badge(chat),
        muted=chat.muted(now),
        pinned=chat.pinned,
        spoken=_spoken(chat, contact, line, at, muted=chat.muted(now)),
    )


def preview(entry: ConversationEntry) -> tuple[str, str]:
    """What the second line says about the newest entry, and its icon."""
    if isinstance(entry, TextMessage):
        icon = _RECEIPTS[entry.state] if entry.direction is Direction.OUT else ""
        return shown_sentence(entry.body), icon
    return log_words(entry), log_icon(entry)


def _badge(chat: Chat) -> str:
    if chat.unseen:
        return badge_words(chat.unseen)
    return " " if chat.marked_unread else ""


def _spoken(chat: Chat, contact: Contact, line: str, at: str, *, muted: bool) -> str:
    marks = [
        translate("Contacts", "pinned") if chat.pinned else "",
        translate("Contacts", "muted") if muted else "",
        translate("Contacts", "marked unread") if chat.marked_unread and not chat.unseen else "",
        translate("Contacts", "{count} unread").format(count=chat.unseen) if chat.unseen else "",
    ]
    name = ", ".join([spoken_name(contact), *filter(None, marks)])
    return ". ".join(part for part in (name, line, at) if part)
