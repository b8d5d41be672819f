"""Paths, keys and the gate of two media peers over real sockets on the loopback interface."""

import asyncio
import random
import socket
import time
from collections.abc import Awaitable, Callable

import pytest

from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.media import session
from megachat_desktop.media.memory_path import MemoryPath
from megachat_desktop.media.rtp import rtcp
from megachat_desktop.media.rtp.packets import RtpOut
from megachat_desktop.model.media import StreamNo
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.call_description import DTLS_SERVER, CallDescription, Candidate
from peer_support import LOOPBACK, FakeParts, Pair, call_keys, two_peers, until

pytestmark = pytest.mark.network


def story(tell: Callable[[Pair], Awaitable[None]], **options: object) -> None:
    async def run() -> None:
        async with two_peers(**options) as pair:  # type: ignore[arg-type]
            await tell(pair)
        assert len(asyncio.all_tasks()) == 1, asyncio.all_tasks()

    asyncio.run(run())


def parts(pair: Pair) -> tuple[FakeParts, FakeParts]:
    alice, bob = pair.alice._parts, pair.bob._parts
    assert isinstance(alice, FakeParts)
    assert isinstance(bob, FakeParts)
    return alice, bob


async def in_call(pair: Pair) -> tuple[FakeParts, FakeParts]:
    await pair.connect()
    await pair.ready()
    pair.set_keys()
    pair.open_gates()
    return parts(pair)


def test_the_path_comes_up_and_both_ends_can_prove_it() -> None:
    async def tell(pair: Pair) -> None:
        started = time.perf_counter()
        await pair.connect()
        await pair.ready()
        assert time.perf_counter() - started < 2.0
        assert pair.alice.exporter(0, bytes(32)) == pair.bob.exporter(0, bytes(32))
        assert pair.alice.exporter(0, bytes(32)) != pair.alice.exporter(0, bytes(31) + b"\1")
        own, peer = pair.alice.fingerprints(0)
        assert pair.bob.fingerprints(0) == (peer, own)
        assert pair.offer is not None
        assert pair.answer is not None
        assert (own, peer) == (pair.offer.fingerprint, pair.answer.fingerprint)
        assert pair.alice_told.story == ["path_ready"]

    story(tell)


def test_frames_flow_both_ways_once_the_gate_is_open() -> None:
    async def tell(pair: Pair) -> None:
        alice, bob = await in_call(pair)
        alice.owner.send_frame(StreamNo.MICROPHONE, b"hello bob", 960, 1.0, False)
        bob.owner.send_frame(StreamNo.MICROPHONE, b"hello alice", 960, 1.0, False)
        await until(lambda: bool(alice.audio and bob.audio))
        assert [p.frame for p in bob.audio] == [b"hello bob"]
        assert [p.frame for p in alice.audio] == [b"hello alice"]
        assert (alice.started, bob.started) == ((True, True), (True, True))

    story(tell)


def test_nothing_leaves_before_the_gate() -> None:
    async def tell(pair: Pair) -> None:
        await pair.connect()
        await pair.ready()
        pair.set_keys()
        alice, bob = parts(pair)
        alice.owner.send_frame(StreamNo.MICROPHONE, b"too soon", 960, 1.0, False)
        pair.bob.open_gate(0, True, True)
        await asyncio.sleep(0.1)
        assert bob.audio == []
        assert alice.started is None

    story(tell)


def test_packets_before_keys_and_gate_wait_and_are_opened_then() -> None:
    async def tell(pair: Pair) -> None:
        await pair.connect()
        await pair.ready()
        pair.set_keys()
        alice, bob = parts(pair)
        pair.alice.open_gate(0, True, True)
        for number in range(5):
            alice.owner.send_frame(StreamNo.MICROPHONE, b"early", 960 * number, 1.0, False)
        await asyncio.sleep(0.2)
        assert bob.audio == []
        pair.bob.open_gate(0, True, True)
        assert [p.frame for p in bob.audio] == [b"early"] * 5

    story(tell)


def test_packets_that_waited_over_two_seconds_are_dropped() -> None:
    async def tell(pair: Pair) -> None:
        await pair.connect()
        await pair.ready()
        pair.set_keys()
        alice, bob = parts(pair)
        pair.alice.open_gate(0, True, True)
        alice.owner.send_frame(StreamNo.MICROPHONE, b"stale", 0, 1.0, False)
        await asyncio.sleep(2.2)
        alice.owner.send_frame(StreamNo.MICROPHONE, b"fresh", 960, 1.0, False)
        await asyncio.sleep(0.05)
        pair.bob.open_gate(0, True, True)
        assert [p.frame for p in bob.audio] == [b"fresh"]

    story(tell)


