"""The form for somebody who has a backup: which file, its passphrase, and how it is kept here."""

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.ui.kit.buttons import Button, Look, Switch
from megachat_desktop.ui.kit.files import ask_for_file
from megachat_desktop.ui.kit.passphrase_fields import secret_field
from megachat_desktop.ui.kit.text import ElidedLabel, plain_label, say, shown_name


@dataclass(frozen=True)
class RestoreChoice:
    """What was chosen. ``keep``: the same passphrase guards this computer from now on."""

    path: Path
    passphrase: str = field(repr=False)
    keep: bool = False


class RestoreForm(QWidget):
    """Reports a ``RestoreChoice``; nothing has changed as long as ``tell`` says why not."""

    restored = Signal(object)  # RestoreChoice
    back_requested = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._path: Path | None = None
        self.choose = Button(look, self.tr("Choose the backup"), "file", kind="outline")
        self._file = ElidedLabel("body", "secondary")
        self.passphrase = secret_field(self.tr("Passphrase of the backup"))
        self.switch = Switch(look, self.tr("Ask for this passphrase at start"))
        self._said = plain_label("", "secondary", wrap=True)
        self.restore = Button(look, self.tr("Restore"), kind="primary", size="large")
        self.back = Button(look, self.tr("Back"), kind="text")
        self._lay_out()
        self.choose.clicked.connect(self._on_choose_clicked)
        self.passphrase.textChanged.connect(self._refresh)
        self.passphrase.returnPressed.connect(self._on_restore_clicked)
        self.restore.clicked.connect(self._on_restore_clicked)
        self.back.clicked.connect(self.back_requested)
        self._refresh()

    @property
    def said(self) -> str:
        """The sentence above the button."""
        return self._said.text()

    def take_file(self, path: Path) -> None:
        """This is the backup."""
        self._path = path
        self._file.set_whole_text(shown_name(path.name))
        self._refresh()
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self, sentence: str) -> None:
        """It did not work, and nothing has changed."""
        self._refresh()
        say(self._said, sentence, "danger")
        self.passphrase.selectAll()
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_at_start(self) -> None:
        """This computer has no key store: the passphrase has to guard it."""
        self.switch.setChecked(True)

    def clear(self) -> None:
        """Forget the passphrase."""
        self.passphrase.clear()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addStretch()
        column.addWidget(plain_label(self.tr("Welcome back"), "display", wrap=True))
        hint = self.tr(
            "A backup brings your identity, contacts, history and settings to this computer. Use it"
            " on one computer at a time."
        )
        column.addWidget(plain_label(hint, "body", "secondary", wrap=True))
        column.addSpacing(20)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.choose)
        row.addWidget(self._file, 1)
        column.addLayout(row)
        column.addSpacing(8)
        column.addWidget(self.passphrase)
        column.addSpacing(8)
        column.addLayout(self._switch_row())
        column.addWidget(self._said)
        column.addSpacing(16)
        policy = self.restore.sizePolicy().Policy
        self.restore.setSizePolicy(policy.Expanding, policy.Fixed)
        column.addWidget(self.restore)
        column.addSpacing(6)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()

    def _switch_row(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        title = self.tr("Ask for this passphrase at start")
        words.addWidget(plain_label(title, "body-strong", wrap=True))
        text = self.tr("Otherwise this computer's key store guards your key.")
        words.addWidget(plain_label(text, "secondary", "secondary", wrap=True))
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(self.switch)
        return row

    def _refresh(self) -> None:
        say(self._said, "")
        self.restore.setEnabled(self._path is not None and bool(self.passphrase.text()))

    def _on_choose_clicked(self) -> None:
        kinds = self.tr("Backups") + " (*.megachat-backup);;" + self.tr("All files") + " (*)"
        title = self.tr("Choose the backup")
        ask_for_file(self, title, kinds, self.take_file)

    def _on_restore_clicked(self) -> None:
        if self._path is None or not self.restore.isEnabled():
            return
        self.restore.setEnabled(False)
        secret = self.passphrase.text()
        self.restored.emit(RestoreChoice(self._path, secret, self.switch.isChecked()))
