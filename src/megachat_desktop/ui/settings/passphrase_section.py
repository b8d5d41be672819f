"""What guards our key on this computer, in words, and how that is changed."""

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.model.account import Account, Protection
from megachat_desktop.ui.kit.buttons import Button
from megachat_desktop.ui.kit.focus import focus_again
from megachat_desktop.ui.kit.passphrase_fields import PassphraseFields, secret_field
from megachat_desktop.ui.kit.text import plain_label, say
from megachat_desktop.ui.settings.context import PageParts

_WITH_PASSPHRASE = (Protection.PASSPHRASE, Protection.BOTH)


class _Doing(Enum):
    NOTHING = "nothing"
    SETTING = "setting"  # a passphrase, the first one or another
    REMOVING = "removing"


class PassphraseSection(QWidget):
    """Renders the account's snapshot; a form unfolds for what is being changed."""

    def __init__(self, parts: PageParts) -> None:
        super().__init__()
        self._parts = parts
        self._protection = Protection.KEYRING
        self._doing = _Doing.NOTHING
        self._state = plain_label("", "body", wrap=True)
        asked = self.tr("Ask for a passphrase at start")
        self.set = Button(parts.look, asked, "key", kind="outline")
        self.remove = Button(parts.look, self.tr("Remove the passphrase"), kind="text")
        self.old = secret_field(self.tr("Passphrase of now"))
        self.new = PassphraseFields(self.tr("New passphrase"))
        self._said = plain_label("", "secondary", wrap=True)
        self.save = Button(parts.look, self.tr("Save"), kind="primary")
        self.leave = Button(parts.look, self.tr("Not now"))
        self._lay_out()
        self.set.clicked.connect(self._on_set_clicked)
        self.remove.clicked.connect(self._on_remove_clicked)
        self.leave.clicked.connect(self._fold)
        self.save.clicked.connect(self._on_save_clicked)
        self.old.textChanged.connect(self._refresh)
        self.old.returnPressed.connect(self._on_save_clicked)
        self.new.changed.connect(self._refresh)
        self.new.submitted.connect(self._on_save_clicked)
        self._render()

    @property
    def said(self) -> str:
        """How the last change ended."""
        return self._said.text()

    def render_account(self, account: Account) -> None:
        """Say how the key is guarded."""
        self._protection = account.protection
        self._render()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 16)
        layout.setSpacing(10)
        layout.addWidget(self._state)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.set)
        row.addWidget(self.remove)
        row.addStretch()
        layout.addLayout(row)
        layout.addWidget(self.old)
        layout.addWidget(self.new)
        layout.addWidget(self._said)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.save)
        foot.addWidget(self.leave)
        foot.addStretch()
        layout.addLayout(foot)

    def _render(self) -> None:
        has = self._protection in _WITH_PASSPHRASE
        idle = self._doing is _Doing.NOTHING
        self._state.setText(self._words())
        text = self.tr("Change the passphrase") if has else self.tr("Ask for a passphrase at start")
        self.set.set_text(text)
        self.set.setAccessibleName(text)
        self.set.setVisible(idle)
        self.remove.setVisible(idle and has)
        self.old.setVisible(not idle and has)
        self.new.setVisible(self._doing is _Doing.SETTING)
        self.save.setVisible(not idle)
        self.leave.setVisible(not idle)
        removing = self._doing is _Doing.REMOVING
        self.save.setText(self.tr("Remove") if removing else self.tr("Save"))
        self._refresh()

    def _words(self) -> str:
        return {
            Protection.KEYRING: self.tr(
                "This computer's key store guards your key. Whoever is logged in as you can open"
                " MegaChat."
            ),
            Protection.PASSPHRASE: self.tr(
                "Your passphrase guards your key: it is asked at start."
            ),
            Protection.BOTH: self.tr(
                "Your passphrase and this computer's key store guard your key together."
            ),
            Protection.UNPROTECTED: self.tr(
                "Your key is not protected: it lies readable beside your data."
            ),
        }[self._protection]

    def _refresh(self) -> None:
        needs_old = self._protection in _WITH_PASSPHRASE
        fits = bool(self.old.text()) or not needs_old
        if self._doing is _Doing.SETTING:
            fits = fits and bool(self.new.passphrase)
        self.save.setEnabled(fits)

    def _unfold(self, doing: _Doing) -> None:
        self._doing = doing
        say(self._said, "")
        self._render()
        first = self.old if self.old.isVisibleTo(self) else self.new.first
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fold(self) -> None:
        self._doing = _Doing.NOTHING
        focused = self.window().focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self.set.show()
            focus_again(self.set, self)  # Qt would lead it on to what comes after the form
        self.old.clear()
        self.new.clear()
        say(self._said, "")
        self._render()

    def _on_set_clicked(self) -> None:
        self._unfold(_Doing.SETTING)

    def _on_remove_clicked(self) -> None:
        self._unfold(_Doing.REMOVING)

    def _on_save_clicked(self) -> None:
        if not self.save.isEnabled() or self._doing is _Doing.NOTHING:
            return
        old = self.old.text() if self._protection in _WITH_PASSPHRASE else None
        removing = self._doing is _Doing.REMOVING
        wanted = Protection.KEYRING if removing else Protection.PASSPHRASE
        new = None if removing else self.new.passphrase
        self.save.setEnabled(False)
        say(self._said, self.tr("Working…"))
        bridge = self._parts.bridge
        job = bridge.ask(bridge.engine.identity.protect(old, wanted, new))
        job.succeeded.connect(self._on_done)
        job.failed.connect(self._on_failed)

    def _on_done(self) -> None:
        self._fold()
        say(self._said, self.tr("Done. It counts from the next start."), "success")

    def _on_failed(self, sentence: str) -> None:
        self._refresh()
        say(self._said, sentence, "danger")
        if self.old.isVisibleTo(self):  # what is typed next goes there, not behind the new one
            self.old.selectAll()
            self.old.setFocus(Qt.FocusReason.OtherFocusReason)
