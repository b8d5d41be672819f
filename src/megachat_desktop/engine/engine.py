"""The engine: everything a person can do, as coroutines on one loop; everything that happens, as
events. The window and the command line use nothing else.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from megachat_desktop.engine.avatars import load_avatar
from megachat_desktop.engine.bus import EventBus, Listener
from megachat_desktop.engine.calls.controls import CallControls
from megachat_desktop.engine.chats import ChatBook
from megachat_desktop.engine.code_scanning import CodeScanning
from megachat_desktop.engine.contact_controls import ContactControls
from megachat_desktop.engine.device_info import Reach
from megachat_desktop.engine.invitations import make_link, revoke_links
from megachat_desktop.engine.own_identity import OwnIdentity
from megachat_desktop.engine.parts import EngineParts
from megachat_desktop.engine.quiet import hours_over, in_quiet_hours
from megachat_desktop.engine.tasks import TaskSet
from megachat_desktop.errors import (
    BadServerNameError,
    BadSettingError,
    Sentence,
    UserFacingError,
)
from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.model.account import Account
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.avatar import AvatarPicture
from megachat_desktop.model.contact import NearbyPerson
from megachat_desktop.model.events import (
    AccountChanged,
    AvailabilityChanged,
    CallChanged,
    ChatsChanged,
    ContactChanged,
    DevicesChanged,
    EngineEvent,
    NearbyChanged,
    NetworkChanged,
    NoticeRaised,
    SettingsChanged,
)
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.media import MediaDevice
from megachat_desktop.model.names import clean_line
from megachat_desktop.model.setting_rules import unsound
from megachat_desktop.model.settings import Availability, Settings
from megachat_desktop.model.values import replace

_log = logging.getLogger(__name__)

PATHS_EVERY_S = 5.0
EPOCH_EVERY_S = 600.0
SETTLE_S = 3.0


class DataFolder(Struct, frozen=True):
    """Where a profile's data lies, and how much it is."""

    path: str
    size_bytes: int


