"""QUIC datagrams as carriers of media: each begins with a 9-byte tag that names its path.

A datagram of any other tag is dropped, and so is the one-byte probe of ``liveness``.
"""

import asyncio

from iroh import iroh_ffi

from megachat_desktop.network.inbox import Inbox

TAG_BYTES = 9
QUEUE_PACKETS = 256  # about a second of video; older packets would come too late anyway
MAX_PATHS = 16  # to one device; the oldest belong to calls long over
BACKLOG_BYTES = 48_000  # what may wait inside QUIC: about 150 ms at 2.5 Mbit/s
_HOLD_BACK_S = 0.1
_HOLD_BACK_STEP_S = 0.004


class QuicDatagramPath:
    """A ``DatagramPath``: DTLS and SRTP packets over iroh."""

    def __init__(self, switch: "DatagramSwitch", tag: bytes, role: str) -> None:
        self.role = role
        self.dropped = 0  # packets not sent because the connection could not keep up
        self._switch = switch
        self._tag = tag
        self._inbox: Inbox[bytes] = Inbox(QUEUE_PACKETS)
        self._over: str | None = None

    async def _recv(self) -> bytes:
        return await self._inbox.get()

    async def _send(self, data: bytes) -> None:
        """Send one packet, held back while too much waits in QUIC.

        Like UDP, it drops what is too large, what found no room, and what comes while there is
        no connection. Raises ConnectionError after ``close`` and after the network has stopped.
        """
        if self._over is not None:
            raise ConnectionError(self._over)
        if not await self._switch.send(self._tag + data):
            self.dropped += 1

    def close(self) -> None:
        """Receive nothing more under this tag."""
        self._switch.forget(self._tag)
        self.end("path closed")

    def deliver(self, packet: bytes) -> None:
        """Take a packet in, without its tag; the oldest makes room."""
        self._inbox.put_newest(packet)

    def end(self, reason: str) -> None:
        """Let ``_recv`` raise ConnectionError after what has arrived, ``_send`` at once."""
        self._over = self._over or reason
        self._inbox.end(lambda: ConnectionError(reason))


class DatagramSwitch:
    """The datagrams of all connections to one device, each handed to the path of its tag.

    Two devices may have two connections for a while, and either end may choose another one, so
    every connection is read. Sent is on the newest, which has just proved itself, until something
    is heard on another. Paths may be opened before there is a connection and wait for the next one
    after the last: whoever uses them knows how much silence is too much (decision 0142).
    """

    def __init__(self) -> None:
        self._paths: dict[bytes, QuicDatagramPath] = {}
        self._carriers: list[Carrier] = []
        self.wanted = asyncio.Event()  # until a path is opened, datagrams wait inside QUIC

    @property
    def is_idle(self) -> bool:
        """Whether nothing is connected and nobody waits."""
        return not self._carriers and not self._paths

    def open(self, tag: bytes, role: str) -> QuicDatagramPath:
        """A path for ``tag``; one that had the tag before ends."""
        if len(tag) != TAG_BYTES:
            raise ValueError("a datagram tag has 9 bytes")
        former = self._paths.pop(tag, None)
        if former is not None:
            former.end("replaced")
        while len(self._paths) >= MAX_PATHS:
            self._paths.pop(next(iter(self._paths))).end("too many paths")
        path = self._paths[tag] = QuicDatagramPath(self, tag, role)
        self.wanted.set()
        return path

    def forget(self, tag: bytes) -> None:
        """Drop what comes with ``tag`` from now on."""
        self._paths.pop(tag, None)

    def attach(self, carrier: "Carrier") -> None:
        """Read this connection, too, and write to it until another one is heard."""
        self._carriers.insert(0, carrier)

    def detach(self, carrier: "Carrier") -> None:
        """The connection is over; idempotent."""
        if carrier in self._carriers:
            self._carriers.remove(carrier)

    def close(self) -> None:
        """The network stops for good: nobody needs to wait for another connection."""
        paths, self._paths = self._paths, {}
        for path in paths.values():
            path.end("the network has stopped")

    def deliver(self, carrier: "Carrier", packet: bytes) -> None:
        """Take in what has arrived on a connection; who speaks is spoken to."""
        path = self._paths.get(packet[:TAG_BYTES])
        if path is None or len(packet) <= TAG_BYTES:
            return
        if carrier in self._carriers and carrier is not self._carriers[0]:
            self._carriers.remove(carrier)
            self._carriers.insert(0, carrier)
        path.deliver(packet[TAG_BYTES:])

    async def send(self, packet: bytes) -> bool:
        """Send when the backlog allows; False when it was dropped."""
        return bool(self._carriers) and await self._carriers[0].send(packet)

    def backlog(self) -> int:
        """Bytes that wait inside QUIC on the connection in use."""
        return self._carriers[0].backlog() if self._carriers else 0


class Carrier:
    """One connection that carries datagrams."""

    def __init__(self, connection: iroh_ffi.Connection) -> None:
        self.connection = connection
        self._room = connection.datagram_send_buffer_space()

    async def send(self, packet: bytes) -> bool:
        """Send when the backlog allows; False when it was dropped."""
        largest = self.connection.max_datagram_size()
        if largest is None or len(packet) > largest or not await self._backlog_is_small():
            return False
        try:
            self.connection.send_datagram(packet)
        except iroh_ffi.IrohError:
            return False  # the path's limit shrank, or the connection has just ended
        return True

    def backlog(self) -> int:
        """Bytes that wait inside QUIC."""
        space = self.connection.datagram_send_buffer_space()
        self._room = max(self._room, space)
        return self._room - space

    async def _backlog_is_small(self) -> bool:
        waited = 0.0
        while self.backlog() > BACKLOG_BYTES:
            if waited >= _HOLD_BACK_S or self.connection.close_reason() is not None:
                return False
            await asyncio.sleep(_HOLD_BACK_STEP_S)
            waited += _HOLD_BACK_STEP_S
        return True
