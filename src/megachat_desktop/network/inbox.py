"""A bounded queue between one producer and one consumer on the same loop, with an end."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Inbox(Generic[T]):
    """Holds at most ``capacity`` items; what came before the end is still handed out."""

    def __init__(self, capacity: int) -> None:
        self._items: deque[T] = deque()
        self._capacity = capacity
        self._changed = asyncio.Event()  # an item came, or the end
        self._taken = asyncio.Event()  # there may be room again
        self._end: Callable[[], Exception] | None = None

    def __len__(self) -> int:
        return len(self._items)

    async def put(self, item: T) -> None:
        """Add an item; waits while full, so that the source is read no further."""
        while len(self._items) >= self._capacity and self._end is None:
            self._taken.clear()
            await self._taken.wait()
        self.put_newest(item)

    def put_newest(self, item: T) -> bool:
        """Add an item in place of the oldest one when full; return whether nothing was lost."""
        room = len(self._items) < self._capacity
        if self._end is None:
            if not room:
                self._items.popleft()
            self._items.append(item)
            self._changed.set()
        return room

    async def get(self) -> T:
        """The oldest item. Raises what ``end`` was given once there is none left."""
        while not self._items:
            if self._end is not None:
                raise self._end()
            self._changed.clear()
            await self._changed.wait()
        self._taken.set()
        return self._items.popleft()

    def end(self, error: Callable[[], Exception]) -> None:
        """No more items: ``get`` raises ``error()`` once the rest is taken. First end counts."""
        if self._end is None:
            self._end = error
            self._changed.set()
            self._taken.set()
