"""The history of calls, and the ids of all offers seen, so that none rings twice."""

import apsw
from msgspec.structs import asdict

from megachat_desktop.model.call import CallLogEntry, Direction, EndReason
from megachat_desktop.model.ids import AccountId, CallId
from megachat_desktop.storage.database import Row, Value, known, one, rows, upsert

SEEN_CALLS_S = 30 * 86400
SELECT = (
    "SELECT call_id, account, direction, video, started_at, duration_s, end_reason, missed,"
    " detail, path, rang_s, quality FROM call_log"
)


class CallLog:
    """Calls that are over, newest first."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def add(self, entry: CallLogEntry) -> None:
        """Write a call down; the same call again replaces its line."""
        values = asdict(entry) | {
            "direction": entry.direction.value,
            "end_reason": entry.end_reason.value,
            "video": int(entry.video),
            "missed": int(entry.missed),
        }
        upsert(self._connection, "call_log", "call_id", values)
        self.rings_no_more(entry.call_id)

    def rings(self, entry: CallLogEntry) -> None:
        """It rings: ``entry`` is what will have happened if nothing more is heard of it."""
        values: dict[str, Value] = {
            "call_id": entry.call_id,
            "account": entry.account,
            "video": int(entry.video),
            "started_at": entry.started_at,
        }
        upsert(self._connection, "ringing_call", "call_id", values)

    def rings_no_more(self, call_id: CallId) -> None:
        """Somebody answered, or it is over."""
        self._connection.execute("DELETE FROM ringing_call WHERE call_id = ?", (call_id,))

    def miss_what_rang(self) -> None:
        """What rang when the program ended without a word was missed."""
        self._connection.execute(
            "INSERT OR IGNORE INTO call_log (call_id, account, direction, video, started_at,"
            " duration_s, end_reason, missed) SELECT call_id, account, ?, video, started_at, 0.0,"
            " ?, 1 FROM ringing_call",
            (Direction.IN.value, EndReason.NO_ANSWER.value),
        )
        self._connection.execute("DELETE FROM ringing_call")

    def newest(
        self,
        limit: int = 200,
        before: CallLogEntry | None = None,
        *,
        missed_only: bool = False,
    ) -> list[CallLogEntry]:
        """The last ``limit`` calls; the page after ``before`` where that is given."""
        found = rows(
            self._connection,
            f"{SELECT} WHERE (?1 IS NULL OR (started_at, call_id) < (?1, ?2))"
            " AND (NOT ?3 OR missed = 1) AND started_at > coalesce((SELECT deleted_at FROM chat"
            " WHERE chat.account = call_log.account), 0)"
            " ORDER BY started_at DESC, call_id DESC LIMIT ?4",
            before.started_at if before else None,
            before.call_id if before else None,
            int(missed_only),
            limit,
        )
        return [entry_of(row) for row in found]

    def with_account(
        self, account: AccountId, limit: int, before: float | None = None
    ) -> list[CallLogEntry]:
        """The last ``limit`` calls with a contact, older than ``before`` (Unix s) where given."""
        found = rows(
            self._connection,
            f"{SELECT} WHERE account = ?1 AND (?2 IS NULL OR started_at < ?2)"
            " ORDER BY started_at DESC LIMIT ?3",
            account,
            before,
            limit,
        )
        return [entry_of(row) for row in found]

    def forget(self, account: AccountId) -> None:
        """Forget all calls with a contact."""
        self._connection.execute("DELETE FROM ringing_call WHERE account = ?", (account,))
        self._connection.execute("DELETE FROM call_log WHERE account = ?", (account,))

    def first_sight(self, call_id: CallId, now: float) -> bool:
        """Remember a call id; False when it was seen in the last 30 days."""
        found = one(self._connection, "SELECT at FROM seen_call WHERE call_id = ?", call_id)
        if found is not None and float(found[0]) > now - SEEN_CALLS_S:
            return False
        upsert(self._connection, "seen_call", "call_id", {"call_id": call_id, "at": now})
        return True

    def forget_seen(self, now: float) -> None:
        """Drop call ids older than 30 days."""
        self._connection.execute("DELETE FROM seen_call WHERE at <= ?", (now - SEEN_CALLS_S,))


def entry_of(row: Row) -> CallLogEntry:
    """The entry of a row that ``SELECT`` found."""
    call_id, account, direction, video, started_at, duration_s, reason, missed, *more = row
    detail, path, rang_s, quality = more
    return CallLogEntry(
        call_id=CallId(call_id),
        account=AccountId(account),
        direction=Direction(direction),
        video=bool(video),
        started_at=float(started_at),
        duration_s=float(duration_s),
        end_reason=known(reason, EndReason.HUNG_UP),
        missed=bool(missed),
        detail=str(detail) if detail is not None else None,
        path=str(path) if path is not None else None,
        rang_s=float(rang_s),
        quality=str(quality) if quality is not None else None,
    )
