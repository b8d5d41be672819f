"""When a frame is shown: at its capture time plus a delay that follows the path's lateness."""

from collections import deque

from megachat_desktop.media.rtp.packets import VIDEO_CLOCK

WINDOW_S = 2.0
LATENESS_WINDOW_S = 5.0
_FIRST_WINDOW_S = 1.0  # a call's beginning, when everything opens at once, is soon forgotten
MAX_DELAY_S = 0.4
_PERCENTILE = 0.98
_DOWN_PER_S = 0.020
_DOWN_SHARE_PER_S = 0.33  # of what it is too much: nobody sees pictures 10 % too fast


class PlayoutClock:
    """Maps timestamps of one video stream to due times on this computer's clock.

    Lateness of a frame is its transit (release minus timestamp) above the smallest transit of the
    last 2 s. The target is the lateness that 98 % of the frames of 5 s stay under, plus decoding
    time; it rises at once and falls by 20 ms per second, or faster from far above (decision 0093).
    """

    def __init__(self) -> None:
        self._transits: deque[tuple[float, float]] = deque()  # (when, transit), 2 s of them
        self._lateness: deque[tuple[float, float]] = deque()  # (when, lateness), 5 s of them
        self._first: float | None = None
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
        base = min(transit for _, transit in self._transits)
        self._lateness.append((now, transit - base))
        self._first = now if self._first is None else self._first
        known = max(_FIRST_WINDOW_S, min(LATENESS_WINDOW_S, (now - self._first) / 2))
        while self._lateness[0][0] < now - known:
            self._lateness.popleft()
        ordered = sorted(late for _, late in self._lateness)
        late = ordered[int(_PERCENTILE * (len(ordered) - 1))]
        self._follow(min(MAX_DELAY_S, late + self._decode_s), now)
        return timestamp / VIDEO_CLOCK + base + self._target + self._extra_s

    def _follow(self, wanted: float, now: float) -> None:
        elapsed = 0.0 if self._updated is None else now - self._updated
        self._updated = now
        down = max(_DOWN_PER_S, _DOWN_SHARE_PER_S * (self._target - wanted))
        self._target = max(wanted, self._target - down * max(0.0, elapsed))
