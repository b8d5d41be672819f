"""Lip sync: the stream that would be too early is held back until both show the same moment."""

from collections import deque
from statistics import median

_TOLERANCE_S = 0.020
_BEGIN_S = 0.040  # how much too early sound may be before it is held at all
_MARGIN_S = 0.010  # the sound's buffer may stay a little under what it aims at
_SPEED_PER_S = 0.080
_MAX_HOLD_S = 0.5
_REMEMBERED = 20  # a second: one late picture moves nothing
_CALM_S = 8.0  # how long the sound could have come sooner before it does


class LipSync:
    """Told when each stream played which capture moment; says how long to hold each.

    Both answers come from how late the streams would be if nothing held them, so a correction that
    is still on its way is not corrected again. Skew is positive when the picture is behind the
    sound. All values in seconds.
    """

    def __init__(self) -> None:
        self._sound: deque[float] = deque(maxlen=_REMEMBERED)  # lag without its buffer
        self._picture: deque[float] = deque(maxlen=_REMEMBERED)  # lag without ``picture_extra``
        self._waited = 0.0
        self._updated: float | None = None
        self._wanted: deque[tuple[float, float]] = deque()  # (when, hold wanted), falling
        self.sound_hold = 0.0
        self.picture_extra = 0.0

    def on_audio(self, capture: float, played: float, waited: float) -> None:
        """Sound captured then (sender's clock) reached the ear now (our clock).

        ``waited`` is how much of that it spent in its buffer.
        """
        self._sound.append(played - capture - waited)
        self._waited = waited

    def on_video(self, capture: float, shown: float) -> None:
        """A picture captured then went to the painter now."""
        self._picture.append(shown - capture - self.picture_extra)

    @property
    def skew(self) -> float | None:
        """How far the picture is behind the sound; None until both were heard of."""
        if not self._sound or not self._picture:
            return None
        return median(self._picture) + self.picture_extra - median(self._sound) - self._waited

    def update(self, now: float) -> tuple[float, float]:
        """(least delay of the sound in its buffer, extra delay of the picture).

        The sound's is changed in one step, because its buffer takes its own time; the picture's by
        80 ms per second. Neither moves for less than 20 ms.
        """
        elapsed = 0.0 if self._updated is None else min(1.0, now - self._updated)
        self._updated = now
        if len(self._sound) == len(self._picture) == _REMEMBERED:
            ahead = median(self._picture) - median(self._sound)
            self._hold_sound(min(_MAX_HOLD_S, max(0.0, ahead + _MARGIN_S)), now)
            self._hold_picture(min(_MAX_HOLD_S, max(0.0, self._waited - ahead)), elapsed)
        return self.sound_hold, self.picture_extra

    def _hold_sound(self, wanted: float, now: float) -> None:
        """Up at once, down only after a calm: each change costs the voice more than delay does."""
        while self._wanted and self._wanted[-1][1] <= wanted:
            self._wanted.pop()
        self._wanted.append((now, wanted))
        while self._wanted[0][0] < now - _CALM_S:
            self._wanted.popleft()
        most = self._wanted[0][1]
        if not self.sound_hold and most < self._waited + _BEGIN_S:
            return
        if abs(most - self.sound_hold) > _TOLERANCE_S:
            self.sound_hold = most

    def _hold_picture(self, wanted: float, elapsed: float) -> None:
        if abs(wanted - self.picture_extra) > _TOLERANCE_S:
            step = _SPEED_PER_S * elapsed
            self.picture_extra += max(-step, min(step, wanted - self.picture_extra))
