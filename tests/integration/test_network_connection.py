"""Connections between two devices on this computer, over real sockets."""

import asyncio
import os
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress

import pytest
import uvloop
from iroh import iroh_ffi

from megachat_desktop.errors import ContactUnreachableError, RemoteProtocolError
from megachat_desktop.model.address import DialTarget, PathKind, SocketAddress
from megachat_desktop.model.ids import NodeKey
from megachat_desktop.network import dialer
from megachat_desktop.network.endpoint import ALPN, IrohEndpoint, RelayChoice, preferred_port
from megachat_desktop.network.keys import endpoint_id
from megachat_desktop.protocol.frames import Ack, AckStatus, BundleReply, EnvelopeFrame, Ping
from network_support import ALONE, HELLO, Device, alice_and_bob, connect, device

pytestmark = pytest.mark.network

NOBODY = NodeKey(bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def test_frames_go_both_ways(run: Callable[[Coroutine[None, None, None]], None]) -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            ours, theirs = await connect(alice, bob)
            assert (ours.dialled, theirs.dialled) == (True, False)
            assert (ours.remote, theirs.remote) == (bob.node_key, alice.node_key)
            envelope = EnvelopeFrame(bytes(32), os.urandom(131_072))
            await ours.send(envelope)
            await ours.send(Ping(1))
            assert [await theirs.receive(), await theirs.receive()] == [envelope, Ping(1)]
            await theirs.send(BundleReply(bytes(16), os.urandom(16_000)))
            assert isinstance(await ours.receive(), BundleReply)

    run(story())


def test_says_which_path_is_in_use() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            ours, theirs = await connect(alice, bob)
            assert ours.path()[0] == theirs.path()[0] == PathKind.LOCAL
            assert ours.remote_address() in bob.network.addresses()
            assert theirs.source == str(theirs.remote_address().ip)  # type: ignore[union-attr]
            await ours.close()
            assert ours.remote_address() is None

    asyncio.run(story())


def test_what_was_said_last_arrives_before_the_close() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            ours, theirs = await connect(alice, bob)
            last = [Ack(os.urandom(16), AckStatus.COMMITTED) for _ in range(20)]  # type: ignore[arg-type]
            for frame in last:
                await ours.send(frame)
            await ours.close(1)
            assert [await theirs.receive() for _ in last] == last
            with pytest.raises(ConnectionError):
                await theirs.receive()
            with pytest.raises(ConnectionError):
                await theirs.send(Ping(1))
            with pytest.raises(ConnectionError):
                await ours.receive()

    asyncio.run(story())


def test_two_connections_at_the_same_time_do_not_mix() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            (first, bobs_first), (second, bobs_second) = (
                await connect(alice, bob),
                await connect(alice, bob),
            )
            back, alices_back = await connect(bob, alice)
            for number, (sender, receiver) in enumerate(
                [(first, bobs_first), (second, bobs_second), (back, alices_back)]
            ):
                await sender.send(Ping(number))
                assert await receiver.receive() == Ping(number)
            await first.close()
            await second.send(Ping(9))
            assert await bobs_second.receive() == Ping(9)

    asyncio.run(story())


def test_many_senders_never_mix_their_frames() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            ours, theirs = await connect(alice, bob)
            frames = [EnvelopeFrame(bytes(32), bytes([n]) * (n * 1000 + 1)) for n in range(40)]
            async with asyncio.TaskGroup() as group:
                for frame in frames:
                    group.create_task(ours.send(frame))
                arrived = [await theirs.receive() for _ in frames]
            assert sorted(arrived, key=str) == sorted(frames, key=str)
            assert {f.envelope for f in arrived} == {f.envelope for f in frames}  # type: ignore[union-attr]

    asyncio.run(story())


def test_a_cancelled_sender_leaves_no_half_frame() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            ours, theirs = await connect(alice, bob)
            large = EnvelopeFrame(bytes(32), os.urandom(131_072))
            sending = asyncio.create_task(ours.send(large))
            await asyncio.sleep(0)
            sending.cancel()
            await asyncio.wait([sending])
            await ours.send(Ping(1))
            assert [await theirs.receive(), await theirs.receive()] == [large, Ping(1)]

    asyncio.run(story())


@pytest.mark.parametrize(
    "sent",
    [
        b"\xff\xff\xff\xff\x04",  # 4 GiB - 1
        b"\x00\x02\x00\x41\x04",  # an envelope one byte too long
        b"\x00\x00\x00\x01\x10",  # a file frame on the control stream
        b"\x00\x00\x00\x0a\x07" + bytes(9),  # PING before HELLO
        b"\x00\x00\x00\x02\x01\x00",  # a HELLO that does not decode
    ],
)
def test_whoever_breaks_the_protocol_is_closed_with_code_2(sent: bytes) -> None:
    async def story() -> None:
        async with device() as bob:
            mallory = await _mallory()
            connection = await _open(mallory, bob)
            stream = await connection.open_bi()
            await stream.send().write_all(sent)
            theirs = await bob.next_connection()
            with pytest.raises(RemoteProtocolError):
                await theirs.receive()
            assert await asyncio.wait_for(connection.closed(), 5) == "closed by peer: 2"
            await mallory.close()

    asyncio.run(story())


def test_a_frame_begun_and_never_finished_ends_at_our_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("megachat_desktop.network.control_stream.FRAME_S", 0.2)
    monkeypatch.setattr("megachat_desktop.network.control_stream.HELLO_S", 0.4)

    async def story() -> None:
        async with device() as bob:
            mallory = await _mallory()
            for begun in (b"\x00", b"\x00\x00\x00\x20\x01\x00"):
                connection = await _open(mallory, bob)
                stream = await connection.open_bi()
                await stream.send().write_all(begun)
                theirs = await bob.next_connection()
                with pytest.raises(RemoteProtocolError, match="too long"):
                    await asyncio.wait_for(theirs.receive(), 2)
            await mallory.close()

    asyncio.run(story())


def test_a_reader_that_does_not_read_stops_the_sender_and_bounds_memory() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            ours, theirs = await connect(alice, bob)
            frame = EnvelopeFrame(bytes(32), bytes(131_072))
            sent = 0
            with suppress(TimeoutError):
                async with asyncio.timeout(2):
                    while sent < 1000:
                        await ours.send(frame)
                        sent += 1
            assert sent < 64 + 64 + 16  # queue, QUIC's window, what is on its way
            for _ in range(sent):
                assert await theirs.receive() == frame

    asyncio.run(story())


def test_streams_that_nobody_asked_for_are_turned_away() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            ours, theirs = await connect(alice, bob)
            for _ in range(40):
                extra = await ours._quic.open_bi()
                await extra.send().write_all(b"file")
                with pytest.raises(iroh_ffi.IrohError):
                    await asyncio.wait_for(extra.recv().read_exact(1), 5)
            await ours.send(Ping(1))
            assert await theirs.receive() == Ping(1)

    asyncio.run(story())


def test_a_one_way_stream_breaks_the_protocol() -> None:
    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            ours, theirs = await connect(alice, bob)
            await (await ours._quic.open_uni()).write_all(b"hello")
            with pytest.raises(RemoteProtocolError, match="one-way"):
                await asyncio.wait_for(theirs.receive(), 5)
            with pytest.raises(ConnectionError):
                await ours.receive()

    asyncio.run(story())


def test_more_streams_than_any_use_has_end_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("megachat_desktop.network.connection.REFUSED_STREAMS", 20)

    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            ours, theirs = await connect(alice, bob)
            with suppress(iroh_ffi.IrohError):
                for _ in range(200):
                    await (await ours._quic.open_bi()).send().write_all(b"file")
                    await asyncio.sleep(0.005)
            with pytest.raises(RemoteProtocolError, match="too many streams"):
                await theirs.receive()

    asyncio.run(story())


def test_a_stranger_is_handed_over_with_key_and_source() -> None:
    async def story() -> None:
        async with device() as bob:
            mallory = await _mallory()
            connection = await _open(mallory, bob)
            stream = await connection.open_bi()
            await stream.send().write_all(b"\x00")
            stranger = await bob.next_connection()
            assert stranger.remote == mallory.node_key
            assert stranger.source == "127.0.0.1"
            await stranger.close(1)
            assert await asyncio.wait_for(connection.closed(), 5) == "closed by peer: 1"
            await mallory.close()

    asyncio.run(story())


def test_strangers_who_never_speak_are_let_go_and_cannot_pile_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("megachat_desktop.network.listener.STREAM_S", 1.0)
    monkeypatch.setattr("megachat_desktop.network.listener.PENDING_PER_SENDER", 4)

    async def story() -> None:
        async with device() as bob:
            mallory = await _mallory()
            silent = [await _open(mallory, bob) for _ in range(4)]
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(_open(mallory, bob), 0.4)
            for connection in silent:
                assert await asyncio.wait_for(connection.closed(), 5) == "closed by peer: 1"
            assert bob.memory.connections.empty()
            connection = await _open(mallory, bob)
            stream = await connection.open_bi()
            await stream.send().write_all(b"\x00")
            await bob.next_connection()
            await mallory.close()

    asyncio.run(story())


def test_a_dead_address_is_given_up_by_our_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialer, "CONNECT_S", 1.0)

    async def story() -> None:
        async with device() as alice:
            started = time.monotonic()
            with pytest.raises(ContactUnreachableError):
                await alice.network.dial(
                    DialTarget(NOBODY, (SocketAddress("127.0.0.1", 9999),), "relay.invalid")
                )
            assert time.monotonic() - started < 4

    asyncio.run(story())


