"""The contacts in memory: what is stored, plus who is reachable right now, as snapshots.

Everything is changed in the database first; the roster follows after the commit.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from megachat_desktop.crypto.identity import fingerprint
from megachat_desktop.errors import AmbiguousContactError, NoSuchContactError, Sentence, template
from megachat_desktop.model.contact import Contact, ContactState, Presence
from megachat_desktop.model.events import ContactChanged, ContactRemoved, EngineEvent, NoticeRaised
from megachat_desktop.model.ids import AccountId, NodeKey
from megachat_desktop.storage.contact_repository import StoredContact

ID_PREFIX_DIGITS = 4
_NEW_KEYS = template("{name}'s key has changed: a new computer, or someone in between.")


@dataclass
class _Now:
    """What is known of this moment only."""

    presence: Presence = Presence.OFFLINE
    path: str | None = None


@dataclass
class Roster:
    """All contacts by account, and by the node key of their device."""

    emit: Callable[[EngineEvent], None]
    _stored: dict[AccountId, StoredContact] = field(default_factory=dict)
    _now: dict[AccountId, _Now] = field(default_factory=dict)
    _by_node_key: dict[NodeKey, AccountId] = field(default_factory=dict)

    def load(self, contacts: list[StoredContact]) -> None:
        """Take over what the database has, without telling anybody."""
        for contact in contacts:
            self._keep(contact)

    def put(self, contact: StoredContact) -> None:
        """A contact was added or changed in the database."""
        before = self._stored.get(contact.account)
        self._keep(contact)
        shown = self.get(contact.account)
        self.emit(ContactChanged(shown))
        told = before.keys_changed_at if before else None
        if contact.keys_changed_at not in (None, told):
            sentence = Sentence(_NEW_KEYS, name=shown.name)
            self.emit(NoticeRaised("key_changed", sentence, contact.account))

    def remove(self, account: AccountId) -> None:
        """A contact was removed from the database."""
        stored = self._stored.pop(account, None)
        self._now.pop(account, None)
        if stored and stored.node_key:
            self._by_node_key.pop(stored.node_key, None)
        self.emit(ContactRemoved(account))

    def set_now(
        self, account: AccountId, presence: Presence | None = None, path: str | None = None
    ) -> None:
        """Somebody came, went, or said what they are doing."""
        if account not in self._stored:
            return
        before = self.get(account)
        now = self._now.setdefault(account, _Now())
        now.presence = presence or now.presence
        now.path = None if now.presence is Presence.OFFLINE else path or now.path
        if (after := self.get(account)) != before:
            self.emit(ContactChanged(after))

    def stored(self, account: AccountId) -> StoredContact | None:
        """What the database has of this contact."""
        return self._stored.get(account)

    def get(self, account: AccountId) -> Contact:
        """The snapshot of a contact. Raises NoSuchContactError."""
        stored = self._stored.get(account)
        if stored is None:
            raise NoSuchContactError
        return _snapshot(stored, self._now.get(account, _Now()))

    def all(self) -> tuple[Contact, ...]:
        """Every contact, oldest first."""
        return tuple(self.get(account) for account in self._stored)

    def accepted(self) -> list[AccountId]:
        """Those who may call and be called."""
        return [a for a, c in self._stored.items() if c.state is ContactState.ACCEPTED]

    def watched(self) -> list[AccountId]:
        """Those to keep a connection to: contacts, and people we have asked."""
        wanted = (ContactState.ACCEPTED, ContactState.REQUESTED)
        return [a for a, c in self._stored.items() if c.state in wanted and not c.is_echo]

    def account_of(self, node_key: NodeKey) -> AccountId | None:
        """Whose device answers to this key, as far as we know."""
        return self._by_node_key.get(node_key)

    def node_key_of(self, account: AccountId) -> NodeKey | None:
        """The key of a contact's device."""
        stored = self._stored.get(account)
        return stored.node_key if stored else None

    def find(self, who: str) -> Contact:
        """A contact by name, id prefix or fingerprint. Raises NoSuchContactError, Ambiguous...

        Link texts are resolved by the caller, who knows how to read them.
        """
        wanted = who.strip().casefold()
        named = [c for c in self.all() if c.name.casefold() == wanted]
        found = named or [c for c in self.all() if _id_matches(c, wanted)]
        if not found:
            raise NoSuchContactError(f'There is no contact "{who}".')
        if len(found) > 1:
            raise AmbiguousContactError
        return found[0]

    def _keep(self, contact: StoredContact) -> None:
        before = self._stored.get(contact.account)
        if before and before.node_key and before.node_key != contact.node_key:
            self._by_node_key.pop(before.node_key, None)
        self._stored[contact.account] = contact
        if contact.node_key:
            self._by_node_key[contact.node_key] = contact.account


def _id_matches(contact: Contact, wanted: str) -> bool:
    digits = wanted.replace(" ", "")
    if len(digits) < ID_PREFIX_DIGITS:
        return False
    by_id = contact.account.hex().startswith(digits)
    return by_id or contact.fingerprint.replace(" ", "").startswith(digits)


def _snapshot(stored: StoredContact, now: _Now) -> Contact:
    shown = fingerprint(stored.account)
    presence = now.presence
    if stored.is_echo:
        presence = Presence.AVAILABLE  # it is started when it is called
    elif stored.state is not ContactState.ACCEPTED:
        presence = Presence.OFFLINE
    return Contact(
        account=stored.account,
        name=stored.name or f"Contact {shown[:9]}",
        state=stored.state,
        trust=stored.trust,
        presence=presence,
        about=stored.about,
        fingerprint=shown,
        path=now.path,
        greeting=stored.greeting,
        via=stored.via,
        is_echo=stored.is_echo,
        verified_at=stored.verified_at,
        avatar_id=stored.avatar_id,
        starred=stored.starred,
        ring_rule=stored.ring_rule,
        last_seen=stored.last_seen,
        keys_changed_at=stored.keys_changed_at,
    )
