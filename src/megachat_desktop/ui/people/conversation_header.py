"""The head of a conversation: who it is, how they are and by which path, and the calls."""

from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSpacerItem, QVBoxLayout, QWidget

from megachat_desktop.model.address import PathKind
from megachat_desktop.model.contact import Contact, ContactState, Presence
from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.kit.avatar import Avatar, AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look, paint_focus_ring
from megachat_desktop.ui.kit.focus import by_keyboard
from megachat_desktop.ui.kit.keys import Key, with_key
from megachat_desktop.ui.kit.plain import set_tool_tip
from megachat_desktop.ui.kit.text import ElidedLabel, plain_label, shown_name
from megachat_desktop.ui.kit.text_size import grown
from megachat_desktop.ui.kit.trust_mark import TrustMark, mark_pixmap, trust_mark
from megachat_desktop.ui.words import path_word, presence_line, verified_line

HEIGHT = 64
BADGE, BADGE_EDGE = 28, 4  # pixels of what can be clicked, and of it before the picture


class ConversationHeader(QWidget):
    """Renders a contact; what is clicked leaves as signals."""

    back_requested = Signal()
    details_requested = Signal()
    verify_requested = Signal(object)  # AccountId
    search_requested = Signal()
    more_requested = Signal(object, QPoint)  # AccountId, where
    call_requested = Signal(object, bool)  # AccountId, video

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        super().__init__()
        self.setObjectName("paneHeader")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = look
        self._account: AccountId | None = None
        self._back = Button(
            look, "", "arrow-left", kind="ghost", name=with_key(self.tr("Back"), Key.BACK)
        )
        self._who = _Who(look, avatars)
        self._badge = Button(look, "", "verified-badge", kind="badge", size="small")
        self._search = Button(
            look, "", "search", kind="ghost", name=with_key(self.tr("Find in this chat"), Key.FIND)
        )
        self._more = Button(look, "", "more", kind="ghost", name=self.tr("More"))
        self._voice = Button(look, "", "phone", kind="soft")
        self._video = Button(look, "", "video", kind="soft")
        self._lay_out()
        self._connect()
        self.set_compact(False)

    def render_contact(self, contact: Contact, now: float) -> None:
        """Show this person; ``now`` in Unix seconds."""
        self._account = contact.account
        name = shown_name(contact.name)
        self._who.render_contact(contact, now)
        self._render_badge(contact)
        callable_ = contact.is_echo or contact.state is ContactState.ACCEPTED
        voice = self.tr("Voice call to {name}").format(name=name)
        video = self.tr("Video call to {name}").format(name=name)
        for button, text, key in (
            (self._voice, voice, Key.VOICE_CALL),
            (self._video, video, Key.VIDEO_CALL),
        ):
            button.setAccessibleName(text)
            set_tool_tip(button, with_key(text, key))
            button.setEnabled(callable_)
            button.setVisible(contact.state is not ContactState.BLOCKED)

    def set_compact(self, compact: bool) -> None:
        """One column: a way back, quieter buttons, the menu at the end with the search in it."""
        self._back.setVisible(compact)
        for button in (self._voice, self._video):
            button.setProperty("shape", "square" if compact else "wide")
            button.set_kind("ghost" if compact else "soft")
        self._place_menu(at_end=compact)
        self._search.setVisible(not compact)
        self._who.set_compact(compact)
        edge = 6 if compact else 16
        self._apart.changeSize(0 if compact else 12, 0)
        self._row.setContentsMargins(edge, 0, edge, 0)
        self._row.setSpacing(2 if compact else 6)
        self.setFixedHeight(grown(HEIGHT, 2))

    def focus_first(self) -> None:
        """Take the focus, as after F6."""
        self._who.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _render_badge(self, contact: Contact) -> None:
        mark = trust_mark(contact)
        self._badge.setVisible(mark is not TrustMark.NONE)
        if mark is not TrustMark.NONE:
            self._badge.setIcon(mark_pixmap(self._look, mark, 18))
            self._badge.setAccessibleName(verified_line(contact))
            self._badge.setToolTip(verified_line(contact))

    def _lay_out(self) -> None:
        layout = self._row = QHBoxLayout(self)
        layout.addWidget(self._back)
        self._who.add_badge(self._badge)
        layout.addWidget(self._who, 1)
        for button in (self._voice, self._video):
            button.setProperty("shape", "wide")
        for button in (self._search, self._more):
            layout.addWidget(button)
        self._apart = QSpacerItem(12, 0)
        layout.addSpacerItem(self._apart)
        for button in (self._voice, self._video):
            layout.addWidget(button)

    def _place_menu(self, *, at_end: bool) -> None:
        self._row.removeWidget(self._more)
        after = self._video if at_end else self._search
        self._row.insertWidget(self._row.indexOf(after) + 1, self._more)
        calls = (self._voice, self._video)
        order = (*calls, self._more) if at_end else (self._more, *calls)
        for before, behind in pairwise((self._search, *order)):
            QWidget.setTabOrder(before, behind)

    def _connect(self) -> None:
        self._back.clicked.connect(self.back_requested)
        self._who.clicked.connect(self.details_requested)
        self._badge.clicked.connect(self._on_badge_clicked)
        self._search.clicked.connect(self.search_requested)
        self._more.clicked.connect(self._on_more_clicked)
        self._voice.clicked.connect(self._on_voice_clicked)
        self._video.clicked.connect(self._on_video_clicked)

    def _on_badge_clicked(self) -> None:
        self.verify_requested.emit(self._account)

    def _on_more_clicked(self) -> None:
        corner = self._more.mapToGlobal(self._more.rect().bottomLeft())
        self.more_requested.emit(self._account, corner)

    def _on_voice_clicked(self) -> None:
        self.call_requested.emit(self._account, False)

    def _on_video_clicked(self) -> None:
        self.call_requested.emit(self._account, True)


