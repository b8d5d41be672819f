"""Make the sounds that ship with the program: run it to write resources/sounds/*.wav again.

All of them are computed here, from sines and envelopes; nothing is recorded or borrowed.
16-bit mono at 48 kHz. The pauses between rings are the program's, not the files'.
"""

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
PEAK = 0.7
TARGET = Path(__file__).resolve().parent.parent / "resources" / "sounds"

Sound = NDArray[np.float64]


def note(hertz: float, seconds: float, decay_s: float) -> Sound:
    """A struck bar: a few partials that die away, the higher the sooner."""
    t = np.arange(int(seconds * RATE)) / RATE
    sound = np.zeros_like(t)
    for partial, strength in ((1.0, 1.0), (2.0, 0.35), (3.93, 0.25), (9.2, 0.06)):
        sound += strength * np.sin(2 * np.pi * hertz * partial * t) * np.exp(-t * partial / decay_s)
    return sound * np.minimum(1.0, t / 0.003)


def tone(hertz: float, seconds: float) -> Sound:
    """A plain tone with soft ends."""
    t = np.arange(int(seconds * RATE)) / RATE
    return np.sin(2 * np.pi * hertz * t) * np.clip(np.minimum(t, t[::-1]) / 0.015, 0.0, 1.0)


def melody(notes: list[tuple[float, float]], length_s: float, decay_s: float = 0.35) -> Sound:
    """``notes`` are (start in seconds, hertz)."""
    sound = np.zeros(int(length_s * RATE))
    for start_s, hertz in notes:
        struck = note(hertz, length_s - start_s, decay_s)
        at = int(start_s * RATE)
        sound[at : at + struck.size] += struck
    end = int(0.05 * RATE)
    sound[-end:] *= np.linspace(1.0, 0.0, end)
    return sound


def sounds() -> dict[str, Sound]:
    """Name -> sound, unscaled."""
    g4, c5, e5, g5, a5 = 392.0, 523.25, 659.26, 783.99, 880.0
    ring = [(0.0, c5), (0.15, e5), (0.30, g5), (0.55, a5), (0.70, g5), (0.95, e5)]
    return {
        "ring": melody(ring, 1.6),
        "ring_back": 0.35 * tone(425.0, 1.0),
        "waiting": 0.35 * tone(425.0, 0.2),
        "busy": 0.35 * tone(425.0, 0.4),
        "connected": 0.6 * melody([(0.0, g4), (0.09, c5)], 0.4, 0.12),
        "ended": 0.6 * melody([(0.0, c5), (0.11, g4)], 0.45, 0.14),
        "message": 0.5 * melody([(0.0, g5), (0.08, c5 * 2)], 0.4, 0.1),
    }


def write(path: Path, sound: Sound, strength: float) -> None:
    """As 16 bits, ``strength`` of full scale at the loudest."""
    scaled = np.rint(sound / np.abs(sound).max() * strength * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(scaled.tobytes())


def main() -> None:
    """Write every file."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, sound in sounds().items():
        write(TARGET / f"{name}.wav", sound, PEAK * min(1.0, float(np.abs(sound).max())))


if __name__ == "__main__":
    main()
