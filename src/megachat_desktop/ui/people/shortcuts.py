"""The keys of the main window (DESIGN.md, section 6)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from megachat_desktop.ui.kit.keys import Key, sequence
from megachat_desktop.ui.kit.sheet import Sheet
from megachat_desktop.ui.people.panes import Shown

if TYPE_CHECKING:
    from megachat_desktop.ui.main_window import MainWindow


class Shortcuts(QObject):
    """Connects keys to what the window can do."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        sidebar = window.sidebar
        deeds: dict[Key, Callable[[], object]] = {
            Key.SEARCH: self._search,
            Key.FIND: self.find,
            Key.ADD_CONTACT: sidebar.add_contact_requested.emit,
            Key.SETTINGS: sidebar.profile.open_settings,
            Key.OVERVIEW: window.keys_requested.emit,
            Key.CHATS: partial(self._show_segment, 0),
            Key.CONTACTS: partial(self._show_segment, 1),
            Key.CALLS: partial(self._show_segment, 2),
            Key.VOICE_CALL: partial(window.call_shown, False),
            Key.VIDEO_CALL: partial(window.call_shown, True),
            Key.DO_NOT_DISTURB: sidebar.profile.toggle_quiet,
            Key.BACK: window.go_back,
            Key.PREVIOUS_CHAT: partial(self._step, -1),
            Key.NEXT_CHAT: partial(self._step, 1),
            Key.PREVIOUS_UNREAD: partial(self._step, -1, unread=True),
            Key.NEXT_UNREAD: partial(self._step, 1, unread=True),
            Key.UNDO: window.undo.take_back,
            Key.NEXT_PART: partial(self._jump, 1),
            Key.PREVIOUS_PART: partial(self._jump, -1),
        }
        for key, slot in deeds.items():
            QShortcut(sequence(key), window).activated.connect(partial(self._do, slot))

    def _do(self, slot: Callable[[], object]) -> None:
        """A dialog over the window keeps the focus, so it keeps the keys too."""
        if not any(sheet.isVisible() for sheet in self._window.findChildren(Sheet)):
            slot()

    def _search(self) -> None:
        if self._window.sidebar.isHidden():
            self._window.go_back()
        self._window.sidebar.focus_search()

    def find(self) -> None:
        """In the chat that is before the eyes; without one, everywhere."""
        panes = self._window.panes
        if panes.shown is Shown.CONVERSATION and panes.stack.isVisible():
            panes.conversation.open_find()
        else:
            self._search()

    def _show_segment(self, number: int) -> None:
        if self._window.sidebar.isHidden():
            self._window.go_back()
        self._window.sidebar.show_segment(number)

    def _step(self, by: int, unread: bool = False) -> None:
        self._window.sidebar.lists.chat_list.step(by, unread)

    def _jump(self, by: int) -> None:
        """Between sidebar, messages and details, whichever are there."""
        window, panes = self._window, self._window.panes
        places: list[tuple[QWidget, Callable[[], None]]] = []
        if not window.sidebar.isHidden():
            places.append((window.sidebar, window.sidebar.focus_list))
        if panes.shown is Shown.CONVERSATION and panes.stack.isVisible():
            places.append((panes.conversation, panes.conversation.focus_messages))
        if panes.shown is Shown.CALLS:
            places.append((panes.calls, panes.calls.focus_first))
        if panes.details_open and panes.details.isVisible():
            places.append((panes.details, panes.details.focus_first))
        focused = window.focusWidget()
        here = next(
            (n for n, (w, _) in enumerate(places) if focused and w.isAncestorOf(focused)), -by
        )
        if places:
            places[(here + by) % len(places)][1]()
