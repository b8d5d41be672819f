"""Encoders: one picture in, one access unit out, a new rate without a key frame where possible.

One thread at a time per encoder: codec contexts are not thread-safe. Traps of MEDIA.md, section 5:
the rate buffer must be given as codec options (inside ``x264-params`` it is lost), and it is fixed
once opened, so a rung change opens a new encoder. An encoder opened with ``maxrate`` above its bit
rate is in x264's average mode for good and ignores a new rate; opened with both equal it stays in
constant mode, and ``maxrate`` follows every change by itself (decision 0060).
"""

import struct
import time
from fractions import Fraction
from typing import Protocol

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.stream import VideoStream
from msgspec import Struct

from megachat_desktop.errors import MediaEngineError
from megachat_desktop.media.video.frames import CapturedFrame, EncodedFrame

_TIME_BASE = Fraction(1, 90_000)
_ENDLESS_GOP = 1_000_000
_QP_LAMBDA = 118  # FFmpeg's FF_QP2LAMBDA
_SINGLE_THREAD_HEIGHT = 540
_VPX_RATE_INTERVAL_S = 3.0
_VPX_RATE_STEP = 0.2


class EncoderSettings(Struct, frozen=True):
    """What an encoder is opened with. ``buffer_bits`` bounds a key frame for good.

    No later rate is let above ``max_bps``.
    """

    width: int
    height: int
    fps: int
    bit_rate: int
    max_bps: int
    buffer_bits: int
    preset: str = "superfast"


class Encoder(Protocol):
    """What the encoding thread needs of an encoder."""

    codec: str  # "h264" or "vp8"
    hardware: bool

    def encode(self, captured: CapturedFrame, *, key: bool) -> EncodedFrame | None:
        """Encode a picture of exactly the opened size. None when the encoder gave nothing."""
        ...

    def set_rate(self, bit_rate: int, now: float) -> None:
        """Aim at a new rate, in bits per second."""
        ...

    def close(self) -> None:
        """Free the codec."""
        ...


class AvEncoder:
    """Any encoder of libavcodec, opened for live pictures."""

    def __init__(self, name: str, settings: EncoderSettings) -> None:
        """Raises MediaEngineError when the encoder does not open."""
        self.codec = "vp8" if name == "libvpx" else "h264"
        self.hardware = name not in ("libx264", "libvpx")
        self.name = name
        self.settings = settings
        # x264 never goes above the rate it was opened with (docs/decisions/0060).
        opened_at = settings.max_bps if name == "libx264" else settings.bit_rate
        self._context: VideoCodecContext | None = open_context(name, settings, opened_at)
        self._context.bit_rate = settings.bit_rate
        self._origin: float | None = None
        self._last_pts = -1

    def encode(self, captured: CapturedFrame, *, key: bool) -> EncodedFrame | None:
        """Encode one picture; see ``Encoder``."""
        if self._context is None:
            return None
        started = time.perf_counter()
        frame = captured.frame
        frame.pts = self._pts(captured.captured_at)
        frame.time_base = _TIME_BASE
        frame.pict_type = PictureType.I if key else PictureType.NONE
        packets = self._context.encode(frame)
        if not packets:
            return None
        data = b"".join(bytes(packet) for packet in packets)
        elapsed = time.perf_counter() - started
        is_key = any(packet.is_keyframe for packet in packets)
        size = self.settings.width, self.settings.height
        return EncodedFrame(data, is_key, captured.captured_at, *size, _qp(packets[-1]), elapsed)

    def set_rate(self, bit_rate: int, now: float) -> None:
        """Takes effect within half a second, without a key frame."""
        if self._context is not None:
            self._context.bit_rate = min(bit_rate, self.settings.max_bps)

    def close(self) -> None:
        """Free the codec; further pictures are ignored."""
        self._context = None

    def _pts(self, captured_at: float) -> int:
        if self._origin is None:
            self._origin = captured_at
        wanted = int((captured_at - self._origin) * 90_000)
        self._last_pts = max(self._last_pts + 1, wanted)
        return self._last_pts


