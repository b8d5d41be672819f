"""The ICE carrier on real sockets: who is heard, STUN, and the two-second limits."""

import asyncio
import socket
import struct

import pytest

from megachat_desktop.media.ice_path import MOST_CANDIDATES, IcePath
from megachat_desktop.media.stun import discover
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.protocol.call_description import Candidate

pytestmark = pytest.mark.network

LOOPBACK = ("127.0.0.1",)
HANDSHAKE = b"\x16\xfe\xfdhello"
MEDIA = b"\x80media"


async def connected_pair() -> tuple[IcePath, IcePath]:
    alice, bob = IcePath(controlling=True), IcePath(controlling=False)
    of_alice, of_bob = await alice.gather(LOOPBACK), await bob.gather(LOOPBACK)
    for candidate in of_alice:
        await bob.add_candidate(candidate)
    for candidate in of_bob:
        await alice.add_candidate(candidate)
    alice.connect(*bob.credentials)
    bob.connect(*alice.credentials)
    async with asyncio.timeout(5):
        await alice.connected.wait()
        await bob.connected.wait()
    return alice, bob


def story(tell) -> None:  # type: ignore[no-untyped-def]
    async def run() -> None:
        alice, bob = await connected_pair()
        try:
            await tell(alice, bob)
        finally:
            await alice.close()
            await bob.close()
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(run())


def port_of(path: IcePath) -> tuple[str, int]:
    pair = path.pair()
    assert pair is not None
    return pair[0].ip, pair[0].port


def test_datagrams_go_both_ways_with_their_arrival() -> None:
    async def tell(alice: IcePath, bob: IcePath) -> None:
        await alice._send(MEDIA)
        assert await bob._recv() == MEDIA
        assert bob.arrived > 0
        await bob._send(HANDSHAKE)
        assert await alice._recv() == HANDSHAKE
        assert (alice.role, bob.role) == ("controlling", "controlled")

    story(tell)


def test_aioice_s_own_consent_checks_end() -> None:
    async def tell(alice: IcePath, bob: IcePath) -> None:
        await asyncio.sleep(0.05)
        for path in (alice, bob):
            task = path._ice._query_consent_task
            assert task is not None
            assert task.cancelled()

    story(tell)


def test_a_stranger_is_not_heard() -> None:
    async def tell(alice: IcePath, bob: IcePath) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mallory:
            for data in (MEDIA, HANDSHAKE, b"", b"\xff", bytes(1500), b"\x80" * 1500):
                mallory.sendto(data, port_of(bob))
        await alice._send(MEDIA)
        assert await bob._recv() == MEDIA
        assert bob.dropped >= 4

    story(tell)


def test_a_stranger_s_stun_changes_nothing() -> None:
    cookie = bytes.fromhex("2112a442")

    def message(kind: int, body: bytes) -> bytes:
        return struct.pack("!HH", kind, len(body)) + cookie + bytes(12) + body

    hostile = [
        message(0x0001, b""),
        message(0x0001, b"\x00\x06\x00\x03abc\x00"),
        message(0x0001, b"\x00\x06\x00\x08\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8"),
        message(0x0101, b"\x00\x20\x00\x08\x00\x01" + bytes(6)),
        message(0x0001, b"\x00\x24\xff\xff"),
        message(0x0111, b"\x00\x09\x00\x04\x00\x00\x04\x57"),
        b"\x00\x01\x00\x00",
        b"\x01\x01\x00\x04" + cookie,
    ]

    async def tell(alice: IcePath, bob: IcePath) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mallory:
            for data in hostile:
                mallory.sendto(data, port_of(bob))
        await asyncio.sleep(0.05)
        await alice._send(MEDIA)
        assert await bob._recv() == MEDIA

    story(tell)


def test_what_floods_in_has_a_limit() -> None:
    async def tell(alice: IcePath, bob: IcePath) -> None:
        source = port_of(alice)
        for _ in range(3000):
            bob.take(MEDIA, source)
        assert len(bob._arrivals) == 2048

    story(tell)


