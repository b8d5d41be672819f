"""Everything one peer is sent: numbering, history, pacing, resends, reports.

    chunks of a sealed frame -> send() -> pacer (video) or at once (audio) -> poll() -> datagrams

One ``PeerSender`` lives as long as the call; a new path resets only what belongs to a link
(``start_link``). SSRCs, sequence numbers and timestamps go on, so no (SSRC, sequence number) ever
names two different packets: a resend is a new packet of the stream's RTX SSRC (RFC 4588).
"""

import heapq
from collections.abc import Sequence

from msgspec import Struct

from megachat_desktop.media.rtp.delivery import DeliveryLog
from megachat_desktop.media.rtp.feedback import parse_feedback
from megachat_desktop.media.rtp.out_track import OutTrack
from megachat_desktop.media.rtp.pacer import Pacer, ResendBudget
from megachat_desktop.media.rtp.packets import OutStream, RtpOut, StreamKind
from megachat_desktop.media.rtp.rate import LossRate, RateControl
from megachat_desktop.media.rtp.redundancy import Redundancy
from megachat_desktop.media.rtp.rtcp import (
    Nack,
    PictureLoss,
    ReceiverReport,
    ReportBlock,
    RtcpIn,
    SenderReport,
    TransportFeedback,
    build_sender_report,
)

REPORT_INTERVAL_S = 1.0
KEEP_ALIVE_S = 0.2
SKIP_QUEUE_S = 0.25
RESEND_GAP_S = 0.010
_COPIES_FROM_BPS = 300_000


class KeyFrameWanted(Struct, frozen=True):
    """The peer cannot go on without a key frame of this stream."""

    stream: int


class OutFigures(Struct, frozen=True):
    """Counts of one stream so far."""

    packets: int
    octets: int  # payload bytes
    retransmits: int
    nacks: int
    plis: int


