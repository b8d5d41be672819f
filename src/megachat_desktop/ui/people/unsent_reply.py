"""What was being typed to somebody who rang and gave up: it waits below the conversation."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from megachat_desktop.model.contact import Contact, ContactState
from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.frames import stand
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.kit.text_size import text_pixels
from megachat_desktop.ui.people.conversation_notes import NARROW
from megachat_desktop.ui.ring.reply_panel import OWN_CHARACTERS
from megachat_desktop.ui.words import first_name


class UnsentReply(QWidget):
    """Shown with a person for whom a text was kept; sending it or throwing it away ends that."""

    answered = Signal()  # the person sent it or threw it away, and it had the focus

    def __init__(self, bridge: Bridge, look: Look) -> None:
        super().__init__()
        self.setObjectName("keyCard")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bridge = bridge
        self._texts: dict[AccountId, str] = {}
        self._account: AccountId | None = None
        self._title = plain_label("", "secondary", wrap=True)
        self.field = QLineEdit()
        self.field.setMaxLength(OWN_CHARACTERS)
        self.field.setAccessibleName(self.tr("Your message"))
        self.discard = Button(look, self.tr("Discard"), kind="text")
        self.send = Button(look, self.tr("Send"), "send", kind="primary")
        self._lay_out()
        self._connect()
        self.hide()

    def keep(self, account: AccountId, text: str) -> None:
        """Keep what was typed for this person; the newest counts."""
        self._texts[account] = text
        if account == self._account:
            self._render()

    def show_person(self, account: AccountId) -> None:
        """The conversation is with this person from now on."""
        self._account = account
        self._render()

    def _lay_out(self) -> None:
        answers = QHBoxLayout()
        answers.setSpacing(8)
        answers.addStretch()
        answers.addWidget(self.discard)
        answers.addWidget(self.send)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(8)
        self._line.addWidget(self.field, 1)
        self._line.addLayout(answers)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 12, 20, 12)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addLayout(self._line)

    def _connect(self) -> None:
        self.field.textEdited.connect(self._on_text_edited)
        self.field.returnPressed.connect(self._send)
        self.send.clicked.connect(self._send)
        self.discard.clicked.connect(self._on_discard_clicked)
        self._bridge.contact_changed.connect(self._on_contact_changed)
        self._bridge.contact_removed.connect(self._forget)

    def _render(self) -> None:
        contact = self._bridge.seen.contacts.get(self._account) if self._account else None
        text = self._texts.get(self._account) if self._account else None
        shown = contact is not None and contact.state is ContactState.ACCEPTED
        self.setVisible(shown and text is not None)
        if contact is None or text is None:
            return
        title = self.tr("{name} gave up before you had sent this:")
        self._title.setText(title.format(name=first_name(contact.name)))
        if text != self.field.text():
            self.field.setText(text)
        self.send.setEnabled(bool(text.strip()))

    def _on_text_edited(self, text: str) -> None:
        if self._account is not None:
            self.keep(self._account, text)

    def _send(self) -> None:
        account, text = self._account, self.field.text().strip()
        if account not in self._texts or account is None or not text:
            return
        self._let_go(account)  # now: a second Enter must not send it twice
        job = self._bridge.ask(self._bridge.engine.chats.write(account, text))
        job.failed.connect(partial(self._on_failed, account, text))

    def _on_failed(self, account: AccountId, text: str, sentence: str) -> None:
        if account not in self._texts:
            self.keep(account, text)
        self._bridge.error_occurred.emit(sentence)

    def _on_discard_clicked(self) -> None:
        if self._account is not None:
            self._let_go(self._account)

    def _let_go(self, account: AccountId) -> None:
        had_focus = self.isAncestorOf(self.window().focusWidget() or self.window())
        self._forget(account)
        if had_focus:
            self.answered.emit()

    def _forget(self, account: AccountId) -> None:
        self._texts.pop(account, None)
        self._render()

    def _on_contact_changed(self, contact: Contact) -> None:
        if contact.account == self._account:
            self._render()

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stand(self._line, beside=self.width() >= text_pixels(NARROW))
