"""What the engine tells the window and the command line. Immutable, and never a secret in them."""

from msgspec import Struct

from megachat_desktop.model.account import Account
from megachat_desktop.model.call import Call, CallLogEntry
from megachat_desktop.model.chat import Chat
from megachat_desktop.model.contact import Contact, NearbyPerson
from megachat_desktop.model.device_check import DeviceCheck
from megachat_desktop.model.ids import AccountId, CallId
from megachat_desktop.model.media import MediaDevice, MediaSnapshot
from megachat_desktop.model.settings import Availability, Settings


class AccountChanged(Struct, frozen=True):
    """Our own name or protection changed."""

    account: Account


class ContactChanged(Struct, frozen=True):
    """One contact changed in any way, presence included."""

    contact: Contact


class ContactRemoved(Struct, frozen=True):
    """A contact is gone."""

    account: AccountId


class NearbyChanged(Struct, frozen=True):
    """The people seen on the local network who are not contacts."""

    people: tuple[NearbyPerson, ...]


class CallChanged(Struct, frozen=True):
    """One call changed; the snapshot is the whole truth about it."""

    call: Call


class ConversationChanged(Struct, frozen=True):
    """Something in the conversation with a contact changed: a call's entry, or a stored text."""

    account: AccountId


class CallMissed(Struct, frozen=True):
    """A call was missed, and its line stands in the history: exactly once for each such call."""

    entry: CallLogEntry


class ChatsChanged(Struct, frozen=True):
    """These chats changed, and no other."""

    chats: tuple[Chat, ...]


class CallStatsChanged(Struct, frozen=True):
    """Figures of a running call, once a second."""

    call_id: CallId
    snapshot: MediaSnapshot


class CallReported(Struct, frozen=True):
    """The final figures of a call that is over, in the keys of the command line's ``report``."""

    call_id: CallId
    report: dict[str, object]


class DevicesChanged(Struct, frozen=True):
    """The devices of this computer, after a start or a hot-plug."""

    devices: tuple[MediaDevice, ...]


class DeviceCheckChanged(Struct, frozen=True):
    """What trying out camera and microphone shows right now."""

    check: DeviceCheck


class SettingsChanged(Struct, frozen=True):
    """The person's choices."""

    settings: Settings


class AvailabilityChanged(Struct, frozen=True):
    """What we say of ourselves right now: the person's choice, or do not disturb by its hours."""

    now: Availability


class NetworkChanged(Struct, frozen=True):
    """Whether this computer can be reached, and how."""

    online: bool  # at least one usable interface
    relay: str | None  # home relay in use
    addresses: tuple[str, ...] = ()


class NoticeRaised(Struct, frozen=True):
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
