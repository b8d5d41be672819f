"""The keys of the main window (DESIGN.md, section 6), and the sheet that lists them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.sheet import Sheet
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.people.panes import Shown

if TYPE_CHECKING:
    from megachat_desktop.ui.main_window import MainWindow


class Shortcuts(QObject):
    """Connects keys to what the window can do."""

    def __init__(self, window: MainWindow, look: Look) -> None:
        super().__init__(window)
        self._window = window
        self.overview = ShortcutSheet(look, window)
        sidebar = window.sidebar
        for keys, slot in (
            ("Ctrl+K", self._search),
            ("Ctrl+F", self._search),
            ("Ctrl+N", sidebar.add_contact_requested.emit),
            ("Ctrl+,", sidebar.profile.open_settings),
            ("Ctrl+/", self.overview.open),
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


class ShortcutSheet(Sheet):
    """Every key of the program, on Ctrl+/."""

    def __init__(self, look: Look, window: QWidget) -> None:
        title = QCoreApplication.translate("ShortcutSheet", "Keys")
        super().__init__(look, window, title, 620, 520)
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(8)
        for number, (keys, text) in enumerate(self._keys()):
            column, line = divmod(number, 9)
            grid.addWidget(plain_label(keys, "body-strong"), line, column * 2)
            grid.addWidget(plain_label(text, "secondary", wrap=True), line, column * 2 + 1)
        grid.setRowStretch(9, 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self.body.addLayout(grid)

    def _keys(self) -> list[tuple[str, str]]:
        return [
            ("Ctrl+K", self.tr("Find people and messages")),
            ("Ctrl+N", self.tr("Add a contact")),
            ("Ctrl+1 / 2 / 3", self.tr("Chats, contacts, calls")),
            ("Ctrl+,", self.tr("Settings")),
            ("Ctrl+/", self.tr("This overview")),
            ("Alt+↑ / ↓", self.tr("Previous, next chat")),
            ("Alt+Shift+↑ / ↓", self.tr("Previous, next unread chat")),
            ("Ctrl+Shift+N", self.tr("Do not disturb on, off")),
            ("Ctrl+Shift+D", self.tr("Voice call")),
            ("Ctrl+Shift+E", self.tr("Video call")),
            ("F6", self.tr("To the next part of the window")),
            ("Esc, Alt+←", self.tr("Back")),
            ("M, V", self.tr("In a call: mute, camera")),
            (self.tr("Space"), self.tr("In a call, muted: hold to talk")),
            ("F, Esc", self.tr("In a call: full screen, leave it")),
            ("Ctrl+Shift+H", self.tr("Hang up")),
        ]
