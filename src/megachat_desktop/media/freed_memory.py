"""Gives the memory of a call's pictures back to the system when the call is over.

glibc keeps what was freed in the arena of the thread that asked for it. Every call has its own
encoding and decoding threads, so without this a process that has seen many calls holds some
hundred megabytes that nothing uses (docs/decisions/0052).
"""

import ctypes
import sys


def give_back() -> None:
    """Takes some milliseconds: not for the loop. Does nothing where the C library is another."""
    if sys.platform != "linux":
        return
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):
        return
    trim(0)
