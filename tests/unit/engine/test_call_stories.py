"""Whole calls between alice and bob: real machines, real key agreement, media without a network."""

import asyncio
import gc
import weakref
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from call_support import Person, Scene, spoilt_confirm
from megachat_desktop.engine.calls.desk import REMEMBER_ENDED_S
from megachat_desktop.errors import AlreadyInCallError, NoSuchCallError
from megachat_desktop.model.call import CallRole, CallState, EndReason
from megachat_desktop.model.contact import ContactState, Presence
from megachat_desktop.model.events import CallMissed
from megachat_desktop.model.settings import Availability
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.call_records import Answer, Confirm, Offer, Reveal, Ringing
from megachat_desktop.protocol.records import RecordBody
from simulated_loop import run_simulated


@contextmanager
def no_collector() -> Iterator[None]:
    """Only what nothing refers to any more is freed."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


Story = Callable[[Scene], Coroutine[Any, Any, None]]


def tell(story: Story) -> Scene:
    async def run() -> Scene:
        scene = Scene()
        await story(scene)
        await scene.close()
        return scene

    return run_simulated(run)


async def talk(scene: Scene, caller: Person, callee: Person, video: bool = True) -> None:
    caller.calls(callee, video)
    incoming = await scene.rings(callee)
    callee.desk.accept(incoming.call_id, video)
    await scene.shows(caller, CallState.ACTIVE)
    await scene.shows(callee, CallState.ACTIVE)


def test_two_people_talk_and_hang_up() -> None:
    async def story(scene: Scene) -> None:
        await talk(scene, scene.alice, scene.bob)
        await asyncio.sleep(5)
        scene.alice.desk.hang_up(scene.alice.desk.live()[0].call_id)
        await scene.over(scene.alice, scene.bob)

    scene = tell(story)
    assert scene.alice.states() == ["DIALING", "RINGING", "CONNECTING", "ACTIVE", "ENDED"]
    assert scene.bob.states() == ["INCOMING", "CONNECTING", "ACTIVE", "ENDED"]
    assert scene.alice.last().safety == scene.bob.last().safety
    assert len(scene.alice.last().safety) == 7
    assert [e.end_reason for e in scene.alice.log + scene.bob.log] == [EndReason.HUNG_UP] * 2
    assert [round(e.duration_s) for e in scene.bob.log] == [5]
    assert [r["end_reason"] for r in scene.alice.reports()] == ["HUNG_UP"]
    assert set(scene.alice.last().stages_ms) == {
        "offer_sent", "ringing", "answered", "path", "confirmed",
    }  # fmt: skip
    assert all(media.closed for media in scene.room.made)


def test_media_is_prepared_while_it_rings_and_nothing_is_captured_before_the_answer() -> None:
    async def story(scene: Scene) -> None:
        scene.alice.calls(scene.bob)
        await scene.rings(scene.bob)
        await asyncio.sleep(5)
        for media in scene.room.made:
            assert "connect" in media.did
            assert not any(step.startswith("open") for step in media.did)
        scene.bob.desk.accept(scene.bob.desk.live()[0].call_id, True)
        await scene.shows(scene.alice, CallState.ACTIVE)

    scene = tell(story)
    assert [m.did[-2] for m in scene.room.made] == ["open mic camera"] * 2


def test_a_caller_sees_themself_while_it_rings_and_whoever_is_called_does_not() -> None:
    async def story(scene: Scene) -> None:
        call_id = scene.alice.calls(scene.bob)
        await scene.rings(scene.bob)
        await asyncio.sleep(1)
        await scene.alice.desk.set_sending(call_id, camera=False)
        await scene.alice.desk.set_sending(call_id, camera=True)
        of_alice, of_bob = scene.room.made
        assert of_alice.own_shown == [True, False, True]
        assert of_bob.own_shown == []

    tell(story)


def test_a_voice_call_opens_no_camera_while_it_rings() -> None:
    async def story(scene: Scene) -> None:
        scene.alice.calls(scene.bob, False)
        await scene.rings(scene.bob)
        await asyncio.sleep(1)
        assert scene.room.made[0].own_shown == [False]

    tell(story)


def test_a_missing_camera_shows_at_both_ends_at_once() -> None:
    async def story(scene: Scene) -> None:
        await talk(scene, scene.alice, scene.bob)
        alice = next(media for media in scene.room.made if media.role is CallRole.CALLER)
        alice.sink.on_devices_in_use(False, False)
        await asyncio.sleep(1)

    scene = tell(story)
    assert (scene.alice.last().has_microphone, scene.alice.last().has_camera) == (False, False)
    assert scene.bob.snapshots()[-1].peer_camera_on is False


def test_the_safety_pictures_are_shown_only_after_both_confirms() -> None:
    async def story(scene: Scene) -> None:
        scene.wire.spoil = lambda sender, body: None if isinstance(body, Confirm) else body
        scene.alice.calls(scene.bob)
        await scene.rings(scene.bob)
        await asyncio.sleep(3)

    scene = tell(story)
    assert not any(call.safety for call in scene.alice.snapshots() + scene.bob.snapshots())


def test_bob_declines() -> None:
    async def story(scene: Scene) -> None:
        scene.alice.calls(scene.bob)
        await scene.shows(scene.alice, CallState.RINGING)
        scene.bob.desk.decline((await scene.rings(scene.bob)).call_id)
        await scene.over(scene.alice, scene.bob)

    scene = tell(story)
    assert scene.alice.states() == ["DIALING", "RINGING", "ENDED"]
    assert scene.alice.last().end_reason is EndReason.DECLINED
    assert scene.alice.last().detail == "bob can't talk right now."
    assert not scene.bob.log[0].missed


def test_alice_gives_up_before_bob_answers() -> None:
    async def story(scene: Scene) -> None:
        call_id = scene.alice.calls(scene.bob)
        await scene.rings(scene.bob)
        scene.alice.desk.hang_up(call_id)
        await scene.over(scene.alice, scene.bob)

    scene = tell(story)
    assert scene.bob.states() == ["INCOMING", "ENDED"]
    assert scene.bob.log[0].missed


def test_alice_hangs_up_while_her_description_is_being_made() -> None:
    async def story(scene: Scene) -> None:
        scene.room.describe_s = 1.0
        call_id = scene.alice.calls(scene.bob)
        await asyncio.sleep(0.5)
        scene.alice.desk.hang_up(call_id)
        await asyncio.sleep(5)

    scene = tell(story)
    assert scene.alice.states() == ["DIALING", "ENDED"]
    assert scene.wire.carried == []
    assert scene.bob.events == []


def test_cancel_against_accept_ends_on_both_sides_without_media() -> None:
    async def story(scene: Scene) -> None:
        call_id = scene.alice.calls(scene.bob)
        incoming = await scene.rings(scene.bob)
        await asyncio.sleep(0.5)
        scene.alice.desk.hang_up(call_id)
        scene.bob.desk.accept(incoming.call_id, True)
        await scene.over(scene.alice, scene.bob)

    scene = tell(story)
    assert scene.alice.states()[-1] == "ENDED"
    assert "ACTIVE" not in scene.alice.states()
    assert scene.bob.last().end_reason is EndReason.HUNG_UP
    assert all(media.closed for media in scene.room.made)


def test_nobody_answers() -> None:
    async def story(scene: Scene) -> None:
        scene.alice.calls(scene.bob)
        await scene.rings(scene.bob)
        await asyncio.sleep(50)
        await scene.over(scene.alice, scene.bob)

    scene = tell(story)
    assert scene.alice.last().end_reason is EndReason.NO_ANSWER
    assert round(scene.alice.last().ended_at - scene.alice.last().started_at) == 45  # type: ignore[operator]
    assert scene.bob.log[0].missed


def test_bob_can_not_be_reached() -> None:
    async def story(scene: Scene) -> None:
        scene.wire.cut = True
        scene.alice.calls(scene.bob)
        await scene.over(scene.alice)

    scene = tell(story)
    assert scene.alice.states() == ["DIALING", "ENDED"]
    assert scene.alice.last().end_reason is EndReason.FAILED
    assert scene.alice.last().detail == "bob is offline right now."
    assert scene.alice.last().unreachable
    assert round(scene.alice.last().ended_at - scene.alice.last().started_at) == 15  # type: ignore[operator]


def test_both_call_each_other_and_it_becomes_one_call() -> None:
    async def story(scene: Scene) -> None:
        scene.alice.calls(scene.bob)
        scene.bob.calls(scene.alice)
        await scene.shows(scene.alice, CallState.ACTIVE)
        await scene.shows(scene.bob, CallState.ACTIVE)
        assert len(scene.alice.desk.live()) == len(scene.bob.desk.live()) == 1
        assert scene.alice.desk.live()[0].call_id == scene.bob.desk.live()[0].call_id

    scene = tell(story)
    assert "INCOMING" not in scene.alice.states() + scene.bob.states()
    dropped = [c for c in scene.alice.snapshots() + scene.bob.snapshots() if c.continues_as]
    assert {c.state for c in dropped} == {CallState.ENDED}
    assert len(scene.alice.log) + len(scene.bob.log) == 2  # the dropped call is nobody's history


def test_a_second_caller_waits_and_is_told_so() -> None:
    async def story(scene: Scene) -> None:
        await talk(scene, scene.alice, scene.bob)
        carols = scene.carol.calls(scene.bob)
        await scene.shows(scene.carol, CallState.RINGING)
        assert scene.carol.last(carols).waiting
        scene.bob.desk.accept(carols, True)
        await scene.shows(scene.carol, CallState.ACTIVE)
        await scene.over(scene.alice)

    scene = tell(story)
    assert scene.alice.last().end_reason is EndReason.HUNG_UP


def test_a_second_caller_gets_busy_when_bob_does_not_want_two() -> None:
    async def story(scene: Scene) -> None:
        scene.bob.settings = scene.bob.settings.__class__(call_waiting=False)
        await talk(scene, scene.alice, scene.bob)
        scene.carol.calls(scene.bob)
        await scene.over(scene.carol)

    scene = tell(story)
    assert scene.carol.last().end_reason is EndReason.BUSY
    assert [entry.missed for entry in scene.bob.log if entry.duration_s == 0] == [True]


def test_do_not_disturb_never_rings() -> None:
    async def story(scene: Scene) -> None:
        scene.bob.settings = scene.bob.settings.__class__(availability=Availability.DO_NOT_DISTURB)
        scene.alice.calls(scene.bob)
        await scene.over(scene.alice)

    scene = tell(story)
    assert scene.alice.last().end_reason is EndReason.BUSY
    assert scene.bob.states() == []
    assert scene.bob.log[0].missed


@pytest.mark.parametrize("state", [None, ContactState.BLOCKED, ContactState.ASKED_BY_THEM])
def test_strangers_and_the_blocked_never_ring(state: ContactState | None) -> None:
    async def story(scene: Scene) -> None:
        if state:
            scene.bob.knows(scene.mallory, state)
        scene.mallory.calls(scene.bob)
        await scene.over(scene.mallory)

    scene = tell(story)
    assert scene.bob.events == []
    assert scene.bob.log == []
    assert scene.mallory.last().end_reason in (EndReason.FAILED, EndReason.NO_ANSWER)


def test_a_call_id_never_rings_twice() -> None:
    async def story(scene: Scene) -> None:
        offers: list[RecordBody] = []

        def keep(sender: str, body: RecordBody) -> RecordBody:
            if isinstance(body, Offer):
                offers.append(body)
            return body

        scene.wire.spoil = keep
        call_id = scene.alice.calls(scene.bob)
        await scene.rings(scene.bob)
        scene.alice.desk.hang_up(call_id)
        await scene.over(scene.alice, scene.bob)
        await asyncio.sleep(70)
        await scene.alice._post(scene.bob.party.account, offers[:1])
        await asyncio.sleep(1)

    scene = tell(story)
    assert scene.bob.states() == ["INCOMING", "ENDED"]


def test_a_wrong_confirmation_ends_the_call_loudly() -> None:
    async def story(scene: Scene) -> None:
        scene.wire.spoil = lambda sender, body: (
            spoilt_confirm(body) if sender == "bob" and isinstance(body, Confirm) else body
        )
        scene.alice.calls(scene.bob)
        await scene.over(scene.alice, scene.bob)

    scene = tell(story)
    assert scene.alice.last().end_reason is EndReason.FAILED
    assert scene.alice.notices() == ["wrong_confirm"]
    assert not any(m for m in scene.room.made if any(s.startswith("open") for s in m.did))


def test_a_relay_that_ends_dtls_is_noticed() -> None:
    async def story(scene: Scene) -> None:
        scene.alice.calls(scene.bob)
        await asyncio.sleep(0.02)
        scene.room.made[0].exporter_secret = b"y" * 32
        await scene.over(scene.alice, scene.bob)

    scene = tell(story)
    assert "wrong_confirm" in scene.alice.notices() + scene.bob.notices()


@pytest.mark.parametrize("missing", [Reveal, Confirm, Answer, Ringing])
def test_whatever_record_is_lost_both_ends_end(missing: type) -> None:
    async def story(scene: Scene) -> None:
        scene.wire.spoil = lambda sender, body: None if isinstance(body, missing) else body
        scene.alice.calls(scene.bob)
        incoming = await scene.rings(scene.bob)
        scene.bob.desk.accept(incoming.call_id, True)
        await scene.over(scene.alice, scene.bob)

    scene = tell(story)
    opened = [m.role.name for m in scene.room.made if any(s.startswith("open") for s in m.did)]
    assert opened == (["CALLEE"] if missing is Answer else [])  # bob has said yes, alice waits


def test_no_path_ends_the_call_with_a_sentence() -> None:
    async def story(scene: Scene) -> None:
        scene.room.path = False
        scene.alice.calls(scene.bob)
        incoming = await scene.rings(scene.bob)
        scene.bob.desk.accept(incoming.call_id, True)
        await scene.over(scene.alice, scene.bob)

    scene = tell(story)
    assert scene.bob.last().end_reason is EndReason.FAILED
    assert (scene.bob.last().detail or "").startswith("No path to alice")


def test_bobs_program_restarts_and_calls_anew() -> None:
    async def story(scene: Scene) -> None:
        await talk(scene, scene.alice, scene.bob)
        first = scene.alice.desk.live()[0].call_id
        restarted = Person("bob", scene.room, scene.wire)
        restarted.knows(scene.alice)
        scene.wire.people[restarted.party.account] = restarted
        await asyncio.sleep(1)
        restarted.calls(scene.alice)
        second = await scene.rings(scene.alice)
        assert second.call_id != first
        assert scene.alice.last(first).state is CallState.ENDED
        await restarted.desk.close()

    tell(story)


def test_hold_and_resume_are_seen_on_both_sides() -> None:
    async def story(scene: Scene) -> None:
        await talk(scene, scene.alice, scene.bob)
        call_id = scene.alice.desk.live()[0].call_id
        scene.alice.desk.hold(call_id, True)
        await scene.shows(scene.bob, CallState.ON_HOLD)
        assert scene.bob.last().peer_holds
        scene.alice.desk.hold(call_id, False)
        await scene.shows(scene.bob, CallState.ACTIVE)

    scene = tell(story)
    expected = ["DIALING", "RINGING", "CONNECTING", "ACTIVE", "ON_HOLD", "ACTIVE", "ENDED"]
    assert scene.alice.states() == expected


def test_hold_and_accept_pauses_the_call_until_the_other_is_over() -> None:
    async def story(scene: Scene) -> None:
        await talk(scene, scene.alice, scene.bob)
        carols = scene.carol.calls(scene.bob)
        await scene.rings(scene.bob)
        scene.bob.desk.accept(carols, True, hold=True)
        await scene.shows(scene.carol, CallState.ACTIVE)
        await scene.shows(scene.alice, CallState.ON_HOLD)
        assert [call.we_hold for call in scene.bob.desk.live()] == [True, False]
        scene.carol.desk.hang_up(carols)
        await scene.over(scene.carol)
        await scene.shows(scene.alice, CallState.ACTIVE)

    scene = tell(story)
    expected = ["DIALING", "RINGING", "CONNECTING", "ACTIVE", "ON_HOLD", "ACTIVE", "ENDED"]
    assert scene.alice.states() == expected


def test_going_on_with_one_call_pauses_the_other() -> None:
    async def story(scene: Scene) -> None:
        await talk(scene, scene.alice, scene.bob)
        alices = scene.bob.desk.live()[0].call_id
        carols = scene.carol.calls(scene.bob)
        await scene.rings(scene.bob)
        scene.bob.desk.accept(carols, True, hold=True)
        await scene.shows(scene.alice, CallState.ON_HOLD)
        scene.bob.desk.hold(alices, False)
        assert scene.bob.last(alices).state is CallState.ON_HOLD  # carol's is being set up
        await scene.shows(scene.bob, CallState.ACTIVE)
        scene.bob.desk.hold(alices, False)
        await scene.shows(scene.alice, CallState.ACTIVE)
        await scene.shows(scene.carol, CallState.ON_HOLD)
        scene.bob.desk.hang_up(alices)
        await scene.over(scene.alice)
        await scene.shows(scene.carol, CallState.ACTIVE)

    tell(story)


def test_a_call_paused_by_hand_stays_so_when_another_ends() -> None:
    async def story(scene: Scene) -> None:
        await talk(scene, scene.alice, scene.bob)
        alices = scene.bob.desk.live()[0].call_id
        scene.bob.desk.hold(alices, True)
        carols = scene.carol.calls(scene.bob)
        await scene.rings(scene.bob)
        scene.bob.desk.accept(carols, True, hold=True)
        await scene.shows(scene.carol, CallState.ACTIVE)
        scene.bob.desk.hang_up(carols)
        await scene.over(scene.carol)
        assert [call.state for call in scene.bob.desk.live()] == [CallState.ON_HOLD]

    tell(story)


def test_two_callers_ring_side_by_side_and_the_second_goes_on_after_an_answer() -> None:
    async def story(scene: Scene) -> None:
        alices, carols = scene.alice.calls(scene.bob), scene.carol.calls(scene.bob)
        await scene.shows(scene.alice, CallState.RINGING)
        await scene.shows(scene.carol, CallState.RINGING)
        assert not scene.carol.last(carols).waiting  # nobody is in a call yet
        scene.bob.desk.accept(alices, True)
        await scene.shows(scene.alice, CallState.ACTIVE)
        assert scene.bob.last(carols).state is CallState.INCOMING
        scene.bob.desk.decline(carols)
        await scene.over(scene.carol)

    scene = tell(story)
    assert scene.carol.last().end_reason is EndReason.DECLINED


def test_each_missed_call_is_told_exactly_once_after_its_line_is_written() -> None:
    async def story(scene: Scene) -> None:
        missed = scene.alice.calls(scene.bob)
        await scene.over(scene.alice)
        declined = scene.alice.calls(scene.bob)
        await scene.rings(scene.bob)
        scene.bob.desk.decline(declined)
        await scene.over(scene.alice)
        scene.bob.settings = scene.bob.settings.__class__(availability=Availability.DO_NOT_DISTURB)
        turned_away = scene.alice.calls(scene.bob)
        await scene.over(scene.alice)
        told = [e.entry.call_id for e in scene.bob.events if isinstance(e, CallMissed)]
        assert told == [missed, turned_away]

    tell(story)


def test_a_caller_who_is_turned_away_reads_why() -> None:
    async def story(scene: Scene) -> None:
        quiet = scene.bob.settings.__class__(availability=Availability.DO_NOT_DISTURB)
        scene.bob.settings = quiet
        bob = scene.bob.party.account
        busy = replace(scene.alice.people[bob], presence=Presence.DO_NOT_DISTURB)
        scene.alice.people[bob] = busy
        scene.alice.calls(scene.bob)
        await scene.over(scene.alice)

    scene = tell(story)
    assert scene.alice.last().detail == "bob doesn't want to be disturbed. Leave a message?"


def test_a_refusal_is_told_by_what_was_heard_of_bob_since_alice_dialled() -> None:
    async def story(scene: Scene) -> None:
        scene.bob.settings = replace(scene.bob.settings, availability=Availability.DO_NOT_DISTURB)
        scene.alice.calls(scene.bob)
        bob = scene.bob.party.account
        busy = replace(scene.alice.people[bob], presence=Presence.DO_NOT_DISTURB)
        scene.alice.desk.know(busy)
        await scene.over(scene.alice)

    scene = tell(story)
    assert scene.alice.last().detail == "bob doesn't want to be disturbed. Leave a message?"


def test_what_rings_is_noted_until_somebody_answers_or_it_is_over() -> None:
    noted: list[int] = []

    async def story(scene: Scene) -> None:
        call_id = scene.alice.calls(scene.bob)
        await scene.rings(scene.bob)
        await asyncio.sleep(1)
        noted.append(len(scene.bob.store.ringing))
        scene.alice.desk.hang_up(call_id)
        await scene.over(scene.alice, scene.bob)
        noted.append(len(scene.bob.store.ringing))
        await talk(scene, scene.alice, scene.bob)
        noted.append(len(scene.bob.store.ringing))

    scene = tell(story)
    assert noted == [1, 0, 0]
    assert not scene.alice.store.ringing


def test_ringing_ends_when_the_device_that_rings_is_gone() -> None:
    async def story(scene: Scene) -> None:
        scene.alice.calls(scene.bob)
        await scene.shows(scene.alice, CallState.RINGING)
        scene.wire.cut = True
        scene.alice.desk.lost_peers.gone(scene.bob.party.account)
        await asyncio.sleep(7)
        assert scene.alice.last().state is CallState.RINGING
        await asyncio.sleep(2)
        assert scene.alice.last().state is CallState.ENDED

    scene = tell(story)
    assert scene.alice.last().end_reason is EndReason.FAILED
    assert scene.alice.last().detail == "The call ended: the connection to bob dropped."
    assert not scene.alice.last().unreachable


def test_a_device_that_comes_back_in_time_goes_on_ringing() -> None:
    async def story(scene: Scene) -> None:
        scene.alice.calls(scene.bob)
        await scene.shows(scene.alice, CallState.RINGING)
        account = scene.bob.party.account
        scene.alice.desk.lost_peers.gone(account)
        await asyncio.sleep(5)
        scene.alice.desk.lost_peers.back(account)
        await asyncio.sleep(20)
        assert scene.alice.last().state is CallState.RINGING

    tell(story)


def test_a_caller_who_is_gone_rings_a_few_seconds_longer_and_is_missed() -> None:
    async def story(scene: Scene) -> None:
        scene.alice.calls(scene.bob)
        await scene.rings(scene.bob)
        scene.bob.desk.lost_peers.gone(scene.alice.party.account)
        await asyncio.sleep(7)
        assert scene.bob.last().state is CallState.INCOMING
        await asyncio.sleep(2)
        assert scene.bob.last().state is CallState.ENDED

    scene = tell(story)
    assert scene.bob.last().end_reason is EndReason.NO_ANSWER
    assert [entry.missed for entry in scene.bob.log] == [True]


def test_a_caller_who_comes_back_in_time_goes_on_ringing() -> None:
    async def story(scene: Scene) -> None:
        scene.alice.calls(scene.bob)
        await scene.rings(scene.bob)
        account = scene.alice.party.account
        scene.bob.desk.lost_peers.gone(account)
        await asyncio.sleep(5)
        scene.bob.desk.lost_peers.back(account)
        await asyncio.sleep(20)
        assert scene.bob.last().state is CallState.INCOMING

    tell(story)


def test_mute_and_camera_are_told_to_the_peer() -> None:
    async def story(scene: Scene) -> None:
        await talk(scene, scene.alice, scene.bob)
        call_id = scene.alice.desk.live()[0].call_id
        await scene.alice.desk.set_sending(call_id, microphone=False)
        await asyncio.sleep(0.1)
        assert not scene.bob.last().peer_microphone_on
        await scene.alice.desk.set_sending(call_id, camera=False)
        await asyncio.sleep(0.1)
        assert not scene.bob.last().peer_camera_on

    tell(story)


def test_one_call_at_a_time_and_none_after_its_end() -> None:
    async def story(scene: Scene) -> None:
        await talk(scene, scene.alice, scene.bob)
        with pytest.raises(AlreadyInCallError):
            scene.alice.calls(scene.carol)
        call_id = scene.alice.desk.live()[0].call_id
        scene.alice.desk.hang_up(call_id)
        scene.alice.desk.hang_up(call_id)
        with pytest.raises(NoSuchCallError):
            scene.alice.desk.accept(call_id, True)

    tell(story)


def test_quitting_hangs_up_and_says_so() -> None:
    async def story(scene: Scene) -> None:
        await talk(scene, scene.alice, scene.bob)
        await scene.alice.desk.close()
        await scene.over(scene.bob)

    scene = tell(story)
    assert scene.bob.last().end_reason is EndReason.HUNG_UP


def test_a_program_that_ends_while_it_rings_has_declined_nothing() -> None:
    async def story(scene: Scene) -> None:
        scene.alice.calls(scene.bob)
        await scene.rings(scene.bob)
        await scene.bob.desk.close()
        await scene.over(scene.alice)

    scene = tell(story)
    assert scene.alice.last().end_reason is EndReason.NO_ANSWER
    assert [entry.missed for entry in scene.bob.log] == [True]


def test_a_path_that_comes_back_at_once_is_not_lost_after_all() -> None:
    async def story(scene: Scene) -> None:
        await talk(scene, scene.alice, scene.bob)
        sink = scene.room.made[0].sink
        sink.on_path_lost(0)
        await asyncio.sleep(0.1)
        sink.on_path_back(0)
        await asyncio.sleep(60)
        assert scene.alice.states()[-1] == scene.bob.states()[-1] == "ACTIVE"
        sink.on_path_lost(0)
        await scene.shows(scene.alice, CallState.RECONNECTING)
        sink.on_path_back(0)
        await scene.shows(scene.alice, CallState.ACTIVE)

    tell(story)


@pytest.mark.parametrize("answered", [False, True], ids=["given up", "spoken"])
def test_a_call_that_is_forgotten_waits_for_no_garbage_collector(answered: bool) -> None:
    """A full collection may be a quarter of an hour away while the person scrolls and types."""
    runs: list[weakref.ref[object]] = []

    async def story(scene: Scene) -> None:
        call_id = scene.alice.calls(scene.bob)
        await scene.rings(scene.bob)
        if answered:
            scene.bob.desk.accept(call_id, True)
            await scene.shows(scene.alice, CallState.ACTIVE)
        for person in (scene.alice, scene.bob):
            run = person.desk.run_of(call_id)
            assert run is not None
            parts = (run, run.hands, run.face, run.hands.exchange)
            runs.extend(weakref.ref(part) for part in parts)
        del run, parts
        scene.alice.desk.hang_up(call_id)
        await scene.over(scene.alice, scene.bob)
        scene.room.made.clear()
        scene.room.by_fingerprint.clear()
        await asyncio.sleep(REMEMBER_ENDED_S + 1)
        assert [run() for run in runs] == [None] * 8

    with no_collector():
        tell(story)
