"""Playing a little faster or slower without a change of pitch: whole pitch periods in or out.

Waveform similarity overlap-add: find where the voice repeats itself, and leave one repetition out
or play one twice, joined by a cross-fade (Verhelst and Roelands, ICASSP 1993). Sans-IO.
"""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
_Floats = NDArray[np.float32]

_RATE = 48_000
_LAG_MIN = 120  # 2.5 ms, 400 Hz
_LAG_MAX = 720  # 15 ms, 67 Hz
_FADE = 240
_MATCH = 480  # what is compared before and after the lag
_COARSE = 8  # first search at 6 kHz
_LIKE = 0.9
_QUIET_RMS = 100.0  # -50 dBFS: nobody hears a seam there
_QUIET_SHARE = 0.05  # of the voice: a pause between two words
_LOUD_FADES = 0.999  # per 10 ms: how loud the voice is, half forgotten in 7 s
_HISTORY = _LAG_MAX + _MATCH


class Wsola:
    """Shortens or lengthens what waits to be played by one pitch period at a time."""

    def __init__(self) -> None:
        self._history = np.zeros(_HISTORY, np.int16)
        self._loud = 0.0

    def played(self, block: Samples) -> None:
        """Remember what left for the speaker: the next seam is matched against it."""
        self._history = np.concatenate((self._history, block))[-_HISTORY:]
        self._loud = max(self._loud * _LOUD_FADES, _rms(block.astype(np.float32)))

    def shorten(self, waiting: Samples, *, anywhere: bool = True) -> Samples:
        """``waiting`` (int16, 20 ms or more) without one period; unchanged if unlike itself.

        Unless it may be ``anywhere``, only a pause is shortened.
        """
        longest = min(_LAG_MAX, waiting.size - _FADE)
        if longest < 2 * _LAG_MIN:
            return waiting
        sound = np.concatenate((self._history, waiting)).astype(np.float32)
        start = self._history.size
        if self._is_quiet(sound[start - _FADE : start + longest + _FADE]):
            lag: int | None = longest
        elif not anywhere:
            return waiting
        else:
            lag = _best_lag(sound, start + _FADE, longest, forward=True)
        if lag is None:
            return waiting
        joined = _cross_fade(sound[start : start + _FADE], sound[start + lag :][:_FADE])
        return np.concatenate((joined, waiting[lag + _FADE :]))

    def lengthen(self, waiting: Samples, *, anywhere: bool = True) -> Samples:
        """``waiting`` (int16, 10 ms or more) with one period played twice; unchanged if unlike.

        Unless it may be ``anywhere``, only a pause is lengthened.
        """
        if waiting.size < _MATCH:
            return waiting
        sound = np.concatenate((self._history, waiting)).astype(np.float32)
        start = self._history.size
        if self._is_quiet(sound[start - _LAG_MAX : start + _FADE]):
            lag: int | None = _LAG_MAX
        elif not anywhere:
            return waiting
        else:
            lag = _best_lag(sound, start + _FADE, _LAG_MAX, forward=False)
        if lag is None:
            return waiting
        joined = _cross_fade(sound[start : start + _FADE], sound[start - lag :][:_FADE])
        rest = sound[start - lag + _FADE : start].astype(np.int16)
        if lag < _FADE:  # the repetition ends inside the fade: go on from there
            return np.concatenate((joined, waiting[_FADE - lag :]))
        return np.concatenate((joined, rest, waiting))

    def _is_quiet(self, sound: _Floats) -> bool:
        """Whether no 5 ms of this are as loud as a voice, next to what was heard lately."""
        limit = max(_QUIET_RMS, _QUIET_SHARE * self._loud)
        parts = np.array_split(sound, max(1, sound.size // _FADE))
        return all(_rms(part) < limit for part in parts)


def cross_fade(before: Samples, after: Samples) -> Samples:
    """``after`` with its beginning faded in over ``before``, which is as long or shorter."""
    length = min(before.size, after.size)
    if not length:
        return after
    joined = _cross_fade(before[:length].astype(np.float32), after[:length].astype(np.float32))
    return np.concatenate((joined, after[length:]))


def _cross_fade(old: _Floats, new: _Floats) -> Samples:
    ramp = np.linspace(0.0, 1.0, old.size, dtype=np.float32)
    faded: Samples = np.rint(old * (1 - ramp) + new * ramp).astype(np.int16)
    return faded


def _best_lag(sound: _Floats, end: int, longest: int, *, forward: bool) -> int | None:
    """The lag at which the ``_MATCH`` samples up to ``end`` repeat best; None if they do not.

    ``forward`` looks for the repetition after ``end``, else before it.
    """
    pattern = sound[end - _MATCH : end]
    sign = 1 if forward else -1
    coarse = _coarse(sound, end, longest, sign)
    lags = range(max(_LAG_MIN, coarse - _COARSE), min(longest, coarse + _COARSE) + 1)
    ends = [end + sign * lag for lag in lags]
    scores = [_likeness(pattern, sound[stop - _MATCH : stop]) for stop in ends]
    best = int(np.argmax(scores))
    return lags[best] if scores[best] > _LIKE else None


def _coarse(sound: _Floats, end: int, longest: int, sign: int) -> int:
    """The best lag to within 8 samples, searched at an eighth of the rate."""
    first, last = _LAG_MIN // _COARSE, longest // _COARSE
    low = sound[: sound.size // _COARSE * _COARSE].reshape(-1, _COARSE).mean(axis=1)
    stop = end // _COARSE
    width = _MATCH // _COARSE
    windows = np.lib.stride_tricks.sliding_window_view(low, width)
    pattern = windows[stop - width]
    rows = windows[[stop - width + sign * lag for lag in range(first, last + 1)]]
    energy = np.sqrt((rows**2).sum(axis=1) * float((pattern**2).sum())) + 1.0
    return (first + int(np.argmax(rows @ pattern / energy))) * _COARSE


def _likeness(one: _Floats, other: _Floats) -> float:
    """Normalised correlation, -1 to 1."""
    power = float(one @ one) * float(other @ other)
    return float(one @ other) / (float(power**0.5) + 1.0)


def _rms(sound: _Floats) -> float:
    return float(np.sqrt(np.mean(sound**2)))
