"""Silence is a test result: a warning in the log or a leftover thread fails the test.

A test that means to provoke a log line says so: ``@pytest.mark.expects_log("part of the line")``.
"""

import logging
import threading
import time
from collections.abc import Iterator

import pytest

_GRACE_S = 3.0
# Threads that libraries keep for the whole process on purpose.
_SHARED_THREADS = ("pytest_timeout", "asyncio_", "ThreadPoolExecutor", "Dummy-", "QThread")


class _Recorder(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = f"{record.levelname} {record.name}: {record.getMessage()}"
        if record.exc_info and record.exc_info[1]:
            text += f" [{record.exc_info[1]!r}]"
        self.lines.append(text)


@pytest.fixture(autouse=True)
def silence(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail on log lines at WARNING and above that the test did not announce."""
    recorder = _Recorder()
    logger = logging.getLogger("megachat_desktop")
    logger.addHandler(recorder)
    yield
    logger.removeHandler(recorder)
    expected = [str(m.args[0]) for m in request.node.iter_markers("expects_log")]
    surprising = [line for line in recorder.lines if not any(part in line for part in expected)]
    if surprising:
        pytest.fail("unexpected in the log:\n" + "\n".join(surprising), pytrace=False)
    for part in expected:
        if not any(part in line for line in recorder.lines):
            pytest.fail(f"never came into the log: {part}", pytrace=False)


@pytest.fixture(autouse=True)
def no_leftover_threads() -> Iterator[None]:
    """Fail when a thread that the test started still runs after it."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + _GRACE_S
    while (left := _leftover(before)) and time.monotonic() < deadline:
        time.sleep(0.01)
    if left:
        names = ", ".join(thread.name for thread in left)
        pytest.fail(f"threads left behind: {names}", pytrace=False)


def _leftover(before: set[threading.Thread]) -> list[threading.Thread]:
    return [
        thread
        for thread in threading.enumerate()
        if thread not in before and not thread.name.startswith(_SHARED_THREADS)
    ]
