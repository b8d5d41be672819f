"""Whole calls in simulated time, over a wire of encoded records (PROTOCOL.md 7.4 and 7.5)."""

import pytest

from call_story import Side, World, couple
from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.call import CallState, EndReason
from megachat_desktop.protocol import call_records as calls
from megachat_desktop.protocol.call_vocabulary import (
    Cause,
    Input,
    Order,
    RaiseAlarm,
    SendAnswer,
    SendHangUp,
)

TALK = ["DIALING", "RINGING", "CONNECTING", "ACTIVE"]


def test_early_form_has_the_path_ready_before_the_person_answers() -> None:
    world, alice, bob = couple()
    alice.feed(Input.DIAL)
    world.run((alice, bob), 3.0)
    assert alice.machine.confirmed
    assert bob.machine.confirmed
    assert Order.OPEN_GATE not in alice.orders + bob.orders
    bob.feed(Input.ACCEPT)
    assert bob.machine.state is CallState.ACTIVE
    world.run((alice, bob), 3.06)
    assert alice.machine.state is CallState.ACTIVE
    alice.feed(Input.HANG_UP)
    world.run((alice, bob), 60.0)
    assert alice.story == ["DIALING", "RINGING", "ACTIVE", "ENDED"]
    assert bob.story == ["INCOMING", "ACTIVE", "ENDED"]
    assert (alice.reason, bob.reason) == (EndReason.HUNG_UP, EndReason.HUNG_UP)


def test_late_form_makes_the_path_after_the_answer() -> None:
    world, alice, bob = couple()
    bob.offer = Input.OFFER_LATE
    alice.feed(Input.DIAL)
    world.run((alice, bob), 3.0)
    assert Order.CONNECT_MEDIA not in alice.orders + bob.orders
    bob.feed(Input.ACCEPT)
    world.run((alice, bob), 5.0)
    assert alice.story == TALK
    assert bob.story == ["INCOMING", "CONNECTING", "ACTIVE"]
    assert SendAnswer(with_callee=True) in bob.orders


def test_the_gate_is_opened_once_on_each_side() -> None:
    world, alice, bob = couple()
    alice.feed(Input.DIAL)
    world.run((alice, bob), 1.0)
    bob.feed(Input.ACCEPT)
    world.run((alice, bob), 2.0)
    assert alice.orders.count(Order.OPEN_GATE) == bob.orders.count(Order.OPEN_GATE) == 1


def test_nobody_answers() -> None:
    world, alice, bob = couple()
    alice.feed(Input.DIAL)
    world.run((alice, bob), 44.9)
    assert alice.machine.state is CallState.RINGING
    world.run((alice, bob), 60.0)
    assert (alice.reason, bob.reason) == (EndReason.NO_ANSWER, EndReason.NO_ANSWER)
    assert SendHangUp(EndReason.NO_ANSWER) in alice.orders


def test_the_callee_stops_by_itself_when_the_caller_has_vanished() -> None:
    world, alice, bob = couple()
    alice.loses = lambda body: isinstance(body, calls.HangUp)
    alice.feed(Input.DIAL)
    world.run((alice, bob), 49.9)
    assert bob.machine.state is CallState.INCOMING
    world.run((alice, bob), 51.0)
    assert bob.reason is EndReason.NO_ANSWER


def test_nobody_is_there() -> None:
    world, alice, bob = couple()
    alice.loses = lambda body: True
    alice.feed(Input.DIAL)
    world.run((alice, bob), 14.9)
    assert alice.machine.state is CallState.DIALING
    world.run((alice, bob), 15.1)
    assert alice.machine.end is not None
    assert alice.machine.end.cause is Cause.UNREACHABLE
    assert Order.DEPOSIT_MISSED_CALL in alice.orders


def test_an_acknowledged_offer_is_waited_for() -> None:
    world, alice, bob = couple()
    bob.loses = lambda body: isinstance(body, calls.Ringing)
    alice.feed(Input.DIAL)
    world.run((alice, bob), 30.0)
    assert alice.machine.state is CallState.DIALING


def test_declining() -> None:
    world, alice, bob = couple()
    alice.feed(Input.DIAL)
    world.run((alice, bob), 2.0)
    bob.feed(Input.DECLINE)
    world.run((alice, bob), 3.0)
    assert (alice.reason, bob.reason) == (EndReason.DECLINED, EndReason.DECLINED)


