"""Lines between things, areas in which what is too tall scrolls, parts beside or below others."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QWidget

BAR = 8  # pixels of what scrolls an area


def hairline(*, upright: bool = False) -> QFrame:
    """A line of one pixel across a column, or ``upright`` between two columns."""
    line = QFrame()
    line.setObjectName("hairline")
    if upright:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line


def scroll_area(inside: QWidget) -> QScrollArea:
    """``inside``, as wide as there is room; it scrolls up and down, and is no stop of Tab."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    return area


def stand(parts: QBoxLayout, *, beside: bool) -> None:
    """Let ``parts`` stand beside each other, or where there is no room for that below."""
    direction = QBoxLayout.Direction
    parts.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
