"""The right side of the main window: nobody, a conversation or calls, and details beside it."""

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.theme import tokens
from megachat_desktop.ui.people.call_details import CallDetails
from megachat_desktop.ui.people.conversation_pane import ConversationPane
from megachat_desktop.ui.people.details_panel import DetailsPanel
from megachat_desktop.ui.people.empty_pane import EmptyPane
from megachat_desktop.ui.people.history import History


class Shown(Enum):
    """What the right side is about."""

    NOBODY = "nobody"
    CONVERSATION = "conversation"
    CALLS = "calls"


class Panes(QWidget):
    """Details dock beside the conversation where there is room, and replace it where not."""

    def __init__(
        self, bridge: Bridge, look: Look, avatars: AvatarPainter, history: History
    ) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.empty = EmptyPane(look)
        self.conversation = ConversationPane(bridge, look, avatars, history)
        self.calls = CallDetails(bridge, look, avatars, history)
        self.details = DetailsPanel(bridge, look, avatars, history)
        self.stack = QStackedWidget()
        self.stack.setObjectName("panes")
        self._pages = {
            Shown.NOBODY: self.empty,
            Shown.CONVERSATION: self.conversation,
            Shown.CALLS: self.calls,
        }
        self._docks = False
        for page in self._pages.values():
            self.stack.addWidget(page)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.stack, 1)
        row.addWidget(self.details)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        self.details.hide()

    @property
    def shown(self) -> Shown:
        """Which page is on the screen."""
        page = self.stack.currentWidget()
        return next(shown for shown, widget in self._pages.items() if widget is page)

    @property
    def account(self) -> AccountId | None:
        """Whom it is about."""
        match self.shown:
            case Shown.CONVERSATION:
                return self.conversation.account
            case Shown.CALLS:
                return self.calls.account
            case Shown.NOBODY:
                return None

    def show_page(self, shown: Shown, account: AccountId | None = None) -> None:
        """Another page, about ``account``."""
        if account is not None and shown is Shown.CONVERSATION:
            self.conversation.show_person(account)
        elif account is not None and shown is Shown.CALLS:
            self.calls.show_person(account)
        self.stack.setCurrentWidget(self._pages[shown])
        self._follow_details()

    def focus_shown(self) -> None:
        """The focus goes to what is shown, as when the list that had it went away."""
        if self.shown is Shown.CONVERSATION:
            self.conversation.focus_opened()
        elif self.shown is Shown.CALLS:
            self.calls.setFocus(Qt.FocusReason.OtherFocusReason)

    def toggle_details(self) -> None:
        """A click on the header of the conversation."""
        self.details.setVisible(self.details.isHidden())
        self._follow_details()

    def close_details(self) -> bool:
        """Take the details away; whether they were there."""
        was_open = not self.details.isHidden()
        had_focus = self.details.isAncestorOf(self.window().focusWidget() or self)
        self.details.hide()
        self._follow_details()
        if had_focus and self.shown is Shown.CONVERSATION:
            self.conversation.header.focus_first()
        return was_open

    def arrange(self, width: int, *, compact: bool) -> None:
        """``width`` of the whole window, in pixels."""
        layout = tokens()["layout"]
        self._docks = width >= layout["breakpoint-details"]
        self.details.setMinimumWidth(layout["details-panel"] if self._docks else 0)
        self.details.setMaximumWidth(layout["details-panel"] if self._docks else 16_777_215)
        self.details.set_docked(self._docks)
        self.conversation.set_compact(compact)
        self.calls.set_compact(compact)
        self._follow_details()

    def _follow_details(self) -> None:
        account = self.conversation.account
        if self.shown is not Shown.CONVERSATION or account is None:
            self.details.hide()
        elif not self.details.isHidden() and self.details.account != account:
            self.details.show_person(account)
        self.stack.setVisible(self._docks or self.details.isHidden())
