"""Tests in real time on a computer that others keep busy.

``@real_time`` lets a failed assertion count only when the computer itself kept time: a process of
its own, which knows nothing of ours, watches meanwhile how late the system wakes it up.
"""

import functools
import inspect
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

_STALL_MS = 40.0  # a device buffer is 20 ms, and as much waits in our ring
_WATCH = """
import os, sys, time
try: os.nice(-11)
except OSError: pass
worst, last = 0.0, time.monotonic()
print("watching", flush=True)
while os.getppid() != 1:
    time.sleep(0.005)
    now = time.monotonic()
    worst, last = max(worst, now - last - 0.005), now
    if os.path.exists(sys.argv[1]): break
print(worst * 1000)
"""


def real_time(test: Callable[..., None]) -> Callable[..., None]:
    """Skip, saying why, what fails while the computer stood still for over 40 ms."""

    @functools.wraps(test)
    def watched(*arguments: Any, tmp_path_factory: pytest.TempPathFactory, **named: Any) -> None:
        stop = tmp_path_factory.mktemp("watch") / "stop"
        command = [sys.executable, "-c", _WATCH, str(stop)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watch:
            assert watch.stdout is not None
            watch.stdout.readline()
            failure: AssertionError | None = None
            try:
                test(*arguments, **named)
            except AssertionError as error:
                failure = error
            finally:
                stop.touch()
            stall_ms = float(watch.stdout.readline())
        if failure is not None and stall_ms > _STALL_MS:
            pytest.skip(f"the computer stood still for {stall_ms:.0f} ms: {failure}")
        if failure is not None:
            raise failure

    watched.__signature__ = _with_folder(test)  # type: ignore[attr-defined]
    return watched


def _with_folder(test: Callable[..., None]) -> Any:
    """The test's own parameters, and the fixture that the watch needs."""
    signature = inspect.signature(test)
    folder = inspect.Parameter("tmp_path_factory", inspect.Parameter.KEYWORD_ONLY)
    return signature.replace(parameters=[*signature.parameters.values(), folder])
