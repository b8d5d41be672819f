"""A new passphrase: two fields that must agree, and a sentence about how strong it is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from megachat_desktop.ui.kit.common_passphrases import is_common
from megachat_desktop.ui.kit.text import plain_label, say

SHORTEST = 8


def strength(passphrase: str) -> tuple[str, str]:
    """(tone, key) of the sentence: by length, kinds of characters and what everybody tries."""
    kinds = sum(
        any(test(ch) for ch in passphrase)
        for test in (str.islower, str.isupper, str.isdigit, str.isspace)
    )
    if len(passphrase) < SHORTEST:
        return "danger", "short"
    if is_common(passphrase):
        return "danger", "common"
    return ("success", "good") if len(passphrase) + 2 * kinds >= 18 else ("warning", "fair")


def secret_field(name: str) -> QLineEdit:
    """A field whose text nobody sees."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setPlaceholderText(name)
    field.setAccessibleName(name)
    return field


class PassphraseFields(QWidget):
    """Two fields and their sentence."""

    changed = Signal()
    submitted = Signal()  # Enter

    def __init__(self, name: str = "") -> None:
        """``name`` where another passphrase is asked for beside it."""
        super().__init__()
        self.first = secret_field(name or self.tr("Passphrase"))
        self.second = secret_field(self.tr("Once more"))
        self.said = plain_label("", "secondary", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.first, self.second, self.said):
            layout.addWidget(widget)
        for field in (self.first, self.second):
            field.textChanged.connect(self._refresh)
            field.returnPressed.connect(self.submitted)
        self._refresh()

    @property
    def passphrase(self) -> str:
        """What was typed twice; empty while it does not do."""
        text = self.first.text()
        fit = strength(text)[0] != "danger"
        return text if fit and text == self.second.text() else ""

    def clear(self) -> None:
        """Forget what was typed."""
        self.first.clear()
        self.second.clear()

    def _refresh(self) -> None:
        tone, sentence = self._verdict() if self.first.text() else ("secondary", "")
        say(self.said, sentence, tone)
        self.changed.emit()

    def _verdict(self) -> tuple[str, str]:
        tone, key = strength(self.first.text())
        if tone != "danger" and self.second.text() and self.first.text() != self.second.text():
            return "danger", self.tr("The two are not the same.")
        sentences = {
            "short": self.tr("Too short: take at least 8 characters."),
            "common": self.tr("Easy to guess: it would be tried first. Take another."),
            "fair": self.tr("It will do. A few words more make it strong."),
            "good": self.tr("A strong passphrase. Nobody can reset it, so keep it well."),
        }
        return tone, sentences[key]
