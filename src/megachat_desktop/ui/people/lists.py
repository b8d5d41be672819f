"""The lists of the sidebar: chats, contacts, calls and what a search found."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.message import TextMessage
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.keys import Key, shown
from megachat_desktop.ui.kit.row_list import RowList
from megachat_desktop.ui.kit.rows import Row, RowAction, RowModel
from megachat_desktop.ui.kit.text import shown_sentence
from megachat_desktop.ui.people.calls_page import CallsPage
from megachat_desktop.ui.people.chat_rows import ChatRows
from megachat_desktop.ui.people.contact_rows import ContactRows
from megachat_desktop.ui.people.empty_pane import EmptyPane
from megachat_desktop.ui.people.history import History
from megachat_desktop.ui.people.list_page import ListPage, nothing_here
from megachat_desktop.ui.people.search_rows import SearchRows

REFRESH_EVERY_MS = 50  # presence of thousands may change at once


class Lists(QStackedWidget):
    """Shows one list at a time; what is clicked leaves as signals."""

    person_chosen = Signal(object)  # AccountId
    message_chosen = Signal(object)  # TextMessage, of those a search found
    call_chosen = Signal(object)  # AccountId, of an entry of the history
    call_requested = Signal(object, bool)  # AccountId, video
    action_requested = Signal(object, object)  # AccountId, RowAction
    menu_requested = Signal(object, object)  # Row, QPoint on the screen
    refreshed = Signal()
    calls_refreshed = Signal()  # after a page of the history was read

    def __init__(
        self, bridge: Bridge, look: Look, avatars: AvatarPainter, history: History
    ) -> None:
        super().__init__()
        self._bridge, self._history = bridge, history
        self._segment = 0
        self._compact = False
        people = self._people = ContactRows(lambda: bridge.seen)
        chats = ChatRows(lambda: bridge.seen, people, history.now)
        self._found = SearchRows(lambda: bridge.seen, history.now)
        self.chats, self.contacts = RowModel(chats, self), RowModel(people, self)
        self.calls, self.found = RowModel(history.rows, self), RowModel(self._found, self)
        self.chat_list = RowList(look, avatars, self.chats, self.tr("Chats"))
        self.contact_list = RowList(look, avatars, self.contacts, self.tr("Contacts"))
        self.call_list = RowList(look, avatars, self.calls, self.tr("Calls"))
        self.found_list = RowList(look, avatars, self.found, self.tr("Search results"))
        self.quiet = EmptyPane(look)
        self.quiet.setObjectName("sidebarEmpty")
        self._nothing_found = nothing_here()
        self._chats_page = ListPage(look, self.chat_list, self.quiet)
        add = self.tr("Nobody yet. Add a contact with {keys}.")
        nobody = nothing_here(add.format(keys=shown(Key.ADD_CONTACT)))
        self._contacts_page = ListPage(look, self.contact_list, nobody)
        self.calls_page = CallsPage(look, self.call_list, history)
        self._found_page = ListPage(look, self.found_list, self._nothing_found)
        for page in (self._chats_page, self._contacts_page, self.calls_page, self._found_page):
            self.addWidget(page)
        self.refresh = _soon(self, self._refresh)
        self.refresh_calls = _soon(self, self._refresh_calls)
        self._connect()

    @property
    def shown_list(self) -> RowList:
        """The list that is on the screen."""
        lists = (self.chat_list, self.contact_list, self.call_list, self.found_list)
        return lists[self.currentIndex()]

    def show_segment(self, number: int) -> None:
        """Chats, Contacts or Calls; a search stays over it."""
        self._segment = number
        if not self._found.wanted:
            self.setCurrentIndex(number)

    def set_compact(self, compact: bool) -> None:
        """One column: the empty list says what the pane beside it says else."""
        self._compact = compact
        self._render_pages()

    def clear_choice(self) -> None:
        """Nobody is open any more; the arrows go on from where they were."""
        for rows in (self.chat_list, self.contact_list, self.call_list, self.found_list):
            rows.clearSelection()

    def mark(self, account: AccountId) -> None:
        """This person is open now: their rows show it."""
        for rows in (self.chat_list, self.contact_list):
            rows.choose_account(account)

    def keep_marked(self, account: AccountId) -> None:
        """The same again after the rows changed; the arrows stay where they are."""
        for rows in (self.chat_list, self.contact_list):
            rows.keep_selected(account)

    def search(self, text: str) -> None:
        """Show what is found; nothing to search for shows the list again."""
        self._found.look_for(text)
        if not self._found.wanted:
            self.setCurrentIndex(self._segment)
            return
        self.found.refresh()
        self._render_pages()
        self.setCurrentWidget(self._found_page)
        if self._bridge.running:
            job = self._bridge.ask(self._bridge.engine.chats.search(self._found.wanted))
            job.succeeded.connect(self._on_messages_found)

    def open_first_found(self) -> None:
        """Enter in the search field."""
        if self._found.wanted and self.found.rowCount():
            self.found_list.open_first()

    def show_all_nearby(self) -> None:
        """More than the first three."""
        self._people.all_nearby = True
        self._refresh()

    def _connect(self) -> None:
        bridge = self._bridge
        for signal in (
            bridge.contact_changed,
            bridge.contact_removed,
            bridge.nearby_changed,
            bridge.chats_changed,
            bridge.account_changed,
            bridge.settings_changed,
        ):
            signal.connect(self._on_people_changed)
        self._history.changed.connect(self._on_history_changed)
        self.calls_page.refreshed.connect(self._refresh)
        for rows in (self.chat_list, self.contact_list, self.call_list, self.found_list):
            rows.chosen.connect(self._on_chosen)
            rows.call_requested.connect(self._on_call_requested)
            rows.action_requested.connect(self._on_action_requested)
            rows.menu_requested.connect(self.menu_requested)

    def _refresh(self) -> None:
        for model in (self.chats, self.contacts, self.calls):
            model.refresh()
        if self._found.wanted:
            self.found.refresh()
        self._render_pages()
        self.refreshed.emit()

    def _refresh_calls(self) -> None:
        """A page was read: nobody else's row changes by that."""
        self.calls.refresh()
        self.calls_page.render_state(rows=self.calls.rowCount())
        self.calls_refreshed.emit()

    def _render_pages(self) -> None:
        seen = self._bridge.seen
        ready = seen.account is not None
        alone = all(c.is_echo for c in seen.contacts.values()) and not seen.nearby
        nothing = not self.chats.rowCount() or (alone and self._compact)
        self._chats_page.render_state(ready=ready, empty=nothing)
        self.quiet.render_counts(0, echo=any(c.is_echo for c in seen.contacts.values()))
        self._contacts_page.render_state(ready=ready, empty=not self.contacts.rowCount())
        self.calls_page.render_state(rows=self.calls.rowCount())
        self._found_page.render_state(ready=True, empty=not self.found.rowCount())
        self._say_nothing_found()

    def _say_nothing_found(self) -> None:
        text = self.tr('Nothing found for "{text}". Check the spelling, or search inside a chat.')
        for label in self._nothing_found.findChildren(QLabel):
            label.setText(text.format(text=shown_sentence(self._found.wanted)))

    def _on_people_changed(self, *_: object) -> None:
        self.refresh()

    def _on_history_changed(self) -> None:
        self.refresh_calls()

    def _on_messages_found(self, messages: tuple[TextMessage, ...]) -> None:
        self._found.take_messages(messages)
        self.found.refresh()
        self._render_pages()

    def _on_chosen(self, row: Row) -> None:
        if row.key[:2] == b"l:":
            self.call_chosen.emit(row.account)
        elif (message := self._found.message(row.key)) is not None:
            self.message_chosen.emit(message)
        elif row.key[:2] != b"n:":
            self.person_chosen.emit(row.account)

    def _on_call_requested(self, row: Row) -> None:
        if row.key[:2] == b"l:":
            self.call_requested.emit(row.account, row.line_icon != "" and self._was_video(row))

    def _was_video(self, row: Row) -> bool:
        return any(e.video for e in self._history.rows.entries if e.call_id == row.key[2:])

    def _on_action_requested(self, row: Row, action: RowAction) -> None:
        if action in (RowAction.VOICE, RowAction.VIDEO):
            self.call_requested.emit(row.account, action is RowAction.VIDEO)
        elif action is RowAction.SHOW_ALL:
            self.show_all_nearby()
        else:
            self.action_requested.emit(row.account, action)


def _soon(parent: QWidget, work: Callable[[], None]) -> Callable[[], None]:
    """Do ``work`` once after a short while, however often it is asked for meanwhile."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setTimerType(Qt.TimerType.CoarseTimer)
    timer.timeout.connect(work)

    def ask() -> None:
        if not timer.isActive():
            timer.start(REFRESH_EVERY_MS)

    return ask
