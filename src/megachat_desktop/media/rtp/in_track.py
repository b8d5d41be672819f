"""One stream of the peer: resends unwrapped, duplicates dropped, frames opened, losses counted."""

from collections.abc import Callable

from msgspec import Struct

from megachat_desktop.media.rtp.keyframes import is_key_frame
from megachat_desktop.media.rtp.packets import (
    InStream,
    OpenedAudio,
    OpenedVideo,
    RtpIn,
)
from megachat_desktop.media.rtp.reception import Reception
from megachat_desktop.media.rtp.redundancy import AudioNack
from megachat_desktop.media.rtp.rtcp import ReportBlock, SenderReport, build_nack, build_pli
from megachat_desktop.media.rtp.sequence import Unwrapper
from megachat_desktop.media.rtp.video_buffer import (
    FrameReady,
    OpenedFrame,
    SendNack,
    SendPli,
    Skipped,
    VideoEvent,
    VideoJitterBuffer,
)

_WHOLE_FRAME = 0xC0
_SEEN = 1024
_NACK_TICK_S = 0.01

Open = Callable[[bytes], bytes | None]


class SendRtcp(Struct, frozen=True):
    """Send this report; ``link`` is None where any path of the call will do."""

    data: bytes
    link: int | None = None


class VideoSkipped(Struct, frozen=True):
    """So many frames of a stream will never be shown."""

    stream: int
    frames: int


class InFigures(Struct, frozen=True):
    """Counts of one stream so far."""

    packets: int  # resends not counted
    octets: int
    lost: int  # by sequence numbers, before resends
    jitter_s: float
    nacks: int
    plis: int
    recovered: int  # came by a resend
    unopened: int  # frames that SFrame refused


ReceiverEvent = OpenedAudio | OpenedVideo | SendRtcp | VideoSkipped


class _Track:
    """What audio and video have in common."""

    def __init__(self, stream: InStream) -> None:
        self.stream = stream
        self.reception = Reception(stream.ssrc, stream.clock_rate)
        self.nacks = 0
        self.plis = 0
        self.recovered = 0
        self.unopened = 0
        self._codecs = dict(stream.codecs)
        self._last_payload_type = stream.codecs[0][0]
        self._clock: tuple[float, int] | None = None  # (capture seconds, timestamp)
        self._timestamps = Unwrapper(32)

    def unwrap_resend(self, packet: RtpIn) -> RtpIn | None:
        """The original of a packet on the resend SSRC; None for its own padding and nonsense."""
        if len(packet.payload) < 2 or packet.payload_type not in self.stream.rtx_payload_types:
            return None
        return RtpIn(
            self.stream.ssrc,
            self._last_payload_type,
            int.from_bytes(packet.payload[:2], "big"),
            packet.timestamp,
            packet.marker,
            packet.payload[2:],
            None,
            packet.arrival,
        )

    def on_sender_report(self, report: SenderReport, now: float) -> None:
        """Tie RTP time to the sender's capture clock."""
        if report.ssrc == self.stream.ssrc:
            self._clock = (report.capture, self._timestamps.unwrap(report.timestamp))
            self.reception.on_sender_report(report, now)

    def capture_time(self, timestamp: int) -> float | None:
        """A timestamp on the sender's capture clock, None before its first report."""
        if self._clock is None:
            return None
        capture, reference = self._clock
        distance = (timestamp - reference + 2**31) % 2**32 - 2**31
        return capture + distance / self.stream.clock_rate

    def report(self, now: float) -> ReportBlock | None:
        """What the sender is told once a second."""
        return self.reception.block(now)

    def figures(self) -> InFigures:
        """Counts so far."""
        reception = self.reception
        return InFigures(
            reception.packets,
            reception.octets,
            reception.lost,
            reception.jitter / self.stream.clock_rate,
            self.nacks,
            self.plis,
            self.recovered,
            self.unopened,
        )

    def _accept(self, packet: RtpIn, recovered: bool) -> bool:
        """Count a packet; False for a payload type that the call description does not name."""
        if packet.payload_type not in self._codecs:
            return False
        if recovered:
            self.recovered += 1
        else:
            self._last_payload_type = packet.payload_type
            self.reception.on_packet(packet)
        return True


