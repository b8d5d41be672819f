"""What glibc is told about freed memory, and what becomes of it when a call is over."""

import ctypes
import sys
import threading

import psutil
import pytest

from megachat_desktop.media.freed_memory import FreedMemory, glibc

MB = 2**20
KEPT, GIVEN = 64 * MB, MB // 8
THREADS = 6  # each has an arena of its own
BLOCKS, BLOCK = 8, 2 * MB  # as a thread's pictures

C = ctypes.CDLL(None) if sys.platform == "linux" else None
if C is not None:
    C.malloc.restype, C.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    C.free.argtypes = [ctypes.c_void_p]


class Library:
    """glibc's two functions; knows the thresholds that are in force."""

    def __init__(self) -> None:
        self.threshold: dict[int, int] = {}
        self.trimmed_at: list[int] = []

    def mallopt(self, parameter: int, value: int) -> int:
        self.threshold[parameter] = value
        return 1

    def malloc_trim(self, pad: int) -> int:
        self.trimmed_at.append(self.threshold[-1])
        return 1


def test_memory_is_kept_while_a_call_lasts_and_given_back_when_it_closes() -> None:
    library = Library()
    memory = FreedMemory(library)
    memory.begin_call()
    assert library.threshold == {-1: KEPT, -3: 32 * MB}
    memory.end_call()
    assert library.threshold == {-1: GIVEN, -3: 32 * MB}
    memory.give_back()
    assert library.trimmed_at == [GIVEN]


def test_one_call_that_closes_takes_nothing_from_another_that_lasts() -> None:
    library = Library()
    memory = FreedMemory(library)
    told = []
    for step in (memory.begin_call, memory.begin_call, memory.end_call, memory.end_call):
        step()
        told.append(library.threshold[-1])
    assert told == [KEPT, KEPT, KEPT, GIVEN]


def test_another_c_library_is_left_alone() -> None:
    memory = FreedMemory(None)
    memory.begin_call()
    memory.end_call()
    memory.give_back()


@pytest.mark.skipif(glibc() is None, reason="the C library is another one than glibc")
def test_what_many_threads_held_goes_back_to_the_system() -> None:
    memory = FreedMemory(glibc())
    before = _resident()
    memory.begin_call()
    pictures = _pictures_of_threads()
    memory.end_call()
    _free(pictures)
    memory.give_back()
    assert _resident() - before < 8 * MB


def _pictures_of_threads() -> list[int]:
    """Memory that was filled by threads, all of them alive at the same time."""
    all_alive = threading.Barrier(THREADS)
    pictures: list[int] = []

    def fill() -> None:
        all_alive.wait()
        blocks = [C.malloc(BLOCK) for _ in range(BLOCKS)]
        for block in blocks:
            ctypes.memset(block, 1, BLOCK)
        pictures.extend(blocks)
        all_alive.wait()

    threads = [threading.Thread(target=fill) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return pictures


def _free(pictures: list[int]) -> None:
    for picture in pictures:
        C.free(picture)


def _resident() -> int:
    resident: int = psutil.Process().memory_info().rss
    return resident
