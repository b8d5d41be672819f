"""The call history as the window shows it: read page by page, and again when something happened."""

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from megachat_desktop.model.call import CallLogEntry
from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.people.call_rows import CallRows

PAGE = 100
KEPT = 2000  # entries that stay loaded when something happens; more are read by scrolling


class History(QObject):
    """The newest entries of the call log, all of them or the missed ones."""

    changed = Signal()

    def __init__(self, bridge: Bridge, unix: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._bridge, self._unix = bridge, unix
        self.rows = CallRows(lambda: bridge.seen, self.now)
        self.loaded = False
        self.missed_only = False
        self._complete = False
        self._asking = False
        bridge.account_changed.connect(self._on_started)
        for signal in (bridge.conversation_changed, bridge.contact_removed):
            signal.connect(self._on_calls_changed)

    def now(self) -> float:
        """Unix seconds."""
        return self._unix()

    def show_missed(self, only: bool) -> None:
        """All calls, or those we missed."""
        if only is not self.missed_only:
            self.missed_only, self.loaded = only, False
            self.rows.begin(())
            self.read()

    def read(self) -> None:
        """Ask the engine for the newest again."""
        self._ask(None)

    def read_more(self) -> None:
        """The next page, if there is one."""
        if self.loaded and not self._complete and not self._asking:
            self._ask(self.rows.entries[-1] if self.rows.entries else None)

    def _ask(self, after: CallLogEntry | None) -> None:
        if not self._bridge.running:
            return
        self._asking = True
        work = self._bridge.engine.calls.log(PAGE, after, self.missed_only)
        job = self._bridge.ask(work)
        job.succeeded.connect(partial(self._on_read, after, self.missed_only))
        job.failed.connect(self._on_failed)

    def _on_read(
        self, after: CallLogEntry | None, missed: bool, page: tuple[CallLogEntry, ...]
    ) -> None:
        self._asking = False
        if missed is not self.missed_only:
            return
        if after is None:
            self._take_newest(page)
        elif self.rows.entries and self.rows.entries[-1] is after:
            self.rows.append(page)
            self._complete = len(page) < PAGE
        self.loaded = True
        self.changed.emit()

    def _take_newest(self, page: tuple[CallLogEntry, ...]) -> None:
        """The page takes the place of everything as new as it; what is older stays."""
        known = {entry.call_id for entry in self.rows.entries}
        older: list[CallLogEntry] = []
        if page and page[-1].call_id in known:
            last = (page[-1].started_at, page[-1].call_id)
            kept = self.rows.entries[:KEPT]
            older = [e for e in kept if (e.started_at, e.call_id) < last and self._stands(e)]
            self._complete = self._complete and len(kept) == len(self.rows.entries)
        else:
            self._complete = len(page) < PAGE
        self.rows.begin([*page, *older])

    def _stands(self, entry: CallLogEntry) -> bool:
        chat = self._bridge.seen.chats.get(entry.account)
        return chat is not None and chat.last is not None

    def _on_failed(self, _sentence: str) -> None:
        self._asking = False

    def _on_started(self, *_: object) -> None:
        self.read()

    def _on_calls_changed(self, _account: AccountId) -> None:
        self.read()
