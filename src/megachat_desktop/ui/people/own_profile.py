"""Who we are and what we say of ourselves, at the head of the sidebar."""

import time
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStyle, QVBoxLayout, QWidget

from megachat_desktop.engine.quiet import quiet_ends, tomorrow_morning
from megachat_desktop.model.contact import Presence
from megachat_desktop.model.settings import Availability
from megachat_desktop.ui.kit.avatar import Avatar, AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.keys import Key, in_menu, with_key
from megachat_desktop.ui.kit.text import ElidedLabel, shown_name
from megachat_desktop.ui.seen import Seen
from megachat_desktop.ui.words import availability_word, time_words, when_words

_PRESENCE = {
    Availability.AVAILABLE: Presence.AVAILABLE,
    Availability.AWAY: Presence.AWAY,
    Availability.DO_NOT_DISTURB: Presence.DO_NOT_DISTURB,
}
HOUR_S = 3600.0
_ARROW, _AVATAR, _BETWEEN = 14, 40, 5  # pixels
_OVER = 4  # of the status, above and below its words


class _Status(Button):
    """Our availability in words, and the arrow that says there is more to choose from."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "", kind="ghost", size="small")
        self.setObjectName("status")

    # Qt's own from here on.

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        words = self.fontMetrics().horizontalAdvance(self.text())
        place = QRect(words + 3, (self.height() - _ARROW) // 2, _ARROW, _ARROW)
        color = self._look.looks.color("text-secondary")
        painter = QPainter(self)
        painter.drawPixmap(
            QStyle.visualRect(self.layoutDirection(), self.rect(), place),
            self._look.icons.pixmap("chevron-down", _ARROW, color),
        )
        painter.end()


class OwnProfile(QWidget):
    """Renders our account and availability; what is chosen leaves as signals."""

    add_contact_requested = Signal()
    settings_requested = Signal(QPoint)
    availability_requested = Signal(object)  # Availability
    quiet_requested = Signal(float)  # Unix seconds until which nobody may disturb

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        super().__init__()
        self._avatar = Avatar(avatars, look.looks, _AVATAR, "window")
        self._name = ElidedLabel("body-strong")
        self._words_of_status = "", ""
        self._status = _Status(look)
        self._status.setMenu(self._menu())
        self._add = Button(
            look,
            "",
            "person-add",
            kind="ghost",
            name=with_key(self.tr("Add a contact"), Key.ADD_CONTACT),
        )
        self._settings = Button(
            look, "", "settings", kind="ghost", name=with_key(self.tr("Settings"), Key.SETTINGS)
        )
        self._add.clicked.connect(self.add_contact_requested)
        self._settings.clicked.connect(self.open_settings)
        self._lay_out()

    def render_self(self, seen: Seen, now: float) -> None:
        """Show how things stand; ``now`` in Unix seconds."""
        if seen.account is None:
            return
        name = shown_name(seen.account.name)
        self._name.set_whole_text(name)
        self._avatar.show_person(name, seen.account.account, _PRESENCE[seen.availability])
        word = self._words(seen, now)
        self._status.setProperty("quiet", seen.availability is Availability.DO_NOT_DISTURB)
        self._words_of_status = word, availability_word(seen.availability)
        self._status.setAccessibleName(self.tr("Status: {status}").format(status=word))
        self._status.setToolTip(word)
        self._fit()
        until = quiet_ends(seen.settings, now) is not None
        for availability, action in self._choices.items():
            action.setChecked(not until and availability is seen.availability)

    def open_settings(self) -> None:
        """Ask for the settings, at the button."""
        corner = self._settings.rect().bottomLeft()
        self.settings_requested.emit(self._settings.mapToGlobal(corner))

    def toggle_quiet(self) -> None:
        """Do not disturb, or available again."""
        quiet = self._status.property("quiet")
        self.availability_requested.emit(
            Availability.AVAILABLE if quiet else Availability.DO_NOT_DISTURB
        )

    def focus_first(self) -> None:
        """Take the focus, as after F6."""
        self._status.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _words(self, seen: Seen, now: float) -> str:
        until = quiet_ends(seen.settings, now)
        if until is None or seen.availability is not Availability.DO_NOT_DISTURB:
            return availability_word(seen.availability)
        far = until - now > 24 * HOUR_S
        when = when_words(until, now) if far else time_words(until)
        return self.tr("Do not disturb until {when}").format(when=when)

    def _fit(self) -> None:
        """Until when it is so stands there where there is room; else the word alone."""
        whole, word = self._words_of_status
        margins = self._row.contentsMargins()
        spare = self._add.sizeHint().width() + self._settings.sizeHint().width() + 4 * _BETWEEN
        room = self.width() - margins.left() - margins.right() - _AVATAR - 7 - spare
        self._status.setText(whole)
        if self._status.sizeHint().width() > room:
            self._status.setText(word)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.setContentsMargins(0, 1, 0, 0)
        words.addWidget(self._name)
        words.addSpacing(-_OVER)  # what can be clicked is higher than what is seen
        words.addWidget(self._status, 0, Qt.AlignmentFlag.AlignLeading)
        words.addSpacing(-_OVER)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 12, 11)
        row.setSpacing(_BETWEEN)
        row.addWidget(self._avatar)
        row.addSpacing(7)
        row.addLayout(words, 1)
        row.addWidget(self._add)
        row.addWidget(self._settings)

    def _menu(self) -> QMenu:
        menu = QMenu(self._status)
        self._group = QActionGroup(menu)
        self._choices: dict[Availability, QAction] = {}
        for availability in (Availability.AVAILABLE, Availability.AWAY):
            self._add_choice(menu, availability, availability_word(availability))
        quiet = menu.addMenu(availability_word(Availability.DO_NOT_DISTURB))
        quiet.addAction(self.tr("For 1 hour")).triggered.connect(self._on_hour)
        quiet.addAction(self.tr("Until tomorrow, 8:00")).triggered.connect(self._on_tomorrow)
        for_good = in_menu(self.tr("Until turned off"), Key.DO_NOT_DISTURB)
        self._add_choice(quiet, Availability.DO_NOT_DISTURB, for_good)
        return menu

    def _add_choice(self, menu: QMenu, availability: Availability, text: str) -> None:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.triggered.connect(partial(self.availability_requested.emit, availability))
        self._group.addAction(action)
        self._choices[availability] = action

    def _on_hour(self) -> None:
        self.quiet_requested.emit(time.time() + HOUR_S)

    def _on_tomorrow(self) -> None:
        self.quiet_requested.emit(tomorrow_morning(time.time()))

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
