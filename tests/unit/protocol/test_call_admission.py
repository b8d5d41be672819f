"""What an arriving OFFER means: every row of PROTOCOL.md 7.5, and who may ring at all."""

import pytest

from megachat_desktop.model.call import CallRole, CallState
from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.ids import CallId
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.call_admission import (
    Admission,
    OwnCall,
    Situation,
    Verdict,
    admit,
)
from megachat_desktop.protocol.call_records import Conference, Offer
from protocol_support import NOW, person, record_bodies

BOB, CAROL = person("bob").account, person("carol").account
NOW_MS = NOW * 1000
LOW, MIDDLE, HIGH = (CallId(bytes([n]) * 16) for n in (1, 5, 9))
_SAMPLE = next(b for b in record_bodies() if isinstance(b, Offer))


def offer(call_id: CallId = MIDDLE, age_s: float = 1.0) -> Offer:
    ts_ms = NOW_MS - round(age_s * 1000)
    return replace(_SAMPLE, call_id=call_id, ts_ms=ts_ms, conference=None)


QUIET = Situation(NOW_MS, ContactState.ACCEPTED)


def own(call_id: CallId, role: CallRole, state: CallState, **more: object) -> OwnCall:
    call = OwnCall(call_id, BOB, role, state, NOW_MS - 5_000)
    return replace(call, **more)


def beside(*calls: OwnCall, **more: object) -> Situation:
    return replace(QUIET, own_calls=calls, **more)


def verdict(situation: Situation, arriving: Offer | None = None) -> Verdict:
    return admit(arriving or offer(), BOB, situation).verdict


def test_a_contact_rings() -> None:
    assert admit(offer(), BOB, QUIET) == Admission(Verdict.RING)


@pytest.mark.parametrize(
    "state",
    [
        None,
        ContactState.REQUESTED,
        ContactState.ASKED_BY_THEM,
        ContactState.IGNORED,
        ContactState.BLOCKED,
    ],
)
def test_nobody_else_rings(state: ContactState | None) -> None:
    assert verdict(replace(QUIET, contact_state=state)) is Verdict.IGNORE


def test_a_leg_of_a_group_call_does_not_ring() -> None:
    leg = replace(offer(), conference=Conference(bytes(32), bytes(16)))
    assert verdict(QUIET, leg) is Verdict.IGNORE


def test_a_call_without_a_common_version_is_refused() -> None:
    assert verdict(QUIET, replace(offer(), versions=(2,))) is Verdict.REFUSE
    assert verdict(QUIET, replace(offer(), versions=())) is Verdict.REFUSE


@pytest.mark.parametrize(("age_s", "expected"), [(60, Verdict.RING), (60.1, Verdict.MISSED)])
def test_an_old_offer_is_a_missed_call(age_s: float, expected: Verdict) -> None:
    assert verdict(QUIET, offer(age_s=age_s)) is expected


def test_the_age_is_measured_on_the_callers_clock() -> None:
    behind = replace(QUIET, clock_difference_ms=3_600_000)
    assert verdict(behind, offer(age_s=3_601)) is Verdict.RING
    assert verdict(behind, offer(age_s=3_661)) is Verdict.MISSED


def test_a_call_id_seen_before_is_a_missed_call() -> None:
    assert verdict(replace(QUIET, seen={MIDDLE})) is Verdict.MISSED


def test_an_offer_from_a_mailbox_is_a_missed_call() -> None:
    assert verdict(replace(QUIET, by_mailbox=True)) is Verdict.MISSED


def test_five_cancelled_calls_within_a_minute_silence_the_sixth() -> None:
    recent = tuple(NOW_MS - 10_000 * n for n in range(1, 6))
    assert verdict(replace(QUIET, cancelled_ms=recent)) is Verdict.MISSED
    older = (*recent[:4], NOW_MS - 60_001)
    assert verdict(replace(QUIET, cancelled_ms=older)) is Verdict.RING


def test_do_not_disturb_is_busy() -> None:
    assert verdict(replace(QUIET, do_not_disturb=True)) is Verdict.BUSY


