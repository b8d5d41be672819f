"""What the engine needs of a network, as protocols; the composition root hands in the real one.

All callbacks of the sinks are synchronous and run on the engine's loop; they never await.
"""

from collections.abc import Iterable
from typing import Protocol

from megachat_desktop.model.address import DialTarget, SocketAddress
from megachat_desktop.model.ids import NodeKey
from megachat_desktop.model.settings import Settings
from megachat_desktop.protocol.frames import Frame


class DatagramPath(Protocol):
    """Anything that carries DTLS and SRTP packets; members as aiortc calls them."""

    role: str  # "controlling" or "controlled"

    async def _recv(self) -> bytes:
        """The next packet, 1 to 1500 bytes; ConnectionError ends the link."""
        ...

    async def _send(self, data: bytes) -> None:
        """Send one packet."""
        ...


class Connection(Protocol):
    """One open iroh connection and its control stream."""

    @property
    def remote(self) -> NodeKey:
        """Whom the QUIC handshake proved."""
        ...

    @property
    def dialled(self) -> bool:
        """Whether we opened it."""
        ...

    @property
    def source(self) -> str:
        """The peer's address or relay, for rationing strangers."""
        ...

    def path(self) -> tuple[str, float]:
        """(PathKind, round-trip time in ms) of the path in use."""
        ...

    def remote_address(self) -> SocketAddress | None:
        """The direct address in use, worth remembering; None through a relay."""
        ...

    async def send(self, frame: Frame) -> None:
        """Write one frame. Raises ConnectionError when the connection is gone."""
        ...

    async def receive(self) -> Frame:
        """The next frame, limits and state checked before the body is read.

        Raises ConnectionError when closed, RemoteProtocolError (connection closed with 2) on abuse.
        """
        ...

    def watch_closely(self, closely: bool) -> None:
        """For the time of a call: end within 5 s, not 20, when the peer falls silent."""
        ...

    async def close(self, code: int = 0) -> None:
        """Close with 0 done, 1 refused, 2 protocol error, 3 overload."""
        ...

    def datagram_path(self, tag: bytes, role: str) -> DatagramPath:
        """QUIC datagrams that begin with ``tag`` (9 bytes), as a carrier of media."""
        ...


class NearbyBeacon(Protocol):
    """Somebody who announces themself as visible on the local network."""

    @property
    def account(self) -> bytes:
        """The claimed account id."""
        ...

    @property
    def device(self) -> bytes:
        """The claimed device id."""
        ...

    @property
    def node_key(self) -> bytes:
        """The claimed node key; a connection there proves it."""
        ...

    @property
    def name(self) -> str:
        """The claimed name."""
        ...

    @property
    def addresses(self) -> tuple[SocketAddress, ...]:
        """Where the announcement says they are."""
        ...


class NetworkSink(Protocol):
    """What the network tells the engine."""

    def on_connection(self, connection: Connection) -> None:
        """Somebody dialled us and opened the control stream."""

    def on_seen(self, node_key: NodeKey, addresses: tuple[SocketAddress, ...]) -> None:
        """A watched contact's device announced itself on the local network."""

    def on_nearby(self, people: tuple[NearbyBeacon, ...]) -> None:
        """The visible people of the local network, whole list each time."""

    def on_network_changed(self) -> None:
        """Addresses, relay or interfaces changed, or the computer woke up: dial again."""


class Network(Protocol):
    """The iroh endpoint and the local network."""

    async def start(
        self, node_seed: bytes, account: bytes, device: bytes, settings: Settings, sink: NetworkSink
    ) -> None:
        """Bind. Never waits for anything outside this computer."""
        ...

    async def stop(self) -> None:
        """Close every connection (code 0) and the endpoint."""
        ...

    async def reconfigure(self, settings: Settings, name: str) -> None:
        """Apply relay and local-network choices; ``name`` is announced only when visible."""
        ...

    def addresses(self) -> tuple[SocketAddress, ...]:
        """The addresses of this moment."""
        ...

    def home_relay(self) -> str | None:
        """The relay this device can be reached through, as ``host`` or ``host:port``."""
        ...

    def is_online(self) -> bool:
        """Whether there is at least one usable interface besides loopback."""
        ...

    def watch(self, node_keys: Iterable[NodeKey]) -> None:
        """Contacts' devices to recognise on the local network."""
        ...

    async def dial(self, target: DialTarget) -> Connection:
        """Race every way there against 8 s. Raises ContactUnreachableError."""
        ...

    def datagram_path(self, node_key: NodeKey, tag: bytes, role: str) -> DatagramPath:
        """Media to and from a device over whatever connections there are, now or later."""
        ...
