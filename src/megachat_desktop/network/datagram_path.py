"""QUIC datagrams as carriers of media: each begins with a 9-byte tag that names its path.

A datagram of any other tag is dropped, and so is the one-byte probe of ``liveness``.
"""

import asyncio
import logging

from iroh import iroh_ffi

from megachat_desktop.network.inbox import Inbox

_log = logging.getLogger(__name__)

TAG_BYTES = 9
QUEUE_PACKETS = 256  # about a second of video; older packets would come too late anyway
BACKLOG_BYTES = 48_000  # what may wait inside QUIC: about 150 ms at 2.5 Mbit/s
_HOLD_BACK_S = 0.1
_HOLD_BACK_STEP_S = 0.004


class QuicDatagramPath:
    """A ``DatagramPath``: DTLS and SRTP packets over one iroh connection."""

    def __init__(self, switch: "DatagramSwitch", tag: bytes, role: str) -> None:
        self.role = role
        self.dropped = 0  # packets not sent because the connection could not keep up
        self._switch = switch
        self._tag = tag
        self._inbox: Inbox[bytes] = Inbox(QUEUE_PACKETS)

    async def _recv(self) -> bytes:
        return await self._inbox.get()

    async def _send(self, data: bytes) -> None:
        """Send one packet, held back while too much waits in QUIC.

        Like UDP, it drops what is too large or what found no room. Raises ConnectionError.
        """
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
        """Let ``_recv`` raise ConnectionError after what has arrived."""
        self._inbox.end(lambda: ConnectionError(reason))


class DatagramSwitch:
    """Owns the datagrams of one connection and hands each to the path of its tag."""

    def __init__(self, connection: iroh_ffi.Connection) -> None:
        self._connection = connection
        self._paths: dict[bytes, QuicDatagramPath] = {}
        self._reader: asyncio.Task[None] | None = None
        self._room = connection.datagram_send_buffer_space()
        self._ended: str | None = None

    def open(self, tag: bytes, role: str) -> QuicDatagramPath:
        """A path for ``tag``; one that had the tag before ends."""
        if len(tag) != TAG_BYTES:
            raise ValueError("a datagram tag has 9 bytes")
        former = self._paths.get(tag)
        if former is not None:
            former.end("replaced")
        path = self._paths[tag] = QuicDatagramPath(self, tag, role)
        if self._ended is not None:
            path.end(self._ended)
        elif self._reader is None:
            self._reader = asyncio.create_task(self._read(), name="datagrams")
        return path

    def forget(self, tag: bytes) -> None:
        """Drop what comes with ``tag`` from now on."""
        self._paths.pop(tag, None)

    def probe(self) -> None:
        """Send the smallest thing that the other end's QUIC has to acknowledge."""
        try:
            self._connection.send_datagram(b"\0")
        except iroh_ffi.IrohError as error:
            _log.debug("no probe: %s", error.kind().name)

    async def send(self, packet: bytes) -> bool:
        """Send when the backlog allows; False when it was dropped. Raises ConnectionError."""
        if self._ended is not None:
            raise ConnectionError(self._ended)
        largest = self._connection.max_datagram_size()
        if largest is None or len(packet) > largest or not await self._backlog_is_small():
            return False
        try:
            self._connection.send_datagram(packet)
        except iroh_ffi.IrohError as error:
            if self._connection.close_reason() is None:
                return False  # the path's limit shrank under us
            raise ConnectionError("connection closed") from error
        return True

    async def stop(self, reason: str) -> None:
        """End every path. Idempotent."""
        self._ended = self._ended or reason
        for path in self._paths.values():
            path.end(reason)
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.wait([self._reader])

    async def _backlog_is_small(self) -> bool:
        waited = 0.0
        while self._backlog() > BACKLOG_BYTES:
            if waited >= _HOLD_BACK_S or self._ended is not None:
                return False
            await asyncio.sleep(_HOLD_BACK_STEP_S)
            waited += _HOLD_BACK_STEP_S
        return True

    def _backlog(self) -> int:
        space = self._connection.datagram_send_buffer_space()
        self._room = max(self._room, space)
        return self._room - space

    async def _read(self) -> None:
        while True:
            try:
                packet = await self._connection.read_datagram()
            except iroh_ffi.IrohError:
                break
            path = self._paths.get(packet[:TAG_BYTES])
            if path is not None and len(packet) > TAG_BYTES:
                path.deliver(packet[TAG_BYTES:])
        self._ended = self._ended or "connection closed"
        for path in self._paths.values():
            path.end("connection closed")
