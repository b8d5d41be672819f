"""The keys of the main window (DESIGN.md, section 6)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from megachat_desktop.ui.people.panes import Shown

if TYPE_CHECKING:
    from megachat_desktop.ui.main_window import MainWindow


class Shortcuts(QObject):
    """Connects keys to what the window can do."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        sidebar = window.sidebar
        for keys, slot in (
            ("Ctrl+K", self._search),
            ("Ctrl+F", self._search),
            ("Ctrl+N", sidebar.add_contact_requested.emit),
            ("Ctrl+/", window.keys_requested.emit),
            ("Ctrl+1", partial(self._show_segment, 0)),
            ("Ctrl+2", partial(self._show_segment, 1)),
            ("Ctrl+3", partial(self._show_segment, 2)),
            ("Ctrl+Shift+D", partial(window.call_shown, False)),
            ("Ctrl+Shift+E", partial(window.call_shown, True)),
            ("Ctrl+Shift+N", sidebar.profile.toggle_quiet),
            ("Alt+Left", window.go_back),
            ("Alt+Up", partial(self._step, -1)),
            ("Alt+Down", partial(self._step, 1)),
            ("Alt+Shift+Up", partial(self._step, -1, unread=True)),
            ("Alt+Shift+Down", partial(self._step, 1, unread=True)),
            ("F6", partial(self._jump, 1)),
            ("Shift+F6", partial(self._jump, -1)),
        ):
            QShortcut(QKeySequence(keys), window).activated.connect(slot)

    def _search(self) -> None:
        if self._window.sidebar.isHidden():
            self._window.go_back()
        self._window.sidebar.focus_search()

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
        if panes.details.isVisible():
            places.append((panes.details, panes.details.focus_first))
        focused = window.focusWidget()
        here = next(
            (n for n, (w, _) in enumerate(places) if focused and w.isAncestorOf(focused)), -by
        )
        if places:
            places[(here + by) % len(places)][1]()
