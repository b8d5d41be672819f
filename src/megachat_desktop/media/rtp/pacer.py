"""Spreads packets over time, so that a frame does not arrive as one burst at a narrow link.

Audio does not pass through here. Resends go first, then frames in their order (MEDIA.md 8).
"""

from collections import deque

from megachat_desktop.media.rtp.packets import RtpOut

TICK_S = 0.005
_PACE = 1.5
_KEY_FRAME_PACE = 2.5
_START_BURST_BYTES = 30_000  # some ten packets may leave at once on a new link, as in QUIC
_BURST_TICKS = 2
_RESEND_SHARE = 0.25
_RESEND_BURST_S = 0.3


class Pacer:
    """A leaky bucket at a multiple of the target rate, in ticks of 5 ms."""

    def __init__(self, target_bps: float) -> None:
        self._target = target_bps
        self._resends: deque[RtpOut] = deque()
        self._frames: deque[tuple[RtpOut, bool]] = deque()
        self._key_packets = 0
        self._queued_bytes = 0
        self._budget = float(_START_BURST_BYTES)
        self._opening = True
        self._filled_at: float | None = None

    def set_target(self, target_bps: float) -> None:
        """Follow the rate control."""
        self._target = target_bps

    def push(self, packet: RtpOut, *, key: bool = False) -> None:
        """Queue a packet of a frame; a key frame's packets speed the pacer up."""
        self._frames.append((packet, key))
        self._key_packets += key
        self._queued_bytes += packet.size_bytes

    def push_resend(self, packet: RtpOut) -> None:
        """Queue a resend before all frames."""
        self._resends.append(packet)
        self._queued_bytes += packet.size_bytes

    def pop(self, now: float) -> list[RtpOut]:
        """The packets that may leave now."""
        self._fill(now)
        ready: list[RtpOut] = []
        while self._budget > 0 and (self._resends or self._frames):
            ready.append(self._take())
            self._budget -= ready[-1].size_bytes
        return ready

    def next_deadline(self) -> float | None:
        """When ``pop`` has something to give, None with empty queues."""
        if not self._resends and not self._frames:
            return None
        if self._budget > 0 or self._filled_at is None:
            return 0.0 if self._filled_at is None else self._filled_at
        return self._filled_at + TICK_S

    def queue_s(self) -> float:
        """How long the queue takes at the target rate; over 0.25 frames are to be skipped."""
        return self._queued_bytes * 8 / self._target

    def clear(self) -> None:
        """Drop everything queued."""
        self._resends.clear()
        self._frames.clear()
        self._key_packets = self._queued_bytes = 0

    def _take(self) -> RtpOut:
        if self._resends:
            packet = self._resends.popleft()
        else:
            packet, key = self._frames.popleft()
            self._key_packets -= key
        self._queued_bytes -= packet.size_bytes
        return packet

    def _fill(self, now: float) -> None:
        if self._filled_at is None:
            self._filled_at = now
            return
        pace = self._target * (_KEY_FRAME_PACE if self._key_packets else _PACE) / 8
        elapsed = max(0.0, now - self._filled_at)
        self._filled_at = max(now, self._filled_at)
        limit = max(pace * TICK_S * _BURST_TICKS, self._budget if self._opening else 0.0)
        self._budget = min(limit, self._budget + pace * elapsed)
        self._opening = self._opening and self._budget > pace * TICK_S * _BURST_TICKS


class ResendBudget:
    """A quarter of the target rate for what is asked for again, saved up for 0.3 s of the rate.

    After an outage the peer misses hundreds of packets: answering for all of them would hold the
    key frame back that makes them useless.
    """

    def __init__(self) -> None:
        self._bytes = self._most = 0.0
        self._filled_at: float | None = None

    def fill(self, target_bps: float, now: float) -> None:
        """Let time pass at this rate."""
        self._most = most = target_bps / 8 * _RESEND_BURST_S
        if self._filled_at is None:
            self._bytes = most
        else:
            self._bytes += target_bps / 8 * _RESEND_SHARE * (now - self._filled_at)
        self._bytes = min(most, self._bytes)
        self._filled_at = now

    @property
    def left(self) -> bool:
        """Whether another resend may go."""
        return self._bytes > 0

    @property
    def plenty(self) -> bool:
        """Whether more than half of what can be saved up is there: time for second copies."""
        return self._bytes > self._most / 2

    def spend(self, size: int) -> None:
        """A resend of ``size`` bytes goes."""
        self._bytes -= size
