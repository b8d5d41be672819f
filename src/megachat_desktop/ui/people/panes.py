"""The right side of the main window: nobody, a conversation or calls, and details beside it.

Every start shows nobody there; the rest is made when it is wanted first.
"""

from enum import Enum
from functools import cached_property

from PySide6.QtCore import Qt, Signal
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

    conversation_made = Signal(object)  # ConversationPane
    calls_made = Signal(object)  # CallDetails
    details_made = Signal(object)  # DetailsPanel

    def __init__(
        self, bridge: Bridge, look: Look, avatars: AvatarPainter, history: History
    ) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._bridge, self._look, self._avatars, self._history = bridge, look, avatars, history
        self._docks = self._compact = False
        self.empty = EmptyPane(look)
        self.stack = QStackedWidget()
        self.stack.setObjectName("panes")
        self.stack.addWidget(self.empty)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.stack, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._row)

    @cached_property
    def conversation(self) -> ConversationPane:
        """What was written and called with one person."""
        pane = ConversationPane(self._bridge, self._look, self._avatars, self._history)
        self._add(pane)
        self.conversation_made.emit(pane)
        return pane

    @cached_property
    def calls(self) -> CallDetails:
        """The calls with one person."""
        pane = CallDetails(self._bridge, self._look, self._avatars, self._history)
        self._add(pane)
        self.calls_made.emit(pane)
        return pane

    @cached_property
    def details(self) -> DetailsPanel:
        """What is known of one person; hidden until it is asked for."""
        panel = DetailsPanel(self._bridge, self._look, self._avatars, self._history)
        panel.hide()
        self._row.addWidget(panel)
        self._dock(panel)
        self.details_made.emit(panel)
        return panel

    def make_conversation(self) -> None:
        """Before somebody chooses a person, so that they need not wait for it."""
        self.conversation.ensurePolished()

    def make_calls(self) -> None:
        """The same for who chooses a call."""
        self.calls.ensurePolished()

    def make_details(self) -> None:
        """The same for who wants to know more of a person."""
        self.details.ensurePolished()

    @property
    def details_open(self) -> bool:
        """Whether the details are there."""
        panel = self._made_details
        return panel is not None and not panel.isHidden()

    @property
    def _made_details(self) -> DetailsPanel | None:
        made: DetailsPanel | None = self.__dict__.get("details")
        return made

    @property
    def shown(self) -> Shown:
        """Which page is on the screen."""
        page = self.stack.currentWidget()
        if page is self.empty:
            return Shown.NOBODY
        return Shown.CONVERSATION if isinstance(page, ConversationPane) else Shown.CALLS

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
        self.stack.setCurrentWidget(self._page(shown))
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
        if not self.details_open:
            return False
        had_focus = self.details.isAncestorOf(self.window().focusWidget() or self)
        self.details.hide()
        self._follow_details()
        if had_focus and self.shown is Shown.CONVERSATION:
            self.conversation.header.focus_first()
        return True

    def arrange(self, width: int, *, compact: bool) -> None:
        """``width`` of the whole window, in pixels."""
        self._compact = compact
        self._docks = width >= tokens()["layout"]["breakpoint-details"]
        if self._made_details is not None:
            self._dock(self._made_details)
        for number in range(self.stack.count()):
            page = self.stack.widget(number)
            if isinstance(page, ConversationPane | CallDetails):
                page.set_compact(compact)
        self._follow_details()

    def _add(self, page: ConversationPane | CallDetails) -> None:
        self.stack.addWidget(page)
        page.set_compact(self._compact)

    def _page(self, shown: Shown) -> QWidget:
        match shown:
            case Shown.NOBODY:
                return self.empty
            case Shown.CONVERSATION:
                return self.conversation
            case Shown.CALLS:
                return self.calls

    def _dock(self, panel: DetailsPanel) -> None:
        wide: int = tokens()["layout"]["details-panel"]
        panel.setMinimumWidth(wide if self._docks else 0)
        panel.setMaximumWidth(wide if self._docks else 16_777_215)
        panel.set_docked(self._docks)

    def _follow_details(self) -> None:
        if self.details_open:
            self._render_details(self.details)
        self.stack.setVisible(self._docks or not self.details_open)

    def _render_details(self, panel: DetailsPanel) -> None:
        """About whom the conversation is; nothing without one."""
        account = self.account if self.shown is Shown.CONVERSATION else None
        if account is None:
            panel.hide()
        elif panel.account != account:
            panel.show_person(account)
