"""The ICE carrier: host candidates, trickling, connectivity checks, and a filter on what comes in.

aiortc's and aioice's private names appear here and in ``dtls_adapter`` only. aioice hands on any
datagram that is not STUN, from whomever; this file takes the sockets' datagrams before aioice sees
them, so that only DTLS and SRTP from an address of the peer's ever reach the link.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from ipaddress import ip_address
from typing import Any

import aioice.ice
from aioice.stun import TransactionError
from aiortc.rtcicetransport import (
    RTCIceCandidate,
    RTCIceGatherer,
    RTCIceParameters,
    RTCIceTransport,
    candidate_from_aioice,
)

from megachat_desktop.media import clock
from megachat_desktop.media.datagram_path import is_dtls, is_media
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.protocol.call_description import Candidate

MOST_CANDIDATES = 64
_QUEUE_LIMIT = 2048  # datagrams; more than 100 ms of the fastest stream
_NOMINATION_POLL_S = 0.002
_NOMINATION_FAST_S = 0.5
_SLOW_POLL_S = 0.02
_KINDS = ("host", "srflx", "relay")
_STUN_FIRST_BYTES = range(4)  # RFC 7983

log = logging.getLogger(__name__)

_gathering_on: ContextVar[tuple[str, ...]] = ContextVar("gathering_on", default=())


def _chosen_addresses(use_ipv4: bool, use_ipv6: bool) -> list[str]:
    """Takes the place of aioice's choice: ours knows order, containers and loopback."""
    return [ip for ip in _gathering_on.get() if (use_ipv6 if ":" in ip else use_ipv4)]


aioice.ice.get_host_addresses = _chosen_addresses


class _FilteredSocket(asyncio.DatagramProtocol):
    """Stands between a UDP socket and aioice: STUN goes on, media is taken, the rest is dropped."""

    def __init__(self, stun: aioice.ice.StunProtocol, path: "IcePath") -> None:
        self._stun = stun
        self._path = path

    def connection_lost(self, exc: Exception | None) -> None:
        self._stun.connection_lost(exc)

    def error_received(self, exc: Exception) -> None:
        self._stun.error_received(exc)

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        if is_media(data):
            self._path.take(data, (addr[0], addr[1]))
        elif data and data[0] in _STUN_FIRST_BYTES:
            self._hand_on(data, addr)
        else:
            self._path.dropped += 1

    def _hand_on(self, data: bytes, addr: tuple[Any, ...]) -> None:
        try:
            self._stun.datagram_received(data, addr)
        except Exception:  # noqa: BLE001 (a stranger's STUN must not reach the loop's handler)
            self._path.dropped += 1
            log.debug("a STUN message was dropped")


