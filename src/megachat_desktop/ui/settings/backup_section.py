"""Making a backup: a passphrase of its own, a place, and what came of it."""

from pathlib import Path

from PySide6.QtCore import QDate, QLocale, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from megachat_desktop.storage.backup import SUFFIX
from megachat_desktop.ui.kit.buttons import Button
from megachat_desktop.ui.kit.files import ask_where_to_save
from megachat_desktop.ui.kit.passphrase_fields import PassphraseFields
from megachat_desktop.ui.kit.text import plain_label, say, shown_name
from megachat_desktop.ui.settings.context import PageParts


class BackupSection(QWidget):
    """The passphrase is forgotten as soon as the backup is made."""

    told = Signal(QWidget)  # the words that say what came of it

    def __init__(self, parts: PageParts) -> None:
        super().__init__()
        self._parts = parts
        self._path = Path()
        self.secrets = PassphraseFields()
        self.make = Button(parts.look, self.tr("Make a backup…"), "download", kind="outline")
        self._said = plain_label("", "secondary", wrap=True)
        text = self.tr(
            "A backup holds your identity, contacts, history and settings in one file under a"
            " passphrase. Keep it away from this computer. To use it, choose “I have a backup” when"
            " MegaChat starts for the first time."
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 16)
        layout.setSpacing(10)
        layout.addWidget(plain_label(text, "secondary", "secondary", wrap=True))
        for widget in (self.secrets, self.make, self._said):
            layout.addWidget(widget)
        say(self._said, "")
        self.secrets.changed.connect(self._refresh)
        self.secrets.submitted.connect(self._on_make_clicked)
        self.make.clicked.connect(self._on_make_clicked)
        self._refresh()

    @property
    def said(self) -> str:
        """What came of it."""
        return self._said.text()

    def make_at(self, path: Path) -> None:
        """Write the backup there."""
        self._path = path if path.name.endswith(SUFFIX) else path.with_name(path.name + SUFFIX)
        secret = self.secrets.passphrase
        self.make.setEnabled(False)
        say(self._said, self.tr("Working…"))
        bridge = self._parts.bridge
        job = bridge.ask(bridge.engine.identity.make_backup(self._path, secret))
        job.succeeded.connect(self._on_done)
        job.failed.connect(self._on_failed)

    def _refresh(self) -> None:
        self.make.setEnabled(bool(self.secrets.passphrase))

    def _on_make_clicked(self) -> None:
        if not self.make.isEnabled():
            return
        day = QLocale.c().toString(QDate.currentDate(), "yyyy-MM-dd")
        suggested = str(Path.home() / f"megachat-{day}{SUFFIX}")
        kinds = self.tr("Backups") + f" (*{SUFFIX})"
        title = self.tr("Make a backup")
        ask_where_to_save(self, title, suggested, kinds, self.make_at)

    def _on_done(self) -> None:
        self.secrets.clear()
        text = self.tr("Saved as {file}. Without its passphrase nobody can open it, not even us.")
        say(self._said, text.format(file=shown_name(self._path.name)), "success")
        self.told.emit(self._said)

    def _on_failed(self, sentence: str) -> None:
        self._refresh()
        say(self._said, sentence, "danger")
        self.told.emit(self._said)
