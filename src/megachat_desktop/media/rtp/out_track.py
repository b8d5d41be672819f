"""One stream on its way to one peer: its numbers, its history, its resends."""

from collections.abc import Sequence

from megachat_desktop.media.rtp.delivery import DeliveryLog
from megachat_desktop.media.rtp.history import SendHistory
from megachat_desktop.media.rtp.packets import OutStream, RtpOut, StreamKind
from megachat_desktop.media.rtp.rtcp import ReportBlock, SenderReport
from megachat_desktop.media.rtp.sequence import Unwrapper

TAIL_S = 0.04
_TAIL_SLACK_S = 0.11  # feedback interval, its way back and some jitter


class OutTrack:
    """Makes the packets of one stream and answers requests for them."""

    def __init__(self, stream: OutStream) -> None:
        self.stream = stream
        self.packets_sent = 0
        self.octets_sent = 0
        self.retransmits = 0
        self.nacks = 0
        self.plis = 0
        self.last_block: ReportBlock | None = None
        self._sequence = stream.first_sequence
        self._rtx_sequence = stream.rtx_first_sequence
        self._timestamp = stream.first_timestamp
        self._capture: float | None = None
        self._history = SendHistory()
        self._sent = Unwrapper(16)
        self._tail: tuple[RtpOut, int, float] | None = None  # packet, transport number, sent
        self._tail_due = 0.0

    def packets(self, chunks: Sequence[bytes], timestamp: int, capture: float) -> list[RtpOut]:
        """Number the chunks of one frame; the last one carries the marker."""
        self._timestamp = self.stream.first_timestamp + timestamp
        self._capture = capture
        last = len(chunks) - 1
        return [self._packet(chunk, index == last) for index, chunk in enumerate(chunks)]

    def padding(self) -> RtpOut:
        """An empty packet: takes a sequence number, carries nothing."""
        return self._packet(b"", marker=False)

    def rtx_padding(self) -> RtpOut:
        """An empty packet of the resend SSRC, which leaves no gap in the stream itself."""
        return self._rtx_packet(b"", self._timestamp, marker=False)

    def resend(self, packet: RtpOut) -> RtpOut:
        """The packet again, as a new one of the RTX SSRC (RFC 4588 section 4)."""
        self.retransmits += 1
        payload = (packet.sequence & 0xFFFF).to_bytes(2, "big") + packet.payload
        return self._rtx_packet(payload, packet.timestamp, packet.marker)

    def requested(
        self, number: int, rtt: float, now: float, *, twice: bool = False
    ) -> list[RtpOut]:
        """What to ``resend`` for one 16-bit number of a NACK, as often as it is listed."""
        return self._history.request(self._sent.peek(number), rtt, now, twice=twice)

    @property
    def announced(self) -> bool:
        """Whether a frame was ever sent, so that there is something to report."""
        return self._capture is not None

    def on_sent(self, packet: RtpOut, transport_number: int, now: float) -> None:
        """The packet leaves now: from here on it can be asked for."""
        self._sent.unwrap(packet.sequence & 0xFFFF)
        self._history.add(packet, now)
        self.packets_sent += 1
        self.octets_sent += len(packet.payload)
        if self.stream.kind is StreamKind.VIDEO:
            self._tail = (packet, transport_number, now) if packet.marker else None
            self._tail_due = now + TAIL_S

    def tail(self, delivery: DeliveryLog, now: float) -> list[RtpOut]:
        """The last packet once more when it seems lost and nothing follows (MEDIA.md 6).

        The receiver cannot miss what nothing comes after, so this resend is the sender's to start.
        """
        if self._tail is None:
            return []
        packet, number, sent_at = self._tail
        if now < sent_at + TAIL_S:
            return []
        fate = delivery.arrived(number)
        if fate is None and now < sent_at + delivery.rtt + _TAIL_SLACK_S:
            self._tail_due = sent_at + delivery.rtt + _TAIL_SLACK_S
            return []
        self._tail = None
        return [] if fate else [self.resend(packet)]

    def tail_due(self) -> float | None:
        """When ``tail`` should be asked again."""
        return None if self._tail is None else self._tail_due

    def report(self) -> SenderReport | None:
        """The stream's capture clock against its RTP clock; None before the first frame."""
        if self._capture is None:
            return None
        return SenderReport(
            self.stream.ssrc,
            self._capture,
            self._timestamp & 0xFFFFFFFF,
            self.packets_sent,
            self.octets_sent,
        )

    def _packet(self, payload: bytes, marker: bool) -> RtpOut:
        number, self._sequence = self._sequence, self._sequence + 1
        stream = self.stream
        return RtpOut(stream.ssrc, stream.payload_type, number, self._timestamp, marker, payload)

    def _rtx_packet(self, payload: bytes, timestamp: int, marker: bool) -> RtpOut:
        number, self._rtx_sequence = self._rtx_sequence, self._rtx_sequence + 1
        stream = self.stream
        return RtpOut(stream.rtx_ssrc, stream.rtx_payload_type, number, timestamp, marker, payload)
