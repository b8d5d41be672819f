"""Gives the memory of a call's pictures back to the system when the call is over.

glibc keeps what was freed in the arena of the thread that asked for it, and every call has its own
encoding and decoding threads, each in whatever arena is free. ``malloc_trim`` reaches the holes in
all arenas, but the free end only of the first one. The others' ends shrink while something large is
freed, if they are longer than the trim threshold; and glibc raises that by itself, to twice the
largest block that was ever freed. So the threshold is ours: high in a call, where pictures come and
go, low from the moment at which a call begins to close (docs/decisions/0091).
"""

import ctypes
import sys
import threading
from typing import Protocol, cast

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # <malloc.h>
_LARGEST_BLOCK = 32 * 2**20  # glibc's own upper bounds of what it raises by itself
_IN_A_CALL = 64 * 2**20
_AT_REST = 128 * 2**10  # glibc's value at start


class CLibrary(Protocol):
    """What of glibc is used here."""

    def mallopt(self, parameter: int, value: int, /) -> int: ...

    def malloc_trim(self, pad: int, /) -> int: ...


class FreedMemory:
    """The allocator's habits of this process; safe to use from any thread."""

    def __init__(self, library: CLibrary | None) -> None:
        """``library`` is None where it is another one than glibc: then nothing happens."""
        self._library = library
        self._lock = threading.Lock()
        self._calls = 0

    def begin_call(self) -> None:
        """From now on freed memory is kept for the next picture."""
        with self._lock:
            self._calls += 1
            self._set_threshold()

    def end_call(self) -> None:
        """Before a call's codecs are closed: what they free goes back, if it was the last call."""
        with self._lock:
            self._calls -= 1
            self._set_threshold()

    def give_back(self) -> None:
        """After a call's codecs are closed. Takes some milliseconds: not for the loop."""
        if self._library is not None:
            self._library.malloc_trim(0)

    def _set_threshold(self) -> None:
        if self._library is not None:
            # Both, or else glibc would go on moving the one that is not set.
            self._library.mallopt(_MMAP_THRESHOLD, _LARGEST_BLOCK)
            self._library.mallopt(_TRIM_THRESHOLD, _IN_A_CALL if self._calls else _AT_REST)


def glibc() -> CLibrary | None:
    """The C library of this process if it is glibc."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    known = all(hasattr(library, name) for name in ("gnu_get_libc_version", "malloc_trim"))
    return cast(CLibrary, library) if known else None


freed_memory = FreedMemory(glibc())
