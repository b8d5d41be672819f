"""What a process uses of the computer: memory, threads, tasks, files, and CPU by thread."""

import asyncio
import ctypes
import gc
import os
import re
import sys
import threading
from collections import Counter, defaultdict
from pathlib import Path

import psutil

_TICK_S = 1 / os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 0.01
_NUMBER = re.compile(r"[-_ ]?[0-9a-f]*\d[0-9a-f]*$")


def sample() -> dict[str, object]:
    """Everything of this moment, after a garbage collection."""
    gc.collect()
    _give_back()
    process = psutil.Process()
    tasks = asyncio.all_tasks()
    return {
        "rss_mb": round(process.memory_info().rss / 2**20, 2),
        "threads": process.num_threads(),
        "tasks": len(tasks),
        "files": _open_files(process),
        "children": len(process.children(recursive=True)),
        "objects": len(gc.get_objects()),
        "task_names": dict(Counter(_NUMBER.sub("", t.get_name()) for t in tasks).most_common(12)),
        "thread_names": dict(Counter(_plain(t.name) for t in threading.enumerate())),
    }


def _open_files(process: psutil.Process) -> int:
    """Descriptors, or what Windows calls handles."""
    count: int = getattr(process, "num_fds", getattr(process, "num_handles", int))()
    return count


def _give_back() -> None:
    """Free memory that the C library only keeps in reserve is no leak: it is given back first."""
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)


def _plain(name: str) -> str:
    return _NUMBER.sub("", name)


def thread_times() -> dict[str, float]:
    """CPU seconds by kind of thread. Linux only.

    Python does not tell the system the names of its threads (before 3.14), so they are looked up
    here; a thread that Python does not know keeps the name that the system has.
    """
    names = {thread.native_id: thread.name for thread in threading.enumerate()}
    times: defaultdict[str, float] = defaultdict(float)
    for folder in Path("/proc/self/task").iterdir():
        found = _read_thread(folder)
        if found is not None:
            system_name, seconds = found
            known = names.get(int(folder.name))
            name = _plain(known) if known else _library(_plain(system_name))
            times[name] += seconds
    return {name: round(seconds, 3) for name, seconds in times.items()}


def _library(system_name: str) -> str:
    """Threads of libraries: x264's bear the name of the program that started them."""
    return "x264" if system_name.startswith("python") else f"library {system_name}"


def _read_thread(folder: Path) -> tuple[str, float] | None:
    """(system's name, CPU seconds); None for one that has just ended."""
    try:
        text = (folder / "stat").read_text("utf-8")
        schedule = (folder / "schedstat").read_text("utf-8")
    except OSError:
        return None
    name = text[text.index("(") + 1 : text.rindex(")")]
    on_cpu_ns = int(schedule.split()[0])
    if on_cpu_ns:
        return name, on_cpu_ns / 1e9
    fields = text[text.rindex(")") + 2 :].split()
    return name, (int(fields[11]) + int(fields[12])) * _TICK_S
