"""What a person does with contacts. Part of ``Engine``; every method runs on the engine's loop."""

from msgspec import Struct

from megachat_desktop.crypto.identity import fingerprint, safety_number
from megachat_desktop.engine.parts import EngineParts
from megachat_desktop.errors import NoSuchContactError, OwnLinkError, Sentence
from megachat_desktop.model.contact import Contact, RingRule, Trust
from megachat_desktop.model.ids import AccountId
from megachat_desktop.protocol.link import PREFIX, parse_link

_ADD_FIRST = Sentence(
    'This person is not a contact yet. Add them first, with "megachat contacts add LINK".'
)


class LinkPreview(Struct, frozen=True):
    """What a link says before anything is dialled because of it."""

    account: AccountId
    fingerprint: str
    relay: str | None
    mailbox: str | None


class ContactControls:
    """Everything that is asked for about other people."""

    def __init__(self, parts: EngineParts) -> None:
        self._parts = parts

    def all(self) -> tuple[Contact, ...]:
        """Everybody we know."""
        return self._parts.roster.all()

    def find(self, who: str) -> Contact:
        """By name, id prefix, fingerprint or link. Raises NoSuchContactError and others."""
        if who.startswith(PREFIX):
            account = parse_link(who, self._parts.clock.unix()).account
            if account == self._parts.account.account:
                raise OwnLinkError
            if self._parts.roster.stored(account) is None:
                raise NoSuchContactError(_ADD_FIRST)
            return self._parts.roster.get(account)
        return self._parts.roster.find(who)

    async def preview(self, link: str) -> LinkPreview:
        """Read a link and nothing more. Raises BadLinkError."""
        parsed = parse_link(link.strip(), self._parts.clock.unix())
        mailbox = parsed.mailbox.relay if parsed.mailbox else None
        return LinkPreview(parsed.account, fingerprint(parsed.account), parsed.relay, mailbox)

    async def add(self, link: str, name: str | None = None, scanned: bool = False) -> Contact:
        """Ask the owner of a link. Raises BadLinkError, OwnLinkError."""
        parsed = parse_link(link.strip(), self._parts.clock.unix())
        own = self._parts.account.account
        return await self._parts.contacts.add_link(parsed, own, name or "", scanned=scanned)

    async def add_nearby(self, account: AccountId) -> Contact:
        """Ask somebody who is visible on the local network."""
        beacon = self._parts.neighbours.beacon_of(account)
        if beacon is None:
            raise NoSuchContactError
        return await self._parts.contacts.add_nearby(beacon, self._parts.account.account)

    async def accept(self, account: AccountId) -> None:
        """Say yes to a request."""
        await self._parts.contacts.accept(account)

    async def decline(self, account: AccountId) -> None:
        """Leave a request unanswered."""
        await self._parts.contacts.decline(account)

    async def take_up(self, account: AccountId) -> None:
        """Let a request that was declined wait again."""
        await self._parts.contacts.take_up(account)

    async def block(self, account: AccountId) -> None:
        """Refuse everything of theirs."""
        await self._parts.desk.end_with(account)
        await self._parts.contacts.block(account)

    async def unblock(self, account: AccountId) -> None:
        """Refuse nothing any more."""
        await self._parts.contacts.unblock(account)

    async def rename(self, account: AccountId, name: str) -> None:
        """What we call them."""
        await self._parts.contacts.rename(account, name)

    async def remove(self, account: AccountId) -> None:
        """Forget somebody."""
        await self._parts.forget_contact(account)

    async def star(self, account: AccountId, on: bool) -> None:
        """Somebody who matters more than others."""
        await self._parts.contacts.star(account, on)

    async def set_ring_rule(self, account: AccountId, rule: RingRule) -> None:
        """Whether somebody may make it ring."""
        await self._parts.contacts.set_ring_rule(account, rule)

    async def verify(self, account: AccountId, trust: Trust) -> None:
        """The person compared keys."""
        await self._parts.contacts.verify(account, trust)

    def safety_number(self, account: AccountId) -> str:
        """Twelve groups of five digits, the same on both sides."""
        return safety_number(self._parts.account.account, account)
