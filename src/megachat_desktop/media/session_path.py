"""One path of a call: ICE or the iroh fallback under one DTLS link.

    gather()    open sockets; trickle() tells the host candidates and asks STUN servers
    connect()   client: the first pair within 1.5 s, else the fallback
                server: wherever the client's first datagram arrives
    ready       exporter, fingerprints and ``send`` can be used

A path keeps its carrier. Another one, after a change of network, is another ``CallPath`` with the
next number (PROTOCOL.md 7.4); the session can hold several.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Protocol

from msgspec import Struct

from megachat_desktop.media.datagram_path import ClosablePath, DatagramPath, is_dtls
from megachat_desktop.media.dtls_adapter import (
    Certificate,
    DtlsLink,
    DtlsRole,
    LinkFailed,
    LinkSink,
    LinkStreams,
)
from megachat_desktop.media.ice_path import IcePath
from megachat_desktop.media.interfaces import local_addresses, usable_addresses
from megachat_desktop.media.stun import discover
from megachat_desktop.model.address import PathKind, SocketAddress
from megachat_desktop.model.ids import LinkId
from megachat_desktop.model.settings import Settings
from megachat_desktop.protocol.call_description import (
    CARRIER_ICE,
    CARRIER_IROH,
    CallDescription,
    Candidate,
)

FALLBACK_AFTER_S = 1.5
PATH_LIMIT_S = 15.0
CLOSE_LIMIT_S = 1.0
_MOST_EARLY_CANDIDATES = 64

log = logging.getLogger(__name__)


class PathSink(Protocol):
    """What a path tells its session; what its link hears goes to a ``LinkSink``."""

    def on_candidates(self, path: int, candidates: tuple[Candidate, ...], end: bool) -> None: ...

    def on_path_ready(self, path: int) -> None: ...

    def on_path_failed(self, path: int, reason: str) -> None: ...


class PathPlan(Struct, frozen=True):
    """What a path needs to know from the start."""

    number: int
    role: DtlsRole
    settings: Settings
    fallback: DatagramPath | None

    @property
    def carriers(self) -> int:
        """The carriers we can offer; ICE would show our addresses to the peer."""
        ice = 0 if self.settings.relay_only else CARRIER_ICE
        return ice | (CARRIER_IROH if self.fallback is not None else 0)


class CallPath:
    """Made for one path number; ``close`` ends it for good."""

    def __init__(self, plan: PathPlan, sink: PathSink) -> None:
        self.plan = plan
        self.certificate = Certificate()
        self._sink = sink
        self._ice = IcePath(controlling=plan.role is DtlsRole.SERVER)
        self._link: DtlsLink | None = None
        self._on_fallback = False
        self._remote_known = False
        self._hosts: tuple[Candidate, ...] = ()
        self._early: list[Candidate] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    # --- before the peer is known --------------------------------------------------------------

    async def gather(self) -> None:
        """Open a socket on each usable address; none where ICE has no part in it."""
        if not self.plan.carriers & CARRIER_ICE:
            return
        addresses = usable_addresses(local_addresses(), self.plan.settings.allow_loopback)
        self._hosts = await self._ice.gather(addresses)

    def trickle(self) -> None:
        """Tell the sink our host candidates at once, and what STUN servers find as it comes."""
        ice = self.plan.carriers & CARRIER_ICE
        servers = self.plan.settings.stun_servers if ice else ()
        self._sink.on_candidates(self.plan.number, self._hosts, not servers)
        if servers:
            self._spawn(self._ask_stun(servers))

    @property
    def credentials(self) -> tuple[str, str]:
        """ICE user name fragment and password."""
        return self._ice.credentials

    async def _ask_stun(self, servers: tuple[str, ...]) -> None:
        number = self.plan.number
        await discover(self._ice, servers, lambda c: self._sink.on_candidates(number, (c,), False))
        self._sink.on_candidates(number, (), True)

    # --- connecting ------------------------------------------------------------------------------

    def connect(self, remote: CallDescription, streams: LinkStreams, heard: LinkSink) -> None:
        """Start in the background; ends in ``on_path_ready`` or ``on_path_failed``."""
        self._remote_known = True
        self._spawn(self._connect(remote, streams, heard))

    def add_candidates(self, candidates: tuple[Candidate, ...]) -> None:
        """The peer's candidates; those that come before ``connect`` wait for it.

        End-of-candidates is not passed on: ICE would give up at the first bad moment, and the
        deadline is ours anyway.
        """
        if not self.plan.carriers & CARRIER_ICE:
            return
        if not self._remote_known:
            room = _MOST_EARLY_CANDIDATES - len(self._early)
            self._early += candidates[:room]
            return
        for candidate in candidates:
            self._spawn(self._ice.add_candidate(candidate))

    async def _connect(
        self, remote: CallDescription, streams: LinkStreams, heard: LinkSink
    ) -> None:
        try:
            async with asyncio.timeout(PATH_LIMIT_S):
                await self._make_link(remote, streams, heard)
        except TimeoutError:
            self._fail("no path within 15 s")
        except (LinkFailed, ConnectionError, OSError) as problem:
            self._fail(str(problem) or type(problem).__name__)
        else:
            self._sink.on_path_ready(self.plan.number)

    def _fail(self, reason: str) -> None:
        log.info("path %d failed: %s", self.plan.number, reason)
        self._sink.on_path_failed(self.plan.number, reason)

    async def _make_link(
        self, remote: CallDescription, streams: LinkStreams, heard: LinkSink
    ) -> None:
        shared = remote.carriers & self.plan.carriers
        if shared & CARRIER_ICE:
            for candidate in self._early:
                await self._ice.add_candidate(candidate)
            self._ice.connect(remote.ice_ufrag, remote.ice_pwd)
        fallback = self.plan.fallback if shared & CARRIER_IROH else None
        if fallback is not None and not shared & CARRIER_ICE:
            carrier: DatagramPath = fallback
            first: bytes | None = None
        elif self.plan.role is DtlsRole.CLIENT:
            carrier, first = await self._choose(fallback), None
        else:
            carrier, first = await self._answer_where_spoken_to(fallback)
        self._on_fallback = not isinstance(carrier, IcePath)
        self._link = DtlsLink(
            LinkId(self.plan.number), carrier, self.certificate, streams, heard, first
        )
        await self._link.start(remote.fingerprint, self.plan.role)
        if self._on_fallback:
            await self._ice.close()
        else:
            self._drop_fallback()

    def _drop_fallback(self) -> None:
        """A path keeps its carrier, so the other one is of no use any more."""
        carrier: object = self.plan.fallback
        if isinstance(carrier, ClosablePath):
            carrier.close()

    async def _choose(self, fallback: DatagramPath | None) -> DatagramPath:
        """The client's rule: ICE when a pair exists in time, else the fallback."""
        if fallback is None:
            await self._ice.connected.wait()
            return self._ice
        try:
            async with asyncio.timeout(FALLBACK_AFTER_S):
                await self._ice.connected.wait()
        except TimeoutError:
            return fallback
        return self._ice

    async def _answer_where_spoken_to(
        self, fallback: DatagramPath | None
    ) -> tuple[DatagramPath, bytes | None]:
        """The server's rule: the carrier that the client's first handshake datagram came by."""
        if fallback is None:
            await self._ice.wait_for_handshake()
            return self._ice, None
        by_ice = asyncio.ensure_future(self._ice.wait_for_handshake())
        by_fallback = asyncio.ensure_future(_first_handshake(fallback))
        try:
            await asyncio.wait((by_ice, by_fallback), return_when=asyncio.FIRST_COMPLETED)
            if _has_failed(by_fallback):
                # The connection to the peer has ended, which says nothing of the way by ICE.
                await asyncio.wait((by_ice,))
            if by_ice.done() and by_ice.exception() is None:
                return self._ice, None
            return fallback, await by_fallback
        finally:
            for waiting in (by_ice, by_fallback):
                waiting.cancel()
            await asyncio.gather(by_ice, by_fallback, return_exceptions=True)

    # --- in use ----------------------------------------------------------------------------------

    @property
    def link(self) -> DtlsLink:
        """The link. Raises ConnectionError while there is none."""
        if self._link is None or not self._link.connected:
            raise ConnectionError("the path is not ready")
        return self._link

    @property
    def is_ready(self) -> bool:
        """Whether packets can be sent."""
        return self._link is not None and self._link.connected

    @property
    def datagrams(self) -> tuple[int, int]:
        """Datagrams dropped by (the ICE filter, the guard) so far."""
        return self._ice.dropped, self._link.path.dropped if self._link else 0

    def kind(self) -> str:
        """PathKind of the carrier in use.

        The iroh carrier counts as relay: whether QUIC found a direct way is not known here.
        """
        pair = self._ice.pair()
        if self._on_fallback or pair is None:
            return PathKind.RELAY
        return PathKind.LOCAL if _are_neighbours(*pair) else PathKind.DIRECT

    async def close(self) -> None:
        """DTLS first, then the carrier. Idempotent; ends within about a second."""
        if self._closed:
            return
        self._closed = True
        for task in tuple(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        try:
            async with asyncio.timeout(CLOSE_LIMIT_S):
                if self._link is not None:
                    await self._link.close()
                await self._ice.close()
        except TimeoutError:
            log.warning("path %d did not close in time", self.plan.number)
        finally:
            self._drop_fallback()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        if self._closed:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _has_failed(task: asyncio.Task[bytes]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is not None


async def _first_handshake(path: DatagramPath) -> bytes:
    """The first DTLS datagram of a carrier; whatever else comes sooner is dropped."""
    while not is_dtls(data := await path._recv()):
        continue
    return data


def _are_neighbours(own: SocketAddress, peer: SocketAddress) -> bool:
    """Whether both addresses are private ones of the same family: one local network."""
    one, other = own.parsed, peer.parsed
    return one.version == other.version and one.is_private and other.is_private
