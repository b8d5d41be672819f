"""The real window, watched: how late its GUI thread comes to whatever is due.

    window_end.py SAMPLES_FILE [arguments of megachat ...]

A timer is due every 5 ms; how late it comes is how long a click or a key would have waited. What
became due meanwhile counts too, so that one long stall is not one sample among thousands.
"""

import asyncio
import json
import sys
import threading
import time
from pathlib import Path

import qasync  # type: ignore[import-untyped]
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from megachat_desktop.app import App
from megachat_desktop.ui.start.options import build_parser

TICK_S = 0.005


class LateWatch(QObject):
    """Writes down (when, how late, of it waiting for a processor), in seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.samples: list[tuple[float, float, float]] = []
        self._schedule = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._last = time.perf_counter(), self._waited_s()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(round(TICK_S * 1000))
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()

    def _on_tick(self) -> None:
        then, waited_then = self._last
        now, waited = self._last = time.perf_counter(), self._waited_s()
        late = max(0.0, now - then - TICK_S)
        waiting = min(late, waited - waited_then)
        while True:
            self.samples.append((now, late, waiting))
            late -= TICK_S
            waiting = min(late, waiting)
            if late <= 0:
                return

    def _waited_s(self) -> float:
        try:
            return int(self._schedule.read_text("ascii").split()[1]) / 1e9
        except OSError:
            return 0.0


def main() -> int:
    """Run the window until it is asked to end; then write the samples."""
    target, arguments = Path(sys.argv[1]), sys.argv[2:]
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    watch = LateWatch()
    with loop:
        code = int(loop.run_until_complete(App(build_parser().parse_args(arguments)).run()))
    target.write_text(json.dumps(watch.samples), "utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
