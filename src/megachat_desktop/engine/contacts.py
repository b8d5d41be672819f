"""Becoming contacts and ceasing to be (PROTOCOL.md, section 6, Contacts).

    none → asked → contact            we send CONTACT_REQUEST, they answer CONTACT_ACCEPT
    none → asked by them → contact    or ignored;   → blocked from anywhere

Every change is one transaction with the record that tells it; the roster follows the commit.
"""

from collections.abc import Callable, Sequence

from megachat_desktop.engine.avatars import take_avatar
from megachat_desktop.engine.clock import Clock
from megachat_desktop.engine.device_info import OwnDeviceInfo
from megachat_desktop.engine.messaging import Messenger, Posted
from megachat_desktop.engine.messaging_pins import from_link, pin_info
from megachat_desktop.engine.messaging_ports import AfterCommit, Sender
from megachat_desktop.engine.network_ports import NearbyBeacon
from megachat_desktop.engine.roster import Roster
from megachat_desktop.errors import (
    BadLinkError,
    NoSuchContactError,
    OwnLinkError,
    RemoteProtocolError,
)
from megachat_desktop.model.contact import Contact, ContactState, RingRule, Trust
from megachat_desktop.model.ids import AccountId, DeviceId, NodeKey
from megachat_desktop.model.names import clean_line
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.contact_records import (
    ABOUT_BYTES,
    NO_INVITE,
    ContactAccept,
    ContactRequest,
    DeviceInfo,
    Profile,
    Via,
)
from megachat_desktop.protocol.link import ContactLink
from megachat_desktop.protocol.records import RecordBody
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.database import known
from megachat_desktop.storage.store import Store
from megachat_desktop.storage.transaction import Transaction

