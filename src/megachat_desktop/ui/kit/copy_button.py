"""A button that puts a text on the clipboard."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from megachat_desktop.ui.kit.buttons import Button, Look

COPIED_MS = 2000


class CopyButton(Button):
    """Copies what ``text`` gives when it is pressed, and says so for a moment."""

    def __init__(
        self,
        look: Look,
        words: str,
        text: Callable[[], str],
        *,
        kind: str = "outline",
        size: str = "small",
        name: str = "",
    ) -> None:
        super().__init__(look, words, "copy", kind=kind, size=size, name=name)
        self._words, self._name, self._text_of = words, name or words, text
        self.keep_room_for(words, self.tr("Copied"))
        self.clicked.connect(self._on_clicked)

    def settle(self) -> None:
        """Offer it again."""
        self.set_text(self._words)
        self.setAccessibleName(self._name)

    def _on_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._text_of())
        self.set_text(self.tr("Copied"))
        QTimer.singleShot(COPIED_MS, self, self.settle)
