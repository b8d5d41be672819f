"""The card that an incoming call is shown on: round, with a shadow where one can shine through."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QRegion

from megachat_desktop.ui.kit.theme import Looks

SHADOW = 16
_ROUND = 16
_CORNER = 5  # a rectangle this far inside reaches no rounded corner


def card_in(window: QRect) -> QRectF:
    """What is left of a window without the card's shadow."""
    return QRectF(window).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)


def card_region(window: QRect) -> QRegion:
    """The card alone, to cut a window out."""
    path = QPainterPath()
    path.addRoundedRect(card_in(window), _ROUND, _ROUND)
    return QRegion(path.toFillPolygon().toPolygon())


def paint_card(painter: QPainter, looks: Looks, window: QRect, dirty: QRect) -> None:
    """The card and its shadow, as far as ``dirty`` needs them."""
    card = card_in(window)
    # What moves is inside; the shadow takes longest and need not be painted with it.
    if not card.adjusted(_CORNER, _CORNER, -_CORNER, -_CORNER).contains(QRectF(dirty)):
        _paint_shadow(painter, card, QColor(looks.color("shadow")))
    painter.setPen(QPen(looks.color("border"), 1))
    painter.setBrush(looks.color("surface-raised"))
    painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), _ROUND, _ROUND)


def _paint_shadow(painter: QPainter, card: QRectF, shadow: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(SHADOW, 0, -2):
        shadow.setAlpha(max(2, round(14 * (1 - step / SHADOW))))
        painter.setBrush(shadow)
        area = card.adjusted(-step, -step + 4, step, min(step + 4, SHADOW))
        painter.drawRoundedRect(area, 16 + step, 16 + step)
