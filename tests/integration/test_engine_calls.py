"""Calls between whole engines: real sessions and network, only sound and pictures are played."""

import asyncio
import os
from pathlib import Path

import pytest

from engine_support import HERE, PATIENCE_S, street
from megachat_desktop.engine.network_ports import Connection
from megachat_desktop.errors import DiskFullError, NoSuchContactError, TextTooLongError
from megachat_desktop.model.address import DialTarget
from megachat_desktop.model.call import CallState, Direction, EndReason
from megachat_desktop.model.contact import Presence, RingRule
from megachat_desktop.model.events import CallReported, ConversationChanged
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.message import MessageState
from megachat_desktop.model.settings import Availability
from megachat_desktop.protocol.features import Features
from megachat_desktop.protocol.frames import (
    NO_GATE,
    BundleRequest,
    EnvelopeFrame,
    Hello,
    HelloRole,
    Refused,
)
from network_support import device

pytestmark = pytest.mark.network


def test_a_whole_call_from_click_to_history(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            call = await alice.engine.calls.start(bob.account, video=True)
            ringing = await bob.sees_call(CallState.INCOMING)
            assert (ringing.call_id, ringing.contact_name) == (call, "Alice")
            await bob.engine.calls.accept(call, video=True)
            active = await alice.sees_call(CallState.ACTIVE)
            theirs = await bob.sees_call(CallState.ACTIVE)
            assert len(active.safety) == 7
            assert active.safety == theirs.safety
            await alice.engine.calls.set_microphone(call, on=False)
            await bob.sees(lambda: not bob.calls()[-1].peer_microphone_on)
            await alice.engine.calls.hang_up(call)
            ended = await bob.sees_call(CallState.ENDED)
            assert ended.end_reason is EndReason.HUNG_UP
            expected = ["DIALING", "RINGING", "CONNECTING", "ACTIVE", "ENDED"]
            assert alice.call_states(call) == expected
            assert bob.call_states(call) == ["INCOMING", "CONNECTING", "ACTIVE", "ENDED"]
            await bob.sees(lambda: any(isinstance(e, CallReported) for e in bob.events))
            (entry,) = await bob.engine.calls.log()
            assert (entry.call_id, entry.missed) == (call, False)
            assert entry.quality == "good"
            await bob.sees(lambda: bob.engine.chats.get(alice.account).last == entry)

    asyncio.run(story())


def test_a_call_that_nobody_answered_is_counted_until_it_is_looked_at(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            call = await alice.engine.calls.start(bob.account, video=True)
            await bob.sees_call(CallState.INCOMING)
            await alice.engine.calls.hang_up(call)
            await bob.sees(lambda: bob.engine.chats.get(alice.account).unseen == 1)
            await bob.engine.chats.mark_seen()
            assert bob.engine.chats.get(alice.account).unseen == 0
            (page,) = await bob.engine.chats.conversation(alice.account)
            assert page == bob.engine.chats.get(alice.account).last

    asyncio.run(story())


def test_when_somebody_was_last_seen_is_kept(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            await alice.stop()
            await bob.sees(
                lambda: (
                    bob.engine.contacts.find("Alice").presence is Presence.OFFLINE
                    and bob.engine.contacts.find("Alice").last_seen is not None
                )
            )

    asyncio.run(story())


def test_a_call_right_after_a_start_rings_once_the_device_info_is_there(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            for _ in range(3):
                await alice.restart()
                call = await alice.engine.calls.start(bob.account, video=False)
                await bob.sees(
                    lambda call=call: any(c.call_id == call for c in bob.calls())  # type: ignore[misc]
                )
                await bob.engine.calls.decline(call)
                ended = await alice.sees_call(CallState.ENDED)
                assert ended.end_reason is EndReason.DECLINED

    asyncio.run(story())


@pytest.mark.parametrize("end", ["remove", "block"])
def test_removing_or_blocking_somebody_ends_the_call_with_them(tmp_path: Path, end: str) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            call = await alice.engine.calls.start(bob.account, video=False)
            await bob.sees_call(CallState.INCOMING)
            await bob.engine.calls.accept(call, video=False)
            await alice.sees_call(CallState.ACTIVE)
            if end == "remove":
                await bob.engine.contacts.remove(alice.account)
            else:
                await bob.engine.contacts.block(alice.account)
            ended = await alice.sees_call(CallState.ENDED)
            assert ended.end_reason is EndReason.HUNG_UP
            assert bob.live_call() is None

    asyncio.run(story())


def test_a_full_disk_ends_a_call_in_words_and_leaves_the_engine_alive(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            messenger = alice.parts.messenger
            post = messenger.post

            async def full(*_: object) -> None:
                raise DiskFullError

            messenger.post = full  # type: ignore[method-assign, assignment]
            await alice.engine.calls.start(bob.account, video=False)
            await alice.sees_call(CallState.ENDED)
            await alice.sees(lambda: "disk_full" in alice.notices())
            messenger.post = post  # type: ignore[method-assign]
            await alice.engine.calls.start(bob.account, video=False)
            await bob.sees_call(CallState.INCOMING)

    asyncio.run(story())


@pytest.mark.expects_log("no envelope can be taken")
def test_whoever_can_not_be_called_for_want_of_room_is_told_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            with monkeypatch.context() as full:

                async def no_room(work: object) -> None:
                    raise DiskFullError

                full.setattr(bob.parts.store, "run", no_room)
                await alice.engine.calls.start(bob.account, video=False)
                await bob.sees(lambda: "disk_full" in bob.notices())
                await asyncio.sleep(2)
            assert bob.notices().count("disk_full") == 1
            await alice.engine.calls.hang_up(alice.calls()[-1].call_id)

    asyncio.run(story())


def test_mallorys_garbage_is_refused_alike_and_the_engine_lives(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here, device(HERE) as mallory:
            alice, bob = await here.friends("alice", "bob")
            target = DialTarget(alice.engine.account.node_key, alice.engine.addresses())
            hello = Hello(Features(), HelloRole.DEVICE, 1, 0)
            line = await mallory.network.dial(target)
            await line.send(hello)
            assert isinstance(await line.receive(), Hello)
            answers: set[str] = set()
            for frame in (
                EnvelopeFrame(NO_GATE, os.urandom(900)),
                EnvelopeFrame(NO_GATE, b""),
                BundleRequest(os.urandom(16), os.urandom(16), NO_GATE),
                BundleRequest(os.urandom(16), alice.engine.account.device, NO_GATE),
            ):
                await line.send(frame)
                answers.add(type(await asyncio.wait_for(line.receive(), PATIENCE_S)).__name__)
            assert answers == {Refused.__name__}
            wrong_role = await mallory.network.dial(target)
            await wrong_role.send(Hello(Features(), HelloRole.DEPOSITOR, 1, 0))
            await ends(wrong_role)
            rude = await mallory.network.dial(target)
            await rude.send(hello)
            await rude.send(hello)
            await ends(rude)
            assert [c.account for c in alice.engine.contacts.all()] == [bob.account]
            assert alice.presence_of(bob) is Presence.AVAILABLE

    asyncio.run(story())


async def ends(line: Connection) -> None:
    """Read until the other end closes."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                await line.receive()
            except ConnectionError:
                return


def test_a_second_caller_is_taken_while_the_first_waits(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            bob, alice, carol = await here.friends("bob", "alice", "carol")
            first = await alice.engine.calls.start(bob.account, video=True)
            await bob.sees_call(CallState.INCOMING)
            await bob.engine.calls.accept(first, video=True)
            await alice.sees_call(CallState.ACTIVE)
            second = await carol.engine.calls.start(bob.account, video=False)
            await carol.sees_call(CallState.RINGING)
            assert carol.calls()[-1].waiting
            await bob.sees(lambda: "INCOMING" in bob.call_states(second))
            await bob.engine.calls.accept(second, video=False, hold=True)
            await carol.sees_call(CallState.ACTIVE)
            assert (await alice.sees_call(CallState.ON_HOLD)).peer_holds
            await carol.engine.calls.hang_up(second)
            await alice.sees_call(CallState.ACTIVE)
            assert bob.call_states(first)[-3:] == ["ACTIVE", "ON_HOLD", "ACTIVE"]

    asyncio.run(story())


def test_a_call_is_answered_with_a_sentence_that_waits_for_the_caller(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            call = await alice.engine.calls.start(bob.account, video=True)
            await bob.sees_call(CallState.INCOMING)
            with pytest.raises(TextTooLongError):
                await bob.engine.calls.reply(call, "ä" * 8193)
            assert bob.calls()[-1].state is CallState.INCOMING
            await bob.engine.calls.reply(call, "  On my way\0 ")
            ended = await alice.sees_call(CallState.ENDED)
            assert ended.end_reason is EndReason.DECLINED
            store = bob.parts.store
            (text,) = await store.run(lambda tx: tx.texts.newest(alice.account, 10))
            assert (text.body, text.direction) == ("On my way", Direction.OUT)
            assert text.state is MessageState.WAITING
            assert ConversationChanged(alice.account) in bob.events

    asyncio.run(story())


def test_a_caller_who_gave_up_still_gets_the_sentence_and_a_full_disk_declines_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            call = await alice.engine.calls.start(bob.account, video=True)
            await bob.sees_call(CallState.INCOMING)
            with monkeypatch.context() as full:

                async def no_room(work: object) -> None:
                    raise DiskFullError

                full.setattr(bob.parts.store, "run", no_room)
                with pytest.raises(DiskFullError):
                    await bob.engine.calls.reply(call, "Later")
            assert bob.calls()[-1].state is CallState.INCOMING
            await alice.engine.calls.hang_up(call)
            await bob.sees_call(CallState.ENDED)
            await bob.engine.calls.reply(call, "Later")
            store = bob.parts.store
            (text,) = await store.run(lambda tx: tx.texts.newest(alice.account, 10))
            assert text.body == "Later"
            await bob.engine.chats.write(alice.account, " And this ")
            written = await store.run(lambda tx: tx.texts.newest(alice.account, 10))
            assert [one.body for one in written] == ["And this", "Later"]
            with pytest.raises(NoSuchContactError):
                await bob.engine.chats.write(AccountId(bytes(32)), "Hello")

    asyncio.run(story())


def test_who_may_ring_survives_a_restart_and_outranks_do_not_disturb(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            await bob.engine.contacts.set_ring_rule(alice.account, RingRule.ALWAYS)
            await bob.engine.contacts.star(alice.account, True)
            await bob.restart()
            known = bob.knows(alice)
            assert known is not None
            assert (known.ring_rule, known.starred) == (RingRule.ALWAYS, True)
            await bob.engine.set_availability(Availability.DO_NOT_DISTURB)
            await alice.sees_presence(bob, Presence.DO_NOT_DISTURB)
            call = await alice.engine.calls.start(bob.account, video=True)
            await bob.sees_call(CallState.INCOMING)
            await alice.engine.calls.hang_up(call)
            await bob.engine.contacts.set_ring_rule(alice.account, RingRule.NEVER)
            await bob.engine.set_availability(Availability.AVAILABLE)
            await alice.sees_presence(bob, Presence.AVAILABLE)
            await alice.engine.calls.start(bob.account, video=True)
            ended = await alice.sees_call(CallState.ENDED)
            assert ended.end_reason is EndReason.BUSY
            # Why is not theirs to know, and that he talks to others would not be true.
            assert ended.detail == "Bob can't take calls right now. They'll see that you called."

    asyncio.run(story())


def test_the_ringing_ends_when_the_callers_program_is_gone_without_a_word(tmp_path: Path) -> None:
    async def story() -> None:
        async with street(tmp_path) as here:
            alice, bob = await here.friends("alice", "bob")
            call = await alice.engine.calls.start(bob.account, video=True)
            await bob.sees_call(CallState.INCOMING)
            await alice.parts.network.stop()  # as a crash does it: nothing is said
            ended = await bob.sees_call(CallState.ENDED)
            assert (ended.call_id, ended.end_reason) == (call, EndReason.NO_ANSWER)
            assert ended.missed

    asyncio.run(story())
