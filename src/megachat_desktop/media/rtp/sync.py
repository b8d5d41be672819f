"""Lip sync: the stream that plays too early is held back until both show the same moment."""

_TOLERANCE_S = 0.040
_SPEED_PER_S = 0.080
_MAX_EXTRA_S = 0.5
_GAIN = 0.5


class LipSync:
    """Told when each stream played which capture moment; says how much longer to hold each.

    Skew is positive when the picture is behind the sound. All values in seconds.
    """

    def __init__(self) -> None:
        self._audio_lag: float | None = None  # play time minus capture time
        self._video_lag: float | None = None
        self._updated: float | None = None
        self._correcting = False
        self.audio_extra = 0.0
        self.video_extra = 0.0

    def on_audio(self, capture: float, played: float) -> None:
        """Sound captured then (sender's clock) reached the ear now (our clock)."""
        self._audio_lag = _smooth(self._audio_lag, played - capture)

    def on_video(self, capture: float, shown: float) -> None:
        """A picture captured then went to the painter now."""
        self._video_lag = _smooth(self._video_lag, shown - capture)

    @property
    def skew(self) -> float | None:
        """How far the picture is behind the sound; None until both were heard of."""
        if self._audio_lag is None or self._video_lag is None:
            return None
        return self._video_lag - self._audio_lag

    def update(self, now: float) -> tuple[float, float]:
        """(extra audio delay, extra video delay), changed by 80 ms per second at most.

        Correction begins above 40 ms of skew and goes on to half of that. A stream that was held
        back is let go before the other one is delayed.
        """
        elapsed = 0.0 if self._updated is None else min(1.0, now - self._updated)
        self._updated = now
        skew = self.skew
        if skew is None:
            return self.audio_extra, self.video_extra
        limit = _TOLERANCE_S / 2 if self._correcting else _TOLERANCE_S
        self._correcting = abs(skew) > limit
        if self._correcting:
            step = min(_SPEED_PER_S * elapsed, abs(skew))
            self._shift(step if skew > 0 else -step)
        return self.audio_extra, self.video_extra

    def _shift(self, step: float) -> None:
        """Delay the sound by ``step`` against the picture (negative: the other way)."""
        if step > 0:
            released = min(self.video_extra, step)
            self.video_extra -= released
            self.audio_extra = min(_MAX_EXTRA_S, self.audio_extra + step - released)
        else:
            released = min(self.audio_extra, -step)
            self.audio_extra -= released
            self.video_extra = min(_MAX_EXTRA_S, self.video_extra - step - released)


def _smooth(previous: float | None, value: float) -> float:
    return value if previous is None else previous + (value - previous) * _GAIN
