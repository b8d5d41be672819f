"""Keeps Python's garbage collector from holding up a call.

A full collection looks at every object of the process: some 70 ms in which no thread runs, heard as
a gap at both ends. During a call what was there before is left out of it; it counts again
afterwards. Both steps move a list and take no time. Engine thread only.
"""

import gc


class QuietCollector:
    """Counts the calls of the process; the last one to end lets go."""

    def __init__(self) -> None:
        self._calls = 0

    def begin(self) -> None:
        """A call's gate is open: collections look at what comes from now on only."""
        self._calls += 1
        gc.freeze()

    def end(self) -> None:
        """A call is over."""
        self._calls -= 1
        if self._calls == 0:
            gc.unfreeze()


quiet_collector = QuietCollector()
