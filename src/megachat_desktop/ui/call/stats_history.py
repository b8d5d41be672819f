"""The last minute of a call's figures, for the graphs, and how well it goes just now."""

from collections import deque
from dataclasses import dataclass

from megachat_desktop.model.media import MediaSnapshot, StreamStats, path_quality

KEPT = 60  # figures come once a second
_RECENT = 5
_GROWING = 20
GOOD, FAIR = "good", "fair"


@dataclass(frozen=True)
class Sample:
    """One second."""

    received_kbps: float
    rtt_ms: float
    packets: int
    lost: int


class StatsHistory:
    """Takes every snapshot of one call."""

    def __init__(self) -> None:
        self._samples: deque[Sample] = deque(maxlen=KEPT)
        self.newest = MediaSnapshot()

    def add(self, snapshot: MediaSnapshot) -> None:
        """One second later."""
        self.newest = snapshot
        sound, picture = snapshot.audio_in, snapshot.video_in
        self._samples.append(
            Sample(
                sound.kbps + picture.kbps,
                snapshot.path.rtt_ms,
                sound.packets + picture.packets,
                sound.lost + picture.lost,
            )
        )

    @property
    def received_kbps(self) -> tuple[float, ...]:
        """What came in, oldest first."""
        return tuple(sample.received_kbps for sample in self._samples)

    @property
    def rtt_ms(self) -> tuple[float, ...]:
        """Round trips, oldest first."""
        return tuple(sample.rtt_ms for sample in self._samples)

    @property
    def loss_pct(self) -> float:
        """What was lost of the last seconds, in either direction."""
        if not self._samples:
            return 0.0
        last = self._samples[-1]
        first = self._samples[max(0, len(self._samples) - 1 - _RECENT)]
        packets, lost = last.packets - first.packets, last.lost - first.lost
        if len(self._samples) == 1:
            packets, lost = last.packets, last.lost
        incoming = 100.0 * lost / (packets + lost) if packets + lost > 0 else 0.0
        return max(incoming, self.newest.audio_out.loss_pct, self.newest.video_out.loss_pct)

    @property
    def quality(self) -> str:
        """good, fair or poor, from the loss of the last seconds and the round trip."""
        loss, rtt = self.loss_pct, self.newest.path.rtt_ms
        quality = path_quality(loss, rtt)
        reduced = self._settled and self.reduced_by == "bandwidth"
        return FAIR if quality == GOOD and reduced else quality

    @property
    def _settled(self) -> bool:
        """Whether the picture has had the time to grow to what the path carries."""
        return len(self._samples) > _GROWING

    @property
    def reduced_by(self) -> str:
        """What makes our picture smaller: "bandwidth", "cpu" or "none"."""
        sent: StreamStats = self.newest.video_out
        return sent.limited_by if sent.frames else "none"
