"""A dialog inside the main window: a card over the dimmed window that keeps the focus inside."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.focus import focus_again
from megachat_desktop.ui.kit.frames import scroll_area
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.kit.text_size import text_pixels, widened

OUTER = 28  # from the edge of the card to the words
BLEED = 16  # for what reaches over the edge of the words: plates under the pointer, focus rings


class Sheet(QWidget):
    """Opened by ``open``; closed by its cross, Esc, a click beside it, or ``close_sheet``."""

    closed = Signal()

    def __init__(self, look: Look, window: QWidget, title: str, width: int, height: int) -> None:
        super().__init__(window)
        self._look = look
        self._beneath = window
        self._wanted = (width, height)
        self._before: QWidget | None = None
        self.card = QWidget(self)
        self.card.setObjectName("card")
        self.card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.card.setAccessibleName(title)
        cross = Button(look, "", "close", kind="ghost", name=self.tr("Close, Esc"))
        cross.clicked.connect(self.close_sheet)
        heading = QHBoxLayout()
        heading.setContentsMargins(BLEED, 0, 0, 0)
        self._title = plain_label(title, "heading", wrap=True)
        heading.addWidget(self._title, 1)
        heading.addWidget(cross)
        outer = self._outer = QVBoxLayout(self.card)
        outer.setContentsMargins(OUTER - BLEED, 24, 20, OUTER)
        outer.setSpacing(16)
        outer.addLayout(heading)
        outer.addWidget(self._scroll(), 1)
        window.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show it over the window."""
        self._before = self.window().focusWidget()
        self._arrange()
        self.show()
        self.raise_()
        self.card.setFocus(Qt.FocusReason.PopupFocusReason)

    def set_title(self, title: str) -> None:
        """Another heading."""
        self._title.setText(title)
        self.card.setAccessibleName(title)

    def draw_together(self) -> None:
        """The body follows the heading closely: it goes on with what the heading says."""
        self._outer.setSpacing(7)

    def close_sheet(self) -> None:
        """Take it away and give the focus back to where it came from."""
        if self.isVisible():
            # First: Qt would lead the focus of what is hidden through the window beneath.
            focus_again(self._before, self._beneath)
            self._before = None
            self.hide()
            self.closed.emit()

    def _scroll(self) -> QScrollArea:
        """What is inside, which scrolls where the window is lower than it needs."""
        inside = QWidget()
        self.body = QHBoxLayout(inside)
        self.body.setContentsMargins(BLEED, 0, 0, 0)
        self.body.setSpacing(32)
        return scroll_area(inside)

    def _arrange(self) -> None:
        area = self._beneath.rect()
        self.setGeometry(area)
        width, height = widened(self._wanted[0]), self._wanted[1]
        compact = area.width() < width + 24
        if compact:
            self.card.setGeometry(area)
        else:
            height = min(text_pixels(height), area.height() - 24)  # larger text, higher card
            self.card.setGeometry(
                (area.width() - width) // 2, (area.height() - height) // 2, width, height
            )
        self.set_compact(compact)

    def _focus_an_end(self, forward: bool) -> None:
        """Tab went out of the card: go on at its other end."""
        inside = [
            widget
            for widget in self.card.findChildren(QWidget)
            if widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        if inside:
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            inside[0 if forward else -1].setFocus(reason)

    def set_compact(self, compact: bool) -> None:
        """For subclasses: one column under 860 pixels."""

    # Qt's own from here on.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._arrange()
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        moved = super().focusNextPrevChild(forward)
        focused = self.window().focusWidget()
        if self.isVisible() and (focused is None or not self.isAncestorOf(focused)):
            self._focus_an_end(forward)
        return moved

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.card.geometry().contains(event.position().toPoint()):
            self.close_sheet()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_sheet()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.looks.color("scrim"))
        painter.end()
