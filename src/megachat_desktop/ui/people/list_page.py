"""One list of the sidebar with its other faces: nothing yet, nothing there, still being read."""

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.row_list import RowList
from megachat_desktop.ui.kit.text import plain_label

SKELETON_AFTER_MS = 300
ROW = 64


class ListPage(QStackedWidget):
    """Shows its list; ``render`` says whether it is ready and has rows."""

    def __init__(self, look: Look, rows: RowList, nothing: QWidget) -> None:
        super().__init__()
        self.list, self._nothing = rows, nothing
        self._skeleton = Skeleton(look)
        self._blank = QWidget()
        for widget in (self._blank, self._skeleton, rows, nothing):
            self.addWidget(widget)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._on_patience_over)
        self._patience.start(SKELETON_AFTER_MS)

    def render_state(self, *, ready: bool, empty: bool) -> None:
        """``ready``: it was read; ``empty``: and there is nothing in it."""
        if ready:
            self._patience.stop()
            self.setCurrentWidget(self._nothing if empty else self.list)
        elif self.currentWidget() not in (self._blank, self._skeleton):
            self.setCurrentWidget(self._blank)
            self._patience.start(SKELETON_AFTER_MS)

    def _on_patience_over(self) -> None:
        if self.currentWidget() is self._blank:
            self.setCurrentWidget(self._skeleton)


class Skeleton(QWidget):
    """Rows without anything in them; they don't move."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(self.tr("Loading…"))
        look.looks.changed.connect(self.update)

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.looks.color("surface-sunken"))
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        for top in range(0, min(self.height(), 6 * ROW), ROW):
            painter.drawEllipse(QRectF(16, top + 10, 44, 44))
            painter.drawRoundedRect(QRectF(72, top + 16, self.width() * 0.4, 12), 6, 6)
            painter.drawRoundedRect(QRectF(72, top + 38, self.width() * 0.55, 10), 5, 5)
        painter.end()


def nothing_here(text: str = "") -> QWidget:
    """One sentence in the upper part of an empty list."""
    page = QWidget()
    label = plain_label(text, "secondary", "secondary", wrap=True)
    label.setObjectName("nothing")
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(24, 40, 24, 24)
    layout.addWidget(label)
    layout.addStretch()
    return page
