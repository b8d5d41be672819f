"""A camera that looks for a code: its pictures go to a slot, its codes to a callback.

Everything runs on the camera's own thread; ``stop`` lets go of the camera.
"""

from collections.abc import Callable

from megachat_desktop.media import clock
from megachat_desktop.media.codes import codes_in
from megachat_desktop.media.picture import Picture, PictureSlot
from megachat_desktop.media.video.frames import CapturedFrame, VideoSource
from megachat_desktop.media.video.scaling import Scaler

EVERY_S = 0.15  # between two looks for a code


class CodeScan:
    """Started once, stopped once."""

    def __init__(
        self, source: VideoSource, slot: PictureSlot, found: Callable[[str], None]
    ) -> None:
        """``found`` is called on the camera's thread, for each code again and again."""
        self._source, self._slot, self._found = source, slot, found
        self._scaler = Scaler()
        self._next_look = 0.0

    def start(self) -> None:
        """Open the camera. Raises DeviceError."""
        self._source.start(self._on_frame)

    def stop(self) -> None:
        """Let go of the camera; idempotent."""
        self._source.stop()
        self._slot.clear()

    def _on_frame(self, captured: CapturedFrame) -> None:
        frame, now = captured.frame, clock.now()
        wanted = self._slot.wanted_size
        if wanted is None:
            self._slot.put(Picture(frame, now, now))
        else:
            pixels, width, height, stride = self._scaler.paintable(frame, wanted)
            self._slot.put(Picture(frame, now, now, None, pixels, width, height, stride))
        if now < self._next_look:
            return
        self._next_look = now + EVERY_S
        plane = frame.planes[0]
        grey = memoryview(plane).cast("B")[: plane.line_size * plane.height]
        for text in codes_in(grey.cast("B", (plane.height, plane.line_size))):
            self._found(text)