def test_a_wrong_key_at_a_living_address_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialer, "CONNECT_S", 1.0)

    async def story() -> None:
        async with alice_and_bob() as (alice, bob):
            with pytest.raises(ContactUnreachableError):
                await alice.network.dial(DialTarget(NOBODY, bob.network.addresses()))

    asyncio.run(story())


@pytest.mark.parametrize("key", [bytes(32), b"\x01" + bytes(31), b"short"])
def test_a_key_that_is_no_key_is_refused_at_once(key: bytes) -> None:
    async def story() -> None:
        async with device() as alice:
            with pytest.raises(ContactUnreachableError):
                await asyncio.wait_for(alice.network.dial(DialTarget(key)), 1)
            with pytest.raises(ContactUnreachableError):
                await asyncio.wait_for(alice.network.dial(alice.target()), 1)  # ourselves

    asyncio.run(story())


def test_a_cancelled_dial_leaves_nothing_behind() -> None:
    async def story() -> None:
        async with device() as alice:
            before = asyncio.all_tasks()
            dialling = asyncio.create_task(
                alice.network.dial(DialTarget(NOBODY, (SocketAddress("127.0.0.1", 9999),)))
            )
            await asyncio.sleep(0.1)
            dialling.cancel()
            await asyncio.wait([dialling])
            assert dialling.cancelled()
            assert asyncio.all_tasks() == before

    asyncio.run(story())


