"""Our picture on its way out: the newest frame of the source, scaled, encoded once.

    source thread -> one place -> encoding thread -> on_frame (seal, cut, send: the engine's)
                                                  -> own slot (self-view)

A frame that nobody took in time is replaced. The encoding thread does not wait for anybody.
"""

import threading
from collections.abc import Callable

from msgspec import Struct

from megachat_desktop.media import clock
from megachat_desktop.media.picture import Picture, PictureSlot
from megachat_desktop.media.video.cpu_guard import CpuGuard
from megachat_desktop.media.video.encoder import Encoder, EncoderSettings, open_encoder
from megachat_desktop.media.video.frames import (
    CapturedFrame,
    EncodedFrame,
    VanishingSource,
    VideoSource,
)
from megachat_desktop.media.video.low_light import LowLight
from megachat_desktop.media.video.pace import FramePace
from megachat_desktop.media.video.rungs import RungChoice, fit
from megachat_desktop.media.video.scaling import Scaler
from megachat_desktop.media.video.timings import Timings

START_BPS = 1_500_000
KEY_FRAME_INTERVAL_S = 1.0
_FIRST_INTERVAL_S = 0.15  # the peer's gate may open a little after ours: do not make it wait
_SPARE_CPU_SHARE = 0.1


class SendingFigures(Struct, frozen=True):
    """What became of our pictures so far; names as in ``model.media.StreamStats``."""

    codec: str
    hardware: bool
    width: int
    height: int
    fps: float
    frames: int
    key_frames: int
    skipped: int
    encode_ms_p50: float
    encode_ms_p95: float
    qp: float
    limited_by: str


