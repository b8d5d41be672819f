"""The calls with one person as the window has read them."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from megachat_desktop.model.call import CallLogEntry
from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.bridge import Bridge

FIRST, MORE = 20, 200


class CallFeed(QObject):
    """Follows ``show``; read again when something happens."""

    changed = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self.account: AccountId | None = None
        self.entries: tuple[CallLogEntry, ...] = ()  # newest first
        self._limit = FIRST
        bridge.conversation_changed.connect(self._on_conversation_changed)
        bridge.contact_removed.connect(self._on_contact_removed)

    @property
    def has_more(self) -> bool:
        """Whether there are calls that were not read."""
        return len(self.entries) == self._limit == FIRST

    def show(self, account: AccountId) -> None:
        """Read the newest calls with this person."""
        if account != self.account:
            self.account, self.entries, self._limit = account, (), FIRST
            self.changed.emit()
        self._ask()

    def read_more(self) -> None:
        """A longer list."""
        self._limit = MORE
        self._ask()

    def _ask(self) -> None:
        if self.account is not None and self._bridge.running:
            work = self._bridge.engine.chats.calls(self.account, self._limit)
            self._bridge.ask(work).succeeded.connect(partial(self._on_read, self.account))

    def _on_read(self, account: AccountId, entries: tuple[CallLogEntry, ...]) -> None:
        if account == self.account and entries != self.entries:
            self.entries = entries
            self.changed.emit()

    def _on_conversation_changed(self, account: AccountId) -> None:
        if account == self.account:
            self._ask()

    def _on_contact_removed(self, account: AccountId) -> None:
        if account == self.account:
            self.account, self.entries = None, ()
            self.changed.emit()
