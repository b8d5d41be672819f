"""One start of the real window that writes down when it reached each step, and then quits.

    startup_watch.py PROFILE      (asked by startup.py)

Prints one JSON object: monotonic seconds of the system, comparable between processes.
"""

import json
import os
import signal
import sys
import time

REACHED: dict[str, float] = {}


def reach(step: str) -> None:
    """The first time counts."""
    REACHED.setdefault(step, time.clock_gettime(time.CLOCK_MONOTONIC))


def main() -> int:
    """Open the window over a profile, as ``megachat`` does."""
    import gc

    gc.disable()  # as __main__ does
    from megachat_desktop import app

    reach("modules")
    open_profile = app.open_profile

    def watched_open(*arguments: object, **named: object) -> object:
        profile = open_profile(*arguments, **named)  # type: ignore[arg-type]
        reach("profile_open")
        return profile

    app.open_profile = watched_open  # type: ignore[assignment]
    watch_engine()
    watch_window()
    code = app.main(["--profile", sys.argv[1], "--relay", "none"])
    print(json.dumps(REACHED))
    return code


def watch_engine() -> None:
    """Online: the engine's start has returned."""
    from megachat_desktop.engine.engine import Engine

    start = Engine.start

    async def watched_start(self: Engine) -> None:
        await start(self)
        reach("online")

    Engine.start = watched_start  # type: ignore[method-assign]


def watch_window() -> None:
    """Painted: a list with people in it. Usable: the next turn of the window's loop after that."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QListView

    from megachat_desktop.ui.kit.row_list import RowList

    def watched_paint(self: RowList, event: QPaintEvent) -> None:
        QListView.paintEvent(self, event)
        if self.isVisible() and self.model().rowCount() > 1 and "usable" not in REACHED:
            reach("painted")
            if "online" in REACHED:
                QTimer.singleShot(0, finish)

    RowList.paintEvent = watched_paint  # type: ignore[method-assign]


def finish() -> None:
    """The window answers."""
    reach("usable")
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    reach("interpreter")
    sys.exit(main())
