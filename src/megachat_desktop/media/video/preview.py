"""A camera shown to its owner and to nobody else: captured, scaled, painted, never encoded."""

import threading
from collections import deque

from megachat_desktop.media import clock
from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.media.video.frames import CapturedFrame, FrameSink, VideoSource
from megachat_desktop.media.video.sending import VideoSending

_FPS_OVER_S = 2.0
_GONE_S = 2.0  # a camera that gives no picture for so long has stopped


class CountedSource:
    """Another source, and how many pictures it gives."""

    def __init__(self, source: VideoSource) -> None:
        self._source = source
        self._sink: FrameSink = lambda frame: None
        self._times: deque[float] = deque(maxlen=256)
        self._height = 0

    @property
    def size(self) -> tuple[int, int]:
        """The source's own."""
        return self._source.size

    def start(self, sink: FrameSink) -> None:
        """See ``VideoSource``."""
        self._sink = sink
        self._source.start(self._on_frame)

    def stop(self) -> None:
        """See ``VideoSource``."""
        self._source.stop()

    def figures(self) -> tuple[int, float] | None:
        """(height, pictures per second); None before the first and long after the last one."""
        now = clock.now()
        times = [at for at in tuple(self._times) if now - at < _FPS_OVER_S]
        if not times or now - times[-1] > _GONE_S:
            return None
        span = times[-1] - times[0]
        return self._height, (len(times) - 1) / span if span > 0 else 0.0

    def _on_frame(self, captured: CapturedFrame) -> None:
        self._times.append(clock.now())
        self._height = captured.frame.height
        self._sink(captured)


class CameraPreview:
    """One camera, from its making until ``close``. Raises DeviceError when it does not start."""

    def __init__(self, source: VideoSource, slot: PictureSlot) -> None:
        self._slot = slot
        self._source = CountedSource(source)
        self._lock = threading.Lock()
        self._sending = VideoSending("h264", lambda frame: None, slot)
        self._sending.set_active(False)  # nothing is encoded
        self._sending.start(self._source)

    def figures(self) -> tuple[int, float] | None:
        """(height, pictures per second) while pictures come."""
        return self._source.figures() if self._sending.source_alive else None

    def set_low_light(self, on: bool) -> None:
        """See ``VideoSending``."""
        self._sending.set_low_light(on)

    def close(self) -> None:
        """Let go of the camera, so that its light goes out."""
        with self._lock:
            self._sending.stop()
            self._slot.clear()
