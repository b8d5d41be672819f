"""Second copies of sound: when a packet goes twice, and when a lost one is worth asking for.

A copy travels on the microphone's RTX SSRC (MEDIA.md, section 7). Sans-IO: time is a parameter.
"""

from dataclasses import dataclass

COPY_DELAY_S = 0.020
_LOSS_ON = 0.03
_LOSS_OFF = 0.02
_CALM_S = 5.0  # how long loss stays low before the copies end
_KBPS_NEEDED = 100.0  # two audio streams with their headers, and a little for the rest
_NACK_GRACE_S = 0.010
_NACK_ROUNDS = 2
_GAP_LIMIT = 50  # one second of packets: a longer gap is an outage, not loss


class Redundancy:
    """Decides whether each sent packet goes again 20 ms later."""

    def __init__(self) -> None:
        self._active = False
        self._low_since: float | None = None

    @property
    def active(self) -> bool:
        """Whether packets are being doubled."""
        return self._active

    def update(self, loss: float, target_kbps: float, now: float) -> None:
        """Take a fresh measurement: ``loss`` 0..1 of our packets, and the path's estimate."""
        if target_kbps < _KBPS_NEEDED:
            self._active, self._low_since = False, None
        elif loss > _LOSS_ON:
            self._active, self._low_since = True, None
        elif self._active and loss < _LOSS_OFF:
            self._low_since = now if self._low_since is None else self._low_since
            if now - self._low_since >= _CALM_S:
                self._active, self._low_since = False, None
        else:
            self._low_since = None

    def copy_at(self, now: float) -> float | None:
        """When the copy of a packet sent ``now`` is due; None when it goes once."""
        return now + COPY_DELAY_S if self._active else None


@dataclass
class _Missing:
    noticed: float
    asked: int = 0
    asked_at: float = 0.0


class AudioNack:
    """Which lost packets of the peer's sound to ask for; sequence numbers are unwrapped."""

    def __init__(self) -> None:
        self._highest: int | None = None
        self._missing: dict[int, _Missing] = {}

    def on_packet(self, sequence: int, now: float) -> None:
        """A packet arrived, by whatever way."""
        self._missing.pop(sequence, None)
        if self._highest is None or sequence - self._highest > _GAP_LIMIT:
            self._missing.clear()
            self._highest = sequence
            return
        for absent in range(self._highest + 1, sequence):
            self._missing[absent] = _Missing(now)
        self._highest = max(self._highest, sequence)

    def due(self, now: float, rtt_s: float, target_s: float) -> list[int]:
        """Sequence numbers to ask for now: only where RTT + 20 ms is under the target delay.

        ``target_s`` is the jitter buffer's target. Call it every 10 ms or so.
        """
        self._missing = {n: m for n, m in self._missing.items() if now - m.noticed <= target_s}
        if rtt_s + COPY_DELAY_S >= target_s:
            return []
        again = max(0.02, 1.1 * rtt_s)
        wanted = []
        for number, state in self._missing.items():
            wait = state.noticed + _NACK_GRACE_S if not state.asked else state.asked_at + again
            # 1 us: a deadline reached by adding tenths must not miss by a rounding error.
            if state.asked < _NACK_ROUNDS and now + 1e-6 >= wait:
                state.asked += 1
                state.asked_at = now
                wanted.append(number)
        return sorted(wanted)
