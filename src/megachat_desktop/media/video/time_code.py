"""The time code of the test picture: large blocks that survive compression and scaling.

A band across the middle (y 320..400 of 720) holds two rows of 24 blocks, white for 1: 40 bits of
time in units of 0.1 ms, most significant first, then a CRC of 8 bits (polynomial 0x07).
"""

import av
import numpy as np
from numpy.typing import NDArray

from megachat_desktop.media.picture import Picture

COLUMNS = 24
ROWS = 2
TOP = 320 / 720  # the band's place, as shares of the height
BOTTOM = 400 / 720
UNITS_PER_SECOND = 10_000
_TIME_BITS = 40
_CRC_BITS = 8
_MIN_CONTRAST = 60

Luma = NDArray[np.uint8]


def write_time_code(luma: Luma, seconds: float) -> None:
    """Draw a time into a luma plane (height x width, limited range) of at least 160x90."""
    height, width = luma.shape
    value = int(seconds * UNITS_PER_SECOND) & (1 << _TIME_BITS) - 1
    value = value << _CRC_BITS | _crc(value)
    bits = [value >> (ROWS * COLUMNS - 1 - index) & 1 for index in range(ROWS * COLUMNS)]
    grid = np.where(np.array(bits, np.uint8).reshape(ROWS, COLUMNS) == 1, 235, 16)
    top, bottom = round(TOP * height), round(BOTTOM * height)
    rows = np.arange(bottom - top) * ROWS // (bottom - top)
    columns = np.arange(width) * COLUMNS // width
    luma[top:bottom] = grid.astype(np.uint8)[rows][:, columns]


def read_time_code(picture: "Picture | av.VideoFrame | NDArray[np.uint8]") -> float | None:
    """The time in a picture, in seconds; None where there is none or it does not add up.

    Takes a decoded picture, or pixels: luma (height x width) or height x width x 3 or 4 with green
    in the middle (BGRA, RGB). The picture must be whole: crop what is around it first.
    """
    luma = luma_of(picture)
    height, width = luma.shape
    band = (BOTTOM - TOP) * height / ROWS
    ys = [round(TOP * height + (row + 0.5) * band) for row in range(ROWS)]
    xs = [round((column + 0.5) * width / COLUMNS) for column in range(COLUMNS)]
    reach_y, reach_x = max(1, int(band / 5)), max(1, width // COLUMNS // 5)
    samples = [_mean(luma, x, y, reach_x, reach_y) for y in ys for x in xs]
    low, high = min(samples), max(samples)
    if high - low < _MIN_CONTRAST:
        return None
    value = 0
    for sample in samples:
        value = value << 1 | (sample > (low + high) / 2)
    time, crc = value >> _CRC_BITS, value & 0xFF
    return time / UNITS_PER_SECOND if _crc(time) == crc else None


def luma_of(picture: "Picture | av.VideoFrame | NDArray[np.uint8]") -> Luma:
    """A view of a picture's brightness, height x width."""
    if isinstance(picture, Picture):
        picture = picture.frame
    if isinstance(picture, av.VideoFrame):
        return plane_pixels(picture, 0)
    return picture if picture.ndim == 2 else picture[:, :, 1]


def plane_pixels(frame: av.VideoFrame, number: int) -> Luma:
    """One plane of a frame, height x width, over the frame's own memory (writable)."""
    plane = frame.planes[number]
    pixels: Luma = np.frombuffer(memoryview(plane), dtype=np.uint8)
    return pixels.reshape(-1, plane.line_size)[: plane.height, : plane.width]


def _mean(luma: Luma, x: int, y: int, reach_x: int, reach_y: int) -> float:
    return float(luma[y - reach_y : y + reach_y, x - reach_x : x + reach_x].mean())


def _crc(value: int) -> int:
    crc = 0x5A  # so that a band of one colour is never right by chance
    for byte in value.to_bytes(_TIME_BITS // 8, "big"):
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x07) & 0xFF if crc & 0x80 else crc << 1
    return crc