_VIA_WORDS = {Via.LINK: "link", Via.LOCAL_NETWORK: "local network", Via.GROUP: "group"}


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
        self._own_info = own_info
        self._on_changed = on_changed

    # --- what the person does -------------------------------------------------------------------

    async def add_link(
        self, link: ContactLink, own: AccountId, name: str, *, scanned: bool, is_echo: bool = False
    ) -> Contact:
        """Ask the owner of a link. Somebody who asked us, or is a contact, is simply accepted."""
        if link.account == own:
            raise OwnLinkError
        now = self._clock.unix()

        def work(tx: Transaction) -> tuple[StoredContact, Posted | None]:
            if _is_of_another(tx, link.account, link.node_key):
                raise BadLinkError
            known = tx.contacts.get(link.account) or StoredContact(
                link.account, ContactState.REQUESTED, added_at=now, is_echo=is_echo
            )
            contact = _named(known, name)
            if scanned:
                contact = replace(contact, trust=Trust.VERIFIED_SCAN, verified_at=now)
            if contact.state is ContactState.ASKED_BY_THEM:
                return self._accept_in(tx, contact)
            contact = replace(
                from_link(contact, link.device, link.node_key),
                state=_asked_again(contact.state),
                invite=link.invite,
                relay=link.relay or "",
            )
            tx.contacts.save(contact)
            tx.contacts.announce(link.account, link.addresses)
            _start_over(tx, link.account)
            return contact, self._ask_in(tx, link.account, link.invite, Via.LINK)

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
            if _is_of_another(tx, account, node_key):
                raise NoSuchContactError
            contact = tx.contacts.get(account) or StoredContact(
                account,
                ContactState.REQUESTED,
                given_name=clean_line(beacon.name),
                added_at=now,
                via=_VIA_WORDS[Via.LOCAL_NETWORK],
            )
            if contact.state is ContactState.ASKED_BY_THEM:
                return self._accept_in(tx, contact)
            if not contact.certificate:  # what a certificate says counts more than a beacon
                contact = from_link(contact, DeviceId(beacon.device), node_key)
            contact = replace(contact, state=_asked_again(contact.state))
            tx.contacts.save(contact)
            tx.contacts.announce(account, beacon.addresses)
            _start_over(tx, account)
            return contact, self._ask_in(tx, account, NO_INVITE, Via.LOCAL_NETWORK)

        return self._done(*await self._store.run(work))

    async def accept(self, account: AccountId) -> None:
        """Say yes to a request, or to somebody we declined. Raises NoSuchContactError."""

        def work(tx: Transaction) -> tuple[StoredContact, Posted | None]:
            contact = _existing(tx, account)
            if contact.state not in (ContactState.ASKED_BY_THEM, ContactState.IGNORED):
                return contact, None
            return self._accept_in(tx, contact)

        self._done(*await self._store.run(work))

    async def decline(self, account: AccountId) -> None:
        """Leave a request unanswered; they are not told."""
        await self._change(account, lambda c: replace(c, state=ContactState.IGNORED))

    async def take_up(self, account: AccountId) -> None:
        """A request that was declined waits for an answer again; nobody was told either time."""
        await self._change(account, _taken_up)

    async def block(self, account: AccountId) -> None:
        """From now on everything of theirs is refused, like a stranger's."""
        await self._change(account, _blocked)

    async def unblock(self, account: AccountId) -> None:
        """Be to each other what we were before. Raises NoSuchContactError."""
        await self._change(account, _unblocked)
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
            _existing(tx, account)
            tx.contacts.remove(account)
            tx.chats.forget(account)

        await self._messenger.forget(account)
        await self._store.run(work)
        self._roster.remove(account)

    async def tell_profile(self) -> None:
        """Our name or picture changed: tell every contact."""
        profile = await self._store.run(self._profile)
        for account in self._roster.accepted():
            await self._messenger.post(account, [profile])

    # --- what arrives, inside the transaction ---------------------------------------------------

    def on_request(
        self, tx: Transaction, sender: Sender, request: ContactRequest
    ) -> Sequence[AfterCommit]:
        """Somebody asks. Raises RemoteProtocolError without a live invite: refused like all."""
        now = self._clock.unix()
        known = tx.contacts.get(sender.account)
        if known and known.state is ContactState.BLOCKED:
            raise RemoteProtocolError("blocked")
        if known is None or known.state is ContactState.IGNORED:
            known = self._new_asker(tx, sender, request, known, now)
        contact = self._take_info(tx, known, request.info)
        contact = replace(
            contact,
            given_name=clean_line(request.name),
            greeting=clean_line(request.greeting, 280),
        )
        if contact.state in (ContactState.REQUESTED, ContactState.ACCEPTED):
            accepted, posted = self._accept_in(tx, contact)
            return [lambda: self._follow(accepted, posted)]
        tx.contacts.save(contact)
        return [lambda: self._follow(contact, None)]

    def on_accept(
        self, tx: Transaction, sender: Sender, accept: ContactAccept
    ) -> Sequence[AfterCommit]:
        """They said yes."""
        known = _existing(tx, sender.account)
        contact = self._take_info(tx, known, accept.info)
        first = contact.state is ContactState.REQUESTED
        contact = replace(
            contact,
            state=ContactState.ACCEPTED,
            given_name=clean_line(accept.name) or contact.given_name,
            invite=b"",
        )
        tx.contacts.save(contact)
        posted = self._post_in(tx, sender.account, [self._profile(tx)]) if first else None
        return [lambda: self._follow(contact, posted)]

    def on_profile(
        self, tx: Transaction, sender: Sender, profile: Profile
    ) -> Sequence[AfterCommit]:
        """They say who they are."""
        contact = replace(
            _existing(tx, sender.account),
            given_name=clean_line(profile.name),
            about=clean_line(profile.about, ABOUT_BYTES),
        )
        contact = replace(contact, avatar_id=take_avatar(tx, contact, profile.avatar))
        tx.contacts.save(contact)
        return [lambda: self._follow(contact, None)]

    def on_device_info(
        self, tx: Transaction, sender: Sender, info: DeviceInfo
    ) -> Sequence[AfterCommit]:
        """They say how their device is reached. Raises RemoteProtocolError."""
        contact = self._pinned(tx, _existing(tx, sender.account), info)
        return [lambda: self._follow(contact, None)]

    # --- parts ----------------------------------------------------------------------------------

    def _new_asker(
        self,
        tx: Transaction,
        sender: Sender,
        request: ContactRequest,
        ignored: StoredContact | None,
        now: float,
    ) -> StoredContact:
        """Somebody unknown, or somebody we declined and have given a new link since."""
        may_ask = self._may_ask(tx, sender, request, now)
        if ignored is not None:
            by_link = may_ask and request.via is Via.LINK
            return replace(ignored, state=ContactState.ASKED_BY_THEM) if by_link else ignored
        if not may_ask:
            raise RemoteProtocolError("no live invite")
        return StoredContact(
            sender.account, ContactState.ASKED_BY_THEM, added_at=now, via=_VIA_WORDS[request.via]
        )

    def _may_ask(
        self, tx: Transaction, sender: Sender, request: ContactRequest, now: float
    ) -> bool:
        if request.via is Via.LOCAL_NETWORK:
            return sender.nearby
        return request.invite != NO_INVITE and tx.invites.use(request.invite, now)

    def _take_info(self, tx: Transaction, contact: StoredContact, info: bytes) -> StoredContact:
        return self._pinned(tx, contact, DeviceInfo.decode(info))

    def _pinned(self, tx: Transaction, contact: StoredContact, info: DeviceInfo) -> StoredContact:
        pinned = pin_info(contact, info, self._clock.unix())
        if pinned.node_key and _is_of_another(tx, contact.account, pinned.node_key):
            raise RemoteProtocolError("the node key of another contact")
        tx.contacts.save(pinned)
        tx.contacts.announce(contact.account, info.addresses)
        return pinned

    def _accept_in(
        self, tx: Transaction, contact: StoredContact
    ) -> tuple[StoredContact, Posted | None]:
        accepted = replace(contact, state=ContactState.ACCEPTED, invite=b"")
        tx.contacts.save(accepted)
        accept = ContactAccept(tx.account.get().name, self._own_info.encoded(tx))
        bodies: list[RecordBody] = [accept, self._profile(tx)]
        return accepted, self._post_in(tx, contact.account, bodies)

    def _ask_in(self, tx: Transaction, account: AccountId, invite: bytes, via: Via) -> Posted:
        name = tx.account.get().name
        request = ContactRequest(invite, via, name, "", self._own_info.encoded(tx))
        return self._post_in(tx, account, [request])

    def _post_in(self, tx: Transaction, account: AccountId, bodies: Sequence[RecordBody]) -> Posted:
        return self._messenger.post_in(tx, account, bodies)

    def _profile(self, tx: Transaction) -> Profile:
        account = tx.account.get()
        return Profile(account.name, account.about, tx.avatars.get(account.account))

    async def _change(
        self, account: AccountId, change: Callable[[StoredContact], StoredContact]
    ) -> None:
        def work(tx: Transaction) -> StoredContact:
            contact = change(_existing(tx, account))
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


