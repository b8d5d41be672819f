"""The parts of a running engine, made and joined: the wiring, and nothing else.

The messenger, the switchboard, the call desk and the contacts need one another; here is where
they meet. What a person can do is in ``engine.engine``.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from typing import Protocol

from megachat_desktop.crypto.call_keys import Party
from megachat_desktop.engine.announcer import Announcer
from megachat_desktop.engine.availability import OwnAvailability
from megachat_desktop.engine.calls.desk import CallDesk
from megachat_desktop.engine.calls.offers import OfferJudge
from megachat_desktop.engine.calls.post import CallPost
from megachat_desktop.engine.calls.services import CallServices
from megachat_desktop.engine.chats import ChatBook
from megachat_desktop.engine.clock import Clock
from megachat_desktop.engine.contacts import Contacts
from megachat_desktop.engine.device_check import DeviceChecks
from megachat_desktop.engine.device_info import OwnDeviceInfo, Reach
from megachat_desktop.engine.echo_contact import EchoContact
from megachat_desktop.engine.fallback import fallback_path
from megachat_desktop.engine.invitations import own_node_key
from megachat_desktop.engine.media_ports import MediaEngine
from megachat_desktop.engine.messaging import Messenger
from megachat_desktop.engine.messaging_ports import AfterCommit, Sender
from megachat_desktop.engine.neighbours import Neighbours
from megachat_desktop.engine.network_ports import NearbyBeacon, Network
from megachat_desktop.engine.own_side import OwnSide
from megachat_desktop.engine.quiet_watch import QuietWatch
from megachat_desktop.engine.record_router import RecordRouter
from megachat_desktop.engine.roster import Roster
from megachat_desktop.engine.switchboard import OwnHello, Switchboard
from megachat_desktop.engine.tasks import TaskSet
from megachat_desktop.errors import (
    ContactUnreachableError,
    DiskFullError,
    MediaEngineError,
    Sentence,
    UserFacingError,
    template,
)
from megachat_desktop.model.account import Account
from megachat_desktop.model.call import CallState
from megachat_desktop.model.contact import ContactState, NearbyPerson, Presence
from megachat_desktop.model.events import (
    AvailabilityChanged,
    CallChanged,
    ContactChanged,
    ContactRemoved,
    ConversationChanged,
    EngineEvent,
    NoticeRaised,
)
from megachat_desktop.model.ids import AccountId, MessageId, NodeKey
from megachat_desktop.model.media import MediaChoice, MediaDevice
from megachat_desktop.model.settings import Availability, LanMode, RelayMode, Settings
from megachat_desktop.protocol.availability_record import AvailabilityNow
from megachat_desktop.protocol.records import Record
from megachat_desktop.storage.account_repository import StoredAccount
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.profile import OpenProfile
from megachat_desktop.storage.transaction import Transaction

_log = logging.getLogger(__name__)

ECHO_ACCEPT_S = 25.0
LAST_WORDS_S = 1.0
DISK_NOTICE_EVERY_S = 600.0
_UNREACHED = template(
    "The disk is full: calls and messages can't reach you. Free some space; they come again then."
)


class EngineFace(Protocol):
    """What the parts tell the engine itself."""

    def on_nearby_changed(self, people: tuple[NearbyPerson, ...]) -> None:
        """The people of the local network."""

    def on_devices_changed(self, devices: tuple[MediaDevice, ...]) -> None:
        """A device came or went."""

    def on_network_changed(self) -> None:
        """Our own network changed."""


class EngineParts:
    """Everything an engine is made of."""

    def __init__(
        self,
        profile: OpenProfile,
        network: Network,
        media: MediaEngine,
        clock: Clock,
        choice: MediaChoice,
        *,
        with_echo: bool,
    ) -> None:
        self.profile = profile
        self.store = profile.store
        self.network = network
        self.media = media
        self.clock = clock
        self.own = OwnSide(profile, network, choice)
        self._hello = OwnHello(self.own.features, self.own.stored.info_seq)
        self._tasks = TaskSet()
        self._emit: Callable[[EngineEvent], None] = lambda event: None
        self._face: EngineFace | None = None
        self._nearby: tuple[NearbyPerson, ...] = ()  # as it was told last
        self._next_disk_notice = 0.0  # monotonic seconds
        self.media_error: MediaEngineError | None = None
        self.roster = Roster(self._on_event)
        self.roster.load(self.store.run_sync(lambda tx: tx.contacts.all()))
        self.chats = ChatBook(self.store, clock, self._on_event)
        self.neighbours = Neighbours(self.own.stored.account, self.roster)
        self.echo = EchoContact(profile.directory, self.store) if with_echo else None
        self._router: RecordRouter
        self._join()

    def _join(self) -> None:
        own = self.own.stored
        own_info = OwnDeviceInfo(lambda: Reach(self.network.addresses(), self.network.home_relay()))
        self.board = Switchboard(
            self.network,
            own_node_key(own),
            self._hello,
            self.roster,
            self.store,
            self.clock,
            self.echo.process if self.echo else None,
            self,
        )
        self.messenger = Messenger(self.store, self.clock, self.board, self._route, self)
        self.board.attach(self.messenger)
        self.contacts = Contacts(
            self.store, self.roster, self.messenger, self.clock, own_info, self.board.follow
        )
        self.announcer = Announcer(
            self.store, self.messenger, self._hello, own_info, self.board.linked, self._tasks.spawn
        )
        self._call_post = CallPost(self.messenger, self.announcer.owed)
        self.desk = CallDesk(self._call_services(own), self.store)
        self.board.links.in_call_with = self._in_call_with
        self.board.visible_nearby = lambda: self.settings.lan_mode is LanMode.VISIBLE
        self.board.whereabouts.self_hosted = lambda: self.settings.relay_mode is RelayMode.OWN
        offers = OfferJudge(
            self.desk, self.roster, self.clock, lambda: self.settings, self.board.info_due
        )
        self.checks = DeviceChecks(
            self.media,
            self.clock,
            self.own.media_choice,
            lambda: any(call.state is not CallState.INCOMING for call in self.desk.live()),
            self._on_event,
        )
        self._router = RecordRouter(self.contacts, self.roster, self.desk, offers)
        self.quiet = QuietWatch(self.clock, lambda: self.settings, self._on_own_availability)
        self._availability = OwnAvailability(
            lambda: self.quiet.now,
            lambda: bool(self.desk.in_call_with()),
            self.board.linked,
            self._post_availability,
            self._tasks.spawn,
        )

    def _route(self, tx: Transaction, sender: Sender, record: Record) -> Sequence[AfterCommit]:
        return self._router(tx, sender, record)

    @property
    def account(self) -> Account:
        """Our public side."""
        return self.own.account

    @property
    def settings(self) -> Settings:
        """What the person chose."""
        return self.own.settings

    def bind(self, emit: Callable[[EngineEvent], None], face: EngineFace) -> None:
        """Where events go; once."""
        self._emit = emit
        self._face = face
        self.own.on_settings = self._on_settings
        self.own.on_network = self._tell_network
        self.own.on_visibility_over = emit

    # --- life -----------------------------------------------------------------------------------

    async def start(self) -> None:
        """Bind the network, make keys that are due, begin to connect."""
        own, settings = self.own.stored, self.settings
        await self.network.start(own.node_seed, own.account, own.device, settings, self.board)
        await self.own.went_online()
        await self.announcer.renew()
        await self.messenger.start()
        await self._introduce_echo(own)
        self.board.start()
        self.quiet.start()
        self.media.watch_devices(self._on_devices)
        self._tasks.spawn(self._test_media(), "media self-test")

    async def stop(self) -> None:
        """Calls first, so that hang-ups still go out; each part whatever becomes of the others.

        Idempotent, also after a start that failed.
        """
        async with AsyncExitStack() as last_first:
            last_first.push_async_callback(self.network.stop)
            last_first.push_async_callback(self.media.close)
            last_first.push_async_callback(self.checks.close)
            last_first.push_async_callback(self.messenger.close)
            last_first.push_async_callback(self._tasks.close)  # of links that came up just now
            last_first.push_async_callback(self.board.close)
            last_first.push_async_callback(self._tasks.close)
            last_first.push_async_callback(self.chats.close)
            last_first.push_async_callback(self.own.close)
            last_first.push_async_callback(self.quiet.close)
            last_first.push_async_callback(self._close_calls)

    async def _close_calls(self) -> None:
        """Hang up; a connection must not close before the HANGUP went out over it."""
        talking = self.desk.in_call_with()
        await self.desk.close()
        deadline = self.clock.monotonic() + LAST_WORDS_S
        while talking and self.clock.monotonic() < deadline:
            owed = await self.store.run(lambda tx: tx.outbox.accounts())
            talking = {a for a in talking if a in owed and self.board.is_linked(a)}
            if talking:
                await asyncio.sleep(0.02)

    async def forget_contact(self, account: AccountId) -> None:
        """Remove a contact: calls with them end, connections close, nobody dials them again."""
        node_key = self.roster.node_key_of(account)
        await self.desk.end_with(account)
        await self.contacts.remove(account)
        self.chats.forget(account)
        self.announcer.forget(account)
        await self.board.forget(account, node_key)

    async def _introduce_echo(self, own: StoredAccount) -> None:
        if self.echo is None:
            return
        try:
            await self.echo.introduce(self.contacts, self.roster, own.account, self.clock.unix())
        except UserFacingError as error:  # everything else works without it
            _log.warning("no echo test: %s", error.sentence)

    async def wait_until_accepted(self, account: AccountId) -> None:
        """The echo test answers a request by itself. Raises ContactUnreachableError."""
        self.board.call_wants(account)
        deadline = self.clock.monotonic() + ECHO_ACCEPT_S
        while self.roster.get(account).state is not ContactState.ACCEPTED:
            if self.clock.monotonic() > deadline:
                raise ContactUnreachableError(Sentence("The echo test could not be started."))
            await asyncio.sleep(0.02)

    # --- what the parts tell one another --------------------------------------------------------

    def on_linked(self, account: AccountId) -> None:
        """A contact's device is connected."""
        self.board.watch_closely(account, self.desk.is_in_call_with(account))
        self.desk.lost_peers.back(account)
        if self.roster.get(account).state is not ContactState.ACCEPTED:
            return
        self._availability.on_linked(account)
        self.announcer.on_linked(account)

    def on_nearby(self, people: tuple[NearbyBeacon, ...]) -> None:
        """The visible people of the local network."""
        self.neighbours.put(people)
        self._tell_nearby()

    def on_network_changed(self) -> None:
        """Our addresses changed: say so to everybody who is connected."""
        self._tasks.spawn(self._announce_change(), "network change")

    def on_notice(self, account: AccountId, code: str, sentence: str) -> None:
        """Something that a person should know."""
        self._emit(NoticeRaised(code, sentence, account))

    def on_acknowledged(self, account: AccountId, msg_ids: Sequence[MessageId]) -> None:
        """See MessengerSink."""
        self._call_post.on_acknowledged(msg_ids)

    def on_delivered(self, account: AccountId, msg_ids: Sequence[MessageId]) -> None:
        """See MessengerSink."""

    def on_given_up(self, account: AccountId, msg_ids: Sequence[MessageId]) -> None:
        """See MessengerSink."""
        self._call_post.on_given_up(msg_ids)

    def on_refused(self, account: AccountId) -> None:
        """See MessengerSink."""
        _log.info("contact %s refuses us", account.hex()[:8])

    def on_contact_pinned(self, contact: StoredContact) -> None:
        """See MessengerSink."""
        self.roster.put(contact)

    def on_inbox_changed(self) -> None:
        """See MessengerSink."""
        self._tasks.spawn(self._announce_change(), "new inbox key")

    def on_disk_full(self) -> None:
        """See MessengerSink. The person who can't be reached has to know, and not each second."""
        now = self.clock.monotonic()
        if now >= self._next_disk_notice:
            self._next_disk_notice = now + DISK_NOTICE_EVERY_S
            self._emit(NoticeRaised(DiskFullError.code, Sentence(_UNREACHED)))

    # --- parts ----------------------------------------------------------------------------------

    def _call_services(self, own: StoredAccount) -> CallServices:
        return CallServices(
            clock=self.clock,
            media=self.media,
            post=self._call_post,
            emit=self._on_event,
            settings=lambda: self.settings,
            choice=self.own.media_choice,
            own=Party(own.account, own.device),
            fallback_path=lambda account, call_id, role: fallback_path(
                self.network, self.roster.node_key_of(account), call_id, role
            ),
            spawn=lambda work: self._tasks.spawn(work, "call"),
        )

    def _on_settings(self) -> None:
        self.quiet.changed()
        self._availability.changed()
        self.desk.choose_devices(self.own.media_choice())

    def _on_own_availability(self, now: Availability) -> None:
        self._emit(AvailabilityChanged(now))
        self._availability.changed()

    async def _post_availability(self, account: AccountId, body: AvailabilityNow) -> None:
        await self.messenger.post(account, [body])

    async def _announce_change(self) -> None:
        self._tell_network()
        await self.announcer.change()

    def _tell_network(self) -> None:
        if self._face:
            self._face.on_network_changed()

    async def _test_media(self) -> None:
        """Without working media libraries calls are refused in words; the rest works."""
        try:
            await self.media.self_test()
        except MediaEngineError as error:
            self.media_error = error
            self._emit(NoticeRaised(error.code, error.sentence))

    def _in_call_with(self) -> frozenset[NodeKey]:
        keys = map(self.roster.node_key_of, self.desk.in_call_with())
        return frozenset(key for key in keys if key is not None)

    def _on_event(self, event: EngineEvent) -> None:
        self._emit(event)
        if isinstance(event, ConversationChanged):
            self.chats.on_changed(event.account)
        if isinstance(event, CallChanged):
            self._availability.changed()
            account = event.call.account
            self.board.watch_closely(account, self.desk.is_in_call_with(account))
        if isinstance(event, ContactChanged):
            self.desk.know(event.contact)
            self._tell_nearby_with(event.contact.account)
            if event.contact.presence is Presence.OFFLINE:
                self.desk.lost_peers.gone(event.contact.account)

        if isinstance(event, ContactRemoved):
            self._tell_nearby_with(event.account)

    def _tell_nearby_with(self, account: AccountId) -> None:
        """What is known of somebody has changed: a neighbour may have been asked, or be none."""
        if self.neighbours.beacon_of(account):
            self._tell_nearby()

    def _tell_nearby(self) -> None:
        people = self.neighbours.people()
        if self._face and people != self._nearby:
            self._nearby = people
            self._face.on_nearby_changed(people)

    def _on_devices(self, devices: tuple[MediaDevice, ...]) -> None:
        if self._face:
            self._face.on_devices_changed(devices)
