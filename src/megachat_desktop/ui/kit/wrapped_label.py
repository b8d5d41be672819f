"""A label of several lines, as far apart as the design has them.

Qt's own label knows only the font's distance between lines, or rich text; ours is always plain.
"""

from typing import Any

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QStyle

from megachat_desktop.ui.kit.qss import type_scale
from megachat_desktop.ui.kit.text_size import text_pixels
from megachat_desktop.ui.kit.theme import tokens

_LONGEST = 32  # letters of a word that is not broken; no word of ours is longer
_HIGHEST = 16_777_215  # what Qt allows
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
        # Worked out once, until something else is shown:
        self._heights: dict[int, int] = {}  # by width
        self._least: QSize | None = None
        self._line_height = 0
        self._whole_width = -1  # of the text on one line

    def _step(self) -> int:
        if not self._line_height:
            metrics = QFontMetrics(self.font())
            kind = str(self.property("type"))
            self._line_height = max(line_pixels(kind), metrics.height())
        return self._line_height

    def _line_count(self, width: int) -> int:
        """Most texts have room on one line, and most questions are about one of those."""
        if self._whole_width < 0:
            self._whole_width = QFontMetrics(self.font()).horizontalAdvance(self.text()) + 2
        if self._whole_width <= width and "\n" not in self.text():
            return 1
        return self._broken(width).lineCount()

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

    def _forget(self) -> None:
        self._heights.clear()
        self._least = None
        self._line_height, self._whole_width = 0, -1

    def _selectable(self) -> bool:
        return bool(self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse)

    def _edges(self) -> QSize:
        margins = self.contentsMargins()
        return QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _height(self, width: int) -> int:
        if self._selectable() or not self.text():
            return super().heightForWidth(width)
        edges = self._edges()
        return self._line_count(width - edges.width()) * self._step() + edges.height()

    def _height_between(self, width: int) -> int | None:
        """That of a narrower and a wider label of one height: words break no other way between."""
        narrower = [height for known, height in self._heights.items() if known < width]
        wider = [height for known, height in self._heights.items() if known > width]
        if narrower and wider and min(narrower) == max(wider):
            return min(narrower)
        return None

    # Qt's own from here on.

    def setText(self, text: str) -> None:
        self._forget()
        super().setText(text)

    def setContentsMargins(self, *margins: Any) -> None:
        self._forget()
        super().setContentsMargins(*margins)

    def setTextInteractionFlags(self, flags: Qt.TextInteractionFlag) -> None:
        self._forget()
        super().setTextInteractionFlags(flags)

    def changeEvent(self, event: QEvent) -> None:
        self._forget()  # font, style sheet, direction
        super().changeEvent(event)

    def heightForWidth(self, width: int) -> int:
        if (known := self._heights.get(width)) is not None:
            return known
        if len(self._heights) >= _KEPT:
            self._heights.clear()
        if (height := self._height_between(width)) is None:
            height = self._height(width)
        self._heights[width] = height
        return height

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), self.heightForWidth(hint.width())))

    def minimumSizeHint(self) -> QSize:
        """Qt asks for the room of the longest word, and other people write endless ones."""
        if self._least is None:
            longest = _LONGEST * self.fontMetrics().averageCharWidth()
            self._least = super().minimumSizeHint().boundedTo(QSize(longest, _HIGHEST))
        return self._least

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