def _named(contact: StoredContact, name: str) -> StoredContact:
    return replace(contact, own_name=clean_line(name)) if name else contact


def _taken_up(contact: StoredContact) -> StoredContact:
    if contact.state is not ContactState.IGNORED:
        return contact
    return replace(contact, state=ContactState.ASKED_BY_THEM)


def _blocked(contact: StoredContact) -> StoredContact:
    if contact.state is ContactState.BLOCKED:
        return contact
    return replace(contact, state=ContactState.BLOCKED, blocked_from=contact.state.value)


def _unblocked(contact: StoredContact) -> StoredContact:
    """Somebody blocked by a program that noted nothing asks us, so that we say yes on purpose."""
    if contact.state is not ContactState.BLOCKED:
        return contact
    before = known(contact.blocked_from, ContactState.ASKED_BY_THEM)
    return replace(contact, state=before, blocked_from="")


def _asked_again(state: ContactState) -> ContactState:
    """A contact stays one; perhaps it has forgotten us, so it is asked all the same."""
    return state if state is ContactState.ACCEPTED else ContactState.REQUESTED


def _start_over(tx: Transaction, account: AccountId) -> None:
    """A request travels alone in a new session: beside anything else a stranger's is refused.

    What waited for them, an older request say, would have to come before it.
    """
    tx.outbox.forget(account)
    tx.sessions.delete_of(account)


def _is_of_another(tx: Transaction, account: AccountId, node_key: NodeKey) -> bool:
    """Whether somebody else's device has this key: nobody may pass for it by claiming it too."""
    contact = tx.contacts.by_node_key(node_key)
    return contact is not None and contact.account != account


def _existing(tx: Transaction, account: AccountId) -> StoredContact:
    contact = tx.contacts.get(account)
    if contact is None:
        raise NoSuchContactError
    return contact
