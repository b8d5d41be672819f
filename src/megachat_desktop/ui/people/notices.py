"""What the person is told in passing: one sentence in a bar, gone by itself or by a click."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from megachat_desktop.ui.kit.announce import announce
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.text import plain_label, shown_sentence

STAYS_MS = 8000


class NoticeBar(QWidget):
    """Shown by ``tell``, hidden after a while, by its button, or by ``tell("")``."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = look
        self._icon = plain_label()
        self._text = plain_label("", "secondary", wrap=True)
        close = Button(look, "", "close", kind="ghost", size="small", name=self.tr("Dismiss"))
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 10, 8)
        layout.setSpacing(10)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        look.looks.changed.connect(self._tint)
        self._tint()
        self.hide()

    @property
    def text(self) -> str:
        """The sentence."""
        return self._text.text()

    def tell(self, sentence: str) -> None:
        """Say one sentence; it stays for 8 s."""
        cleaned = shown_sentence(sentence)
        self._text.setText(cleaned)
        self.setAccessibleName(cleaned)
        self.setVisible(bool(cleaned))
        if cleaned:
            self._timer.start(STAYS_MS)
            announce(self, cleaned)

    def _tint(self) -> None:
        color = self._look.looks.color("warning-on-surface")
        self._icon.setPixmap(self._look.icons.pixmap("info", 18, color))
