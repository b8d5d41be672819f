"""What is left after the program broke: a readable report in the profile, and nothing is sent.

    exception nobody caught (slot, thread, task, destructor) ─▶ a section of crash-report.txt
    crash of native code ─▶ faulthandler writes crash-native.txt ─▶ made a section at the next start

A report names versions, system, kinds of errors and places in our source. It never has an error's
own words (they may quote a name, a link or a text), and what the log said goes through ``scrub``.
"""

import contextlib
import faulthandler
import logging
import platform
import re
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType

from megachat_desktop import __version__

REPORT, NATIVE, SEEN = "crash-report.txt", "crash-native.txt", "crash-report-seen.txt"
MAX_BYTES = 65_536
MAX_SECTIONS = 5  # of one run; after that it only says the same again
_LOG_LINES = 30
_LONGEST = 2000  # cut before it is scrubbed, so that this is quick
_LIBRARIES = ("PySide6", "av", "aiortc", "iroh", "livekit", "apsw-sqlite3mc", "cryptography")
_LINK = re.compile(r"megachat:\S+", re.IGNORECASE)
_KEY = re.compile(r"\b[0-9a-fA-F]{8,}\b|\b[A-Za-z0-9_-]{32,}\b")
_ADDRESS = re.compile(r"\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b|\[?[0-9a-f]{0,4}(:[0-9a-f]{0,4}){3,7}\]?")
_PATH = re.compile(r"(?:[A-Za-z]:)?[\\/][^\s\"',:;()]+")

Names = Callable[[], Iterable[str]]


def scrub(text: str, names: Iterable[str] = ()) -> str:
    """``text`` without links, keys, addresses, names and the folders of this computer."""
    for name in sorted((n for n in names if len(n) > 1), key=len, reverse=True):
        text = text.replace(name, "<name>")
    text = _LINK.sub("<link>", text)
    text = _PATH.sub(_place_in_source, text)
    return _ADDRESS.sub("<address>", _KEY.sub("<key>", text))


def _place_in_source(found: re.Match[str]) -> str:
    """Of a path only what is ours to tell: the part below the libraries or our own package."""
    parts = re.split(r"[\\/]", found.group())
    for root in ("site-packages", "_internal", "src", "python3.11", "python3.12", "python3.13"):
        if root in parts:
            return "/".join(parts[parts.index(root) + 1 :])
    return "<path>"


class CrashReports:
    """The reports of one profile, whose folder exists. ``watch`` once, ``close`` at a good end."""

    def __init__(self, profile: Path) -> None:
        self._report, self._native = profile / REPORT, profile / NATIVE
        self._seen = profile / SEEN
        self._names: Names = tuple
        self._lines: deque[str] = deque(maxlen=_LOG_LINES)
        self._sections = 0
        self._lock = threading.Lock()
        self._file: object = None
        self.ended_well = True  # the run before: it came to ``close``
        self._handler = _Listener(self._on_record)
        self._hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)

    def watch(self) -> None:
        """Take what a crash of the last run left, then listen for the next."""
        if any(path.exists() and not path.is_file() for path in (self._report, self._native)):
            return  # a pipe would be waited for
        self.ended_well = not self._native.exists()
        self._take_native()
        try:
            file = self._native.open("w", encoding="utf-8")
            self._native.chmod(0o600)
        except OSError:
            return
        self._file = file
        file.write(heading())
        file.flush()
        faulthandler.enable(file, all_threads=True)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        sys.unraisablehook = self._on_unraisable
        logging.getLogger().addHandler(self._handler)

    def know(self, names: Names) -> None:
        """Whose names must not be in a report."""
        self._names = names

    def close(self) -> None:
        """The program ends as it should; idempotent."""
        file, self._file = self._file, None
        if file is None:
            return
        faulthandler.disable()
        file.close()  # type: ignore[attr-defined]
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._hooks
        logging.getLogger().removeHandler(self._handler)
        with contextlib.suppress(OSError):
            self._native.unlink(missing_ok=True)

    # --- what the person is offered ---------------------------------------------------------------

    def offered(self) -> str:
        """The report that nobody has looked at yet; empty: there is none."""
        if not self._report.is_file():
            return ""
        try:
            with self._report.open("rb") as file:
                return file.read(MAX_BYTES).decode("utf-8", "replace")
        except OSError:
            return ""

    def put_aside(self) -> None:
        """It was offered once: keep it, and do not ask again."""
        with contextlib.suppress(OSError):
            self._report.replace(self._seen)

    def delete(self) -> None:
        """Remove every report."""
        for path in (self._report, self._seen):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    # --- what happens -----------------------------------------------------------------------------

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            self._write("in the window", kind, trace)
        self._hooks[0](kind, error, trace)

    def _on_thread_exception(self, hook: threading.ExceptHookArgs) -> None:
        if not issubclass(hook.exc_type, SystemExit):
            self._write("in a thread", hook.exc_type, hook.exc_traceback)
        self._hooks[1](hook)

    def _on_unraisable(self, hook: "sys.UnraisableHookArgs") -> None:
        self._write("in a destructor or callback", hook.exc_type, hook.exc_traceback)
        self._hooks[2](hook)

    def _on_record(self, record: logging.LogRecord) -> None:
        info = record.exc_info
        if record.levelno >= logging.ERROR and info and info[0] is not None:
            self._write(f"logged by {record.name}", info[0], info[2])
        moment = time.strftime("%H:%M:%S", time.gmtime(record.created))
        line = record.getMessage().split("\n", 1)[0][:_LONGEST]
        self._lines.append(f"{moment} {record.levelname} {record.name}: {line}")

    def _write(self, where: str, kind: type[BaseException], trace: TracebackType | None) -> None:
        """Add a section; a report that can't be written must not make things worse."""
        with self._lock:
            if self._sections >= MAX_SECTIONS:
                return
            self._sections += 1
            names = tuple(self._names())
            places = [
                f"  {scrub(frame.filename)}:{frame.lineno} in {frame.name}"
                for frame in traceback.extract_tb(trace)
            ]
            lines = [scrub(line, names)[:300] for line in self._lines]
            section = [f"{kind.__module__}.{kind.__qualname__} {where}", *places]
            section += ["", "The last lines of the log:", *(f"  {line}" for line in lines)]
            self._append("\n".join(section))

    def _take_native(self) -> None:
        """A file of the last run that has more than its heading: native code crashed."""
        try:
            with self._native.open("rb") as file:
                text = file.read(MAX_BYTES).decode("utf-8", "replace")
        except OSError:
            return
        _, _, stack = text.partition("\n\n")
        if stack.strip():
            self._append(scrub(stack.strip()), text.partition("\n\n")[0])

    def _append(self, section: str, head: str = "") -> None:
        try:
            size = self._report.stat().st_size if self._report.exists() else 0
            with self._report.open("a", encoding="utf-8", errors="replace") as file:
                self._report.chmod(0o600)
                text = f"{head or heading().strip()}\n\n{section}\n\n"
                file.write(text[: max(0, MAX_BYTES - size)])
        except OSError:
            return


class _Listener(logging.Handler):
    """Hands every record from WARNING on to a function."""

    def __init__(self, heard: Callable[[logging.LogRecord], None]) -> None:
        super().__init__(logging.WARNING)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard(record)


def heading() -> str:
    """The first lines of every report; ends with an empty line."""
    moment = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    libraries = ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES)
    return (
        f"MegaChat {__version__}, {moment}\n"
        f"{system}, Python {platform.python_version()}, {libraries}\n\n"
    )


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # no start waits for it

    try:
        return version(name)
    except PackageNotFoundError:
        return "-"
