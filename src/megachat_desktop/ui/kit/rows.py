"""Rows of the sidebar's lists, and the model that keeps a list view in step with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from megachat_desktop.model.contact import Presence

AnyIndex = QModelIndex | QPersistentModelIndex


class RowRole(IntEnum):
    """What a delegate asks for."""

    ROW = Qt.ItemDataRole.UserRole + 1


class RowAction(Enum):
    """What can be done with a row by one click on it."""

    VOICE = "voice"
    VIDEO = "video"
    ACCEPT = "accept"
    DECLINE = "decline"
    ADD = "add"


@dataclass(frozen=True)
class RowButton:
    """A button in a row: an icon that shows on hover, or a word that always shows."""

    action: RowAction
    name: str
    icon: str = ""
    text: str = ""


@dataclass(frozen=True)
class Row:
    """One line of a list. ``key`` identifies it across changes; a heading has no ``account``."""

    key: bytes
    title: str
    heading: bool = False
    account: bytes = b""
    line: str = ""
    line_icon: str = ""
    line_tone: str = "text-secondary"
    at: str = ""
    presence: Presence = Presence.OFFLINE
    verified: bool = False
    echo: bool = False
    tall: bool = False  # 64 instead of 52 pixels
    buttons: tuple[RowButton, ...] = ()
    spoken: str = ""  # for screen readers


class RowModel(QAbstractListModel):
    """Shows what ``make_rows`` returns; ``refresh`` asks again and keeps selection and scroll."""

    def __init__(self, make_rows: Callable[[], Sequence[Row]], parent: QObject) -> None:
        super().__init__(parent)
        self._make_rows = make_rows
        self._rows: list[Row] = []

    def refresh(self) -> None:
        """Bring the view in step with the snapshots."""
        rows = list(self._make_rows())
        if [row.key for row in rows] == [row.key for row in self._rows]:
            self._replace_in_place(rows)
        else:
            self._lay_out(rows)

    def row_at(self, index: AnyIndex) -> Row | None:
        """The row behind an index."""
        return self._rows[index.row()] if index.isValid() else None

    def index_of(self, account: bytes) -> QModelIndex:
        """Where the row of an account is; invalid when it is not shown."""
        for number, row in enumerate(self._rows):
            if row.account == account and account:
                return self.index(number)
        return QModelIndex()

    def rows(self) -> tuple[Row, ...]:
        """All rows of this moment."""
        return tuple(self._rows)

    def _replace_in_place(self, rows: list[Row]) -> None:
        changed = [
            n for n, (old, new) in enumerate(zip(self._rows, rows, strict=True)) if old != new
        ]
        self._rows = rows
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))

    def _lay_out(self, rows: list[Row]) -> None:
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        keys = [self._rows[index.row()].key for index in old]
        self._rows = rows
        places = {row.key: number for number, row in enumerate(rows)}
        new = [self.createIndex(places[k], 0) if k in places else QModelIndex() for k in keys]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    # Qt's own from here on.

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index)
        if row is None:
            return None
        if role == RowRole.ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken or row.title
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        row = self.row_at(index)
        if row is None or row.heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
