"""What keeps calls in bounds: early answers, stray records, candidates, further paths."""

import pytest

from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.call import CallRole, EndReason
from megachat_desktop.model.ids import CallId
from megachat_desktop.protocol.call_paths import LAST_PATH, PathAction, PathBook, PathOrder
from megachat_desktop.protocol.call_records import HangUp, Ice, Reveal
from megachat_desktop.protocol.early_answers import EarlyAnswers
from megachat_desktop.protocol.stray_records import (
    MAX_TOLD,
    MAX_WAITING_CALLS,
    StrayRecords,
)
from protocol_support import CALL, CANDIDATE, person, seed

BOB, CAROL = person("bob").account, person("carol").account


def call(number: int) -> CallId:
    return CallId(number.to_bytes(16, "big"))


def test_the_sixth_early_answer_in_ten_minutes_is_late() -> None:
    ration = EarlyAnswers()
    for n in range(5):
        assert ration.may_give(BOB, n * 10.0)
        ration.gave(BOB, call(n), n * 10.0)
    assert not ration.may_give(BOB, 60.0)
    assert ration.may_give(CAROL, 60.0)
    assert not ration.may_give(BOB, 599.9)
    assert ration.may_give(BOB, 600.0)


def test_a_human_who_follows_up_gives_the_ration_back() -> None:
    ration = EarlyAnswers()
    for n in range(5):
        ration.gave(BOB, call(n), 0.0)
    ration.followed_up(BOB, call(3))
    assert ration.may_give(BOB, 1.0)
    ration.followed_up(CAROL, call(3))


def ice(number: int, candidates: int = 1) -> Ice:
    return Ice(call(number), 0, (CANDIDATE,) * candidates)


def test_candidates_that_overtook_their_offer_are_there_for_it() -> None:
    stray = StrayRecords()
    assert not stray.take(BOB, ice(1, 2), 0.0)
    assert not stray.take(BOB, ice(1, 3), 1.0)
    assert stray.claim(CAROL, call(1), 2.0) == ()
    assert stray.claim(BOB, call(1), 2.0) == (ice(1, 2), ice(1, 3))
    assert stray.claim(BOB, call(1), 2.0) == ()


def test_candidates_wait_five_seconds_and_sixty_four_at_most() -> None:
    stray = StrayRecords()
    for _ in range(4):
        stray.take(BOB, ice(1, 32), 0.0)
    assert len(stray.claim(BOB, call(1), 5.0)) == 2
    stray.take(BOB, ice(1), 10.0)
    assert stray.claim(BOB, call(1), 15.1) == ()


def test_a_million_candidates_for_unknown_calls_take_no_room() -> None:
    stray = StrayRecords()
    for n in range(2_000):
        stray.take(BOB, ice(n, 32), 0.0)
    kept = [stray.claim(BOB, call(n), 0.0) for n in range(2_000)]
    assert sum(len(k) > 0 for k in kept) == MAX_WAITING_CALLS


def test_an_unknown_call_is_denied_once() -> None:
    stray = StrayRecords()
    reveal = Reveal(CALL, seed("n_c"))
    assert stray.take(BOB, reveal, 0.0)
    assert not stray.take(BOB, reveal, 1.0)
    assert stray.take(CAROL, reveal, 1.0)
    assert not stray.take(BOB, HangUp(call(2), EndReason.HUNG_UP), 1.0)


def test_the_memory_of_denials_is_bounded() -> None:
    stray = StrayRecords()
    for n in range(MAX_TOLD + 1):
        assert stray.take(BOB, Reveal(call(n), seed("n_c")), 0.0)
    assert stray.take(BOB, Reveal(call(0), seed("n_c")), 0.0)


def test_a_hang_up_takes_waiting_candidates_with_it() -> None:
    stray = StrayRecords()
    stray.take(BOB, ice(1), 0.0)
    stray.take(BOB, HangUp(call(1), EndReason.HUNG_UP), 0.0)
    assert stray.claim(BOB, call(1), 0.0) == ()


def orders(actions: list[PathAction]) -> list[PathOrder]:
    return [a.order for a in actions]


def test_a_further_path_is_confirmed_by_both_before_media_moves() -> None:
    book = PathBook(CallRole.CALLER)
    assert book.propose() == 1
    book.answered(1)
    assert orders(book.ready(1)) == [PathOrder.SEND_CONFIRM]
    assert orders(book.confirm_received(1)) == [PathOrder.VERIFY_CONFIRM]
    assert book.verified(1) == [PathAction(PathOrder.MOVE, 1)]
    assert book.in_use == 1


def test_a_confirmation_that_is_early_waits_for_the_path() -> None:
    book = PathBook(CallRole.CALLEE)
    assert book.offered(1)
    assert book.confirm_received(1) == []
    assert orders(book.ready(1)) == [PathOrder.SEND_CONFIRM, PathOrder.VERIFY_CONFIRM]


def test_both_offer_the_same_path_and_the_callers_counts() -> None:
    caller, callee = PathBook(CallRole.CALLER), PathBook(CallRole.CALLEE)
    assert caller.propose() == callee.propose() == 1
    assert not caller.offered(1)
    assert callee.offered(1)
    caller.answered(1)
    with pytest.raises(RemoteProtocolError):
        callee.answered(1)


def test_media_does_not_move_back() -> None:
    book = PathBook(CallRole.CALLER)
    for number in (1, 2):
        book.propose()
        book.answered(number)
        book.ready(number)
        book.confirm_received(number)
    assert orders(book.verified(2)) == [PathOrder.MOVE]
    assert book.verified(1) == []
    assert book.in_use == 2


@pytest.mark.parametrize("number", [2, 3, 255])
def test_a_path_out_of_turn_is_refused(number: int) -> None:
    with pytest.raises(RemoteProtocolError):
        PathBook(CallRole.CALLER).offered(number)


def test_confirmations_out_of_place_are_refused() -> None:
    book = PathBook(CallRole.CALLEE)
    with pytest.raises(RemoteProtocolError):
        book.confirm_received(1)
    book.offered(1)
    book.confirm_received(1)
    with pytest.raises(RemoteProtocolError):
        book.confirm_received(1)
    with pytest.raises(LocalProtocolError):
        book.verified(2)
    with pytest.raises(LocalProtocolError):
        book.ready(3)


def test_a_repeated_offer_of_a_path_is_answered_once() -> None:
    book = PathBook(CallRole.CALLEE)
    assert book.offered(1)
    assert not book.offered(1)


def test_paths_run_out_instead_of_starting_over() -> None:
    book = PathBook(CallRole.CALLER)
    numbers = [book.propose() for _ in range(LAST_PATH + 1)]
    assert numbers == [*range(1, LAST_PATH + 1), None]
