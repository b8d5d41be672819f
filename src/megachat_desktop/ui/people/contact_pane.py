"""The right side of the main window: one person, how to call them, and the calls there were."""

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from megachat_desktop.model.call import CallLogEntry, Direction
from megachat_desktop.model.contact import Contact, ContactState, Presence
from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.avatar import Avatar, AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.rows import RowAction
from megachat_desktop.ui.kit.text import ElidedLabel, plain_label, shown_name
from megachat_desktop.ui.people.call_rows import log_icon
from megachat_desktop.ui.people.history import History
from megachat_desktop.ui.words import (
    clock_words,
    contact_line,
    day_words,
    first_name,
    log_words,
    path_word,
    time_words,
    verified_line,
)

COLUMN = 680


class ContactPane(QWidget):
    """Shown while a person is chosen; renders the newest snapshot of them."""

    call_requested = Signal(object, bool)  # AccountId, video
    action_requested = Signal(object, object)  # AccountId, RowAction
    more_requested = Signal(object, QPoint)  # AccountId, where
    back_requested = Signal()
    verify_requested = Signal(object)  # AccountId

    def __init__(
        self, bridge: Bridge, look: Look, avatars: AvatarPainter, history: History
    ) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bridge, self._look, self._history = bridge, look, history
        self._avatars = avatars
        self._account: AccountId | None = None
        self._avatar = Avatar(avatars, look.looks, 96, "surface")
        self._name, self._badge = ElidedLabel("display"), plain_label()
        self._line, self._dot = ElidedLabel("body", "secondary"), plain_label()
        self._key = plain_label("", "secondary", "secondary", wrap=True)
        self._video = Button(look, self.tr("Video call"), "video", kind="primary", size="large")
        self._voice = Button(look, self.tr("Voice call"), "phone", size="large")
        self._accept = Button(look, self.tr("Accept"), "check", kind="primary", size="large")
        self._decline = Button(look, self.tr("Decline"), size="large")
        self._verify = Button(look, self.tr("Verify"), "shield-check", kind="outline", size="large")
        self._more = Button(look, "", "more", kind="ghost", name=self.tr("More"))
        self._back = Button(look, "", "arrow-left", kind="ghost", name=self.tr("Back, Alt+Left"))
        self._heading = plain_label("", "title")
        self._calls = QVBoxLayout()
        self._lay_out()
        self._connect()

    @property
    def account(self) -> AccountId | None:
        """Who is shown."""
        return self._account

    def show_person(self, account: AccountId) -> None:
        """Show this contact from now on."""
        self._account = account
        self._render()

    def set_compact(self, compact: bool) -> None:
        """One column: the way back is shown."""
        self._back.setVisible(compact)
        self._name.set_kind("heading" if compact else "display")

    def _connect(self) -> None:
        self._video.clicked.connect(self._on_video_clicked)
        self._voice.clicked.connect(self._on_voice_clicked)
        self._accept.clicked.connect(self._on_accept_clicked)
        self._decline.clicked.connect(self._on_decline_clicked)
        self._verify.clicked.connect(self._on_verify_clicked)
        self._more.clicked.connect(self._on_more_clicked)
        self._back.clicked.connect(self.back_requested)
        self._bridge.contact_changed.connect(self._on_contact_changed)
        self._history.changed.connect(self._render)
        self._look.looks.changed.connect(self._render)

    def _lay_out(self) -> None:
        column = QWidget()
        column.setMaximumWidth(COLUMN)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(24, 36, 24, 24)
        inner.setSpacing(0)
        inner.addLayout(self._who())
        inner.addSpacing(20)
        inner.addLayout(self._buttons())
        inner.addSpacing(20)
        inner.addWidget(self._key)
        inner.addSpacing(28)
        inner.addWidget(self._heading)
        inner.addSpacing(10)
        inner.addLayout(self._calls)
        inner.addStretch()
        holder = QWidget()
        centre = QHBoxLayout(holder)
        centre.setContentsMargins(0, 0, 0, 0)
        centre.addStretch(1)
        centre.addWidget(column, 100)
        centre.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._top())
        layout.addWidget(area, 1)

    def _top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 12, 0)
        top.addWidget(self._back)
        top.addStretch()
        top.addWidget(self._more)
        return top

    def _who(self) -> QHBoxLayout:
        name = QHBoxLayout()
        name.setSpacing(8)
        name.addWidget(self._name)
        name.addWidget(self._badge)
        name.addStretch()
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addLayout(name)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._dot)
        line.addWidget(self._line, 1)
        words.addLayout(line)
        who = QHBoxLayout()
        who.setSpacing(18)
        who.addWidget(self._avatar)
        who.addLayout(words, 1)
        who.setAlignment(words, Qt.AlignmentFlag.AlignVCenter)
        return who

    def _buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        for button in (self._accept, self._decline, self._video, self._voice, self._verify):
            buttons.addWidget(button)
        buttons.addStretch()
        return buttons

    def _render(self) -> None:
        contact = self._contact()
        if contact is None:
            return
        name = shown_name(contact.name)
        self._avatar.show_person(name, contact.account, echo=contact.is_echo)
        self._render_dot(contact)
        self._name.set_whole_text(name)
        color = self._look.looks.color
        tick = color("accent-text").name()
        self._badge.setPixmap(
            self._look.icons.pixmap("verified-badge", 22, color("accent"), second=tick)
        )
        self._badge.setVisible(contact.verified and not contact.is_echo)
        self._badge.setToolTip(verified_line(contact))
        self._line.set_whole_text(self._second_line(contact))
        self._key.setVisible(not contact.is_echo)
        trust = verified_line(contact)
        self._key.setText(
            self.tr("{trust} · Key {key}").format(trust=trust, key=contact.fingerprint)
        )
        self._render_buttons(contact, name)
        self._render_calls(contact)

    def _render_dot(self, contact: Contact) -> None:
        shown = contact.presence is not Presence.OFFLINE and not contact.is_echo
        self._dot.setVisible(shown)
        if shown:
            ratio = self.devicePixelRatioF()
            mark = self._avatars.presence_pixmap(contact.presence, "surface", ratio)
            self._dot.setPixmap(mark)

    def _second_line(self, contact: Contact) -> str:
        path = path_word(contact.path)
        if contact.is_echo or contact.state is not ContactState.ACCEPTED or not path:
            return contact_line(contact)
        return f"{contact_line(contact)} · {path}"

    def _render_buttons(self, contact: Contact, name: str) -> None:
        asking = contact.state is ContactState.ASKED_BY_THEM
        callable_ = contact.is_echo or contact.state is ContactState.ACCEPTED
        self._accept.setVisible(asking)
        self._decline.setVisible(asking)
        for button in (self._video, self._voice):
            button.setVisible(not asking and contact.state is not ContactState.BLOCKED)
            button.setEnabled(callable_)
        self._more.setVisible(not contact.is_echo)
        accepted = contact.state is ContactState.ACCEPTED and not contact.is_echo
        self._verify.setVisible(accepted and not contact.verified)
        self._verify.setAccessibleName(self.tr("Verify {name}").format(name=name))
        self._video.setAccessibleName(self.tr("Video call to {name}").format(name=name))
        self._voice.setAccessibleName(self.tr("Voice call to {name}").format(name=name))

    def _render_calls(self, contact: Contact) -> None:
        while (item := self._calls.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        entries = self._history.with_person(contact.account)
        self._heading.setVisible(bool(entries))
        self._heading.setText(
            self.tr("Calls with {name}").format(name=first_name(contact.name))
            if not contact.is_echo
            else self.tr("Calls")
        )
        for entry in entries:
            self._calls.addWidget(self._call_row(entry, first_name(contact.name)))
        if entries:
            note = self.tr("This list is kept on this computer only.")
            self._calls.addSpacing(14)
            self._calls.addWidget(plain_label(note, "secondary", "secondary"))

    def _call_row(self, entry: CallLogEntry, name: str) -> QWidget:
        row = QWidget()
        row.setObjectName("row")
        row.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row.setMinimumHeight(56)
        icon = plain_label()
        tone = "danger-on-surface" if entry.missed else "text-secondary"
        color = self._look.looks.color(tone)
        icon.setPixmap(self._look.icons.pixmap(log_icon(entry), 20, color))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(plain_label(_call_title(self, entry, name)))
        day, at = day_words(entry.started_at, self._history.now()), time_words(entry.started_at)
        what = "" if entry.missed else f" · {log_words(entry)}"
        words.addWidget(plain_label(f"{day}, {at}{what}", "caption", "secondary"))
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(14)
        layout.addWidget(icon)
        layout.addLayout(words, 1)
        layout.setAlignment(words, Qt.AlignmentFlag.AlignVCenter)
        if entry.duration_s > 0:
            layout.addWidget(plain_label(clock_words(entry.duration_s), "timer"))
        return row

    def _contact(self) -> Contact | None:
        return self._bridge.seen.contacts.get(self._account) if self._account else None

    def _on_contact_changed(self, contact: Contact) -> None:
        if contact.account == self._account:
            self._render()

    def _on_video_clicked(self) -> None:
        self.call_requested.emit(self._account, True)

    def _on_voice_clicked(self) -> None:
        self.call_requested.emit(self._account, False)

    def _on_accept_clicked(self) -> None:
        self.action_requested.emit(self._account, RowAction.ACCEPT)

    def _on_decline_clicked(self) -> None:
        self.action_requested.emit(self._account, RowAction.DECLINE)

    def _on_verify_clicked(self) -> None:
        self.verify_requested.emit(self._account)

    def _on_more_clicked(self) -> None:
        corner = self._more.mapToGlobal(self._more.rect().bottomLeft())
        self.more_requested.emit(self._account, corner)


def _call_title(pane: ContactPane, entry: CallLogEntry, name: str) -> str:
    if entry.missed:
        return (
            QCoreApplication.translate("ContactPane", "Missed video call")
            if entry.video
            else QCoreApplication.translate("ContactPane", "Missed voice call")
        )
    if entry.direction is Direction.OUT:
        return QCoreApplication.translate("ContactPane", "You called {name}").format(name=name)
    return QCoreApplication.translate("ContactPane", "{name} called you").format(name=name)
