"""Python's garbage collector, run on the GUI thread and when it disturbs nobody.

Left to itself it runs on whichever thread happens to allocate. On the engine's it may free widgets
that only a cycle kept, while Qt walks the list of all widgets, and end the program. So it is off,
and a timer of the GUI thread does its work between two events.

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

YOUNG_EVERY_MS = 500
LOOK_EVERY_MS = 60_000
AT_LATEST_S = 900.0


class GuiThreadCollector(QObject):
    """Takes over from Python's own rule with ``start``; ``stop`` leaves the collector off."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._last = time.monotonic()
        self._young = self._timer(YOUNG_EVERY_MS, self.collect_young)
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

    def collect_young(self) -> None:
        """What Python would have collected by its own thresholds, short of a full collection."""
        young, middle, _old = gc.get_count()
        young_limit, middle_limit, _old_limit = gc.get_threshold()
        if young > young_limit:
            gc.collect(1 if middle > middle_limit else 0)

    def _timer(self, every_ms: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(every_ms)
        timer.timeout.connect(slot)
        return timer

    def _look(self) -> None:
        active = QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive
        now = time.monotonic()
        if self.is_time(active, now):
            self._last = now
            gc.collect()
