"""A list of the sidebar: one Tab stop, arrows move, a click or Enter opens, a double click calls.

The row that the arrows are at has the ring of the focus; the one that is open is the selected one.
"""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent

from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.focus import interrupts
from megachat_desktop.ui.kit.plain import set_tool_tip
from megachat_desktop.ui.kit.row_delegate import Pointer, RowDelegate
from megachat_desktop.ui.kit.row_view import RowView
from megachat_desktop.ui.kit.rows import AnyIndex, Row, RowAction, RowHeight, RowModel
from megachat_desktop.ui.kit.text_size import grown


class RowList(RowView):
    """Shows a ``RowModel``; buttons inside a row are painted, their clicks become signals."""

    chosen = Signal(object)  # Row, by a click, by Enter or by ``step``
    action_requested = Signal(object, object)  # Row, RowAction
    call_requested = Signal(object)  # Row, by double click
    menu_requested = Signal(object, object)  # Row, QPoint on the screen

    def __init__(self, look: Look, avatars: AvatarPainter, model: RowModel, name: str) -> None:
        super().__init__()
        self._rows = model
        self._delegate = RowDelegate(look, avatars, self)
        self._pressed: RowAction | None = None
        self._heights = _heights()
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.doubleClicked.connect(self._on_double_clicked)
        look.looks.changed.connect(self._on_looks_changed)
        avatars.faces.changed.connect(self._on_looks_changed)

    def choose_account(self, account: bytes) -> None:
        """Select the row of an account, if it is there; nothing is opened by that."""
        index = self._rows.index_of(account)
        if index.isValid():
            self.setCurrentIndex(index)

    def keep_selected(self, account: bytes) -> None:
        """The row of an account that is open came later than the choice: select it now."""
        if not self.selectionModel().hasSelection():
            index = self._rows.index_of(account)
            selecting = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().select(index, selecting)

    def choose_first(self) -> None:
        """Go to the first row, unless the arrows are at one."""
        if not self.currentIndex().isValid():
            self._go_to(self.moveCursor(self.CursorAction.MoveHome, Qt.KeyboardModifier.NoModifier))

    def open_first(self) -> None:
        """Open the first row."""
        self.setCurrentIndex(QModelIndex())
        self.step(1)

    def step(self, by: int, unread: bool = False) -> None:
        """Open the previous (-1) or next row (1); with ``unread`` one that wants attention."""
        number = self.currentIndex().row() if self.currentIndex().isValid() else -1
        while (after := self._step(number, by)) != number:
            number = after
            row = self._rows.row_at(self._rows.index(number))
            if row is not None and not row.link and (row.unread or not unread):
                self.setCurrentIndex(self._rows.index(number))
                self.chosen.emit(row)
                return

    def height_of(self, number: int) -> int:
        """See ``RowView``."""
        return self._heights[self._rows.place_at(number).height]

    def measure(self) -> None:
        """See ``RowView``."""
        self._heights = _heights()
        super().measure()

    def _go_to(self, index: QModelIndex) -> None:
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _open(self, row: Row) -> None:
        if not row.heading and not row.link:
            self.setCurrentIndex(self.currentIndex())
            self.chosen.emit(row)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        row = self._rows.row_at(index)
        if row is None or row.heading or row.link:
            return
        if self._action_under_pointer(row, index) is None:
            self.call_requested.emit(row)

    def _on_looks_changed(self) -> None:
        self.measure()

    def _action_under_pointer(self, row: Row, index: QModelIndex) -> RowAction | None:
        position = self._delegate.pointer.position
        return None if position is None else self._button_at(row, index, position)

    def _button_at(self, row: Row, index: QModelIndex, position: QPoint) -> RowAction | None:
        rect, direction = self.visualRect(index), self.layoutDirection()
        return self._delegate.button_at(row, rect, position, direction)

    def _point(self, event: QMouseEvent) -> tuple[Row, QModelIndex, RowAction | None] | None:
        position = event.position().toPoint()
        self._delegate.pointer = Pointer(position)
        index = self.indexAt(position)
        row = self._rows.row_at(index)
        if row is None:
            return None
        return row, index, self._button_at(row, index, position)

    # Qt's own from here on.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        under = self._point(event)
        super().mouseMoveEvent(event)
        set_tool_tip(self, _name_of(under[0], under[2]) if under else "")
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        under = self._point(event)
        self._pressed = under[2] if under and event.button() is Qt.MouseButton.LeftButton else None
        if self._pressed is not None:
            return
        super().mousePressEvent(event)
        if under is not None and event.button() is Qt.MouseButton.LeftButton:
            self._open(under[0])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        under = self._point(event)
        if pressed is None:
            super().mouseReleaseEvent(event)
        elif under is not None and under[2] is pressed:
            self.action_requested.emit(under[0], pressed)

    def leaveEvent(self, event: QEvent) -> None:
        self._delegate.pointer = Pointer()
        super().leaveEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self._rows.row_at(self.currentIndex())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            if row.link or RowAction.ADD in [button.action for button in row.buttons]:
                self.action_requested.emit(row, row.buttons[0].action)  # there is nothing to open
            self._open(row)
            return
        super().keyPressEvent(event)

    def selectionCommand(
        self, index: AnyIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Neither the arrows nor the way to a menu change what is open."""
        right = isinstance(event, QMouseEvent) and event.button() is not Qt.MouseButton.LeftButton
        if isinstance(event, QKeyEvent) or right:
            return QItemSelectionModel.SelectionFlag.NoUpdate
        return super().selectionCommand(index, event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not interrupts(event):
            self._delegate.keyboard_focus = event.reason() is not Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        row = self._rows.row_at(index)
        if row is None or row.heading:
            return
        place = self.viewport().mapToGlobal(self.visualRect(index).center())
        self.menu_requested.emit(row, place if by_key else event.globalPos())


def _name_of(row: Row, action: RowAction | None) -> str:
    return next((button.name for button in row.buttons if button.action is action), "")


def _heights() -> dict[RowHeight, int]:
    """Of each kind of row, in the text size of this moment."""
    return {h: grown(h.value, 1 if h is RowHeight.HEADING else 2) for h in RowHeight}
