"""What the GUI thread has seen of the engine: the newest snapshot of everything."""

from dataclasses import dataclass, field

from megachat_desktop.model.account import Account
from megachat_desktop.model.call import Call
from megachat_desktop.model.chat import Chat
from megachat_desktop.model.contact import Contact, NearbyPerson
from megachat_desktop.model.device_check import DeviceCheck
from megachat_desktop.model.events import (
    AccountChanged,
    AvailabilityChanged,
    CallChanged,
    CallMissed,
    CallReported,
    CallStatsChanged,
    ChatsChanged,
    ContactChanged,
    ContactRemoved,
    ConversationChanged,
    DeviceCheckChanged,
    DevicesChanged,
    EngineEvent,
    NearbyChanged,
    NetworkChanged,
    NoticeRaised,
    SettingsChanged,
)
from megachat_desktop.model.ids import AccountId, CallId
from megachat_desktop.model.media import MediaDevice
from megachat_desktop.model.settings import Availability, Settings


@dataclass
class Seen:
    """The newest snapshot of everything, as the GUI thread has seen it."""

    caught_up: bool = False  # how things stood at the start is known; the rest is news
    account: Account | None = None
    settings: Settings = field(default_factory=Settings)
    availability: Availability = Availability.AVAILABLE
    network: NetworkChanged = field(default_factory=lambda: NetworkChanged(False, None))
    devices: tuple[MediaDevice, ...] = ()
    device_check: DeviceCheck = field(default_factory=DeviceCheck)
    nearby: tuple[NearbyPerson, ...] = ()
    contacts: dict[AccountId, Contact] = field(default_factory=dict)
    chats: dict[AccountId, Chat] = field(default_factory=dict)
    calls: dict[CallId, Call] = field(default_factory=dict)  # those that are not over

    def take(self, event: EngineEvent) -> None:
        """Bring one event into the picture."""
        match event:
            case AccountChanged(account):
                self.account = account
            case ContactChanged(contact):
                self.contacts[contact.account] = contact
            case ContactRemoved(account_id):
                self.contacts.pop(account_id, None)
                self.chats.pop(account_id, None)
            case ChatsChanged(chats):
                self.chats |= {chat.account: chat for chat in chats}
            case NearbyChanged(people):
                self.nearby = people
            case CallChanged(call) if call.live:
                self.calls[call.call_id] = call
            case CallChanged(call):
                self.calls.pop(call.call_id, None)
            case DevicesChanged(devices):
                self.devices = devices
            case DeviceCheckChanged(check):
                self.device_check = check
            case SettingsChanged(settings):
                self.settings = settings
            case AvailabilityChanged(now):
                self.availability = now
            case NetworkChanged():
                self.network = event
            case (
                CallMissed()
                | ConversationChanged()
                | CallStatsChanged()
                | CallReported()
                | NoticeRaised()
            ):
                pass

    def events(self) -> tuple[EngineEvent, ...]:
        """What would lead to this picture again, for windows that are made later."""
        own = (AccountChanged(self.account),) if self.account else ()
        return (
            *own,
            SettingsChanged(self.settings),
            self.network,
            DevicesChanged(self.devices),
            *map(ContactChanged, self.contacts.values()),
            NearbyChanged(self.nearby),
            *map(CallChanged, self.calls.values()),
        )
