"""Who calls, in the popup of a call: picture, name, how sure that is, and which kind of call."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.model.call import Call
from megachat_desktop.model.contact import Contact
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.text import ElidedLabel, plain_label, shown_name
from megachat_desktop.ui.kit.trust_mark import TrustMark, mark_pixmap
from megachat_desktop.ui.ring.popup_parts import Clock, RingingAvatar
from megachat_desktop.ui.words import incoming_words, verified_briefly, verified_line

REACH = 10  # of the ring around the picture, over the edge of everything else


class Caller(QWidget):
    """The upper half of the popup, which begins ``REACH`` pixels before what is below it."""

    def __init__(self, look: Look, avatars: AvatarPainter, clock: Clock) -> None:
        super().__init__()
        self._look = look
        self._mark = TrustMark.NONE
        self._app = plain_label()
        self._kind = plain_label("", "caption", "secondary")
        self._name = ElidedLabel("heading")
        self._badge = plain_label()
        self.trust = ElidedLabel("secondary", "secondary")
        self._avatar = RingingAvatar(look, avatars, clock)
        self._lay_out()
        look.looks.changed.connect(self._tint)

    def render_call(self, call: Call, contact: Contact | None) -> None:
        """Show who calls."""
        unknown = self.tr("Not verified yet")
        trust = verified_line(contact) if contact else unknown
        self._kind.setText(incoming_words(call))
        self._name.set_whole_text(shown_name(call.contact_name))
        self.trust.set_whole_text(trust, verified_briefly(contact) if contact else unknown)
        self._mark = TrustMark.VERIFIED if call.verified else TrustMark.NONE
        if contact is not None and contact.mismatched:
            self._mark = TrustMark.MISMATCHED
        self._badge.setVisible(self._mark is not TrustMark.NONE)
        self._avatar.show_call(call, echo=bool(contact and contact.is_echo))
        self._tint()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addLayout(self._top())
        layout.addLayout(self._who())

    def _top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addSpacing(REACH)
        top.addWidget(self._app)
        top.addWidget(plain_label("MegaChat", "caption", "secondary"))
        top.addStretch()
        top.addWidget(self._kind)
        return top

    def _who(self) -> QHBoxLayout:
        who = QHBoxLayout()
        who.setContentsMargins(0, 0, 0, 0)
        who.setSpacing(4)
        who.addWidget(self._avatar)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch()
        name = QHBoxLayout()
        name.setSpacing(6)
        name.addWidget(self._name)
        name.addWidget(self._badge)
        name.addStretch()
        words.addLayout(name)
        words.addWidget(self.trust)
        words.addStretch()
        who.addLayout(words, 1)
        return who

    def _tint(self) -> None:
        color, icons = self._look.looks.color, self._look.icons
        self._badge.setPixmap(mark_pixmap(self._look, self._mark, 18))
        self._app.setPixmap(icons.pixmap("app-icon-16", 16, color("accent")))
