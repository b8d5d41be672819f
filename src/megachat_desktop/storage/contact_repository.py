"""Contacts, what is pinned about each one's device, and where they were reached."""

import apsw
from msgspec import Struct

from megachat_desktop.errors import ProfileDamagedError, Sentence
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.contact import ContactState, RingRule, Trust
from megachat_desktop.model.ids import AccountId, DeviceId, NodeKey
from megachat_desktop.storage.database import Row, known, one, rows, upsert

KEPT_ADDRESSES = 16


class StoredContact(Struct, frozen=True):
    """One contact. Empty bytes mean "not known yet"; numbers of the wire are pinned highest."""

    account: AccountId
    state: ContactState
    trust: Trust = Trust.UNVERIFIED
    verified_at: float | None = None
    own_name: str = ""  # what we call them
    given_name: str = ""  # what they call themselves
    about: str = ""
    greeting: str = ""
    via: str = "link"
    is_echo: bool = False
    added_at: float = 0.0
    invite: bytes = b""  # theirs, that we still have to prove
    device: DeviceId | None = None
    node_key: NodeKey | None = None
    certificate: bytes = b""
    features: bytes = b""  # encoded Feat, as received
    version: int = 0
    suite: int = 0
    bundle_seqno: int = 0
    info_seq: int = 0
    inbox: bytes = b""  # the signed INBOX item, as received
    relay: str = ""
    mailbox: bytes = b""
    access: bytes = b""
    clock_difference_ms: int = 0  # their clock minus ours
    ration_day: int = 0  # Unix day of the count beside it
    ration_used: int = 0  # one-time items they took on that day
    avatar_id: bytes = b""  # of their picture in ``avatar``; empty: none
    starred: bool = False
    ring_rule: RingRule = RingRule.AS_USUAL
    last_seen: float | None = None  # when a connection last came up or ended
    keys_changed_at: float | None = None  # their device has other keys since; nobody compared yet
    blocked_from: str = ""  # the value of the state before; empty where nobody noted it

    @property
    def name(self) -> str:
        """What the interface shows."""
        return self.own_name or self.given_name


_COLUMNS = StoredContact.__struct_fields__
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM contact"


class ContactRepository:
    """All contacts of this profile."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def get(self, account: AccountId) -> StoredContact | None:
        """The contact with this account id."""
        row = one(self._connection, f"{_SELECT} WHERE account = ?", account)
        return _contact(row) if row else None

    def by_node_key(self, node_key: NodeKey) -> StoredContact | None:
        """The contact whose device answers to this NK."""
        row = one(self._connection, f"{_SELECT} WHERE node_key = ?", node_key)
        return _contact(row) if row else None

    def all(self) -> list[StoredContact]:
        """Every contact, oldest first."""
        return [_contact(row) for row in rows(self._connection, f"{_SELECT} ORDER BY added_at")]

    def save(self, contact: StoredContact) -> None:
        """Add or replace a contact; its addresses stay."""
        values = {name: getattr(contact, name) for name in _COLUMNS}
        values |= {"state": contact.state.value, "trust": contact.trust.value}
        values |= {"is_echo": int(contact.is_echo), "starred": int(contact.starred)}
        values["ring_rule"] = contact.ring_rule.value
        upsert(self._connection, "contact", "account", values)

    def remove(self, account: AccountId) -> None:
        """Forget a contact and its addresses; sessions and outbox are forgotten apart."""
        self._connection.execute("DELETE FROM avatar WHERE account = ?", (account,))
        self._connection.execute("DELETE FROM contact WHERE account = ?", (account,))

    def addresses(self, account: AccountId) -> tuple[SocketAddress, ...]:
        """Known addresses, those that worked last first, announced ones after them."""
        found = rows(
            self._connection,
            "SELECT ip, port FROM contact_address WHERE account = ?"
            " ORDER BY worked_at DESC NULLS LAST, ip, port",
            account,
        )
        return tuple(SocketAddress(str(ip), int(port)) for ip, port in found)

    def announce(self, account: AccountId, addresses: tuple[SocketAddress, ...]) -> None:
        """Replace the addresses the contact announces; those that worked stay."""
        self._connection.execute(
            "UPDATE contact_address SET announced = 0 WHERE account = ?", (account,)
        )
        for address in addresses[:KEPT_ADDRESSES]:
            self._connection.execute(
                "INSERT INTO contact_address (account, ip, port, announced) VALUES (?, ?, ?, 1)"
                " ON CONFLICT DO UPDATE SET announced = 1",
                (account, address.ip, address.port),
            )
        self._connection.execute(
            "DELETE FROM contact_address WHERE account = ? AND announced = 0 AND worked_at IS NULL",
            (account,),
        )

    def worked(self, account: AccountId, address: SocketAddress, now: float) -> None:
        """Remember an address that a connection came up on; only the last few are kept."""
        self._connection.execute(
            "INSERT INTO contact_address (account, ip, port, worked_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET worked_at = excluded.worked_at",
            (account, address.ip, address.port, now),
        )
        self._connection.execute(
            "DELETE FROM contact_address WHERE account = ? AND announced = 0 AND (ip, port) NOT IN"
            " (SELECT ip, port FROM contact_address WHERE account = ?"
            "  ORDER BY worked_at DESC NULLS LAST LIMIT ?)",
            (account, account, KEPT_ADDRESSES),
        )


def _contact(row: Row) -> StoredContact:
    values = dict(zip(_COLUMNS, row, strict=True))
    try:
        values["state"] = ContactState(values["state"])
    except ValueError:
        raise ProfileDamagedError(
            Sentence("This profile was changed by a newer MegaChat. Install that one.")
        ) from None
    values["trust"] = known(values["trust"], Trust.UNVERIFIED)
    values["is_echo"] = bool(values["is_echo"])
    values["starred"] = bool(values["starred"])
    values["ring_rule"] = known(values["ring_rule"], RingRule.AS_USUAL)
    return StoredContact(**values)
