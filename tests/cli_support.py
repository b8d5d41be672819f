"""People at the command line: real processes with profiles of their own, read through --json."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Event = dict[str, Any]
START_S = 20.0


def megachat(*arguments: str, timeout_s: float = 60.0) -> subprocess.CompletedProcess[str]:
    """Run one sub-command to its end."""
    command = [sys.executable, "-m", "megachat_desktop", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=timeout_s, check=False, env=quiet()
    )


def quiet() -> dict[str, str]:
    """No sound server and no display, unless the test brings its own."""
    environment = dict(os.environ)
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return environment


def events_of(output: str) -> list[Event]:
    """The JSON lines of a run."""
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


class Person:
    """Somebody with a profile; at most one process at a time."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.profile = folder / name
        self.events: list[Event] = []
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[Event | None] = queue.Queue()
        done = megachat("init", "--profile", str(self.profile), "--name", name, "--unprotected")
        assert done.returncode == 0, done.stderr

    def run(self, *arguments: str, timeout_s: float = 60.0) -> subprocess.CompletedProcess[str]:
        """One sub-command with this profile, nothing outside this computer."""
        command, *rest = arguments
        return megachat(
            command, *rest, "--profile", str(self.profile), "--json", "--relay", "none",
            timeout_s=timeout_s,
        )  # fmt: skip

    def start(self, *arguments: str) -> Event:
        """Start a sub-command that stays; returns its ``ready``, or its first event."""
        command = [sys.executable, "-m", "megachat_desktop", *arguments]
        command += ["--profile", str(self.profile), "--json", "--relay", "none"]
        self._lines = queue.Queue()
        with (self.profile / "stderr.log").open("a") as log:
            self._process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, text=True, env=quiet()
            )
        threading.Thread(
            target=_read, args=(self._process, self._lines), name=f"ThreadPoolExecutor-{self.name}"
        ).start()
        wanted = "ready" if arguments[0] in ("listen", "echo") else "call"
        return self.wait_for(lambda e: e["event"] == wanted, START_S)

    def wait_for(self, matches: Callable[[Event], bool], seconds: float = 20.0) -> Event:
        """The next event that matches; those before it are kept in ``events``."""
        deadline = time.monotonic() + seconds
        while True:
            left = deadline - time.monotonic()
            try:
                event = self._lines.get(timeout=max(left, 0.001))
            except queue.Empty:
                raise AssertionError(f"{self.name} waited in vain: {self.events[-8:]}") from None
            if event is None:
                raise AssertionError(f"{self.name}'s process ended: {self.events[-8:]}")
            self.events.append(event)
            if matches(event):
                return event

    def wait_for_call(self, state: str, seconds: float = 20.0) -> Event:
        """The next time a call is in ``state``."""
        return self.wait_for(lambda e: e["event"] == "call" and e["state"] == state, seconds)

    def wait_until_gone(self, seconds: float = 30.0) -> int:
        """The exit code of the process that ends by itself."""
        assert self._process is not None
        return self._process.wait(seconds)

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """As a person would; idempotent."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def states(self) -> list[str]:
        """Every state of every call that was printed."""
        return [e["state"] for e in self.events if e["event"] == "call"]


def _read(process: "subprocess.Popen[str]", lines: "queue.Queue[Event | None]") -> None:
    """Hand on what one process prints; a later process of the person has a queue of its own."""
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            event = json.loads(line)
            event["seen"] = time.perf_counter()
            lines.put(event)
    lines.put(None)