def test_closing_wakes_who_waits() -> None:
    async def tell(alice: IcePath, bob: IcePath) -> None:
        waiting = asyncio.create_task(bob._recv())
        await asyncio.sleep(0)
        await bob.close()
        with pytest.raises(ConnectionError):
            await waiting
        with pytest.raises(ConnectionError):
            await bob._send(MEDIA)
        await bob.close()

    story(tell)


@pytest.mark.parametrize("moment_ms", range(0, 30, 3))
def test_closing_at_any_moment_leaves_no_task(moment_ms: int) -> None:
    async def run() -> None:
        alice, bob = IcePath(controlling=True), IcePath(controlling=False)
        for candidate in await alice.gather(LOOPBACK):
            await bob.add_candidate(candidate)
        await bob.gather(LOOPBACK)
        alice.connect(*bob.credentials)
        bob.connect(*alice.credentials)
        await asyncio.sleep(moment_ms / 1000)
        await alice.close()
        await bob.close()
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(run())


def test_bad_candidates_are_ignored_and_good_ones_limited() -> None:
    async def tell(alice: IcePath, bob: IcePath) -> None:
        for ip, kind, transport in (
            ("127.0.0.1", "host", "tcp"),
            ("127.0.0.1", "nonsense", "udp"),
            ("not an address", "host", "udp"),
            ("224.0.0.251", "host", "udp"),
            ("0.0.0.0", "host", "udp"),
            ("255.255.255.255", "prflx", "udp"),
        ):
            await bob.add_candidate(Candidate("f", transport, 1, SocketAddress(ip, 9), kind))
        known = len(bob._ice.remote_candidates)
        assert known == 1
        for port in range(1000, 1200):
            await bob.add_candidate(
                Candidate("f", "udp", 1, SocketAddress("127.0.0.1", port), "host")
            )
        assert len(bob._ice.remote_candidates) == MOST_CANDIDATES

    story(tell)


def test_a_name_is_never_looked_up() -> None:
    async def tell(alice: IcePath, bob: IcePath) -> None:
        started = asyncio.get_running_loop().time()
        await bob.add_candidate(Candidate("f", "udp", 1, SocketAddress("tracker.local", 9), "host"))
        assert asyncio.get_running_loop().time() - started < 0.5
        assert len(bob._ice.remote_candidates) == 1

    story(tell)


class StunServer(asyncio.DatagramProtocol):
    """Answers Binding requests with an address that is not ours (RFC 8489)."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        cookie = data[4:8]
        port = 40_000 ^ int.from_bytes(cookie[:2], "big")
        ip = bytes(a ^ b for a, b in zip(bytes([203, 0, 113, 7]), cookie, strict=True))
        body = struct.pack("!HHBBH", 0x0020, 8, 0, 1, port) + ip
        answer = struct.pack("!HH", 0x0101, len(body)) + data[4:20] + body
        self.transport.sendto(answer, addr)  # type: ignore[attr-defined]


def test_our_own_stun_query_finds_the_outer_address() -> None:
    async def tell(alice: IcePath, bob: IcePath) -> None:
        loop = asyncio.get_running_loop()
        server, _ = await loop.create_datagram_endpoint(StunServer, local_addr=("127.0.0.1", 0))
        host, port = server.get_extra_info("sockname")[:2]
        found: list[Candidate] = []
        await discover(alice, [f"{host}:{port}", f"{host}:{port}", "nonsense:"], found.append)
        server.close()
        assert [str(c.address) for c in found] == ["203.0.113.7:40000"]
        assert found[0].kind == "srflx"
        assert found[0].related is not None
        assert found[0].related.ip == "127.0.0.1"

    story(tell)


def test_a_stun_server_that_is_silent_costs_its_limit_and_no_more() -> None:
    async def tell(alice: IcePath, bob: IcePath) -> None:
        found: list[Candidate] = []
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind(("127.0.0.1", 0))
            started = asyncio.get_running_loop().time()
            await alice.query_stun(silent.getsockname(), found.append, 0.2)
        assert asyncio.get_running_loop().time() - started < 1.0
        assert found == []

    story(tell)