class _Who(QAbstractButton):
    """Picture, name and state; all of it opens the details."""

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        super().__init__()
        self._look = look
        self._ring = False
        self._avatar = Avatar(avatars, look.looks, 40, "surface")
        self._name = ElidedLabel("title")
        self._state, self._path = (
            ElidedLabel("secondary", "secondary"),
            ElidedLabel("secondary", "secondary"),
        )
        self._dot, self._path_icon = plain_label("·", "secondary", "secondary"), plain_label()
        for widget in (self._avatar, self._name, self._state, self._path, self._path_icon):
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._names, self._room = QHBoxLayout(), QWidget()
        self._lay_out()

    def set_compact(self, compact: bool) -> None:
        """Everything a step smaller where there is one column."""
        self._avatar.set_size(36 if compact else 40)
        self._name.set_kind("body-strong" if compact else "title")
        for widget in (self._state, self._path):
            widget.set_kind("caption" if compact else "secondary")

    def add_badge(self, badge: QWidget) -> None:
        """Behind the name; it takes its own clicks, on a place higher than the line."""
        self._badge = badge
        badge.setParent(self)
        badge.setFixedSize(BADGE, BADGE)
        self._room.setFixedWidth(BADGE - BADGE_EDGE)
        self._room.installEventFilter(self)
        self._names.addWidget(self._room)
        self._names.addStretch(1)

    def render_contact(self, contact: Contact, now: float) -> None:
        """See ``ConversationHeader``."""
        name, state = shown_name(contact.name), presence_line(contact, now)
        presence = contact.presence
        self._avatar.show_person(name, contact.account, presence, echo=contact.is_echo)
        self._name.set_whole_text(name)
        self._state.set_whole_text(state)
        path = "" if contact.is_echo or presence is Presence.OFFLINE else path_word(contact.path)
        self._path.set_whole_text(path)
        self._fit_path()
        icon = "path-relay" if contact.path == PathKind.RELAY else "path-direct"
        color = self._look.looks.color("text-secondary")
        self._path_icon.setPixmap(self._look.icons.pixmap(icon, 14, color))
        said = ", ".join(part for part in (name, state, path) if part)
        self.setAccessibleName(self.tr("{who}. Open details").format(who=said))
        self.setToolTip(path or self.tr("Details"))

    def _fit_path(self) -> None:
        """The path stands behind the state only where both have room; else the tool tip has it."""
        room = self.width() - 8 - 40 - 12
        wanted = self._state.natural_width() + 14 + 4 * 6 + self._path.natural_width()
        shown = bool(self._path.whole_text) and wanted <= room
        for widget in (self._dot, self._path_icon, self._path):
            widget.setVisible(shown)

    def _lay_out(self) -> None:
        self._names.setSpacing(0)
        self._names.addWidget(self._name)
        line = QHBoxLayout()
        line.setSpacing(6)
        for widget in (self._state, self._dot, self._path_icon, self._path):
            line.addWidget(widget)
        line.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addLayout(self._names)
        words.addLayout(line)
        words.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(12)
        layout.addWidget(self._avatar)
        layout.addLayout(words, 1)

    # Qt's own from here on.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            room = self._room.geometry()
            mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            left = room.left() if mirrored else room.left() - BADGE_EDGE
            self._badge.move(left, room.center().y() - BADGE // 2 + 1)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_path()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = by_keyboard(event, self._ring)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = by_keyboard(event, self._ring)
        super().focusOutEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._ring and self.hasFocus():
            paint_focus_ring(self, self._look.looks)