class PeerSender:
    """Sans-IO sender to one peer. ``now`` is always in monotonic seconds."""

    def __init__(self, streams: Sequence[OutStream], rate: RateControl | None = None) -> None:
        self._rate: RateControl = rate or LossRate()
        self._tracks = {stream.number: OutTrack(stream) for stream in streams}
        self._by_ssrc = {stream.ssrc: self._tracks[stream.number] for stream in streams}
        self._delivery = DeliveryLog()
        self._copies: list[tuple[float, int, OutTrack, RtpOut]] = []  # heap
        self._at_once: list[RtpOut] = []
        self._redundancy = Redundancy()
        self._pacer: Pacer | None = None
        self._resend_budget = ResendBudget()
        self._last_sent = float("-inf")
        self._next_report: float | None = None
        self._copy_count = 0

    # --- what goes out -----------------------------------------------------------------------

    def start_link(self, now: float) -> None:
        """Begin on a new link: counters of the link restart, every SSRC says its first number.

        Without these empty packets the far SRTP could not know a stream's roll-over count.
        """
        self._delivery.reset()
        self._pacer = Pacer(self._rate.target(now))
        for track in self._tracks.values():
            self._at_once += [track.padding(), track.rtx_padding()]
        self._next_report = now

    def send(
        self,
        stream: int,
        chunks: Sequence[bytes],
        timestamp: int,
        capture: float,
        now: float,
        *,
        key: bool = False,
    ) -> None:
        """Send one sealed frame (``packetizer.chunk``).

        ``timestamp`` counts in the stream's clock from wherever the caller likes (``capture`` of
        video times 90,000, samples of audio); the stream's secret offset is added here. ``capture``
        is when the frame was seen or heard, monotonic seconds. Ignored before ``start_link``.
        """
        if self._pacer is None:
            return
        track = self._tracks[stream]
        if not track.announced:
            self._next_report = now  # the first report goes out at once
        packets = track.packets(chunks, timestamp, capture)
        if track.stream.kind is StreamKind.AUDIO:
            self._send_audio(track, packets, now)
        else:
            for packet in packets:
                self._pacer.push(packet, key=key)

    def poll(self, now: float) -> list[bytes]:
        """The datagrams (RTP and RTCP) that leave now, at most 1140 bytes each."""
        if self._pacer is None:
            return []
        self._pacer.set_target(self._rate.target(now))
        datagrams = self._reports(now)
        ready, self._at_once = self._at_once, []
        while self._copies and self._copies[0][0] <= now:
            _, _, track, packet = heapq.heappop(self._copies)
            ready.append(track.resend(packet))
        for track in self._tracks.values():
            ready += track.tail(self._delivery, now)
        ready += self._pacer.pop(now)
        if not ready and now >= self._last_sent + KEEP_ALIVE_S:
            ready.append(next(iter(self._tracks.values())).rtx_padding())
        datagrams += [self._stamp(packet, now) for packet in ready]
        return datagrams

    def next_deadline(self) -> float | None:
        """When ``poll`` is due next (may be in the past); None before ``start_link``."""
        if self._pacer is None:
            return None
        if self._at_once:
            return 0.0
        deadlines = [self._last_sent + KEEP_ALIVE_S, self._next_report or 0.0]
        if self._copies:
            deadlines.append(self._copies[0][0])
        for other in (self._pacer.next_deadline(), *(t.tail_due() for t in self._tracks.values())):
            if other is not None:
                deadlines.append(other)
        return min(deadlines)

    def queue_s(self) -> float:
        """Video waiting in the pacer, in seconds; over 0.25 skip the frame before encoding."""
        return self._pacer.queue_s() if self._pacer else 0.0

    # --- what comes back ---------------------------------------------------------------------

    def on_rtcp(self, report: RtcpIn, now: float) -> list[KeyFrameWanted]:
        """Take one report of the peer; what the encoders are asked for."""
        match report:
            case Nack():
                self._on_nack(report, now)
            case PictureLoss():
                return self._on_picture_loss(report)
            case TransportFeedback():
                self._on_feedback(report, now)
            case ReceiverReport() | SenderReport():
                for block in report.blocks:
                    self._on_block(block)
        return []

    def target_bps(self, now: float) -> float:
        """What all streams together may use."""
        return self._rate.target(now)

    @property
    def rtt(self) -> float:
        """Smoothed round-trip time in seconds from feedback; 0.1 before the first."""
        return self._delivery.rtt

    @property
    def has_rtt(self) -> bool:
        """Whether ``rtt`` was ever measured."""
        return self._delivery.measured

    @property
    def loss(self) -> float:
        """Share of our recent packets that the peer did not get."""
        return self._delivery.loss

    def figures(self, stream: int) -> OutFigures:
        """Counts of one stream."""
        track = self._tracks[stream]
        return OutFigures(
            track.packets_sent, track.octets_sent, track.retransmits, track.nacks, track.plis
        )

    # --- inside ------------------------------------------------------------------------------

    def _send_audio(self, track: OutTrack, packets: list[RtpOut], now: float) -> None:
        self._at_once += packets
        copy_at = self._redundancy.copy_at(now)
        if copy_at is not None:
            for packet in packets:
                self._send_again(track, packet, copy_at)

    def _stamp(self, packet: RtpOut, now: float) -> bytes:
        number = self._delivery.next_number(packet, now)
        self._rate.on_sent(number, packet.size_bytes, now)
        track = self._by_ssrc.get(packet.ssrc)
        if track is not None:
            track.on_sent(packet, number, now)
        self._last_sent = now
        return packet.to_bytes(number)

    def _reports(self, now: float) -> list[bytes]:
        if self._next_report is None or now < self._next_report:
            return []
        self._next_report = now + REPORT_INTERVAL_S
        reports = (track.report() for track in self._tracks.values())
        return [build_sender_report(report) for report in reports if report is not None]

    def _on_nack(self, report: Nack, now: float) -> None:
        track = self._by_ssrc.get(report.media_ssrc)
        if track is None or self._pacer is None:
            return
        track.nacks += 1
        self._resend_budget.fill(self._rate.target(now), now)
        for number in report.lost:
            if not self._resend_budget.left:
                return  # asked for again in the next round, when there may be room
            twice = self._redundancy.active and self._resend_budget.plenty
            copies = track.requested(number, self.rtt, now, twice=twice)
            for place, packet in enumerate(copies):
                self._resend_budget.spend(packet.size_bytes)
                self._queue_resend(track, packet, now, place)

    def _queue_resend(self, track: OutTrack, packet: RtpOut, now: float, place: int) -> None:
        """The first answer now, a second one a little later: losses come in bursts."""
        assert self._pacer is not None
        if place:
            self._send_again(track, packet, now + place * RESEND_GAP_S)
        elif track.stream.kind is StreamKind.AUDIO:
            self._at_once.append(track.resend(packet))
        else:
            self._pacer.push_resend(track.resend(packet))

    def _send_again(self, track: OutTrack, packet: RtpOut, when: float) -> None:
        self._copy_count += 1  # ties in the heap go by order, not by packet
        heapq.heappush(self._copies, (when, self._copy_count, track, packet))

    def _on_picture_loss(self, report: PictureLoss) -> list[KeyFrameWanted]:
        track = self._by_ssrc.get(report.media_ssrc)
        if track is None or track.stream.kind is not StreamKind.VIDEO:
            return []
        track.plis += 1
        return [KeyFrameWanted(track.stream.number)]

    def _on_feedback(self, report: TransportFeedback, now: float) -> None:
        feedback = parse_feedback(report.fci)
        if feedback is None:
            return
        self._delivery.on_feedback(feedback, now)
        self._rate.on_feedback(feedback, now)
        target = self._rate.target(now)
        # At a low rate loss comes from a full link, and copies would keep it full for good.
        self._redundancy.update(self.loss, target / 1000 if target > _COPIES_FROM_BPS else 0, now)

    def _on_block(self, block: ReportBlock) -> None:
        track = self._by_ssrc.get(block.ssrc)
        if track is not None:
            track.last_block = block
