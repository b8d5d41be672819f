"""What the engine tells the window and the command line. Immutable, and never a secret in them."""

from dataclasses import dataclass

from megachat_desktop.model.account import Account
from megachat_desktop.model.call import Call, CallLogEntry
from megachat_desktop.model.chat import Chat
from megachat_desktop.model.contact import Contact, NearbyPerson
from megachat_desktop.model.device_check import DeviceCheck
from megachat_desktop.model.ids import AccountId, CallId
from megachat_desktop.model.media import MediaDevice, MediaSnapshot
from megachat_desktop.model.settings import Availability, Settings


@dataclass(frozen=True)
class AccountChanged:
    """Our own name or protection changed."""

    account: Account


@dataclass(frozen=True)
class ContactChanged:
    """One contact changed in any way, presence included."""

    contact: Contact


@dataclass(frozen=True)
class ContactRemoved:
    """A contact is gone."""

    account: AccountId


@dataclass(frozen=True)
class NearbyChanged:
    """The people seen on the local network who are not contacts."""

    people: tuple[NearbyPerson, ...]


@dataclass(frozen=True)
class CallChanged:
    """One call changed; the snapshot is the whole truth about it."""

    call: Call


@dataclass(frozen=True)
class ConversationChanged:
    """Something in the conversation with a contact changed: a call's entry, or a stored text."""

    account: AccountId


@dataclass(frozen=True)
class CallMissed:
    """A call was missed, and its line stands in the history: exactly once for each such call."""

    entry: CallLogEntry


@dataclass(frozen=True)
class ChatsChanged:
    """These chats changed, and no other."""

    chats: tuple[Chat, ...]


@dataclass(frozen=True)
class CallStatsChanged:
    """Figures of a running call, once a second."""

    call_id: CallId
    snapshot: MediaSnapshot


@dataclass(frozen=True)
class CallReported:
    """The final figures of a call that is over, in the keys of the command line's ``report``."""

    call_id: CallId
    report: dict[str, object]


@dataclass(frozen=True)
class DevicesChanged:
    """The devices of this computer, after a start or a hot-plug."""

    devices: tuple[MediaDevice, ...]


@dataclass(frozen=True)
class DeviceCheckChanged:
    """What trying out camera and microphone shows right now."""

    check: DeviceCheck


@dataclass(frozen=True)
class SettingsChanged:
    """The person's choices."""

    settings: Settings


@dataclass(frozen=True)
class AvailabilityChanged:
    """What we say of ourselves right now: the person's choice, or do not disturb by its hours."""

    now: Availability


@dataclass(frozen=True)
class NetworkChanged:
    """Whether this computer can be reached, and how."""

    online: bool  # at least one usable interface
    relay: str | None  # home relay in use
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoticeRaised:
    """A sentence that a person should see; ``code`` names it for translation and tests."""

    code: str
    sentence: str
    account: AccountId | None = None


EngineEvent = (
    AccountChanged
    | ContactChanged
    | ContactRemoved
    | NearbyChanged
    | CallChanged
    | ConversationChanged
    | CallMissed
    | ChatsChanged
    | CallStatsChanged
    | CallReported
    | DevicesChanged
    | DeviceCheckChanged
    | SettingsChanged
    | AvailabilityChanged
    | NetworkChanged
    | NoticeRaised
)
