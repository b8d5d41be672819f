"""The question for the passphrase at start."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.fit import grow
from megachat_desktop.ui.kit.passphrase_fields import secret_field
from megachat_desktop.ui.kit.text import plain_label, shown_sentence
from megachat_desktop.ui.kit.text_size import widened


class PassphrasePrompt(QWidget):
    """Shown until the passphrase is right or the person gives up."""

    entered = Signal(str)
    left = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("MegaChat")
        self.setFixedWidth(widened(440))
        self._look = look
        self._icon = plain_label()
        self._field = secret_field(self.tr("Passphrase"))
        self._field.setProperty("scale", "large")
        self._said = plain_label("", "secondary", "danger", wrap=True)
        self._said.hide()
        self._open = Button(look, self.tr("Open"), kind="primary", size="large")
        policy = self._open.sizePolicy().Policy
        self._open.setSizePolicy(policy.Expanding, policy.Fixed)
        self._lay_out()
        self._tint()
        look.looks.changed.connect(self._tint)
        self._field.returnPressed.connect(self._on_open_clicked)
        self._open.clicked.connect(self._on_open_clicked)

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.setSpacing(12)
        heading.addWidget(self._icon)
        heading.addWidget(plain_label(self.tr("Your passphrase, please"), "heading", wrap=True), 1)
        hint = self.tr("It opens your key and history on this computer.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 28, 32, 28)
        layout.setSpacing(12)
        layout.addLayout(heading)
        layout.addWidget(plain_label(hint, "body", "secondary", wrap=True))
        layout.addSpacing(4)
        layout.addWidget(self._field)
        layout.addWidget(self._said)
        layout.addSpacing(4)
        layout.addWidget(self._open)

    def _tint(self) -> None:
        self._icon.setPixmap(self._look.icons.pixmap("key", 24, self._look.looks.color("accent")))

    @property
    def said(self) -> str:
        """The sentence below the field."""
        return self._said.text()

    def tell(self, sentence: str) -> None:
        """It was not the right one, or something else went wrong."""
        self._said.setText(shown_sentence(sentence))
        self._said.show()
        grow(self, self.width())
        self._field.setEnabled(True)
        self._open.setEnabled(True)
        self._open.setText(self.tr("Open"))
        self._field.selectAll()
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_open_clicked(self) -> None:
        if self._field.text() and self._open.isEnabled():
            self._open.setEnabled(False)
            self._open.setText(self.tr("Opening…"))
            self._field.setEnabled(False)
            self.entered.emit(self._field.text())

    # Qt's own from here on.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        grow(self, self.width())

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._field.clear()
        self.left.emit()
