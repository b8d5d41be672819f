"""What two people compare: the seven pictures of a call, and the sixty digits of their keys."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from megachat_desktop.model.call import SafetyPicture
from megachat_desktop.ui.kit.safety_tile import safety_tile
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.kit.text_size import text_pixels

NUMBER_COLUMNS, TILE = 4, 88


class SafetyPictures(QWidget):
    """The seven safety pictures with their names; nothing without a call."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self._columns = 7
        self._tiles: list[QWidget] = []
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
        for tile in self._tiles:
            tile.hide()
            tile.deleteLater()
        tones = ("", "secondary")
        self._tiles = [safety_tile(picture, "sunken", tones, TILE) for picture in pictures]
        names = ", ".join(self.names)
        self.setAccessibleName(self.tr("Safety pictures: {names}").format(names=names))
        self._arrange()

    def set_columns(self, columns: int) -> None:
        """So many beside one another."""
        if columns != self._columns:
            self._columns = columns
            self._arrange()

    def _arrange(self) -> None:
        for number, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, *divmod(number, self._columns))


class SafetyNumber(QWidget):
    """Sixty digits in twelve groups, each as wide as the others."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sunken")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.number = ""
        self._columns = NUMBER_COLUMNS
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(18, 14, 18, 14)
        self._grid.setSpacing(12)
        face = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        face.setPixelSize(text_pixels(16))
        self._groups: list[QLabel] = []
        for _ in range(12):
            label = plain_label("", "number")
            label.setFont(face)
            self._groups.append(label)
        self._arrange()

    def show_number(self, number: str) -> None:
        """Show these twelve groups."""
        self.number = number
        self.setAccessibleName(self.tr("Safety number: {number}").format(number=number))
        for label, group in zip(self._groups, number.split(), strict=True):
            label.setText(group)

    def set_columns(self, columns: int) -> None:
        """So many groups in a row."""
        if columns != self._columns:
            self._columns = columns
            self._arrange()

    def _arrange(self) -> None:
        for number, label in enumerate(self._groups):
            self._grid.addWidget(label, *divmod(number, self._columns))
