"""A missing packet is asked for after a grace, twice a round, six rounds long."""

import pytest

from megachat_desktop.media.rtp.nack import MAX_MISSING, ROUNDS, NackTracker


def requests(tracker: NackTracker, until: float) -> list[float]:
    """When something was asked for, following the tracker's own deadlines."""
    asked = []
    while (deadline := tracker.next_deadline()) is not None and deadline <= until:
        if tracker.due(deadline):
            asked.append(round(deadline, 4))
    return asked


def test_every_request_goes_twice_and_rounds_follow_the_round_trip():
    tracker = NackTracker()
    tracker.set_rtt(0.1)
    tracker.on_packet(1, 0.0)
    tracker.on_packet(3, 0.0)
    asked = requests(tracker, 10.0)
    assert asked[:4] == [0.01, 0.025, 0.12, 0.135]
    assert len(asked) == 2 * ROUNDS


def test_rounds_are_never_closer_than_twenty_milliseconds():
    tracker = NackTracker()
    tracker.set_rtt(0.001)
    tracker.on_packet(1, 0.0)
    tracker.on_packet(3, 0.0)
    assert requests(tracker, 10.0)[:4] == [0.01, 0.025, 0.03, 0.045]


def test_a_packet_within_the_grace_is_never_asked_for():
    tracker = NackTracker()
    for number, now in ((1, 0.0), (3, 0.0), (2, 0.009)):
        tracker.on_packet(number, now)
    assert tracker.next_deadline() is None
    assert len(tracker) == 0


def test_the_grace_is_learnt_from_reordering_and_has_a_limit():
    tracker = NackTracker()
    for number, now in ((1, 0.0), (3, 0.0), (2, 0.02), (5, 1.0)):
        tracker.on_packet(number, now)
    assert tracker.next_deadline() == pytest.approx(1.024)
    for number, now in ((4, 1.9), (7, 2.0)):
        tracker.on_packet(number, now)
    assert tracker.next_deadline() == pytest.approx(2.04)


def test_a_resent_packet_teaches_nothing_about_reordering():
    tracker = NackTracker()
    tracker.on_packet(1, 0.0)
    tracker.on_packet(3, 0.0)
    tracker.on_packet(2, 0.3, recovered=True)
    tracker.on_packet(5, 1.0)
    assert tracker.next_deadline() == pytest.approx(1.01)


def test_what_a_key_frame_made_useless_is_forgotten():
    tracker = NackTracker()
    tracker.on_packet(1, 0.0)
    tracker.on_packet(10, 0.0)
    tracker.forget_before(8)
    assert tracker.due(0.02) == [8, 9]


def test_an_outage_does_not_ask_for_everything():
    tracker = NackTracker()
    tracker.on_packet(1, 0.0)
    tracker.on_packet(50_000, 8.0)
    assert len(tracker) == MAX_MISSING
    assert max(tracker.due(8.02)) == 49_999
