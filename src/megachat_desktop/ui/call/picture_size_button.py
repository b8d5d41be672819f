""" "Lower quality…": how large the picture that we send may be, in this call and the next ones."""

from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from megachat_desktop.model.settings import PictureSize, Settings
from megachat_desktop.ui.kit.buttons import Button, Look


class PictureSizeButton(Button):
    """Opens the choices; what was chosen is marked when the settings say so."""

    chosen = Signal(object)  # PictureSize

    def __init__(self, look: Look) -> None:
        super().__init__(look, "", kind="call-text", size="small")
        self.setText(self.tr("Lower quality…"))
        self._size = PictureSize.FULL
        self.clicked.connect(self._open)

    def render_settings(self, settings: Settings) -> None:
        """What holds now."""
        self._size = settings.picture_size

    def make_menu(self) -> QMenu:
        """The choices, not shown yet; the menu frees itself when it closes."""
        menu = QMenu(self)
        menu.setObjectName("callMenu")
        one_of = QActionGroup(menu)
        for size, text in self._texts():
            action = menu.addAction(text, partial(self.chosen.emit, size))
            action.setCheckable(True)
            action.setChecked(size is self._size)
            one_of.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _texts(self) -> tuple[tuple[PictureSize, str], ...]:
        return (
            (PictureSize.FULL, self.tr("Send the best picture the line carries")),
            (PictureSize.MEDIUM, self.tr("Send 640 × 360 at most")),
            (PictureSize.SMALL, self.tr("Send 320 × 180 at most")),
        )

    def _open(self) -> None:
        menu = self.make_menu()
        size = menu.sizeHint()
        menu.popup(self.mapToGlobal(QPoint(self.width() - size.width(), self.height() + 4)))
