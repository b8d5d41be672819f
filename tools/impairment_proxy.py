"""A UDP proxy that spoils a path on purpose: loss, delay, jitter, a narrow link and its queue.

    python tools/impairment_proxy.py --target 127.0.0.1:5000 --loss 0.05 --delay-ms 50 --seed 1

Works in user space, so it needs no rights and no kernel module. One proxy stands before each end of
a call: what comes to ``listen`` goes to ``target``, and each source gets a socket of its own there,
so that answers find their way back. Both directions are spoilt alike, each by its own seeded dice.
The proxy prints one JSON line with its address when it listens, and one with its own delay error
(scheduled against real sending time, p50 and p95) at the end.
"""

import argparse
import asyncio
import contextlib
import heapq
import json
import random
import signal
import sys
import time
from dataclasses import dataclass, field
from itertools import count

_SOURCES = 64

Address = tuple[str, int]


@dataclass(frozen=True)
class Impairment:
    """What happens to one direction."""

    loss: float = 0.0  # 0..1, independent per packet
    delay_s: float = 0.0  # one way
    jitter_s: float = 0.0  # uniformly added, packets may overtake each other
    rate_bps: float = 0.0  # 0: no limit
    queue_s: float = 0.3  # what the narrow link's queue holds
    seed: int = 0


class Impairer:
    """Decides when a packet goes on. Sans-IO; ``now`` in seconds."""

    def __init__(self, impairment: Impairment) -> None:
        self.impairment = impairment
        self._dice = random.Random(impairment.seed)
        self._link_free = 0.0

    def leave_at(self, size_bytes: int, now: float) -> float | None:
        """When the packet leaves; None when it is lost or finds the queue full."""
        rule = self.impairment
        # Both dice are thrown for every packet, so that one rule does not shift the other.
        lost, jitter = self._dice.random() < rule.loss, self._dice.random() * rule.jitter_s
        if lost:
            return None
        through = self._through_link(size_bytes, now)
        return None if through is None else through + rule.delay_s + jitter

    def _through_link(self, size_bytes: int, now: float) -> float | None:
        rule = self.impairment
        if rule.rate_bps <= 0:
            return now
        begins = max(now, self._link_free)
        if begins - now > rule.queue_s:
            return None
        self._link_free = begins + size_bytes * 8 / rule.rate_bps
        return self._link_free


