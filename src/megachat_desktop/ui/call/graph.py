"""A little graph of the last minute: a line over a softly filled area, scaled to its largest."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from megachat_desktop.ui.call.stats_history import KEPT
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.text import plain_label

_HEIGHT = 34


class _Curve(QWidget):
    """The line itself."""

    def __init__(self, look: Look, color: str, least: float) -> None:
        super().__init__()
        self._look, self._color, self._least = look, color, least
        self._values: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_values(self, values: Sequence[float]) -> None:
        """Oldest first; the newest is at the end of reading."""
        self._values = tuple(values)
        self.update()

    def _line(self) -> QPainterPath:
        top = max(self._least, *self._values) * 1.08
        step = self.width() / (KEPT - 1)
        first = self.width() - step * (len(self._values) - 1)
        path = QPainterPath()
        for number, value in enumerate(self._values):
            y = 2 + (self.height() - 3) * (1 - value / top)
            point = QPointF(first + number * step, y)
            if number:
                path.lineTo(point)
            else:
                path.moveTo(point)
        return path

    # Qt's own from here on.

    def sizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if len(self._values) < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self._look.looks.color(self._color)
        line = self._line()
        area = QPainterPath(line)
        area.lineTo(self.width(), self.height())
        area.lineTo(line.elementAt(0).x, self.height())
        soft = self._look.looks.color(self._color)
        soft.setAlpha(46)
        painter.fillPath(area, soft)
        painter.setPen(QPen(color, 1.5))
        painter.drawPath(line)
        painter.end()


class Graph(QWidget):
    """A name, the newest value in words, and the curve below."""

    def __init__(self, look: Look, name: str, color: str, least: float) -> None:
        """``least`` is what a full height means at least, in the unit of the values."""
        super().__init__()
        self._name = name
        self._value = plain_label("", "field", "call")
        self._curve = _Curve(look, color, least)
        line = QHBoxLayout()
        line.addWidget(plain_label(name, "secondary", "call-secondary"))
        line.addStretch()
        line.addWidget(self._value)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(line)
        layout.addWidget(self._curve)

    def show_values(self, values: Sequence[float], newest: str) -> None:
        """The curve, and its end in words."""
        self._value.setText(newest)
        self._curve.show_values(values)
        self.setAccessibleName(f"{self._name}: {newest}")
