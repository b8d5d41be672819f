"""The settings in a window of their own: pages by name on the left, one of them on the right.

Everything applies at once; there is no button to save. Below 860 pixels the columns of a page
become one.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.fit import set_least
from megachat_desktop.ui.kit.frames import hairline
from megachat_desktop.ui.kit.keys import Key, sequence
from megachat_desktop.ui.kit.text_size import widened
from megachat_desktop.ui.kit.theme import tokens
from megachat_desktop.ui.people.notices import NoticeBar
from megachat_desktop.ui.ring.ring_trial import RingTrial
from megachat_desktop.ui.settings.context import PageParts
from megachat_desktop.ui.settings.navigation import Navigation
from megachat_desktop.ui.settings.page import Page
from megachat_desktop.ui.settings.pages import page_entries
from megachat_desktop.ui.start.front import bring_to_front

LEAST_SIZE = (720, 560)
TWO_COLUMNS_FROM = 860


class SettingsWindow(QWidget):
    """Shown by ``open``; closing hides it, and the page it shows lets go of what it holds."""

    echo_requested = Signal()

    def __init__(
        self,
        bridge: Bridge,
        look: Look,
        avatars: AvatarPainter,
        ring_trial: RingTrial | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("settingsWindow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Settings"))
        self.ring_trial = ring_trial or RingTrial(self)
        self._stack = QStackedWidget()
        self._parts = PageParts(bridge, look, avatars, self.ring_trial, self._stack)
        self._entries = {entry.key: entry for entry in page_entries()}
        self._pages: dict[str, Page] = {}
        self.navigation = Navigation(look, self.tr("Settings"), tuple(self._entries.values()))
        self.navigation.chosen.connect(self.show_page)
        self.notices = NoticeBar(look)
        self._lay_out()
        self._set_least()
        look.looks.changed.connect(self._set_least)
        self.resize(*tokens()["layout"]["settings-window"])
        QShortcut(sequence(Key.CLOSE_SETTINGS), self).activated.connect(self.close)

    @property
    def shown_key(self) -> str:
        """The page that is shown; "" before the first one."""
        page = self._stack.currentWidget()
        return next((key for key, known in self._pages.items() if known is page), "")

    def open(self, key: str = "") -> None:
        """Come to the front with a page: the one asked for, else the last one, else the first."""
        self.show_page(key or self.shown_key or next(iter(self._entries)))
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        bring_to_front(self)

    def show_page(self, key: str) -> None:
        """Show one page, made when it is wanted first."""
        self._stack.setCurrentWidget(self.page(key))
        self.navigation.show_key(key)

    def page(self, key: str) -> Page:
        """A page, which is made if it was never shown."""
        if key not in self._pages:
            entry = self._entries[key]
            page = entry.factory(self._parts, entry.title)
            page.refused.connect(self.notices.tell)
            page.echo_requested.connect(self.echo_requested)
            page.set_narrow(self.width() < TWO_COLUMNS_FROM)
            self._pages[key] = page
            self._stack.addWidget(page)
        return self._pages[key]

    def _set_least(self) -> None:
        width, height = LEAST_SIZE
        set_least(self, (widened(width), height))

    def _lay_out(self) -> None:
        line = hairline(upright=True)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.notices)
        right.addWidget(self._stack, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.navigation)
        layout.addWidget(line)
        layout.addLayout(right, 1)

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for page in self._pages.values():
            page.set_narrow(self.width() < TWO_COLUMNS_FROM)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
