"""The list of a conversation: grows upwards from the foot, paints only what is on the screen."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)

from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.row_view import RowView
from megachat_desktop.ui.kit.rows import Row, RowModel
from megachat_desktop.ui.people.conversation_delegate import ConversationDelegate

FOOT = 12


class ConversationView(RowView):
    """One Tab stop; arrows move, Enter calls back on the card of a call, Ctrl+C copies a text."""

    call_back_requested = Signal(object)  # Row
    menu_requested = Signal(object, object)  # Row, QPoint on the screen
    copy_requested = Signal(object)  # Row

    def __init__(self, look: Look, model: RowModel) -> None:
        super().__init__()
        self.setObjectName("conversation")
        self._rows = model
        self._delegate = ConversationDelegate(look, self)
        self._heights: dict[tuple[bytes, bool, int], int] = {}
        self.setAccessibleName(self.tr("Messages and calls"))
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        look.looks.changed.connect(self._on_looks_changed)

    @property
    def newest(self) -> Row | None:
        """The last row."""
        return self._rows.row_at(self._rows.index(self._rows.rowCount() - 1))

    def refresh(self, *, older: bool) -> None:
        """The rows changed; ``older``: only above those that were there."""
        bar = self.verticalScrollBar()
        below, at_end = bar.maximum() - bar.value(), bar.value() >= bar.maximum() - 4
        self._rows.refresh()
        self.measure()
        if older or at_end:
            bar.setValue(bar.maximum() - (below if older else 0))

    def go_to_end(self) -> None:
        """Show the newest."""
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def show_key(self, key: bytes) -> bool:
        """Mark this row and bring it to the middle; whether it is there. Empty: mark none."""
        self._delegate.marked = key
        self.viewport().update()
        for number in range(self._rows.rowCount()):
            if key and self._rows.place_at(number).key == key:
                self.setCurrentIndex(self._rows.index(number))
                rect = self._row_rect(number)
                above = (self.viewport().height() - rect.height()) // 2
                bar = self.verticalScrollBar()
                bar.setValue(bar.value() + rect.top() - max(0, above))
                return True
        return False

    def height_of(self, number: int) -> int:
        """See ``RowView``; remembered by text and width."""
        row = self._rows.row_at(self._rows.index(number))
        if row is None:
            return 0
        key = (row.key, row.group_end, self.viewport().width())
        if key not in self._heights:
            self._heights[key] = self._delegate.height_of(row, self.viewport().width())
        return self._heights[key] + (FOOT if number == self._rows.rowCount() - 1 else 0)

    def _lead(self, total: int) -> int:
        return max(0, self.viewport().height() - total)

    def _on_looks_changed(self) -> None:
        self._heights.clear()
        self.measure()

    def _card_at(self, position: QPoint) -> Row | None:
        index = self.indexAt(position)
        row = self._rows.row_at(index)
        if row is None or not row.buttons:
            return None
        area = self._delegate.button_area(row, self._rect_of(index.row()), self.layoutDirection())
        return row if area.contains(position) else None

    def _rect_of(self, number: int) -> QRect:
        return self._row_rect(number)

    # Qt's own from here on.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position = event.position().toPoint()
        self._delegate.pointer = position
        hand = self._card_at(position) is not None
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        )
        super().mouseMoveEvent(event)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        row = self._card_at(event.position().toPoint())
        if row is not None and event.button() is Qt.MouseButton.LeftButton:
            self.call_back_requested.emit(row)

    def leaveEvent(self, event: QEvent) -> None:
        self._delegate.pointer = None
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self._rows.row_at(self.currentIndex())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            if row.buttons:
                self.call_back_requested.emit(row)
            return
        if event.matches(QKeySequence.StandardKey.Copy) and row is not None:
            self.copy_requested.emit(row)
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        row = self._rows.row_at(index)
        if row is None or row.heading:
            return
        place = self.viewport().mapToGlobal(self.visualRect(index).center())
        self.menu_requested.emit(row, place if by_key else event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        by_mouse = event.reason() is Qt.FocusReason.MouseFocusReason
        self._delegate.keyboard_focus = not by_mouse
        if not by_mouse and not self.currentIndex().isValid():
            newest = self.moveCursor(self.CursorAction.MoveEnd, Qt.KeyboardModifier.NoModifier)
            self.setCurrentIndex(newest)
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        bar = self.verticalScrollBar()
        below = bar.maximum() - bar.value()
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._heights.clear()
        self.measure()
        bar.setValue(bar.maximum() - below)
