"""A person we know, as the rest of the program sees them."""

from enum import Enum

from msgspec import Struct

from megachat_desktop.model.ids import AccountId


class ContactState(Enum):
    """How far two people have come (PROTOCOL.md, section 6, Contacts)."""

    REQUESTED = "requested"  # we asked, they have not answered
    ASKED_BY_THEM = "asked_by_them"  # they asked, we have not answered
    ACCEPTED = "accepted"
    IGNORED = "ignored"  # they asked, we declined
    BLOCKED = "blocked"


class Trust(Enum):
    """How sure we are that the key belongs to the person."""

    UNVERIFIED = "unverified"
    VERIFIED_SCAN = "verified_scan"
    VERIFIED_SAS = "verified_sas"
    VERIFIED_NUMBER = "verified_number"
    MISMATCHED = "mismatched"  # compared, and it was not the same

    @property
    def verified(self) -> bool:
        """Whether the person was compared and found to be the one, by whatever means."""
        return self not in (Trust.UNVERIFIED, Trust.MISMATCHED)


class RingRule(Enum):
    """Whether a contact may make this computer ring."""

    AS_USUAL = "as_usual"
    ALWAYS = "always"  # also through do not disturb
    NEVER = "never"


class Presence(Enum):
    """Whether a person can be called right now."""

    OFFLINE = "offline"
    AVAILABLE = "available"
    AWAY = "away"
    DO_NOT_DISTURB = "do_not_disturb"
    IN_CALL = "in_call"


class Contact(Struct, frozen=True):
    """A snapshot of one contact. ``name`` is ours if we renamed them, else the one they gave."""

    account: AccountId
    name: str
    state: ContactState
    trust: Trust = Trust.UNVERIFIED
    presence: Presence = Presence.OFFLINE
    about: str = ""
    fingerprint: str = ""  # eight groups of four
    path: str | None = None  # PathKind of the open connection
    greeting: str = ""  # of a request that waits for our answer
    via: str = "link"  # link, local network
    is_echo: bool = False
    verified_at: float | None = None  # Unix seconds
    avatar_id: bytes = b""  # tells one picture from another; empty: none
    starred: bool = False
    ring_rule: RingRule = RingRule.AS_USUAL
    last_seen: float | None = None  # Unix seconds; None where nobody knows
    keys_changed_at: float | None = None  # Unix seconds; until the person was compared again

    @property
    def verified(self) -> bool:
        """Whether the person was compared and found to be the one, by whatever means."""
        return self.trust.verified

    @property
    def asked_by(self) -> str | None:
        """Whose request waits for an answer, as scripts are told: "me", "them", or no one's."""
        asked = {ContactState.REQUESTED: "me", ContactState.ASKED_BY_THEM: "them"}
        return None if self.is_echo else asked.get(self.state)

    @property
    def mismatched(self) -> bool:
        """Whether the last comparison failed: somebody may be in between."""
        return self.trust is Trust.MISMATCHED


class NearbyPerson(Struct, frozen=True):
    """Somebody on the local network who is not a contact. The name is only a claim."""

    account: AccountId
    name: str
    fingerprint: str
    asked: bool = False
