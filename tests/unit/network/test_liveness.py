"""When a silent peer is gone. Time and counters are data."""

from megachat_desktop.network.liveness import IDLE, IN_CALL, Liveness, Patience, Verdict

FINE, PROBE, GONE = Verdict.FINE, Verdict.PROBE, Verdict.GONE


def _story(patience: Patience, received: list[int]) -> list[Verdict]:
    """The verdicts of looks at the right pace, with these counters."""
    liveness = Liveness(0.0)
    liveness.watch_closely(patience is IN_CALL, 0.0)
    step = patience.look_every_s
    return [liveness.look((i + 1) * step, count) for i, count in enumerate(received)]


def test_in_a_call_silence_is_probed_after_one_second_and_ends_soon() -> None:
    assert _story(IN_CALL, [5] * 8) == [FINE, FINE] + [PROBE] * 5 + [GONE]


def test_an_answer_to_the_probe_is_life() -> None:
    assert _story(IN_CALL, [5, 5, 5, 6, 6, 6, 7]) == [FINE, FINE, PROBE, FINE, FINE, PROBE, FINE]


def test_otherwise_there_is_time_for_the_keep_alive() -> None:
    assert _story(IDLE, [1, 1, 2, 2, 3, 3]) == [FINE] * 6
    assert _story(IDLE, [1] * 7) == [FINE, FINE, FINE, FINE, PROBE, PROBE, GONE]


def test_a_computer_that_slept_gives_the_peer_time_to_answer() -> None:
    liveness = Liveness(0.0)
    assert liveness.look(2.5, 1) is FINE
    assert liveness.look(3600.0, 1) is PROBE
    assert liveness.look(3602.5, 2) is FINE


def test_watching_closely_does_not_condemn_a_quiet_peer() -> None:
    liveness = Liveness(0.0)
    liveness.look(2.5, 1)
    liveness.look(5.0, 1)
    liveness.watch_closely(True, 7.4)
    assert liveness.look(7.9, 1) is PROBE
    assert liveness.look(8.4, 2) is FINE


def test_five_seconds_are_enough_in_the_worst_case() -> None:
    assert IN_CALL.gone_after_s + IN_CALL.look_every_s < 5.0