def test_cancelling_before_the_answer() -> None:
    world, alice, bob = couple()
    alice.feed(Input.DIAL)
    world.run((alice, bob), 2.0)
    alice.feed(Input.HANG_UP)
    world.run((alice, bob), 3.0)
    assert bob.story == ["INCOMING", "ENDED"]
    assert bob.reason is EndReason.HUNG_UP


def test_cancel_against_accept_ends_both_and_nobody_sends_media() -> None:
    world, alice, bob = couple()
    bob.offer = Input.OFFER_LATE
    alice.feed(Input.DIAL)
    world.run((alice, bob), 2.0)
    alice.feed(Input.HANG_UP)
    bob.feed(Input.ACCEPT)
    world.run((alice, bob), 30.0)
    assert alice.orders.count(SendHangUp(EndReason.HUNG_UP)) == 2
    assert bob.story == ["INCOMING", "CONNECTING", "ENDED"]
    assert Order.OPEN_GATE not in alice.orders + bob.orders


def test_a_callee_who_is_in_another_call_may_answer_later() -> None:
    world, alice, bob = couple()
    bob.offer = Input.OFFER_WAITING
    alice.feed(Input.DIAL)
    world.run((alice, bob), 2.0)
    assert alice.machine.waiting
    bob.feed(Input.ACCEPT)
    world.run((alice, bob), 4.0)
    assert not alice.machine.waiting
    assert alice.story == TALK


def test_both_call_and_the_winner_is_answered_at_once() -> None:
    world, alice, bob = couple()
    bob.offer = Input.OFFER_GLARE
    alice.feed(Input.DIAL)
    world.run((alice, bob), 2.0)
    assert alice.machine.state is bob.machine.state is CallState.ACTIVE
    assert "INCOMING" not in bob.story


def test_the_loser_of_a_glare_drops_its_call_without_a_word() -> None:
    _, alice, _ = couple()
    alice.loses = lambda body: True
    alice.feed(Input.DIAL)
    alice.feed(Input.GLARE_LOST)
    assert alice.machine.end is not None
    assert alice.machine.end.cause is Cause.GLARE
    assert not any(isinstance(a, SendHangUp) for a in alice.orders)


@pytest.mark.parametrize("form", [Input.OFFER_EARLY, Input.OFFER_LATE])
def test_mallory_in_the_middle_is_noticed_loudly_before_anything_flows(form: Input) -> None:
    world, alice, bob = couple()
    bob.offer, bob.honest, alice.honest = form, False, False
    alice.feed(Input.DIAL)
    world.run((alice, bob), 1.0)
    if form is Input.OFFER_LATE:
        bob.feed(Input.ACCEPT)
    world.run((alice, bob), 2.0)
    assert alice.alarms == [RaiseAlarm(Cause.WRONG_CONFIRM)]
    assert (alice.reason, bob.reason) == (EndReason.FAILED, EndReason.FAILED)
    assert Order.OPEN_GATE not in alice.orders + bob.orders


def test_a_missing_confirmation_fails_ten_seconds_after_the_answer() -> None:
    world, alice, bob = couple()
    bob.loses = lambda body: isinstance(body, calls.Confirm)
    alice.feed(Input.DIAL)
    world.run((alice, bob), 2.0)
    bob.feed(Input.ACCEPT)
    world.run((alice, bob), 11.9)
    assert alice.machine.state is CallState.CONNECTING
    world.run((alice, bob), 13.0)
    assert alice.alarms == [RaiseAlarm(Cause.NO_CONFIRM)]
    assert bob.reason is EndReason.FAILED


def test_no_path_fails_ten_seconds_after_the_answer() -> None:
    world, alice, bob = couple()
    alice.path_works = bob.path_works = False
    alice.feed(Input.DIAL)
    world.run((alice, bob), 2.0)
    bob.feed(Input.ACCEPT)
    world.run((alice, bob), 13.0)
    assert bob.machine.end is not None
    assert bob.machine.end.cause is Cause.NO_PATH


def talking() -> tuple[World, Side, Side]:
    world, alice, bob = couple()
    alice.feed(Input.DIAL)
    world.run((alice, bob), 1.0)
    bob.feed(Input.ACCEPT)
    world.run((alice, bob), 2.0)
    return world, alice, bob


