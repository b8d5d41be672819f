"""Candidates of a call: ours wait for a first record, theirs for something to connect."""

import pytest

from megachat_desktop.engine.calls.candidates import (
    CALL_CANDIDATES,
    FIRST_PATH,
    OwnCandidates,
    TheirCandidates,
)
from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.ids import CallId
from megachat_desktop.protocol.call_description import Candidate
from megachat_desktop.protocol.call_records import MAX_CANDIDATES, Ice

CALL = CallId(b"c" * 16)


def found(count: int) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(str(number), "udp", 1, SocketAddress("192.0.2.1", 4000 + number), "host")
        for number in range(count)
    )


def test_ours_wait_for_the_first_record_and_follow_by_themselves_afterwards() -> None:
    own = OwnCandidates(CALL)
    assert not own.put(found(2), False)
    assert own.take() == [Ice(CALL, FIRST_PATH, found(2), False)]
    assert own.take() == []
    assert own.put(found(1), True)
    assert own.take() == [Ice(CALL, FIRST_PATH, found(1), True)]


def test_many_go_in_several_records_of_which_the_last_one_says_so() -> None:
    own = OwnCandidates(CALL)
    own.put(found(MAX_CANDIDATES + 1), True)
    first, last = own.take()
    assert (len(first.candidates), first.end) == (MAX_CANDIDATES, False)
    assert (len(last.candidates), last.end) == (1, True)


def test_theirs_are_kept_in_order_and_bounded_over_the_whole_call() -> None:
    theirs = TheirCandidates()
    one, two = Ice(CALL, FIRST_PATH, found(1), False), Ice(CALL, FIRST_PATH, found(2), True)
    for ice in (one, two):
        theirs.count(ice)
        theirs.keep(ice)
    assert theirs.waiting
    assert theirs.take() == [(found(1), False), (found(2), True)]
    assert not theirs.waiting
    theirs.count(Ice(CALL, FIRST_PATH, found(CALL_CANDIDATES - 3), False))
    with pytest.raises(RemoteProtocolError):
        theirs.count(Ice(CALL, FIRST_PATH, found(1), False))
