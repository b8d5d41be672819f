"""Rates: of the last second while the call runs, of the whole call at its end."""

from megachat_desktop.media.statistics import Statistics, _Meter
from megachat_desktop.model.media import MediaSnapshot


def test_before_a_call_everything_is_zero() -> None:
    assert Statistics().snapshot(None, None, None, None, whole=True) == MediaSnapshot()


def test_a_rate_is_that_of_the_time_since_the_last_reading() -> None:
    meter = _Meter()
    assert meter.read(0, 10.0) == 0
    assert meter.read(100, 11.0) == 100
    assert meter.read(400, 12.0) == 300


def test_two_readings_close_together_give_the_same_rate() -> None:
    meter = _Meter()
    meter.read(0, 10.0)
    meter.read(100, 11.0)
    assert meter.read(101, 11.1) == 100


def test_the_average_is_that_of_the_whole_call() -> None:
    meter = _Meter()
    meter.read(0, 10.0)
    meter.read(100, 11.0)
    meter.read(400, 12.0)
    assert meter.average(400, 12.0) == 200
