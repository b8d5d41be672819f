"""A list view that knows the place of every row by addition, however many there are.

``QListView`` asks a delegate for the size of each row at every change; here heights come from
``height_of``, and only rows on the screen are ever made or painted.
"""

from bisect import bisect_right
from itertools import accumulate

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyleOptionViewItem,
)

AnyIndex = QModelIndex | QPersistentModelIndex
Move = QAbstractItemView.CursorAction
_STEPS = {
    Move.MoveUp: -1,
    Move.MovePrevious: -1,
    Move.MoveDown: 1,
    Move.MoveNext: 1,
}


class RowView(QListView):
    """One column of rows; subclasses say how high each is."""

    end_near = Signal()  # less than a screen is left below
    start_near = Signal()  # the same above

    def __init__(self) -> None:
        super().__init__()
        self._tops: list[int] = [0]  # of every row, and the end of the last
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def height_of(self, number: int) -> int:
        """How high a row is, in pixels."""
        raise NotImplementedError

    def measure(self) -> None:
        """Ask for all heights again."""
        count = self.model().rowCount() if self.model() else 0
        heights = [self.height_of(number) for number in range(count)]
        self._tops = list(accumulate(heights, initial=self._lead(sum(heights))))
        self.updateGeometries()
        self.viewport().update()

    def _lead(self, _total: int) -> int:
        """Room above the first row, when all rows together are ``_total`` high."""
        return 0

    def _count(self) -> int:
        return min(len(self._tops) - 1, self.model().rowCount()) if self.model() else 0

    def _row_rect(self, number: int) -> QRect:
        top = self._tops[number]
        height = self._tops[number + 1] - top
        return QRect(0, top - self.verticalOffset(), self.viewport().width(), height)

    def _on_scrolled(self, value: int) -> None:
        page, last = self.viewport().height(), self.verticalScrollBar().maximum()
        if value >= last - page:
            self.end_near.emit()
        if value <= page:
            self.start_near.emit()

    def _step(self, start: int, step: int) -> int:
        """The next row from ``start`` that can be chosen; ``start`` where there is none."""
        number = start + step
        while 0 <= number < self._count():
            if self.model().index(number, 0).flags() & Qt.ItemFlag.ItemIsSelectable:
                return number
            number += step
        return start

    def _option(self) -> QStyleOptionViewItem:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        return option

    # Qt's own from here on.

    def doItemsLayout(self) -> None:
        self.measure()

    def rowsInserted(self, _parent: AnyIndex, first: int, last: int) -> None:
        """Rows after all others leave the places of the others alone."""
        if first != len(self._tops) - 1 or self._lead(0):
            self.measure()
            return
        heights = [self.height_of(number) for number in range(first, last + 1)]
        self._tops += list(accumulate(heights, initial=self._tops[-1]))[1:]
        self.updateGeometries()
        self.viewport().update()

    def updateGeometries(self) -> None:
        bar, page = self.verticalScrollBar(), self.viewport().height()
        bar.setSingleStep(32)
        bar.setPageStep(page)
        bar.setRange(0, max(0, self._tops[-1] - page))

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return 0

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    def visualRect(self, index: AnyIndex) -> QRect:
        if not index.isValid() or index.row() >= self._count():
            return QRect()
        return self._row_rect(index.row())

    def indexAt(self, point: QPoint) -> QModelIndex:
        at = point.y() + self.verticalOffset()
        number = bisect_right(self._tops, at) - 1
        if at < self._tops[0] or number >= self._count():
            return QModelIndex()
        return self.model().index(number, 0)

    def scrollTo(
        self,
        index: AnyIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if not index.isValid() or index.row() >= self._count():
            return
        bar, page = self.verticalScrollBar(), self.viewport().height()
        top, bottom = self._tops[index.row()], self._tops[index.row() + 1]
        if top < bar.value():
            bar.setValue(top)
        elif bottom > bar.value() + page:
            bar.setValue(bottom - page)

    def moveCursor(self, action: Move, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        current = self.currentIndex().row() if self.currentIndex().isValid() else -1
        page = max(1, self.viewport().height() // 64)
        match action:
            case Move.MoveHome:
                number = self._step(-1, 1)
            case Move.MoveEnd:
                number = self._step(self._count(), -1)
            case Move.MovePageUp:
                number = self._step(max(0, current - page) - 1, 1)
            case Move.MovePageDown:
                number = self._step(min(self._count() - 1, current + page) + 1, -1)
            case _:
                number = self._step(current, _STEPS.get(action, 0) or 1)
        return self.model().index(number, 0) if 0 <= number < self._count() else QModelIndex()

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(rect.center())
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsSelectable:
            self.selectionModel().select(QItemSelection(index, index), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def dataChanged(self, _first: AnyIndex, _last: AnyIndex, _roles: object = ()) -> None:
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        count = self._count()
        top = event.rect().top() + self.verticalOffset()
        number = max(0, bisect_right(self._tops, top) - 1)
        end = event.rect().bottom() + self.verticalOffset()
        option, hovered = self._option(), self.indexAt(self.mapFromGlobal(self.cursor().pos()))
        base = option.state
        selected, current = self.selectionModel(), self.currentIndex()
        painter = QPainter(self.viewport())
        under = self.viewport().underMouse()
        while number < count and self._tops[number] <= end:
            index = self.model().index(number, 0)
            option.rect = self._row_rect(number)
            state = base
            if selected.isSelected(index):
                state |= QStyle.StateFlag.State_Selected
            if under and index == hovered:
                state |= QStyle.StateFlag.State_MouseOver
            if self.hasFocus() and index == current:
                state |= QStyle.StateFlag.State_HasFocus
            else:
                state &= ~QStyle.StateFlag.State_HasFocus
            option.state = state
            self.itemDelegate().paint(painter, option, index)
            number += 1
        painter.end()
