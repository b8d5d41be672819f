"""A few choices side by side, of which one is in force."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.choice_box import Options


class Segments(QWidget):
    """Renders ``show_value``; one Tab stop, arrows choose."""

    chosen = Signal(object)

    def __init__(self, look: Look, name: str, options: Options) -> None:
        super().__init__()
        self.setObjectName("segments")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._values = [value for _, value in options]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        for number, (text, _) in enumerate(options):
            button = Button(look, text, kind="segment")
            button.setProperty("segment", True)
            button.setCheckable(True)
            button.setMinimumWidth(72)
            self._group.addButton(button, number)
            row.addWidget(button)
        self._group.idClicked.connect(self._on_clicked)

    @property
    def buttons(self) -> list[Button]:
        """The choices, in order."""
        return [button for button in self._group.buttons() if isinstance(button, Button)]

    def show_value(self, value: object) -> None:
        """Which one is in force."""
        if value in self._values:
            self.buttons[self._values.index(value)].setChecked(True)

    def _on_clicked(self, number: int) -> None:
        self.chosen.emit(self._values[number])
