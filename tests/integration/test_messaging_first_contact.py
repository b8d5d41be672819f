from pathlib import Path

from megachat_desktop.model.contact import ContactState
from megachat_desktop.protocol.frames import EnvelopeFrame, Frame
from messaging_support import Person, Wire, befriend, settle, story, until


def test_an_invite_leads_to_a_contact_and_words_go_both_ways(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        await befriend(alice, bob)
        alice.texts.clear()
        bob.texts.clear()
        msg_id = await alice.say(bob, "hello")
        await until(lambda: bob.texts == ["hello"])
        await bob.say(alice, "hello yourself")
        await until(lambda: alice.texts == ["hello yourself"])
        await until(lambda: ("delivered", (msg_id,)) in alice.sink.events)
        await settle(alice, bob)
        for person in (alice, bob):
            assert person.store.run_sync(lambda tx: tx.outbox.accounts()) == []
        assert alice.sessions(bob) == bob.sessions(alice) == 1

    story(tmp_path, play)


def test_both_ask_at_once_and_one_session_sends(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        await alice.start()
        await bob.start()
        for one, other in ((alice, bob), (bob, alice)):
            one.know(other, ContactState.ACCEPTED)
        for one, other in ((alice, bob), (bob, alice)):
            await one.say(other, f"{one.name} was first")
        wire = Wire(alice, bob)
        held: list[tuple[Person, Frame]] = []

        def hold_envelopes(sender: Person, frame: Frame) -> list[Frame]:
            if isinstance(frame, EnvelopeFrame):
                held.append((sender, frame))
                return []
            return [frame]

        wire.filter = hold_envelopes
        await until(lambda: {sender.name for sender, _ in held} == {"alice", "bob"})
        wire.filter = lambda _sender, frame: [frame]
        for sender, frame in held:
            wire.send(sender, frame)
        await until(lambda: alice.texts == ["bob was first"])
        await until(lambda: bob.texts == ["alice was first"])
        for number in range(4):
            await alice.say(bob, f"a{number}")
            await bob.say(alice, f"b{number}")
        await settle(alice, bob)
        assert bob.texts[1:] == ["a0", "a1", "a2", "a3"]
        assert alice.texts[1:] == ["b0", "b1", "b2", "b3"]
        assert alice.sessions(bob) == bob.sessions(alice) == 2

    story(tmp_path, play)
