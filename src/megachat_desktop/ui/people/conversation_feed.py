"""The conversation with one person as the window has read it, page by page from the end."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from megachat_desktop.model.call import CallLogEntry
from megachat_desktop.model.chat import ConversationEntry, happened_at
from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.bridge import Bridge

PAGE = 60
LONG_PAGE = 500  # on the way to an entry far back


class ConversationFeed(QObject):
    """Follows ``show``; read again when something happens."""

    changed = Signal(bool)  # whether only older entries came
    arrived = Signal()  # after ``changed``: the newest entry came while the conversation was open

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self.account: AccountId | None = None
        self.entries: list[ConversationEntry] = []  # oldest first
        self.loaded = False
        self._complete = False
        self._asking = False
        self._back_to: float | None = None
        bridge.conversation_changed.connect(self._on_conversation_changed)
        bridge.contact_removed.connect(self._on_contact_removed)

    def show(self, account: AccountId) -> None:
        """Read the end of this conversation."""
        if account == self.account and self.loaded:
            return
        self.account, self.entries, self.loaded, self._complete = account, [], False, False
        self._back_to = None
        self._ask(None)
        self.changed.emit(False)

    def was_video(self, call_id: bytes) -> bool:
        """Whether the call with this id was one with video."""
        return any(
            entry.video and entry.call_id == call_id
            for entry in self.entries
            if isinstance(entry, CallLogEntry)
        )

    def read_more(self) -> None:
        """The page before what there is."""
        if self.loaded and self.entries and not self._complete and not self._asking:
            self._ask(happened_at(self.entries[0]))

    def read_back_to(self, at: float) -> bool:
        """Read as far back as ``at``, Unix seconds; whether that has been read already."""
        if self.loaded and self.entries and happened_at(self.entries[0]) <= at:
            return True
        self._back_to = at
        self._go_on_back()
        return False

    def _go_on_back(self) -> None:
        back_to, start = self._back_to, self.entries[0] if self.entries else None
        if back_to is None or self._asking or not self.loaded or start is None:
            return
        if happened_at(start) <= back_to or self._complete:
            self._back_to = None
        else:
            self._ask(happened_at(start), LONG_PAGE)

    def _ask(self, before: float | None, limit: int = PAGE) -> None:
        if self.account is None or not self._bridge.running:
            return
        self._asking = True
        work = self._bridge.engine.chats.conversation(self.account, limit, before)
        job = self._bridge.ask(work)
        job.succeeded.connect(partial(self._on_read, self.account, before, limit))
        job.failed.connect(self._on_failed)

    def _on_read(
        self,
        account: AccountId,
        before: float | None,
        limit: int,
        page: tuple[ConversationEntry, ...],
    ) -> None:
        self._asking = False
        if account != self.account:
            return
        fresh = list(reversed(page))
        newest = self.entries[-1:] if before is None else []
        was_open = self.loaded
        if before is None:
            self._take_end(fresh)
        elif self.entries and happened_at(self.entries[0]) == before:
            self.entries = fresh + self.entries
            self._complete = len(page) < limit
        self.loaded = True
        self._go_on_back()
        self.changed.emit(before is not None)
        if before is None and was_open and _keys(newest) != _keys(fresh[-1:]) and fresh:
            self.arrived.emit()

    def _take_end(self, fresh: list[ConversationEntry]) -> None:
        """The page takes the place of everything as new as it; a short one is all there is."""
        if len(fresh) < PAGE:
            self.entries, self._complete = fresh, True
            return
        start = happened_at(fresh[0])
        self.entries = [e for e in self.entries if happened_at(e) < start] + fresh

    def _on_failed(self, _sentence: str) -> None:
        self._asking = False

    def _on_conversation_changed(self, account: AccountId) -> None:
        if account == self.account:
            self._ask(None)

    def _on_contact_removed(self, account: AccountId) -> None:
        if account == self.account:
            self.account, self.entries, self.loaded = None, [], False
            self.changed.emit(False)


def _keys(entries: list[ConversationEntry]) -> list[bytes]:
    return [e.call_id if isinstance(e, CallLogEntry) else e.message_id for e in entries]
