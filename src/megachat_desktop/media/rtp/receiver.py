"""Everything one peer sends: routed by SSRC, opened, ordered, asked for again, reported on.

    on_rtp -> feedback log -> resends unwrapped -> audio: opened at once
                                                -> video: VideoJitterBuffer

Frames that come before the keys wait two seconds at most (PROTOCOL.md 7.4).
"""

from collections import deque
from collections.abc import Callable, Sequence

from megachat_desktop.errors import CryptoError
from megachat_desktop.media.rtp.feedback import FeedbackLog
from megachat_desktop.media.rtp.in_track import (
    AudioTrack,
    InFigures,
    ReceiverEvent,
    SendRtcp,
    VideoSkipped,
    VideoTrack,
)
from megachat_desktop.media.rtp.packets import InStream, RtpIn, StreamKind
from megachat_desktop.media.rtp.rtcp import (
    ReceiverReport,
    RtcpIn,
    SenderReport,
    build_feedback,
    build_receiver_report,
)
from megachat_desktop.media.rtp.video_buffer import VideoJitterBuffer

FEEDBACK_INTERVAL_S = 0.05
REPORT_INTERVAL_S = 1.0
KEY_WAIT_S = 2.0
_MAX_WAITING = 1024

FrameOpener = Callable[[int, bytes], bytes]  # (stream number, sealed) -> frame, or CryptoError


