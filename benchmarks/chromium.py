"""Headless Chromium as the baseline: starts it on a page of ours and collects what the page tells.

The pages lie in ``pages/``, are served from the loopback interface (a secure context, so cameras
are allowed) and post their results back; nothing is driven from outside and nothing is installed.
"""

import contextlib
import json
import shutil
import subprocess
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, Queue
from typing import Any
from urllib.parse import urlencode

PAGES = Path(__file__).resolve().parent / "pages"
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-ui-for-media-stream",
)
_STOP_S = 5.0


class Mailboxes:
    """Named queues between the pages and the benchmark: ``/post/NAME`` and ``/take/NAME``."""

    def __init__(self) -> None:
        self._queues: dict[str, Queue[Any]] = defaultdict(Queue)

    def put(self, name: str, value: Any) -> None:
        """Add to a queue."""
        self._queues[name].put(value)

    def take(self, name: str, limit_s: float) -> Any:
        """The oldest of a queue. Raises TimeoutError."""
        try:
            return self._queues[name].get(timeout=limit_s)
        except Empty:
            raise TimeoutError(f"Chromium's page did not tell {name}") from None

    def drain(self, name: str) -> list[Any]:
        """Everything that waits."""
        found = []
        while not self._queues[name].empty():
            found.append(self._queues[name].get())
        return found


class _Handler(BaseHTTPRequestHandler):
    mailboxes: Mailboxes

    def do_GET(self) -> None:
        """A page, or the oldest entry of a mailbox (waits up to 20 s)."""
        path = self.path.partition("?")[0]
        if path.startswith("/take/"):
            with contextlib.suppress(TimeoutError):
                value = self.mailboxes.take(path.removeprefix("/take/"), 20.0)
                self._answer(200, json.dumps(value).encode(), "application/json")
                return
            self._answer(204, b"", "application/json")
            return
        file = PAGES / path.rsplit("/", 1)[-1]
        if file.is_file():
            kind = "text/javascript" if file.suffix == ".js" else "text/html"
            self._answer(200, file.read_bytes(), kind)
        else:
            self._answer(404, b"", "text/plain")

    def do_POST(self) -> None:
        """Add to a mailbox."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.mailboxes.put(self.path.removeprefix("/post/"), json.loads(body))
        self._answer(200, b"", "text/plain")

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def page_server() -> Iterator[tuple[str, Mailboxes]]:
    """(address, mailboxes) of a server for the pages."""
    mailboxes = Mailboxes()
    handler = type("Handler", (_Handler,), {"mailboxes": mailboxes})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="pages", daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}", mailboxes
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def chromium(
    address: str, page: str, *, camera: Path | None = None, sound: Path | None = None, **query: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """A fresh Chromium on ``page?query``; its camera plays a Y4M file where one is given."""
    program = find_chromium()
    with tempfile.TemporaryDirectory(
        prefix="megachat-bench-chromium-", ignore_cleanup_errors=True
    ) as profile:
        devices = ["--use-fake-device-for-media-stream=fps=30"]
        devices += [f"--use-file-for-fake-video-capture={camera}"] if camera else []
        devices += [f"--use-file-for-fake-audio-capture={sound}"] if sound else []
        url = f"{address}/{page}?{urlencode(query)}"
        process = subprocess.Popen(
            [program, *_FLAGS, *devices, f"--user-data-dir={profile}", url],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def find_chromium() -> str:
    """The program's path. Raises FileNotFoundError."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    raise FileNotFoundError("Chromium is missing: the baseline cannot be measured")


def version() -> str:
    """As the program says."""
    said = subprocess.run(
        [find_chromium(), "--version"], capture_output=True, text=True, check=True
    )
    return said.stdout.strip()
