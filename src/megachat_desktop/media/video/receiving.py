"""The peer's picture: decoded at once, held until it is due, placed into the slot.

One thread per stream. A queue that grows too long (a computer that cannot keep up) is cut at the
newest key frame; without one, everything goes and a key frame is asked for.
"""

import threading
from collections import deque
from collections.abc import Callable

import av
from msgspec import Struct

from megachat_desktop.media import clock
from megachat_desktop.media.picture import Picture, PictureSlot
from megachat_desktop.media.rtp.packets import VIDEO_CLOCK, OpenedVideo
from megachat_desktop.media.video.decoder import CODECS, VideoDecoder
from megachat_desktop.media.video.freezes import FreezeCounter
from megachat_desktop.media.video.scaling import Scaler
from megachat_desktop.media.video.timings import Timings

_MAX_QUEUE = 60
_MAX_HOLD_S = 1.5

ShownTap = Callable[[Picture, float], None]  # (picture, when it went to the painter)


class ReceivingFigures(Struct, frozen=True):
    """What became of the peer's pictures so far; names as in ``model.media.StreamStats``."""

    codec: str
    width: int
    height: int
    fps: float
    frames: int
    key_frames: int
    freezes: int
    freeze_ms: float
    delay_ms: float  # from a frame's arrival to the painter, median
    decode_ms_p50: float
    decode_ms_p95: float
    skipped: int
    first_shown_at: float | None


class VideoReceiving:
    """One incoming stream. Methods may be called from any thread and do not wait."""

    def __init__(self, slot: PictureSlot, key_frame_needed: Callable[[], None]) -> None:
        """``key_frame_needed`` runs on the decode thread: post it to the engine's loop."""
        self._slot = slot
        self._key_frame_needed = key_frame_needed
        self._condition = threading.Condition()
        self._queue: deque[OpenedVideo] = deque()
        self._held: deque[tuple[OpenedVideo, Picture]] = deque()
        self._taps: tuple[ShownTap, ...] = ()
        self._running = False
        self._thread: threading.Thread | None = None
        self._decoder: VideoDecoder | None = None
        self._scaler = Scaler()
        self._freezes = FreezeCounter()
        self._decode_times, self._delays = Timings(), Timings()
        self._size = (0, 0)
        self._last_timestamp: int | None = None
        self._key_frames = self._skipped = 0
        self._first_shown_at: float | None = None

    def start(self) -> None:
        """Begin to decode; the thread sleeps until something comes."""
        if self._running:
            return
        self._running = True
        self._thread = threading.Thread(target=self._run, name="video-decode", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and free its pictures; idempotent."""
        with self._condition:
            self._running = False
            self._queue.clear()
            self._condition.notify()
        if self._thread is not None:
            self._thread.join(2.0)
            self._thread = None
        self._held.clear()

    def push(self, frame: OpenedVideo) -> None:
        """The next frame in decoding order. One of a codec that nobody agreed on is dropped."""
        if frame.codec not in CODECS:
            self._skipped += 1
            return
        needs_key = False
        with self._condition:
            self._queue.append(frame)
            if len(self._queue) > _MAX_QUEUE:
                needs_key = self._cut()
            self._condition.notify()
        if needs_key:
            self._key_frame_needed()

    def add_tap(self, tap: ShownTap) -> None:
        """Tell this of every shown picture, on the decode thread; it must return at once."""
        self._taps += (tap,)

    def pause(self) -> None:
        """The peer stopped its camera: the gap that follows is no freeze."""
        self._freezes.pause()

    @property
    def decode_s(self) -> float:
        """Decoding and scaling time of most pictures, for ``PlayoutClock.set_decode_time``."""
        return self._decode_times.percentile(0.9)

    def figures(self) -> ReceivingFigures:
        """All figures so far."""
        return ReceivingFigures(
            self._decoder.codec if self._decoder else "",
            *self._size,
            self._freezes.fps,
            self._freezes.shown,
            self._key_frames,
            self._freezes.freezes,
            self._freezes.frozen_s * 1000,
            self._delays.percentile(0.5) * 1000,
            self._decode_times.percentile(0.5) * 1000,
            self._decode_times.percentile(0.95) * 1000,
            self._skipped,
            self._first_shown_at,
        )

    # --- decode thread -----------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            frame = self._next()
            if not self._running:
                return
            if frame is not None:
                self._decode(frame)
            self._show_due()

    def _next(self) -> OpenedVideo | None:
        """The next frame to decode; None when a held picture is due sooner."""
        with self._condition:
            while self._running and not self._queue:
                wait = self._held[0][1].due - clock.now() if self._held else None
                if wait is not None and wait <= 0:
                    return None
                self._condition.wait(wait)
            return self._queue.popleft() if self._running else None

    def _decode(self, frame: OpenedVideo) -> None:
        started = clock.now()
        if self._decoder is None or self._decoder.codec != frame.codec:
            self._decoder = VideoDecoder(frame.codec)
        self._key_frames += frame.key
        pictures = self._decoder.decode(frame.frame)
        if not pictures:
            self._skipped += 1
            self._key_frame_needed()
            return
        for picture in pictures:
            self._held.append((frame, self._picture(picture, frame)))
        self._decode_times.add(clock.now() - started)

    def _picture(self, picture: av.VideoFrame, frame: OpenedVideo) -> Picture:
        self._size = picture.width, picture.height
        wanted = self._slot.wanted_size
        now = clock.now()
        due = min(frame.due, now + _MAX_HOLD_S)
        if wanted is None:
            return Picture(picture, due, now, frame.capture)
        bgra = self._scaler.paintable(picture, wanted)
        return Picture(picture, due, now, frame.capture, *bgra)

    def _show_due(self) -> None:
        now = clock.now()
        while self._held and self._held[0][1].due <= now:
            frame, picture = self._held.popleft()
            self._slot.put(picture)
            self._note_pause(frame)
            self._freezes.on_shown(now)
            self._delays.add(now - frame.arrival)
            self._first_shown_at = self._first_shown_at or now
            for tap in self._taps:
                tap(picture, now)

    def _note_pause(self, frame: OpenedVideo) -> None:
        """A sender that sent nothing for a second turned its camera off: no freeze."""
        last, self._last_timestamp = self._last_timestamp, frame.timestamp
        if last is not None and frame.follows and frame.timestamp - last > VIDEO_CLOCK:
            self._freezes.pause()

    def _cut(self) -> bool:
        """Shorten the queue to its newest key frame; True when there is none to go on from."""
        keys = [index for index, frame in enumerate(self._queue) if frame.key and index]
        keep = keys[-1] if keys else len(self._queue)
        for _ in range(keep):
            self._queue.popleft()
        self._skipped += keep
        return not keys
