"""What two people compare: the seven pictures of a call, and the sixty digits of their keys."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from megachat_desktop.model.call import SafetyPicture
from megachat_desktop.ui.kit.safety_tile import safety_tile
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.kit.text_size import text_pixels

NUMBER_COLUMNS, TILE = 4, 88


class _InColumns(QWidget):
    """Parts of one size, so many beside one another."""

    def __init__(self, columns: int, edges: tuple[int, int], between: int) -> None:
        """``edges``: pixels at the sides, and above and below."""
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(*edges, *edges)
        self._grid.setSpacing(between)
        self._columns = columns
        self._parts: Sequence[QWidget] = ()

    def set_columns(self, columns: int) -> None:
        """So many in a row."""
        if columns != self._columns:
            self._columns = columns
            self._arrange(self._parts)

    def _arrange(self, parts: Sequence[QWidget]) -> None:
        self._parts = parts
        for number, part in enumerate(parts):
            self._grid.addWidget(part, *divmod(number, self._columns))


class SafetyPictures(_InColumns):
    """The seven safety pictures with their names; nothing without a call."""

    def __init__(self) -> None:
        super().__init__(7, (0, 0), 8)
        self._shown: tuple[SafetyPicture, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What is to be read aloud."""
        return tuple(picture.name for picture in self._shown)

    def show_pictures(self, pictures: tuple[SafetyPicture, ...]) -> None:
        """Show these from now on."""
        self.setVisible(bool(pictures))
        if pictures == self._shown:
            return
        self._shown = pictures
        for tile in self._parts:
            tile.hide()
            tile.deleteLater()
        tones = ("", "secondary")
        self._arrange([safety_tile(picture, "sunken", tones, TILE) for picture in pictures])
        names = ", ".join(self.names)
        self.setAccessibleName(self.tr("Safety pictures: {names}").format(names=names))


class SafetyNumber(_InColumns):
    """Sixty digits in twelve groups, each as wide as the others."""

    def __init__(self) -> None:
        super().__init__(NUMBER_COLUMNS, (18, 14), 12)
        self.setObjectName("sunken")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.number = ""
        face = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        face.setPixelSize(text_pixels(16))
        self._groups: list[QLabel] = []
        for _ in range(12):
            label = plain_label("", "number")
            label.setFont(face)
            self._groups.append(label)
        self._arrange(self._groups)

    def show_number(self, number: str) -> None:
        """Show these twelve groups."""
        self.number = number
        self.setAccessibleName(self.tr("Safety number: {number}").format(number=number))
        for label, group in zip(self._groups, number.split(), strict=True):
            label.setText(group)
