"""An asyncio loop whose time jumps to the next timer as soon as nothing else is to be done.

For tests of code that waits: an hour takes a millisecond. Nothing real may be awaited on it.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

T = TypeVar("T")
START_S = 1_000.0
DEADLINE_S = 100_000.0


class _JumpingSelector(selectors.BaseSelector):
    """Waits by moving the clock."""

    def __init__(self) -> None:
        self._inner = selectors.DefaultSelector()
        self.now = START_S

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._inner.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._inner.unregister(fileobj)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = self._inner.select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None or self.now > START_S + DEADLINE_S:
            raise AssertionError("everybody waits for ever")
        self.now += timeout
        return []

    def close(self) -> None:
        self._inner.close()

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._inner.get_map()


class SimulatedLoop(asyncio.SelectorEventLoop):
    """See the module."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


class LoopClock:
    """The engine's clock on a simulated loop."""

    UNIX_START = 1_800_000_000.0

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    def unix(self) -> float:
        return self.UNIX_START + self.monotonic() - START_S


def run_simulated(story: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a story in simulated time."""
    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        return runner.run(story())
