"""Decides when a silent peer is gone. Sans-IO: time and counters come in, a verdict goes out.

iroh keeps a connection for 30 s after the last packet and its binding exposes none of QUIC's
timers (decision 0041). So the count of received UDP packets is watched instead. Every datagram we
send makes the other end's QUIC answer, whatever its program does, so a probe costs some 40 bytes.

          watched closely (in a call)    otherwise
    look  every 0.5 s                    every 8 s (iroh's own keep-alive comes every 5 s)
    probe after 1 s of silence           at a look that heard nothing; from then on every 2 s
    gone  after 3.5 s                    after 11 s

Every look costs a call into the library, and there may be hundreds of quiet connections.
"""

from enum import Enum

from msgspec import Struct


class Verdict(Enum):
    """What to do after a look at the counters."""

    FINE = "fine"
    PROBE = "probe"  # send something that has to be answered
    GONE = "gone"


class Patience(Struct, frozen=True):
    """How long silence may last, in seconds."""

    look_every_s: float
    look_again_s: float  # after a look that heard nothing
    probe_after_s: float
    gone_after_s: float


IN_CALL = Patience(0.5, 0.5, 1.0, 3.5)
IDLE = Patience(8.0, 2.0, 7.0, 11.0)
_STALL_S = 3.0  # a look this late means that this computer slept, not that the peer is silent


class Liveness:
    """The silence of one connection; ``now`` in monotonic seconds."""

    def __init__(self, now: float) -> None:
        self.patience = IDLE
        self._heard_at = now
        self._looked_at = now
        self._received = -1
        self.next_look_s = self.patience.look_every_s

    def watch_closely(self, closely: bool, now: float) -> None:
        """Change the patience; a quiet but living peer gets the time to answer a probe."""
        self.patience = IN_CALL if closely else IDLE
        self._heard_at = max(self._heard_at, now - self.patience.probe_after_s)
        self._looked_at = now
        self.next_look_s = self.patience.look_again_s

    def look(self, now: float, received: int) -> Verdict:
        """Judge by the number of UDP packets received so far on the connection.

        The next look is wanted after ``next_look_s``.
        """
        if now - self._looked_at > self.next_look_s + _STALL_S:
            self._heard_at = now - self.patience.probe_after_s
        self._looked_at = now
        heard = received != self._received
        if heard:
            self._received, self._heard_at = received, now
        patience = self.patience
        self.next_look_s = patience.look_every_s if heard else patience.look_again_s
        silence = now - self._heard_at
        if silence >= self.patience.gone_after_s:
            return Verdict.GONE
        return Verdict.PROBE if silence >= self.patience.probe_after_s else Verdict.FINE
