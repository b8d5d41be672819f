"""Percentiles of how long something takes, over the last few seconds."""

from collections import deque

_WINDOW = 150


class Timings:
    """Durations in seconds; one thread adds, any thread may read."""

    def __init__(self) -> None:
        self._values: deque[float] = deque(maxlen=_WINDOW)

    def add(self, seconds: float) -> None:
        """One more duration."""
        self._values.append(seconds)

    def percentile(self, share: float) -> float:
        """Seconds that ``share`` (0..1) of the durations stay within; 0 before the first."""
        ordered = sorted(self._values)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
