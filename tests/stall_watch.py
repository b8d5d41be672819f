"""Finds out how long the GUI thread's event loop stood still.

A timer ticks; between two ticks the thread either worked or waited inside one event, or had to wait
for a processor. On Linux the last is known and taken off, so that a busy computer is no stall.
"""

import threading
import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

TICK_MS = 5


class StallWatch(QObject):
    """Watches from ``start`` to ``stop``; ``where`` is what the next stalls are blamed on."""

    def __init__(self, limit_s: float = 0.1) -> None:
        super().__init__()
        self.where = ""
        self.stalls: list[tuple[str, float]] = []  # (where, seconds)
        self._limit_s = limit_s
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._last = (0.0, 0.0)
        self._schedule = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")

    def start(self) -> None:
        """From now on."""
        self._last = self._now()
        self._timer.start()

    def stop(self) -> None:
        """That is enough."""
        self._timer.stop()

    def skip(self) -> None:
        """Do not count what was done since the last tick: it was the test itself."""
        self._last = self._now()

    def tick(self) -> None:
        """An event is over: the thread stood still for as long as it took."""
        then, waited_then = self._last
        now, waited = self._last = self._now()
        stood_s = (now - then) - (waited - waited_then) - TICK_MS / 1000
        if stood_s > self._limit_s:
            self.stalls.append((self.where, round(stood_s, 3)))

    def _now(self) -> tuple[float, float]:
        """(seconds of the clock, seconds this thread has waited for a processor)."""
        try:
            waited_ns = int(self._schedule.read_text("ascii").split()[1])
        except OSError:
            waited_ns = 0
        return time.monotonic(), waited_ns / 1e9
