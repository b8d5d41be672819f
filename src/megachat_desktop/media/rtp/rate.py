"""The sending rate: what a rate control has to be, and one that goes by loss alone."""

from collections import deque
from math import sqrt
from typing import Protocol

from megachat_desktop.media.rtp.feedback import Feedback
from megachat_desktop.media.rtp.sequence import Unwrapper

START_BPS = 1_500_000.0
MAX_BPS = 2_200_000.0
MIN_BPS = 150_000.0
_WINDOW_PACKETS = 500
_PART_PACKETS = 40
_GROW_BELOW = 0.02
_BACK_OFF_ABOVE = 0.10
_GROWTH_PER_S = 1.08
_CAREFUL_GROWTH_PER_S = 1.01
_NEAR_CEILING = 0.7
_CEILING_MEMORY_S = 60.0
_DECREASE_PAUSE_S = 0.3


class RateControl(Protocol):
    """Decides how fast one link may be fed (MEDIA.md, section 8)."""

    def on_sent(self, transport_sequence: int, size: int, now: float) -> None:
        """A packet of ``size`` bytes left; the number is not wrapped."""
        ...

    def on_feedback(self, report: Feedback, now: float) -> None:
        """The receiver told what arrived."""
        ...

    def target(self, now: float) -> float:
        """Bits per second for all streams of the link together."""
        ...


class LossRate:
    """Grows under 2 % loss, holds up to 10 %, above that takes x (1 - loss/2).

    Source of the thresholds: draft-ietf-rmcat-gcc-02, section 6. Delay is not looked at. "Above"
    means by two standard deviations of chance: a link that loses exactly 10 % at random would
    otherwise be judged above it half of the time and starve (decision 0061).
    """

    def __init__(self, start_bps: float = START_BPS, max_bps: float = MAX_BPS) -> None:
        self._target = start_bps
        self._max = max_bps
        self._unwrapper = Unwrapper(16)
        self._fates: deque[bool] = deque(maxlen=_WINDOW_PACKETS)  # True: lost
        self._judged = -1  # highest transport number already in the window
        self._moved_at: float | None = None
        self._ceiling = float("inf")  # the rate that was too much
        self._decreased_at = float("-inf")

    def on_sent(self, transport_sequence: int, size: int, now: float) -> None:
        """Nothing to learn from sending when only loss counts."""

    def on_feedback(self, report: Feedback, now: float) -> None:
        """Judge every packet once and move the target."""
        self._unwrapper.unwrap((report.first + len(report.arrivals) - 1) & 0xFFFF)
        first = self._unwrapper.peek(report.first)
        for number, arrival in enumerate(report.arrivals, first):
            if number > self._judged:
                self._judged = number
                self._fates.append(arrival is None)
        self._move(now)

    def target(self, now: float) -> float:
        """Bits per second, between 150 kbit/s and the maximum."""
        return self._target

    @property
    def loss(self) -> float:
        """Share of the last 500 packets that were lost, resends counted like any other."""
        return sum(self._fates) / len(self._fates) if self._fates else 0.0

    def _move(self, now: float) -> None:
        elapsed = 0.0 if self._moved_at is None else min(1.0, now - self._moved_at)
        self._moved_at = now
        excess = self._excess()
        if excess is None:
            if self.loss < _GROW_BELOW:
                self._target = min(self._max, self._target * self._growth(now) ** elapsed)
        elif now - self._decreased_at >= _DECREASE_PAUSE_S:
            self._decreased_at = now
            self._ceiling = self._target
            self._target = max(MIN_BPS, self._target * (1 - excess / 2))
            self._fates.clear()

    def _excess(self) -> float | None:
        """The loss that is above 10 % beyond chance, None when there is none.

        The whole window notices a little too much; two parts of it, when both are far above,
        notice a full link soon. A burst of up to 80 packets touches one of them only.
        """
        fates = list(self._fates)
        parts = fates[-3 * _PART_PACKETS : -2 * _PART_PACKETS], fates[-_PART_PACKETS:]
        losses = [_loss_beyond_chance(part, 3.0) for part in parts]
        if losses[0] is not None and losses[1] is not None:
            return (losses[0] + losses[1]) / 2
        return _loss_beyond_chance(fates, 2.0)

    def _growth(self, now: float) -> float:
        """Per second; careful near the rate that was too much a short while ago."""
        near = self._target > _NEAR_CEILING * self._ceiling
        remembered = now - self._decreased_at < _CEILING_MEMORY_S
        return _CAREFUL_GROWTH_PER_S if near and remembered else _GROWTH_PER_S


def _loss_beyond_chance(fates: list[bool], deviations: float) -> float | None:
    """The loss, if it is so many standard deviations above 10 %."""
    if len(fates) < _PART_PACKETS:
        return None
    loss = sum(fates) / len(fates)
    chance = sqrt(_BACK_OFF_ABOVE * (1 - _BACK_OFF_ABOVE) / len(fates))
    return loss if loss > _BACK_OFF_ABOVE + deviations * chance else None
