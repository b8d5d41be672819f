"""The ``Network`` of the engine: iroh endpoint, dialler, local discovery, under one roof."""

import asyncio
import logging
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Protocol

from iroh import iroh_ffi

from megachat_desktop.errors import ContactUnreachableError
from megachat_desktop.model.address import DialTarget, SocketAddress
from megachat_desktop.model.ids import AccountId, DeviceId, NodeKey
from megachat_desktop.model.settings import LanMode, Settings
from megachat_desktop.network import dialer
from megachat_desktop.network.addresses import is_within
from megachat_desktop.network.connection import QuicConnection, remote_key
from megachat_desktop.network.datagram_path import DatagramSwitch, QuicDatagramPath
from megachat_desktop.network.endpoint import IrohEndpoint, RelayChoice
from megachat_desktop.network.interfaces import (
    Interfaces,
    InterfaceWatch,
    SleepDetector,
    read_interfaces,
)
from megachat_desktop.network.lan import LanDiscovery
from megachat_desktop.network.lan_book import NearbyPerson, Presence
from megachat_desktop.network.listener import Listener
from megachat_desktop.protocol.link import dialable

_log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
_ADDRESSES = 8
_LOOPBACK = "127.0.0.1"


class Sink(Protocol):
    """What the network tells, on the loop it was started on."""

    def on_connection(self, connection: QuicConnection) -> None:
        """Somebody dialled us and opened the control stream."""

    def on_seen(self, node_key: NodeKey, addresses: tuple[SocketAddress, ...]) -> None:
        """A watched device announced itself on the local network."""

    def on_nearby(self, people: tuple[NearbyPerson, ...]) -> None:
        """The visible people of the local network, whole list each time."""

    def on_network_changed(self) -> None:
        """Addresses, relay or interfaces changed, or the computer woke up."""


