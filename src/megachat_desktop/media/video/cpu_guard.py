"""Takes work off the encoder when this computer cannot keep up (MEDIA.md, section 8)."""

from megachat_desktop.media.video.timings import Timings

_OVER = 0.7  # share of a frame's interval that encoding may take for nine pictures of ten
_IDLE = 0.25
_STEP_S = 5.0  # the last step must have shown its effect first
_RELIEF_S = 30.0
_MAX_LEVEL = 3


class CpuGuard:
    """Level 0: as wanted; 1: the fastest preset; 2 and 3: one and two rungs lower as well."""

    def __init__(self) -> None:
        self.level = 0
        self._over_since: float | None = None
        self._changed_at = float("-inf")
        self._idle_since: float | None = None

    def update(self, times: Timings, fps: int, now: float) -> bool:
        """Judge the last pictures; True when the level changed."""
        load = times.percentile(0.9) * fps
        self._over_since = _since(self._over_since, load > _OVER, now)
        self._idle_since = _since(self._idle_since, load < _IDLE, now)
        if now - self._changed_at < _STEP_S:
            return False
        if _lasts(self._over_since, _STEP_S, now) and self.level < _MAX_LEVEL:
            return self._move(1, now)
        if _lasts(self._idle_since, _RELIEF_S, now) and self.level > 0:
            return self._move(-1, now)
        return False

    def _move(self, step: int, now: float) -> bool:
        self.level += step
        self._changed_at = now
        self._over_since = self._idle_since = None
        return True


def _since(since: float | None, holds: bool, now: float) -> float | None:
    """When the condition began to hold; None while it does not."""
    if not holds:
        return None
    return now if since is None else since


def _lasts(since: float | None, seconds: float, now: float) -> bool:
    return since is not None and now - since >= seconds
