import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from megachat_desktop.engine import messaging_outgoing
from megachat_desktop.model.call import EndReason
from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.ids import CallId
from megachat_desktop.protocol.call_records import HangUp
from megachat_desktop.protocol.frames import Ack, AckStatus, CloseCode, EnvelopeFrame, Frame
from megachat_desktop.protocol.records import DeliveryClass
from megachat_desktop.protocol.text_records import Text, Typing
from megachat_desktop.storage.transaction import Transaction
from messaging_support import (
    FakeClock,
    Person,
    Wire,
    befriend,
    envelopes,
    settle,
    story,
    until,
)


def test_words_wait_for_a_connection_and_keep_their_order(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        wire = await befriend(alice, bob)
        await wire.cut()
        for number in range(40):
            await alice.say(bob, str(number))
        assert bob.id in alice.wanted
        bob.texts.clear()
        Wire(alice, bob)
        await until(lambda: len(bob.texts) == 40)
        assert bob.texts == [str(number) for number in range(40)]

    story(tmp_path, play)


def test_no_more_than_32_envelopes_are_in_flight(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        wire = await befriend(alice, bob)
        await wire.cut()
        for number in range(70):
            await alice.say(bob, str(number))
        bob.texts.clear()
        alice.sent.clear()
        wire = Wire(alice, bob)
        held: list[Frame] = []

        def hold_acks(sender: Person, frame: Frame) -> list[Frame]:
            if isinstance(frame, Ack) and sender is bob:
                held.append(frame)
                return []
            return [frame]

        wire.filter = hold_acks
        await until(lambda: len(held) == 32)
        await settle(alice, bob)
        assert len(envelopes(alice.sent)) == 32
        wire.filter = lambda _sender, frame: [frame]
        for frame in held:
            wire.send(bob, frame)
        await until(lambda: len(bob.texts) == 70)
        assert bob.texts == [str(number) for number in range(70)]

    story(tmp_path, play)


def test_a_lost_acknowledgement_costs_a_repetition_and_nothing_else(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        wire = await befriend(alice, bob)
        bob.texts.clear()
        alice.sent.clear()
        wire.filter = lambda sender, frame: [] if sender is bob else [frame]
        await alice.say(bob, "once")
        await until(lambda: bob.texts == ["once"])
        await wire.cut()
        bob.sent.clear()
        Wire(alice, bob)
        await until(lambda: any(isinstance(frame, Ack) for frame in bob.sent))
        await settle(alice, bob)
        first, second = envelopes(alice.sent)[:2]
        assert first == second
        assert bob.texts == ["once"]
        statuses = [frame.status for frame in bob.sent if isinstance(frame, Ack)]
        assert statuses == [AckStatus.COMMITTED_BEFORE]

    story(tmp_path, play)


def test_silence_on_an_open_connection_is_answered_by_sending_again(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        wire = await befriend(alice, bob)
        bob.texts.clear()
        dropped: list[Frame] = []

        def drop_first(sender: Person, frame: Frame) -> list[Frame]:
            if sender is alice and isinstance(frame, EnvelopeFrame) and not dropped:
                dropped.append(frame)
                return []
            return [frame]

        wire.filter = drop_first
        await alice.say(bob, "again")
        await until(lambda: bob.texts == ["again"])

    story(tmp_path, play)


def test_reordered_and_lost_envelopes_show_as_gaps_until_they_come(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        wire = await befriend(alice, bob)
        bob.texts.clear()
        held: list[EnvelopeFrame] = []

        def hold(sender: Person, frame: Frame) -> list[Frame]:
            if sender is alice and isinstance(frame, EnvelopeFrame):
                held.append(frame)
                return []
            return [frame]

        wire.filter = hold
        for number in range(20):
            await alice.say(bob, str(number))
        await until(lambda: len(held) == 20)
        frames, wire.filter = list(held), lambda _sender, frame: [frame]
        order = [(number * 7) % 20 for number in range(20)]
        for number in order:
            wire.send(alice, frames[number])
        await until(lambda: len(bob.texts) == 20)
        assert bob.texts == [str(number) for number in order]
        assert bob.gaps[0] == str(order[1])

    story(tmp_path, play)


def test_records_posted_together_travel_in_one_envelope(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        await befriend(alice, bob)
        bob.texts.clear()
        alice.sent.clear()
        await alice.messenger.post(bob.id, [Text("one"), Typing(True), Text("two")])
        await until(lambda: len(bob.texts) == 3)
        await settle(alice, bob)
        assert sorted(bob.texts) == ["one", "two", "typing"]
        assert len(envelopes(alice.sent)) == 2  # what is kept, and what is only for now

    story(tmp_path, play)


def test_an_effect_and_its_record_commit_together_or_not_at_all(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        await befriend(alice, bob)
        before = alice.fingerprint()

        def work(tx: Transaction) -> None:
            tx.account.set_counter("an effect", 1)
            alice.messenger.post_in(tx, bob.id, [Text("never")])
            raise LookupError("stop")

        with pytest.raises(LookupError):
            await alice.store.run(work)
        assert alice.fingerprint() == before
        await alice.say(bob, "the ratchet lives")
        await until(lambda: bob.texts[-1] == "the ratchet lives")

    story(tmp_path, play)


def test_what_is_for_now_only_is_dropped_without_a_connection(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        wire = await befriend(alice, bob)
        await wire.cut()
        bob.texts.clear()
        await alice.messenger.post(bob.id, [Typing(True)])
        Wire(alice, bob)
        await alice.say(bob, "here")
        await until(lambda: bob.texts == ["here"])

    story(tmp_path, play)


def test_call_records_wait_45_seconds_and_do_not_survive_a_restart(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        wire = await befriend(alice, bob)
        await wire.cut()
        hang_up = HangUp(CallId(b"c" * 16), EndReason.HUNG_UP)
        await alice.messenger.post(bob.id, [hang_up])
        expired = alice.store.run_sync(lambda tx: tx.outbox.expire(alice.clock.now + 44))
        assert expired == []
        (gone,) = alice.store.run_sync(lambda tx: tx.outbox.expire(alice.clock.now + 45))
        assert gone.delivery is DeliveryClass.CALL
        await alice.messenger.post(bob.id, [hang_up])
        await alice.messenger.start()
        assert alice.store.run_sync(lambda tx: tx.outbox.accounts()) == []

    story(tmp_path, play)


@pytest.mark.expects_log("no envelope can be taken")
def test_a_full_disk_gets_no_acknowledgement_and_nothing_is_lost(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        wire = await befriend(alice, bob)
        bob.texts.clear()

        def limit(tx: Transaction, pages: int) -> None:
            tx.account._connection.execute(f"PRAGMA max_page_count = {pages}")

        bob.store.run_sync(lambda tx: limit(tx, 1))  # no page more than there are
        before = bob.fingerprint()
        bob.sent.clear()
        await alice.say(bob, "x" * 16000)
        await until(lambda: wire.closed is not None)
        assert wire.closed is CloseCode.OVERLOAD
        assert bob.sent == []
        assert bob.texts == []
        assert bob.fingerprint() == before
        await wire.cut()
        bob.store.run_sync(lambda tx: limit(tx, 100_000))
        Wire(alice, bob)
        await until(lambda: bob.texts == ["x" * 16000])

    story(tmp_path, play)


_TESTS = str(Path(__file__).parent.parent)
_DIE = """
import asyncio, os, signal, sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from messaging_support import FakeClock, Person
from megachat_desktop.protocol.text_records import Text

async def main():
    alice = Person("alice", Path(sys.argv[1]), FakeClock())
    bob = (await alice.store.run(lambda tx: tx.contacts.all()))[0].account
    await alice.store.run(lambda tx: alice.messenger.post_in(tx, bob, [Text("after death")]))
    stored = await alice.store.run(lambda tx: tx.outbox.to_send(bob, 0.0, 9))
    print(stored[0].data.hex(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


def test_killed_between_commit_and_transmit_the_same_bytes_go_out(tmp_path: Path) -> None:
    async def play() -> None:
        clock = FakeClock()
        alice, bob = (Person(name, tmp_path / name, clock) for name in ("alice", "bob"))
        await befriend(alice, bob)
        await alice.stop()
        died = await asyncio.to_thread(
            subprocess.run,
            [
                sys.executable,
                "-c",
                _DIE,
                str(tmp_path / "alice"),
                _TESTS,
            ],
            capture_output=True,
            text=True,
        )
        assert died.returncode == -signal.SIGKILL
        alice = Person("alice", tmp_path / "alice", clock)
        await alice.start()
        bob.texts.clear()
        Wire(alice, bob)
        await until(lambda: bob.texts == ["after death"])
        assert envelopes(alice.sent)[0].hex() == died.stdout.strip()
        await alice.stop()
        await bob.stop()

    asyncio.run(play())


def lose_sessions(tx: Transaction) -> None:
    tx.sessions.destroy_all()


def test_a_refused_session_is_begun_again_under_the_same_ids_without_a_double_effect(
    tmp_path: Path,
) -> None:
    async def play(alice: Person, bob: Person) -> None:
        wire = await befriend(alice, bob)
        bob.texts.clear()
        wire.filter = lambda sender, frame: [] if sender is bob else [frame]
        ids = [await alice.say(bob, "arrived, but the answer was lost")]
        await until(lambda: len(bob.texts) == 1)
        await wire.cut()
        bob.store.run_sync(lose_sessions)
        ids.append(await alice.say(bob, "into the void"))
        Wire(alice, bob)
        await until(lambda: bob.texts[1:] == ["into the void"])
        await settle(alice, bob)
        delivered = {
            msg_id
            for name, what in alice.sink.events
            if name == "delivered"
            for msg_id in what  # type: ignore[attr-defined]
        }
        assert delivered >= set(ids)
        assert len(bob.texts) == 2
        assert alice.sink.names().count("refused") == 1

    story(tmp_path, play)


def test_a_long_conversation_renews_its_session(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        await befriend(alice, bob)
        (before,) = alice.store.run_sync(lambda tx: tx.sessions.of(bob.id))
        alice.clock.now += 7 * 86400 + 1
        await alice.messenger.refresh_keys()
        await bob.messenger.refresh_keys()
        await alice.say(bob, "a week later")
        await until(lambda: bob.sessions(alice) >= 2)  # both may renew at once
        await bob.say(alice, "from the new one")
        await settle(alice, bob)
        bob.texts.clear()
        alice.clock.now += 1
        for number in range(3):
            await bob.say(alice, f"b{number}")
            await alice.say(bob, f"a{number}")
        await settle(alice, bob)
        assert bob.texts == ["a0", "a1", "a2"]
        assert alice.texts[-3:] == ["b0", "b1", "b2"]
        newest = alice.store.run_sync(lambda tx: tx.sessions.of(bob.id))[0]
        assert newest.sid != before.sid

    story(tmp_path, play)


def test_beyond_the_limit_of_unacknowledged_envelopes_records_wait_unsealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert messaging_outgoing.UNACKNOWLEDGED_PER_SESSION == 800
    monkeypatch.setattr(messaging_outgoing, "UNACKNOWLEDGED_PER_SESSION", 100)

    async def play(alice: Person, bob: Person) -> None:
        wire = await befriend(alice, bob)
        await wire.cut()

        def pile(tx: Transaction) -> None:
            for number in range(130):
                alice.messenger.post_in(tx, bob.id, [Text(str(number))])

        await alice.store.run(pile)
        assert len(await alice.store.run(lambda tx: tx.outbox.unsealed(bob.id, 0.0))) == 30
        bob.texts.clear()
        Wire(alice, bob)
        await until(lambda: len(bob.texts) == 130)
        assert bob.texts == [str(number) for number in range(130)]

    story(tmp_path, play)


def test_a_contact_who_was_forgotten_is_owed_nothing(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        wire = await befriend(alice, bob)
        await wire.cut()
        await alice.say(bob, "never mind")
        await alice.messenger.forget(bob.id)
        assert alice.sessions(bob) == 0
        assert alice.store.run_sync(lambda tx: tx.outbox.accounts()) == []

    story(tmp_path, play)


def test_before_acceptance_only_the_request_counts(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        await alice.start()
        await bob.start()
        alice.know(bob, invite=(invite := bob.invite()))
        Wire(alice, bob)
        await alice.ask(bob, invite)
        await until(lambda: bob.texts == ["asked by alice"])
        contact = bob.contact(alice)
        assert contact is not None
        assert contact.state is ContactState.ASKED_BY_THEM
        await alice.messenger.post(bob.id, [Text("so?"), Typing(True)])
        await settle(alice, bob)
        assert bob.texts == ["asked by alice"]
        assert "delivered" not in alice.sink.names()

    story(tmp_path, play)
