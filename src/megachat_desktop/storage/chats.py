"""Chats: what happened last with each contact, and how the person keeps the chat.

A deleted chat is only marked at first, so that it can be taken back: everything up to
``deleted_at`` is left out of every answer until ``purge`` removes it.
"""

from collections.abc import Iterable

import apsw

from megachat_desktop.model.call import CallLogEntry
from megachat_desktop.model.chat import Chat, ConversationEntry, happened_at
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.message import TextMessage
from megachat_desktop.storage.call_log import SELECT as CALLS
from megachat_desktop.storage.call_log import CallLog
from megachat_desktop.storage.call_log import entry_of as call_of
from megachat_desktop.storage.database import Row, one, rows, upsert
from megachat_desktop.storage.text_messages import SELECT as TEXTS
from megachat_desktop.storage.text_messages import TextMessages
from megachat_desktop.storage.text_messages import message_of as text_of

_FLAGS = "SELECT account, pinned, muted_until, marked_unread, hidden_at FROM chat"
_NEWEST_CALLS = (
    f"{CALLS} WHERE call_id IN (SELECT call_id FROM (SELECT call_id, max(started_at)"
    " FROM call_log GROUP BY account))"
)
_NEWEST_TEXTS = (
    f"{TEXTS} WHERE message_id IN (SELECT message_id FROM (SELECT message_id, max(created)"
    " FROM text_message GROUP BY account))"
)
_UNSEEN = "SELECT account, count(*) FROM call_log WHERE missed = 1 AND seen = 0 GROUP BY account"


class Chats:
    """One chat for each account with whom something happened, or that has a flag."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._calls = CallLog(connection)
        self._texts = TextMessages(connection)

    def all(self) -> list[Chat]:
        """Every chat; asked once, at start, when nothing is marked as deleted."""
        calls = [call_of(row) for row in rows(self._connection, _NEWEST_CALLS)]
        texts = [text_of(row) for row in rows(self._connection, _NEWEST_TEXTS)]
        last = _newest_by_account([*calls, *texts])
        unseen: dict[AccountId, int] = {row[0]: row[1] for row in rows(self._connection, _UNSEEN)}
        flags: dict[AccountId, Row] = {row[0]: row for row in rows(self._connection, _FLAGS)}
        return [
            _chat(AccountId(account), last.get(account), unseen.get(account, 0), flags.get(account))
            for account in {**last, **flags}
        ]

    def get(self, account: AccountId) -> Chat:
        """The chat with a contact."""
        newest = self.conversation(account, 1)
        unseen = one(
            self._connection,
            "SELECT count(*) FROM call_log WHERE account = ? AND missed = 1 AND seen = 0"
            " AND started_at > ?",
            account,
            self._deleted_at(account),
        )
        flags = one(self._connection, f"{_FLAGS} WHERE account = ?", account)
        return _chat(account, newest[0] if newest else None, unseen[0] if unseen else 0, flags)

    def conversation(
        self, account: AccountId, limit: int, before: float | None = None
    ) -> list[ConversationEntry]:
        """The last ``limit`` entries with a contact, older than ``before`` (Unix s), newest first.

        Entries of the very same moment as ``before`` are left out.
        """
        deleted_at = self._deleted_at(account)
        entries: list[ConversationEntry] = [
            *self._calls.with_account(account, limit, before),
            *self._texts.newest(account, limit, before),
        ]
        kept = [entry for entry in entries if happened_at(entry) > deleted_at]
        return sorted(kept, key=happened_at, reverse=True)[:limit]

    def calls(self, account: AccountId, limit: int) -> list[CallLogEntry]:
        """The last ``limit`` calls with a contact, newest first."""
        deleted_at = self._deleted_at(account)
        calls = self._calls.with_account(account, limit)
        return [entry for entry in calls if entry.started_at > deleted_at]

    def search(self, query: str, limit: int, account: AccountId | None = None) -> list[TextMessage]:
        """The newest texts in which ``query`` occurs in any case: of everybody or of one chat."""
        found = rows(
            self._connection,
            f"{TEXTS} WHERE (?3 IS NULL OR account = ?3) AND instr(folded(body), ?1)"
            " AND created > coalesce((SELECT deleted_at"
            " FROM chat WHERE chat.account = text_message.account), 0)"
            " ORDER BY created DESC LIMIT ?2",
            query.casefold(),
            limit,
            account,
        )
        return [text_of(row) for row in found]

    def mark_seen(self, account: AccountId | None) -> list[AccountId]:
        """All missed calls, or those of one contact, were looked at. Returns whose there were."""
        found = rows(
            self._connection,
            "SELECT DISTINCT account FROM call_log WHERE missed = 1 AND seen = 0"
            " AND (?1 IS NULL OR account = ?1)",
            account,
        )
        self._connection.execute(
            "UPDATE call_log SET seen = 1 WHERE missed = 1 AND seen = 0"
            " AND (?1 IS NULL OR account = ?1)",
            (account,),
        )
        return [AccountId(row[0]) for row in found]

    def keep(self, account: AccountId, **flags: float) -> None:
        """Set columns of the chat: pinned, muted_until, marked_unread, hidden_at, deleted_at."""
        upsert(self._connection, "chat", "account", {"account": account, **flags})

    def purge(self, account: AccountId | None = None) -> None:
        """Remove for good what was marked as deleted, of one chat or of all."""
        marked = rows(
            self._connection,
            "SELECT account, deleted_at FROM chat WHERE deleted_at > 0"
            " AND (?1 IS NULL OR account = ?1)",
            account,
        )
        for one_account, deleted_at in marked:
            for table, time in (("call_log", "started_at"), ("text_message", "created")):
                self._connection.execute(
                    f"DELETE FROM {table} WHERE account = ? AND {time} <= ?",
                    (one_account, deleted_at),
                )
            self._connection.execute("DELETE FROM chat WHERE account = ?", (one_account,))

    def forget(self, account: AccountId) -> None:
        """Forget everything that happened with a contact."""
        self._calls.forget(account)
        self._texts.forget(account)
        self._connection.execute("DELETE FROM chat WHERE account = ?", (account,))

    def _deleted_at(self, account: AccountId) -> float:
        row = one(self._connection, "SELECT deleted_at FROM chat WHERE account = ?", account)
        return float(row[0]) if row else 0.0


def _newest_by_account(
    entries: Iterable[ConversationEntry],
) -> dict[AccountId, ConversationEntry]:
    newest: dict[AccountId, ConversationEntry] = {}
    for entry in sorted(entries, key=happened_at):
        newest[entry.account] = entry
    return newest


def _chat(
    account: AccountId, last: ConversationEntry | None, unseen: int, flags: Row | None
) -> Chat:
    if flags is None:
        return Chat(account, last, unseen)
    _, pinned, muted_until, marked_unread, hidden_at = flags
    hidden = hidden_at > 0 and (last is None or happened_at(last) <= hidden_at)
    return Chat(
        account=account,
        last=last,
        unseen=unseen,
        pinned=bool(pinned),
        muted_until=float(muted_until),
        marked_unread=bool(marked_unread),
        hidden=hidden,
    )
