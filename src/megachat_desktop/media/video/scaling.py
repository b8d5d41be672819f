"""Scaling by swscale (fast bilinear), which releases the GIL. One object per thread."""

import av
from av.video.plane import VideoPlane
from av.video.reformatter import Interpolation, VideoReformatter

from megachat_desktop.media.picture import BGRA_BYTES, PaintedSize


class Scaler:
    """Keeps swscale's context between pictures of the same sizes."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    def resize(self, frame: av.VideoFrame, width: int, height: int) -> av.VideoFrame:
        """The picture as yuv420p of this size; itself when it is that already."""
        if (frame.width, frame.height, frame.format.name) == (width, height, "yuv420p"):
            return frame
        return self._reformatter.reformat(
            frame, width, height, "yuv420p", interpolation=Interpolation.FAST_BILINEAR
        )

    def copy(self, frame: av.VideoFrame, width: int, height: int) -> av.VideoFrame:
        """The picture in this size, never the same object: its stamps may be changed."""
        resized = self.resize(frame, width, height)
        if resized is not frame:
            return resized
        copied = av.VideoFrame(width, height, "yuv420p")
        for target, source in zip(copied.planes, frame.planes, strict=True):
            _copy_plane(target, source)
        return copied

    def paintable(
        self, frame: av.VideoFrame, wanted: PaintedSize
    ) -> tuple[memoryview, int, int, int]:
        """(BGRA pixels, width, height, bytes per row), as large as fits into ``wanted``.

        The memory belongs to the returned view. Aspect is kept: the painter draws the bars.
        """
        width, height = fit_inside(frame.width, frame.height, wanted)
        scaled = self._reformatter.reformat(
            frame, width, height, "bgra", interpolation=Interpolation.FAST_BILINEAR
        )
        plane = scaled.planes[0]
        return memoryview(plane).cast("B"), width, height, max(plane.line_size, width * BGRA_BYTES)


def fit_inside(width: int, height: int, wanted: PaintedSize) -> tuple[int, int]:
    """The largest size of this shape within ``wanted``, at least 1x1."""
    scale = min(wanted.width / width, wanted.height / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _copy_plane(target: VideoPlane, source: VideoPlane) -> None:
    row = min(target.line_size, source.line_size)
    pixels, copied = memoryview(source), memoryview(target)
    if target.line_size == source.line_size:
        size = row * target.height
        copied[:size] = pixels[:size]
        return
    for y in range(target.height):
        at, to = y * source.line_size, y * target.line_size
        copied[to : to + row] = pixels[at : at + row]
