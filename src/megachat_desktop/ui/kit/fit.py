"""Windows no larger than their screen: neither at first, nor as the least that they can be."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

FRAME = QSize(16, 48)  # what a window manager draws around a window, about


def fitting(wanted: QSize, screen: QSize) -> QSize:
    """The size of a window of which all, frame included, is on a screen with so much room."""
    return wanted.boundedTo(screen - FRAME)


def set_least(window: QWidget, least: tuple[int, int]) -> None:
    """The least size of a new window, as far as its screen has room for that."""
    window.setMinimumSize(fitting(QSize(*least), window.screen().availableSize()))


def fit(window: QWidget) -> None:
    """Make a window that was never moved small enough for its screen."""
    window.resize(fitting(window.size(), window.screen().availableSize()))


def grow(window: QWidget, width: int, height: int = 0) -> None:
    """As high as all in it needs, ``height`` at least: a window does not grow by itself."""
    layout = window.layout()
    if layout is not None:
        layout.activate()
        window.resize(width, max(height, layout.totalHeightForWidth(width)))
