"""What was sent and may be asked for again: one second or 1024 packets of one stream."""

from collections import OrderedDict
from dataclasses import dataclass

from megachat_desktop.media.rtp.packets import RtpOut

MAX_AGE_S = 1.0
MAX_PACKETS = 1024
_MIN_REPEAT_S = 0.02


@dataclass(slots=True)
class _Entry:
    packet: RtpOut
    sent_at: float
    resent_at: float = float("-inf")
    rounds: int = 0


class SendHistory:
    """Keeps sent packets and decides how often a request for one is answered."""

    def __init__(self) -> None:
        self._entries: OrderedDict[int, _Entry] = OrderedDict()

    def add(self, packet: RtpOut, now: float) -> None:
        """Remember a packet that leaves now."""
        self._entries[packet.sequence] = _Entry(packet, now)
        while len(self._entries) > MAX_PACKETS or self._oldest_age(now) > MAX_AGE_S:
            self._entries.popitem(last=False)

    def request(
        self, sequence: int, rtt: float, now: float, *, twice: bool = False
    ) -> list[RtpOut]:
        """Copies to send for one requested packet: none for a repeat within half an RTT.

        The first request is answered once, every later round twice (MEDIA.md, section 6); where
        much is lost, ``twice`` from the first on (decision 0094).
        """
        entry = self._entries.get(sequence)
        if entry is None or now - entry.sent_at > MAX_AGE_S:
            return []
        if now - entry.resent_at < max(_MIN_REPEAT_S, rtt / 2):
            return []
        entry.resent_at = now
        entry.rounds += 1
        return [entry.packet] * (2 if twice or entry.rounds > 1 else 1)

    def _oldest_age(self, now: float) -> float:
        oldest = next(iter(self._entries.values()))
        return now - oldest.sent_at
