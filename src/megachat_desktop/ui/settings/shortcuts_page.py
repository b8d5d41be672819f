"""The keys that do something in this build."""

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.settings.context import PageParts
from megachat_desktop.ui.settings.page import Page


class ShortcutsPage(Page):
    """Two lists; a reader, not an editor."""

    def __init__(self, parts: PageParts, title: str) -> None:
        super().__init__(parts, title)
        self.keys: list[str] = []
        self._add_list(self.column(), self.tr("Everywhere"), self._everywhere())
        self._add_list(self.column(), self.tr("In a call"), self._in_a_call())
        self.finish()

    def _everywhere(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Ctrl+K", self.tr("Find people and messages")),
            ("Ctrl+N", self.tr("Add a contact")),
            ("Ctrl+,", self.tr("Settings")),
            ("Ctrl+/", self.tr("This overview")),
            ("Ctrl+1", self.tr("Chats")),
            ("Ctrl+2", self.tr("Contacts")),
            ("Ctrl+3", self.tr("Calls")),
            ("Alt+Up", self.tr("Previous chat")),
            ("Alt+Down", self.tr("Next chat")),
            ("Alt+Shift+Up", self.tr("Previous unread chat")),
            ("Alt+Shift+Down", self.tr("Next unread chat")),
            ("Ctrl+Shift+N", self.tr("Do not disturb on and off")),
            ("Ctrl+Shift+D", self.tr("Voice call")),
            ("Ctrl+Shift+E", self.tr("Video call")),
            ("F6", self.tr("To the next part of the window")),
            ("Alt+Left", self.tr("Back to the list")),
        )

    def _in_a_call(self) -> tuple[tuple[str, str], ...]:
        return (
            ("M", self.tr("Microphone on and off")),
            ("V", self.tr("Camera on and off")),
            ("F", self.tr("Full screen on and off")),
            ("Esc", self.tr("Leave full screen; never hangs up")),
            ("Ctrl+Shift+H", self.tr("Hang up")),
        )

    def _add_list(self, column: QVBoxLayout, title: str, rows: tuple[tuple[str, str], ...]) -> None:
        column.addWidget(plain_label(title, "title"))
        column.addSpacing(12)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(0, 1)
        for number, (keys, text) in enumerate(rows):
            shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            cap = plain_label(shown, "caption")
            cap.setObjectName("keyCap")
            grid.addWidget(plain_label(text, "body", wrap=True), number, 0)
            grid.addWidget(cap, number, 1)
            self.keys.append(keys)
        holder = QWidget()
        holder.setLayout(grid)
        column.addWidget(holder)
        column.addSpacing(20)
