"""When Python's garbage collector may look at everything: while nobody looks at us.

A full collection with 50,000 calls in a list stands still for 100 ms, in the middle of a wheel
step. The small collections, which find nearly all there is, go on as ever; the full one waits until
no call runs and the program is behind others, or at the latest for a quarter of an hour.
"""

import gc
import time

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from megachat_desktop.ui.bridge import Bridge

LOOK_EVERY_MS = 60_000
AT_LATEST_S = 900.0
_NEVER = 1_000_000  # middle collections before a full one by itself


class RestingCollector(QObject):
    """Takes over from the collector's own rule with ``start``; ``stop`` gives it back."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._before = gc.get_threshold()
        self._last = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        """From now on. What is there already is never looked at again: it stays anyway."""
        gc.freeze()
        gc.set_threshold(self._before[0], self._before[1], _NEVER)
        gc.enable()
        self._timer.start()

    def stop(self) -> None:
        """As it was."""
        self._timer.stop()
        gc.set_threshold(*self._before)

    def is_time(self, active: bool, now: float) -> bool:
        """Whether a full collection disturbs nobody; ``now`` in monotonic seconds."""
        if self._bridge.seen.calls:
            return False
        return not active or now - self._last >= AT_LATEST_S

    def _look(self) -> None:
        active = QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive
        now = time.monotonic()
        if self.is_time(active, now):
            self._last = now
            gc.collect()
