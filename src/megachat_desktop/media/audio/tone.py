"""Sounds that take the microphone's place: the test tone with its click, and the echo.

The click begins at every whole second of the clock that the test picture's flash begins at, so
delay and lip sync can be read from a recording.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from megachat_desktop.media.audio.seam import BLOCK, RATE

_TONE_HZ = 440.0  # whole periods in a second, so its phase follows from the time alone
_TONE_PEAK = 1500.0
_CLICK_HZ = 2500.0
_CLICK_PEAK = 16_000.0
_CLICK_SAMPLES = 960
_APART = RATE // 2
_ECHO_S = 1.0


class TestTone:
    """A quiet 440 Hz tone, and a click of 20 ms at 2.5 kHz at every whole second."""

    __test__ = False  # no test case, whatever its name suggests to a collector

    def read(self, samples: int, at: float) -> bytes:
        """``samples`` of 16-bit mono, the first of them for the moment ``at`` (seconds)."""
        first = round((at % 1.0) * RATE)
        position = (first + np.arange(samples)) % RATE
        return _SECOND[position].tobytes()


def _make_second() -> NDArray[np.int16]:
    t = np.arange(RATE) / RATE
    sound = _TONE_PEAK * np.sin(2 * np.pi * _TONE_HZ * t)
    sound[:_CLICK_SAMPLES] += _click()
    return sound.astype(np.int16)


def _click() -> NDArray[np.float64]:
    t = np.arange(_CLICK_SAMPLES) / RATE
    shape = np.minimum(1.0, np.minimum(t, t[::-1]) / 0.001)  # 1 ms of slope
    click: NDArray[np.float64] = _CLICK_PEAK * shape * np.sin(2 * np.pi * _CLICK_HZ * t)
    return click


_SECOND = _make_second()


def find_clicks(sound: NDArray[np.int16]) -> list[float]:
    """Seconds from the start of ``sound`` (int16, 48 kHz) at which clicks begin."""
    if sound.size < 2 * _CLICK_SAMPLES:
        return []
    power = _power_at_click(sound)
    loud = np.flatnonzero(power > 0.25 * (_CLICK_PEAK / 4) ** 2)
    starts = [int(at) for n, at in enumerate(loud) if n == 0 or at - loud[n - 1] > _APART]
    return [_steepest(power, at) / RATE for at in starts]


def _power_at_click(sound: NDArray[np.int16]) -> NDArray[np.float64]:
    """The power at 2.5 kHz in the 2 ms around each sample; the tone falls out."""
    carrier = np.exp(-2j * np.pi * _CLICK_HZ * np.arange(sound.size) / RATE)
    window = np.hanning(96) / np.hanning(96).sum()
    low = np.convolve(sound * carrier, window, "same")
    power: NDArray[np.float64] = np.abs(low) ** 2
    return power


def _steepest(power: NDArray[np.float64], at: int) -> int:
    """Where the rise to the click's level passes its middle."""
    level = np.sqrt(power[at : at + _CLICK_SAMPLES].max())
    start = max(0, at - _CLICK_SAMPLES)
    above = np.flatnonzero(np.sqrt(power[start : at + _CLICK_SAMPLES]) > level / 2)
    return start + int(above[0])


class EchoSource:
    """What was played comes back as ours after one second."""

    def __init__(self) -> None:
        silent = round(_ECHO_S * RATE) // BLOCK
        self._blocks: deque[bytes] = deque([bytes(2 * BLOCK)] * silent, maxlen=2 * silent)

    def played(self, block: bytes) -> None:
        """10 ms of the peer's voice."""
        self._blocks.append(block)

    def read(self, samples: int, at: float) -> bytes:
        """The oldest 10 ms; silence when there are none."""
        return self._blocks.popleft() if self._blocks else b""
