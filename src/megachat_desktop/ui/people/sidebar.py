"""The left column: own profile, search, Contacts and Calls, a running call, the network's state."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from megachat_desktop.model.contact import Presence
from megachat_desktop.model.settings import Availability
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.avatar import Avatar, AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.row_list import RowList
from megachat_desktop.ui.kit.rows import Row, RowAction, RowModel
from megachat_desktop.ui.kit.text import ElidedLabel, plain_label, shown_name
from megachat_desktop.ui.people.call_strip import CallStrip
from megachat_desktop.ui.people.contact_rows import contact_rows
from megachat_desktop.ui.people.history import History
from megachat_desktop.ui.words import availability_word

_PRESENCE = {
    Availability.AVAILABLE: Presence.AVAILABLE,
    Availability.AWAY: Presence.AWAY,
    Availability.DO_NOT_DISTURB: Presence.DO_NOT_DISTURB,
}


class Sidebar(QWidget):
    """Renders the bridge's snapshots; what a person wants leaves as signals."""

    add_contact_requested = Signal()
    settings_menu_requested = Signal(QPoint)
    availability_requested = Signal(object)  # Availability
    person_chosen = Signal(object)  # AccountId
    call_requested = Signal(object, bool)  # AccountId, video
    action_requested = Signal(object, object)  # AccountId, RowAction
    menu_requested = Signal(object, object)  # Row, QPoint on the screen

    def __init__(
        self, bridge: Bridge, look: Look, avatars: AvatarPainter, history: History
    ) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bridge, self._look = bridge, look
        self._avatar = Avatar(avatars, look.looks, 40, "window")
        self._name = ElidedLabel("body-strong")
        self._status = Button(look, "", kind="ghost", size="small")
        self._search = _SearchField(look)
        self.contacts = RowModel(lambda: contact_rows(bridge.seen, self._search.text()), self)
        self.calls = RowModel(lambda: history.rows(self._search.text()), self)
        self.contact_list = RowList(look, avatars, self.contacts, self.tr("Contacts"))
        self.call_list = RowList(look, avatars, self.calls, self.tr("Calls"))
        self.strip = CallStrip(look)
        self._lists = QStackedWidget()
        self._network_icon, self._network = plain_label(), ElidedLabel("caption", "secondary")
        self._lay_out()
        self._refresh = _soon(self, self._refresh_lists)
        self._connect(history)

    def focus_search(self) -> None:
        """Ctrl+K."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def show_segment(self, number: int) -> None:
        """0 contacts, 1 calls."""
        self._segments[number].setChecked(True)
        self._lists.setCurrentIndex(number)

    def _connect(self, history: History) -> None:
        bridge = self._bridge
        for signal in (bridge.contact_changed, bridge.contact_removed, bridge.nearby_changed):
            signal.connect(self._on_people_changed)
        history.changed.connect(self._on_people_changed)
        bridge.account_changed.connect(self._on_self_changed)
        bridge.settings_changed.connect(self._on_self_changed)
        bridge.network_changed.connect(self._on_network_changed)
        self._look.looks.changed.connect(self._on_network_changed)
        self._search.textChanged.connect(self._on_people_changed)
        self._search.left_downwards.connect(self._on_search_left)
        for rows in (self.contact_list, self.call_list):
            rows.chosen.connect(self._on_chosen)
            rows.call_requested.connect(self._on_call_requested)
            rows.action_requested.connect(self._on_action_requested)
            rows.menu_requested.connect(self.menu_requested)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._profile())
        layout.addLayout(_inset(self._search, 16, 0, 16, 12))
        layout.addLayout(_inset(self._segment_bar(), 16, 0, 16, 8))
        self._lists.addWidget(self.contact_list)
        self._lists.addWidget(self.call_list)
        layout.addWidget(self._lists, 1)
        layout.addLayout(_inset(self.strip, 8, 0, 8, 8))
        layout.addWidget(self._footer())

    def _profile(self) -> QHBoxLayout:
        add = Button(
            self._look, "", "person-add", kind="ghost", name=self.tr("Add a contact, Ctrl+N")
        )
        add.clicked.connect(self.add_contact_requested)
        self._settings = Button(self._look, "", "settings", kind="ghost", name=self.tr("Settings"))
        self._settings.clicked.connect(self._on_settings_clicked)
        self._status.setMenu(self._status_menu())
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._status, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(8)
        row.addWidget(self._avatar)
        row.addLayout(words, 1)
        row.addWidget(add)
        row.addWidget(self._settings)
        return row

    def _status_menu(self) -> QMenu:
        self._status.setObjectName("status")
        menu = QMenu(self._status)
        group = QActionGroup(menu)
        self._choices = {}
        for availability in Availability:
            action = menu.addAction(availability_word(availability))
            action.setCheckable(True)
            action.triggered.connect(partial(self.availability_requested.emit, availability))
            group.addAction(action)
            self._choices[availability] = action
        return menu

    def _segment_bar(self) -> QWidget:
        bar = QWidget()
        bar.setObjectName("segments")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(3, 3, 3, 3)
        layout.setSpacing(3)
        group = QButtonGroup(bar)
        self._segments = []
        names = ((self.tr("Contacts"), "person"), (self.tr("Calls"), "phone"))
        for number, (text, icon) in enumerate(names):
            button = Button(self._look, text, icon, kind="segment", size="small")
            button.setProperty("segment", True)
            button.setCheckable(True)
            button.setSizePolicy(
                button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed
            )
            group.addButton(button, number)
            layout.addWidget(button)
            self._segments.append(button)
        self._segments[0].setChecked(True)
        group.idClicked.connect(self.show_segment)
        return bar

    def _footer(self) -> QWidget:
        footer = QWidget()
        footer.setObjectName("footer")
        footer.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        footer.setFixedHeight(40)
        layout = QHBoxLayout(footer)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(8)
        layout.addWidget(self._network_icon)
        layout.addWidget(self._network, 1)
        self._on_network_changed()
        return footer

    def _refresh_lists(self) -> None:
        self.contacts.refresh()
        self.calls.refresh()

    def _on_people_changed(self, *_: object) -> None:
        self._refresh()

    def _on_self_changed(self, *_: object) -> None:
        seen = self._bridge.seen
        if seen.account is None:
            return
        availability = seen.settings.availability
        name = shown_name(seen.account.name)
        self._name.set_whole_text(name)
        self._avatar.show_person(name, seen.account.account, _PRESENCE[availability])
        self._status.setText(availability_word(availability))
        self._status.setAccessibleName(
            self.tr("Status: {status}").format(status=availability_word(availability))
        )
        self._choices[availability].setChecked(True)

    def _on_network_changed(self, *_: object) -> None:
        online = self._bridge.seen.network.online or not self._bridge.running
        text = self.tr("Ready for direct calls")
        if not self._bridge.running:
            text = self.tr("Starting…")
        elif not online:
            text = self.tr("No network. We'll reconnect by ourselves.")
        self._network.set_whole_text(text)
        icon = "path-direct" if online else "offline"
        color = self._look.looks.color("success-on-surface" if online else "warning-on-surface")
        self._network_icon.setPixmap(self._look.icons.pixmap(icon, 16, color))

    def _on_settings_clicked(self) -> None:
        corner = self._settings.rect().bottomLeft()
        self.settings_menu_requested.emit(self._settings.mapToGlobal(corner))

    def _on_search_left(self) -> None:
        shown = (self.contact_list, self.call_list)[self._lists.currentIndex()]
        shown.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_chosen(self, row: Row) -> None:
        if row.key[:2] != b"n:":
            self.person_chosen.emit(row.account)

    def _on_call_requested(self, row: Row) -> None:
        if row.key[:2] in (b"c:", b"l:"):
            self.call_requested.emit(row.account, False)

    def _on_action_requested(self, row: Row, action: RowAction) -> None:
        if action in (RowAction.VOICE, RowAction.VIDEO):
            self.call_requested.emit(row.account, action is RowAction.VIDEO)
        else:
            self.action_requested.emit(row.account, action)


class _SearchField(QLineEdit):
    """Search as you type; Down goes into the list, Esc clears."""

    left_downwards = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setProperty("kind", "search")
        self.setPlaceholderText(self.tr("Search people"))
        self.setAccessibleName(self.tr("Search people, Ctrl+K"))
        self._icon = plain_label()
        self._icon.setParent(self)
        self._hint = plain_label("Ctrl K", "micro", "secondary")
        self._hint.setParent(self)
        look.looks.changed.connect(self._tint)
        self.textChanged.connect(self._on_text_changed)
        self._tint()

    def _tint(self) -> None:
        color = self._look.looks.color("text-secondary")
        self._icon.setPixmap(self._look.icons.pixmap("search", 18, color))

    def _on_text_changed(self, text: str) -> None:
        self._hint.setVisible(not text)

    # Qt's own from here on.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._icon.adjustSize()
        self._icon.move(12, (self.height() - self._icon.height()) // 2)
        self._hint.adjustSize()
        self._hint.move(
            self.width() - self._hint.width() - 12, (self.height() - self._hint.height()) // 2
        )


def _inset(widget: QWidget, left: int, top: int, right: int, bottom: int) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setContentsMargins(left, top, right, bottom)
    layout.addWidget(widget)
    return layout


def _soon(parent: QWidget, work: Callable[[], None]) -> Callable[[], None]:
    """Do ``work`` once when the loop is free again, however often it is asked for."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.timeout.connect(work)
    return timer.start