class IrohNetwork:
    """Everything this device does on the network. One per profile; not restarted after ``stop``."""

    _endpoint: IrohEndpoint
    _listener: Listener
    _lan: LanDiscovery
    _sink: Sink

    def __init__(self) -> None:
        self._settings = Settings()
        self._seed = b""
        self._interface_watch = InterfaceWatch(read_interfaces)
        self._interfaces = Interfaces()
        self._connections: set[QuicConnection] = set()
        self._datagrams: dict[NodeKey, DatagramSwitch] = {}
        self._known_as: tuple[object, ...] = ()
        self._looker: asyncio.Task[None] | None = None
        self._rebinding = asyncio.Lock()

    async def start(
        self, node_seed: bytes, account: bytes, device: bytes, settings: Settings, sink: Sink
    ) -> None:
        """Bind and begin to listen. Waits for nothing outside this computer."""
        self._seed, self._settings, self._sink = node_seed, settings, sink
        self._interfaces = self._interface_watch.first()
        await self._bind()
        presence = Presence(AccountId(account), DeviceId(device), self._endpoint.node_key)
        self._lan = LanDiscovery(presence, sink, self._dialable)
        await self._announce("")
        self._known_as = self._reachability()
        self._looker = asyncio.create_task(self._look(), name="network look-out")

    async def stop(self) -> None:
        """Close every connection (code 0) and the endpoint; idempotent."""
        if self._looker is None:
            return
        self._looker.cancel()
        await asyncio.wait([self._looker])
        self._looker = None
        await self._lan.stop()
        await self._unbind()
        for switch in self._datagrams.values():
            switch.close()

    async def reconfigure(self, settings: Settings, name: str) -> None:
        """Apply relay and local-network choices; ``name`` is announced only when visible.

        A changed relay choice closes every connection: iroh cannot change its look-up later.
        """
        async with self._rebinding:
            before, self._settings = self._settings, settings
            if RelayChoice.of(before) != RelayChoice.of(settings):
                await self._unbind()
                await self._bind()
                self._sink.on_network_changed()
            await self._announce(name)

    @property
    def node_key(self) -> NodeKey:
        """Our own public key."""
        return self._endpoint.node_key

    def addresses(self) -> tuple[SocketAddress, ...]:
        """The addresses of this moment, at most 8; loopback only when nothing else would do.

        None at all where only the relay may know where we are.
        """
        if self._settings.relay_only:
            return ()
        ports = self._endpoint.ports()
        own = [
            SocketAddress(str(address.ip), ports[address.version])
            for address in self._interfaces.addresses
            if address.version in ports
        ]
        if self._loopback_counts() and 4 in ports:
            own.append(SocketAddress(_LOOPBACK, ports[4]))
        seen = [a for a in self._endpoint.reflexive_addresses() if not a.parsed.is_link_local]
        return tuple(dict.fromkeys(own + seen))[:_ADDRESSES]

    def home_relay(self) -> str | None:
        """The relay this device can be reached through, as ``host`` or ``host:port``.

        The own relay counts before it has answered, so that a link made meanwhile names it.
        """
        own = RelayChoice.of(self._settings)
        return self._endpoint.home_relay() or own.name or None

    def is_online(self) -> bool:
        """Whether there is at least one usable interface besides loopback."""
        return self._interfaces.online

    def watch(self, node_keys: Iterable[NodeKey]) -> None:
        """Contacts' devices to recognise on the local network."""
        self._lan.watch(node_keys)

    async def dial(self, target: DialTarget) -> QuicConnection:
        """Race every way there against 8 s. Raises ContactUnreachableError."""
        node_key = NodeKey(target.node_key)
        if node_key == self.node_key:
            raise ContactUnreachableError
        connection = await dialer.dial(
            self._endpoint,
            DialTarget(node_key, self._dialable(target.addresses), target.relay),
            dialer.Sightings(self._lan.latest, self._lan.changed),
        )
        try:
            stream = await connection.open_bi()
        except iroh_ffi.IrohError as error:
            raise ContactUnreachableError from error
        return self._adopt(connection, stream, dialled=True, source="")

    def datagram_path(self, node_key: NodeKey, tag: bytes, role: str) -> QuicDatagramPath:
        """Datagrams to and from a device under ``tag`` (9 bytes), over whatever connections.

        May be opened before there is a connection: what is sent until then is lost, as by UDP.
        """
        return self._switch_of(node_key).open(tag, role)

    async def _bind(self) -> None:
        self._endpoint = await IrohEndpoint.bind(self._seed, RelayChoice.of(self._settings))
        self._listener = Listener(self._endpoint, self._on_accepted)

    async def _unbind(self) -> None:
        await asyncio.gather(*(connection.close(0) for connection in self._connections))
        self._connections.clear()
        await self._endpoint.close()  # which ends the listener's loop
        await self._listener.stop()

    async def _announce(self, name: str) -> None:
        hidden = self._settings.relay_only
        await self._lan.apply(
            LanMode.OFF if hidden else self._settings.lan_mode,
            name,
            self._endpoint.ports(),
            self._interfaces,
        )

    def _on_accepted(
        self, connection: iroh_ffi.Connection, stream: iroh_ffi.BiStream, source: str
    ) -> None:
        self._sink.on_connection(self._adopt(connection, stream, dialled=False, source=source))

    def _adopt(
        self,
        connection: iroh_ffi.Connection,
        stream: iroh_ffi.BiStream,
        *,
        dialled: bool,
        source: str,
    ) -> QuicConnection:
        adopted = QuicConnection(
            connection,
            stream,
            dialled=dialled,
            source=source,
            is_local=self._is_local,
            datagrams=self._switch_of(remote_key(connection)),
        )
        self._connections = {c for c in self._connections if not c.is_over} | {adopted}
        adopted.start()
        return adopted

    def _switch_of(self, node_key: NodeKey) -> DatagramSwitch:
        self._datagrams = {k: s for k, s in self._datagrams.items() if not s.is_idle}
        return self._datagrams.setdefault(node_key, DatagramSwitch())

    def _is_local(self, address: SocketAddress) -> bool:
        return is_within(address, self._interfaces.networks)

    def _dialable(self, addresses: tuple[SocketAddress, ...]) -> tuple[SocketAddress, ...]:
        found = dialable(addresses, self._interfaces.networks, self._loopback_counts())
        if self._settings.relay_only:  # what leaves this computer would show where it stands
            return tuple(address for address in found if self._is_here(address))
        return found

    def _is_here(self, address: SocketAddress) -> bool:
        """Whether an address is this computer's own: another profile, or the echo test."""
        own = {interface.ip for interface in self._interfaces.addresses}
        return address.parsed.is_loopback or address.parsed in own

    def _loopback_counts(self) -> bool:
        return self._settings.allow_loopback or not self._interfaces.online

    async def _look(self) -> None:
        """Once a second: interfaces, relay, addresses, sleep."""
        sleep = SleepDetector(time.monotonic(), time.time())
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            async with self._rebinding:
                await self._look_once(sleep.slept(time.monotonic(), time.time()))

    async def _look_once(self, slept: bool) -> None:
        before = self._interfaces
        with suppress(OSError):  # an interface that goes away while it is asked
            self._interfaces = self._interface_watch.look()
        if before != self._interfaces:
            await self._lan.interfaces_changed(self._interfaces)
        known_as = self._reachability()
        if slept or known_as != self._known_as:
            self._known_as = known_as
            self._sink.on_network_changed()

    def _reachability(self) -> tuple[object, ...]:
        return (self._interfaces, self._endpoint.home_relay(), frozenset(self.addresses()))
