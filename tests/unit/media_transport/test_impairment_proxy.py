"""The proxy that spoils a path: what it does is in its numbers, and the same every time."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from impairment_support import Impairer, Impairment, ImpairmentProxy

TOOL = Path(__file__).parents[3] / "tools" / "impairment_proxy.py"


def fates(rule: Impairment, packets: int = 2000) -> list[float | None]:
    impairer = Impairer(rule)
    return [impairer.leave_at(1000, 0.01 * number) for number in range(packets)]


def test_the_same_seed_spoils_the_same_packets() -> None:
    assert fates(Impairment(loss=0.1, seed=3)) == fates(Impairment(loss=0.1, seed=3))
    assert fates(Impairment(loss=0.1, seed=3)) != fates(Impairment(loss=0.1, seed=4))


def test_loss_comes_as_ordered() -> None:
    lost = sum(fate is None for fate in fates(Impairment(loss=0.05, seed=1)))
    assert 60 <= lost <= 140


def test_delay_and_jitter_stay_in_their_range() -> None:
    leaving = fates(Impairment(delay_s=0.05, jitter_s=0.02, seed=1), 500)
    delays = [at - 0.01 * number for number, at in enumerate(leaving) if at is not None]
    assert 0.05 <= min(delays) < 0.052
    assert 0.068 < max(delays) <= 0.07


def test_a_narrow_link_queues_and_then_drops() -> None:
    impairer = Impairer(Impairment(rate_bps=80_000, queue_s=0.25))
    leaving = [impairer.leave_at(1000, 0.0) for _ in range(10)]
    assert leaving[:3] == pytest.approx([0.1, 0.2, 0.3])
    assert leaving[3:] == [None] * 7


@pytest.mark.network
def test_packets_go_there_and_back_through_the_process() -> None:
    class Echo(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            self.transport.sendto(data[::-1], addr)  # type: ignore[attr-defined]

    class Caller(asyncio.DatagramProtocol):
        def __init__(self) -> None:
            self.answers: asyncio.Queue[bytes] = asyncio.Queue()

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            self.answers.put_nowait(data)

    async def run() -> None:
        loop = asyncio.get_running_loop()
        echo, _ = await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
        rule = Impairment(delay_s=0.02)
        proxy = ImpairmentProxy(echo.get_extra_info("sockname")[:2], rule, rule)
        front = await proxy.listen()
        caller, protocol = await loop.create_datagram_endpoint(Caller, remote_addr=front)
        for text in (b"abc", b"def"):
            sent = time.perf_counter()
            caller.sendto(text)
            assert await asyncio.wait_for(protocol.answers.get(), 2) == text[::-1]
            assert 0.04 <= time.perf_counter() - sent < 0.3
        assert proxy.counts.report()["passed"] == 4
        for transport in (caller, echo):
            transport.close()
        proxy.close()
        await asyncio.sleep(0)

    asyncio.run(run())


@pytest.mark.network
def test_as_a_process_it_says_where_it_listens_and_what_it_did() -> None:
    command = [sys.executable, str(TOOL), "--target", "127.0.0.1:9", "--loss", "0.5"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["listening"].startswith("127.0.0.1:")
        process.send_signal(signal.SIGTERM)
        report = json.loads(process.stdout.readline())
    assert set(report) == {"passed", "dropped", "error_ms_p50", "error_ms_p95"}
    assert process.returncode == 0
