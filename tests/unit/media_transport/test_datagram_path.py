"""The guard before aiortc: what passes, what is repeated, when the loop may breathe."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megachat_desktop.media.datagram_path import (
    PACKETS_IN_A_ROW,
    GuardedPath,
    is_media,
)
from megachat_desktop.media.memory_path import MemoryPath

HANDSHAKE = b"\x16\xfe\xfdhello"
MEDIA = b"\x80media"


@given(st.binary(max_size=1600))
@settings(max_examples=200)
def test_only_dtls_and_srtp_of_a_sane_length_is_media(data: bytes) -> None:
    sane = 1 <= len(data) <= 1500 and (20 <= data[0] <= 63 or 128 <= data[0] <= 191)
    assert is_media(data) == sane


def test_drops_what_aiortc_would_die_of() -> None:
    async def run() -> None:
        alice, _ = MemoryPath.pair()
        guarded = GuardedPath(alice)
        for data in (b"", bytes(1501), b"\x80" * 1501, MEDIA):
            alice.deliver(data)
        assert await guarded._recv() == MEDIA
        assert (guarded.dropped, guarded.packets_in) == (3, 1)

    asyncio.run(run())


def test_a_handshake_datagram_goes_twice_and_media_once() -> None:
    async def run() -> None:
        alice, bob = MemoryPath.pair()
        guarded = GuardedPath(alice)
        await guarded._send(HANDSHAKE)
        await guarded._send(MEDIA)
        assert [await bob._recv() for _ in range(3)] == [HANDSHAKE, MEDIA, HANDSHAKE]
        guarded.close()

    asyncio.run(run())


def test_closing_forgets_the_repeats() -> None:
    async def run() -> None:
        alice, bob = MemoryPath.pair()
        guarded = GuardedPath(alice)
        await guarded._send(HANDSHAKE)
        guarded.close()
        assert await bob._recv() == HANDSHAKE
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(bob._recv(), 0.04)

    asyncio.run(run())


def test_other_tasks_run_while_the_queue_is_full() -> None:
    async def run() -> None:
        alice, _ = MemoryPath.pair()
        guarded = GuardedPath(alice)
        for _ in range(4 * PACKETS_IN_A_ROW):
            alice.deliver(MEDIA)
        turns = 0

        async def bystander() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        task = asyncio.create_task(bystander())
        for _ in range(4 * PACKETS_IN_A_ROW):
            await guarded._recv()
        assert turns >= 3
        task.cancel()

    asyncio.run(run())


def test_a_datagram_read_ahead_comes_first() -> None:
    async def run() -> None:
        alice, _ = MemoryPath.pair()
        guarded = GuardedPath(alice, first=HANDSHAKE)
        alice.deliver(MEDIA)
        assert [await guarded._recv(), await guarded._recv()] == [HANDSHAKE, MEDIA]

    asyncio.run(run())


def test_giving_up_a_read_loses_no_datagram() -> None:
    async def run() -> None:
        alice, _ = MemoryPath.pair()
        guarded = GuardedPath(alice)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(guarded._recv(), 0.001)
        alice.deliver(MEDIA)
        assert await guarded._recv() == MEDIA

    asyncio.run(run())
