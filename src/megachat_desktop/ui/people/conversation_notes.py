"""What stands between the head of a conversation and its entries: obstacle, trust, request."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from megachat_desktop.model.contact import Contact, ContactState
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.frames import stand
from megachat_desktop.ui.kit.rows import RowAction
from megachat_desktop.ui.kit.text import plain_label, shown_name, shown_sentence
from megachat_desktop.ui.kit.text_size import text_pixels
from megachat_desktop.ui.words import first_name

NARROW = 480  # below it, what there is to do stands under the words


class Banner(QWidget):
    """One sentence on amber."""

    def __init__(self, look: Look, icon: str = "offline") -> None:
        super().__init__()
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look, self._icon_name = look, icon
        self._alarming = False
        self._icon, self._text = plain_label(), plain_label("", "secondary", wrap=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(18, 10, 18, 10)
        layout.setSpacing(12)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.setSpacing(8)
        self._words.addWidget(self._text, 1)
        layout.addLayout(self._words, 1)
        look.looks.changed.connect(self._tint)
        self._tint()
        self.hide()

    def tell(self, sentence: str) -> None:
        """Shown while there is something to say."""
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))

    def set_alarming(self, on: bool) -> None:
        """On red instead: somebody may be in between."""
        if on is not self._alarming:
            self._alarming = on
            self.setProperty("alarming", on)
            self.style().unpolish(self)
            self.style().polish(self)
            self._tint()

    def _tint(self) -> None:
        tone = "danger-on-surface" if self._alarming else "warning-on-surface"
        color = self._look.looks.color(tone)
        self._icon.setPixmap(self._look.icons.pixmap(self._icon_name, 18, color))

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stand(self._words, beside=self.width() >= text_pixels(NARROW))


class ObstacleBanner(Banner):
    """Why the person can't be reached; whoever was blocked by us is let in again from here."""

    unblock_requested = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._unblock = Button(look, self.tr("Unblock"), size="small")
        self._unblock.clicked.connect(self.unblock_requested)
        self._words.addWidget(self._unblock, 0, Qt.AlignmentFlag.AlignLeading)

    def render_contact(self, contact: Contact, sentence: str) -> None:
        """Say ``sentence`` of this contact, or nothing."""
        blocked = contact.state is ContactState.BLOCKED
        self._unblock.setVisible(blocked)
        self._icon_name = "block" if blocked else "offline"
        self._tint()
        self.tell(sentence)


class TrustBanner(Banner):
    """Shown while a person has to be compared: after one that failed, or with another key."""

    verify_requested = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look, "shield-alert")
        self._verify = Button(look, self.tr("Verify"), "shield-check", size="small")
        self._verify.clicked.connect(self.verify_requested)
        self._words.addWidget(self._verify, 0, Qt.AlignmentFlag.AlignLeading)

    def render_contact(self, contact: Contact) -> None:
        """Say it of this contact, or nothing."""
        text = self._reason(contact) if contact.state is ContactState.ACCEPTED else ""
        again = self.tr("Compare again") if contact.mismatched else self.tr("Verify")
        self._verify.set_text(again)
        self.set_alarming(contact.mismatched)
        self.tell(text.format(name=first_name(contact.name)))

    def _reason(self, contact: Contact) -> str:
        if contact.mismatched:
            return self.tr(
                "You compared, and it didn't match. Don't share anything private in this chat."
                " Ask {name} to send you their link another way."
            )
        if contact.keys_changed_at is not None:
            return self.tr(
                "{name}'s key has changed: a new computer, or someone in between."
                " Compare before you trust it."
            )
        return ""


class RequestCard(QWidget):
    """Somebody asks to be a contact: their greeting, and the two answers."""

    answered = Signal(object)  # RowAction

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("keyCard")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._text = plain_label("", "secondary", wrap=True)
        accept = Button(look, self.tr("Accept"), "check", kind="primary")
        decline = Button(look, self.tr("Decline"))
        accept.clicked.connect(self._on_accept)
        decline.clicked.connect(self._on_decline)
        answers = QHBoxLayout()
        answers.addStretch()
        answers.addWidget(decline)
        answers.addWidget(accept)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._parts.setContentsMargins(20, 12, 20, 12)
        self._parts.addWidget(self._text, 1)
        self._parts.addLayout(answers)
        self.hide()

    def render_contact(self, contact: Contact) -> None:
        """Shown while the person waits for our answer."""
        self.setVisible(contact.state is ContactState.ASKED_BY_THEM)
        text = self.tr("{name} wants to be a contact. {greeting}")
        name, greeting = shown_name(contact.name), shown_sentence(contact.greeting)
        self._text.setText(text.format(name=name, greeting=greeting).strip())

    def _on_accept(self) -> None:
        self.answered.emit(RowAction.ACCEPT)

    def _on_decline(self) -> None:
        self.answered.emit(RowAction.DECLINE)

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        stand(self._parts, beside=self.width() >= text_pixels(NARROW))
