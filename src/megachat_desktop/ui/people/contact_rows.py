"""Who stands in the list of contacts: requests first, then contacts, then who is nearby."""

from collections.abc import Callable, Iterable
from operator import attrgetter

from PySide6.QtCore import QCoreApplication

from megachat_desktop.model.contact import Contact, ContactState, NearbyPerson, Presence
from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.kit.rows import Place, Row, RowAction, RowButton, RowHeight
from megachat_desktop.ui.kit.text import shown_name, shown_sentence
from megachat_desktop.ui.kit.trust_mark import trust_mark
from megachat_desktop.ui.people.kept_order import KeptOrder
from megachat_desktop.ui.seen import Seen
from megachat_desktop.ui.words import contact_line, inside, presence_word

translate = QCoreApplication.translate

NEARBY_SHOWN = 3
_SHOWN = (ContactState.ACCEPTED, ContactState.REQUESTED, ContactState.BLOCKED)


class ContactRows:
    """The rows of Contacts; also those of the nearby people under Chats."""

    def __init__(self, seen: Callable[[], Seen]) -> None:
        self._seen = seen
        self.all_nearby = False
        self._available_first = False
        self._known = KeptOrder[Contact](attrgetter("account"), self._key, _contact_place)

    def places(self) -> list[Place]:
        """See ``RowSource``."""
        seen = self._seen()
        people = seen.contacts.values()
        asking = [c for c in people if c.state is ContactState.ASKED_BY_THEM]
        if seen.settings.available_first is not self._available_first:
            self._available_first = seen.settings.available_first
            self._known.forget()
        known = self._known.places(c for c in people if c.state in _SHOWN)
        places = []
        if asking:
            places.append(_heading(b"h:asking"))
            places += [_small(b"r:", c.account) for c in sorted(asking, key=_order)]
        if asking and known:
            places.append(_heading(b"h:contacts"))
        return places + known + self.nearby()

    def _key(self, contact: Contact) -> tuple[bool, bool, str, bytes]:
        return _order(contact, available_first=self._available_first)

    def nearby(self) -> list[Place]:
        """The people nearby, under their heading; at most three until all are asked for."""
        people = self._seen().nearby
        if not people:
            return []
        shown = people if self.all_nearby else people[:NEARBY_SHOWN]
        places = [_heading(b"h:nearby"), *(_small(b"n:", person.account) for person in shown)]
        more = len(shown) < len(people)
        return [*places, Place(b"a:nearby", height=RowHeight.HEADING_LINK)] if more else places

    def row(self, place: Place) -> Row:
        """See ``RowSource``."""
        kind, account = place.key[:2], AccountId(place.account)
        seen = self._seen()
        if kind == b"a:":
            return _show_all()
        if kind == b"n:":
            return _nearby_row(_nearby_person(seen.nearby, account))
        if kind == b"h:":
            return _heading_row(place.key)
        contact = seen.contacts[account]
        return _request_row(contact) if kind == b"r:" else contact_row(contact)


def _heading(key: bytes) -> Place:
    return Place(key, height=RowHeight.HEADING)


def _small(kind: bytes, account: AccountId) -> Place:
    return Place(kind + account, account, RowHeight.SMALL)


def _contact_place(contact: Contact) -> Place:
    return _small(b"c:", contact.account)


def _order(contact: Contact, available_first: bool = False) -> tuple[bool, bool, str, bytes]:
    behind = available_first and contact.presence is not Presence.AVAILABLE
    return contact.is_echo, behind, shown_name(contact.name).casefold(), contact.account


def _heading_row(key: bytes) -> Row:
    title, icon = {
        b"h:asking": (translate("Contacts", "Waiting for your answer"), "person-add"),
        b"h:contacts": (translate("Contacts", "Contacts"), ""),
        b"h:nearby": (translate("Contacts", "Nearby, on this network"), "nearby"),
    }[key]
    return Row(key, title, heading=True, line_icon=icon)


def _show_all() -> Row:
    title = translate("Contacts", "Show all")
    name = translate("Contacts", "Show everybody nearby")
    button = RowButton(RowAction.SHOW_ALL, name, text=title)
    return Row(b"a:nearby", title, link=True, buttons=(button,), spoken=name)


def _request_row(contact: Contact) -> Row:
    name = shown_name(contact.name)
    line = shown_sentence(contact.greeting) or translate("Contacts", "Wants to be a contact")
    accept = RowButton(
        RowAction.ACCEPT,
        translate("Contacts", "Accept {name}").format(name=name),
        text=translate("Contacts", "Accept"),
    )
    decline = RowButton(
        RowAction.DECLINE,
        translate("Contacts", "Decline {name}").format(name=name),
        icon="close",
    )
    return Row(
        b"r:" + contact.account,
        name,
        account=contact.account,
        line=line,
        buttons=(accept, decline),
        spoken=f"{name}. {line}",
    )


def contact_row(contact: Contact, found: str = "") -> Row:
    """Somebody we know; ``found`` is the piece of the name that was searched for."""
    name = shown_name(contact.name)
    callable_ = contact.state is ContactState.ACCEPTED or contact.is_echo
    return Row(
        b"c:" + contact.account,
        name,
        account=contact.account,
        line=contact_line(contact),
        line_icon="block" if contact.state is ContactState.BLOCKED else "",
        presence=contact.presence,
        mark=trust_mark(contact),
        echo=contact.is_echo,
        found=found,
        buttons=call_buttons(name) if callable_ else (),
        spoken=spoken_name(contact),
    )


def call_buttons(name: str) -> tuple[RowButton, ...]:
    """Voice and video."""
    voice = translate("Contacts", "Voice call to {name}").format(name=name)
    video = translate("Contacts", "Video call to {name}").format(name=name)
    return (
        RowButton(RowAction.VOICE, voice, icon="phone"),
        RowButton(RowAction.VIDEO, video, icon="video"),
    )


def spoken_name(contact: Contact) -> str:
    """The person, whether verified, and their state."""
    trust = translate("Contacts", "verified") if contact.verified else ""
    if contact.mismatched:
        trust = translate("Contacts", "did not match")
    presence = inside(presence_word(contact.presence))
    return ", ".join(filter(None, (shown_name(contact.name), trust, presence)))


def _nearby_person(people: Iterable[NearbyPerson], account: AccountId) -> NearbyPerson:
    return {person.account: person for person in people}[account]


def _nearby_row(person: NearbyPerson) -> Row:
    name = shown_name(person.name)
    add = RowButton(
        RowAction.ADD,
        translate("Contacts", "Add {name}").format(name=name),
        text=translate("Contacts", "Add"),
    )
    asked = translate("Contacts", "Asked, waiting for {name}").format(name=name)
    return Row(
        b"n:" + person.account,
        name,
        account=person.account,
        line=asked if person.asked else person.fingerprint[:14],
        line_icon="clock" if person.asked else "",
        buttons=() if person.asked else (add,),
        spoken=f"{name}. {asked if person.asked else add.name}",
    )
