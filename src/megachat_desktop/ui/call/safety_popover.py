"""The seven safety pictures with their names, to be read aloud, and the answer to them."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from megachat_desktop.model.call import Call, SafetyPicture
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.words import first_name

PER_ROW = 4


class SafetyPopover(QWidget):
    """Opened by the chip; closed by an answer, Esc or the end of the call."""

    answered = Signal(bool)  # whether they match

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._shown: tuple[SafetyPicture, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Compare the safety pictures"))
        self._question = plain_label("", "secondary", "call", wrap=True)
        self._warning = plain_label("", "secondary", "call", wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.match = Button(look, self.tr("They match"), "check", kind="call-accent")
        self.differ = Button(look, self.tr("They don't match"), kind="call")
        self.match.clicked.connect(self._on_match_clicked)
        self.differ.clicked.connect(self._on_differ_clicked)
        buttons = QHBoxLayout()
        buttons.addWidget(self.differ)
        buttons.addStretch()
        buttons.addWidget(self.match)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 18)
        layout.setSpacing(14)
        layout.addWidget(self._question)
        layout.addLayout(self._rows)
        layout.addWidget(self._warning)
        layout.addLayout(buttons)
        self.setFixedWidth(440)
        self.hide()

    @property
    def names(self) -> tuple[str, ...]:
        """What is to be read aloud."""
        return tuple(picture.name for picture in self._shown)

    @property
    def warning(self) -> str:
        """What is said after "They don't match"."""
        return self._warning.text()

    def render_call(self, call: Call) -> None:
        """Show the pictures of this call; without any it closes."""
        name = first_name(call.contact_name)
        text = self.tr("Read these aloud. If {name} sees the same, the call is private.")
        self._question.setText(text.format(name=name))
        self._name = name
        if call.safety != self._shown:
            self._shown = call.safety
            self._fill()
        if not call.safety or not call.live:
            self.hide()

    def open(self) -> None:
        """Show it, with the focus inside."""
        self._warning.hide()
        self.adjustSize()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fill(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for start in range(0, len(self._shown), PER_ROW):
            row = QWidget()
            layout = QHBoxLayout(row)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(8)
            layout.addStretch()
            for picture in self._shown[start : start + PER_ROW]:
                layout.addWidget(_tile(picture))
            layout.addStretch()
            self._rows.addWidget(row)

    def _on_match_clicked(self) -> None:
        self.hide()
        self.answered.emit(True)

    def _on_differ_clicked(self) -> None:
        text = self.tr(
            "Don't share anything private in this call. Ask {name} to send you a link another way."
        )
        self._warning.setText(text.format(name=self._name))
        self._warning.show()
        self.adjustSize()
        self.answered.emit(False)

    # Qt's own from here on.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self._look.looks.color
        painter.setPen(QPen(color("call-border"), 1))
        painter.setBrush(color("call-surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 16, 16)
        painter.end()


def _tile(picture: SafetyPicture) -> QWidget:
    tile = QWidget()
    tile.setFixedSize(92, 86)
    layout = QVBoxLayout(tile)
    layout.setContentsMargins(0, 4, 0, 4)
    layout.setSpacing(2)
    emoji: QLabel = plain_label(picture.emoji, "emoji-only-message", "call")
    name = plain_label(picture.name, "caption", "call-secondary")
    for label in (emoji, name):
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(label)
    return tile
