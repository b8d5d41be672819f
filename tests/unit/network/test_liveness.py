"""When a silent peer is gone. Time and counters are data."""

from megachat_desktop.network.liveness import IDLE, IN_CALL, Liveness, Patience, Verdict

FINE, PROBE, GONE = Verdict.FINE, Verdict.PROBE, Verdict.GONE


def _story(patience: Patience, received: list[int]) -> list[tuple[float, Verdict]]:
    """When it looked, as it asks for, and the verdicts with these counters."""
    liveness, now, story = Liveness(0.0), 0.0, []
    if patience is IN_CALL:
        liveness.watch_closely(True, 0.0)
    for count in received:
        now += liveness.next_look_s
        story.append((now, liveness.look(now, count)))
    return story


def _verdicts(patience: Patience, received: list[int]) -> list[Verdict]:
    return [verdict for _, verdict in _story(patience, received)]


def test_in_a_call_silence_is_probed_after_one_second_and_ends_soon() -> None:
    assert _verdicts(IN_CALL, [5] * 8) == [FINE, FINE] + [PROBE] * 5 + [GONE]


def test_an_answer_to_the_probe_is_life() -> None:
    assert _verdicts(IN_CALL, [5, 5, 5, 6, 6, 6, 7]) == [FINE, FINE, PROBE, FINE, FINE, PROBE, FINE]


def test_otherwise_there_is_time_for_the_keep_alive() -> None:
    assert _story(IDLE, [1, 2, 4, 5]) == [(8, FINE), (16, FINE), (24, FINE), (32, FINE)]


def test_otherwise_a_silent_look_is_followed_by_others_soon() -> None:
    story = [(8, FINE), (16, PROBE), (18, PROBE), (20, GONE)]
    assert _story(IDLE, [1, 1, 1, 1]) == story
    story = [(8, FINE), (16, PROBE), (18, FINE), (26, FINE), (34, PROBE), (36, PROBE), (38, GONE)]
    assert _story(IDLE, [1, 1, 2, 3, 3, 3, 3]) == story


def test_a_computer_that_slept_gives_the_peer_time_to_answer() -> None:
    liveness = Liveness(0.0)
    assert liveness.look(8.0, 1) is FINE
    assert liveness.look(3600.0, 1) is PROBE
    assert liveness.look(3602.0, 2) is FINE


def test_watching_closely_does_not_condemn_a_quiet_peer() -> None:
    liveness = Liveness(0.0)
    liveness.look(2.5, 1)
    liveness.look(5.0, 1)
    liveness.watch_closely(True, 7.4)
    assert liveness.look(7.9, 1) is PROBE
    assert liveness.look(8.4, 2) is FINE


def test_five_seconds_are_enough_in_the_worst_case() -> None:
    assert IN_CALL.gone_after_s + IN_CALL.look_every_s < 5.0


def test_a_late_look_is_no_sleep() -> None:
    """Timers of quiet connections are put together: a look may come a second late."""
    liveness = Liveness(0.0)
    assert liveness.look(9.0, 1) is FINE
    assert liveness.look(18.0, 1) is PROBE
    assert liveness.look(21.0, 1) is GONE
