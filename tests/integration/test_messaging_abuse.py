"""What mallory tries at the level of envelopes and bundles (PROTOCOL.md 17: 1, 2, 5, 6, 7, 10).

Whatever is refused gets the one answer, and every table is afterwards as it was before.
"""

import asyncio
import os
from pathlib import Path

import pytest

from megachat_desktop.crypto.hashing import hash_labelled
from megachat_desktop.engine import prekeys
from megachat_desktop.engine.messaging_pins import HelloVerdict, judge_hello
from megachat_desktop.engine.messaging_ports import Peer, Reply
from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.ids import NodeKey
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.bundle import decode_bundle, encode_bundle
from megachat_desktop.protocol.features import Features
from megachat_desktop.protocol.frames import (
    NO_GATE,
    Ack,
    AckStatus,
    BundleReply,
    BundleRequest,
    EnvelopeFrame,
    Frame,
    Hello,
    HelloRole,
    Refused,
    envelope_id,
)
from megachat_desktop.storage.transaction import Transaction
from messaging_support import (
    START,
    FakeClock,
    Person,
    Wire,
    befriend,
    envelopes,
    settle,
    story,
    until,
)


def peer(person: Person, nearby: bool = False) -> Peer:
    return Peer(person.node_key, f"address of {person.name}", nearby)


def stranger(number: int) -> Peer:
    return Peer(NodeKey(hash_labelled("stranger", number.to_bytes(4, "big"))), f"address {number}")


async def give(to: Person, origin: Peer, envelope: bytes) -> Reply:
    return await to.messenger.on_frame(origin, EnvelopeFrame(NO_GATE, envelope))


async def refused(to: Person, origin: Peer, envelope: bytes) -> None:
    """The one answer, and not a bit has changed."""
    before = to.fingerprint()
    reply = await give(to, origin, envelope)
    assert reply == Reply((Refused(envelope_id(envelope)),))
    assert to.fingerprint() == before


async def capture(alice: Person, bob: Person, text: str) -> bytes:
    """An envelope from Alice that Bob has not got."""
    wire = alice.wires[bob.id]
    caught: list[bytes] = []

    def catch(sender: Person, frame: Frame) -> list[Frame]:
        if sender is alice and isinstance(frame, EnvelopeFrame):
            caught.append(frame.envelope)
            return []
        return [frame]

    before, wire.filter = wire.filter, catch
    await alice.say(bob, text)
    await until(lambda: bool(caught))
    wire.filter = before
    await wire.cut()
    return caught[0]


def test_the_same_envelope_again_is_acknowledged_and_shown_once(tmp_path: Path) -> None:
    async def play() -> None:
        clock = FakeClock()
        alice, bob = (Person(name, tmp_path / name, clock) for name in ("alice", "bob"))
        await befriend(alice, bob)
        bob.texts.clear()
        envelope = await capture(alice, bob, "once")
        replies = [await give(bob, peer(alice), envelope) for _ in range(3)]
        assert [r.frames[0].status for r in replies if isinstance(r.frames[0], Ack)] == [
            AckStatus.COMMITTED,
            AckStatus.COMMITTED_BEFORE,
            AckStatus.COMMITTED_BEFORE,
        ]
        assert bob.texts == ["once"]
        await bob.stop()
        bob = Person("bob", tmp_path / "bob", clock)
        before = bob.fingerprint()
        (frame,) = (await give(bob, peer(alice), envelope)).frames
        assert frame == Ack(envelope_id(envelope), AckStatus.COMMITTED_BEFORE)
        assert bob.texts == []
        assert bob.fingerprint() == before
        await bob.stop()
        await alice.stop()

    asyncio.run(play())


@pytest.mark.parametrize("one_time", [True, False])
def test_a_first_message_begins_one_session_even_when_that_is_gone(
    tmp_path: Path, one_time: bool
) -> None:
    async def play(alice: Person, bob: Person) -> None:
        await alice.start()
        await bob.start()
        if not one_time:
            bob.store.run_sync(_hand_out_everything)
        alice.know(bob, invite=(invite := bob.invite()))
        Wire(alice, bob)
        await alice.ask(bob, invite)
        await until(lambda: bob.texts == ["asked by alice"])
        await settle(alice, bob)
        (first,) = envelopes(alice.sent)
        assert bob.sessions(alice) == 1
        await until(lambda: bob.store.run_sync(lambda tx: tx.prekeys.free(5)) >= 99)  # refilled
        bob.store.run_sync(lambda tx: tx.sessions.delete_of(alice.id))
        bob.store.run_sync(_forget_envelopes)
        await refused(bob, peer(alice), first)
        assert bob.sessions(alice) == 0

    story(tmp_path, play)


