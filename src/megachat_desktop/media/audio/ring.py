"""What lies between a device's thread and the audio thread: a ring of samples and a wake-up.

One side writes, the other reads; the counters are plain ints that only their own side changes,
which is all the locking that is needed under the GIL. A callback that waited for a lock would wait
for whoever holds it to get the GIL first.
"""

import _thread

_SAMPLE = 2


class Ring:
    """A bounded queue of 16-bit samples for one writer and one reader."""

    def __init__(self, capacity: int) -> None:
        self._size = capacity * _SAMPLE
        self._memory = bytearray(self._size)
        self._view = memoryview(self._memory)
        self._written = 0  # bytes, ever
        self._read = 0

    @property
    def fill(self) -> int:
        """Samples that wait to be read."""
        return (self._written - self._read) // _SAMPLE

    def write(self, data: bytes | memoryview) -> int:
        """Append what fits; returns how many samples did not."""
        room = self._size - (self._written - self._read)
        take = min(len(data), room)
        start = self._written % self._size
        first = min(take, self._size - start)
        self._view[start : start + first] = data[:first]
        self._view[: take - first] = data[first:take]
        self._written += take
        return (len(data) - take) // _SAMPLE

    def read(self, samples: int) -> bytes:
        """Up to ``samples``, oldest first."""
        take = min(samples * _SAMPLE, self._written - self._read)
        start = self._read % self._size
        first = min(take, self._size - start)
        out = bytes(self._view[start : start + first])
        if first < take:
            out += bytes(self._view[: take - first])
        self._read += take
        return out

    def clear(self) -> None:
        """Forget what waits; for the reader."""
        self._read = self._written


class WakeUp:
    """Wakes one sleeping thread; cheaper than ``threading.Event``, and never waits itself."""

    def __init__(self) -> None:
        self._lock = _thread.allocate_lock()
        self._lock.acquire()

    def set(self) -> None:
        """Let ``wait`` return, now or the next time."""
        try:
            self._lock.release()
        except RuntimeError:  # set already
            return

    def wait(self, timeout_s: float) -> None:
        """Sleep until ``set`` or for ``timeout_s``."""
        self._lock.acquire(timeout=timeout_s)
