"""The one clock of call media: fine as ``perf_counter``, counted from where ``monotonic`` is."""

import time

# Before Python 3.13 Windows counts time.monotonic in steps of 15.6 ms; elsewhere they are one.
_OFFSET_NS = time.monotonic_ns() - time.perf_counter_ns()


def now() -> float:
    """Seconds, comparable with ``time.monotonic`` anywhere in this process."""
    return (time.perf_counter_ns() + _OFFSET_NS) / 1e9
