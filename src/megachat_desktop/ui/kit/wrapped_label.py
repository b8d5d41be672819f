"""A label of several lines, as far apart as the design has them.

Qt's own label knows only the font's distance between lines, or rich text; ours is always plain.
"""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QStyle

from megachat_desktop.ui.kit.qss import type_scale
from megachat_desktop.ui.kit.text_size import text_pixels
from megachat_desktop.ui.kit.theme import tokens

_KEPT = 16  # heights: layouts ask for the same few widths again and again


def line_pixels(kind: str) -> int:
    """From one line of a step of the type scale to the next, in the size the person chose."""
    step = type_scale(tokens()).get(kind)
    return text_pixels(step["line"]) if step else 0


class WrappedLabel(QLabel):
    """Breaks its plain text into lines of its width; its ``type`` says how far apart they are.

    Text that can be selected is painted by Qt, which has a cursor to show.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._heights: dict[tuple[object, ...], int] = {}

    def _step(self) -> int:
        metrics = QFontMetrics(self.font())
        return max(line_pixels(str(self.property("type"))), metrics.height())

    def _broken(self, width: int) -> QTextLayout:
        """The text in lines of ``width`` pixels, each ``_step()`` below the other."""
        option = QTextOption()
        option.setTextDirection(self.layoutDirection())
        option.setAlignment(QStyle.visualAlignment(self.layoutDirection(), self.alignment()))
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout = QTextLayout(self.text().replace("\n", "\u2028"), self.font())
        layout.setTextOption(option)
        layout.beginLayout()
        step, number = self._step(), 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, number * step + (step - line.height()) / 2))
            number += 1
        layout.endLayout()
        return layout

    def _selectable(self) -> bool:
        return bool(self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse)

    def _edges(self) -> QSize:
        margins = self.contentsMargins()
        return QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    # Qt's own from here on.

    def heightForWidth(self, width: int) -> int:
        if self._selectable() or not self.text():
            return super().heightForWidth(width)
        edges, step = self._edges(), self._step()
        key = (width - edges.width(), self.text(), self.font().key(), step, self.layoutDirection())
        if key not in self._heights:
            if len(self._heights) >= _KEPT:
                self._heights.clear()
            self._heights[key] = self._broken(width - edges.width()).lineCount() * step
        return self._heights[key] + edges.height()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), self.heightForWidth(hint.width())))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._selectable():
            super().paintEvent(event)
            return
        area = self.contentsRect()
        layout = self._broken(area.width())
        height = layout.lineCount() * self._step()
        top = {
            Qt.AlignmentFlag.AlignTop: 0,
            Qt.AlignmentFlag.AlignBottom: area.height() - height,
        }.get(self.alignment() & Qt.AlignmentFlag.AlignVertical_Mask, (area.height() - height) // 2)
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        layout.draw(painter, QPointF(area.left(), area.top() + top))
        painter.end()
