"""What a person sees and hears of one call: pictures painted, blocks of sound, and their delays.

The delay of a picture: its time code (drawn at the moment of capture) against the moment at which a
painter thread has drawn it into a 960x540 surface, as the window's paint event does; read back from
the painted pixels. The delay of sound: a click begins at every whole second of the sender's clock;
here it is found in what goes into the speaker's buffer, at the moment that block reaches the ear.
Both processes run on one computer and share its monotonic clock.
"""

import base64
import threading
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter

from megachat_desktop.media import clock
from megachat_desktop.media.audio.seam import RATE
from megachat_desktop.media.audio.tone import find_clicks
from megachat_desktop.media.picture import Picture, PictureSlot
from megachat_desktop.media.video.time_code import read_time_code

WIDTH, HEIGHT = 960, 540
_FREEZE_S = 0.4
_BEGIN_S = 1.0  # of a call, while its buffers find their level


class Observation:
    """One call, observed from its first picture to its last."""

    def __init__(self, keep_sound: bool) -> None:
        self._keep_sound = keep_sound
        self._painter: _Painter | None = None
        self._shown: list[float] = []
        self._held: list[float] = []
        self._to_decoded: list[float] = []
        self._sound: list[tuple[bytes, float]] = []

    def paint(self, slot: PictureSlot) -> None:
        """Paint what comes into the slot, as a window of 960x540 does."""
        self._painter = _Painter(slot)

    def shown(self, picture: Picture, at: float) -> None:
        """A tap of the pictures."""
        self._shown.append(at)
        self._held.append(round((at - picture.decoded) * 1000, 2))
        if picture.capture is not None:
            self._to_decoded.append(round((picture.decoded - picture.capture) * 1000, 2))

    def heard(self, block: bytes, at: float) -> None:
        """A tap of the sound: 10 ms and the moment they reach the ear."""
        self._sound.append((block, at))

    def figures(self) -> dict[str, object]:
        """Everything, in milliseconds; ends the painting."""
        painted = self._painter.stop() if self._painter else []
        gaps = [1000 * (b - a) for a, b in pairwise(self._shown)]
        figures: dict[str, object] = {
            "picture_delay_ms": _settled(painted),
            "sound_delay_ms": [round(d * 1000, 2) for d in self._sound_delays()],
            "paint_ms": self._painter.paint_ms if self._painter else [],
            "to_decoded_ms": self._to_decoded,
            "held_ms": self._held,
            "pictures": len(self._shown),
            "gaps_over_400_ms": [round(g) for g in gaps if g > _FREEZE_S * 1000],
            "longest_gap_ms": round(max(gaps, default=0.0), 1),
        }
        if self._keep_sound:
            sound = b"".join(block for block, _ in self._sound)
            figures["sound"] = base64.b64encode(sound).decode()
        return figures

    def _sound_delays(self) -> list[float]:
        """Clicks against the whole second before; a second apart, so under a second late."""
        if not self._sound:
            return []
        samples: NDArray[np.int16] = np.frombuffer(b"".join(b for b, _ in self._sound), np.int16)
        moments = np.array([at for _, at in self._sound])
        delays = []
        for click in find_clicks(samples):
            block, offset = divmod(round(click * RATE), len(self._sound[0][0]) // 2)
            if click > _BEGIN_S and block < len(moments):
                delays.append(float((moments[block] + offset / RATE) % 1.0))
        return delays


def _settled(painted: list[tuple[float, float]]) -> list[float]:
    if not painted:
        return []
    begin = painted[0][0] + _BEGIN_S
    return [round(delay * 1000, 2) for at, delay in painted if at > begin]


class _Painter:
    """The window's part: woken once per picture, takes the newest, draws it."""

    def __init__(self, slot: PictureSlot) -> None:
        self.paint_ms: list[float] = []
        self._slot = slot
        self._woken = threading.Event()
        self._stopped = False
        self._painted: list[tuple[float, float]] = []  # (when, delay), seconds
        self._surface = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        slot.set_wanted_size(WIDTH, HEIGHT)
        slot.set_wake(self._woken.set)
        self._thread = threading.Thread(target=self._run, name="painter", daemon=True)
        self._thread.start()

    def stop(self) -> list[tuple[float, float]]:
        """End; returns what was painted when and how late."""
        self._stopped = True
        self._slot.set_wake(None)
        self._woken.set()
        self._thread.join(2.0)
        return self._painted

    def _run(self) -> None:
        while not self._stopped:
            self._woken.wait()
            self._woken.clear()
            picture = self._slot.take()
            if picture is not None and picture.bgra is not None:
                self._paint(picture)

    def _paint(self, picture: Picture) -> None:
        started = clock.now()
        assert picture.bgra is not None
        size = picture.bgra_width, picture.bgra_height, picture.stride
        painter = QPainter(self._surface)
        painter.drawImage(0, 0, QImage(picture.bgra, *size, QImage.Format.Format_RGB32))
        painter.end()
        painted = clock.now()
        self.paint_ms.append(round((painted - started) * 1000, 3))
        pixels = np.frombuffer(self._surface.constBits(), np.uint8).reshape(HEIGHT, WIDTH, 4)
        drawn = read_time_code(pixels)
        if drawn is not None:
            self._painted.append((painted, painted - drawn))
