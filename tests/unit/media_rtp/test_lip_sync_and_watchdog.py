"""Sound and picture of one moment meet; a silent path is noticed step by step."""

import pytest

from megachat_desktop.media.rtp.sync import LipSync
from megachat_desktop.media.rtp.watchdog import PathAlarm, PathWatchdog


def play(
    sync: LipSync, audio_lag: float, video_lag: float, seconds: float, start: float = 100.0
) -> float:
    """Run both streams with these lags of their own; the skew at the end."""
    sync_now = start
    while sync_now < start + seconds:
        sync.on_audio(sync_now, sync_now + audio_lag + sync.audio_extra)
        sync.on_video(sync_now, sync_now + video_lag + sync.video_extra)
        sync.update(sync_now)
        sync_now += 0.1
    assert sync.skew is not None
    return sync.skew


def test_a_late_picture_holds_the_sound_back():
    sync = LipSync()
    assert abs(play(sync, 0.05, 0.25, 5.0)) < 0.04
    assert sync.audio_extra > 0.15
    assert sync.video_extra == 0


def test_a_late_sound_holds_the_picture_back():
    sync = LipSync()
    assert abs(play(sync, 0.3, 0.1, 5.0)) < 0.04
    assert sync.video_extra > 0.15


def test_a_held_stream_is_let_go_before_the_other_is_held():
    sync = LipSync()
    play(sync, 0.05, 0.25, 5.0)
    assert abs(play(sync, 0.05, 0.05, 5.0, start=105.0)) < 0.04
    assert sync.video_extra == 0


def test_correction_is_slow_and_small_skew_is_left_alone():
    sync = LipSync()
    play(sync, 0.0, 1.0, 1.0)
    assert sync.audio_extra <= 0.08
    calm = LipSync()
    play(calm, 0.1, 0.135, 2.0)
    assert (calm.audio_extra, calm.video_extra) == (0, 0)


def test_skew_is_unknown_until_both_were_heard_of():
    sync = LipSync()
    sync.on_audio(1.0, 1.1)
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
