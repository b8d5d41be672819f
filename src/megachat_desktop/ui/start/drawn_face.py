"""A drawn face: stands for the person at the other end while there is none yet."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter


@dataclass(frozen=True)
class Sitter:
    """The colours of somebody who is drawn."""

    skin: str = "#E2AE88"
    hair: str = "#4A3426"
    coat: str = "#0E6A8C"
    wall: tuple[str, str] = ("#8FB3C0", "#4C6470")
    long_hair: bool = False
    beard: bool = False


FRIEND = Sitter("#EDBE9B", "#A9773F", "#7D4A86", ("#D6C8AE", "#A3937B"), long_hair=True)


def draw_face(painter: QPainter, area: QRectF, sitter: Sitter, face: QPointF, unit: float) -> None:
    """Fill ``area`` with a wall and somebody before it.

    ``face`` is the middle of the face, ``unit`` about a third of its width, in pixels.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    wall = QLinearGradient(area.topLeft(), area.bottomRight())
    for at, colour in enumerate(sitter.wall):
        wall.setColorAt(at, QColor(colour))
    painter.fillRect(area, wall)
    for colour, x, y, width, height in _shapes(sitter):
        painter.setBrush(QColor(colour))
        corner = face + QPointF((x - width / 2) * unit, y * unit)
        painter.drawEllipse(QRectF(corner.x(), corner.y(), width * unit, height * unit))


def _shapes(sitter: Sitter) -> list[tuple[str, float, float, float, float]]:
    """Ellipses as (colour, middle, top, width, height), from back to front, the face at (0, 0)."""
    shadow = QColor(sitter.skin).darker(112).name()
    back = [(sitter.hair, 0.0, -2.5, 4.6, 6.4)] if sitter.long_hair else []
    chin = [(sitter.hair, 0.0, -0.1, 2.9, 2.4), (sitter.skin, 0.0, -1.3, 2.7, 2.6)]
    return [
        *back,
        (sitter.coat, 0.0, 2.4, 7.4, 7.0),
        (shadow, 0.0, 0.9, 1.5, 2.3),
        (sitter.hair, 0.0, -2.7, 3.6, 3.8),
        (sitter.skin, 0.0, -2.0, 3.0, 3.9),
        *(chin if sitter.beard else []),
        (sitter.hair, 0.0, -2.6, 3.2, 1.5),
        ("#2A2320", -0.62, -0.5, 0.28, 0.36),
        ("#2A2320", 0.62, -0.5, 0.28, 0.36),
        ("#B5655A", 0.0, 0.72, 0.9, 0.42),
        (sitter.skin, 0.0, 0.66, 1.0, 0.3),  # what remains below is a smile
    ]
