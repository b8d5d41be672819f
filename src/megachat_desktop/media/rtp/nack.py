"""Which packets of a stream are missing, and when each is asked for (MEDIA.md, section 6)."""

from dataclasses import dataclass

ROUNDS = 6
COPY_GAP_S = 0.015  # every request goes twice: a lost one would cost a whole round
MAX_MISSING = 256
MAX_GAP = 512
_GRACE_S = 0.010
_MAX_GRACE_S = 0.040
_GRACE_DECAY = 0.98
_MIN_ROUND_S = 0.020


@dataclass(slots=True)
class _Missing:
    noticed: float
    due: float
    requests: int = 0  # every round is two of them


class NackTracker:
    """Follows one stream's unwrapped sequence numbers."""

    def __init__(self) -> None:
        self._missing: dict[int, _Missing] = {}
        self._highest: int | None = None
        self._rtt = 0.1
        self._grace = _GRACE_S

    def set_rtt(self, rtt: float) -> None:
        """Rounds are 1.1 round-trip times apart, 20 ms at least."""
        self._rtt = rtt

    def on_packet(self, sequence: int, now: float, *, recovered: bool = False) -> None:
        """A packet is here. A late one that nobody resent teaches how long to wait for others."""
        late = self._missing.pop(sequence, None)
        if late is not None and not recovered:
            self._grace = min(_MAX_GRACE_S, max(self._grace, 1.2 * (now - late.noticed)))
        if self._highest is None:
            self._highest = sequence
        elif sequence > self._highest:
            self._note_gap(sequence, now)
            self._highest = sequence

    def due(self, now: float) -> list[int]:
        """The numbers to ask for now, ascending."""
        wanted = [number for number, state in self._missing.items() if state.due <= now]
        for number in wanted:
            self._advance(self._missing[number], now)
        return sorted(wanted)

    def next_deadline(self) -> float | None:
        """When ``due`` has something to say."""
        deadline = min((state.due for state in self._missing.values()), default=float("inf"))
        return None if deadline == float("inf") else deadline

    def forget_before(self, sequence: int) -> None:
        """Everything older has become useless."""
        if self._missing:
            self._missing = {n: m for n, m in self._missing.items() if n >= sequence}

    def __len__(self) -> int:
        return len(self._missing)

    def _note_gap(self, sequence: int, now: float) -> None:
        assert self._highest is not None
        first = max(self._highest + 1, sequence - MAX_GAP)
        for number in range(first, sequence):
            self._missing[number] = _Missing(now, now + self._grace)
        self._grace = max(_GRACE_S, self._grace * _GRACE_DECAY) if first < sequence else self._grace
        while len(self._missing) > MAX_MISSING:
            del self._missing[next(iter(self._missing))]

    def _advance(self, state: _Missing, now: float) -> None:
        state.requests += 1
        if state.requests >= 2 * ROUNDS:
            state.due = float("inf")
        elif state.requests % 2:
            state.due = now + COPY_GAP_S
        else:
            state.due = now - COPY_GAP_S + max(_MIN_ROUND_S, 1.1 * self._rtt)
