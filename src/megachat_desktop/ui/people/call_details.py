"""The right side of Calls: one person, how to call them, and every call with its details."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from megachat_desktop.model.contact import Contact, ContactState, Presence
from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.avatar import Avatar, AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look, flush_row
from megachat_desktop.ui.kit.frames import scroll_area
from megachat_desktop.ui.kit.keys import Key, with_key
from megachat_desktop.ui.kit.plain import set_tool_tip
from megachat_desktop.ui.kit.text import ElidedLabel, plain_label, shown_name
from megachat_desktop.ui.kit.trust_mark import TrustMark, mark_pixmap, trust_mark
from megachat_desktop.ui.people.call_entry import CallEntry
from megachat_desktop.ui.people.call_feed import CallFeed
from megachat_desktop.ui.people.history import History
from megachat_desktop.ui.words import (
    contact_line,
    date_words,
    first_name,
    time_words,
    verified_line,
)

COLUMN, EDGE = 680, 24
_BETWEEN = 10
DAY_S = 86_400.0


class CallDetails(QWidget):
    """Shown while an entry of the history is chosen; renders the newest snapshot."""

    call_requested = Signal(object, bool)  # AccountId, video
    message_requested = Signal(object)  # AccountId
    back_requested = Signal()

    def __init__(
        self, bridge: Bridge, look: Look, avatars: AvatarPainter, history: History
    ) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bridge, self._look, self._history = bridge, look, history
        self._avatars = avatars
        self.feed = CallFeed(bridge)
        self._avatar = Avatar(avatars, look.looks, 96, "surface")
        self._name, self._badge = ElidedLabel("display"), plain_label()
        self._line, self._dot = ElidedLabel("body", "secondary"), plain_label()
        self._video = Button(look, self.tr("Video call"), "video", kind="primary", size="large")
        self._voice = Button(look, self.tr("Voice call"), "phone", size="large")
        self._message = Button(look, self.tr("Message"), "chat", size="large")
        self._back = Button(
            look, "", "arrow-left", kind="ghost", name=with_key(self.tr("Back"), Key.BACK)
        )
        self._heading = plain_label("", "title")
        self._list = QWidget()
        self._list.setObjectName("callList")
        self._list.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._calls = QVBoxLayout(self._list)
        self._show_all = Button(look, self.tr("Show more calls"), kind="text", size="small")
        self._compact = self._narrow = False
        self._lay_out()
        self._connect()

    @property
    def account(self) -> AccountId | None:
        """Who is shown."""
        return self.feed.account

    def show_person(self, account: AccountId) -> None:
        """Show the calls with this contact from now on."""
        self.feed.show(account)
        self._render()

    def focus_first(self) -> None:
        """Take the focus, as after F6."""
        self._video.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_compact(self, compact: bool) -> None:
        """One column: the way back is shown, words are smaller."""
        self._back.setVisible(compact)
        self._inner.setContentsMargins(EDGE, 12 if compact else 40, EDGE, 24)
        self._name.set_kind("heading" if compact else "display")
        self._compact = compact
        self._fit()

    def _fit(self) -> None:
        """Words on the buttons where there is room for them; else paths go to tool tips too."""
        words = self.tr("Video call"), self.tr("Voice call"), self.tr("Message")
        buttons = self._video, self._voice, self._message
        self._label(buttons, words)
        wanted = sum(button.sizeHint().width() for button in buttons) + 2 * _BETWEEN
        narrow = self._compact or wanted > self.width() - 2 * EDGE
        if narrow:
            self._label(buttons, ("", "", ""))
        if narrow is not self._narrow:
            self._narrow = narrow
            self._render()

    def _label(self, buttons: tuple[Button, ...], words: tuple[str, ...]) -> None:
        """The names stay: they say more than the words."""
        for button, text in zip(buttons, words, strict=True):
            name = button.accessibleName()
            button.set_text(text)
            button.setAccessibleName(name)

    def _connect(self) -> None:
        self._video.clicked.connect(self._on_video_clicked)
        self._voice.clicked.connect(self._on_voice_clicked)
        self._message.clicked.connect(self._on_message_clicked)
        self._back.clicked.connect(self.back_requested)
        self._show_all.clicked.connect(self.feed.read_more)
        self._bridge.contact_changed.connect(self._on_contact_changed)
        self.feed.changed.connect(self._render)
        self._look.looks.changed.connect(self._render)

    def _lay_out(self) -> None:
        self._calls.setContentsMargins(0, 0, 0, 0)
        self._calls.setSpacing(0)
        column = QWidget()
        column.setMaximumWidth(COLUMN + 2 * EDGE)
        inner = self._inner = QVBoxLayout(column)
        inner.setContentsMargins(EDGE, 40, EDGE, 24)
        inner.setSpacing(0)
        inner.addLayout(self._who())
        inner.addSpacing(24)
        inner.addLayout(self._buttons())
        inner.addSpacing(37)
        inner.addWidget(self._heading)
        inner.addSpacing(10)
        inner.addWidget(self._list)
        inner.addLayout(flush_row(self._show_all))
        inner.addSpacing(14)
        inner.addLayout(self._note())
        inner.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 12, 0)
        top.addWidget(self._back)
        top.addStretch()
        top.addSpacing(36)
        layout.addLayout(top)
        layout.addWidget(scrolled(column), 1)
        self._back.hide()

    def _note(self) -> QHBoxLayout:
        self._lock = plain_label()
        self._note_text = plain_label(
            self.tr("This list is kept on this computer only."), "secondary", "secondary", wrap=True
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._lock)
        row.addWidget(self._note_text, 1)
        return row

    def _who(self) -> QHBoxLayout:
        name = QHBoxLayout()
        name.setSpacing(8)
        name.addWidget(self._name)
        name.addWidget(self._badge)
        name.addStretch()
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._dot)
        line.addWidget(self._line, 1)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addLayout(name)
        words.addLayout(line)
        who = QHBoxLayout()
        who.setSpacing(20)
        who.addWidget(self._avatar)
        who.addLayout(words, 1)
        who.setAlignment(words, Qt.AlignmentFlag.AlignVCenter)
        return who

    def _buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.setSpacing(_BETWEEN)
        for button in (self._video, self._voice, self._message):
            buttons.addWidget(button)
        buttons.addStretch()
        return buttons

    def _render(self) -> None:
        contact = self._contact()
        if contact is None:
            return
        name, color = shown_name(contact.name), self._look.looks.color
        self._avatar.show_person(name, contact.account, echo=contact.is_echo)
        self._name.set_whole_text(name)
        mark = trust_mark(contact)
        self._badge.setPixmap(mark_pixmap(self._look, mark, 22))
        self._badge.setVisible(mark is not TrustMark.NONE)
        self._badge.setToolTip(verified_line(contact))
        self._lock.setPixmap(self._look.icons.pixmap("lock", 16, color("text-secondary")))
        self._line.set_whole_text(self._second_line(contact))
        self._render_dot(contact)
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
        if not self.feed.entries:
            return contact_line(contact)
        at, now = self.feed.entries[0].started_at, self._history.now()
        day = date_words(at, now)
        when = {
            date_words(now, now): self.tr("Last call today, {time}"),
            date_words(now - DAY_S, now): self.tr("Last call yesterday, {time}"),
        }.get(day, self.tr("Last call {day}, {time}"))
        said = when.format(day=day, time=time_words(at))
        return f"{contact_line(contact)} · {said}"

    def _render_buttons(self, contact: Contact, name: str) -> None:
        callable_ = contact.is_echo or contact.state is ContactState.ACCEPTED
        for button in (self._video, self._voice):
            button.setVisible(contact.state is not ContactState.BLOCKED)
            button.setEnabled(callable_)
        for button, said, key in (
            (self._video, self.tr("Video call to {name}"), Key.VIDEO_CALL),
            (self._voice, self.tr("Voice call to {name}"), Key.VOICE_CALL),
            (self._message, self.tr("Message to {name}"), None),
        ):
            text = said.format(name=name)
            button.setAccessibleName(text)
            set_tool_tip(button, with_key(text, key) if key else text)

    def _render_calls(self, contact: Contact) -> None:
        empty_layout(self._calls)
        entries, name = self.feed.entries, first_name(contact.name)
        for widget in (self._heading, self._list, self._lock, self._note_text):
            widget.setVisible(bool(entries))
        calls = self.tr("Calls") if contact.is_echo else self.tr("Calls with {name}")
        self._heading.setText(calls.format(name=name))
        self._show_all.setVisible(self.feed.has_more)
        now = self._history.now()
        for entry in entries:
            self._calls.addWidget(CallEntry(self._look, entry, name, now, narrow=self._narrow))

    def _contact(self) -> Contact | None:
        return self._bridge.seen.contacts.get(self.account) if self.account else None

    def _on_contact_changed(self, contact: Contact) -> None:
        if contact.account == self.account:
            self._render()

    def _on_video_clicked(self) -> None:
        self.call_requested.emit(self.account, True)

    def _on_voice_clicked(self) -> None:
        self.call_requested.emit(self.account, False)

    def _on_message_clicked(self) -> None:
        self.message_requested.emit(self.account)

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def empty_layout(layout: QVBoxLayout) -> None:
    """Take every widget out and let it go."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def scrolled(column: QWidget) -> QScrollArea:
    """``column`` in the middle of an area that scrolls up and down."""
    holder = QWidget()
    centre = QHBoxLayout(holder)
    centre.setContentsMargins(0, 0, 0, 0)
    centre.addStretch(1)
    centre.addWidget(column, 100)
    centre.addStretch(1)
    return scroll_area(holder)
