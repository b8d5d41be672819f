"""When a frame is shown: at its capture time plus a delay that follows the path's lateness."""

from collections import deque

from megachat_desktop.media.rtp.packets import VIDEO_CLOCK

WINDOW_S = 2.0
MAX_DELAY_S = 0.4
_PERCENTILE = 0.98
_DOWN_PER_S = 0.020


class PlayoutClock:
    """Maps timestamps of one video stream to due times on this computer's clock.

    Lateness of a frame is its transit (release minus timestamp) above the smallest transit of the
    last 2 s. The target is the lateness that 98 % of frames stay under, plus decoding time; it
    rises at once and falls by 20 ms per second (MEDIA.md, section 6).
    """

    def __init__(self) -> None:
        self._transits: deque[tuple[float, float]] = deque()  # (when, transit), 2 s of them
        self._target = 0.0
        self._updated: float | None = None
        self._decode_s = 0.0
        self._extra_s = 0.0

    @property
    def target(self) -> float:
        """Delay in seconds that frames are held to, 0..0.4; lip sync comes on top."""
        return self._target

    def set_decode_time(self, seconds: float) -> None:
        """How long decoding (and scaling) takes, from the decode thread's measurements."""
        self._decode_s = seconds

    def set_extra_delay(self, seconds: float) -> None:
        """Delay for lip sync."""
        self._extra_s = seconds

    def due(self, timestamp: int, now: float) -> float:
        """Note a frame released ``now`` and say when to show it."""
        transit = now - timestamp / VIDEO_CLOCK
        self._transits.append((now, transit))
        while self._transits[0][0] < now - WINDOW_S:
            self._transits.popleft()
        ordered = sorted(transit for _, transit in self._transits)
        base = ordered[0]
        late = ordered[int(_PERCENTILE * (len(ordered) - 1))] - base
        self._follow(min(MAX_DELAY_S, late + self._decode_s), now)
        return timestamp / VIDEO_CLOCK + base + self._target + self._extra_s

    def _follow(self, wanted: float, now: float) -> None:
        elapsed = 0.0 if self._updated is None else now - self._updated
        self._updated = now
        self._target = max(wanted, self._target - _DOWN_PER_S * max(0.0, elapsed))