WITH_CAROL = OwnCall(HIGH, CAROL, CallRole.CALLER, CallState.ACTIVE, NOW_MS - 60_000, NOW_MS)


def test_a_second_call_waits_or_is_busy() -> None:
    assert verdict(beside(WITH_CAROL)) is Verdict.WAIT
    assert verdict(beside(WITH_CAROL, call_waiting=False)) is Verdict.BUSY
    assert verdict(beside(WITH_CAROL, do_not_disturb=True)) is Verdict.BUSY


def test_a_third_call_is_busy() -> None:
    dave = replace(WITH_CAROL, call_id=LOW, contact=person("dave").account)
    assert verdict(beside(WITH_CAROL, dave)) is Verdict.BUSY


def test_several_callers_ring_side_by_side_until_the_screen_is_full() -> None:
    ringing = [
        OwnCall(
            CallId(bytes([n]) * 16), person(name).account, CallRole.CALLEE, CallState.INCOMING, 0
        )
        for n, name in enumerate(("carol", "dave", "erin"))
    ]
    assert verdict(beside(*ringing[:1])) is Verdict.RING
    assert verdict(beside(*ringing[:2])) is Verdict.RING
    assert verdict(beside(*ringing)) is Verdict.BUSY
    assert verdict(beside(WITH_CAROL, *ringing[1:])) is Verdict.WAIT


@pytest.mark.parametrize("state", [CallState.DIALING, CallState.RINGING])
def test_both_call_and_the_lower_id_is_the_call(state: CallState) -> None:
    mine = own(MIDDLE, CallRole.CALLER, state)
    assert admit(offer(LOW), BOB, beside(mine)) == Admission(Verdict.ANSWER_AT_ONCE, MIDDLE)
    assert admit(offer(HIGH), BOB, beside(mine)) == Admission(Verdict.IGNORE)


def test_both_sides_of_a_glare_agree() -> None:
    """Whatever the two ids are, exactly one side answers."""
    for mine, theirs in ((LOW, HIGH), (HIGH, LOW)):
        here = verdict(beside(own(mine, CallRole.CALLER, CallState.DIALING)), offer(theirs))
        there = verdict(beside(own(theirs, CallRole.CALLER, CallState.DIALING)), offer(mine))
        assert {here, there} == {Verdict.ANSWER_AT_ONCE, Verdict.IGNORE}


def test_the_loser_of_a_glare_is_ignored_when_it_comes_late() -> None:
    mine = own(MIDDLE, CallRole.CALLER, CallState.ACTIVE, answered_ms=NOW_MS - 500)
    assert verdict(beside(mine), offer(HIGH, age_s=2)) is Verdict.IGNORE


def test_an_offer_whose_rival_has_hung_up_already_rings() -> None:
    assert verdict(QUIET, offer(HIGH)) is Verdict.RING


@pytest.mark.parametrize("role", list(CallRole))
@pytest.mark.parametrize("arriving", [LOW, HIGH])
def test_a_restarted_peer_replaces_the_call(role: CallRole, arriving: CallId) -> None:
    mine = own(MIDDLE, role, CallState.ACTIVE, answered_ms=NOW_MS - 4_000)
    admission = admit(offer(arriving, age_s=1), BOB, beside(mine))
    assert admission == Admission(Verdict.RING, MIDDLE)


def test_a_restarted_peer_waits_beside_another_call() -> None:
    mine = own(MIDDLE, CallRole.CALLEE, CallState.INCOMING)
    assert admit(offer(LOW), BOB, beside(mine, WITH_CAROL)) == Admission(Verdict.WAIT, MIDDLE)


def test_an_older_offer_does_not_end_the_call_that_overtook_it() -> None:
    mine = own(MIDDLE, CallRole.CALLEE, CallState.ACTIVE)
    assert verdict(beside(mine), offer(LOW, age_s=6)) is Verdict.MISSED


def test_a_repeated_or_reflected_offer_is_ignored() -> None:
    for role in CallRole:
        mine = own(MIDDLE, role, CallState.ACTIVE)
        assert verdict(beside(mine), offer(MIDDLE)) is Verdict.IGNORE