def test_other_keys_open_nothing() -> None:
    async def tell(pair: Pair) -> None:
        await pair.connect()
        await pair.ready()
        pair.alice.set_keys(call_keys()[0])
        pair.bob.set_keys(call_keys()[1])
        pair.open_gates()
        alice, bob = parts(pair)
        alice.owner.send_frame(StreamNo.MICROPHONE, b"for somebody else", 0, 1.0, False)
        await asyncio.sleep(0.1)
        assert bob.audio == []

    story(tell)


def test_hostile_datagrams_during_a_call_do_nothing() -> None:
    async def tell(pair: Pair) -> None:
        alice, bob = await in_call(pair)
        ports = [
            protocol.local_candidate
            for peer in (pair.alice, pair.bob)
            for protocol in peer._paths[0]._ice._ice._protocols
        ]
        dice = random.Random(8)
        shapes = [b"", b"\x80", b"\x16\xfe\xfd", bytes(1501), b"\x90" * 1600, b"\x00\x01\x00\x08"]
        for port in ports:
            family = socket.AF_INET6 if ":" in port.host else socket.AF_INET
            with socket.socket(family, socket.SOCK_DGRAM) as mallory:
                for _ in range(100):
                    noise = dice.choice(shapes) + dice.randbytes(dice.randrange(0, 60))
                    mallory.sendto(noise, (port.host, port.port))
                mallory.sendto(b"", (port.host, port.port))
        await asyncio.sleep(0.1)
        alice.owner.send_frame(StreamNo.MICROPHONE, b"still here", 0, 1.0, False)
        bob.owner.send_frame(StreamNo.MICROPHONE, b"me too", 0, 1.0, False)
        await until(lambda: bool(alice.audio and bob.audio))
        assert "path_lost" not in pair.alice_told.story + pair.bob_told.story
        assert sum(pair.bob._paths[0].datagrams) > 50

    story(tell)


def nonsense_of(pair: Pair, dice: random.Random, number: int) -> bytes:
    """A packet that bob may send by form: his SSRCs and payload types, and anything within."""
    agreed = pair.bob._agreed
    assert agreed is not None
    own, peer = dice.choice(agreed.outgoing), dice.choice(agreed.incoming)
    rtx = dice.random() < 0.3
    payload = dice.choice([b"\x80", b"\x40", b"\xc0", b"\xff", b"\x00"]) + dice.randbytes(
        dice.choice([0, 1, 2, 20, 1000])
    )
    choices = [
        lambda: RtpOut(
            own.rtx_ssrc if rtx else own.ssrc,
            own.rtx_payload_type if rtx else own.payload_type,
            33_000 + 2 * number + dice.randrange(400),
            dice.getrandbits(32),
            dice.random() < 0.5,
            payload,
        ).to_bytes(dice.getrandbits(16)),
        lambda: rtcp.build_nack(own.ssrc, peer.ssrc, [dice.getrandbits(16) for _ in range(40)]),
        lambda: rtcp.build_pli(own.ssrc, peer.ssrc),
        lambda: rtcp.build_feedback(own.ssrc, peer.ssrc, b"MCTF" + dice.randbytes(4 * number % 64)),
        lambda: rtcp.build_sender_report(
            rtcp.SenderReport(own.ssrc, dice.random() * 2**31, dice.getrandbits(32), 1, 1)
        ),
    ]
    return dice.choice(choices)()


def test_nonsense_within_packets_of_a_real_peer_does_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def tell(pair: Pair) -> None:
        alice, bob = await in_call(pair)
        bob.owner.send_frame(StreamNo.MICROPHONE, b"before", 0, 1.0, False)
        await until(lambda: bool(alice.audio))
        assert pair.bob._transport is not None
        await pair.bob._transport.close()  # from here on mallory sends in bob's name
        dice = random.Random(5)
        for number in range(1500):
            await pair.bob._paths[0].link.send(nonsense_of(pair, dice, number))
            if number % 20 == 0:
                await asyncio.sleep(0.002)
        alice.owner.send_frame(StreamNo.MICROPHONE, b"still here", 960, 1.0, False)
        await until(lambda: bool(bob.audio))
        assert [p.frame for p in alice.audio] == [b"before"]
        assert "path_lost" not in pair.alice_told.story

    story(tell)
    assert [record.getMessage() for record in caplog.records if record.levelno >= 30] == []


def test_a_wrong_fingerprint_fails_the_path() -> None:
    def tamper(answer: CallDescription) -> CallDescription:
        return replace(answer, fingerprint=bytes(32))

    async def tell(pair: Pair) -> None:
        await pair.connect(tamper=tamper)
        await pair.alice_told.wait("path_failed")
        assert "path_ready" not in pair.alice_told.story
        with pytest.raises(ConnectionError):
            pair.alice.exporter(0, bytes(32))

    story(tell)


