"""A peer whose process is killed is noticed, and found again when it comes back."""

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from megachat_desktop.model.address import DialTarget, SocketAddress
from megachat_desktop.model.ids import NodeKey
from megachat_desktop.network.endpoint import preferred_port
from megachat_desktop.protocol.frames import Ping
from network_support import ALONE, HELLO, TOGETHER, device

pytestmark = pytest.mark.network

PEER = Path(__file__).parent.parent / "network_peer.py"


@asynccontextmanager
async def _peer(
    seed: bytes, mode: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, DialTarget]]:
    environment = {**os.environ, "PYTHONPATH": str(PEER.parent)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, PEER, seed.hex(), mode, stdout=asyncio.subprocess.PIPE, env=environment
    )
    assert process.stdout is not None
    try:
        said = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
        addresses = tuple(SocketAddress.parse(text) for text in said["addresses"])
        yield process, DialTarget(bytes.fromhex(said["node_key"]), addresses)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def test_a_killed_process_is_noticed_within_five_seconds_in_a_call() -> None:
    async def story() -> None:
        async with device() as alice, _peer(os.urandom(32), "alone") as (process, target):
            connection = await alice.network.dial(target)
            await connection.send(HELLO)
            assert await connection.receive() == HELLO
            connection.watch_closely(True)
            await asyncio.sleep(1)
            killed = time.monotonic()
            process.send_signal(signal.SIGKILL)
            with pytest.raises(ConnectionError):
                await asyncio.wait_for(connection.receive(), 5)
            assert time.monotonic() - killed < 5
            with pytest.raises(ConnectionError):
                await connection.send(Ping(1))

    asyncio.run(story())


def test_a_process_that_only_is_silent_is_not_given_up() -> None:
    """The program may be busy: QUIC answers for it from a thread of its own."""

    async def story() -> None:
        async with device() as alice, _peer(os.urandom(32), "alone") as (_, target):
            connection = await alice.network.dial(target)
            await connection.send(HELLO)
            assert await connection.receive() == HELLO
            connection.watch_closely(True)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(connection.receive(), 6)
            assert not connection.is_over

    asyncio.run(story())


def test_a_peer_that_comes_back_at_another_port_is_found_on_the_local_network() -> None:
    async def story() -> None:
        seed = os.urandom(32)
        async with device(TOGETHER) as alice:
            async with _peer(seed, "together") as (_, target):
                key = NodeKey(target.node_key)
                alice.network.watch([key])
                await alice.memory.wait_for(lambda memory: key in memory.seen)
                old = alice.memory.seen[key]
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
                taken.bind(("0.0.0.0", preferred_port(seed)))
                async with _peer(seed, "together") as (_, moved):
                    assert moved.addresses[0] not in old
                    connection = await alice.network.dial(DialTarget(target.node_key, old))
                    await connection.send(HELLO)
                    assert await connection.receive() == HELLO

    asyncio.run(story())


def test_a_peer_that_comes_back_is_at_its_old_address() -> None:
    async def story() -> None:
        seed = os.urandom(32)
        async with device(ALONE) as alice:
            async with _peer(seed, "alone") as (_, target):
                pass
            async with _peer(seed, "alone"):
                connection = await alice.network.dial(target)
                await connection.send(HELLO)
                assert await connection.receive() == HELLO

    asyncio.run(story())
