"""All figures of one call in one place (MEDIA.md, section 12).

Counted by us alone: packets by sender and receiver, sound by the audio engine, pictures by their
threads. ``snapshot`` gives totals, and rates of the second before it.
"""

import time
from dataclasses import dataclass

from megachat_desktop.media import clock
from megachat_desktop.media.audio.seam import AudioFigures
from megachat_desktop.media.description import AgreedMedia
from megachat_desktop.media.rtp.packets import InStream, OutStream
from megachat_desktop.media.session_parts import CallParts, PictureFigures
from megachat_desktop.media.session_path import CallPath
from megachat_desktop.media.session_transport import PeerTransport
from megachat_desktop.model.media import MediaSnapshot, PathStats, StreamNo, StreamStats

_SHORTEST_INTERVAL_S = 0.5


@dataclass
class _Meter:
    """Turns a growing count into a rate per second, refreshed twice a second at most."""

    count: float = 0.0
    at: float | None = None
    rate: float = 0.0

    began: float | None = None

    def average(self, count: float, now: float) -> float:
        """Per second since the first reading."""
        if self.began is None or now - self.began < _SHORTEST_INTERVAL_S:
            return self.rate
        return count / (now - self.began)

    def read(self, count: float, now: float) -> float:
        """Per second since the reading before."""
        self.began = now if self.began is None else self.began
        if self.at is None:
            self.at, self.count = now, count
        elif now - self.at >= _SHORTEST_INTERVAL_S:
            self.rate = (count - self.count) / (now - self.at)
            self.at, self.count = now, count
        return self.rate


