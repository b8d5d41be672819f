"""The left column: own profile, search, the three lists, a running call, the network's state."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.model.call import Call
from megachat_desktop.model.contact import ContactState
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.text import ElidedLabel, plain_label
from megachat_desktop.ui.kit.text_size import widened
from megachat_desktop.ui.kit.theme import tokens
from megachat_desktop.ui.people.call_strip import CallStrip
from megachat_desktop.ui.people.history import History
from megachat_desktop.ui.people.list_segments import CALLS, ListSegments
from megachat_desktop.ui.people.lists import Lists
from megachat_desktop.ui.people.own_profile import OwnProfile
from megachat_desktop.ui.people.search_field import SearchField


class Sidebar(QWidget):
    """Renders the bridge's snapshots; what a person wants leaves as signals."""

    add_contact_requested = Signal()
    settings_menu_requested = Signal(QPoint)
    availability_requested = Signal(object)  # Availability
    quiet_requested = Signal(float)  # Unix seconds
    person_chosen = Signal(object)  # AccountId
    message_chosen = Signal(object)  # TextMessage, of those a search found
    call_chosen = Signal(object)  # AccountId
    call_requested = Signal(object, bool)  # AccountId, video
    action_requested = Signal(object, object)  # AccountId, RowAction
    menu_requested = Signal(object, object)  # Row, QPoint on the screen
    calls_looked_at = Signal()

    def __init__(
        self, bridge: Bridge, look: Look, avatars: AvatarPainter, history: History
    ) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bridge, self._look, self._history = bridge, look, history
        self.profile = OwnProfile(look, avatars)
        self.search = SearchField(look)
        self.segments = ListSegments(look)
        self.lists = Lists(bridge, look, avatars, history)
        self.strip = CallStrip(look)
        self._network_icon, self._network = plain_label(), ElidedLabel("caption", "secondary")
        self._lay_out()
        self._connect()
        self._on_network_changed()

    @property
    def least_width(self) -> int:
        """What its words need; larger text may want more than the design's least."""
        return max(widened(tokens()["layout"]["sidebar-min"]), self.lists.calls_page.least_width)

    def focus_search(self) -> None:
        """Ctrl+K."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def focus_list(self) -> None:
        """The list that is shown, at its current row or the first."""
        rows = self.lists.shown_list
        rows.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_segment(self, number: int) -> None:
        """Chats, contacts, calls: see ``list_segments``."""
        self.segments.choose(number)
        self.lists.show_segment(number)
        if number == CALLS:
            self.calls_looked_at.emit()

    def render_call(self, call: Call | None) -> None:
        """A running call takes the place of the network's state."""
        self.strip.render_call(call)
        self._foot.setVisible(call is None)

    def set_compact(self, compact: bool) -> None:
        """Whether the sidebar is all there is."""
        self.lists.set_compact(compact)

    def _connect(self) -> None:
        bridge, lists = self._bridge, self.lists
        for signal in (
            bridge.account_changed,
            bridge.settings_changed,
            bridge.availability_changed,
        ):
            signal.connect(self._on_self_changed)
        bridge.network_changed.connect(self._on_network_changed)
        self._look.looks.changed.connect(self._on_network_changed)
        lists.refreshed.connect(self._on_lists_refreshed)
        self.segments.chosen.connect(self.show_segment)
        self.search.searched.connect(lists.search)
        self.search.left_downwards.connect(self._on_search_left_downwards)
        self.search.left.connect(self.focus_list)
        self.search.first_wanted.connect(lists.open_first_found)
        self.profile.add_contact_requested.connect(self.add_contact_requested)
        self.profile.settings_requested.connect(self.settings_menu_requested)
        self.profile.availability_requested.connect(self.availability_requested)
        self.profile.quiet_requested.connect(self.quiet_requested)
        lists.quiet.add_contact_requested.connect(self.add_contact_requested)
        lists.person_chosen.connect(self.person_chosen)
        lists.message_chosen.connect(self.message_chosen)
        lists.call_chosen.connect(self.call_chosen)
        lists.call_requested.connect(self.call_requested)
        lists.action_requested.connect(self.action_requested)
        lists.menu_requested.connect(self.menu_requested)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.profile)
        layout.addLayout(_inset(self.search, 16, 0, 16, 12))
        layout.addLayout(_inset(self.segments, 16, 0, 16, 8))
        layout.addWidget(self.lists, 1)
        self.strip_place = QVBoxLayout()
        self.strip_place.addWidget(self.strip)
        layout.addLayout(self.strip_place)
        self._foot = self._footer()
        layout.addWidget(self._foot)

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
        return footer

    def _on_lists_refreshed(self) -> None:
        seen = self._bridge.seen
        asking = sum(c.state is ContactState.ASKED_BY_THEM for c in seen.contacts.values())
        missed = sum(chat.unseen for chat in seen.chats.values())
        self.segments.render_counts(asking, missed)
        if missed and self.segments.number == CALLS and self.window().isActiveWindow():
            self.calls_looked_at.emit()

    def _on_self_changed(self, *_: object) -> None:
        self.profile.render_self(self._bridge.seen, self._history.now())

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

    def _on_search_left_downwards(self) -> None:
        rows = self.lists.shown_list
        rows.choose_first()
        rows.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # Qt's own from here on.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.focus_search()  # from the results back to what was looked for
        else:
            super().keyPressEvent(event)


def _inset(widget: QWidget, left: int, top: int, right: int, bottom: int) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setContentsMargins(left, top, right, bottom)
    layout.addWidget(widget)
    return layout
