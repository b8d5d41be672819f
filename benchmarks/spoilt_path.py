"""An impairment proxy (tools/impairment_proxy.py) before one end of a call, as a process."""

import asyncio
import contextlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.call_description import Candidate

PROXY = Path(__file__).resolve().parents[1] / "tools" / "impairment_proxy.py"


class SpoiltPath:
    """Starts one proxy per end and tells the peer of its address instead of ours.

    A datagram passes exactly one proxy: the one before the end it was sent to. Loss and delay are
    those of one direction.
    """

    def __init__(self, loss: float, delay_ms: float, seed: int) -> None:
        self._loss, self._delay_ms, self._seed = loss, delay_ms, seed
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None

    def replace(
        self,
        candidates: tuple[Candidate, ...],
        tell: Callable[[tuple[Candidate, ...]], None],
    ) -> None:
        """Put the proxy before the first IPv4 candidate and forget the others."""
        usable = [c for c in candidates if ":" not in c.address.ip]
        if usable and self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._put_before(usable[0], tell))

    async def _put_before(
        self, candidate: Candidate, tell: Callable[[tuple[Candidate, ...]], None]
    ) -> None:
        ip, port = candidate.address.ip, candidate.address.port
        address = await self.start(ip, port)
        tell((replace(candidate, address=SocketAddress(*address)),))

    async def start(self, ip: str, port: int) -> tuple[str, int]:
        """Start a proxy before an address; returns its own."""
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(PROXY), "--target", f"{ip}:{port}", "--listen", f"{ip}:0"),
            *("--loss", str(self._loss), "--delay-ms", str(self._delay_ms)),
            *("--seed", str(self._seed)),
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._process.stdout is not None
        first = json.loads(await self._process.stdout.readline())
        host, _, number = str(first["listening"]).rpartition(":")
        return host, int(number)

    def close(self) -> None:
        """End the proxy."""
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()
