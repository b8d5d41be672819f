"""Seeing each other on the local network by multicast DNS (PROTOCOL.md, section 11).

Announces this device under a name that changes every 15 minutes, and resolves what others
announce, at most ten new names a second. Without a network it is simply quiet. Hostile answers
end in ``protocol.lan`` or in the limits of ``LanBook``; nobody is dialled from here.
"""

import asyncio
import logging
import secrets
import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Protocol

from zeroconf import Error as ZeroconfError
from zeroconf import IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.ids import NodeKey
from megachat_desktop.model.settings import LanMode
from megachat_desktop.network.interfaces import Interfaces
from megachat_desktop.network.lan_book import (
    MAX_ADDRESSES,
    Advert,
    LanBook,
    NearbyPerson,
    Presence,
)
from megachat_desktop.protocol.lan import (
    NAME_BYTES,
    SERVICE_TYPE,
    Beacon,
    ContactsBeacon,
    VisibleBeacon,
    beacon_token,
    decode_txt,
    encode_txt,
    epoch_of,
    instance_name,
    is_instance_name,
)

# What strangers multicast is no reason to write into our log.
logging.getLogger("zeroconf").setLevel(logging.CRITICAL)
_log = logging.getLogger(__name__)

NEW_PER_SECOND = 10
WAITING_NAMES = 64
_RESOLVE_MS = 2000
_LOOPBACK = "127.0.0.1"


Dialable = Callable[[tuple[SocketAddress, ...]], tuple[SocketAddress, ...]]


class LanSink(Protocol):
    """Who wants to know."""

    def on_seen(self, node_key: NodeKey, addresses: tuple[SocketAddress, ...]) -> None:
        """A watched device announced itself."""

    def on_nearby(self, people: tuple[NearbyPerson, ...]) -> None:
        """The visible people, whole list."""


