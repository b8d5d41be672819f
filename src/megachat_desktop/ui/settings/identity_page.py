"""Our key: its fingerprint, what guards it, its backup, and the link that we give away."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent

from megachat_desktop.model.account import Account
from megachat_desktop.ui.kit.copy_button import CopyButton
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.people.own_link_card import OwnLinkCard
from megachat_desktop.ui.settings.backup_section import BackupSection
from megachat_desktop.ui.settings.context import PageParts
from megachat_desktop.ui.settings.page import Page
from megachat_desktop.ui.settings.passphrase_section import PassphraseSection


class IdentityPage(Page):
    """Renders the account's snapshot."""

    def __init__(self, parts: PageParts, title: str) -> None:
        super().__init__(parts, title)
        column = self.column()
        self._key = plain_label("", "body-strong", wrap=True)
        self._key.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = CopyButton(
            parts.look, self.tr("Copy"), self._key.text, name=self.tr("Copy your key")
        )
        self.add_titled(column, self.tr("Your key"), self._key, self.copy)
        self.add_text(
            column,
            self.tr("It is who you are to others: they compare it, and nobody can take it over."),
        )
        self.add_section(column, self.tr("Passphrase"))
        self.passphrase = PassphraseSection(parts)
        column.addWidget(self.passphrase)
        self.add_section(column, self.tr("Backup"))
        self.backup = BackupSection(parts)
        self.backup.told.connect(self.reveal)
        column.addWidget(self.backup)
        second = self.column(0)
        second.addWidget(plain_label(self.tr("Your link"), "title"))
        second.addSpacing(12)
        self.link = OwnLinkCard(parts.bridge, parts.look)
        self.link.failed.connect(self.refused)
        second.addWidget(self.link)
        parts.bridge.account_changed.connect(self.render_account)
        self.finish()
        if parts.bridge.seen.account is not None:
            self.render_account(parts.bridge.seen.account)

    def render_account(self, account: Account) -> None:
        """Show how things stand."""
        self._key.setText(account.fingerprint)
        self._key.setAccessibleName(self.tr("Your key: {key}").format(key=account.fingerprint))
        self.passphrase.render_account(account)

    # Qt's own from here on.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.link.refresh()
