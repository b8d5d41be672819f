"""Joins the network, the open links and the messenger: who is connected, what goes where.

network ─▶ links ─▶ frames ─▶ messenger ─▶ records          (in)
messenger ─▶ ``transmit`` ─▶ link of the contact ─▶ network (out)
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from megachat_desktop.engine.clock import Clock
from megachat_desktop.engine.echo_process import EchoProcess
from megachat_desktop.engine.links import Link, LinkBook
from megachat_desktop.engine.messaging import Messenger
from megachat_desktop.engine.messaging_pins import HelloVerdict, judge_hello
from megachat_desktop.engine.messaging_ports import Peer, Reply
from megachat_desktop.engine.network_ports import Connection, NearbyBeacon, Network
from megachat_desktop.engine.path_watch import PathWatch
from megachat_desktop.engine.reachability import Reachability
from megachat_desktop.engine.roster import Roster
from megachat_desktop.engine.tasks import TaskSet
from megachat_desktop.engine.whereabouts import Whereabouts
from megachat_desktop.errors import ContactUnreachableError, Sentence, UserFacingError
from megachat_desktop.model.address import DialTarget, SocketAddress
from megachat_desktop.model.contact import ContactState, Presence
from megachat_desktop.model.ids import AccountId, NodeKey
from megachat_desktop.protocol.bundle import decode_bundle
from megachat_desktop.protocol.features import Features
from megachat_desktop.protocol.frames import BundleReply, CloseCode, Frame, Hello, HelloRole
from megachat_desktop.protocol.hello_rules import check_header_fits
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.store import Store

_log = logging.getLogger(__name__)

INFO_WITHIN_S = 10.0
_KNOWN = (ContactState.ACCEPTED, ContactState.REQUESTED)
DOWNGRADE_NOTICE = Sentence(
    "A contact's program claimed less than it could before, so it was refused."
)


class SwitchboardSink(Protocol):
    """What the engine hears of it."""

    def on_linked(self, account: AccountId) -> None:
        """A contact can be reached over an open connection."""

    def on_nearby(self, people: tuple[NearbyBeacon, ...]) -> None:
        """The visible people of the local network."""

    def on_network_changed(self) -> None:
        """Addresses, relay or interfaces changed."""

    def on_notice(self, account: AccountId, code: str, sentence: str) -> None:
        """Something that a person should know."""


@dataclass
class OwnHello:
    """What our HELLO says; the number follows the database."""

    features: Features
    info_seq: int


class Switchboard:
    """The engine's side of network, links and messenger."""

    def __init__(
        self,
        network: Network,
        own_key: NodeKey,
        hello: OwnHello,
        roster: Roster,
        store: Store,
        clock: Clock,
        echo: EchoProcess | None,
        sink: SwitchboardSink,
    ) -> None:
        self._network = network
        self._hello = hello
        self._roster = roster
        self._clock = clock
        self._echo = echo
        self._sink = sink
        self._tasks = TaskSet()
        self._messenger: Messenger | None = None
        self._echo_called = False
        self._warned: set[AccountId] = set()
        self.links = LinkBook(own_key, clock, self)
        self._paths = PathWatch(self.links, clock)
        self.whereabouts = Whereabouts(store, roster, clock)
        self.reach = Reachability(
            network, self.whereabouts.target_of, self.is_linked, self.links.adopt
        )
        self.visible_nearby: Callable[[], bool] = lambda: False

    def attach(self, messenger: Messenger) -> None:
        """The messenger that takes the frames; once, before anything is connected."""
        self._messenger = messenger

    @property
    def _mail(self) -> Messenger:
        assert self._messenger is not None
        return self._messenger

    # --- asked by the engine --------------------------------------------------------------------

    def is_linked(self, account: AccountId) -> bool:
        """Whether there is an open connection to a contact."""
        return self.link_to(account) is not None

    def link_to(self, account: AccountId) -> Link | None:
        """The open connection to a contact."""
        node_key = self._roster.node_key_of(account)
        return self.links.link_to(node_key) if node_key else None

    def linked(self) -> list[AccountId]:
        """Every accepted contact who is connected."""
        return [account for account in self._roster.accepted() if self.is_linked(account)]

    def info_due(self, account: AccountId) -> bool:
        """Whether their HELLO announced a DEVICE_INFO that has not come yet."""
        link, stored = self.link_to(account), self._roster.stored(account)
        if link is None or stored is None or not stored.certificate:
            return False
        return link.hello.info_seq > stored.info_seq

    def watch_closely(self, account: AccountId, closely: bool) -> None:
        """In a call a dead peer must be noticed within seconds, on every connection to it."""
        if node_key := self._roster.node_key_of(account):
            for link in self.links.links_to(node_key):
                link.connection.watch_closely(closely)

    def follow(self, contact: StoredContact) -> None:
        """A contact was added or changed: connect, recognise, or let go."""
        self._network.watch(self._watched_keys())
        if contact.state in (ContactState.BLOCKED, ContactState.IGNORED):
            if contact.node_key:
                self._tasks.spawn(self.links.drop(contact.node_key), "drop link")
            self._tasks.spawn(self.reach.forget(contact.account), "stop dialling")
            return
        if contact.state not in _KNOWN:
            return
        if contact.node_key:
            self.links.recognise(contact.node_key)
            if self.links.link_to(contact.node_key):
                self._on_contact_linked(contact.account)
        if not contact.is_echo:
            self.reach.watch(contact.account)

    async def forget(self, account: AccountId, node_key: NodeKey | None) -> None:
        """A contact was removed."""
        await self.reach.forget(account)
        self._warned.discard(account)
        self._mail.on_link_down(account)
        if node_key:
            self.whereabouts.forget(node_key)
            await self.links.drop(node_key)
        self._network.watch(self._watched_keys())

    def start(self) -> None:
        """Begin to keep everybody connected."""
        self._network.watch(self._watched_keys())
        for account in self._roster.watched():
            self.reach.watch(account)

    async def close(self) -> None:
        """Stop dialling, close every link, end the echo test."""
        await self.reach.close()
        await self.links.close()
        await self._tasks.close()
        if self._echo:
            await self._echo.close()

    def refresh_paths(self) -> None:
        """Look how packets travel right now, and remember direct addresses."""
        for link in self._paths.due():
            account = self._roster.account_of(link.node_key)
            if account is not None:
                self._roster.set_now(account, path=link.connection.path()[0])

    # --- Transport of the messenger -------------------------------------------------------------

    async def transmit(self, account: AccountId, frame: Frame) -> bool:
        """Write a frame to a contact's device; False without an open connection."""
        link = self.link_to(account)
        if link is None:
            return False
        try:
            await link.connection.send(frame)
        except ConnectionError:
            return False
        return True

    def want_connection(self, account: AccountId) -> None:
        """Something waits for this contact."""
        stored = self._roster.stored(account)
        if stored and stored.is_echo:
            if self._echo_called:
                self._tasks.spawn(self._connect_echo(stored), "connect echo test")
        else:
            self.reach.wake(account)

    def call_wants(self, account: AccountId) -> None:
        """A person calls this contact: the echo test is started for nothing less."""
        stored = self._roster.stored(account)
        self._echo_called = self._echo_called or (stored is not None and stored.is_echo)
        self.want_connection(account)

    async def _connect_echo(self, stored: StoredContact) -> None:
        if self._echo is None or stored.node_key is None or self.is_linked(stored.account):
            return
        try:
            ready = await self._echo.ready()
            if self.is_linked(stored.account):
                return
            target = DialTarget(stored.node_key, ready.addresses)
            connection = await self._network.dial(target)
        except ContactUnreachableError as error:
            _log.info("the echo test is not reached: %s", error.sentence)
            return
        if self.is_linked(stored.account):
            await connection.close(CloseCode.DONE)
        else:
            self.links.adopt(connection)

    # --- NetworkSink ----------------------------------------------------------------------------

    def on_connection(self, connection: Connection) -> None:
        """See ``NetworkSink``."""
        self.links.adopt(connection)

    def on_seen(self, node_key: NodeKey, addresses: tuple[SocketAddress, ...]) -> None:
        """See ``NetworkSink``."""
        self.whereabouts.put_seen(node_key, addresses)
        account = self._roster.account_of(node_key)
        if account is not None and not self.is_linked(account):
            self.reach.wake(account)

    def on_nearby(self, people: tuple[NearbyBeacon, ...]) -> None:
        """See ``NetworkSink``."""
        self._sink.on_nearby(people)

    def on_network_changed(self) -> None:
        """See ``NetworkSink``."""
        self._paths.stir()
        self.reach.wake_all()
        self._sink.on_network_changed()

    # --- LinkHandler ----------------------------------------------------------------------------

    def own_hello(self) -> Hello:
        """See ``links.LinkHandler``."""
        now_ms = round(self._clock.unix() * 1000)
        return Hello(self._hello.features, HelloRole.DEVICE, self._hello.info_seq, now_ms)

    def is_contact(self, node_key: NodeKey) -> bool:
        """See ``links.LinkHandler``."""
        stored = self._stored(node_key)
        return stored is not None and stored.state in _KNOWN

    async def accepts_hello(self, node_key: NodeKey, hello: Hello) -> bool:
        """See ``links.LinkHandler``."""
        stored = self._stored(node_key)
        if hello.role is not HelloRole.DEVICE:
            return False
        if stored and stored.state is ContactState.BLOCKED:
            return False
        verdict = judge_hello(stored, hello)
        if verdict is HelloVerdict.DOWNGRADE and stored:
            self._warn(stored.account)
        return verdict in (HelloVerdict.FINE, HelloVerdict.INFO_DUE)

    def on_link_up(self, link: Link) -> None:
        """See ``links.LinkHandler``."""
        account = self._roster.account_of(link.node_key)
        if account is None:
            return
        link.tasks.spawn(self.whereabouts.remember(account, link), "remember address")
        self._on_contact_linked(account)

    async def on_frame(self, link: Link, frame: Frame) -> None:
        """See ``links.LinkHandler``. Raises RemoteProtocolError to close with code 2."""
        connection = link.connection
        peer = Peer(link.node_key, connection.source, nearby=self._is_nearby(link))
        if isinstance(frame, BundleReply):
            check_header_fits(decode_bundle(frame.bundle).header, link.hello)
        try:
            reply = await self._mail.on_frame(peer, frame)
        except UserFacingError as error:  # the disk is full, say: they may try again later
            _log.info("a frame could not be taken: %s", type(error).__name__)
            reply = Reply(close=CloseCode.OVERLOAD)
        for answer in reply.frames:
            await connection.send(answer)
        if reply.close is not None:
            await connection.close(reply.close)

    def on_link_down(self, link: Link) -> None:
        """See ``links.LinkHandler``."""
        account = self._roster.account_of(link.node_key)
        if account is None or self.links.link_to(link.node_key):
            return
        self._roster.set_now(account, Presence.OFFLINE)
        self._tasks.spawn(self.whereabouts.note_gone(account), "last seen")
        self._mail.on_link_down(account)
        if not link.connection.dialled:  # the end of those we dialled is noticed where we did
            self.reach.lost(account, self._clock.monotonic() - link.opened_at)

    # --- parts ----------------------------------------------------------------------------------

    def _on_contact_linked(self, account: AccountId) -> None:
        link = self.link_to(account)
        if link is None:
            return
        if self._roster.get(account).presence is Presence.OFFLINE:
            self._roster.set_now(account, Presence.AVAILABLE, link.connection.path()[0])
        self._mail.on_link_up(account)
        self._sink.on_linked(account)
        stored = self._roster.stored(account)
        if stored and stored.state is ContactState.ACCEPTED and self.info_due(account):
            link.tasks.spawn(self._await_info(account, link), "await device info")

    async def _await_info(self, account: AccountId, link: Link) -> None:
        """A HELLO with a new number must be followed by what it announces."""
        await asyncio.sleep(INFO_WITHIN_S)
        stored = self._roster.stored(account)
        if stored and stored.info_seq < link.hello.info_seq:
            _log.info("no device info followed a HELLO")
            await link.connection.close(CloseCode.REFUSED)

    def _warn(self, account: AccountId) -> None:
        """Tell the person once in a run, however often that device comes back."""
        if account not in self._warned:
            self._warned.add(account)
            self._sink.on_notice(account, "downgrade", DOWNGRADE_NOTICE)

    def _stored(self, node_key: NodeKey) -> StoredContact | None:
        account = self._roster.account_of(node_key)
        return self._roster.stored(account) if account else None

    def _watched_keys(self) -> list[NodeKey]:
        keys = (self._roster.node_key_of(account) for account in self._roster.watched())
        return [key for key in keys if key]

    def _is_nearby(self, link: Link) -> bool:
        return self.visible_nearby() and link.connection.path()[0] == "local"