def test_an_offer_with_the_wrong_role_is_refused() -> None:
    async def tell(pair: Pair) -> None:
        offer = await pair.alice.describe(None)
        with pytest.raises(RemoteProtocolError):
            await pair.bob.describe(replace(offer, dtls_role=2))

    story(tell)


def test_an_answer_with_the_wrong_role_fails_the_path() -> None:
    async def tell(pair: Pair) -> None:
        await pair.connect(tamper=lambda answer: replace(answer, dtls_role=DTLS_SERVER))
        await pair.alice_told.wait("path_failed")

    story(tell)


def test_without_ice_the_call_runs_over_the_fallback() -> None:
    one, other = MemoryPath.pair()

    async def tell(pair: Pair) -> None:
        started = time.perf_counter()
        alice, bob = await in_call(pair)
        assert 1.4 < time.perf_counter() - started < 3.0
        alice.owner.send_frame(StreamNo.MICROPHONE, b"by the relay", 0, 1.0, False)
        await until(lambda: bool(bob.audio))
        assert pair.alice.snapshot().path.kind == "relay"

    story(tell, fallbacks=(one, other), to_alice=lambda c: None, to_bob=lambda c: None)


def test_a_call_through_relays_only_names_no_address_and_opens_no_socket() -> None:
    one, other = MemoryPath.pair()
    hidden = replace(LOOPBACK, relay_only=True, stun_servers=("127.0.0.1:9",))
    named: list[Candidate] = []

    async def tell(pair: Pair) -> None:
        await pair.connect()
        await pair.ready()
        assert pair.offer is not None
        assert (pair.offer.carriers, pair.answer and pair.answer.carriers) == (2, 2)
        assert named == []
        for peer in (pair.alice, pair.bob):
            assert peer._paths[0]._ice._ice._protocols == []
            assert peer.snapshot().path.kind == "relay"

    seen = named.append
    story(tell, fallbacks=(one, other), settings=hidden, to_alice=seen, to_bob=seen)


def test_with_ice_the_fallback_is_not_used() -> None:
    one, other = MemoryPath.pair()

    async def tell(pair: Pair) -> None:
        await in_call(pair)
        assert pair.alice.snapshot().path.kind == "local"
        assert pair.bob.snapshot().path.kind == "local"
        with pytest.raises(ConnectionError):
            await one._send(b"let go of")

    story(tell, fallbacks=(one, other))


def test_a_fallback_that_ends_does_not_end_the_way_by_ice() -> None:
    """The connection it ran over dies after a sleep, while the call is being made."""
    one, other = MemoryPath.pair()
    one.close()
    other.close()

    async def tell(pair: Pair) -> None:
        await in_call(pair)
        assert pair.alice_told.story == ["path_ready"]
        assert pair.bob_told.story == ["path_ready"]
        assert pair.bob.snapshot().path.kind == "local"

    story(tell, fallbacks=(one, other))


def test_candidates_may_come_late_and_before_connect() -> None:
    async def tell(pair: Pair) -> None:
        late = pair.alice_told.send_candidates
        waiting: list[tuple[object, bool]] = []
        pair.alice_told.send_candidates = lambda c, end: waiting.append((c, end))
        pair.bob_told.send_candidates = lambda c, end: waiting.append((c, end))
        await pair.connect()
        await asyncio.sleep(0.3)
        assert pair.alice_told.story == []
        late(waiting[0][0], True)  # type: ignore[arg-type]
        await pair.ready()

    story(tell)


def test_silence_of_a_killed_peer_is_told_within_five_seconds() -> None:
    async def tell(pair: Pair) -> None:
        await in_call(pair)
        await asyncio.sleep(0.3)
        assert pair.bob._transport is not None
        await pair.bob._transport.close()  # not a word more, and no close_notify either
        started = time.perf_counter()
        await pair.alice_told.wait("path_lost", 5.0)
        assert 2.0 < time.perf_counter() - started < 4.0

    story(tell)


