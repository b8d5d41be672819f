"""The echo test: a second process of this program with a profile of its own.

It is reached through the same network, sessions and media path as any other person. It is
started when somebody calls it, and ends with this process: it watches a pipe that only we hold.
"""

import asyncio
import contextlib
import json
import logging
from pathlib import Path

from msgspec import Struct

from megachat_desktop.engine.own_process import own_command
from megachat_desktop.errors import ContactUnreachableError, Sentence
from megachat_desktop.model.address import SocketAddress

_log = logging.getLogger(__name__)

START_DEADLINE_S = 20.0
STOP_DEADLINE_S = 3.0


class EchoReady(Struct, frozen=True):
    """Where the echo process listens."""

    link: str
    addresses: tuple[SocketAddress, ...]


class EchoProcess:
    """Starts the echo process once and says where it is."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._process: asyncio.subprocess.Process | None = None
        self._drain: asyncio.Task[None] | None = None
        self._ready: EchoReady | None = None
        self._starting = asyncio.Lock()

    async def ready(self) -> EchoReady:
        """Start the process where it does not run yet. Raises ContactUnreachableError."""
        async with self._starting:
            if self._ready and self._process and self._process.returncode is None:
                return self._ready
            await self.close()
            try:
                async with asyncio.timeout(START_DEADLINE_S):
                    self._ready = await self._start()
            except (OSError, TimeoutError, ValueError) as error:
                _log.warning("the echo test did not start: %s", type(error).__name__)
                await self.close()
                raise ContactUnreachableError(
                    Sentence("The echo test could not be started.")
                ) from None
            return self._ready

    async def close(self) -> None:
        """End the process; idempotent."""
        process, self._process, self._ready = self._process, None, None
        if self._drain:
            self._drain.cancel()
            self._drain = None
        if process is None:
            return
        if process.stdin:
            process.stdin.close()
        try:
            async with asyncio.timeout(STOP_DEADLINE_S):
                await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _start(self) -> EchoReady:
        command = own_command(
            "echo", "--profile", str(self._directory), "--json", "--until-stdin-closes"
        )
        self._process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        output = self._process.stdout
        assert output is not None
        while line := await output.readline():
            event = json.loads(line)
            if event.get("event") == "ready":
                self._drain = asyncio.create_task(_drain(output))
                addresses = tuple(SocketAddress.parse(text) for text in event["addresses"])
                return EchoReady(event["link"], addresses)
        raise ValueError("the process ended before it was ready")


async def _drain(output: asyncio.StreamReader) -> None:
    while await output.readline():
        pass