def test_a_lost_path_is_repaired_again_and_again_for_thirty_seconds() -> None:
    world, alice, bob = talking()
    alice.feed(Input.MEDIA_LOST)
    assert alice.machine.state is CallState.RECONNECTING
    world.run((alice, bob), 31.9)
    assert alice.orders.count(Order.REPAIR_PATH) == 5  # at 0, 2, 6, 14 and 22 s
    world.run((alice, bob), 32.1)
    assert alice.machine.end is not None
    assert alice.machine.end.cause is Cause.LOST
    assert bob.machine.state is CallState.ENDED


def test_a_path_that_comes_back_goes_on_where_it_was() -> None:
    world, alice, bob = talking()
    alice.feed(Input.HOLD)
    alice.feed(Input.MEDIA_LOST)
    alice.feed(Input.PEER_HOLD)
    world.run((alice, bob), 10.0)
    alice.feed(Input.MEDIA_BACK)
    assert alice.machine.state is CallState.ON_HOLD
    alice.feed(Input.RESUME)
    assert alice.machine.state is CallState.ON_HOLD
    alice.feed(Input.PEER_RESUME)
    assert alice.machine.state is CallState.ACTIVE
    assert alice.machine.next_deadline() is None


def test_a_peer_that_pauses_before_our_gate_opens_is_on_hold_from_the_start() -> None:
    world, alice, bob = couple()
    alice.feed(Input.DIAL)
    world.run((alice, bob), 1.0)
    alice.feed(Input.PEER_HOLD)
    bob.feed(Input.ACCEPT)
    world.run((alice, bob), 2.0)
    assert Order.OPEN_GATE in alice.orders
    assert alice.machine.state is CallState.ON_HOLD
    alice.feed(Input.PEER_RESUME)
    assert alice.machine.state is CallState.ACTIVE


def test_holding_twice_sends_one_order() -> None:
    _, alice, _ = talking()
    alice.feed(Input.HOLD)
    alice.feed(Input.HOLD)
    assert alice.orders.count(Order.HOLD_MEDIA) == 1


def test_a_restarted_peer_ends_the_old_call_without_a_hang_up() -> None:
    _, alice, _ = talking()
    alice.feed(Input.REPLACED)
    assert alice.machine.end is not None
    assert alice.machine.end.cause is Cause.RESTARTED
    assert not any(isinstance(a, SendHangUp) for a in alice.orders)


def test_a_second_callee_part_fails_the_call() -> None:
    world, alice, bob = couple()
    alice.feed(Input.DIAL)
    world.run((alice, bob), 1.0)
    alice.feed(Input.CALLEE_RECEIVED)
    assert alice.machine.end is not None
    assert alice.machine.end.cause is Cause.BROKEN


def test_an_answer_without_any_callee_part_fails_the_call() -> None:
    _, alice, _ = couple()
    alice.loses = lambda body: True
    alice.feed(Input.DIAL)
    alice.feed(Input.ANSWER)
    assert alice.reason is EndReason.FAILED


def test_a_reveal_before_our_nonce_was_fixed_fails_the_call() -> None:
    world, alice, bob = couple()
    bob.offer = Input.OFFER_LATE
    alice.feed(Input.DIAL)
    world.run((alice, bob), 1.0)
    bob.feed(Input.REVEAL_VERIFIED)
    assert bob.reason is EndReason.FAILED


def test_the_peers_reason_after_an_answer_is_no_decline() -> None:
    _, alice, _ = talking()
    alice.feed(Input.REMOTE_HANG_UP, EndReason.DECLINED)
    assert alice.reason is EndReason.HUNG_UP


def test_a_gone_connection_ends_no_call() -> None:
    _, alice, _ = talking()
    alice.feed(Input.PEER_GONE)
    assert alice.machine.state is CallState.ACTIVE


def test_mistakes_are_blamed_on_the_right_side() -> None:
    _, alice, bob = talking()
    with pytest.raises(RemoteProtocolError):
        alice.machine.handle(Input.REVEAL_VERIFIED, 3.0)
    with pytest.raises(LocalProtocolError):
        bob.machine.handle(Input.DIAL, 3.0)