def test_a_path_that_comes_back_is_told_and_goes_on() -> None:
    async def tell(pair: Pair) -> None:
        alice, bob = await in_call(pair)
        carriers = pair.alice._paths[0]._ice, pair.bob._paths[0]._ice
        takers = [carrier.take for carrier in carriers]
        for carrier in carriers:
            carrier.take = lambda data, source: None  # type: ignore[method-assign]
        await pair.alice_told.wait("path_lost", 5.0)
        await pair.bob_told.wait("path_lost", 5.0)
        for carrier, take in zip(carriers, takers, strict=True):
            carrier.take = take  # type: ignore[method-assign]
        await pair.alice_told.wait("path_back", 2.0)
        await pair.bob_told.wait("path_back", 2.0)
        alice.owner.send_frame(StreamNo.MICROPHONE, b"there you are", 0, 1.0, False)
        await until(lambda: bool(bob.audio))
        story_of_alice = [word for word in pair.alice_told.story if word.startswith("path")]
        assert story_of_alice == ["path_ready", "path_lost", "path_back"]

    story(tell)


def test_closing_tells_the_other_side_at_once() -> None:
    async def tell(pair: Pair) -> None:
        await in_call(pair)
        started = time.perf_counter()
        await pair.alice.close()
        await pair.bob_told.wait("path_lost", 1.0)
        assert time.perf_counter() - started < 1.0
        assert pair.alice_told.story == ["path_ready"]

    story(tell)


def test_closing_is_idempotent_and_survives_a_cancelled_closer() -> None:
    async def tell(pair: Pair) -> None:
        alice, _ = await in_call(pair)
        impatient = asyncio.create_task(pair.alice.close())
        await asyncio.sleep(0)
        impatient.cancel()
        await asyncio.gather(impatient, return_exceptions=True)
        await pair.alice.close()
        await pair.alice.close()
        assert alice.closed

    story(tell)


@pytest.mark.parametrize("moment", ["new", "described", "connecting"])
def test_closing_early_leaves_nothing_behind(moment: str) -> None:
    async def tell(pair: Pair) -> None:
        if moment == "new":
            return
        offer = await pair.alice.describe(None)
        if moment == "connecting":
            pair.bob.connect(offer) if pair.bob._own else None
            answer = await pair.bob.describe(offer)
            pair.bob.connect(offer)
            pair.alice.connect(answer)
            await asyncio.sleep(0.01)

    story(tell)


def test_the_gate_stays_shut_when_the_path_was_lost_meanwhile() -> None:
    async def tell(pair: Pair) -> None:
        await pair.connect()
        await pair.ready()
        pair.set_keys()
        await pair.alice.close()
        await pair.bob_told.wait("path_lost", 1.0)
        pair.bob.open_gate(0, True, True)
        _, bob = parts(pair)
        assert bob.started is None

    story(tell)


def test_the_gate_has_its_order() -> None:
    async def tell(pair: Pair) -> None:
        await pair.connect()
        with pytest.raises(LocalProtocolError):
            pair.alice.open_gate(0, True, True)
        await pair.ready()
        with pytest.raises(LocalProtocolError):
            pair.alice.open_gate(0, True, True)
        pair.set_keys()
        with pytest.raises(LocalProtocolError):
            pair.set_keys()
        with pytest.raises(ConnectionError):
            pair.alice.exporter(1, bytes(32))

    story(tell)


def test_snapshots_come_every_second() -> None:
    async def tell(pair: Pair) -> None:
        alice, _ = await in_call(pair)
        alice.owner.send_frame(StreamNo.MICROPHONE, b"hello", 0, 1.0, False)
        await pair.bob_told.wait("snapshot", 1.5)
        snapshot = pair.bob.snapshot()
        assert snapshot.audio_in.packets >= 1
        assert snapshot.path.rtt_ms > 0
        assert snapshot.path.kind == "local"

    story(tell)


def test_loopback_alone_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    from megachat_desktop.media import session_path
    from megachat_desktop.media.interfaces import LocalAddress

    only = (LocalAddress("lo", "lo", "127.0.0.1", 8),)
    monkeypatch.setattr(session_path, "local_addresses", lambda: only)

    async def tell(pair: Pair) -> None:
        await in_call(pair)
        assert pair.alice.snapshot().path.kind == "local"

    story(tell, settings=replace(LOOPBACK, allow_loopback=False))


def test_memory_is_to_be_given_back_before_the_codecs_are_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story: list[str] = []

    class Memory:
        def __getattr__(self, step: str) -> Callable[[], None]:
            return lambda: story.append(step)

    class Parts(FakeParts):
        def start(self, microphone: bool, camera: bool) -> None:
            story.append("start")

        async def close(self) -> None:
            story.append("close")

    async def go() -> None:
        async with two_peers(make_alice=Parts.make) as pair:
            await pair.connect()
            await pair.ready()
            pair.set_keys()
            pair.alice.open_gate(0, True, True)
            await pair.alice.close()
            assert story == ["begin_call", "start", "end_call", "close", "give_back"]

    monkeypatch.setattr(session, "freed_memory", Memory())
    asyncio.run(go())