class Statistics:
    """Figures of one call; the first-seen times and meters live here."""

    def __init__(self) -> None:
        self.first_audio_at: float | None = None
        self.first_picture_at: float | None = None
        self.skipped = 0
        self.moves = 0
        self._meters: dict[str, _Meter] = {}
        self._whole = False

    def start(self, agreed: AgreedMedia | None, transport: PeerTransport, parts: CallParts) -> None:
        """The gate is open: rates count from here."""
        self._meters.clear()
        self.snapshot(agreed, transport, parts, None, whole=False)

    def snapshot(
        self,
        agreed: AgreedMedia | None,
        transport: PeerTransport | None,
        parts: CallParts | None,
        path: CallPath | None,
        *,
        whole: bool,
    ) -> MediaSnapshot:
        """Everything so far; zeros for what has not begun.

        Rates are those of the last second, or of the ``whole`` call.
        """
        self._whole = whole
        if agreed is None or transport is None or parts is None:
            return MediaSnapshot()
        sound, pictures = parts.sound_figures(), parts.picture_figures()
        incoming = {stream.number: stream for stream in agreed.incoming}
        outgoing = {stream.number: stream for stream in agreed.outgoing}
        return MediaSnapshot(
            path=self._path(transport, path),
            audio_in=self._audio_in(transport, incoming.get(StreamNo.MICROPHONE), sound),
            audio_out=self._audio_out(transport, outgoing.get(StreamNo.MICROPHONE), sound),
            video_in=self._video_in(transport, incoming.get(StreamNo.CAMERA), pictures),
            video_out=self._video_out(
                transport, outgoing.get(StreamNo.CAMERA), pictures, agreed.codecs
            ),
            skew_ms=pictures.skew_ms,
            cpu_percent=self._rate("cpu", time.process_time() * 100),
            camera_problem=pictures.camera_problem,
            microphone_problem=sound.microphone_problem,
            first_audio_at=self.first_audio_at,
            first_picture_at=self.first_picture_at,
        )

    def _rate(self, name: str, count: float) -> float:
        meter, now = self._meters.setdefault(name, _Meter()), clock.now()
        return meter.average(count, now) if self._whole else meter.read(count, now)

    def _path(self, transport: PeerTransport, path: CallPath | None) -> PathStats:
        sender = transport.sender
        return PathStats(
            kind=path.kind() if path is not None else None,
            rtt_ms=sender.rtt * 1000 if sender.has_rtt else 0.0,
            target_kbps=sender.target_bps(clock.now()) / 1000,
            pacer_ms=sender.queue_s() * 1000,
            link=path.plan.number if path is not None else 0,
            moves=self.moves,
        )

    def _audio_in(
        self, transport: PeerTransport, stream: InStream | None, sound: AudioFigures
    ) -> StreamStats:
        if stream is None:
            return StreamStats("audio")
        counts = transport.receiver.figures(stream.number)
        return StreamStats(
            kind="audio",
            codec=stream.codecs[0][1],
            kbps=self._rate("audio_in", counts.octets * 8 / 1000),
            packets=counts.packets,
            lost=counts.lost,
            loss_pct=_percentage(counts.lost, counts.packets + counts.lost),
            jitter_ms=sound.jitter_ms or counts.jitter_s * 1000,
            nacks=counts.nacks,
            retransmits=counts.recovered,
            delay_ms=sound.delay_ms,
            decode_ms_p50=sound.decode_ms_p50,
            decode_ms_p95=sound.decode_ms_p95,
            target_ms=sound.target_ms,
            played_ms=sound.played_ms,
            concealed_ms=sound.concealed_ms,
            fec_ms=sound.fec_ms,
            accelerated_ms=sound.accelerated_ms,
            lost_ms=sound.lost_ms,
            level=sound.level_in,
            xruns=sound.xruns_in,
        )

    def _audio_out(
        self, transport: PeerTransport, stream: OutStream | None, sound: AudioFigures
    ) -> StreamStats:
        if stream is None:
            return StreamStats("audio")
        counts = transport.sender.figures(stream.number)
        return StreamStats(
            kind="audio",
            codec="opus",
            kbps=self._rate("audio_out", counts.octets * 8 / 1000),
            packets=counts.packets,
            loss_pct=transport.sender.loss * 100,
            nacks=counts.nacks,
            retransmits=counts.retransmits,
            encode_ms_p50=sound.encode_ms_p50,
            encode_ms_p95=sound.encode_ms_p95,
            level=sound.level_out,
            xruns=sound.xruns_out,
        )

    def _video_in(
        self, transport: PeerTransport, stream: InStream | None, pictures: PictureFigures
    ) -> StreamStats:
        if stream is None:
            return StreamStats("video")
        counts = transport.receiver.figures(stream.number)
        return StreamStats(
            kind="video",
            codec=stream.codecs[0][1],
            kbps=self._rate("video_in", counts.octets * 8 / 1000),
            packets=counts.packets,
            lost=counts.lost,
            loss_pct=_percentage(counts.lost, counts.packets + counts.lost),
            jitter_ms=counts.jitter_s * 1000,
            nacks=counts.nacks,
            plis=counts.plis,
            retransmits=counts.recovered,
            fps=self._rate("fps_in", pictures.in_frames),
            width=pictures.in_width,
            height=pictures.in_height,
            frames=pictures.in_frames,
            key_frames=pictures.in_key_frames,
            freezes=pictures.in_freezes,
            freeze_ms=pictures.in_freeze_ms,
            delay_ms=pictures.in_delay_ms,
            decode_ms_p50=pictures.decode_ms_p50,
            decode_ms_p95=pictures.decode_ms_p95,
            skipped=self.skipped,
        )

    def _video_out(
        self,
        transport: PeerTransport,
        stream: OutStream | None,
        pictures: PictureFigures,
        codecs: dict[int, str],
    ) -> StreamStats:
        if stream is None:
            return StreamStats("video")
        counts = transport.sender.figures(stream.number)
        return StreamStats(
            kind="video",
            codec=codecs.get(stream.number, ""),
            hardware=pictures.out_hardware,
            kbps=self._rate("video_out", counts.octets * 8 / 1000),
            packets=counts.packets,
            loss_pct=transport.sender.loss * 100,
            nacks=counts.nacks,
            plis=counts.plis,
            retransmits=counts.retransmits,
            fps=self._rate("fps_out", pictures.out_frames),
            width=pictures.out_width,
            height=pictures.out_height,
            frames=pictures.out_frames,
            key_frames=pictures.out_key_frames,
            encode_ms_p50=pictures.encode_ms_p50,
            encode_ms_p95=pictures.encode_ms_p95,
            qp=pictures.out_qp,
            skipped=pictures.out_skipped,
            limited_by=pictures.out_limited_by,
        )


def _percentage(part: int, whole: int) -> float:
    return 100.0 * part / whole if whole else 0.0
