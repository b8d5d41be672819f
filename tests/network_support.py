"""Two devices on this computer for the network tests: real endpoints, a sink that remembers."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from megachat_desktop.model.address import DialTarget, SocketAddress
from megachat_desktop.model.ids import NodeKey
from megachat_desktop.model.settings import LanMode, RelayMode, Settings
from megachat_desktop.network.connection import QuicConnection
from megachat_desktop.network.lan_book import NearbyPerson
from megachat_desktop.network.network import IrohNetwork
from megachat_desktop.protocol.features import Features
from megachat_desktop.protocol.frames import Hello, HelloRole

HELLO = Hello(Features(), HelloRole.DEVICE, info_seq=1, now_ms=2)
ALONE = Settings(relay_mode=RelayMode.NONE, lan_mode=LanMode.OFF, allow_loopback=True)
TOGETHER = Settings(relay_mode=RelayMode.NONE, lan_mode=LanMode.CONTACTS, allow_loopback=True)


@dataclass
class Memory:
    """A sink that keeps what it is told, for the test to wait for."""

    connections: asyncio.Queue[QuicConnection] = field(default_factory=asyncio.Queue)
    seen: dict[NodeKey, tuple[SocketAddress, ...]] = field(default_factory=dict)
    nearby: tuple[NearbyPerson, ...] = ()
    changes: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def on_connection(self, connection: QuicConnection) -> None:
        self.connections.put_nowait(connection)

    def on_seen(self, node_key: NodeKey, addresses: tuple[SocketAddress, ...]) -> None:
        self.seen[node_key] = addresses
        self._news.set()

    def on_nearby(self, people: tuple[NearbyPerson, ...]) -> None:
        self.nearby = people
        self._news.set()

    def on_network_changed(self) -> None:
        self.changes += 1
        self._news.set()

    async def wait_for(self, condition: Callable[["Memory"], bool], timeout_s: float = 10) -> None:
        async with asyncio.timeout(timeout_s):
            while not condition(self):
                self._news.clear()
                await self._news.wait()


@dataclass
class Device:
    """One person's network with its sink."""

    network: IrohNetwork
    memory: Memory
    seed: bytes

    @property
    def node_key(self) -> NodeKey:
        return self.network.node_key

    def target(self) -> DialTarget:
        return DialTarget(self.node_key, self.network.addresses())

    async def next_connection(self, timeout_s: float = 10) -> QuicConnection:
        return await asyncio.wait_for(self.memory.connections.get(), timeout_s)


@asynccontextmanager
async def device(settings: Settings = ALONE, seed: bytes | None = None) -> AsyncIterator[Device]:
    """A started device; stopped at the end whatever happens."""
    made = Device(IrohNetwork(), Memory(), seed or os.urandom(32))
    await made.network.start(made.seed, os.urandom(32), os.urandom(16), settings, made.memory)
    try:
        yield made
    finally:
        await made.network.stop()


@asynccontextmanager
async def alice_and_bob(settings: Settings = ALONE) -> AsyncIterator[tuple[Device, Device]]:
    async with device(settings) as alice, device(settings) as bob:
        yield alice, bob


async def connect(alice: Device, bob: Device) -> tuple[QuicConnection, QuicConnection]:
    """(Alice's end, Bob's end) of a connection on which both have said HELLO."""
    ours = await alice.network.dial(bob.target())
    await ours.send(HELLO)
    theirs = await bob.next_connection()
    await theirs.send(HELLO)
    assert await theirs.receive() == HELLO
    assert await ours.receive() == HELLO
    return ours, theirs