class PeerReceiver:
    """Sans-IO receiver of one peer. ``now`` and arrivals are in monotonic seconds."""

    def __init__(self, streams: Sequence[InStream], own_ssrc: int) -> None:
        """``own_ssrc`` is any SSRC of ours, the sender of our reports."""
        self._own_ssrc = own_ssrc
        self._opener: FrameOpener | None = None
        self._tracks: dict[int, AudioTrack | VideoTrack] = {}
        self._by_ssrc: dict[int, AudioTrack | VideoTrack] = {}
        for stream in streams:
            track = self._make_track(stream)
            self._tracks[stream.number] = track
            self._by_ssrc[stream.ssrc] = self._by_ssrc[stream.rtx_ssrc] = track
        self._logs: dict[int, FeedbackLog] = {}
        self._early: deque[tuple[RtpIn, float]] = deque(maxlen=_MAX_WAITING)
        self._next_feedback: float | None = None
        self._next_report: float | None = None

    # --- from outside ------------------------------------------------------------------------

    def set_opener(self, opener: FrameOpener, now: float) -> list[ReceiverEvent]:
        """The keys are there: open what waited and everything from now on."""
        self._opener = opener
        events: list[ReceiverEvent] = []
        early, self._early = self._early, deque(maxlen=_MAX_WAITING)
        for packet, came in early:
            if now - came <= KEY_WAIT_S:
                events += self._route(packet, now)
        return events

    def on_rtp(self, packet: RtpIn, now: float, link: int = 0) -> list[ReceiverEvent]:
        """Take one packet of any stream on any link; what becomes of it at once."""
        track = self._by_ssrc.get(packet.ssrc)
        if track is None:
            return []
        if packet.transport_sequence is not None:
            self._log(link).record(packet.transport_sequence, packet.arrival)
            if self._next_feedback is None:
                self._next_feedback = now + FEEDBACK_INTERVAL_S
        if self._opener is None:
            self._early.append((packet, now))
            return []
        return self._route(packet, now)

    def on_rtcp(self, report: RtcpIn, now: float) -> None:
        """Take a sender report: it ties RTP time to the sender's capture clock."""
        if isinstance(report, SenderReport) and report.ssrc in self._by_ssrc:
            self._by_ssrc[report.ssrc].on_sender_report(report, now)

    def set_rtt(self, rtt: float) -> None:
        """Round-trip time in seconds (``PeerSender.rtt``)."""
        for track in self._tracks.values():
            track.set_rtt(rtt)

    def set_audio_target(self, stream: int, target_s: float) -> None:
        """The audio buffer's target delay: decides whether asking again can be in time."""
        track = self._tracks[stream]
        if isinstance(track, AudioTrack):
            track.target_s = target_s

    def poll(self, now: float, *, late: bool = False) -> list[ReceiverEvent]:
        """What is due: frames, requests, feedback every 50 ms, a report every second.

        ``late`` says that our own loop stood still for over 20 ms since the last call.
        """
        events: list[ReceiverEvent] = []
        for track in self._tracks.values():
            events += track.poll(now, self._own_ssrc)
        if self._next_feedback is not None and now >= self._next_feedback:
            self._next_feedback = None
            events += self._feedback(now, late)
        if self._next_report is None:
            self._next_report = now + REPORT_INTERVAL_S
        elif now >= self._next_report:
            self._next_report = now + REPORT_INTERVAL_S
            events += self._report(now)
        return events

    def next_deadline(self) -> float | None:
        """When ``poll`` is due without another packet."""
        deadlines = [self._next_feedback, self._next_report]
        deadlines += [track.next_deadline() for track in self._tracks.values()]
        return min((d for d in deadlines if d is not None), default=None)

    def video(self, stream: int) -> VideoJitterBuffer:
        """The buffer of a video stream, for its playout clock. KeyError when it is none."""
        track = self._tracks[stream]
        if not isinstance(track, VideoTrack):
            raise KeyError(stream)
        return track.buffer

    def request_key_frame(self, stream: int) -> None:
        """The decoder of this stream cannot go on; a PLI follows with the next ``poll``."""
        self.video(stream).request_key_frame()

    def capture_time(self, stream: int, timestamp: int) -> float | None:
        """An RTP timestamp (wire or unwrapped) on the sender's capture clock, in seconds."""
        return self._tracks[stream].capture_time(timestamp)

    def figures(self, stream: int) -> InFigures:
        """Counts of one stream."""
        return self._tracks[stream].figures()

    # --- inside ------------------------------------------------------------------------------

    def _make_track(self, stream: InStream) -> AudioTrack | VideoTrack:
        number = stream.number

        def open_frame(sealed: bytes) -> bytes | None:
            return self._open(number, sealed)

        if stream.kind is StreamKind.AUDIO:
            return AudioTrack(stream, open_frame)
        return VideoTrack(stream, open_frame)

    def _open(self, stream: int, sealed: bytes) -> bytes | None:
        if self._opener is None:
            return None
        try:
            return self._opener(stream, sealed)
        except CryptoError:
            return None

    def _route(self, packet: RtpIn, now: float) -> list[ReceiverEvent]:
        track = self._by_ssrc[packet.ssrc]
        recovered = packet.ssrc == track.stream.rtx_ssrc
        if recovered:
            original = track.unwrap_resend(packet)
            if original is None:
                return []
            packet = original
        track.insert(packet, now, recovered=recovered)
        return track.poll(now, self._own_ssrc)

    def _feedback(self, now: float, late: bool) -> list[ReceiverEvent]:
        # aiortc hands feedback to the slot of its media SSRC: any stream of the peer will do.
        media_ssrc = next(iter(self._tracks.values())).stream.ssrc
        events: list[ReceiverEvent] = []
        for link, log in self._logs.items():
            body = log.report(now, late)
            if body is not None:
                events.append(SendRtcp(build_feedback(self._own_ssrc, media_ssrc, body), link))
        return events

    def _report(self, now: float) -> list[ReceiverEvent]:
        blocks = [track.report(now) for track in self._tracks.values()]
        heard = tuple(block for block in blocks if block is not None)
        if not heard:
            return []
        return [SendRtcp(build_receiver_report(ReceiverReport(self._own_ssrc, heard)))]

    def _log(self, link: int) -> FeedbackLog:
        return self._logs.setdefault(link, FeedbackLog())


__all__ = ["FrameOpener", "InFigures", "PeerReceiver", "ReceiverEvent", "SendRtcp", "VideoSkipped"]
