"""A slider: a line that is filled up to a round knob."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider

from megachat_desktop.ui.kit.buttons import Look, paint_focus_ring
from megachat_desktop.ui.kit.focus import by_keyboard

_KNOB, _LINE = 8, 4  # radius of the knob, height of the line


class Slider(QSlider):
    """Renders ``set_value_quietly``; ``chosen`` comes when the person lets go or presses a key."""

    chosen = Signal(int)

    def __init__(self, look: Look, name: str, lowest: int, highest: int, step: int = 5) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._look = look
        self._ring = False
        self.setAccessibleName(name)
        self.setRange(lowest, highest)
        self.setSingleStep(step)
        self.setPageStep(2 * step)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.actionTriggered.connect(self._on_action_triggered)
        look.looks.changed.connect(self.update)

    def show_value(self, value: int) -> None:
        """Render a value, unless the person holds the knob."""
        if not self.isSliderDown():
            self.blockSignals(True)
            self.setValue(value)
            self.blockSignals(False)
            self.update()

    @property
    def _from_right(self) -> bool:
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft

    def _knob_x(self) -> float:
        span = self.width() - 2 * _KNOB - 2
        share = (self.value() - self.minimum()) / max(1, self.maximum() - self.minimum())
        return 1 + _KNOB + span * (1 - share if self._from_right else share)

    def _value_at(self, x: float) -> int:
        share = (x - 1 - _KNOB) / max(1, self.width() - 2 * _KNOB - 2)
        share = 1 - share if self._from_right else share
        return round(self.minimum() + share * (self.maximum() - self.minimum()))

    def _on_action_triggered(self, _action: int) -> None:
        if not self.isSliderDown():
            self.chosen.emit(self.sliderPosition())

    # Qt's own from here on.

    def sizeHint(self) -> QSize:
        return QSize(160, 28)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self._value_at(event.position().x()))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setValue(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setSliderDown(False)
            self.chosen.emit(self.value())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # it belongs to the page

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = by_keyboard(event, self._ring)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = by_keyboard(event, self._ring)
        super().focusOutEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self._look.looks.color
        middle, knob = self.height() / 2, self._knob_x()
        line = QRectF(1, middle - _LINE / 2, self.width() - 2, _LINE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("control"))
        painter.drawRoundedRect(line, 2, 2)
        filled = QRectF(line)
        if self._from_right:
            filled.setLeft(knob)
        else:
            filled.setRight(knob)
        accent = color("accent" if self.isEnabled() else "text-disabled")
        painter.setBrush(accent)
        painter.drawRoundedRect(filled, 2, 2)
        painter.setPen(QPen(accent, 2))
        painter.setBrush(color("surface-raised"))
        painter.drawEllipse(QPointF(knob, middle), _KNOB, _KNOB)
        painter.end()
        if self._ring and self.hasFocus():
            paint_focus_ring(self, self._look.looks)