def _hand_out_everything(tx: Transaction) -> None:
    for kind in (4, 5):
        while tx.prekeys.hand_out(kind, START, START + 1e6):
            pass


def _forget_envelopes(tx: Transaction) -> None:
    tx.seen.forget_old(START + 1e9)


def test_one_changed_bit_anywhere_is_refused_without_a_trace(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        await befriend(alice, bob)
        bob.texts.clear()
        envelope = await capture(alice, bob, "untouched")
        places = [0, 1, 16, 17, 20, 21, 24, 25, 500, 1140, 1150, len(envelope) - 1]
        for place in places:
            changed = bytearray(envelope)
            changed[place] ^= 1
            await refused(bob, peer(alice), bytes(changed))
        for size in (0, 1, 25, 26, 1145, len(envelope) - 1):
            await refused(bob, peer(alice), envelope[:size])
        await refused(bob, peer(alice), envelope + b"\0")
        await give(bob, peer(alice), envelope)
        assert bob.texts == ["untouched"]

    story(tmp_path, play)


def test_an_envelope_counts_only_over_the_connection_of_its_sender(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        await befriend(alice, bob)
        bob.texts.clear()
        envelope = await capture(alice, bob, "mine")
        await refused(bob, stranger(1), envelope)
        await refused(alice, peer(bob), envelope)  # reflected to its own author
        await give(bob, peer(alice), envelope)
        assert bob.texts == ["mine"]

    story(tmp_path, play)


def test_a_blocked_contact_looks_like_a_stranger(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        await befriend(alice, bob)
        envelope = await capture(alice, bob, "let me in")

        def block(tx: Transaction) -> None:
            contact = tx.contacts.get(alice.id)
            assert contact is not None
            tx.contacts.save(replace(contact, state=ContactState.BLOCKED))

        bob.store.run_sync(block)
        await refused(bob, peer(alice), envelope)
        request = BundleRequest(bytes(16), bob.account.device)
        before = bob.fingerprint()
        reply = await bob.messenger.on_frame(peer(alice), request)
        assert reply == Reply((Refused(bytes(16)),))
        assert bob.fingerprint() == before

    story(tmp_path, play)


def test_strangers_are_refused_alike_whatever_the_reason(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        await bob.start()
        invite = bob.invite()
        gate = hash_labelled("gate", invite)
        did = bob.account.device
        cases = {
            "no gate": BundleRequest(b"r" * 16, did),
            "an unknown gate": BundleRequest(b"r" * 16, did, b"g" * 32),
            "another device": BundleRequest(b"r" * 16, bytes(16), gate),
        }
        for number, request in enumerate(cases.values()):
            before = bob.fingerprint()
            reply = await bob.messenger.on_frame(stranger(number), request)
            assert reply == Reply((Refused(b"r" * 16),))
            assert bob.fingerprint() == before
        alice.clock.now += 8 * 86400  # the invite has expired
        reply = await bob.messenger.on_frame(stranger(9), BundleRequest(b"r" * 16, did, gate))
        assert reply == Reply((Refused(b"r" * 16),))
        for number in range(3):
            await refused(bob, stranger(10 + number), os.urandom(2000))
        await refused(bob, stranger(20), os.urandom(17_000))

    story(tmp_path, play)


def test_a_stranger_may_only_ask(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        await alice.start()
        await bob.start()
        alice.know(bob, ContactState.ACCEPTED, bob.invite())
        wire = Wire(alice, bob)
        await alice.say(bob, "let us skip the formalities")
        await until(lambda: "refused" in alice.sink.names())
        await settle(alice, bob)
        assert bob.texts == []
        assert bob.sessions(alice) == 0
        assert bob.contact(alice) is None
        await wire.cut()

    story(tmp_path, play)


def test_ten_thousand_requests_do_not_exhaust_the_keys(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        await bob.start()
        gate = hash_labelled("gate", bob.invite(uses=5))
        did = bob.account.device
        stock = bob.store.run_sync(lambda tx: tx.prekeys.free(5))
        before = bob.fingerprint()
        with_items = answered = 0
        for number in range(10_000):
            holds_invite = number % 100 == 0
            request = BundleRequest(bytes(16), did, gate if holds_invite else NO_GATE)
            origin = stranger(number)
            if number % 10:
                origin = replace(origin, source="one address")
            (frame,) = (await bob.messenger.on_frame(origin, request)).frames
            if isinstance(frame, BundleReply):
                answered += 1
                with_items += decode_bundle(frame.bundle).otk is not None
                before = bob.fingerprint()
        assert answered == 100
        assert with_items == 3
        assert bob.store.run_sync(lambda tx: tx.prekeys.free(5)) == stock - 3
        assert bob.fingerprint() == before
        # ... and the one who was meant still gets in, with the key of last resort
        alice.know(bob, invite=bob.invite())
        await alice.start()
        Wire(alice, bob)
        await alice.ask(bob, bob.invite())
        await until(lambda: bob.texts == ["asked by alice"])

    story(tmp_path, play)


def test_a_bundle_of_somebody_else_or_an_older_one_begins_nothing(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        await alice.start()
        await bob.start()
        mallory = Person("mallory", tmp_path / "mallory", alice.clock)
        await mallory.start()
        now = alice.clock.now
        old = bob.store.run_sync(lambda tx: prekeys.bundle_without_one_time(tx, now))
        bob.store.run_sync(lambda tx: tx.account.raise_info_seq())
        new = bob.store.run_sync(lambda tx: prekeys.bundle_without_one_time(tx, now))
        hers = mallory.store.run_sync(lambda tx: prekeys.bundle_without_one_time(tx, now))
        mixed = encode_bundle(replace(decode_bundle(new), lrk=decode_bundle(hers).lrk))
        bundles = [hers, mixed, old, new[:-1]]
        alice.know(bob, ContactState.ACCEPTED, bob.invite())
        seen = decode_bundle(new).header.seqno
        contact = alice.contact(bob)
        assert contact is not None
        alice.store.run_sync(lambda tx: tx.contacts.save(replace(contact, bundle_seqno=seen)))
        wire = Wire(alice, bob)

        def swap(sender: Person, frame: Frame) -> list[Frame]:
            if sender is bob and isinstance(frame, BundleReply):
                return [BundleReply(frame.ref, bundles.pop())] if bundles else []
            return [frame]

        wire.filter = swap
        await alice.say(bob, "to bob alone")
        while bundles:
            await settle(alice, bob)
            assert alice.sessions(bob) == 0
            alice.clock.now += 601
            alice.messenger.on_link_up(bob.id)
            await asyncio.sleep(0)
        await settle(alice, bob)
        assert alice.sessions(bob) == 0
        assert envelopes(alice.sent) == []
        await mallory.stop()

    story(tmp_path, play)


def test_a_hello_below_what_was_pinned_is_a_downgrade(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        await befriend(alice, bob)
        contact = alice.contact(bob)
        assert contact is not None
        own = prekeys.own_features(bob.account)
        seq = contact.info_seq

        def verdict(features: Features, info_seq: int = seq) -> HelloVerdict:
            hello = Hello(features, HelloRole.DEVICE, info_seq, 0)
            return judge_hello(contact, hello)

        assert verdict(own) is HelloVerdict.FINE
        assert verdict(own, seq + 1) is HelloVerdict.INFO_DUE
        assert verdict(own, seq - 1) is HelloVerdict.DOWNGRADE
        assert verdict(replace(own, caps=0)) is HelloVerdict.DOWNGRADE
        assert verdict(replace(own, versions=())) is HelloVerdict.DOWNGRADE
        assert verdict(replace(own, suite_max=0)) is HelloVerdict.DOWNGRADE
        assert verdict(replace(own, versions=(1, 2))) is HelloVerdict.DOWNGRADE
        no_common = Hello(replace(own, versions=(9,)), HelloRole.DEVICE, 1, 0)
        assert judge_hello(None, no_common) is HelloVerdict.REFUSED
        assert judge_hello(None, Hello(own, HelloRole.DEVICE, 1, 0)) is HelloVerdict.FINE

    story(tmp_path, play)


def test_acknowledgements_by_others_count_nothing(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        wire = await befriend(alice, bob)
        await wire.cut()
        await alice.say(bob, "still on its way")
        (waiting,) = alice.store.run_sync(lambda tx: tx.outbox.to_send(bob.id, 0.0, 9))
        before = alice.fingerprint()
        for frame in (Ack(waiting.eid, AckStatus.COMMITTED), Refused(waiting.eid)):
            assert await alice.messenger.on_frame(stranger(1), frame) == Reply()
            await settle(alice)
            assert alice.fingerprint() == before

    story(tmp_path, play)


def test_an_unasked_bundle_is_ignored(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        await befriend(alice, bob)
        before = alice.fingerprint()
        assert await alice.messenger.on_frame(peer(bob), BundleReply(bytes(16), b"x")) == Reply()
        assert alice.fingerprint() == before

    story(tmp_path, play)
