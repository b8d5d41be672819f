"""What became of the packets of one link: transport numbers, round-trip time, loss."""

from collections import deque

from megachat_desktop.media.rtp.feedback import Feedback
from megachat_desktop.media.rtp.packets import RtpOut
from megachat_desktop.media.rtp.sequence import Unwrapper

_REMEMBERED = 4096
_LOSS_WINDOW = 500
_RTT_GAIN = 1 / 8  # RFC 6298's smoothing


class DeliveryLog:
    """Hands out transport sequence numbers and learns from feedback which arrived."""

    def __init__(self) -> None:
        self.reset()
        self.rtt = 0.1
        self.measured = False

    def reset(self) -> None:
        """A new link counts from zero again."""
        self._next = 0
        self._sent: dict[int, float] = {}
        self._arrived: dict[int, bool] = {}
        self._unwrapper = Unwrapper(16)
        self._judged = -1
        self._fates: deque[bool] = deque(maxlen=_LOSS_WINDOW)

    def next_number(self, packet: RtpOut, now: float) -> int:
        """The unwrapped transport number of a packet that leaves now."""
        number, self._next = self._next, self._next + 1
        self._sent[number] = now
        self._unwrapper.unwrap(number & 0xFFFF)
        self._sent.pop(number - _REMEMBERED, None)
        self._arrived.pop(number - _REMEMBERED, None)
        return number

    def arrived(self, number: int) -> bool | None:
        """Whether the peer got this packet; None as long as no feedback speaks of it."""
        return self._arrived.get(number)

    def on_feedback(self, report: Feedback, now: float) -> None:
        """Learn fates and the round-trip time; numbers we never sent are ignored."""
        first = self._unwrapper.peek(report.first)
        newest: tuple[int, float] | None = None
        for number, age in enumerate(report.arrivals, first):
            if number not in self._sent:
                continue
            self._arrived[number] = self._arrived.get(number, False) or age is not None
            if number > self._judged:
                self._judged = number
                self._fates.append(age is None)
            if age is not None and age != float("inf"):
                newest = (number, age)
        if newest is not None and not report.late:
            self._learn_rtt(now - self._sent[newest[0]] - newest[1])

    @property
    def loss(self) -> float:
        """Share of the last 500 judged packets that did not arrive."""
        return sum(self._fates) / len(self._fates) if self._fates else 0.0

    def _learn_rtt(self, sample: float) -> None:
        sample = max(0.0, sample)
        self.rtt = sample if not self.measured else self.rtt + (sample - self.rtt) * _RTT_GAIN
        self.measured = True
