"""Sound and picture of one moment meet; a silent path is noticed step by step."""

import pytest

from megachat_desktop.media.rtp.sync import LipSync
from megachat_desktop.media.rtp.watchdog import PathAlarm, PathWatchdog


def play(
    sync: LipSync,
    sound_lag: float,
    picture_lag: float,
    seconds: float,
    start: float = 100.0,
    needed: float = 0.05,
) -> float:
    """Run both streams with these lags of their own; the skew at the end.

    The sound's buffer needs so much delay itself and goes on to what it is asked for, 40 ms a
    second, as one does that waits for pauses of the voice.
    """
    now, waited = start, max(needed, sync.sound_hold)
    while now < start + seconds:
        sync.on_audio(now, now + sound_lag + waited, waited)
        sync.on_video(now, now + picture_lag + sync.picture_extra)
        sync.update(now)
        now += 0.05
        wanted = max(needed, sync.sound_hold)
        waited += max(-0.002, min(0.002, wanted - waited))
    assert sync.skew is not None
    return sync.skew


def test_a_late_picture_holds_the_sound_back():
    sync = LipSync()
    assert abs(play(sync, 0.05, 0.3, 8.0)) < 0.04
    assert sync.sound_hold == pytest.approx(0.26, abs=0.001)
    assert sync.picture_extra == 0


def test_a_late_sound_holds_the_picture_back():
    sync = LipSync()
    assert abs(play(sync, 0.3, 0.1, 5.0)) < 0.04
    assert sync.picture_extra > 0.15


def test_a_sound_on_its_way_is_not_corrected_again():
    sync = LipSync()
    holds = set()
    for part in range(20):
        play(sync, 0.05, 0.3, 0.5, start=100.0 + part / 2)
        holds.add(round(sync.sound_hold, 3))
    assert holds == {0.0, 0.26}


def test_one_late_picture_moves_nothing():
    sync = LipSync()
    play(sync, 0.05, 0.2, 5.0)
    held = sync.sound_hold
    for late in range(5):
        sync.on_video(105.0 + late, 105.5 + late)
        play(sync, 0.05, 0.2, 1.0, start=105.0 + late)
    assert sync.sound_hold == held


def test_a_held_sound_comes_sooner_again_after_eight_calm_seconds():
    sync = LipSync()
    play(sync, 0.05, 0.3, 8.0)
    play(sync, 0.05, 0.1, 7.0, start=108.0)
    assert sync.sound_hold == pytest.approx(0.26, abs=0.001)
    assert abs(play(sync, 0.05, 0.1, 13.0, start=115.0)) < 0.04
    assert sync.sound_hold < 0.07
    assert sync.picture_extra < 0.03


def test_a_picture_whose_delay_goes_up_and_down_changes_the_sounds_once():
    sync = LipSync()
    holds = set()
    for part in range(12):
        play(sync, 0.05, 0.3 if part % 2 else 0.22, 3.0, start=100.0 + 3 * part)
        if part > 1:
            holds.add(round(sync.sound_hold, 3))
    assert holds == {0.26}


def test_the_picture_is_slow_and_small_skew_is_left_alone():
    sync = LipSync()
    play(sync, 1.0, 0.0, 2.0)
    assert 0 < sync.picture_extra < 0.1  # a second to be sure, then 80 ms per second
    calm = LipSync()
    play(calm, 0.1, 0.165, 3.0)
    assert calm.picture_extra == 0


def test_a_sound_that_is_a_little_early_is_not_held():
    sync = LipSync()
    assert play(sync, 0.05, 0.12, 5.0) == pytest.approx(0.02)
    assert (sync.sound_hold, sync.picture_extra) == (0, 0)


def test_skew_is_unknown_until_both_were_heard_of():
    sync = LipSync()
    sync.on_audio(1.0, 1.1, 0.05)
    assert sync.skew is None
    assert sync.update(1.0) == (0, 0)


def test_silence_raises_each_alarm_once():
    watchdog = PathWatchdog(0.0)
    assert watchdog.next_deadline() == 0.6
    assert watchdog.poll(0.59) == []
    assert watchdog.poll(0.6) == [PathAlarm.PROBE]
    assert watchdog.poll(0.9) == []
    assert watchdog.poll(3.0) == [PathAlarm.MOVE, PathAlarm.LOST]
    assert watchdog.poll(30.0) == [PathAlarm.END]
    assert watchdog.next_deadline() is None


@pytest.mark.parametrize(("silence", "was_lost"), [(0.1, False), (0.7, False), (4.0, True)])
def test_an_arrival_ends_the_silence(silence: float, was_lost: bool):
    watchdog = PathWatchdog(0.0)
    watchdog.poll(silence)
    assert watchdog.on_arrival(silence) == was_lost
    assert watchdog.poll(silence + 0.5) == []
    assert watchdog.poll(silence + 0.6) == [PathAlarm.PROBE]
