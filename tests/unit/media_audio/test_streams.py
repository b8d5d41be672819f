"""Rings and streams between a device's thread and the audio thread."""

from hypothesis import given, settings
from hypothesis import strategies as st

from audio_fakes import FakeLayer, HandClock
from megachat_desktop.media.audio.ring import Ring, WakeUp
from megachat_desktop.media.audio.streams import (
    DeviceCapture,
    DevicePlayback,
    NullCapture,
    NullPlayback,
)

BLOCK = bytes(960)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 40)), max_size=60))
def test_a_ring_gives_back_what_it_took_in_order(steps: list[tuple[bool, int]]) -> None:
    ring, expected, number = Ring(50), bytearray(), 0
    for writes, samples in steps:
        if writes:
            data = b"".join((number + k).to_bytes(2, "little") for k in range(samples))
            number += samples
            dropped = ring.write(data)
            expected += data[: 2 * (samples - dropped)]
        else:
            out = ring.read(samples)
            assert out == expected[: len(out)]
            del expected[: len(out)]
        assert ring.fill == len(expected) // 2 <= 50


def test_a_cleared_ring_is_empty() -> None:
    ring = Ring(10)
    ring.write(bytes(10))
    ring.clear()
    assert (ring.fill, ring.read(5)) == (0, b"")


def test_waking_before_the_wait_is_not_lost_and_counts_once() -> None:
    wake = WakeUp()
    wake.set()
    wake.set()
    wake.wait(10.0)  # returns at once
    wake.wait(0.001)  # and this one by its timeout


def test_a_microphone_gives_blocks_with_the_time_they_were_heard() -> None:
    layer, clock = FakeLayer(), HandClock()
    stream = DeviceCapture(layer, "mic", WakeUp(), clock)
    assert (stream.started, stream.read()) == (False, None)
    clock.now += 0.02
    layer.opened[0].hear(BLOCK + BLOCK)
    first, second = stream.read(), stream.read()
    assert first is not None
    assert second is not None
    assert round(second[1] - first[1], 6) == 0.010
    assert round(clock.now - first[1], 6) == 0.030  # two blocks and the device's own
    assert (stream.started, stream.read()) == (True, None)


def test_a_microphone_nobody_reads_counts_what_it_drops() -> None:
    layer = FakeLayer()
    stream = DeviceCapture(layer, "mic", WakeUp(), HandClock())
    for _ in range(52):
        layer.opened[0].hear(BLOCK)
    assert stream.xruns == 2
    assert stream.position[0] == 52 * 480


def test_a_device_that_says_nothing_for_a_quarter_of_a_second_is_gone() -> None:
    layer, clock = FakeLayer(), HandClock()
    stream = DeviceCapture(layer, "mic", WakeUp(), clock)
    assert stream.alive(clock.now + 0.24)
    assert not stream.alive(clock.now + 0.26)
    layer.opened[0].running = False
    assert not stream.alive(clock.now)


def test_a_speaker_is_kept_20_ms_ahead() -> None:
    layer, clock = FakeLayer(), HandClock()
    stream = DevicePlayback(layer, "ear", WakeUp(), clock)
    assert stream.wanted(clock.now) == 2
    stream.write(BLOCK)
    stream.write(BLOCK)
    assert stream.wanted(clock.now) == 0
    assert len(layer.opened[0].play()) == 960
    assert stream.wanted(clock.now) == 1
    assert round(stream.latency_s(clock.now), 6) == 0.030


def test_a_speaker_that_runs_dry_gets_more_ahead_and_less_after_a_quiet_minute() -> None:
    layer, clock = FakeLayer(), HandClock()
    stream = DevicePlayback(layer, "ear", WakeUp(), clock)
    layer.opened[0].play()
    assert stream.xruns == 0  # nothing was promised yet
    stream.write(BLOCK)
    wanted = []
    for _ in range(6):
        layer.opened[0].play(2000)
        wanted.append(stream.wanted(clock.now))
    assert wanted == [3, 4, 5, 6, 6, 6]
    clock.now += 61
    assert stream.wanted(clock.now) == 5


def test_a_speaker_has_begun_once_it_asks_for_more_than_its_buffer() -> None:
    layer = FakeLayer()
    stream = DevicePlayback(layer, "ear", WakeUp(), HandClock())
    layer.opened[0].play(960)
    assert not stream.started
    layer.opened[0].play(480)
    layer.opened[0].play(480)
    assert stream.started


def test_no_microphone_is_silence_in_real_time() -> None:
    clock = HandClock()
    stream = NullCapture(clock)
    assert stream.read() == (bytes(960), clock.now - 0.010)
    assert stream.read() is None
    clock.now += 0.031
    assert sum(stream.read() is not None for _ in range(10)) == 3


def test_after_sleep_no_microphone_does_not_catch_up() -> None:
    clock = HandClock()
    stream = NullCapture(clock)
    stream.read()
    clock.now += 3600
    assert sum(stream.read() is not None for _ in range(10)) == 1


def test_no_speaker_lets_time_pass() -> None:
    clock = HandClock()
    stream = NullPlayback(clock)
    for _ in range(stream.wanted(clock.now)):
        stream.write(BLOCK)
    assert stream.wanted(clock.now) == 0
    clock.now += 0.05
    assert stream.wanted(clock.now) == 5
    clock.now += 3600
    assert stream.wanted(clock.now) == 2
