"""A switch with its name and one sentence about what it does."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.ui.kit.buttons import Look, Switch
from megachat_desktop.ui.kit.text import plain_label


class SwitchRow(QWidget):
    """Renders ``show_state``; ``chosen`` says what the person wants.

    The whole row can be clicked.
    """

    chosen = Signal(bool)

    def __init__(self, look: Look, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.switch = Switch(look, title)
        self.switch.setAccessibleDescription(text)
        self.switch.clicked.connect(self.chosen)
        self._text = plain_label(text, "secondary", "secondary", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(plain_label(title, "setting", wrap=True))
        words.addWidget(self._text)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)  # the switch leaves four more
        layout.addLayout(words, 1)
        layout.addWidget(self.switch, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_state(self, on: bool) -> None:
        """On or off."""
        self.switch.setChecked(on)

    def show_text(self, text: str) -> None:
        """Another sentence."""
        self._text.setText(text)
        self.switch.setAccessibleDescription(text)

    # Qt's own from here on.

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.switch.isEnabled():
            self.switch.click()