def test_a_device_that_starts_during_the_dial_is_still_reached() -> None:
    async def story() -> None:
        seed = os.urandom(32)
        port = preferred_port(seed)
        async with device() as alice:
            async with device(ALONE, seed) as bob:
                target = DialTarget(bob.node_key, (SocketAddress("127.0.0.1", port),))
            dialling = asyncio.create_task(alice.network.dial(target))
            await asyncio.sleep(0.5)
            async with device(ALONE, seed) as bob:
                connection = await asyncio.wait_for(dialling, 5)
                await connection.send(HELLO)
                assert await (await bob.next_connection()).receive() == HELLO

    asyncio.run(story())


def test_a_restarted_device_has_its_old_port_or_else_another() -> None:
    async def story() -> None:
        seed = os.urandom(32)
        none = RelayChoice.of(ALONE)
        first = await IrohEndpoint.bind(seed, none)
        second = await IrohEndpoint.bind(seed, none)
        assert first.ports()[4] == preferred_port(seed)
        assert second.ports()[4] != preferred_port(seed)
        await second.close()
        await first.close()
        third = await IrohEndpoint.bind(seed, none)
        assert third.ports()[4] == preferred_port(seed)
        await third.close()

    asyncio.run(story())


async def _mallory() -> IrohEndpoint:
    return await IrohEndpoint.bind(os.urandom(32), RelayChoice.of(ALONE))


async def _open(mallory: IrohEndpoint, bob: Device) -> iroh_ffi.Connection:
    """A QUIC connection without any of our manners."""
    port = bob.network.addresses()[-1].port
    target = iroh_ffi.EndpointAddr(endpoint_id(bob.node_key), None, [f"127.0.0.1:{port}"])
    return await mallory._endpoint.connect(target, ALPN)
