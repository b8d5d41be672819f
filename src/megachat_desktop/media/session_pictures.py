"""The pictures of one call between the packets and the picture threads.

Encoding and decoding run on threads of their own; this is where their frames come onto the loop
and where the peer's frames leave it. Cameras open and close in an executor, one step at a time:
turning the camera off lets go of the device, so that its light goes out.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from megachat_desktop.errors import DeviceError
from megachat_desktop.media import clock
from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.media.rtp.packets import VIDEO_CLOCK, OpenedVideo
from megachat_desktop.media.rtp.receiver import PeerReceiver
from megachat_desktop.media.session_parts import PictureFigures
from megachat_desktop.media.video.frames import EncodedFrame, VideoSource
from megachat_desktop.media.video.receiving import VideoReceiving
from megachat_desktop.media.video.sending import VideoSending
from megachat_desktop.model.media import StreamNo

_SKIP_QUEUE_S = 0.25
_LOST_AFTER_S = 2.0
_RETRY_S = 5.0

SourceMaker = Callable[[], VideoSource | None]  # None: there is no camera to use

log = logging.getLogger(__name__)


class PicturesOwner(Protocol):
    """What the pictures of a call need of it."""

    def send_frame(
        self, stream: int, frame: bytes, timestamp: int, capture: float, key: bool
    ) -> None: ...

    def on_first_picture(self, at: float) -> None: ...

    @property
    def remote_pictures(self) -> PictureSlot: ...

    @property
    def own_pictures(self) -> PictureSlot: ...


class CallPictures:
    """Made while it rings, started by the gate."""

    def __init__(
        self,
        owner: PicturesOwner,
        receiver: PeerReceiver,
        sends: str | None,
        receives: bool,
        make_source: SourceMaker,
        on_camera: Callable[[bool], None],
        hardware: str | None = None,
        *,
        may_fall_silent: bool = False,
    ) -> None:
        """``sends`` is the codec of our camera stream, None when the peer takes none.

        ``on_camera`` is told on the loop whether the camera that was to open works. A source that
        ``may_fall_silent`` is not taken for a camera that vanished.
        """
        self._loop = asyncio.get_running_loop()
        self._owner = owner
        self._receiver = receiver
        self._make_source = make_source
        # Made now, opened by the gate: the test picture alone takes 50 ms to draw up.
        self._prepared = self._loop.run_in_executor(None, make_source) if sends else None
        self._on_camera = on_camera
        self._sending = (
            VideoSending(sends, self._on_encoded, owner.own_pictures, hardware) if sends else None
        )
        self._receiving: VideoReceiving | None = None
        if receives:
            self._receiving = VideoReceiving(owner.remote_pictures, self._on_decoder_stuck)
            self._receiving.start()
        self._gate = False
        self._wanted = False  # whether the camera should run
        self._generation = 0  # grows when another camera is chosen
        self._running: int | None = None  # the generation that runs
        self._hold = False
        self._may_fall_silent = may_fall_silent
        self._works = False
        self._problem = ""  # code of the error that kept the camera from opening
        self._seen_at = 0.0  # the newest picture of our camera, or its last start
        self._camera_task: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def receiving(self) -> VideoReceiving | None:
        """The decoding side, for taps."""
        return self._receiving

    # --- from the call -----------------------------------------------------------------------

    def preview(self, on: bool) -> None:
        """Before the gate: our camera for our own eyes; nothing is encoded."""
        if not self._gate:
            self.set_camera(on)

    def start(self, camera: bool) -> None:
        """The gate is open."""
        self._gate, self._seen_at = True, clock.now()
        self.set_camera(camera)
        self._watch_for_first()

    def set_camera(self, on: bool) -> None:
        """Turn the camera on or off; soon, in order, without waiting here."""
        self._wanted = on
        self._apply()

    def set_low_light(self, on: bool) -> None:
        """Make the pictures of a dark room brighter."""
        if self._sending is not None:
            self._sending.set_low_light(on)

    def set_max_height(self, height: int | None) -> None:
        """Send no larger picture than this; None is without a limit."""
        if self._sending is not None:
            self._sending.set_max_height(height)

    def set_hold(self, hold: bool) -> None:
        """On hold no picture is sent."""
        self._hold = hold
        self._seen_at = clock.now()
        if self._sending is not None:
            self._sending.set_active(self._sends)

    def change_source(self, make_source: SourceMaker) -> None:
        """Use another camera from now on."""
        self._make_source, self._prepared = make_source, None
        self._generation += 1
        self._apply()

    def retry(self) -> None:
        """Open the camera once more if it did not work."""
        if self._wanted and not self._works:
            self._seen_at = clock.now()
            self._generation += 1
            self._apply()

    def request_key_frame(self) -> None:
        """The peer needs a key frame."""
        if self._sending is not None:
            self._sending.request_key_frame()

    def push(self, frame: OpenedVideo) -> None:
        """The peer's next frame."""
        if self._receiving is not None:
            self._receiving.push(frame)

    def follow(self, target_bps: float, queue_s: float, extra_delay_s: float) -> None:
        """What the path leaves for pictures, how much waits to be sent, how much lip sync adds."""
        if self._sending is not None:
            self._sending.set_target(target_bps)
            self._sending.set_congested(queue_s > _SKIP_QUEUE_S)
            self._look_after_camera(clock.now())
        if self._receiving is not None:
            playout = self._receiver.video(StreamNo.CAMERA).playout
            playout.set_decode_time(self._receiving.decode_s)
            playout.set_extra_delay(extra_delay_s)

    @property
    def _sends(self) -> bool:
        return self._gate and self._wanted and not self._hold

    # --- the camera --------------------------------------------------------------------------

    def _apply(self) -> None:
        if self._sending is None or self._closed:
            return
        self._sending.set_active(self._sends)
        if self._camera_task is None or self._camera_task.done():
            self._camera_task = self._loop.create_task(self._move_camera())

    async def _move_camera(self) -> None:
        """Step until the camera is as it should be, whatever is wanted meanwhile."""
        while not self._closed:
            wanted = self._generation if self._wanted else None
            if wanted == self._running:
                return
            await self._loop.run_in_executor(None, self._stop_camera)
            self._running = None
            if wanted is None:
                continue
            self._running = wanted
            self._works = await self._open_camera()
            self._seen_at = clock.now()
            self._on_camera(self._works)

    def _look_after_camera(self, now: float) -> None:
        """Open again what vanished or was plugged in again."""
        if not self._wanted or self._running is None or self._may_fall_silent:
            return
        silent = not self._hold and now - self._seen_at > _LOST_AFTER_S
        gone = self._sending is not None and not self._sending.source_alive
        if self._works and (silent or gone):
            self._works = False
            self._seen_at = now
            self._on_camera(False)
        elif not self._works and now - self._seen_at > _RETRY_S:
            self.retry()

    async def _open_camera(self) -> bool:
        prepared, self._prepared = self._prepared, None
        try:
            if prepared is not None:
                source = await prepared
            else:
                source = await self._loop.run_in_executor(None, self._make_source)
            self._problem = ""  # not before: what is tried again and again would be said as often
            if source is None or self._closed:
                return False
            await self._loop.run_in_executor(None, self._start_camera, source)
        except DeviceError as problem:
            log.info("no camera: %s", problem.sentence)
            self._problem = problem.code
            return False
        return True

    def _stop_camera(self) -> None:
        if self._sending is not None:
            self._sending.stop()

    def _start_camera(self, source: VideoSource) -> None:
        """In an executor thread: opening a camera takes up to a second."""
        if self._sending is not None:
            self._sending.start(source)

    # --- from the threads --------------------------------------------------------------------

    def _on_encoded(self, frame: EncodedFrame) -> None:
        """On the encoding thread."""
        self._seen_at = frame.captured_at
        if not self._closed:
            self._loop.call_soon_threadsafe(self._send_on_loop, frame)

    def _send_on_loop(self, frame: EncodedFrame) -> None:
        if not self._closed and self._sends:
            timestamp = int(frame.captured_at * VIDEO_CLOCK)
            self._owner.send_frame(
                StreamNo.CAMERA, frame.data, timestamp, frame.captured_at, frame.key
            )

    def _on_decoder_stuck(self) -> None:
        """On the decode thread."""
        if not self._closed:
            self._loop.call_soon_threadsafe(self._ask_for_key_frame)

    def _ask_for_key_frame(self) -> None:
        if not self._closed:
            self._receiver.request_key_frame(StreamNo.CAMERA)

    def _watch_for_first(self) -> None:
        """Tell of the first picture: a tap on the decode thread that fires once."""
        receiving = self._receiving
        if receiving is None:
            return
        told = False

        def tap(_picture: object, at: float) -> None:
            nonlocal told
            if not told and not self._closed:
                told = True
                self._loop.call_soon_threadsafe(self._tell_first, at)

        receiving.add_tap(tap)

    def _tell_first(self, at: float) -> None:
        if not self._closed:
            self._owner.on_first_picture(at)

    # --- figures and the end -----------------------------------------------------------------

    def figures(self) -> PictureFigures:
        """Everything counted so far."""
        out = self._sending.figures() if self._sending else None
        came = self._receiving.figures() if self._receiving else None
        return PictureFigures(
            out_hardware=out.hardware if out else False,
            out_frames=out.frames if out else 0,
            out_key_frames=out.key_frames if out else 0,
            out_width=out.width if out else 0,
            out_height=out.height if out else 0,
            out_skipped=out.skipped if out else 0,
            out_qp=out.qp if out else 0.0,
            out_limited_by=out.limited_by if out else "none",
            encode_ms_p50=out.encode_ms_p50 if out else 0.0,
            encode_ms_p95=out.encode_ms_p95 if out else 0.0,
            in_frames=came.frames if came else 0,
            in_key_frames=came.key_frames if came else 0,
            in_width=came.width if came else 0,
            in_height=came.height if came else 0,
            in_freezes=came.freezes if came else 0,
            in_freeze_ms=came.freeze_ms if came else 0.0,
            in_delay_ms=came.delay_ms if came else 0.0,
            decode_ms_p50=came.decode_ms_p50 if came else 0.0,
            decode_ms_p95=came.decode_ms_p95 if came else 0.0,
            camera_problem=self._problem if self._wanted else "",
        )

    async def close(self) -> None:
        """Stop the threads without holding up the loop; idempotent."""
        if self._closed:
            return
        self._closed = True
        if self._camera_task is not None:
            await asyncio.wait([self._camera_task])
        if self._prepared is not None:
            await asyncio.gather(self._prepared, return_exceptions=True)
        await self._loop.run_in_executor(None, self._stop_threads)

    def _stop_threads(self) -> None:
        if self._sending is not None:
            self._sending.stop()
        if self._receiving is not None:
            self._receiving.stop()
