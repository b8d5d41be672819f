"""The two clocks of the engine; tests hand in others."""

import time
from typing import Protocol


class Clock(Protocol):
    """Time, so that tests can bend it."""

    def monotonic(self) -> float:
        """Seconds that only go forward, across threads of this process."""
        ...

    def unix(self) -> float:
        """Seconds since 1970."""
        ...


class SystemClock:
    """The computer's own clocks."""

    def monotonic(self) -> float:
        """Seconds that only go forward, the same on every thread."""
        return time.perf_counter()

    def unix(self) -> float:
        """Seconds since 1970, as the system believes."""
        return time.time()
