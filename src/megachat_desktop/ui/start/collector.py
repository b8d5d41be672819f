"""Python's garbage collector, run on the GUI thread and when it disturbs nobody.

Left to itself it runs on whichever thread happens to allocate. On the engine's it may free widgets
that only a cycle kept, while Qt walks the list of all widgets, and end the program. So it is off,
and a timer of the GUI thread does its work between two events.

The longer it waits, the more there is to look at while no other thread runs: it looks again soon
where there was something to do, and seldom where nothing happens.

A full collection with 50,000 calls in a list stands still for 100 ms, in the middle of a wheel
step. The small collections, which find nearly all there is, come as ever; the full one waits until
no call runs and the program is behind others, or at the latest for a quarter of an hour.
"""

import gc
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from megachat_desktop.ui.bridge import Bridge

SOONEST_MS, LATEST_MS = 20, 640  # between two looks for young garbage: busy, and at rest
LOOK_EVERY_MS = 60_000
AT_LATEST_S = 900.0


class GuiThreadCollector(QObject):
    """Takes over from Python's own rule with ``start``; ``stop`` leaves the collector off."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._last = time.monotonic()
        self._young = self._timer(SOONEST_MS, self._on_young_due)
        self._full = self._timer(LOOK_EVERY_MS, self._look)

    def start(self) -> None:
        """From now on. What is there already is never looked at again: it stays anyway."""
        gc.disable()
        gc.freeze()
        self._young.start()
        self._full.start()

    def stop(self) -> None:
        """No more collections: what follows is the end of the program."""
        self._young.stop()
        self._full.stop()

    def is_time(self, active: bool, now: float) -> bool:
        """Whether a full collection disturbs nobody; ``now`` in monotonic seconds."""
        if self._bridge.seen.calls:
            return False
        return not active or now - self._last >= AT_LATEST_S

    @property
    def looks_again_ms(self) -> int:
        """When young garbage is looked for again."""
        return self._young.interval()

    def collect_young(self) -> bool:
        """Do what Python's own thresholds ask for, short of a full collection: was there any?"""
        young, middle, _old = gc.get_count()
        young_limit, middle_limit, _old_limit = gc.get_threshold()
        if young <= young_limit:
            return False
        gc.collect(1 if middle > middle_limit else 0)
        return True

    def _timer(self, every_ms: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(every_ms)
        timer.timeout.connect(slot)
        return timer

    def _on_young_due(self) -> None:
        later = min(2 * self._young.interval(), LATEST_MS)
        self._young.setInterval(SOONEST_MS if self.collect_young() else later)

    def _look(self) -> None:
        active = QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive
        now = time.monotonic()
        if self.is_time(active, now):
            self._last = now
            gc.collect()
