"""The moving test picture: 1280x720 at 30/s, its capture time in it, a flash every whole second.

The flash is for lip sync: in frames captured within 0.1 s after a whole second of the monotonic
clock a block at the top left is white, else black. The test sound clicks at the same moments.
"""

import time
from functools import partial

import av
import numpy as np
from numpy.typing import NDArray

from megachat_desktop.media import clock
from megachat_desktop.media.picture import Picture
from megachat_desktop.media.video.frames import CapturedFrame, FrameSink
from megachat_desktop.media.video.source_thread import SourceThread
from megachat_desktop.media.video.time_code import luma_of, plane_pixels, write_time_code

WIDTH, HEIGHT, FPS = 1280, 720, 30
FLASH_S = 0.1
_SCROLL = 256  # pixels after which the background repeats
_STEP = 4  # pixels per frame
_FLASH_RIGHT, _FLASH_BOTTOM = 0.2, 0.25  # of width and height
_BALL = 120

Plane = NDArray[np.uint8]


class TestPicture:
    """Draws frames; keeps the background ready, so that a frame is a few copies."""

    __test__ = False  # no test case, whatever its name suggests to a collector

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.width, self.height = width, height
        self._luma = _background(width + _SCROLL, height)
        self._blue = _wave(width // 2 + _SCROLL // 2, height // 2, 134, -16)
        self._red = _wave(width // 2 + _SCROLL // 2, height // 2, 108, 24)

    def draw(self, index: int, captured_at: float) -> av.VideoFrame:
        """The frame number ``index`` as yuv420p, with ``captured_at`` (seconds) in it."""
        frame = av.VideoFrame(self.width, self.height, "yuv420p")
        offset = index * _STEP % _SCROLL
        luma = plane_pixels(frame, 0)
        luma[:] = self._luma[:, offset : offset + self.width]
        half = offset // 2
        plane_pixels(frame, 1)[:] = self._blue[:, half : half + self.width // 2]
        plane_pixels(frame, 2)[:] = self._red[:, half : half + self.width // 2]
        self._draw_ball(luma, index)
        self._draw_flash(luma, captured_at)
        write_time_code(luma, captured_at)
        return frame

    def _draw_ball(self, luma: Plane, index: int) -> None:
        """A block that bounces below the time code."""
        room_x, room_y = self.width - _BALL, self.height // 4
        size = min(_BALL, self.height // 6)
        x = _bounce(index * 7, max(1, room_x))
        y = self.height * 3 // 5 + _bounce(index * 3, max(1, room_y - size // 2))
        luma[y : y + size, x : x + size] = 210

    def _draw_flash(self, luma: Plane, captured_at: float) -> None:
        bottom, right = int(_FLASH_BOTTOM * self.height), int(_FLASH_RIGHT * self.width)
        luma[:bottom, :right] = 235 if captured_at % 1.0 < FLASH_S else 16


def read_flash(picture: "Picture | av.VideoFrame | Plane") -> bool:
    """Whether a (decoded or painted) test picture shows the flash."""
    luma = luma_of(picture)
    height, width = luma.shape
    bottom, right = int(_FLASH_BOTTOM * height), int(_FLASH_RIGHT * width)
    return bool(luma[bottom // 4 : bottom * 3 // 4, right // 4 : right * 3 // 4].mean() > 128)


class TestPictureSource:
    """The test picture as a camera."""

    __test__ = False

    def __init__(self, width: int = WIDTH, height: int = HEIGHT, fps: int = FPS) -> None:
        self._picture = TestPicture(width, height)
        self._fps = fps
        self._thread = SourceThread("test-picture")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the pictures."""
        return self._picture.width, self._picture.height

    def start(self, sink: FrameSink) -> None:
        """Draw on a thread of its own."""
        self._thread.start(partial(self._run, sink))

    def stop(self) -> None:
        """End; idempotent."""
        self._thread.stop()

    def _run(self, sink: FrameSink) -> None:
        index, due = 0, time.monotonic()
        while not self._thread.stopping.is_set():
            now = clock.now()
            sink(CapturedFrame(self._picture.draw(index, now), now))
            index += 1
            due = max(due + 1 / self._fps, time.monotonic() - 1 / self._fps)
            self._thread.stopping.wait(max(0.0, due - time.monotonic()))


def _background(width: int, height: int) -> Plane:
    """Slopes, waves and a fixed grain, repeating every 256 pixels, limited range."""
    x, y = np.arange(width), np.arange(height)[:, None]
    waves = 40 * np.sin(2 * np.pi * x / _SCROLL) + 30 * np.sin(2 * np.pi * (x / 64 + y / 90))
    grain = np.random.default_rng(7).integers(-6, 7, (height, _SCROLL))
    tiled = np.tile(grain, (1, width // _SCROLL + 1))[:, :width]
    background: Plane = np.clip(120 + waves + y * 40 / height + tiled, 16, 235).astype(np.uint8)
    return background


def _wave(width: int, height: int, middle: int, swing: int) -> Plane:
    """One colour plane; the two of them go from petrol to sand and back."""
    x, y = np.arange(width), np.arange(height)[:, None]
    colour = middle + swing * np.sin(2 * np.pi * x / (_SCROLL // 2)) + y * 10 / height
    wave: Plane = np.clip(colour, 16, 240).astype(np.uint8)
    return wave


def _bounce(way: int, room: int) -> int:
    turn = way % (2 * room)
    return turn if turn < room else 2 * room - turn
