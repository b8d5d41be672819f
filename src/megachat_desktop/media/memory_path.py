"""A carrier inside one process: for the self-test at start and for tests."""

import asyncio
from collections import deque
from typing import Self

_LIMIT = 2048


class MemoryPath:
    """One end of a lossless pair; raises ConnectionError once closed, as a path does."""

    def __init__(self, role: str) -> None:
        self.role = role
        self._peer: MemoryPath | None = None
        self._queue: deque[bytes] = deque(maxlen=_LIMIT)
        self._wake = asyncio.Event()
        self._closed = False

    @classmethod
    def pair(cls) -> tuple[Self, Self]:
        """The controlling and the controlled end."""
        one, other = cls("controlling"), cls("controlled")
        one._peer, other._peer = other, one
        return one, other

    def deliver(self, data: bytes) -> None:
        """Let a datagram arrive here, whoever sent it."""
        self._queue.append(data)
        self._wake.set()

    async def _recv(self) -> bytes:
        while not self._queue:
            if self._closed:
                raise ConnectionError("the memory path is closed")
            self._wake.clear()
            await self._wake.wait()
        return self._queue.popleft()

    async def _send(self, data: bytes) -> None:
        if self._closed or self._peer is None:
            raise ConnectionError("the memory path is closed")
        self._peer.deliver(data)

    def close(self) -> None:
        """End both directions here; the peer only hears silence, as with UDP."""
        self._closed = True
        self._wake.set()
