"""The main window: the sidebar, and beside it a person or an invitation to choose one.

Under 720 pixels it is one column: the list or the person, with a way back.
"""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.message import TextMessage
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.fit import set_least
from megachat_desktop.ui.kit.rows import Row, RowAction
from megachat_desktop.ui.kit.text import shown_name
from megachat_desktop.ui.kit.theme import tokens
from megachat_desktop.ui.people.call_details import CallDetails
from megachat_desktop.ui.people.contact_menu import ContactMenu
from megachat_desktop.ui.people.conversation_pane import ConversationPane
from megachat_desktop.ui.people.details_panel import DetailsPanel
from megachat_desktop.ui.people.history import History
from megachat_desktop.ui.people.notices import NoticeBar
from megachat_desktop.ui.people.panes import Panes, Shown
from megachat_desktop.ui.people.shortcuts import Shortcuts
from megachat_desktop.ui.people.sidebar import Sidebar
from megachat_desktop.ui.people.undo_bar import UndoBar
from megachat_desktop.ui.start.front import bring_to_front
from megachat_desktop.ui.tray import running_call


@dataclass(frozen=True)
class Place:
    """Which list is shown, and what the right side is about."""

    segment: int
    shown: Shown
    account: AccountId | None


class MainWindow(QWidget):
    """Shown at start and from the tray; closing it is reported, not decided here."""

    close_requested = Signal()
    call_requested = Signal(object, bool)  # AccountId, video
    verify_requested = Signal(object)  # AccountId
    echo_requested = Signal()
    keys_requested = Signal()  # the overview of all keys
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
        self.panes = Panes(bridge, look, avatars, history)
        self.empty = self.panes.empty
        self.notices, self.undo = NoticeBar(look), UndoBar(look)
        self.menu = ContactMenu(bridge, self, lambda: self.account)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self._compact = False
        self._lay_out()
        self.shortcuts = Shortcuts(self)
        self._connect()

    @property
    def pane(self) -> ConversationPane:
        """The conversation; made when it is asked for first."""
        return self.panes.conversation

    @property
    def account(self) -> AccountId | None:
        """Whom the right side is about."""
        return self.panes.account

    def choose(self, account: AccountId) -> None:
        """Show the conversation with this person."""
        self.sidebar.lists.mark(account)
        self._show(Shown.CONVERSATION, account)

    def choose_message(self, message: TextMessage) -> None:
        """Show a text in its place in the conversation."""
        self.choose(message.account)
        self.pane.show_entry(message)

    def choose_calls(self, account: AccountId) -> None:
        """Show the calls with this person."""
        self._show(Shown.CALLS, account)

    def go_back(self) -> None:
        """From the details to the person, from the person to the list."""
        if self.panes.close_details():
            return
        self.panes.show_page(Shown.NOBODY)
        self.sidebar.lists.clear_choice()
        self._arrange()
        self.sidebar.focus_list()

    @property
    def place(self) -> Place:
        """Where the person is: for the window that takes the place of this one."""
        return Place(self.sidebar.segments.number, self.panes.shown, self.account)

    def return_to(self, place: Place) -> None:
        """Go where the person was in the window before."""
        self.sidebar.show_segment(place.segment)
        if place.account is not None:
            self.sidebar.lists.mark(place.account)
            self._show(place.shown, place.account)

    def bring_forward(self) -> None:
        """Show the window in front."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        bring_to_front(self)

    def call_shown(self, video: bool) -> None:
        """Call whom the right side is about."""
        if self.account is not None:
            self.call_requested.emit(self.account, video)

    def _show(self, shown: Shown, account: AccountId) -> None:
        if account in self._bridge.seen.contacts:
            self.panes.show_page(shown, account)
            self._arrange()
            self._look_at_shown(opened=True)
            if self._compact:
                self.panes.focus_shown()

    def _lay_out(self) -> None:
        layout_tokens = tokens()["layout"]
        foot = QWidget()  # made now, so that what is shown in it lies below every sheet
        self._strip_below = QVBoxLayout(foot)
        self._strip_below.setContentsMargins(0, 0, 0, 0)
        self.splitter.addWidget(self.sidebar)
        self.splitter.addWidget(self.panes)
        self.panes.raise_()  # the order in which a screen reader finds them
        self.splitter.handle(1).raise_()
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.notices, self.undo):
            layout.addWidget(widget)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(foot)
        set_least(self, layout_tokens["window-min"])
        self.resize(*layout_tokens["window-default"])
        self.splitter.setSizes([layout_tokens["sidebar-default"] - 1, 920])

    def _connect(self) -> None:
        bridge, sidebar, panes = self._bridge, self.sidebar, self.panes
        sidebar.person_chosen.connect(self.choose)
        sidebar.message_chosen.connect(self.choose_message)
        sidebar.call_chosen.connect(self.choose_calls)
        sidebar.action_requested.connect(self.menu.do)
        sidebar.menu_requested.connect(self._on_menu_requested)
        sidebar.calls_looked_at.connect(self._on_calls_looked_at)
        for source in (sidebar, self.menu):
            source.call_requested.connect(self.call_requested)
        panes.conversation_made.connect(self._on_conversation_made)
        panes.calls_made.connect(self._on_calls_made)
        panes.details_made.connect(self._on_details_made)
        panes.empty.echo_requested.connect(self.echo_requested)
        sidebar.lists.quiet.echo_requested.connect(self.echo_requested)
        self.menu.find_requested.connect(self.shortcuts.find)
        self.menu.chat_deleted.connect(self._on_chat_deleted)
        self.menu.declined.connect(self._on_declined)
        sidebar.lists.refreshed.connect(self._on_lists_refreshed)
        bridge.contact_removed.connect(self._leave)
        bridge.chats_changed.connect(self._on_chats_changed)
        bridge.call_changed.connect(self._on_call_changed)
        bridge.error_occurred.connect(self.notices.tell)

    def _on_conversation_made(self, pane: ConversationPane) -> None:
        pane.call_requested.connect(self.call_requested)
        pane.action_requested.connect(self.menu.do)
        pane.header.more_requested.connect(self.menu.open)
        pane.header.details_requested.connect(self.panes.toggle_details)
        pane.header.back_requested.connect(self.go_back)
        for who in (pane, pane.header):
            who.verify_requested.connect(self.verify_requested)

    def _on_calls_made(self, pane: CallDetails) -> None:
        pane.call_requested.connect(self.call_requested)
        pane.back_requested.connect(self.go_back)
        pane.message_requested.connect(self.choose)

    def _on_details_made(self, details: DetailsPanel) -> None:
        details.verify_requested.connect(self.verify_requested)
        details.close_requested.connect(self.panes.close_details)
        details.calls_requested.connect(self.choose_calls)
        details.rename_requested.connect(self.menu.rename)
        details.block_requested.connect(self.menu.block)
        details.unblock_requested.connect(self._on_unblock_requested)
        details.remove_requested.connect(self.menu.remove)

    def _arrange(self) -> None:
        limits = tokens()["layout"]
        self._compact = self.width() < limits["breakpoint-compact"]
        person = self.panes.shown is not Shown.NOBODY
        self.panes.arrange(self.width(), compact=self._compact)
        self.sidebar.set_compact(self._compact)
        self.sidebar.setVisible(not self._compact or not person)
        self.panes.setVisible(not self._compact or person)
        # A running call is in sight on every screen, also where a person has all of the window.
        place = self._strip_below if self._compact and person else self.sidebar.strip_place
        if place.indexOf(self.sidebar.strip) < 0:
            place.addWidget(self.sidebar.strip)
        self.sidebar.setMinimumWidth(self.sidebar.least_width)
        wide = 16_777_215 if self._compact else limits["sidebar-max"]
        self.sidebar.setMaximumWidth(wide)

    def _look_at_shown(self, *, opened: bool = False) -> None:
        """What the person has before their eyes is seen; a mark by hand goes when it is opened."""
        account = self.account
        chat = self._bridge.seen.chats.get(account) if account else None
        if chat is None or not self.isActiveWindow():
            return
        if chat.unseen or (opened and chat.unread):
            self._bridge.run(self._bridge.engine.chats.mark_seen(account))

    def _on_chats_changed(self, _chats: object) -> None:
        self._look_at_shown()

    def _on_calls_looked_at(self) -> None:
        if any(chat.unseen for chat in self._bridge.seen.chats.values()):
            self._bridge.run(self._bridge.engine.chats.mark_seen())

    def _on_menu_requested(self, row: Row, place: QPoint) -> None:
        self.menu.open(AccountId(row.account), place)

    def _on_chat_deleted(self, account: AccountId) -> None:
        self._leave(account)
        contact = self._bridge.seen.contacts.get(account)
        if contact is not None:
            text = self.tr("The chat with {name} was deleted.")
            self.undo.offer(
                text.format(name=shown_name(contact.name)), lambda: self.menu.restore(account)
            )

    def _on_declined(self, account: AccountId) -> None:
        self._leave(account)
        contact = self._bridge.seen.contacts.get(account)
        if contact is not None:
            text = self.tr("The request of {name} was declined.")
            self.undo.offer(
                text.format(name=shown_name(contact.name)), lambda: self.menu.take_up(account)
            )

    def _on_unblock_requested(self, account: AccountId) -> None:
        self.menu.do(account, RowAction.UNBLOCK)

    def _on_lists_refreshed(self) -> None:
        contacts = self._bridge.seen.contacts.values()
        people = sum(not contact.is_echo for contact in contacts)
        self.empty.render_counts(people, echo=people < len(contacts))
        if self.account is not None:
            self.sidebar.lists.keep_marked(self.account)

    def _leave(self, account: AccountId) -> None:
        """Nobody is shown any more, if it was this person."""
        if account == self.account:
            self.panes.close_details()
            self.go_back()

    def _on_call_changed(self, *_: object) -> None:
        self.sidebar.render_call(running_call(self._bridge.seen))

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self.resized.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self._look_at_shown()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and (self._compact or self.panes.details_open):
            self.go_back()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.close_requested.emit()
