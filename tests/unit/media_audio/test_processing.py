"""Echo cancellation and gain, measured on a computed room."""

import numpy as np
import pytest
from numpy.typing import NDArray

from megachat_desktop.media.audio.drift import Resampler
from megachat_desktop.media.audio.processing import ProcessingChoice, VoiceProcessing

RATE = 48_000
BLOCK = 480
Samples = NDArray[np.int16]


def voice(seconds: float, seed: int) -> NDArray[np.float64]:
    """Syllables of coloured noise and harmonics, a pause after each: loud enough to be a voice."""
    random = np.random.default_rng(seed)
    t = np.arange(int(seconds * RATE)) / RATE
    pitch = 110 + 30 * np.sin(2 * np.pi * 0.7 * t + seed) + 20 * seed
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    harmonics = sum(np.sin(k * phase) / k for k in range(1, 25))
    breath = np.convolve(random.normal(0, 1, t.size), np.ones(12) / 12, "same")
    syllables = np.clip(np.sin(2 * np.pi * 3.1 * t + seed), 0, 1) ** 0.5
    made: NDArray[np.float64] = 4000 * syllables * (harmonics + 0.3 * breath)
    return made


def room(seed: int = 3) -> NDArray[np.float64]:
    """A room's answer: the direct sound, then 120 ms of decaying reflections, -10 dB in all."""
    random = np.random.default_rng(seed)
    tail = random.normal(0, 1, int(0.12 * RATE)) * np.exp(-np.arange(int(0.12 * RATE)) / 1200)
    tail[0] = 4.0
    return tail / np.linalg.norm(tail) * 0.3


def echo_of(far: NDArray[np.float64], delay_s: float) -> NDArray[np.float64]:
    size = 1 << (far.size + RATE).bit_length()
    heard = np.fft.irfft(np.fft.rfft(far, size) * np.fft.rfft(room(), size), size)[: far.size]
    shift = int(delay_s * RATE)
    return np.concatenate((np.zeros(shift), heard))[: far.size]


def run(
    processing: VoiceProcessing, far: NDArray[np.float64], near: NDArray[np.float64], delay: float
) -> Samples:
    out = []
    for at in range(0, min(far.size, near.size) - BLOCK + 1, BLOCK):
        processing.set_delay(delay)
        processing.played(far[at : at + BLOCK].astype(np.int16).tobytes())
        out.append(processing.heard(near[at : at + BLOCK].astype(np.int16).tobytes()))
    return np.frombuffer(b"".join(out), np.int16)


def power_db(sound: NDArray[np.float64] | Samples) -> float:
    return 10 * float(np.log10(np.mean(sound.astype(float) ** 2) + 0.1))


@pytest.mark.parametrize("delay_s", [0.04, 0.1])
def test_takes_30_db_of_echo_out_within_three_seconds(delay_s: float) -> None:
    far = voice(8, 1)
    echo = echo_of(far, delay_s)
    processing = VoiceProcessing(ProcessingChoice(True, True, False))
    out = run(processing, far, echo, delay_s)
    after = slice(3 * RATE, None)
    assert power_db(echo[after]) - power_db(out[after]) >= 30
    assert processing.echo_return_loss_db >= 25


def test_a_speaker_with_another_clock_than_the_microphone_makes_no_difference() -> None:
    far = voice(30, 1)
    ppm = 400.0
    at_microphone = echo_of(far, 0.05)
    fast = Resampler()
    played = [
        fast.convert(far[at : at + BLOCK].astype(np.int16), -ppm)
        for at in range(0, far.size - BLOCK + 1, BLOCK)
    ]
    levels = {}
    for known in (0.0, ppm):
        processing = VoiceProcessing(ProcessingChoice(True, False, False))
        processing.set_drift(known)
        out = run(processing, np.concatenate(played).astype(float), at_microphone, 0.05)
        levels[known] = power_db(out[15 * RATE :])
    assert levels[ppm] <= levels[0.0]
    assert power_db(at_microphone[15 * RATE :]) - levels[ppm] >= 25


def test_keeps_the_voice_while_the_other_speaks() -> None:
    far, near = voice(8, 1), voice(8, 2)
    processing = VoiceProcessing(ProcessingChoice(True, False, False))
    out = run(processing, far, echo_of(far, 0.05) + near, 0.05)
    after = slice(4 * RATE, None)
    assert abs(power_db(out[after]) - power_db(near[after])) < 6


def test_brings_a_quiet_voice_up() -> None:
    quiet = voice(8, 1) * 0.05
    processing = VoiceProcessing(ProcessingChoice(False, False, True))
    out = run(processing, np.zeros(quiet.size), quiet, 0.0)
    assert power_db(out[4 * RATE :]) - power_db(quiet[4 * RATE :]) > 6


def test_suppresses_steady_noise() -> None:
    noise = np.random.default_rng(1).normal(0, 300, 6 * RATE)
    processing = VoiceProcessing(ProcessingChoice(False, True, False))
    out = run(processing, np.zeros(noise.size), noise, 0.0)
    assert power_db(noise[3 * RATE :]) - power_db(out[3 * RATE :]) > 10


def test_leaves_the_block_that_is_played_as_it_is() -> None:
    processing = VoiceProcessing(ProcessingChoice())
    block = voice(0.1, 1)[:BLOCK].astype(np.int16).tobytes()
    kept = bytes(bytearray(block))
    processing.played(block)
    assert block == kept
