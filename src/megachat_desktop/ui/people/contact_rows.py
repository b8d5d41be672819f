"""Which people the Contacts list shows: requests first, then contacts, then who is nearby."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from megachat_desktop.model.contact import Contact, ContactState, NearbyPerson
from megachat_desktop.ui.bridge import Seen
from megachat_desktop.ui.kit.rows import Row, RowAction, RowButton
from megachat_desktop.ui.kit.text import shown_name, shown_sentence
from megachat_desktop.ui.words import contact_line, presence_word

translate = QCoreApplication.translate

NEARBY_SHOWN = 3
_SHOWN = (ContactState.ACCEPTED, ContactState.REQUESTED, ContactState.BLOCKED)


def contact_rows(seen: Seen, search: str = "") -> list[Row]:
    """All rows, filtered by a piece of a name."""
    wanted = search.strip().casefold()
    people = [c for c in seen.contacts.values() if wanted in shown_name(c.name).casefold()]
    asking = [c for c in people if c.state is ContactState.ASKED_BY_THEM]
    known = sorted((c for c in people if c.state in _SHOWN), key=_alphabetical)
    rows = _section(b"h:asking", translate("Contacts", "Waiting for your answer"), "person-add")
    result = [*rows, *map(_request_row, sorted(asking, key=_alphabetical))] if asking else []
    if asking and known:
        result += _section(b"h:contacts", translate("Contacts", "Contacts"), "")
    result += map(_contact_row, known)
    return result + ([] if wanted else _nearby_rows(seen.nearby))


def _alphabetical(contact: Contact) -> tuple[bool, str, bytes]:
    return contact.is_echo, shown_name(contact.name).casefold(), contact.account


def _section(key: bytes, title: str, icon: str) -> list[Row]:
    return [Row(key, title, heading=True, line_icon=icon)]


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


def _contact_row(contact: Contact) -> Row:
    name = shown_name(contact.name)
    line = contact_line(contact)
    callable_ = contact.state is ContactState.ACCEPTED or contact.is_echo
    return Row(
        b"c:" + contact.account,
        name,
        account=contact.account,
        line=line,
        line_icon="block" if contact.state is ContactState.BLOCKED else "",
        presence=contact.presence,
        verified=contact.verified and not contact.is_echo,
        echo=contact.is_echo,
        buttons=_call_buttons(name) if callable_ else (),
        spoken=_spoken(name, contact),
    )


def _call_buttons(name: str) -> tuple[RowButton, ...]:
    voice = translate("Contacts", "Voice call to {name}").format(name=name)
    video = translate("Contacts", "Video call to {name}").format(name=name)
    return (
        RowButton(RowAction.VOICE, voice, icon="phone"),
        RowButton(RowAction.VIDEO, video, icon="video"),
    )


def _spoken(name: str, contact: Contact) -> str:
    verified = [translate("Contacts", "verified")] if contact.verified else []
    return ", ".join([name, *verified, presence_word(contact.presence)])


def _nearby_rows(people: Iterable[NearbyPerson]) -> list[Row]:
    shown = list(people)[:NEARBY_SHOWN]
    if not shown:
        return []
    heading = _section(b"h:nearby", translate("Contacts", "Nearby, on this network"), "nearby")
    return heading + [_nearby_row(person) for person in shown]


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
        spoken=name,
    )
