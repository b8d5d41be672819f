"""When the sound is shortened or lengthened to reach the delay aimed at. Sans-IO.

A change of delay in the middle of a word is heard (decision 0093), one between two words is not. So
the listener's delay may be off for a while: it is changed where it is quiet, and elsewhere only
when the buffer is about to run dry, is far too full, or has waited for quiet too long.
"""

from megachat_desktop.media.rtp.audio_steps import Direction, Stretch

_SHORTEN_ABOVE_S = 0.020
_LENGTHEN_BELOW_S = 0.020
_LENGTHEN_BELOW = 0.75
_HURRY_ABOVE_S = 0.150
_DRY_BELOW = 0.5
_PATIENCE_S = 4.0
_PATIENCE_WHEN_LATE_S = 15.0  # too much delay does not hurt the voice
_SETTLING_S = 3.0  # of a call: the delay it began with is won back at once
_EVERY = 3  # packets between two changes in the middle of a voice


class PlaybackPace:
    """Told the delay once per decoded packet; says whether to stretch, and where it may be."""

    def __init__(self) -> None:
        self._since_change = 0  # packets
        self._off_since: float | None = None
        self._began: float | None = None

    def decide(
        self, delay_s: float, target_s: float, needed_s: float, now: float
    ) -> Stretch | None:
        """What to do about ``delay_s``.

        ``target_s`` is the delay aimed at, ``needed_s`` the part of it that the network asks for.
        """
        self._since_change += 1
        self._began = now if self._began is None else self._began
        direction = _direction(delay_s, target_s)
        if direction is None:
            self._off_since = None
            return None
        if self._off_since is None:
            self._off_since = now
        return Stretch(direction, self._presses(direction, delay_s, target_s, needed_s, now))

    def changed(self) -> None:
        """The sound was made shorter or longer."""
        self._since_change = 0

    def _presses(
        self, direction: Direction, delay_s: float, target_s: float, needed_s: float, now: float
    ) -> bool:
        """Whether the change may be made in the middle of a voice."""
        if direction is Direction.SHORTEN and delay_s > target_s + _HURRY_ABOVE_S:
            return True
        if direction is Direction.LENGTHEN and delay_s < _DRY_BELOW * needed_s:
            return True
        return self._waited_enough(direction, now) and self._since_change >= _EVERY

    def _waited_enough(self, direction: Direction, now: float) -> bool:
        assert self._off_since is not None
        assert self._began is not None
        if direction is Direction.LENGTHEN:
            return now - self._off_since >= _PATIENCE_S
        settling = now - self._began < _SETTLING_S
        return settling or now - self._off_since >= _PATIENCE_WHEN_LATE_S


def _direction(delay_s: float, target_s: float) -> Direction | None:
    if delay_s > target_s + _SHORTEN_ABOVE_S:
        return Direction.SHORTEN
    if delay_s < max(_LENGTHEN_BELOW * target_s, target_s - _LENGTHEN_BELOW_S):
        return Direction.LENGTHEN
    return None
