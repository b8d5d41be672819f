"""What a search found: people, then messages."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from megachat_desktop.model.contact import Contact, ContactState
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.message import TextMessage
from megachat_desktop.ui.kit.rows import Place, Row, RowHeight
from megachat_desktop.ui.kit.text import shown_name, shown_sentence
from megachat_desktop.ui.people.contact_rows import contact_row
from megachat_desktop.ui.seen import Seen
from megachat_desktop.ui.words import when_words

translate = QCoreApplication.translate


BEFORE = 20  # characters of a text that stand before what was found


class SearchRows:
    """Follows ``look_for``; the messages come later, by ``take_messages``."""

    def __init__(self, seen: Callable[[], Seen], now: Callable[[], float]) -> None:
        self._seen, self._now = seen, now
        self.wanted = ""
        self._messages: dict[bytes, TextMessage] = {}

    def look_for(self, text: str) -> None:
        """Search for this from now on."""
        self.wanted = " ".join(text.split())
        self._messages = {}

    def take_messages(self, messages: Sequence[TextMessage]) -> None:
        """What the engine found."""
        self._messages = {m.message_id: m for m in messages}

    def message(self, key: bytes) -> TextMessage | None:
        """The text behind the row with this key, if it is one of a text."""
        return self._messages.get(key[2:]) if key[:2] == b"m:" else None

    def places(self) -> list[Place]:
        """See ``RowSource``."""
        people = [
            Place(b"c:" + c.account, c.account, RowHeight.SMALL)
            for c in sorted(self._people(), key=lambda c: shown_name(c.name).casefold())
        ]
        texts = [Place(b"m:" + m.message_id, m.account) for m in self._shown_messages()]
        heads = [Place(key, height=RowHeight.HEADING) for key in (b"h:people", b"h:messages")]
        return [*heads[: bool(people)], *people, *(heads[1:] if texts else []), *texts]

    def row(self, place: Place) -> Row:
        """See ``RowSource``."""
        if place.key == b"h:people":
            return Row(place.key, translate("Contacts", "People"), heading=True)
        if place.key == b"h:messages":
            return Row(place.key, translate("Contacts", "Messages"), heading=True)
        contact = self._seen().contacts[AccountId(place.account)]
        if place.key[:2] == b"c:":
            return contact_row(contact, self.wanted)
        return self._message_row(self._messages[place.key[2:]], contact)

    def _people(self) -> list[Contact]:
        wanted = self.wanted.casefold()
        hidden = (ContactState.IGNORED, ContactState.ASKED_BY_THEM)
        return [
            c
            for c in self._seen().contacts.values()
            if c.state not in hidden and wanted in shown_name(c.name).casefold()
        ]

    def _shown_messages(self) -> list[TextMessage]:
        contacts = self._seen().contacts
        return [m for m in self._messages.values() if m.account in contacts]

    def _message_row(self, message: TextMessage, contact: Contact) -> Row:
        name = shown_name(contact.name)
        line = excerpt(shown_sentence(message.body), self.wanted)
        at = when_words(message.created, self._now())
        return Row(
            b"m:" + message.message_id,
            name,
            account=contact.account,
            line=line,
            at=at,
            echo=contact.is_echo,
            tall=True,
            found=self.wanted,
            spoken=f"{name}. {line}. {at}",
        )


def excerpt(line: str, wanted: str) -> str:
    """``line`` from shortly before ``wanted`` on, so that a row has room for what was found."""
    at = line.casefold().find(wanted.casefold())
    start = line.rfind(" ", 0, at - BEFORE) + 1 if at > 2 * BEFORE else 0
    return f"…{line[start:]}" if start else line
