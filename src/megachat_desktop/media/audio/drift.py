"""A device's clock against ours: how wrong it is, and making up for it.

A sound card that calls itself 48 kHz is off by up to some hundred parts per million, and the far
end would have to stretch for it. No clock of its own in here: time is a parameter.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from megachat_desktop.media.audio.seam import RATE

_EVERY_S = 0.1
_LEAST_S = 10.0
_MOST_S = 30.0
WORTH_PPM = 50.0
_MOST_PPM = 2000.0  # more is no drift but a device that stalls


class DriftMeter:
    """Learns how many samples a device really gives in a second."""

    def __init__(self) -> None:
        self._points: deque[tuple[float, int]] = deque()  # (time, samples so far)
        self.ppm = 0.0  # positive: the device is too fast

    def observe(self, samples: int, now: float) -> None:
        """``samples`` had come by ``now``, both since ever."""
        if self._points and now - self._points[-1][0] < _EVERY_S:
            return
        if self._points and now - self._points[-1][0] > 1.0:  # it stood still: another life
            self._points.clear()
        self._points.append((now, samples))
        while now - self._points[0][0] > _MOST_S:
            self._points.popleft()
        if now - self._points[0][0] >= _LEAST_S and len(self._points) % 10 == 0:
            self._measure()

    def _measure(self) -> None:
        points = np.array(self._points)
        points -= points[0]
        slope = float(np.polyfit(points[:, 0], points[:, 1], 1)[0])
        ppm = (slope / RATE - 1) * 1e6
        if abs(ppm) < _MOST_PPM:
            self.ppm = ppm

    @property
    def worth_ppm(self) -> float:
        """What to correct: nothing below 50 ppm, which nobody can hear or has to buffer."""
        return self.ppm if abs(self.ppm) > WORTH_PPM else 0.0


class Resampler:
    """Changes the rate by parts per million; what comes out is as good as what went in."""

    def __init__(self) -> None:
        self._tail = np.zeros(3, np.float32)
        self._at = 1.0  # where the next sample is taken, counted from the start of the tail

    def convert(self, sound: NDArray[np.int16], ppm: float) -> NDArray[np.int16]:
        """``sound`` (int16) of a device that runs ``ppm`` fast, as true time would have it.

        Cubic interpolation (Catmull-Rom); the output lags by two samples.
        """
        joined = np.concatenate((self._tail, sound.astype(np.float32)))
        step = 1.0 + ppm * 1e-6
        count = int(np.ceil((joined.size - 2 - self._at) / step))
        at = self._at + step * np.arange(count)
        whole = at.astype(np.intp)
        t = (at - whole).astype(np.float32)
        a, b, c, d = (joined[whole + shift] for shift in (-1, 0, 1, 2))
        cubic = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
        self._at = self._at + step * count - (joined.size - 3)
        self._tail = joined[-3:]
        out: NDArray[np.int16] = np.clip(np.rint(cubic), -32768, 32767).astype(np.int16)
        return out