class LanDiscovery:
    """Announces and looks. All methods on one loop."""

    def __init__(self, own: Presence, sink: LanSink, dialable: Dialable) -> None:
        self._own = own
        self._sink = sink
        self._dialable = dialable
        self._book = LanBook(own.node_key)
        self._mode, self._name = LanMode.OFF, ""
        self._ports: Mapping[int, int] = {}
        self._interfaces = Interfaces()
        self._zeroconf: AsyncZeroconf | None = None
        self._browser: AsyncServiceBrowser | None = None
        self._announced: AsyncServiceInfo | None = None
        self._waiting: asyncio.Queue[str] = asyncio.Queue(WAITING_NAMES)
        self._news = asyncio.Event()
        self._nearby: tuple[NearbyPerson, ...] = ()
        self._tasks: set[asyncio.Task[None]] = set()

    async def apply(
        self, mode: LanMode, name: str, ports: Mapping[int, int], interfaces: Interfaces
    ) -> None:
        """Announce in this way from now on; ``ports`` by IP version."""
        name = name if mode is LanMode.VISIBLE else ""
        before = (self._mode, self._name, self._ports, self._interfaces)
        self._mode, self._name, self._ports, self._interfaces = mode, name, ports, interfaces
        if self._zeroconf is not None and before == (mode, name, ports, interfaces):
            return
        if mode is LanMode.OFF:
            await self.stop()
        elif self._zeroconf is None:
            await self._start()
        else:
            await self._announce()

    async def interfaces_changed(self, interfaces: Interfaces) -> None:
        """Move to the interfaces of this moment; what was seen before counts no more."""
        if self._mode is not LanMode.OFF:
            await self.stop()
            await self.apply(self._mode, self._name, self._ports, interfaces)

    def watch(self, node_keys: Iterable[NodeKey]) -> None:
        """Recognise these devices, also among what has been seen already."""
        before = self._book.seen()
        self._book.watch(node_keys, time.time())
        for key in self._book.seen() - before:
            self._tell_seen(key)

    def latest(self, node_key: NodeKey) -> tuple[SocketAddress, ...]:
        """Where a watched device was seen."""
        return self._book.latest(node_key)

    async def changed(self) -> None:
        """Wait until any watched device is seen anew."""
        await self._news.wait()

    async def stop(self) -> None:
        """Say good-bye and be silent; idempotent."""
        tasks, self._tasks = self._tasks, set()
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        zeroconf, self._zeroconf = self._zeroconf, None
        if self._browser is not None:
            await self._browser.async_cancel()
        if zeroconf is not None:
            await zeroconf.async_close()
        self._browser = self._announced = None
        self._book.clear()
        self._tell_nearby()

    async def _start(self) -> None:
        self._zeroconf = self._open()
        if self._zeroconf is None:
            return
        await self._zeroconf.zeroconf.async_wait_for_start()
        self._browser = AsyncServiceBrowser(
            self._zeroconf.zeroconf, SERVICE_TYPE, handlers=[self._on_change]
        )
        await self._announce()
        for work in (self._resolve_names(), self._rotate()):
            self._tasks.add(asyncio.create_task(work))

    def _open(self) -> AsyncZeroconf | None:
        # Loopback too: two profiles of one computer meet even where its network has no multicast.
        own = [str(address.ip) for address in self._interfaces.addresses if address.version == 4]
        try:
            return AsyncZeroconf(interfaces=[*own, _LOOPBACK], ip_version=IPVersion.V4Only)
        except OSError as error:
            _log.info("no local discovery: %s", error.strerror)
            return None

    async def _announce(self) -> None:
        """Put a new name in the place of the old one."""
        if self._zeroconf is None:
            return
        former, self._announced = self._announced, self._service()
        with suppress(OSError, ZeroconfError):
            await self._zeroconf.async_register_service(
                self._announced, cooperating_responders=True
            )
            if former is not None:
                await self._zeroconf.async_unregister_service(former)

    def _service(self) -> AsyncServiceInfo:
        name = instance_name(secrets.token_bytes(8))
        port = self._ports.get(4) or self._ports.get(6)
        usable = [a for a in self._interfaces.addresses if self._ports.get(a.version) == port]
        own = [str(address.ip) for address in usable]
        return AsyncServiceInfo(
            SERVICE_TYPE,
            f"{name}.{SERVICE_TYPE}",
            port=port,
            properties=encode_txt(self._beacon()),
            server=f"{name}.local.",
            parsed_addresses=own[:MAX_ADDRESSES] or [_LOOPBACK],
        )

    def _beacon(self) -> Beacon:
        own = self._own
        if self._mode is LanMode.VISIBLE:
            return VisibleBeacon(_shortened(self._name), own.account, own.device, own.node_key)
        return ContactsBeacon(beacon_token(own.node_key, epoch_of(time.time())))

    def _on_change(
        self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        if state_change is ServiceStateChange.Removed:
            self._book.remove(name)
            self._tell_nearby()
        elif _is_somebody(name) and not self._is_ours(name):
            with suppress(asyncio.QueueFull):
                self._waiting.put_nowait(name)

    def _is_ours(self, name: str) -> bool:
        return self._announced is not None and name == self._announced.name

    async def _resolve_names(self) -> None:
        while True:
            name = await self._waiting.get()
            self._tasks.add(task := asyncio.create_task(self._resolve(name)))
            task.add_done_callback(self._tasks.discard)
            await asyncio.sleep(1 / NEW_PER_SECOND)

    async def _resolve(self, name: str) -> None:
        if self._zeroconf is None:
            return
        with suppress(OSError, ZeroconfError, RemoteProtocolError, ValueError):
            info = AsyncServiceInfo(SERVICE_TYPE, name)
            if await info.async_request(self._zeroconf.zeroconf, _RESOLVE_MS):
                self._take(name, info)

    def _take(self, name: str, info: AsyncServiceInfo) -> None:
        beacon = decode_txt(info.properties)
        port = info.port or 0
        texts = info.parsed_addresses(IPVersion.All)[:MAX_ADDRESSES]
        addresses = self._dialable(tuple(SocketAddress(text, port) for text in texts))
        if not addresses:
            return
        key = self._book.put(name, Advert(beacon, addresses), time.time())
        if key is not None:
            self._tell_seen(key)
        self._tell_nearby()

    def _tell_seen(self, node_key: NodeKey) -> None:
        self._news.set()
        self._news = asyncio.Event()
        self._sink.on_seen(node_key, self._book.latest(node_key))

    def _tell_nearby(self) -> None:
        people = self._book.nearby()
        if people != self._nearby:
            self._nearby = people
            self._sink.on_nearby(people)

    async def _rotate(self) -> None:
        """A new name and token with every epoch."""
        epoch = epoch_of(time.time())
        while True:
            await asyncio.sleep(1.0)
            if epoch_of(time.time()) != epoch:
                epoch = epoch_of(time.time())
                await self._announce()


def _is_somebody(name: str) -> bool:
    return is_instance_name(name.removesuffix(f".{SERVICE_TYPE}"))


def _shortened(name: str) -> str:
    """The name in its one form, cut to what fits."""
    text = unicodedata.normalize("NFC", name).encode()[:NAME_BYTES].decode(errors="ignore")
    return unicodedata.normalize("NFC", text)
