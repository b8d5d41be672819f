"""Rows of the window's lists, and the model that keeps a list view in step with them.

A source says cheaply which rows there are (``Place``) and makes a ``Row`` only when it is looked
at, so a list of tens of thousands costs no more than what is on the screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Any, NamedTuple, Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from megachat_desktop.model.contact import Presence
from megachat_desktop.ui.kit.trust_mark import TrustMark

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
    SHOW_ALL = "show_all"
    CALL_BACK = "call_back"
    UNBLOCK = "unblock"


class RowHeight(Enum):
    """How high a row is; DESIGN.md's heights are minimums."""

    HEADING = 32
    HEADING_LINK = 36  # a word to click on
    SMALL = 52
    TALL = 64


class Place(NamedTuple):
    """Where a row stands. ``key`` identifies it across changes; a heading has no ``account``."""

    key: bytes
    account: bytes = b""
    height: RowHeight = RowHeight.TALL


@dataclass(frozen=True)
class RowButton:
    """A button in a row: an icon that shows on hover, or a word that always shows."""

    action: RowAction
    name: str
    icon: str = ""
    text: str = ""


@dataclass(frozen=True)
class Row:
    """One line of a list."""

    key: bytes
    title: str
    heading: bool = False
    account: bytes = b""
    line: str = ""
    line_icon: str = ""
    line_tone: str = "text-secondary"
    at: str = ""
    at_middle: bool = False  # the time stands beside both lines
    presence: Presence = Presence.OFFLINE
    mark: TrustMark = TrustMark.NONE
    echo: bool = False
    tall: bool = False  # 64 instead of 52 pixels
    unread: bool = False  # time and line stand out
    badge: str = ""  # a number, or " " for a dot
    muted: bool = False
    pinned: bool = False
    link: bool = False  # a row that is only a word to click on
    own: bool = False  # of a message: we wrote it
    group_end: bool = False  # of a message: the last of its writer in a row
    found: str = ""  # what was searched for: shown bold where it occurs
    buttons: tuple[RowButton, ...] = ()
    spoken: str = ""  # for screen readers


class RowSource(Protocol):
    """What a list shows."""

    def places(self) -> Sequence[Place]:
        """All rows of this moment, in order; cheap."""
        ...

    def row(self, place: Place) -> Row:
        """One row, made when it is looked at. Raises LookupError when it is gone by now."""
        ...


class RowModel(QAbstractListModel):
    """Shows what its source has; ``refresh`` asks again and keeps selection and scroll."""

    def __init__(self, source: RowSource, parent: QObject) -> None:
        super().__init__(parent)
        self._source = source
        self._places: Sequence[Place] = ()
        self._made: dict[int, Row] = {}

    def refresh(self) -> None:
        """Bring the view in step with the snapshots."""
        places, old = self._source.places(), self._places
        self._made.clear()
        if list(places[: len(old)]) != list(old) or len(places) < len(old):
            self._lay_out(places)
            return
        if len(places) > len(old):
            self.beginInsertRows(QModelIndex(), len(old), len(places) - 1)
            self._places = tuple(places)
            self.endInsertRows()
        if old:
            self.dataChanged.emit(self.index(0), self.index(len(old) - 1))

    def place_at(self, number: int) -> Place:
        """The place of a row."""
        return self._places[number]

    def row_at(self, index: AnyIndex) -> Row | None:
        """The row behind an index."""
        number = index.row()
        if not index.isValid() or number >= len(self._places):
            return None
        if number not in self._made:
            try:
                self._made[number] = self._source.row(self._places[number])
            except LookupError:  # they left a moment ago; the list is about to be told
                return Row(self._places[number].key, "")
        return self._made[number]

    def index_of(self, account: bytes) -> QModelIndex:
        """Where the row of an account is; invalid when it is not shown."""
        for number, place in enumerate(self._places):
            if place.account == account and account:
                return self.index(number)
        return QModelIndex()

    def rows(self) -> tuple[Row, ...]:
        """All rows of this moment, made for the purpose."""
        return tuple(self._source.row(place) for place in self._places)

    def _lay_out(self, places: Sequence[Place]) -> None:
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        keys = [self._places[index.row()].key for index in old]
        self._places = tuple(places)
        if keys:
            numbers = {place.key: number for number, place in enumerate(places)}
            new = [self.createIndex(numbers[k], 0) if k in numbers else QModelIndex() for k in keys]
            self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    # Qt's own from here on.

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._places)

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
        number = index.row()
        known = index.isValid() and number < len(self._places)
        if not known or self._places[number].height is RowHeight.HEADING:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
