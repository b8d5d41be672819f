"""The dark ground of a call without a picture, a little lighter around the two people."""

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QPainter, QPixmap, QRadialGradient
from PySide6.QtWidgets import QWidget

from megachat_desktop.ui.kit.theme import Looks


class StageGround:
    """Painted once for each size: a large gradient costs more than a frame has time for."""

    def __init__(self, looks: Looks) -> None:
        self._looks = looks
        self._ground: QPixmap | None = None

    def paint(self, painter: QPainter, under: QWidget) -> None:
        """Fill the whole of ``under``."""
        ratio = under.devicePixelRatioF()
        size = (QSizeF(under.size()) * ratio).toSize()
        if self._ground is None or self._ground.size() != size:
            self._ground = QPixmap(size)
            self._ground.setDevicePixelRatio(ratio)
            ground = QPainter(self._ground)
            self._paint_gradient(ground, under)
            ground.end()
        painter.drawPixmap(0, 0, self._ground)

    def _paint_gradient(self, painter: QPainter, under: QWidget) -> None:
        color = self._looks.color
        width, height = max(1, under.width()), max(1, under.height())
        gradient = QRadialGradient(QPointF(0, 0), 1)
        gradient.setColorAt(0, _mixed(color("call-background"), color("call-accent"), 0.155))
        gradient.setColorAt(1, color("call-background"))
        painter.translate(width / 2, height * 0.4)
        painter.scale(width * 0.62, height * 0.62)  # as wide as the window is, so it fades evenly
        painter.fillRect(QRectF(-1, -1, 2, 2), gradient)


def _mixed(base: QColor, other: QColor, share: float) -> QColor:
    def mix(a: int, b: int) -> int:
        return round(a + (b - a) * share)

    return QColor(
        mix(base.red(), other.red()),
        mix(base.green(), other.green()),
        mix(base.blue(), other.blue()),
    )
