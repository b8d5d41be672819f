"""The ring of ticks around a voice: as long as the voice is loud, still where nothing may move."""

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from megachat_desktop.ui.kit.theme import Looks

TICKS = 96
_INNER = 94  # pixels from the centre
_SHORT, _LONG = 10, 18
_STILL = 0.45
_LOUD = 0.2  # root mean square that swings the ticks fully
_FALL = 0.85  # of the swing, each look
_REST = 0.07  # so near to the level it need not fall any more
_WORTH = 0.01


class VoiceRing:
    """Follows a level; paints around a centre."""

    def __init__(self, looks: Looks) -> None:
        self._looks = looks
        self._swing = 0.0
        self._still = False
        shape = (
            0.5 + 0.3 * math.sin(t * 0.53) * math.cos(t * 0.19) + 0.2 * math.sin(t * 1.7)
            for t in range(TICKS)
        )
        self._shape = tuple(shape)

    @property
    def swing(self) -> float:
        """How far the ticks reach just now, 0 to 1."""
        return _STILL if self._still else self._swing

    def set_still(self, still: bool) -> None:
        """Reduced motion: a ring that does not move."""
        self._still = still

    def follow(self, level: float) -> bool:
        """Take the level of a voice; whether the ring looks different now."""
        if self._still:
            return False
        wanted = min(1.0, (max(0.0, level) / _LOUD) ** 0.5)
        swing = max(wanted, self._swing * _FALL)
        if swing - wanted < _REST:
            swing = wanted
        if swing == self._swing or (swing and abs(swing - self._swing) < _WORTH):
            return False
        self._swing = swing
        return True

    def paint(self, painter: QPainter, centre: QPointF) -> None:
        """The ticks."""
        pen = QPen(self._looks.color("call-accent"), 3)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        for tick, shape in enumerate(self._shape):
            angle = 2 * math.pi * tick / TICKS
            direction = QPointF(math.cos(angle), math.sin(angle))
            reach = _INNER + _SHORT + _LONG * self.swing * shape
            painter.drawLine(centre + direction * _INNER, centre + direction * reach)
