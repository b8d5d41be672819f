"""Media over QUIC datagrams: tags, bounds, and the end of the connection."""

import asyncio
import os

import pytest

from megachat_desktop.network.connection import QuicConnection
from megachat_desktop.network.datagram_path import (
    BACKLOG_BYTES,
    MAX_PATHS,
    QUEUE_PACKETS,
)
from network_support import alice_and_bob, connect

pytestmark = pytest.mark.network

ONE, TWO = b"path-ONE-", b"path-TWO-"


def test_packets_arrive_under_their_tag_only() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            ours, theirs = await connect(alice, bob)
            ones = ours.datagram_path(ONE, "controlling"), theirs.datagram_path(ONE, "controlled")
            twos = ours.datagram_path(TWO, "controlling"), theirs.datagram_path(TWO, "controlled")
            assert (ones[0].role, ones[1].role) == ("controlling", "controlled")
            await ones[0]._send(b"hello")
            await twos[0]._send(b"world")
            await twos[1]._send(b"back")
            assert await ones[1]._recv() == b"hello"
            assert await twos[1]._recv() == b"world"
            assert await twos[0]._recv() == b"back"

    asyncio.run(story())


def test_full_size_media_packets_fit() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            ours, theirs = await connect(alice, bob)
            sender, receiver = (end.datagram_path(ONE, "controlling") for end in (ours, theirs))
            packet = os.urandom(1200)
            await sender._send(packet)
            assert await asyncio.wait_for(receiver._recv(), 2) == packet
            await sender._send(os.urandom(5000))
            assert sender.dropped == 1

    asyncio.run(story())


def test_foreign_tags_and_junk_are_dropped() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            ours, theirs = await connect(alice, bob)
            receiver = theirs.datagram_path(ONE, "controlled")
            for junk in (b"", b"\0", ONE, TWO + b"x", b"path-one-x"):
                ours._quic.send_datagram(junk)
            await ours.datagram_path(ONE, "controlling")._send(b"good")
            assert await asyncio.wait_for(receiver._recv(), 2) == b"good"

    asyncio.run(story())


def test_a_receiver_that_does_not_take_keeps_only_the_newest() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            ours, theirs = await connect(alice, bob)
            sender = ours.datagram_path(ONE, "controlling")
            receiver = theirs.datagram_path(ONE, "controlled")
            for number in range(3 * QUEUE_PACKETS):
                await sender._send(number.to_bytes(4, "big"))
                if number % 50 == 0:
                    await asyncio.sleep(0.01)
            await asyncio.sleep(0.3)
            assert len(receiver._inbox) <= QUEUE_PACKETS
            newest = [int.from_bytes(await receiver._recv(), "big") for _ in range(QUEUE_PACKETS)]
            assert newest == sorted(newest)
            assert newest[-1] == 3 * QUEUE_PACKETS - 1

    asyncio.run(story())


def test_a_sender_faster_than_the_path_is_held_back_not_queued() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            ours, theirs = await connect(alice, bob)
            sender = ours.datagram_path(ONE, "controlling")
            theirs.datagram_path(ONE, "controlled")
            packet = bytes(1100)
            most = 0
            for _ in range(2000):
                await sender._send(packet)
                most = max(most, ours._datagrams.backlog())
            assert most <= BACKLOG_BYTES + 2 * len(packet)

    asyncio.run(story())


def test_a_path_outlives_its_connection_and_ends_with_the_network() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            ours, theirs = await connect(alice, bob)
            sender, receiver = (end.datagram_path(ONE, "controlling") for end in (ours, theirs))
            waiting = asyncio.create_task(receiver._recv())
            await ours.close()
            await until_over(theirs)
            await sender._send(b"lost")
            await connect(bob, alice)
            await sender._send(b"over another one")
            assert await asyncio.wait_for(waiting, 2) == b"over another one"
            await alice.network.stop()
            with pytest.raises(ConnectionError):
                await sender._send(b"x")
            with pytest.raises(ConnectionError):
                await ours.datagram_path(TWO, "controlling")._recv()

    asyncio.run(story())


async def until_over(connection: QuicConnection) -> None:
    with pytest.raises(ConnectionError):
        await asyncio.wait_for(connection.receive(), 5)


def test_a_closed_path_gives_its_tag_free() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            ours, theirs = await connect(alice, bob)
            first = theirs.datagram_path(ONE, "controlled")
            second = theirs.datagram_path(ONE, "controlled")
            with pytest.raises(ConnectionError):
                await first._recv()
            await ours.datagram_path(ONE, "controlling")._send(b"x")
            assert await second._recv() == b"x"
            second.close()
            with pytest.raises(ConnectionError):
                await second._recv()
            with pytest.raises(ValueError, match="9 bytes"):
                ours.datagram_path(b"short", "controlling")

    asyncio.run(story())


def test_the_oldest_paths_end_when_there_are_too_many() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            ours, _ = await connect(alice, bob)
            paths = [
                ours.datagram_path(number.to_bytes(9, "big"), "controlling")
                for number in range(MAX_PATHS + 3)
            ]
            for path in paths[:3]:
                with pytest.raises(ConnectionError):
                    await path._recv()
            await paths[3]._send(b"x")

    asyncio.run(story())


def test_a_path_may_be_opened_before_the_connection_and_outlives_one_of_two() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            early = alice.network.datagram_path(bob.node_key, ONE, "controlling")
            await early._send(b"too early")
            assert early.dropped == 1
            first, _ = await connect(alice, bob)
            _, second = await connect(bob, alice)
            for end in (first, second):  # Alice's ends of the two
                assert not end.is_over
            theirs = bob.network.datagram_path(alice.node_key, ONE, "controlled")
            await theirs._send(b"to whichever")
            assert await asyncio.wait_for(early._recv(), 2) == b"to whichever"
            await first.close()
            await early._send(b"still there")
            assert await asyncio.wait_for(theirs._recv(), 2) == b"still there"

    asyncio.run(story())