@dataclass
class Counts:
    """What the proxy did in both directions."""

    passed: int = 0
    dropped: int = 0
    errors_s: list[float] = field(default_factory=list)

    def report(self) -> dict[str, float]:
        """The figures to print; errors of sending time in milliseconds."""
        late = sorted(self.errors_s) or [0.0]
        return {
            "passed": self.passed,
            "dropped": self.dropped,
            "error_ms_p50": round(late[len(late) // 2] * 1000, 3),
            "error_ms_p95": round(late[int(len(late) * 0.95)] * 1000, 3),
        }


class Schedule:
    """Sends packets at their time; one timer for all of them."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._waiting: list[tuple[float, int, bytes, asyncio.DatagramTransport, Address | None]]
        self._waiting = []
        self._order = count()
        self._timer: asyncio.TimerHandle | None = None

    def add(
        self, at: float, data: bytes, out: asyncio.DatagramTransport, to: Address | None
    ) -> None:
        """Send ``data`` through ``out`` at the moment ``at`` of ``time.perf_counter``."""
        heapq.heappush(self._waiting, (at, next(self._order), data, out, to))
        if self._waiting[0][0] == at:
            self._run()

    def _run(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = time.perf_counter()
        while self._waiting and self._waiting[0][0] <= now:
            at, _, data, out, to = heapq.heappop(self._waiting)
            if not out.is_closing():
                out.sendto(data, to)
                self._counts.passed += 1
                self._counts.errors_s.append(now - at)
        if self._waiting:
            delay = max(0.0, self._waiting[0][0] - now)
            self._timer = asyncio.get_running_loop().call_later(delay, self._run)

    def close(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
        if self._timer is not None:
            self._timer.cancel()


class _Back(asyncio.DatagramProtocol):
    """The socket that stands for one source before the target; answers come in here."""

    def __init__(self, proxy: "ImpairmentProxy", source: Address) -> None:
        self._proxy = proxy
        self._source = source

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self._proxy.on_answer(data, self._source)

    def error_received(self, exc: Exception) -> None:
        return None  # an ICMP answer means that the target is not there just now


class ImpairmentProxy(asyncio.DatagramProtocol):
    """One proxy before one UDP address."""

    def __init__(self, target: Address, there: Impairment, back: Impairment) -> None:
        self._target = target
        self._there, self._back = Impairer(there), Impairer(back)
        self.counts = Counts()
        self._schedule = Schedule(self.counts)
        self._front: asyncio.DatagramTransport | None = None
        self._sources: dict[Address, asyncio.DatagramTransport | None] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def listen(self, host: str = "127.0.0.1", port: int = 0) -> Address:
        """Open the front socket and return its address."""
        loop = asyncio.get_running_loop()
        self._front, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(host, port))
        name = self._front.get_extra_info("sockname")
        return name[0], name[1]

    def change(self, there: Impairment, back: Impairment) -> None:
        """Another path from now on; packets on their way keep their time."""
        self._there, self._back = Impairer(there), Impairer(back)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """From a source to the target."""
        source = (addr[0], addr[1])
        out = self._sources.get(source)
        if out is not None:
            self._pass(self._there, data, out, None)
        elif source not in self._sources and len(self._sources) < _SOURCES:
            self._sources[source] = None
            task = asyncio.get_running_loop().create_task(self._open_back(source, data))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def error_received(self, exc: Exception) -> None:
        """An ICMP answer: the source is gone."""

    async def _open_back(self, source: Address, first: bytes) -> None:
        loop = asyncio.get_running_loop()
        out, _ = await loop.create_datagram_endpoint(
            lambda: _Back(self, source), remote_addr=self._target
        )
        self._sources[source] = out
        self._pass(self._there, first, out, None)

    def on_answer(self, data: bytes, source: Address) -> None:
        """From the target back to a source."""
        if self._front is not None:
            self._pass(self._back, data, self._front, source)

    def _pass(
        self, impairer: Impairer, data: bytes, out: asyncio.DatagramTransport, to: Address | None
    ) -> None:
        at = impairer.leave_at(len(data), time.perf_counter())
        if at is None:
            self.counts.dropped += 1
        else:
            self._schedule.add(at, data, out, to)

    def close(self) -> None:
        """Close every socket."""
        self._schedule.close()
        for task in self._tasks:
            task.cancel()
        for transport in (self._front, *self._sources.values()):
            if transport is not None:
                transport.close()


def parse_address(text: str) -> Address:
    """``host:port``."""
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


def _arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--target", type=parse_address, required=True, help="host:port")
    parser.add_argument("--listen", type=parse_address, default=("127.0.0.1", 0))
    parser.add_argument("--loss", type=float, default=0.0, help="0..1, each way")
    parser.add_argument("--delay-ms", type=float, default=0.0, help="one way")
    parser.add_argument("--jitter-ms", type=float, default=0.0)
    parser.add_argument("--rate-kbps", type=float, default=0.0, help="0: no limit")
    parser.add_argument("--queue-ms", type=float, default=300.0)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args(given)


async def _serve(options: argparse.Namespace) -> None:
    rules = [
        Impairment(
            options.loss,
            options.delay_ms / 1000,
            options.jitter_ms / 1000,
            options.rate_kbps * 1000,
            options.queue_ms / 1000,
            options.seed + direction,
        )
        for direction in range(2)
    ]
    proxy = ImpairmentProxy(options.target, rules[0], rules[1])
    host, port = await proxy.listen(*options.listen)
    ended = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows ends the process instead
            asyncio.get_running_loop().add_signal_handler(name, ended.set)
    print(json.dumps({"listening": f"{host}:{port}"}), flush=True)
    await ended.wait()
    proxy.close()
    print(json.dumps(proxy.counts.report()), flush=True)


def main() -> None:
    """Run until interrupted."""
    asyncio.run(_serve(_arguments(sys.argv[1:])))


if __name__ == "__main__":
    main()
