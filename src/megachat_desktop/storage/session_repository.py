"""Ratchet sessions as bytes, and which first message began which session."""

from dataclasses import dataclass, field

import apsw

from megachat_desktop.model.ids import AccountId, SessionId
from megachat_desktop.storage.database import Row, one, rows, upsert


@dataclass(frozen=True)
class StoredSession:
    """One session with one device of a contact; ``state`` is the protocol layer's business."""

    sid: SessionId
    account: AccountId
    state: bytes = field(repr=False)
    created: float
    used: float


_SELECT = "SELECT sid, account, state, created, used FROM session"


class SessionRepository:
    """All sessions that can still send or receive."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def get(self, sid: SessionId) -> StoredSession | None:
        """One session."""
        row = one(self._connection, f"{_SELECT} WHERE sid = ?", sid)
        return _session(row) if row else None

    def of(self, account: AccountId) -> list[StoredSession]:
        """A contact's sessions, used last first."""
        found = rows(
            self._connection, f"{_SELECT} WHERE account = ? ORDER BY used DESC, sid", account
        )
        return [_session(row) for row in found]

    def save(self, session: StoredSession) -> None:
        """Add or replace a session."""
        upsert(self._connection, "session", "sid", vars(session))

    def delete(self, sid: SessionId) -> None:
        """Wipe a session."""
        self._connection.execute("DELETE FROM session WHERE sid = ?", (sid,))

    def delete_of(self, account: AccountId) -> None:
        """Wipe all sessions with a contact."""
        self._connection.execute("DELETE FROM session WHERE account = ?", (account,))

    def begun_by(self, ephemeral: bytes, spk_id: int) -> SessionId | None:
        """The session that this first message began, even if the session is gone."""
        row = one(
            self._connection,
            "SELECT sid FROM session_init WHERE ephemeral = ? AND spk_id = ?",
            ephemeral,
            spk_id,
        )
        return SessionId(row[0]) if row else None

    def remember_init(self, ephemeral: bytes, spk_id: int, sid: SessionId, now: float) -> None:
        """Remember who began a session, until that signed prekey dies."""
        self._connection.execute(
            "INSERT INTO session_init VALUES (?, ?, ?, ?)", (ephemeral, spk_id, sid, now)
        )

    def forget_inits(self) -> None:
        """Forget first messages whose signed prekey is gone (kind 1)."""
        self._connection.execute(
            "DELETE FROM session_init WHERE spk_id NOT IN (SELECT id FROM prekey WHERE kind = 1)"
        )

    def destroy_all(self) -> None:
        """Destroy every ratchet state: it may be an old copy."""
        self._connection.execute("DELETE FROM session")
        self._connection.execute("DELETE FROM session_init")


def _session(row: Row) -> StoredSession:
    return StoredSession(*row)
