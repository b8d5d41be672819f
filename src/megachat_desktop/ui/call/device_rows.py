"""The lines of the list of devices in a call: one to choose, and how loud it is there."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from megachat_desktop.ui.kit.buttons import Look, paint_focus_ring
from megachat_desktop.ui.kit.plain import keyless
from megachat_desktop.ui.kit.text import elided
from megachat_desktop.ui.kit.theme import font

_ROW = 36
_RADIO = 16
_LOUD = 0.25  # root mean square that fills the meter


class ChoiceRow(QAbstractButton):
    """One of several, with a round mark before it, and a note below its name where there is one."""

    def __init__(self, look: Look, text: str, note: str = "") -> None:
        super().__init__()
        self._look = look
        self.setCheckable(True)
        self.setText(keyless(text))
        self.setAccessibleName(text)
        self.setAccessibleDescription(note)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    # Qt's own from here on.

    def sizeHint(self) -> QSize:
        note = QFontMetrics(font("caption")).height() if self.accessibleDescription() else 0
        return QSize(120, max(_ROW, self.fontMetrics().height() + note + 14))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self._look.looks.color
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("call-control"))
            painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        left = self.width() - 10 - _RADIO if mirrored else 10
        ring = QRectF(left + 1, (self.height() - _RADIO) / 2 + 1, _RADIO - 2, _RADIO - 2)
        on = self.isChecked()
        painter.setPen(QPen(color("call-accent" if on else "call-text-secondary"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(ring)
        if on:
            painter.setBrush(color("call-accent"))
            painter.drawEllipse(ring.adjusted(4, 4, -4, -4))
        sides = (10, -36) if mirrored else (36, -10)
        self._paint_words(painter, self.rect().adjusted(sides[0], 0, sides[1], 0))
        painter.end()
        if self.hasFocus():
            paint_focus_ring(self, self._look.looks, color=color("call-speaking"))

    def _paint_words(self, painter: QPainter, area: QRect) -> None:
        lines = [(self.accessibleName(), "secondary", "call-text")]
        if note := self.accessibleDescription():
            lines.append((note, "caption", "call-text-secondary"))
        heights = [QFontMetrics(font(kind)).height() for _, kind, _ in lines]
        top = area.top() + (area.height() - sum(heights)) // 2
        for (text, kind, tone), height in zip(lines, heights, strict=True):
            painter.setFont(font(kind))
            painter.setPen(self._look.looks.color(tone))
            line = QRect(area.left(), top, area.width(), height)
            shown = elided(text, painter.fontMetrics(), area.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
            top += height


class LevelBar(QWidget):
    """How loud it is, as a line that fills."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._level = 0.0
        self.setFixedHeight(4)
        self.setAccessibleName(name)

    @property
    def level(self) -> float:
        """What is shown, 0 to 1."""
        return self._level

    def show_level(self, rms: float) -> None:
        """Up at once, down softly."""
        wanted = min(1.0, (rms / _LOUD) ** 0.5)
        level = max(wanted, self._level * 0.8)
        if abs(level - self._level) > 0.005:
            self._level = level
            self.update()

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.looks.color("call-control"))
        area = QRectF(self.rect())
        painter.drawRoundedRect(area, 2, 2)
        painter.setBrush(self._look.looks.color("call-good"))
        filled = QRectF(area)
        filled.setWidth(area.width() * self._level)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            filled.moveRight(area.right())
        painter.drawRoundedRect(filled, 2, 2)
        painter.end()