class VideoSending:
    """One outgoing stream. Methods may be called from any thread and do not wait for encoding."""

    def __init__(
        self,
        codec: str,
        on_frame: Callable[[EncodedFrame], None],
        own_slot: PictureSlot | None = None,
        hardware: str | None = None,
    ) -> None:
        """``on_frame`` runs on the encoding thread. ``hardware`` is a proven encoder's name."""
        self._codec = codec
        self._on_frame = on_frame
        self._own_slot = own_slot
        self._hardware = hardware
        self._condition = threading.Condition()
        self._newest: CapturedFrame | None = None
        self._source: VideoSource | None = None
        self._thread: threading.Thread | None = None
        self._running = False
        self._active = True
        self._congested = self._brighten = False
        self._low_light = LowLight()
        self._max_height: int | None = None
        self._key_wanted = True
        self._target = START_BPS
        self._encoder: Encoder | None = None
        self._choice: RungChoice | None = None
        self._size = self._source_size = (0, 0)
        self._rate_set = 0
        self._key_at = float("-inf")
        self._scaler, self._view_scaler = Scaler(), Scaler()
        self._pace = FramePace()
        self._guard = CpuGuard()
        self._timings = Timings()
        self._frames = self._key_frames = self._skipped = 0
        self._qp = 0.0

    def start(self, source: VideoSource) -> None:
        """Capture and encode. Raises DeviceError when the source does not start."""
        self.stop()
        self._source = source
        self._running = True
        self._key_wanted = True
        self._thread = threading.Thread(target=self._run, name="video-encode", daemon=True)
        self._thread.start()
        try:
            source.start(self._on_captured)
        except Exception:
            self.stop()
            raise

    def stop(self) -> None:
        """Let go of the source and end the thread, within about a second; idempotent."""
        source, self._source = self._source, None
        if source is not None:
            source.stop()
        with self._condition:
            self._running = False
            self._newest = None
            self._condition.notify()
        if self._thread is not None:
            self._thread.join(2.0)
            self._thread = None

    def set_target(self, bits_per_second: float) -> None:
        """The share of the sending rate that this stream may use."""
        self._target = int(bits_per_second)

    def set_active(self, active: bool) -> None:
        """Whether to encode and send; the source and the self-view run on."""
        if active and not self._active:
            self._key_wanted = True
        self._active = active

    def set_low_light(self, on: bool) -> None:
        """Whether pictures of a dark room are made brighter, for the peer and for ourselves."""
        self._brighten = on

    def set_max_height(self, height: int | None) -> None:
        """Send no larger picture than this, in pixels; None is without a limit."""
        self._max_height = height

    def set_congested(self, congested: bool) -> None:
        """Skip frames before they are encoded while the pacer's queue is too long."""
        self._congested = congested

    def request_key_frame(self) -> None:
        """A peer needs one; requests within a second share it."""
        self._key_wanted = True

    @property
    def source_alive(self) -> bool:
        """Whether there is a source that can still deliver: False after a camera vanished."""
        source = self._source
        return source is not None and (not isinstance(source, VanishingSource) or source.alive)

    def figures(self) -> SendingFigures:
        """All figures so far."""
        encoder = self._encoder
        return SendingFigures(
            self._codec,
            encoder is not None and encoder.hardware,
            *self._size,
            self._pace.fps if self._frames else 0.0,
            self._frames,
            self._key_frames,
            self._skipped,
            self._timings.percentile(0.5) * 1000,
            self._timings.percentile(0.95) * 1000,
            self._qp,
            self._limited_by(),
        )

    # --- source thread -----------------------------------------------------------------------

    def _on_captured(self, frame: CapturedFrame) -> None:
        with self._condition:
            self._newest = frame
            self._condition.notify()

    # --- encoding thread ---------------------------------------------------------------------

    def _run(self) -> None:
        while (frame := self._next()) is not None:
            if self._brighten:
                brighter = self._low_light.brighten(frame.frame)
                frame = CapturedFrame(brighter, frame.captured_at)
            if self._active:
                self._encode(frame)
            self._show(frame)
        self._close_encoder()

    def _next(self) -> CapturedFrame | None:
        with self._condition:
            while self._running and self._newest is None:
                self._condition.wait()
            frame, self._newest = self._newest, None
            return frame if self._running else None

    def _encode(self, captured: CapturedFrame) -> None:
        encoder = self._ready_encoder(captured)
        if not self._pace.admit(captured.captured_at):
            return
        if self._congested:
            self._skipped += 1
            return
        now = clock.now()
        key = self._key_wanted and now >= self._key_at + self._key_interval()
        frame = self._scaler.resize(captured.frame, *self._size)
        encoded = encoder.encode(CapturedFrame(frame, captured.captured_at), key=key)
        if encoded is None:
            self._skipped += 1
            return
        self._count(encoded, now)
        self._on_frame(encoded)

    def _count(self, encoded: EncodedFrame, now: float) -> None:
        self._frames += 1
        self._qp = encoded.qp
        self._timings.add(encoded.encode_s)
        if encoded.key:
            self._key_frames += 1
            self._key_at, self._key_wanted = now, False

    def _ready_encoder(self, captured: CapturedFrame) -> Encoder:
        """The encoder for this picture and rate; a changed rung or source opens a new one."""
        now = clock.now()
        source_size = captured.frame.width, captured.frame.height
        if self._choice is None or source_size != self._source_size:
            self._choice = RungChoice(*source_size, self._target)
            self._source_size = source_size
            self._close_encoder()
        elif self._choice.update(self._target, now) or self._relieve(self._choice, now):
            self._close_encoder()
        if self._choice.limit(self._max_height):
            self._close_encoder()
        if self._encoder is None:
            self._encoder = self._open(self._choice)
        elif abs(self._target - self._rate_set) > 0.02 * self._rate_set:
            self._rate_set = self._target
            self._encoder.set_rate(self._target, now)
        return self._encoder

    def _open(self, choice: RungChoice) -> Encoder:
        rung = choice.rung
        self._size = fit(*self._source_size, rung)
        self._rate_set = self._target
        self._key_at = float("-inf")
        self._key_wanted = True
        self._pace.set_fps(rung.fps)
        settings = EncoderSettings(
            *self._size,
            rung.fps,
            max(rung.min_bps // 2, min(self._target, rung.max_bps)),
            rung.max_bps,
            rung.buffer_bits,
            self._preset(rung.fps),
        )
        return open_encoder(self._codec, settings, self._hardware)

    def _preset(self, fps: int) -> str:
        """Spend more time on a picture only where measurement says that there is plenty."""
        if self._guard.level > 0:
            return "ultrafast"
        p90 = self._timings.percentile(0.9)
        return "veryfast" if 0 < p90 * fps < _SPARE_CPU_SHARE else "superfast"

    def _relieve(self, choice: RungChoice, now: float) -> bool:
        """Take the computer's own limit into account; True when that needs another encoder."""
        before = self._guard.level
        if not self._guard.update(self._timings, choice.rung.fps, now):
            return False
        moved = choice.cap(max(0, self._guard.level - 1))
        return moved or 0 in (before, self._guard.level)

    def _key_interval(self) -> float:
        return _FIRST_INTERVAL_S if self._key_frames == 1 else KEY_FRAME_INTERVAL_S

    def _limited_by(self) -> str:
        if self._choice is not None and not self._choice.at_top:
            return "bandwidth"
        return "cpu" if self._guard.level > 0 else "none"

    def _close_encoder(self) -> None:
        if self._encoder is not None:
            self._encoder.close()
            self._encoder = None

    def _show(self, captured: CapturedFrame) -> None:
        if self._own_slot is None:
            return
        now = clock.now()
        wanted = self._own_slot.wanted_size
        picture = Picture(captured.frame, now, now, captured.captured_at)
        if wanted is not None:
            bgra = self._view_scaler.paintable(captured.frame, wanted)
            picture = Picture(captured.frame, now, now, captured.captured_at, *bgra)
        self._own_slot.put(picture)
