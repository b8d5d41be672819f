"""What every carrier of DTLS and SRTP datagrams goes through before aiortc may see it.

aiortc's receive pump dies of a datagram that is empty or longer than 1500 bytes, waits a whole
second before it repeats a lost handshake datagram, and never lets the loop breathe while packets
are queued. ``GuardedPath`` is the cure for all of these, whatever the carrier.
"""

import asyncio
from typing import Protocol, runtime_checkable

from megachat_desktop.media import clock

LARGEST_DATAGRAM = 1500
PACKETS_IN_A_ROW = 64
_REPEAT_AFTER_S = 0.020


class DatagramPath(Protocol):
    """A carrier: the ICE path, the iroh path of ``network``, the memory path of tests."""

    @property
    def role(self) -> str: ...

    async def _recv(self) -> bytes: ...

    async def _send(self, data: bytes) -> None: ...


@runtime_checkable
class StampedPath(Protocol):
    """A carrier that knows when the datagram it returned last really arrived."""

    arrived: float


@runtime_checkable
class ClosablePath(Protocol):
    """A carrier that is made for one path and can be let go of."""

    def close(self) -> None: ...


def is_dtls(data: bytes) -> bool:
    """Whether a datagram is DTLS by its first byte (RFC 7983)."""
    return len(data) > 0 and 20 <= data[0] <= 63


def is_media(data: bytes) -> bool:
    """Whether a datagram is DTLS, SRTP or SRTCP by length and first byte (RFC 7983)."""
    return 0 < len(data) <= LARGEST_DATAGRAM and (20 <= data[0] <= 63 or 128 <= data[0] <= 191)


class GuardedPath:
    """A carrier as an ``RTCDtlsTransport`` may have it; counts what passes."""

    def __init__(self, inner: DatagramPath, first: bytes | None = None) -> None:
        """``first`` is a datagram that was taken from ``inner`` already; it is returned first."""
        self._inner = inner
        self._stamped = inner if isinstance(inner, StampedPath) else None
        self._first = first
        self._in_a_row = 0
        self._repeats: set[asyncio.TimerHandle] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.arrived = clock.now()  # the stamp of the datagram returned last
        self.dropped = 0
        self.packets_in = 0
        self.packets_out = 0
        self.bytes_in = 0
        self.bytes_out = 0

    @property
    def role(self) -> str:
        """The ICE role, as aiortc asks for it."""
        return self._inner.role

    async def _recv(self) -> bytes:
        await self._breathe()
        while True:
            data = await self._next()
            if is_media(data):
                self.packets_in += 1
                self.bytes_in += len(data)
                return data
            self.dropped += 1
            await self._breathe()

    async def _next(self) -> bytes:
        if self._first is not None:
            data, self._first = self._first, None
            return data
        data = await self._inner._recv()
        self.arrived = clock.now() if self._stamped is None else self._stamped.arrived
        return data

    async def _breathe(self) -> None:
        """Let timers and other tasks run while a full queue keeps the pump busy."""
        self._in_a_row += 1
        if self._in_a_row >= PACKETS_IN_A_ROW:
            self._in_a_row = 0
            await asyncio.sleep(0)

    async def _send(self, data: bytes) -> None:
        self.packets_out += 1
        self.bytes_out += len(data)
        await self._inner._send(data)
        if is_dtls(data):
            self._repeat_later(data)

    def _repeat_later(self, data: bytes) -> None:
        """Send a handshake datagram once more: DTLS itself would wait a second for a lost one."""
        loop = asyncio.get_running_loop()

        def repeat() -> None:
            self._repeats.discard(handle)
            task = loop.create_task(self._repeat(data))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        handle = loop.call_later(_REPEAT_AFTER_S, repeat)
        self._repeats.add(handle)

    async def _repeat(self, data: bytes) -> None:
        try:
            await self._inner._send(data)
        except (ConnectionError, OSError):
            return  # the path went away meanwhile; the link hears of it from its own traffic

    def close(self) -> None:
        """Forget the repeats that are still due. The carrier itself is its owner's to close."""
        for handle in self._repeats:
            handle.cancel()
        self._repeats.clear()
        for task in tuple(self._tasks):
            task.cancel()
