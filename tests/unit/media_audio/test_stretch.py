"""A voice played faster or slower keeps its pitch and gets no seams."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from megachat_desktop.media.rtp.stretch import Wsola, cross_fade

RATE = 48_000
Samples = NDArray[np.int16]


def vowel(pitch: float, seconds: float = 2.0) -> Samples:
    t = np.arange(int(RATE * seconds)) / RATE
    tones = sum(np.sin(2 * np.pi * pitch * k * t + k) / k for k in (1, 2, 3))
    return (8000 * tones).astype(np.int16)


def run(sound: Samples, change: Callable[[Wsola, Samples], Samples]) -> Samples:
    wsola, waiting, out = Wsola(), np.zeros(0, np.int16), []
    for at in range(0, sound.size - 959, 960):
        waiting = change(wsola, np.concatenate((waiting, sound[at : at + 960])))
        while waiting.size >= 480:
            out.append(waiting[:480])
            wsola.played(waiting[:480])
            waiting = waiting[480:]
    return np.concatenate(out)


def purity_db(sound: Samples, pitch: float) -> float:
    """Power at the three harmonics against all else."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(sound.size))) ** 2
    frequency = np.fft.rfftfreq(sound.size, 1 / RATE)
    tones = sum(spectrum[np.abs(frequency - k * pitch) < 8].sum() for k in (1, 2, 3))
    return float(10 * np.log10(tones / (spectrum.sum() - tones)))


@pytest.mark.parametrize("pitch", [80.0, 100.0, 150.0, 250.0, 390.0])
def test_shortens_without_changing_the_pitch(pitch: float) -> None:
    out = run(vowel(pitch), Wsola.shorten)
    assert out.size < 0.85 * vowel(pitch).size
    assert purity_db(out, pitch) > 35


@pytest.mark.parametrize("pitch", [80.0, 100.0, 150.0, 250.0, 390.0])
def test_lengthens_without_changing_the_pitch(pitch: float) -> None:
    out = run(vowel(pitch), Wsola.lengthen)
    assert out.size > 1.15 * vowel(pitch).size
    assert purity_db(out, pitch) > 35


@pytest.mark.parametrize("change", [Wsola.shorten, Wsola.lengthen])
def test_seams_are_no_steeper_than_the_voice(change: Callable[[Wsola, Samples], Samples]) -> None:
    sound = vowel(130.0)
    steepest = np.abs(np.diff(sound.astype(int))).max()
    assert np.abs(np.diff(run(sound, change).astype(int))).max() < 1.1 * steepest


@pytest.mark.parametrize("change", [Wsola.shorten, Wsola.lengthen])
def test_leaves_loud_noise_alone(change: Callable[[Wsola, Samples], Samples]) -> None:
    noise = np.random.default_rng(1).normal(0, 3000, RATE).astype(np.int16)
    assert abs(run(noise, change).size - noise.size) <= 960


@pytest.mark.parametrize("change", [Wsola.shorten, Wsola.lengthen])
def test_stretches_silence_freely(change: Callable[[Wsola, Samples], Samples]) -> None:
    quiet = np.zeros(RATE, np.int16)
    assert abs(run(quiet, change).size - quiet.size) > 0.2 * RATE


def shorten_in_pauses(wsola: Wsola, waiting: Samples) -> Samples:
    return wsola.shorten(waiting, anywhere=False)


def lengthen_in_pauses(wsola: Wsola, waiting: Samples) -> Samples:
    return wsola.lengthen(waiting, anywhere=False)


IN_PAUSES = pytest.mark.parametrize("change", [shorten_in_pauses, lengthen_in_pauses])


@IN_PAUSES
def test_a_voice_is_left_alone_where_only_pauses_may_change(
    change: Callable[[Wsola, Samples], Samples],
) -> None:
    assert abs(run(vowel(150.0), change).size - vowel(150.0).size) <= 960


@IN_PAUSES
def test_a_noisy_pause_between_two_words_may_change(
    change: Callable[[Wsola, Samples], Samples],
) -> None:
    room = np.random.default_rng(1).normal(0, 200, RATE).astype(np.int16)
    word = vowel(150.0, 1.0)
    out = run(np.concatenate((word, room, word)), change)
    assert abs(out.size - 3 * RATE) > 0.2 * RATE
    for heard in (out[:RATE], out[-RATE:]):
        assert np.abs(heard[4800:-4800]).max() == np.abs(word).max()


def test_leaves_too_little_sound_as_it_is() -> None:
    short = vowel(150.0)[:300]
    assert Wsola().shorten(short) is short
    assert Wsola().lengthen(short) is short


def test_cross_fade_begins_with_the_old_and_ends_with_the_new() -> None:
    faded = cross_fade(np.full(100, 1000, np.int16), np.full(300, -1000, np.int16))
    assert (faded[0], faded[99], faded.size) == (1000, -1000, 300)
    assert (faded[100:] == -1000).all()
    alone = np.full(10, 5, np.int16)
    assert cross_fade(np.zeros(0, np.int16), alone) is alone
