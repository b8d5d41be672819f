"""The keys that do something in this build."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from megachat_desktop.ui.kit.keys import EVERYWHERE, IN_A_CALL, Key, deed, shown
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.settings.context import PageParts
from megachat_desktop.ui.settings.page import Page


class ShortcutsPage(Page):
    """Two lists; a reader, not an editor."""

    def __init__(self, parts: PageParts, title: str) -> None:
        super().__init__(parts, title)
        self._add_list(self.column(), self.tr("Everywhere"), EVERYWHERE)
        self._add_list(self.column(), self.tr("In a call"), IN_A_CALL)
        self.finish()

    def _add_list(self, column: QVBoxLayout, title: str, keys: tuple[Key, ...]) -> None:
        column.addWidget(plain_label(title, "title"))
        column.addSpacing(12)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(0, 1)
        for number, key in enumerate(keys):
            cap = plain_label(shown(key), "caption")
            cap.setObjectName("keyCap")
            grid.addWidget(plain_label(deed(key), "body", wrap=True), number, 0)
            side = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
            grid.addWidget(cap, number, 1, side)
        holder = QWidget()
        holder.setLayout(grid)
        column.addWidget(holder)
        column.addSpacing(20)
