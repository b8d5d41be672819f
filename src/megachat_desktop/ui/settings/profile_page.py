"""What others see of us."""

from PySide6.QtWidgets import QLineEdit

from megachat_desktop.model.account import Account
from megachat_desktop.ui.kit.avatar import Avatar
from megachat_desktop.ui.kit.buttons import Button
from megachat_desktop.ui.kit.text import shown_name, shown_sentence
from megachat_desktop.ui.settings.context import PageParts
from megachat_desktop.ui.settings.look_section import LookSection
from megachat_desktop.ui.settings.page import Page


class ProfilePage(Page):
    """The name, a sentence about the person, and the picture or colour beside the name."""

    def __init__(self, parts: PageParts, title: str) -> None:
        super().__init__(parts, title)
        column = self.column()
        self.avatar = Avatar(parts.avatars, self.look.looks, 96, "surface")
        column.addWidget(self.avatar)
        column.addSpacing(20)
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Your name"))
        self.name.setMaxLength(64)
        self.use = Button(self.look, self.tr("Use"), name=self.tr("Use this name"))
        self.name.returnPressed.connect(self._send_name)
        self.use.clicked.connect(self._send_name)
        self.add_titled(column, self.tr("Your name"), self.name, self.use)
        self.add_text(column, self.tr("This is what your contacts see."))
        self.about = QLineEdit()
        self.about.setAccessibleName(self.tr("About you"))
        self.about.setPlaceholderText(self.tr("A sentence, if you like"))
        self.about.setMaxLength(140)
        self.say = Button(self.look, self.tr("Use"), name=self.tr("Use this sentence"))
        self.about.returnPressed.connect(self._send_about)
        self.say.clicked.connect(self._send_about)
        self.add_titled(column, self.tr("About you"), self.about, self.say)
        self.looks = LookSection(parts)
        self.looks.refused.connect(self.refused)
        column.addWidget(self.looks)
        parts.bridge.account_changed.connect(self.render_account)
        self.finish()

    def show_state(self) -> None:
        super().show_state()
        if self.parts.bridge.seen.account is not None:
            self.render_account(self.parts.bridge.seen.account)

    def render_account(self, account: Account) -> None:
        """Show who we are; a name that is being written stays."""
        self.avatar.show_person(account.name, account.account)
        self.looks.render_account(account)
        if not self.name.hasFocus():
            self.name.setText(shown_name(account.name))
        if not self.about.hasFocus():
            self.about.setText(shown_sentence(account.about))

    def _send_about(self) -> None:
        bridge = self.parts.bridge
        job = bridge.ask(bridge.engine.identity.set_about(self.about.text().strip()))
        job.failed.connect(self.refused)

    def _send_name(self) -> None:
        name = self.name.text().strip()
        if name:
            job = self.parts.bridge.ask(self.parts.bridge.engine.set_name(name))
            job.failed.connect(self.refused)
