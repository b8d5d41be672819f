"""A decoded picture, and the one place where the newest one waits for the painter.

    decode thread -> PictureSlot.put -> wake callback (once) -> GUI: take() -> paint

Newest wins: a picture that is not taken in time is replaced, never queued (MEDIA.md, section 11).
"""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:  # the window shows before the codecs are loaded
    import av

BGRA_BYTES = 4


class PaintedSize(Struct, frozen=True):
    """Exact device pixels of the widget; None of the scaling when hidden."""

    width: int
    height: int


class Picture(Struct, frozen=True):
    """One decoded picture, YUV 4:2:0 planar; it keeps its memory alive as long as it lives.

    ``frame`` is the decoder's own frame (read only). ``bgra`` is the same picture already scaled
    to the size that the slot's watcher wanted, 4 bytes a pixel, ``stride`` bytes a row; None when
    nobody looks. Times in monotonic seconds of this computer; ``capture`` on the sender's clock.
    """

    frame: "av.VideoFrame"
    due: float
    decoded: float
    capture: float | None = None
    bgra: memoryview | None = None
    bgra_width: int = 0
    bgra_height: int = 0
    stride: int = 0

    @property
    def width(self) -> int:
        """Pixels of the decoded picture."""
        return self.frame.width

    @property
    def height(self) -> int:
        """Pixels of the decoded picture."""
        return self.frame.height


class PictureSlot:
    """One place for the newest picture. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._picture: Picture | None = None
        self._wake: Callable[[], None] | None = None
        self._woken = False
        self._wanted: PaintedSize | None = None
        self.put_count = 0
        self.taken_count = 0

    def put(self, picture: Picture) -> None:
        """Place a picture, throwing away one that nobody took; wakes the painter once."""
        with self._lock:
            self._picture = picture
            self.put_count += 1
            wake = None if self._woken else self._wake
            self._woken = self._woken or wake is not None
        if wake is not None:
            wake()

    def take(self) -> Picture | None:
        """The newest picture, or None when it was taken already. Allows the next wake-up."""
        with self._lock:
            picture, self._picture = self._picture, None
            self._woken = False
            self.taken_count += picture is not None
            return picture

    def set_wake(self, callback: Callable[[], None] | None) -> None:
        """Call this (from a media thread) when a picture comes; no second call before ``take``.

        The callback must only post an event. A picture that waits already wakes at once.
        """
        with self._lock:
            self._wake = callback
            pending = callback is not None and self._picture is not None
            self._woken = pending
        if pending and callback is not None:
            callback()

    def set_wanted_size(self, width: int, height: int) -> None:
        """The widget's size in device pixels; (0, 0) when hidden: decode, but do not scale."""
        with self._lock:
            self._wanted = PaintedSize(width, height) if width > 0 and height > 0 else None

    @property
    def wanted_size(self) -> PaintedSize | None:
        """What the decode thread should scale to; None for no scaling."""
        return self._wanted

    def clear(self) -> None:
        """Free the picture that waits."""
        with self._lock:
            self._picture = None
            self._woken = False
