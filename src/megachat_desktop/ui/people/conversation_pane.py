"""The conversation with one person: header, what stands in the way, and what happened."""

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from megachat_desktop.model.chat import ConversationEntry, happened_at
from megachat_desktop.model.contact import Contact, ContactState, Presence
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.message import MessageState, TextMessage
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.announce import announce
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.rows import Row, RowAction, RowModel
from megachat_desktop.ui.kit.text import plain_label, shown_name
from megachat_desktop.ui.people.conversation_feed import ConversationFeed
from megachat_desktop.ui.people.conversation_header import ConversationHeader
from megachat_desktop.ui.people.conversation_notes import ObstacleBanner, RequestCard, TrustBanner
from megachat_desktop.ui.people.conversation_rows import ConversationRows, entry_key
from megachat_desktop.ui.people.conversation_view import ConversationView
from megachat_desktop.ui.people.find_bar import FindBar
from megachat_desktop.ui.people.finder import Finder
from megachat_desktop.ui.people.history import History
from megachat_desktop.ui.people.to_end import ToEnd
from megachat_desktop.ui.people.unsent_reply import UnsentReply
from megachat_desktop.ui.words import first_name


class ConversationPane(QWidget):
    """Shown while a person is chosen; renders the newest snapshot of them."""

    call_requested = Signal(object, bool)  # AccountId, video
    action_requested = Signal(object, object)  # AccountId, RowAction
    verify_requested = Signal(object)  # AccountId

    def __init__(
        self, bridge: Bridge, look: Look, avatars: AvatarPainter, history: History
    ) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bridge, self._history = bridge, history
        self.feed = ConversationFeed(bridge)
        self.header = ConversationHeader(look, avatars)
        self.finder = Finder(bridge)
        self.find_bar = FindBar(look)
        self._sought = b""  # the key of a row that is to be shown once it was read
        rows = ConversationRows(
            lambda: self.feed.entries, self._name, history.now, lambda: self.finder.wanted
        )
        self.view = ConversationView(look, RowModel(rows, self))
        self.to_end = ToEnd(look, self.view)
        self._banner = ObstacleBanner(look)
        self._trust = TrustBanner(look)
        self._request = RequestCard(look)
        self.unsent = UnsentReply(bridge, look)
        self._nothing = plain_label("", "body", "secondary", wrap=True)
        self._blank = QWidget()
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()

    @property
    def account(self) -> AccountId | None:
        """Who is shown."""
        return self.feed.account

    def show_person(self, account: AccountId) -> None:
        """Show the conversation with this contact from now on."""
        if account != self.account:
            self.find_bar.dismiss()
        self.feed.show(account)
        self.unsent.show_person(account)
        self._render()
        self.view.go_to_end()

    def set_compact(self, compact: bool) -> None:
        """One column: the way back is shown."""
        self.header.set_compact(compact)

    def focus_opened(self) -> None:
        """The conversation was opened in the place of the list that had the focus."""
        page = self._pages.currentWidget()
        if page is not None:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_find(self) -> None:
        """Ctrl+F."""
        self.find_bar.open()

    def show_entry(self, entry: ConversationEntry) -> None:
        """Bring this entry of the conversation before the eyes, however far back it is."""
        self._sought = entry_key(entry)
        self.feed.read_back_to(happened_at(entry))
        self._show_sought()

    def focus_messages(self) -> None:
        """The list, at its newest row; while there is nothing in it, the header."""
        if self._pages.currentWidget() is self.view:
            self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.header.focus_first()

    def _lay_out(self) -> None:
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        nothing = QWidget()
        middle = QHBoxLayout(nothing)
        middle.setContentsMargins(32, 0, 32, 0)
        middle.addWidget(self._nothing)
        self._nothing_page = nothing
        for page in (self._blank, self.view, nothing):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.header, self.find_bar, self._banner, self._trust, self._request):
            layout.addWidget(widget)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.unsent)

    def _connect(self) -> None:
        self._bridge.contact_changed.connect(self._on_contact_changed)
        self._bridge.network_changed.connect(self._on_network_changed)
        self.feed.changed.connect(self._on_feed_changed)
        self.feed.arrived.connect(self._on_arrived)
        self.view.start_near.connect(self.feed.read_more)
        self.view.call_back_requested.connect(self._on_call_back_requested)
        self.view.copy_requested.connect(self._on_copy_requested)
        self.view.menu_requested.connect(self._on_menu_requested)
        self.header.call_requested.connect(self.call_requested)
        self.header.search_requested.connect(self.open_find)
        self.find_bar.wanted.connect(self._on_find_wanted)
        self.find_bar.stepped.connect(self.finder.step)
        self.find_bar.closed.connect(self._on_find_closed)
        self.finder.changed.connect(self._on_found)
        self._trust.verify_requested.connect(self._on_verify_requested)
        self._request.answered.connect(self._on_answered)
        self._banner.unblock_requested.connect(partial(self._on_answered, RowAction.UNBLOCK))
        self.unsent.answered.connect(self.focus_messages)

    def _contact(self) -> Contact | None:
        return self._bridge.seen.contacts.get(self.account) if self.account else None

    def _name(self) -> str:
        contact = self._contact()
        return first_name(contact.name) if contact else ""

    def _render(self) -> None:
        contact = self._contact()
        if contact is None:
            return
        self.header.render_contact(contact, self._history.now())
        self._trust.render_contact(contact)
        self._request.render_contact(contact)
        self._banner.render_contact(contact, self._obstacle(contact))
        say_hello = self.tr("Say hello to {name}. Calls go straight to their computer.")
        if contact.is_echo:
            say_hello = self.tr("Call the echo test: it plays back what it hears and sees.")
        if contact.state is not ContactState.ACCEPTED and not contact.is_echo:
            say_hello = ""  # not before both have said yes
        self._nothing.setText(say_hello.format(name=first_name(contact.name)))
        page: QWidget = self.view if self.feed.entries else self._nothing_page
        self._pages.setCurrentWidget(page if self.feed.loaded else self._blank)

    def _obstacle(self, contact: Contact) -> str:
        """Why the person can't be reached right now, in words; empty where they can."""
        name = shown_name(contact.name)
        if not self._bridge.seen.network.online and not contact.is_echo:
            return self.tr("No network. We'll reconnect by ourselves.")
        if contact.state is ContactState.BLOCKED:
            return self.tr("You blocked {name}: they can't call you.").format(name=name)
        if contact.state is ContactState.REQUESTED:
            return self.tr("{name} has not answered your request yet.").format(name=name)
        if contact.state is not ContactState.ACCEPTED or contact.presence is not Presence.OFFLINE:
            return ""
        if self._is_waiting():
            text = self.tr(
                "Can't reach {name}: they seem to be offline. We'll deliver your messages when"
                " {name} is back."
            )
        else:
            text = self.tr("Can't reach {name}: they seem to be offline.")
        return text.format(name=first_name(contact.name))

    def _is_waiting(self) -> bool:
        return any(
            isinstance(entry, TextMessage) and entry.state is MessageState.WAITING
            for entry in self.feed.entries
        )

    def _on_contact_changed(self, contact: Contact) -> None:
        if contact.account == self.account:
            self._render()

    def _on_network_changed(self, _news: object) -> None:
        self._render()

    def _on_feed_changed(self, older: bool) -> None:
        self.view.refresh(older=older)
        self._render()
        self._show_sought()

    def _on_arrived(self) -> None:
        """A screen reader says what came, unless we wrote it ourselves."""
        row = self.view.newest
        self.to_end.add()
        if row is not None and not row.own:
            announce(self.view, row.spoken)

    def _show_sought(self) -> None:
        if self._sought and self.view.show_key(self._sought):
            self._sought = b""

    def _on_find_wanted(self, text: str) -> None:
        self.finder.look_for(self.account, text)

    def _on_found(self) -> None:
        finder, current = self.finder, self.finder.current
        self.find_bar.render_matches(
            finder.place + 1, len(finder.matches), answered=finder.answered
        )
        self.view.refresh(older=False)
        if current is not None:
            self.show_entry(current)
        else:
            self.view.show_key(b"")

    def _on_find_closed(self) -> None:
        self._sought = b""
        self.focus_messages()

    def _on_call_back_requested(self, row: Row) -> None:
        self.call_requested.emit(self.account, self.feed.was_video(row.key[2:]))

    def _on_copy_requested(self, row: Row) -> None:
        if not row.buttons:
            QGuiApplication.clipboard().setText(row.title)

    def _on_menu_requested(self, row: Row, place: QPoint) -> None:
        menu = self.entry_menu(row)
        menu.popup(place)
        menu.aboutToHide.connect(menu.deleteLater)

    def entry_menu(self, row: Row) -> QMenu:
        """What can be done with one entry, not shown yet."""
        menu = QMenu(self)
        if row.buttons:
            verb = row.buttons[0].text
            menu.addAction(verb, partial(self._on_call_back_requested, row))
        else:
            copy = menu.addAction(self.tr("Copy text"), partial(self._on_copy_requested, row))
            copy.setShortcut(QKeySequence.StandardKey.Copy)  # shown; the view has the key
            copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        return menu

    def _on_verify_requested(self) -> None:
        self.verify_requested.emit(self.account)

    def _on_answered(self, action: RowAction) -> None:
        self.action_requested.emit(self.account, action)
