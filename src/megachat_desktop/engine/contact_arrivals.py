"""What arrives of people who are contacts or want to be, inside the transaction of its message."""

from collections.abc import Callable, Sequence

from megachat_desktop.engine.avatars import take_avatar
from megachat_desktop.engine.clock import Clock
from megachat_desktop.engine.contact_changes import VIA_WORDS, existing, is_of_another
from megachat_desktop.engine.introductions import Introductions
from megachat_desktop.engine.messaging import Posted
from megachat_desktop.engine.messaging_pins import pin_info
from megachat_desktop.engine.messaging_ports import AfterCommit, Sender
from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.contact import ContactState
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
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.transaction import Transaction


class ContactArrivals:
    """Records of the contact list; ``follow`` hears of each change once it is committed."""

    def __init__(
        self,
        clock: Clock,
        introductions: Introductions,
        follow: Callable[[StoredContact, Posted | None], None],
    ) -> None:
        self._clock, self._introductions, self._follow = clock, introductions, follow

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
            accepted, posted = self._introductions.accept(tx, contact)
            return [lambda: self._follow(accepted, posted)]
        tx.contacts.save(contact)
        return [lambda: self._follow(contact, None)]

    def on_accept(
        self, tx: Transaction, sender: Sender, accept: ContactAccept
    ) -> Sequence[AfterCommit]:
        """They said yes."""
        known = existing(tx, sender.account)
        contact = self._take_info(tx, known, accept.info)
        first = contact.state is ContactState.REQUESTED
        contact = replace(
            contact,
            state=ContactState.ACCEPTED,
            given_name=clean_line(accept.name) or contact.given_name,
            invite=b"",
        )
        tx.contacts.save(contact)
        posted = self._introductions.post_profile(tx, sender.account) if first else None
        return [lambda: self._follow(contact, posted)]

    def on_profile(
        self, tx: Transaction, sender: Sender, profile: Profile
    ) -> Sequence[AfterCommit]:
        """They say who they are."""
        contact = replace(
            existing(tx, sender.account),
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
        contact = self._pinned(tx, existing(tx, sender.account), info)
        return [lambda: self._follow(contact, None)]

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
            sender.account, ContactState.ASKED_BY_THEM, added_at=now, via=VIA_WORDS[request.via]
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
        if pinned.node_key and is_of_another(tx, contact.account, pinned.node_key):
            raise RemoteProtocolError("the node key of another contact")
        tx.contacts.save(pinned)
        tx.contacts.announce(contact.account, info.addresses)
        return pinned
