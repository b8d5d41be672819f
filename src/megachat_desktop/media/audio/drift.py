"""A device's clock against ours: how wrong it is, and making up for it.

A sound card that calls itself 48 kHz is off by up to some hundred parts per million, and the far
end would have to stretch for it. No clock of its own in here: time is a parameter.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from megachat_desktop.media.audio.seam import RATE

_SECOND_S = 1.0
_SKIPPED = 2  # seconds: a device that begins may first give what it had saved up
_LEAST = 10  # seconds to judge by
_MOST = 30
WORTH_PPM = 50.0
_MOST_PPM = 1000.0  # no sound card is that wrong: it stalls
_SCATTER_S = 0.003  # of the seconds around the line: more, and the line means nothing


class DriftMeter:
    """Learns how many samples a device really gives in a second.

    Callbacks come late but never early, so of each second only the most punctual one counts. The
    slope is the median over all pairs (Theil and Sen), which one stall in the middle cannot bend.
    """

    def __init__(self) -> None:
        self._began_at: float | None = None
        self._last_at = 0.0
        self._second = 0
        self._best: tuple[float, float] | None = None  # (lateness, time) within this second
        self._points: deque[tuple[float, float]] = deque(maxlen=_MOST)  # (time, lateness)
        self.ppm = 0.0  # positive: the device is too fast

    def observe(self, samples: int, now: float) -> None:
        """``samples`` had come by ``now``, both since ever."""
        if self._began_at is None or now - self._last_at > _SECOND_S:  # it stood still: begin anew
            self._began_at, self._second, self._best = now, 0, None
            self._points.clear()
        self._last_at = now
        lateness = now - self._began_at - samples / RATE
        second = int((now - self._began_at) / _SECOND_S)
        if second > self._second:
            self._second = second
            self._close_second()
        if self._best is None or lateness < self._best[0]:
            self._best = (lateness, now - self._began_at)

    def _close_second(self) -> None:
        if self._best is not None and self._second > _SKIPPED:
            self._points.append((self._best[1], self._best[0]))
        self._best = None
        if len(self._points) >= _LEAST:
            self._measure()

    def _measure(self) -> None:
        time, late = np.array(self._points).T
        first, second = np.triu_indices(time.size, 1)
        slope = float(np.median((late[second] - late[first]) / (time[second] - time[first])))
        rest = late - slope * time
        scatter = float(np.median(np.abs(rest - np.median(rest))))
        ppm = -slope * 1e6
        if abs(ppm) < _MOST_PPM and scatter < _SCATTER_S:
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
