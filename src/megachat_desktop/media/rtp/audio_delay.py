"""How late packets come, and how much delay that asks for.

Relative delay is arrival minus timestamp minus the smallest such difference of the last two
seconds; the target is a high percentile of it from an exponentially forgotten histogram, as
WebRTC's NetEq keeps one. Sans-IO.
"""

from collections import deque

import numpy as np

RATE = 48_000
_BASE_WINDOW_S = 2.0
_BUCKET_S = 0.005
_BUCKETS = 120  # 600 ms
_PERCENTILE = 0.97
_FORGET = 0.99  # half of it is forgotten after 70 packets, 1.4 s
_FORGET_AT_FIRST = 0.9
_MARGIN_S = 0.010  # sound leaves in blocks of 10 ms
TARGET_LEAST_S = 0.020
TARGET_MOST_S = 0.400
TARGET_FIRST_S = 0.060
_LOSS_MATTERS = 0.01
_SPARE_FOR_FEC_S = 0.030  # the next packet has to be there when one is missing
_LOSS_USUAL = 0.015  # two packets within a second: from here on the spare delay stays
_LOSS_REMEMBERED_S = 30.0


class DelayEstimator:
    """Learns a stream's relative delay; all times in seconds."""

    def __init__(self) -> None:
        self._floors: deque[tuple[float, float]] = deque()  # (arrived, transit), transit ascending
        self._histogram = np.zeros(_BUCKETS)
        self._forget = _FORGET_AT_FIRST
        self._packets = 0
        self._last_transit: float | None = None
        self._target_s = TARGET_FIRST_S
        self._arrived = 0.0
        self._spare_until = float("-inf")
        self.loss = 0.0  # smoothed share of packets that did not come by themselves
        self.jitter_s = 0.0  # RFC 3550, section 6.4.1

    def on_packet(self, timestamp: int, arrived: float) -> None:
        """Learn from one packet that was not resent; ``timestamp`` unwrapped, 48 kHz."""
        self._arrived = max(self._arrived, arrived)
        transit = arrived - timestamp / RATE
        if self._last_transit is not None:
            self.jitter_s += (abs(transit - self._last_transit) - self.jitter_s) / 16
        self._last_transit = transit
        while self._floors and self._floors[-1][1] >= transit:
            self._floors.pop()
        self._floors.append((arrived, transit))
        while arrived - self._floors[0][0] > _BASE_WINDOW_S:
            self._floors.popleft()
        self._learn(transit - self._floors[0][1])

    def on_sequence_gap(self, missing: int) -> None:
        """Packets between the newest and the one before it: 0 when they follow each other."""
        for lost in [1.0] * min(missing, 50) + [0.0]:
            self.loss += (lost - self.loss) / 100
        if self.loss >= _LOSS_USUAL:
            self._spare_until = self._arrived + _LOSS_REMEMBERED_S

    def delay_of(self, timestamp: int, now: float) -> float:
        """How long after its earliest possible arrival ``timestamp`` would be played ``now``."""
        if not self._floors:
            return 0.0
        return now - timestamp / RATE - self._floors[0][1]

    def target_s(self, packet_s: float) -> float:
        """The delay to keep; ``packet_s`` is what one packet holds."""
        least = TARGET_LEAST_S
        if self.loss >= _LOSS_MATTERS or self._arrived < self._spare_until:
            least = packet_s + _SPARE_FOR_FEC_S
        return min(TARGET_MOST_S, max(least, self._target_s))

    def _learn(self, relative: float) -> None:
        self._histogram *= self._forget
        bucket = min(_BUCKETS - 1, max(0, int(relative / _BUCKET_S)))
        self._histogram[bucket] += 1 - self._forget
        self._forget += (_FORGET - self._forget) / 50
        self._packets += 1
        cumulated = np.cumsum(self._histogram)
        at = int(np.searchsorted(cumulated, _PERCENTILE * cumulated[-1]))
        learnt = (at + 1) * _BUCKET_S + _MARGIN_S
        # Few packets say little: keep at least the first target until one second has been heard.
        self._target_s = max(learnt, TARGET_FIRST_S) if self._packets < 50 else learnt