class Engine:
    """One profile, online. Made by ``engine.assembly``; every method runs on the engine's loop."""

    def __init__(self, parts: EngineParts) -> None:
        self._parts = parts
        self._tasks = TaskSet()
        self.bus = EventBus(self._current_state)
        self._contacts = ContactControls(parts)
        self._identity = OwnIdentity(parts, self.bus.emit)
        self._calls = CallControls(parts)
        self._scanning = CodeScanning(parts.media, lambda: parts.settings.camera)
        parts.bind(self.bus.emit, self)

    # --- life -----------------------------------------------------------------------------------

    async def start(self) -> None:
        """Go online; waits for nothing outside this computer. What fails leaves nothing behind."""
        parts = self._parts
        try:
            await parts.start()
        except BaseException:
            await parts.stop()
            raise
        self._tasks.spawn(self._keep_house(), "housekeeping")
        self._tasks.spawn(self._watch_epoch(), "state epoch")
        if parts.profile.quarantined:
            sentence = Sentence(
                "An older copy of your profile was restored. Everybody is met anew."
            )
            self.bus.emit(NoticeRaised("quarantine", sentence))
        if parts.own.damaged_settings:
            sentence = Sentence(
                "Some of your settings were damaged and are back at their defaults. The old values "
                "are kept in your profile."
            )
            self.bus.emit(NoticeRaised("damaged_setting", sentence))

    async def stop(self) -> None:
        """Hang up, close every connection, let go of every device."""
        await self._scanning.stop()
        await self._tasks.close()
        await self._parts.stop()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell ``listener`` how things stand, then everything that changes."""
        return self.bus.subscribe(listener)

    # --- ourselves ------------------------------------------------------------------------------

    @property
    def account(self) -> Account:
        """Who we are."""
        return self._parts.account

    @property
    def settings(self) -> Settings:
        """What the person chose."""
        return self._parts.settings

    @property
    def identity(self) -> OwnIdentity:
        """Our colour, picture and key: how they look and how they are kept."""
        return self._identity

    async def scan_code(self, slot: PictureSlot) -> str:
        """Show the camera in ``slot`` until it sees a contact's link. Raises DeviceError."""
        return await self._scanning.scan(slot)

    async def stop_scan(self) -> None:
        """Look no more and let go of the camera."""
        await self._scanning.stop()

    async def avatar(self, account: AccountId) -> AvatarPicture | None:
        """The decoded picture of somebody, ourselves included; None where there is none."""
        return await load_avatar(self._parts.store, account)

    def addresses(self) -> tuple[SocketAddress, ...]:
        """Where this device listens right now."""
        return self._parts.network.addresses()

    async def set_name(self, name: str) -> None:
        """Change what others see; every contact is told."""
        cleaned = clean_line(name) or self.account.name
        await self._parts.own.change_account(lambda _tx, own: replace(own, name=cleaned))
        self.bus.emit(AccountChanged(self.account))
        await self._parts.contacts.tell_profile()

    async def update_settings(self, **changes: object) -> None:
        """Change some settings; they apply at once. Raises BadSettingError, DiskFullError."""
        settings = replace(self.settings, **changes)
        _refuse_unsound(settings)
        await self._parts.own.change_settings(settings)
        self.bus.emit(SettingsChanged(settings))

    async def set_availability(self, availability: Availability) -> None:
        """What we say of ourselves from now on; do not disturb by time is over with it."""
        now = self._parts.clock.unix()
        lifted = in_quiet_hours(self.settings, now)
        loud_until = hours_over(self.settings, now) if lifted else 0.0
        changes = {"availability": availability, "quiet_until": 0.0, "loud_until": loud_until}
        await self.update_settings(**changes)

    async def be_quiet_until(self, until: float) -> None:
        """Do not disturb until then (Unix seconds), and as before afterwards."""
        before = self.settings.availability
        quiet = before is Availability.DO_NOT_DISTURB
        after = Availability.AVAILABLE if quiet else before
        await self.update_settings(quiet_until=until, availability=after, loud_until=0.0)

    async def data_folder(self) -> DataFolder:
        """This profile's folder, measured now."""
        folder = self._parts.profile.directory
        return DataFolder(str(folder), await asyncio.to_thread(_size_of, folder))

    async def own_link(self, with_addresses: bool = False, uses: int = 1) -> str:
        """A link to give away."""
        network = self._parts.network
        reach = Reach(network.addresses(), network.home_relay())
        now = self._parts.clock.unix()
        return await self._parts.store.run(
            lambda tx: make_link(tx, reach, now, with_addresses=with_addresses, uses=uses)
        )

    async def replace_link(self, with_addresses: bool = False) -> str:
        """A new link; whoever still holds an older one can not use it any more."""
        await self._parts.store.run(revoke_links)
        return await self.own_link(with_addresses)

    # --- other people ---------------------------------------------------------------------------

    @property
    def contacts(self) -> ContactControls:
        """What a person does with contacts."""
        return self._contacts

    @property
    def calls(self) -> CallControls:
        """What a person does with calls."""
        return self._calls

    @property
    def chats(self) -> ChatBook:
        """The conversations, and how the person keeps them."""
        return self._parts.chats

    async def settle(self) -> None:
        """Wait a moment until connected contacts have acknowledged what we sent."""
        deadline = self._parts.clock.monotonic() + SETTLE_S
        while self._parts.clock.monotonic() < deadline:
            owed = await self._parts.store.run(lambda tx: tx.outbox.accounts())
            if not any(self._parts.board.is_linked(account) for account in owed):
                return
            await asyncio.sleep(0.05)

    # --- trying out devices ---------------------------------------------------------------------

    async def try_devices(self, on: bool) -> None:
        """Open camera and microphone to try them out, or let go; see DeviceCheckChanged."""
        self._parts.checks.watch(on)

    async def retry_preview(self) -> None:
        """Open the camera that is tried out once more."""
        self._parts.checks.retry_camera()

    async def record_sample(self) -> None:
        """Record five seconds and play them back."""
        self._parts.checks.record_sample()

    async def play_test_sound(self) -> None:
        """Play a sound on the speaker of calls."""
        self._parts.checks.play_test_sound()

    @property
    def preview_pictures(self) -> PictureSlot:
        """Where the newest picture of a camera that is tried out is; thread-safe."""
        return self._parts.checks.pictures

    # --- what comes from the parts --------------------------------------------------------------

    def on_nearby_changed(self, people: tuple[NearbyPerson, ...]) -> None:
        """The people of the local network."""
        self.bus.emit(NearbyChanged(people))

    def on_devices_changed(self, devices: tuple[MediaDevice, ...]) -> None:
        """A device came or went."""
        self.bus.emit(DevicesChanged(devices))

    def on_network_changed(self) -> None:
        """Our own network changed."""
        self.bus.emit(self._network_state())

    def _network_state(self) -> NetworkChanged:
        network = self._parts.network
        addresses = tuple(str(address) for address in network.addresses())
        return NetworkChanged(network.is_online(), network.home_relay(), addresses)

    def _current_state(self) -> Iterator[EngineEvent]:
        yield AccountChanged(self.account)
        yield SettingsChanged(self.settings)
        yield AvailabilityChanged(self._parts.quiet.now)
        yield self._network_state()
        yield DevicesChanged(self._parts.media.devices())
        for contact in self._parts.roster.all():
            yield ContactChanged(contact)
        yield ChatsChanged(self._parts.chats.all())
        yield NearbyChanged(self._parts.neighbours.people())
        for call in self._parts.desk.live():
            yield CallChanged(call)

    async def _keep_house(self) -> None:
        while True:
            await asyncio.sleep(PATHS_EVERY_S)
            self._parts.board.refresh_paths()

    async def _watch_epoch(self) -> None:
        while True:
            await asyncio.sleep(EPOCH_EVERY_S)
            try:
                await asyncio.to_thread(self._parts.profile.raise_epoch)
            except UserFacingError as error:  # a full disk may have room again the next time
                _log.warning("the state epoch was not raised: %s", error.sentence)


def _refuse_unsound(settings: Settings) -> None:
    wrong = unsound(settings)
    if {"relay_url", "stun_servers"} & set(wrong):
        raise BadServerNameError
    if wrong:
        raise BadSettingError


def _size_of(folder: Path) -> int:
    """Bytes of all files; those that vanish meanwhile count nothing."""
    total = 0
    for file in folder.rglob("*"):
        with suppress(OSError):
            total += file.stat().st_size if file.is_file() else 0
    return total
