"""The question for the passphrase at start."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.text import plain_label


class PassphrasePrompt(QWidget):
    """Shown until the passphrase is right or the person gives up."""

    entered = Signal(str)
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("MegaChat")
        self.setFixedWidth(420)
        self._field = QLineEdit()
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._field.setAccessibleName(self.tr("Passphrase"))
        self._said = plain_label("", "secondary", "danger", wrap=True)
        self._said.hide()
        self._open = Button(look, self.tr("Open"), kind="primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.setSpacing(12)
        layout.addWidget(plain_label(self.tr("Your passphrase, please"), "heading"))
        layout.addWidget(self._field)
        layout.addWidget(self._said)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self._open)
        layout.addLayout(row)
        self._field.returnPressed.connect(self._on_open_clicked)
        self._open.clicked.connect(self._on_open_clicked)

    @property
    def said(self) -> str:
        """The sentence below the field."""
        return self._said.text()

    def tell(self, sentence: str) -> None:
        """It was not the right one, or something else went wrong."""
        self._said.setText(sentence)
        self._said.show()
        self._field.setEnabled(True)
        self._open.setEnabled(True)
        self._field.selectAll()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_open_clicked(self) -> None:
        if self._field.text() and self._open.isEnabled():
            self._open.setEnabled(False)
            self._field.setEnabled(False)
            self.entered.emit(self._field.text())

    # Qt's own from here on.

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._field.clear()
        self.left.emit()
