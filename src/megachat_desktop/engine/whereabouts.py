"""Where the devices of contacts were and may be reached, and when they were last there."""

import contextlib
from collections.abc import Callable

from megachat_desktop.engine.clock import Clock
from megachat_desktop.engine.links import Link
from megachat_desktop.engine.roster import Roster
from megachat_desktop.errors import UserFacingError
from megachat_desktop.model.address import DialTarget, SocketAddress
from megachat_desktop.model.ids import AccountId, NodeKey
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.codec import relay_is_literal
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.store import Store
from megachat_desktop.storage.transaction import Transaction

SEEN_ADDRESSES = 8


class Whereabouts:
    """What the local network says of this moment, over what the database keeps."""

    def __init__(self, store: Store, roster: Roster, clock: Clock) -> None:
        self._store = store
        self._roster = roster
        self._clock = clock
        self._seen: dict[NodeKey, tuple[SocketAddress, ...]] = {}
        self.self_hosted: Callable[[], bool] = lambda: False

    def put_seen(self, node_key: NodeKey, addresses: tuple[SocketAddress, ...]) -> None:
        """A device shows itself on the local network."""
        self._seen[node_key] = addresses[:SEEN_ADDRESSES]

    def forget(self, node_key: NodeKey) -> None:
        """What this device shows is of no interest any more."""
        self._seen.pop(node_key, None)

    async def target_of(self, account: AccountId) -> DialTarget | None:
        """Where to dial a contact: what is seen first, then what has worked."""
        stored = self._roster.stored(account)
        if stored is None or stored.node_key is None:
            return None
        known = await self._store.run(lambda tx: tx.contacts.addresses(account))
        seen = self._seen.get(stored.node_key, ())
        addresses = tuple(dict.fromkeys((*seen, *known)))
        return DialTarget(stored.node_key, addresses, self._usable_relay(stored.relay))

    async def remember(self, account: AccountId, link: Link) -> None:
        """The address that worked, and the clock of the other device."""
        address = link.connection.remote_address()
        difference = link.clock_difference_ms
        now = self._clock.unix()

        def work(tx: Transaction) -> StoredContact | None:
            contact = tx.contacts.get(account)
            if contact is None:
                return None
            contact = replace(contact, clock_difference_ms=difference, last_seen=now)
            tx.contacts.save(contact)
            if address is not None:
                tx.contacts.worked(account, address, now)
            return contact

        if contact := await self._store.run(work):
            self._roster.put(contact)

    async def note_gone(self, account: AccountId) -> None:
        """A contact was here until now."""
        now = self._clock.unix()

        def work(tx: Transaction) -> StoredContact | None:
            if contact := tx.contacts.get(account):
                contact = replace(contact, last_seen=now)
                tx.contacts.save(contact)
            return contact

        with contextlib.suppress(UserFacingError):  # a full disk: it is said at the next time
            if contact := await self._store.run(work):
                self._roster.put(contact)

    def _usable_relay(self, relay: str) -> str | None:
        """A relay without a name of its own is dialled only by those who host one themselves."""
        return None if relay_is_literal(relay) and not self.self_hosted() else relay or None
