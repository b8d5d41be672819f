"""Drives people's processes (``caller.py``): commands in, answers out, as JSON lines."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sound_server import sound_server

HERE = Path(__file__).resolve().parent
STOP_LIMIT_S = 10.0
RECORDS_LIMIT_S = 5.0


class ChildFailedError(Exception):
    """A driven process answered with an error or is gone."""


class Child:
    """One driven process. ``ask`` sends a command and waits for its answer."""

    def __init__(
        self, script: str, *arguments: str, environment: Mapping[str, str] | None = None
    ) -> None:
        self._log = tempfile.TemporaryFile(mode="w+")  # noqa: SIM115 (lives as long as this)
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / script), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env=dict(os.environ, **(environment or {})),
        )

    @property
    def pid(self) -> int:
        """The process's id."""
        return self.process.pid

    def send(self, command: str, **values: object) -> None:
        """Give a command; its answer is fetched by ``receive``."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps({"do": command, **values}) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise ChildFailedError(f"the process is gone\n{self.log()}") from None

    def receive(self) -> dict[str, Any]:
        """The next answer. Raises ChildFailedError."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise ChildFailedError(f"the process is gone\n{self.log()}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise ChildFailedError(f"{answer['error']}\n{self.log()}")
        return answer

    def ask(self, command: str, **values: object) -> dict[str, Any]:
        """A command and its answer. Raises ChildFailedError."""
        self.send(command, **values)
        return self.receive()

    def log(self, characters: int = 4000) -> str:
        """The end of what the process wrote on standard error."""
        self._log.seek(0)
        return self._log.read()[-characters:]

    def stop(self) -> None:
        """Ask it to end, and make it end."""
        with contextlib.suppress(ChildFailedError, ValueError):
            self.send("stop")
        try:
            self.process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self._log):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


@contextlib.contextmanager
def two_people(**options: object) -> Iterator[tuple[Child, Child]]:
    """alice and bob, online, contacts of each other; ``options`` as in ``caller.Options``."""
    with contextlib.ExitStack() as stack:
        sound = stack.enter_context(sound_server())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="megachat-bench-")))
        people = []
        for name in ("Alice", "Bob"):
            settings = {"name": name, "profile": str(folder / name), **options}
            child = Child("caller.py", json.dumps(settings), environment=sound)
            stack.callback(child.stop)
            people.append(child)
        alice, bob = people
        link = bob.receive()["link"]
        alice.receive()
        alice.ask("add", link=link)
        yield alice, bob


def records_of(child: Child, count: int) -> list[dict[str, Any]]:
    """The records of the last ``count`` calls; the other end's come a little after ours."""
    records: list[dict[str, Any]] = []
    deadline = time.monotonic() + RECORDS_LIMIT_S
    while len(records) < count and time.monotonic() < deadline:
        records += child.ask("calls")["calls"]
        time.sleep(0.05)
    return records
