"""Alice and bob of ``messaging_support`` in simulated time: slow commits, slow wires, crashes.

A commit takes as long as its turn says, a frame arrives later in its order or never, and whoever
crashes loses what was not committed. Run inside ``simulated_loop.run_simulated``.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from megachat_desktop.engine.messaging import Messenger
from megachat_desktop.engine.messaging_ports import AfterCommit, Sender
from megachat_desktop.model.ids import CallId
from megachat_desktop.protocol.call_records import HangUp
from megachat_desktop.protocol.frames import Frame, encode_frame
from megachat_desktop.protocol.records import Record
from megachat_desktop.storage.rollback import quarantine
from megachat_desktop.storage.store import Store
from megachat_desktop.storage.transaction import Transaction
from messaging_support import FakeClock, Person, Wire

T = TypeVar("T")
_STEP_S = 1e-6  # keeps what was sent one after the other in order


class MovedClock(FakeClock):
    """The loop's time, and what a story adds to it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()  # handlers ask on the writer's thread
        self._at_start = self._loop.time()
        self._base = FakeClock().now

    @property
    def now(self) -> float:  # type: ignore[override]
        return self._base + self._loop.time() - self._at_start

    def jump(self, seconds: float) -> None:
        """Both computers were off so long."""
        self._base += seconds


class SlowStore(Store):
    """Commits in order, each after a while; what waits when its owner crashes never happens."""

    def __init__(self, path: Path, key: bytes, delay: Callable[[], float]) -> None:
        super().__init__(path, key)
        self._delay = delay
        self._free_at = 0.0
        self._lives = 0

    def run(self, work: Callable[[Transaction], T]) -> Awaitable[T]:
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[T] = loop.create_future()
        self._free_at = max(self._free_at + _STEP_S, loop.time() + self._delay())
        loop.call_at(self._free_at, self._commit, work, waiting, self._lives)
        return waiting

    def crash(self) -> None:
        self._lives += 1

    def _commit(
        self, work: Callable[[Transaction], T], waiting: "asyncio.Future[T]", life: int
    ) -> None:
        if life != self._lives:
            waiting.cancel()
            return
        try:
            value = self.run_sync(work)
        except Exception as error:  # noqa: BLE001  # raised again where run() is awaited
            if not waiting.cancelled():
                waiting.set_exception(error)
        else:
            if not waiting.cancelled():
                waiting.set_result(value)


class SlowWire(Wire):
    """A connection on which frames travel for a while, in order; when it is cut they are lost."""

    def __init__(self, one: Person, other: Person, delay: Callable[[], float]) -> None:
        self._delay = delay
        self._last = {one.name: 0.0, other.name: 0.0}
        self.silent = False
        super().__init__(one, other)

    def send(self, sender: Person, frame: Frame) -> None:
        if self.silent:
            return
        loop = asyncio.get_running_loop()
        for passed in self.filter(sender, frame):
            at = max(self._last[sender.name] + _STEP_S, loop.time() + self._delay())
            self._last[sender.name] = at
            queue = self._queues[self.peer_of(sender).name]
            loop.call_at(at, queue.put_nowait, encode_frame(passed))


class Survivor(Person):
    """Somebody whose computer crashes and is restored. ``calls`` are the call records that came."""

    clock: MovedClock

    def __init__(
        self, name: str, directory: Path, clock: MovedClock, chance: random.Random
    ) -> None:
        self.chance = chance
        self.slowness_s = 0.01
        self.calls: list[CallId] = []
        super().__init__(name, directory, clock, self._open_store)

    def _open_store(self, path: Path, key: bytes) -> Store:
        return SlowStore(path, key, lambda: self.chance.uniform(0, self.slowness_s))

    def on_record(self, tx: Transaction, sender: Sender, record: Record) -> Sequence[AfterCommit]:
        if isinstance(record.content, HangUp):
            call_id = record.content.call_id
            return [lambda: self.calls.append(call_id)]
        return super().on_record(tx, sender, record)

    def heard(self, said: Sequence[str]) -> list[int]:
        """How often the database saw each of these texts."""
        return self.store.run_sync(
            lambda tx: [tx.account.counter(f"said: {text}") for text in said]
        )

    async def crash(self, *, restored: bool = False, forgetful: bool = False) -> None:
        """End at once and start again: with the old states, those of a backup, or none."""
        assert isinstance(self.store, SlowStore)
        self.store.crash()
        for wire in list(self.wires.values()):
            await wire.cut()
        await self.messenger.close()
        if restored:
            self.store.run_sync(lambda tx: quarantine(tx, 0))
        if forgetful:
            self.store.run_sync(lambda tx: tx.sessions.destroy_all())
        self.messenger = Messenger(self.store, self.clock, self, self.on_record, self.sink)
        await self.messenger.start()
