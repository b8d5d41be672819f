"""Becoming contacts and ceasing to be (PROTOCOL.md, section 6, Contacts).

    none → asked → contact            we send CONTACT_REQUEST, they answer CONTACT_ACCEPT
    none → asked by them → contact    or ignored;   → blocked from anywhere

Every change is one transaction with the record that tells it; the roster follows the commit.
"""

from collections.abc import Callable

from megachat_desktop.engine.clock import Clock
from megachat_desktop.engine.contact_arrivals import ContactArrivals
from megachat_desktop.engine.contact_changes import (
    VIA_WORDS,
    asked_again,
    blocked,
    existing,
    is_of_another,
    named,
    taken_up,
    unblocked,
)
from megachat_desktop.engine.device_info import OwnDeviceInfo
from megachat_desktop.engine.introductions import Introductions
from megachat_desktop.engine.messaging import Messenger, Posted
from megachat_desktop.engine.messaging_pins import from_link
from megachat_desktop.engine.network_ports import NearbyBeacon
from megachat_desktop.engine.roster import Roster
from megachat_desktop.errors import (
    BadLinkError,
    NoSuchContactError,
    OwnLinkError,
)
from megachat_desktop.model.contact import Contact, ContactState, RingRule, Trust
from megachat_desktop.model.ids import AccountId, DeviceId, NodeKey
from megachat_desktop.model.names import clean_line
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.contact_records import (
    NO_INVITE,
    Via,
)
from megachat_desktop.protocol.link import ContactLink
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.store import Store
from megachat_desktop.storage.transaction import Transaction


