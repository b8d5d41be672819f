"""The two clocks of the engine; tests hand in others."""

import time


class SystemClock:
    """The computer's own clocks."""

    def monotonic(self) -> float:
        """Seconds that only go forward, the same on every thread."""
        return time.perf_counter()

    def unix(self) -> float:
        """Seconds since 1970, as the system believes."""
        return time.time()
