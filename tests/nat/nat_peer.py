"""One device on a host of the laboratory, driven through its standard input, one order a line.

It answers HELLO and echoes pings and datagrams for whoever connects, and says one JSON object per
line. ``dial KEY [RELAY]`` measures the way there, ``watch KEY`` waits for the local network,
``change`` for a change of interfaces, ``relay`` for the relay.
"""

import asyncio
import json
import os
import sys
import time

from megachat_desktop.errors import ContactUnreachableError
from megachat_desktop.model.address import DialTarget
from megachat_desktop.model.ids import NodeKey
from megachat_desktop.model.settings import RelayMode, Settings
from megachat_desktop.network.connection import QuicConnection
from megachat_desktop.network.network import IrohNetwork
from megachat_desktop.protocol.frames import Ping
from network_support import HELLO, Memory

TAG = b"nat-test-"
PACKET_BYTES = 1180  # a media packet; tag and packet have to fit through a relay


def _say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


async def _serve(connection: QuicConnection) -> None:
    await connection.send(HELLO)
    echo = asyncio.create_task(_echo(connection))
    try:
        while True:
            frame = await connection.receive()
            if isinstance(frame, Ping):
                await connection.send(Ping(frame.id, reply=True))
    except ConnectionError:
        await echo


async def _echo(connection: QuicConnection) -> None:
    path = connection.datagram_path(TAG, "controlled")
    try:
        while True:
            await path._send(await path._recv())
    except ConnectionError:
        return


async def _dial(network: IrohNetwork, key: bytes, relay: str | None) -> None:
    started = time.monotonic()
    try:
        connection = await network.dial(DialTarget(key, (), relay))
    except ContactUnreachableError:
        _say(event="unreachable", seconds=time.monotonic() - started)
        return
    connected = time.monotonic() - started
    await connection.send(HELLO)
    await connection.receive()
    pinged = time.monotonic()
    await connection.send(Ping(1))
    await connection.receive()
    path = connection.datagram_path(TAG, "controlling")
    arrived = 0
    for _ in range(50):
        await path._send(os.urandom(PACKET_BYTES))
        try:
            await asyncio.wait_for(path._recv(), 1)
            arrived += 1
        except TimeoutError:
            continue
    _say(
        event="connected",
        seconds=connected,
        ping_s=time.monotonic() - pinged,
        path=connection.path()[0],
        datagrams=arrived,
        limit=connection._quic.max_datagram_size(),
    )
    await connection.close()


async def _wait_for_relay(network: IrohNetwork) -> None:
    async with asyncio.timeout(15):
        while network.home_relay() is None:  # noqa: ASYNC110  # iroh has no event for it
            await asyncio.sleep(0.02)


async def _watch(network: IrohNetwork, memory: Memory, wanted: NodeKey) -> None:
    since = time.monotonic()
    network.watch([wanted])
    await memory.wait_for(lambda memory: wanted in memory.seen, 15)
    _say(event="seen", seconds=time.monotonic() - since)


async def _change(network: IrohNetwork, memory: Memory) -> None:
    """Say when to change something, and when the change was noticed."""
    before, since = memory.changes, time.monotonic()
    _say(event="watching")
    await memory.wait_for(lambda memory: memory.changes > before, 10)
    _say(
        event="changed",
        seconds=time.monotonic() - since,
        addresses=[str(address) for address in network.addresses()],
        online=network.is_online(),
    )


async def main() -> None:
    relay = os.environ.get("NAT_PEER_RELAY", "")
    mode = RelayMode.OWN if relay else RelayMode.NONE
    network, memory = IrohNetwork(), Memory()
    started = time.monotonic()
    settings = Settings(relay_mode=mode, relay_url=relay)
    await network.start(os.urandom(32), bytes(32), os.urandom(16), settings, memory)
    bound = time.monotonic() - started
    if relay:
        await _wait_for_relay(network)
    _say(
        event="ready",
        key=network.node_key.hex(),
        bind_s=bound,
        relay=network.home_relay(),
        relay_s=time.monotonic() - started,
        addresses=[str(address) for address in network.addresses()],
        online=network.is_online(),
    )
    await _obey(network, memory)
    await network.stop()


async def _obey(network: IrohNetwork, memory: Memory) -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    serving = asyncio.create_task(_serve_all(memory))
    while line := (await reader.readline()).decode().split():
        match line:
            case ["dial", key, *relay]:
                await _dial(network, bytes.fromhex(key), relay[0] if relay else None)
            case ["watch", key]:
                await _watch(network, memory, NodeKey(bytes.fromhex(key)))
            case ["change"]:
                await _change(network, memory)
            case ["relay"]:
                await _wait_for_relay(network)
                _say(event="relay", name=network.home_relay())
    serving.cancel()
    await asyncio.wait([serving])


async def _serve_all(memory: Memory) -> None:
    async with asyncio.TaskGroup() as group:
        while True:
            group.create_task(_serve(await memory.connections.get()))


if __name__ == "__main__":
    asyncio.run(main())
