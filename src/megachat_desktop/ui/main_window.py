"""The main window: the sidebar, and beside it a person or an invitation to choose one.

Under 720 pixels it is one column: the list or the person, with a way back.
"""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.rows import Row
from megachat_desktop.ui.kit.theme import tokens
from megachat_desktop.ui.people.contact_menu import ContactMenu
from megachat_desktop.ui.people.contact_pane import ContactPane
from megachat_desktop.ui.people.empty_pane import EmptyPane
from megachat_desktop.ui.people.history import History
from megachat_desktop.ui.people.notices import NoticeBar
from megachat_desktop.ui.people.sidebar import Sidebar
from megachat_desktop.ui.start.front import bring_to_front
from megachat_desktop.ui.tray import running_call


class MainWindow(QWidget):
    """Shown at start and from the tray; closing it is reported, not decided here."""

    close_requested = Signal()
    call_requested = Signal(object, bool)  # AccountId, video
    echo_requested = Signal()
    resized = Signal()

    def __init__(
        self, bridge: Bridge, look: Look, avatars: AvatarPainter, history: History
    ) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("MegaChat")
        self._bridge = bridge
        self.sidebar = Sidebar(bridge, look, avatars, history)
        self.pane = ContactPane(bridge, look, avatars, history)
        self.empty = EmptyPane(look)
        self.notices = NoticeBar(look)
        self.menu = ContactMenu(bridge, self)
        self._panes = QStackedWidget()
        self._panes.setObjectName("panes")
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._compact = False
        self._lay_out()
        self._connect()
        self._add_shortcuts()

    def choose(self, account: AccountId) -> None:
        """Show this person."""
        if account in self._bridge.seen.contacts:
            self.pane.show_person(account)
            self._panes.setCurrentWidget(self.pane)
            self._arrange()

    def go_back(self) -> None:
        """From the person to the list."""
        self._panes.setCurrentWidget(self.empty)
        self.sidebar.contact_list.clearSelection()
        self._arrange()

    def bring_forward(self) -> None:
        """Show the window in front."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        bring_to_front(self)

    def _lay_out(self) -> None:
        layout_tokens = tokens()["layout"]
        self._panes.addWidget(self.empty)
        self._panes.addWidget(self.pane)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self._panes, 1)
        self._right = right
        self.splitter.addWidget(self.sidebar)
        self.splitter.addWidget(right)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self.setMinimumSize(*layout_tokens["window-min"])
        self.resize(*layout_tokens["window-default"])
        self.splitter.setSizes([layout_tokens["sidebar-default"], 920])

    def _connect(self) -> None:
        bridge, sidebar = self._bridge, self.sidebar
        sidebar.person_chosen.connect(self.choose)
        sidebar.call_requested.connect(self.call_requested)
        sidebar.action_requested.connect(self.menu.do)
        sidebar.menu_requested.connect(self._on_menu_requested)
        self.pane.call_requested.connect(self.call_requested)
        self.pane.action_requested.connect(self.menu.do)
        self.pane.more_requested.connect(self.menu.open)
        self.pane.back_requested.connect(self.go_back)
        self.empty.echo_requested.connect(self.echo_requested)
        self.menu.call_requested.connect(self.call_requested)
        bridge.contact_changed.connect(self._on_contacts_changed)
        bridge.contact_removed.connect(self._on_contact_removed)
        bridge.call_changed.connect(self._on_call_changed)
        bridge.error_occurred.connect(self.notices.tell)

    def _add_shortcuts(self) -> None:
        for keys, slot in (
            ("Ctrl+K", self.sidebar.focus_search),
            ("Ctrl+N", self.sidebar.add_contact_requested.emit),
            ("Ctrl+1", self._show_contacts),
            ("Ctrl+2", self._show_calls),
            ("Ctrl+Shift+D", self._call_by_voice),
            ("Ctrl+Shift+E", self._call_by_video),
            ("Alt+Left", self.go_back),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _show_contacts(self) -> None:
        self.sidebar.show_segment(0)

    def _show_calls(self) -> None:
        self.sidebar.show_segment(1)

    def _call_by_voice(self) -> None:
        self._call(False)

    def _call_by_video(self) -> None:
        self._call(True)

    def _call(self, video: bool) -> None:
        if self._panes.currentWidget() is self.pane and self.pane.account is not None:
            self.call_requested.emit(self.pane.account, video)

    def _arrange(self) -> None:
        limits = tokens()["layout"]
        self._compact = self.width() < limits["breakpoint-compact"]
        person = self._panes.currentWidget() is self.pane
        self.pane.set_compact(self._compact)
        self.sidebar.setVisible(not self._compact or not person)
        self._right.setVisible(not self._compact or person)
        self.sidebar.setMinimumWidth(limits["sidebar-min"])
        wide = 16_777_215 if self._compact else limits["sidebar-max"]
        self.sidebar.setMaximumWidth(wide)

    def _on_menu_requested(self, row: Row, place: QPoint) -> None:
        self.menu.open(AccountId(row.account), place)

    def _on_contacts_changed(self, *_: object) -> None:
        contacts = self._bridge.seen.contacts.values()
        people = sum(not contact.is_echo for contact in contacts)
        self.empty.render_counts(people, echo=any(contact.is_echo for contact in contacts))

    def _on_contact_removed(self, account: AccountId) -> None:
        if account == self.pane.account:
            self.go_back()
        self._on_contacts_changed()

    def _on_call_changed(self, *_: object) -> None:
        self.sidebar.strip.render_call(running_call(self._bridge.seen))

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self.resized.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.close_requested.emit()
