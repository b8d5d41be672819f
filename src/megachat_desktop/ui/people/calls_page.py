"""Calls: the filters All, Missed and Groups over the history."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.row_list import RowList
from megachat_desktop.ui.people.history import History
from megachat_desktop.ui.people.list_page import ListPage, nothing_here

ALL, MISSED, GROUPS = range(3)


class CallsPage(QWidget):
    """Renders the history; pages are read while it is scrolled."""

    refreshed = Signal()

    def __init__(self, look: Look, rows: RowList, history: History) -> None:
        super().__init__()
        self._history = history
        self.list = rows
        self._group = QButtonGroup(self)
        calls = self.tr("Your calls will be listed here, on this computer only.")
        self._page = ListPage(look, rows, nothing_here(calls))
        self._no_missed = nothing_here(self.tr("No missed calls."))
        self._no_groups = nothing_here(self.tr("No group calls yet."))
        for widget in (self._no_missed, self._no_groups):
            self._page.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._row = self._filters(look)
        layout.addLayout(self._row)
        layout.addWidget(self._page, 1)
        rows.end_near.connect(history.read_more)

    @property
    def least_width(self) -> int:
        """Below it the words of the filters are cut off."""
        return self._row.minimumSize().width()

    def render_state(self, *, rows: int) -> None:
        """So many rows are in the list now."""
        chosen = self._group.checkedId()
        if chosen == GROUPS:
            self._page.setCurrentWidget(self._no_groups)
        elif chosen == MISSED and self._history.loaded and not rows:
            self._page.setCurrentWidget(self._no_missed)
        else:
            self._page.render_state(ready=self._history.loaded, empty=not rows)

    def choose_filter(self, number: int) -> None:
        """All, Missed or Groups."""
        self._group.button(number).setChecked(True)
        self._history.show_missed(number == MISSED)
        self.refreshed.emit()

    def _filters(self, look: Look) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 8)
        row.setSpacing(8)
        for number, text in enumerate((self.tr("All"), self.tr("Missed"), self.tr("Groups"))):
            button = Button(look, text, kind="filter", size="small")
            button.setCheckable(True)
            self._group.addButton(button, number)
            row.addWidget(button)
        row.addStretch()
        self._group.button(ALL).setChecked(True)
        self._group.idClicked.connect(self.choose_filter)
        return row