class VpxEncoder(AvEncoder):
    """VP8. libvpx ignores a new rate once opened, and opening anew costs a key frame.

    So the rate changes at most every three seconds, and only by more than a fifth.
    """

    def __init__(self, settings: EncoderSettings) -> None:
        super().__init__("libvpx", settings)
        self._rate = settings.bit_rate
        self._opened_at: float | None = None

    def set_rate(self, bit_rate: int, now: float) -> None:
        """Reopen when it is worth a key frame."""
        if self._opened_at is None:
            self._opened_at = now
        small = abs(bit_rate - self._rate) <= _VPX_RATE_STEP * self._rate
        if small or now - self._opened_at < _VPX_RATE_INTERVAL_S:
            return
        self._rate, self._opened_at = bit_rate, now
        self._context = open_context(self.name, self.settings, bit_rate)


def open_encoder(codec: str, settings: EncoderSettings, hardware: str | None = None) -> Encoder:
    """An encoder for ``codec``: the proven hardware one, else libx264 or libvpx.

    Raises MediaEngineError when not even the software encoder opens.
    """
    if codec == "vp8":
        return VpxEncoder(settings)
    if hardware is not None:
        try:
            return AvEncoder(hardware, settings)
        except MediaEngineError:
            return AvEncoder("libx264", settings)
    return AvEncoder("libx264", settings)


def open_context(
    name: str, settings: EncoderSettings, bit_rate: int | None = None
) -> VideoCodecContext:
    """An opened codec context. Raises MediaEngineError when libavcodec refuses."""
    try:
        context = av.CodecContext.create(name, "w")
        assert isinstance(context, VideoCodecContext)
        context.width, context.height = settings.width, settings.height
        context.pix_fmt = "yuv420p"
        context.framerate = Fraction(settings.fps, 1)
        context.time_base = _TIME_BASE
        context.bit_rate = bit_rate or settings.bit_rate
        context.gop_size = _ENDLESS_GOP
        context.max_b_frames = 0
        context.thread_count = 1 if settings.height <= _SINGLE_THREAD_HEIGHT else 2
        context.options = _options(name, settings, context.bit_rate)
        context.open()
    except (av.FFmpegError, ValueError) as refused:
        raise MediaEngineError(f"The encoder {name} does not start.") from refused
    return context


def _options(name: str, settings: EncoderSettings, bit_rate: int) -> dict[str, str]:
    rate = {"maxrate": str(bit_rate), "bufsize": str(settings.buffer_bits)}
    match name:
        case "libx264":
            live = {
                "preset": settings.preset,
                "tune": "zerolatency",
                "profile": "high",
                "forced-idr": "1",
                "sc_threshold": "0",
            }
        case "libvpx":
            live = {
                "deadline": "realtime",
                "cpu-used": "8",
                "lag-in-frames": "0",
                "error-resilient": "0",
                "auto-alt-ref": "0",
            }
        case "h264_nvenc":
            live = {"preset": "p3", "tune": "ull", "rc": "cbr", "forced-idr": "1", "delay": "0"}
        case "h264_qsv":
            live = {"preset": "veryfast", "async_depth": "1", "forced_idr": "1"}
        case "h264_amf":
            live = {"usage": "ultralowlatency", "rc": "cbr", "forced_idr": "1"}
        case "h264_videotoolbox":
            live = {"realtime": "1", "prio_speed": "1"}
        case _:
            live = {}
    return rate | live


def _qp(packet: "av.Packet[VideoStream]") -> float:
    """The quantiser that FFmpeg reports beside a packet (first int32 of ``quality_stats``)."""
    try:
        stats = packet.get_sidedata("quality_stats")
        data = bytes(stats)
    except (ValueError, KeyError, TypeError):
        return 0.0
    return struct.unpack_from("<i", data)[0] / _QP_LAMBDA if len(data) >= 4 else 0.0
