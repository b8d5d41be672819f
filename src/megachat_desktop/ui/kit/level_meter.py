"""A row of bars that shows how loud a microphone is."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from megachat_desktop.model.device_check import BARS, TOO_LOUD_FROM
from megachat_desktop.ui.kit.buttons import Look

_WIDTH, _HEIGHT, _PITCH = 8, 16, 11


class LevelMeter(QWidget):
    """24 bars, filled from the start; from the 20th on they warn by colour, the word beside it too.

    Narrow bars make room where there is little.
    """

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._name = name
        self.bars = 0
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        look.looks.changed.connect(self.update)

    def show_bars(self, bars: int, word: str) -> None:
        """How many bars are filled; ``word`` says the same to those who can't see them."""
        self.setAccessibleDescription(word)
        if bars != self.bars:
            self.bars = bars
            self.update()

    # Qt's own from here on.

    def sizeHint(self) -> QSize:
        return QSize(BARS * _PITCH - (_PITCH - _WIDTH), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(BARS * 6, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        pitch = (self.width() + _PITCH - _WIDTH) / BARS
        width = pitch * _WIDTH / _PITCH
        from_right = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        loud = self._look.looks.color("warning")
        for number in range(BARS):
            filled = number < self.bars
            color = self._look.looks.color("accent" if filled else "control")
            if filled and number >= TOO_LOUD_FROM - 1 and self.bars >= TOO_LOUD_FROM:
                color = loud
            x = number * pitch
            x = self.width() - x - width if from_right else x
            painter.setBrush(color)
            painter.drawRoundedRect(QRectF(x, 0, width, self.height()), 3, 3)
        painter.end()
