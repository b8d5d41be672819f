"""What unfolds below an incoming call: three sentences, and a field for one's own."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from megachat_desktop.ui.kit.buttons import Button, Look

OWN_CHARACTERS = 1000  # more belongs into a chat; a TEXT record could carry 16 KiB


class ReplyPanel(QWidget):
    """Folded away until asked for; sending is somebody else's business."""

    chosen = Signal(str)
    own_wanted = Signal()  # the person wants to type: this may take the focus
    left = Signal()  # Esc in the field

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._sent = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 9, 0, 12)
        column.setSpacing(0)
        self.sentences = [
            self._line(text, "line")
            for text in (
                self.tr("I'll call you back in 10 minutes"),
                self.tr("Can't talk now. Is it urgent?"),
                self.tr("On my way"),
            )
        ]
        for line in self.sentences:
            line.clicked.connect(partial(self.chosen.emit, line.text()))
            column.addWidget(line)
        self.own = self._line(self.tr("Write your own…"), "line-text")
        self.own.clicked.connect(self._on_own_clicked)
        column.addWidget(self.own)
        column.addWidget(self._own_row())
        self.fold()

    @property
    def writing(self) -> bool:
        """Whether the field stands in the place of its button."""
        return self._row.isVisibleTo(self)

    @property
    def unsent(self) -> str:
        """What was typed and not sent."""
        text = self.field.text().strip()
        return text if text != self._sent else ""

    def fold(self) -> None:
        """Back to nothing written."""
        self.field.clear()
        self._row.hide()
        self.own.show()
        self.hide()

    def _line(self, text: str, kind: str) -> Button:
        line = Button(self._look, text, kind=kind)
        line.setProperty("shape", "line")
        line.setProperty("mirrored", self.isRightToLeft())
        line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return line

    def _own_row(self) -> QWidget:
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 6, 0, 0)
        row.setSpacing(8)
        self.field = QLineEdit()
        self.field.setMaxLength(OWN_CHARACTERS)
        self.field.setAccessibleName(self.tr("Your message"))
        self.field.returnPressed.connect(self._send_own)
        self.field.textChanged.connect(self._on_text_changed)
        self.send = Button(self._look, "", "send", kind="primary", name=self.tr("Send and decline"))
        self.send.setEnabled(False)
        self.send.clicked.connect(self._send_own)
        row.addWidget(self.field)
        row.addWidget(self.send)
        return self._row

    def _on_own_clicked(self) -> None:
        self.own.hide()
        self._row.show()
        self.own_wanted.emit()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_text_changed(self, text: str) -> None:
        self.send.setEnabled(bool(text.strip()))

    def _send_own(self) -> None:
        if text := self.field.text().strip():
            self._sent = text
            self.chosen.emit(text)

    # Qt's own from here on.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.writing:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.writing:
            event.accept()  # it sent the text, and must not go on to accept the call
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(self._look.looks.color("border"), 1))
        painter.drawLine(0, 0, self.width(), 0)
        painter.end()
