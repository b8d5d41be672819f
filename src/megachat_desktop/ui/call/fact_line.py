"""What is already known while a call is being made: found, which path, encrypted."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.text import plain_label


class FactLine(QWidget):
    """What is already known while it rings: found, which path, encrypted."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(21, 11, 20, 11)
        self._layout.setSpacing(6)
        self._facts: tuple[tuple[str, str], ...] = ()
        self.hide()

    def show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        """(icon, words) of each; hidden without any."""
        self.setVisible(bool(facts))
        if facts == self._facts:
            return
        self._facts = facts
        while (item := self._layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        color = self._look.looks.color("call-text-secondary")
        for number, (icon, words) in enumerate(facts):
            picture = plain_label()
            picture.setPixmap(self._look.icons.pixmap(icon, 16, color))
            if number:
                self._layout.addSpacing(12)
            for label in (picture, plain_label(words, "secondary", "call-secondary")):
                self._layout.addWidget(label)
                label.show()  # at once: its height decides whether there is room for it
        self.updateGeometry()

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.looks.color("call-border"), 1))
        painter.setBrush(self._look.looks.color("call-surface"))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.end()


class HintLine(QWidget):
    """One quiet sentence with an icon before it; hidden without words."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._icon = plain_label()
        self._text = plain_label("", "secondary", "call-secondary", wrap=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self._text)

    @property
    def text(self) -> str:
        """The sentence."""
        return self._text.text()

    def say(self, icon: str, text: str) -> None:
        """Another sentence, or none."""
        if text:
            color = self._look.looks.color("call-text-secondary")
            self._icon.setPixmap(self._look.icons.pixmap(icon, 16, color))
        self._text.setText(text)
        self.setVisible(bool(text))

    def fit(self, width: int) -> None:
        """On one line where there is room: Qt would break it into lines of one length."""
        self._text.ensurePolished()
        wanted = self._text.fontMetrics().horizontalAdvance(self._text.text()) + 2
        self._text.setFixedWidth(max(1, min(wanted, width - 16 - 8)))
