"""A microphone whose clock is wrong, and sound as true time would have it."""

import numpy as np
import pytest

from megachat_desktop.media.audio.drift import DriftMeter, Resampler

RATE = 48_000


def measured(ppm: float, seconds: float = 25.0, jitter_s: float = 0.002) -> DriftMeter:
    random = np.random.default_rng(1)
    meter = DriftMeter()
    for call in range(1, int(seconds * 100)):
        true_time = call * 0.010 / (1 + ppm * 1e-6)
        meter.observe(call * 480, true_time + float(abs(random.normal(0, jitter_s))))
    return meter


@pytest.mark.parametrize("ppm", [-500.0, -100.0, 100.0, 500.0])
def test_measures_a_clock_through_the_jitter_of_its_callbacks(ppm: float) -> None:
    assert measured(ppm).ppm == pytest.approx(ppm, abs=25)


def test_a_burst_at_the_start_and_a_stall_later_are_not_drift() -> None:
    meter = DriftMeter()
    for call in range(1, 3000):
        samples = call * 480 + (2400 if call > 5 else 0)
        late = 0.04 if call % 400 < 20 else 0.0
        meter.observe(samples - (960 if call > 1700 else 0), call * 0.010 + late)
    assert meter.worth_ppm == 0


def test_goes_on_measuring() -> None:
    meter, samples = DriftMeter(), 0.0
    for call in range(1, 9000):
        samples += 480 * (1 + (300e-6 if call < 3000 else -200e-6))
        meter.observe(round(samples), call * 0.010)
        if call == 2999:
            assert meter.ppm == pytest.approx(300, abs=25)
    assert meter.ppm == pytest.approx(-200, abs=25)


def test_says_nothing_before_ten_seconds() -> None:
    assert measured(500.0, 9.0).worth_ppm == 0


def test_does_not_correct_what_nobody_hears() -> None:
    assert measured(20.0).worth_ppm == 0


def test_a_device_that_stalls_is_not_taken_for_a_slow_one() -> None:
    meter = DriftMeter()
    for call in range(1, 3000):
        meter.observe(call * 480, call * 0.010 + (1.5 if call > 1500 else 0.0))
    assert meter.worth_ppm == 0


@pytest.mark.parametrize("ppm", [-500.0, -60.0, 60.0, 500.0])
def test_resampled_sound_has_true_length_and_pitch(ppm: float) -> None:
    samples = round(10 * RATE * (1 + ppm * 1e-6))
    t = np.arange(samples) / (RATE * (1 + ppm * 1e-6))
    sound = (8000 * np.sin(2 * np.pi * 1000 * t)).astype(np.int16)
    resampler = Resampler()
    parts = [resampler.convert(sound[at : at + 480], ppm) for at in range(0, samples - 479, 480)]
    out = np.concatenate(parts).astype(float)
    assert out.size == pytest.approx(10 * RATE, abs=500)
    spectrum = np.abs(np.fft.rfft(out[: RATE * 9] * np.hanning(RATE * 9))) ** 2
    peak = int(np.argmax(spectrum))
    assert peak / 9 == pytest.approx(1000, abs=0.1)
    tone = spectrum[peak - 30 : peak + 31].sum()
    assert 10 * np.log10(tone / (spectrum.sum() - tone)) > 50


def test_blocks_join_without_a_step() -> None:
    t = np.arange(RATE) / RATE
    sound = (8000 * np.sin(2 * np.pi * 440 * t)).astype(np.int16)
    resampler = Resampler()
    out = np.concatenate(
        [resampler.convert(sound[at : at + 480], 300) for at in range(0, RATE, 480)]
    )
    assert (
        np.abs(np.diff(out[10:].astype(int))).max() <= np.abs(np.diff(sound.astype(int))).max() + 2
    )
