"""Makes the pictures of a dark room brighter, and leaves those of a bright one alone.

    brightness of each picture ─ slowly followed ▶ how much is missing ▶ one table ▶ a new picture

The curve is y·(1+k)/(1+k·y) on brightness 0…1: it lifts the dark most, keeps black and white where
they are, and its slope at black is 1+k, so the camera's noise is lifted no further than that
(the curve is the first one of Reinhard et al., "Photographic Tone Reproduction for Digital
Images", 2002, scaled to white). Colours are spread a little, since lifted ones look pale.
"""

import av
import numpy as np
from av.video.plane import VideoPlane

_BLACK, _WHITE = 16, 235  # of yuv420p as cameras give it (ITU-R BT.601)
_GREY = 128
_WANTED = 0.42  # mean brightness of a face by daylight
_FOLLOW = 0.08  # of the way to the newest picture: about half a second
_MOST = 3.0  # k: four times as bright at black
_STEP = 0.1  # tables are made anew when k has moved so far
_EVERY = 8  # each so many pixels and rows are looked at


class LowLight:
    """One stream of pictures; for one thread."""

    def __init__(self) -> None:
        self._brightness: float | None = None
        self._k = 0.0
        self._tables: tuple[bytes, bytes] = (b"", b"")

    def brighten(self, frame: av.VideoFrame) -> av.VideoFrame:
        """The picture (yuv420p) as bright as it should be; itself where nothing is missing."""
        k = self._missing(frame.planes[0])
        if k == 0.0:
            self._k = 0.0
            return frame
        if self._k == 0.0 or abs(k - self._k) >= _STEP:
            self._k = k
            self._tables = _light(k), _colour(k)
        light, colour = self._tables
        brighter = av.VideoFrame(frame.width, frame.height, "yuv420p")
        for target, source, table in zip(
            brighter.planes, frame.planes, (light, colour, colour), strict=True
        ):
            _translate(source, target, table)
        return brighter

    def _missing(self, plane: VideoPlane) -> float:
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
        seen = (float(rows[::_EVERY, : plane.width : _EVERY].mean()) - _BLACK) / (_WHITE - _BLACK)
        before = seen if self._brightness is None else self._brightness
        self._brightness = before + _FOLLOW * (seen - before)
        mean = min(max(self._brightness, 0.01), 0.99)
        return min(_MOST, max(0.0, (_WANTED - mean) / (mean * (1 - _WANTED))))


def _light(k: float) -> bytes:
    y = np.clip((np.arange(256) - _BLACK) / (_WHITE - _BLACK), 0.0, 1.0)
    lifted = y * (1 + k) / (1 + k * y)
    return bytes(np.rint(_BLACK + (_WHITE - _BLACK) * lifted).astype(np.uint8))


def _colour(k: float) -> bytes:
    spread = 1 + 0.1 * k
    spread_out = np.rint(_GREY + spread * (np.arange(256) - _GREY))
    return bytes(np.clip(spread_out, 1, 254).astype(np.uint8))


def _translate(source: VideoPlane, target: VideoPlane, table: bytes) -> None:
    """Each byte by the table: Python's own is the quickest way there is."""
    pixels = bytes(source).translate(table)
    if source.line_size == target.line_size:
        target.update(pixels)
        return
    row = min(source.line_size, target.line_size)
    into = np.frombuffer(memoryview(target), np.uint8).reshape(target.height, target.line_size)
    into[:, :row] = np.frombuffer(pixels, np.uint8).reshape(source.height, -1)[:, :row]