class AudioTrack(_Track):
    """Opens each packet once, whichever copy came first."""

    def __init__(self, stream: InStream, opener: Open) -> None:
        super().__init__(stream)
        self.target_s = 0.06
        self._open = opener
        self._nack = AudioNack()
        self._sequences = Unwrapper(16)
        self._seen: set[int] = set()
        self._ready: list[ReceiverEvent] = []
        self._rtt = 0.1
        self._highest: int | None = None
        self._gap_at = 0.0
        self._next_nack: float | None = None  # ticks only while a gap is young enough to fill

    def set_rtt(self, rtt: float) -> None:
        """Decides whether asking again can be in time."""
        self._rtt = rtt

    def insert(self, packet: RtpIn, now: float, *, recovered: bool) -> None:
        """Take one packet of the stream itself."""
        if not self._accept(packet, recovered):
            return
        number = self._sequences.unwrap(packet.sequence)
        if number in self._seen:
            return
        self._remember(number)
        self._look_for_gaps(number, now)
        if len(packet.payload) < 2 or packet.payload[0] != _WHOLE_FRAME:
            return
        frame = self._open(packet.payload[1:])
        if frame is None:
            self.unopened += 1
            return
        self._ready.append(
            OpenedAudio(
                self.stream.number,
                packet.sequence,
                packet.timestamp,
                frame,
                packet.arrival,
                recovered,
            )
        )

    def poll(self, now: float, own_ssrc: int) -> list[ReceiverEvent]:
        """Opened packets, and a request where it can still help."""
        events, self._ready = self._ready, []
        if self._next_nack is not None and now >= self._next_nack:
            again = now + _NACK_TICK_S
            self._next_nack = again if again <= self._gap_at + self.target_s else None
            lost = self._nack.due(now, self._rtt, self.target_s)
            if lost:
                self.nacks += 1
                events.append(SendRtcp(build_nack(own_ssrc, self.stream.ssrc, lost)))
        return events

    def next_deadline(self) -> float | None:
        """When ``poll`` is due next."""
        return self._next_nack

    def _look_for_gaps(self, number: int, now: float) -> None:
        self._nack.on_packet(number, now)
        if self._highest is not None and number > self._highest + 1:
            self._gap_at = now
            self._next_nack = self._next_nack or now + _NACK_TICK_S
        self._highest = number if self._highest is None else max(number, self._highest)

    def _remember(self, number: int) -> None:
        self._seen.add(number)
        if len(self._seen) > _SEEN:
            floor = max(self._seen) - _SEEN // 2
            self._seen = {seen for seen in self._seen if seen > floor}


class VideoTrack(_Track):
    """A video buffer with its requests turned into reports."""

    def __init__(self, stream: InStream, opener: Open) -> None:
        super().__init__(stream)
        self._open = opener
        self.buffer = VideoJitterBuffer(self._open_frame)

    def set_rtt(self, rtt: float) -> None:
        """Times the requests."""
        self.buffer.set_rtt(rtt)

    def insert(self, packet: RtpIn, now: float, *, recovered: bool) -> None:
        """Take one packet of the stream itself."""
        if self._accept(packet, recovered):
            self.buffer.insert(
                packet.sequence, packet.timestamp, packet.payload, now, recovered=recovered
            )

    def poll(self, now: float, own_ssrc: int) -> list[ReceiverEvent]:
        """Frames in decoding order, and requests."""
        return [self._event(event, own_ssrc) for event in self.buffer.poll(now)]

    def next_deadline(self) -> float | None:
        """When ``poll`` is due next."""
        return self.buffer.next_deadline()

    @property
    def codec(self) -> str:
        """The codec of the newest packet."""
        return self._codecs[self._last_payload_type]

    def _open_frame(self, sealed: bytes) -> OpenedFrame | None:
        frame = self._open(sealed)
        if not frame:
            self.unopened += 1
            return None
        return OpenedFrame(frame, is_key_frame(self.codec, frame))

    def _event(self, event: VideoEvent, own_ssrc: int) -> ReceiverEvent:
        number, ssrc = self.stream.number, self.stream.ssrc
        match event:
            case FrameReady(frame, key, timestamp, arrival, due, follows):
                capture = self.capture_time(timestamp)
                return OpenedVideo(
                    number, self.codec, frame, key, timestamp, arrival, due, capture, follows
                )
            case SendNack(lost):
                self.nacks += 1
                return SendRtcp(build_nack(own_ssrc, ssrc, lost))
            case SendPli():
                self.plis += 1
                return SendRtcp(build_pli(own_ssrc, ssrc))
            case Skipped(frames):
                return VideoSkipped(number, frames)