class IcePath:
    """One path's ICE. Usable as a ``DatagramPath`` once ``connected`` is set."""

    def __init__(self, controlling: bool) -> None:
        self._gatherer = RTCIceGatherer(iceServers=[])
        self._ice = self._gatherer._connection
        self._ice.ice_controlling = controlling
        self._transport = RTCIceTransport(self._gatherer)
        self._arrivals: deque[tuple[bytes, float]] = deque()
        self._arrived_event = asyncio.Event()
        self._known: set[tuple[str, int]] = set()
        self._known_count = -1
        self._connecting: asyncio.Task[None] | None = None
        self._closed = False
        self.connected = asyncio.Event()
        self.arrived = 0.0
        self.dropped = 0

    @property
    def role(self) -> str:
        """ "controlling" or "controlled"."""
        return str(self._transport.role)

    @property
    def credentials(self) -> tuple[str, str]:
        """Our user name fragment and password."""
        parameters = self._gatherer.getLocalParameters()
        return str(parameters.usernameFragment), str(parameters.password)

    async def gather(self, addresses: Iterable[str]) -> tuple[Candidate, ...]:
        """Open a socket on each of our addresses and return the host candidates, best first."""
        _gathering_on.set(tuple(addresses))
        await self._gatherer.gather()
        for stun in self._ice._protocols:
            stun.transport.set_protocol(_FilteredSocket(stun, self))
        return tuple(_from_aiortc(c) for c in self._gatherer.getLocalCandidates())

    def connect(self, username: str, password: str) -> None:
        """Start the checks with the peer's credentials; ``connected`` is set on success."""
        self._connecting = asyncio.get_running_loop().create_task(
            self._connect(RTCIceParameters(usernameFragment=username, password=password))
        )

    async def _connect(self, remote: RTCIceParameters) -> None:
        """Run the checks; tell of the nominated pair up to 20 ms sooner than aioice does."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        checks = loop.create_task(self._transport.start(remote))
        try:
            while not self._ice._nominated and not checks.done():
                fast = loop.time() - started < _NOMINATION_FAST_S
                await asyncio.sleep(_NOMINATION_POLL_S if fast else _SLOW_POLL_S)
            if self._ice._nominated:
                self.connected.set()
            await checks
            self._end_consent_checks()
        finally:
            checks.cancel()
            await asyncio.wait([checks])

    def _end_consent_checks(self) -> None:
        """aioice calls a path with over 500 ms of round trip dead; our watchdog knows better.

        It answers the peer's checks as before.
        """
        if self._ice._query_consent_task is not None:
            self._ice._query_consent_task.cancel()

    async def add_candidate(self, candidate: Candidate) -> None:
        """A candidate of the peer's; UDP only, and no more than 64 of them. Never raises.

        Only addresses: a name would make aioice ask the local network for it.
        """
        if len(self._ice.remote_candidates) < MOST_CANDIDATES and self._is_usable(candidate):
            with contextlib.suppress(ValueError):  # after end-of-candidates
                await self._transport.addRemoteCandidate(_to_aiortc(candidate))

    def _is_usable(self, candidate: Candidate) -> bool:
        """Whether it can lead to a person: no names, no groups, loopback only from loopback."""
        try:
            address = ip_address(candidate.address.ip)
        except ValueError:
            return False
        if candidate.transport != "udp" or candidate.kind not in _KINDS:
            return False
        if address.is_multicast or address.is_unspecified or not candidate.address.port:
            return False
        return not address.is_loopback or any(
            ip_address(stun.local_candidate.host).is_loopback for stun in self._ice._protocols
        )

    async def query_stun(
        self, server: tuple[str, int], found: Callable[[Candidate], None], limit_s: float
    ) -> None:
        """Ask a STUN server on every IPv4 socket and report each address it sees us at."""
        sockets = [p for p in self._ice._protocols if ":" not in p.local_candidate.host]
        await asyncio.gather(*(self._query_one(s, server, found, limit_s) for s in sockets))

    async def _query_one(
        self,
        stun: aioice.ice.StunProtocol,
        server: tuple[str, int],
        found: Callable[[Candidate], None],
        limit_s: float,
    ) -> None:
        try:
            async with asyncio.timeout(limit_s):
                candidate, _ = await aioice.ice.server_reflexive_candidate(stun, server)
        except (TransactionError, TimeoutError, OSError, KeyError, asyncio.InvalidStateError):
            return  # no answer is an answer: there is no such candidate
        found(_from_aiortc(candidate_from_aioice(candidate)))

    def pair(self) -> tuple[SocketAddress, SocketAddress] | None:
        """(our, the peer's) address of the pair in use."""
        nominated = self._ice._nominated.get(1)
        if nominated is None:
            return None
        return SocketAddress(*nominated.local_addr), SocketAddress(*nominated.remote_addr)

    def take(self, data: bytes, source: tuple[str, int]) -> None:
        """A datagram of media from the socket: kept when it is from one of the peer's addresses."""
        if not self._is_known(source) or len(self._arrivals) >= _QUEUE_LIMIT:
            self.dropped += 1
            return
        self._arrivals.append((data, clock.now()))
        self._arrived_event.set()

    def _is_known(self, source: tuple[str, int]) -> bool:
        """Whether a source is a candidate of the peer's, told or learnt by an authentic check."""
        candidates = self._ice._remote_candidates
        if len(candidates) != self._known_count:
            self._known = {(c._network_host, c.port) for c in candidates}
            self._known_count = len(candidates)
        return source in self._known

    async def wait_for_handshake(self) -> None:
        """Return once there is a pair and DTLS to read. ConnectionError when closed."""
        await self.connected.wait()
        while not (self._arrivals and is_dtls(self._arrivals[0][0])):
            if self._arrivals:
                self._arrivals.popleft()
                self.dropped += 1
            else:
                await self._wait()

    async def _wait(self) -> None:
        if self._closed:
            raise ConnectionError("the ICE path is closed")
        self._arrived_event.clear()
        await self._arrived_event.wait()

    async def _recv(self) -> bytes:
        while not self._arrivals:
            await self._wait()
        data, self.arrived = self._arrivals.popleft()
        return data

    async def _send(self, data: bytes) -> None:
        pair = self._ice._nominated.get(1)
        if pair is None or pair.protocol.transport.is_closing():
            raise ConnectionError("the ICE path is closed")
        pair.protocol.transport.sendto(data, pair.remote_addr)

    async def close(self) -> None:
        """Close the sockets and wake whoever waits here. Idempotent."""
        if self._closed:
            return
        self._closed = True
        self._arrived_event.set()
        # Before the sockets: aioice starts its consent task even if it was closed meanwhile, and
        # that task would then run for ever.
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.wait([self._connecting])
        await self._transport.stop()


def _from_aiortc(candidate: RTCIceCandidate) -> Candidate:
    related = None
    if candidate.relatedAddress and candidate.relatedPort:
        related = SocketAddress(candidate.relatedAddress, candidate.relatedPort)
    return Candidate(
        foundation=candidate.foundation,
        transport=candidate.protocol,
        priority=candidate.priority,
        address=SocketAddress(candidate.ip, candidate.port),
        kind=candidate.type,
        related=related,
    )


def _to_aiortc(candidate: Candidate) -> RTCIceCandidate:
    return RTCIceCandidate(
        component=1,
        foundation=candidate.foundation,
        ip=candidate.address.ip,
        port=candidate.address.port,
        priority=candidate.priority,
        protocol=candidate.transport,
        type=candidate.kind,
        relatedAddress=candidate.related.ip if candidate.related else None,
        relatedPort=candidate.related.port if candidate.related else None,
    )