class Contacts:
    """The use-cases of the contact list."""

    def __init__(
        self,
        store: Store,
        roster: Roster,
        messenger: Messenger,
        clock: Clock,
        own_info: OwnDeviceInfo,
        on_changed: Callable[[StoredContact], None],
    ) -> None:
        self._store = store
        self._roster = roster
        self._messenger = messenger
        self._clock = clock
        self._introductions = Introductions(messenger, own_info)
        self._on_changed = on_changed
        self.arrivals = ContactArrivals(clock, self._introductions, self._follow)

    # --- what the person does -------------------------------------------------------------------

    async def add_link(
        self, link: ContactLink, own: AccountId, name: str, *, scanned: bool, is_echo: bool = False
    ) -> Contact:
        """Ask the owner of a link. Somebody who asked us, or is a contact, is simply accepted."""
        if link.account == own:
            raise OwnLinkError
        now = self._clock.unix()

        def work(tx: Transaction) -> tuple[StoredContact, Posted | None]:
            if is_of_another(tx, link.account, link.node_key):
                raise BadLinkError
            known = tx.contacts.get(link.account) or StoredContact(
                link.account, ContactState.REQUESTED, added_at=now, is_echo=is_echo
            )
            contact = named(known, name)
            if scanned:
                contact = replace(contact, trust=Trust.VERIFIED_SCAN, verified_at=now)
            if contact.state is ContactState.ASKED_BY_THEM:
                return self._introductions.accept(tx, contact)
            contact = replace(
                from_link(contact, link.device, link.node_key),
                state=asked_again(contact.state),
                invite=link.invite,
                relay=link.relay or "",
            )
            tx.contacts.save(contact)
            tx.contacts.announce(link.account, link.addresses)
            _start_over(tx, link.account)
            return contact, self._introductions.ask(tx, link.account, link.invite, Via.LINK)

        contact, posted = await self._store.run(work)
        self._messenger.reconsider(link.account)
        return self._done(contact, posted)

    async def add_nearby(self, beacon: NearbyBeacon, own: AccountId) -> Contact:
        """Ask somebody who is visible on the local network. A beacon only claims what it says."""
        account, node_key = AccountId(beacon.account), NodeKey(beacon.node_key)
        if account == own:
            raise OwnLinkError
        now = self._clock.unix()

        def work(tx: Transaction) -> tuple[StoredContact, Posted | None]:
            if is_of_another(tx, account, node_key):
                raise NoSuchContactError
            contact = tx.contacts.get(account) or StoredContact(
                account,
                ContactState.REQUESTED,
                given_name=clean_line(beacon.name),
                added_at=now,
                via=VIA_WORDS[Via.LOCAL_NETWORK],
            )
            if contact.state is ContactState.ASKED_BY_THEM:
                return self._introductions.accept(tx, contact)
            if not contact.certificate:  # what a certificate says counts more than a beacon
                contact = from_link(contact, DeviceId(beacon.device), node_key)
            contact = replace(contact, state=asked_again(contact.state))
            tx.contacts.save(contact)
            tx.contacts.announce(account, beacon.addresses)
            _start_over(tx, account)
            return contact, self._introductions.ask(tx, account, NO_INVITE, Via.LOCAL_NETWORK)

        return self._done(*await self._store.run(work))

    async def accept(self, account: AccountId) -> None:
        """Say yes to a request, or to somebody we declined. Raises NoSuchContactError."""

        def work(tx: Transaction) -> tuple[StoredContact, Posted | None]:
            contact = existing(tx, account)
            if contact.state not in (ContactState.ASKED_BY_THEM, ContactState.IGNORED):
                return contact, None
            return self._introductions.accept(tx, contact)

        self._done(*await self._store.run(work))

    async def decline(self, account: AccountId) -> None:
        """Leave a request unanswered; they are not told."""
        await self._change(account, lambda c: replace(c, state=ContactState.IGNORED))

    async def take_up(self, account: AccountId) -> None:
        """A request that was declined waits for an answer again; nobody was told either time."""
        await self._change(account, taken_up)

    async def block(self, account: AccountId) -> None:
        """From now on everything of theirs is refused, like a stranger's."""
        await self._change(account, blocked)

    async def unblock(self, account: AccountId) -> None:
        """Be to each other what we were before. Raises NoSuchContactError."""
        await self._change(account, unblocked)
        self._messenger.reconsider(account)

    async def rename(self, account: AccountId, name: str) -> None:
        """What we call them; an empty name is the one they gave."""
        await self._change(account, lambda c: replace(c, own_name=clean_line(name)))

    async def verify(self, account: AccountId, trust: Trust) -> None:
        """The person was compared: it was the same, or it was not."""
        at = self._clock.unix() if trust.verified else None

        def change(contact: StoredContact) -> StoredContact:
            changed_at = contact.keys_changed_at if at is None else None
            return replace(contact, trust=trust, verified_at=at, keys_changed_at=changed_at)

        await self._change(account, change)

    async def star(self, account: AccountId, on: bool) -> None:
        """A person who matters more than others."""
        await self._change(account, lambda c: replace(c, starred=on))

    async def set_ring_rule(self, account: AccountId, rule: RingRule) -> None:
        """Whether this contact may make it ring."""
        await self._change(account, lambda c: replace(c, ring_rule=rule))

    async def remove(self, account: AccountId) -> None:
        """Forget a contact, its sessions, what happened and what was still owed to it."""

        def work(tx: Transaction) -> None:
            existing(tx, account)
            tx.contacts.remove(account)
            tx.chats.forget(account)

        await self._messenger.forget(account)
        await self._store.run(work)
        self._roster.remove(account)

    async def tell_profile(self) -> None:
        """Our name or picture changed: tell every contact."""
        profile = await self._store.run(self._introductions.profile)
        for account in self._roster.accepted():
            await self._messenger.post(account, [profile])

    # --- parts ----------------------------------------------------------------------------------

    async def _change(
        self, account: AccountId, change: Callable[[StoredContact], StoredContact]
    ) -> None:
        def work(tx: Transaction) -> StoredContact:
            contact = change(existing(tx, account))
            tx.contacts.save(contact)
            return contact

        self._follow(await self._store.run(work), None)

    def _done(self, contact: StoredContact, posted: Posted | None) -> Contact:
        self._follow(contact, posted)
        return self._roster.get(contact.account)

    def _follow(self, contact: StoredContact, posted: Posted | None) -> None:
        self._roster.put(contact)
        self._on_changed(contact)
        if posted is not None:
            posted.after()


def _start_over(tx: Transaction, account: AccountId) -> None:
    """A request travels alone in a new session: beside anything else a stranger's is refused.

    What waited for them, an older request say, would have to come before it.
    """
    tx.outbox.forget(account)
    tx.sessions.delete_of(account)
