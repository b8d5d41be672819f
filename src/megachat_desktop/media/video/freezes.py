"""Counts freezes of a shown stream: gaps over max(3 mean intervals, mean + 150 ms)."""

from collections import deque

_WINDOW = 30
_FACTOR = 3.0
_EXTRA_S = 0.15


class FreezeCounter:
    """Told of every shown picture; ``now`` in monotonic seconds."""

    def __init__(self) -> None:
        self._intervals: deque[float] = deque(maxlen=_WINDOW)
        self._last: float | None = None
        self.shown = 0
        self.freezes = 0
        self.frozen_s = 0.0
        self.longest_s = 0.0

    def on_shown(self, now: float) -> None:
        """A picture went to the painter."""
        self.shown += 1
        if self._last is not None:
            self._judge(max(0.0, now - self._last))
        self._last = now

    def pause(self) -> None:
        """The sender stopped on purpose: the gap that follows is no freeze."""
        self._last = None

    @property
    def fps(self) -> float:
        """Pictures per second over the last 30."""
        total = sum(self._intervals)
        return len(self._intervals) / total if total > 0 else 0.0

    def _judge(self, gap: float) -> None:
        self.longest_s = max(self.longest_s, gap)
        if self._intervals:
            mean = sum(self._intervals) / len(self._intervals)
            if gap > max(_FACTOR * mean, mean + _EXTRA_S):
                self.freezes += 1
                self.frozen_s += gap
        self._intervals.append(gap)
