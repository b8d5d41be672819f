"""What was just done, with a way to take it back for six seconds."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from megachat_desktop.ui.kit.announce import announce
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.keys import Key, with_key
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.kit.theme import tokens


class UndoBar(QWidget):
    """Shown by ``offer``; gone after six seconds or a click."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("undo")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._undo: Callable[[], None] | None = None
        self._text = plain_label("", "secondary", wrap=True)
        self.button = Button(look, self.tr("Undo"), kind="text", size="small")
        self.button.setToolTip(with_key(self.tr("Undo"), Key.UNDO))
        self.button.clicked.connect(self.take_back)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 10, 6)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def offer(self, sentence: str, undo: Callable[[], None]) -> None:
        """Say what was done; ``undo`` takes it back."""
        self._undo = undo
        self._text.setText(sentence)
        self.show()
        announce(self, sentence)
        self._timer.start(tokens()["timing"]["undo-delete"])

    def take_back(self) -> None:
        """Undo it, while that is offered."""
        undo, self._undo = self._undo, None
        if undo is not None and self._timer.isActive():
            undo()
        self._timer.stop()
        self.hide()
