"""The call history as the window shows it: read from the engine at start and after each call."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from megachat_desktop.model.call import Call, CallLogEntry
from megachat_desktop.model.ids import AccountId
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.rows import Row
from megachat_desktop.ui.people.call_rows import call_rows

LIMIT = 500


class History(QObject):
    """The newest entries of the call log."""

    changed = Signal()

    def __init__(self, bridge: Bridge, unix: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._bridge, self._unix = bridge, unix
        self._entries: tuple[CallLogEntry, ...] = ()
        bridge.account_changed.connect(self._on_started)
        bridge.call_changed.connect(self._on_call_changed)
        bridge.call_reported.connect(self._on_started)

    def rows(self, search: str = "") -> list[Row]:
        """All entries as rows."""
        return call_rows(self._entries, self._bridge.seen.contacts, self._unix(), search)

    def with_person(self, account: AccountId, limit: int = 20) -> list[CallLogEntry]:
        """The newest entries with one person."""
        return [e for e in self._entries if e.account == account][:limit]

    def now(self) -> float:
        """Unix seconds."""
        return self._unix()

    def read(self) -> None:
        """Ask the engine again."""
        if self._bridge.running:
            job = self._bridge.ask(self._bridge.engine.call_log(LIMIT))
            job.succeeded.connect(self._on_read)

    def _on_read(self, entries: tuple[CallLogEntry, ...]) -> None:
        self._entries = entries
        self.changed.emit()

    def _on_started(self, *_: object) -> None:
        self.read()

    def _on_call_changed(self, call: Call) -> None:
        if not call.live:
            self.read()
