"""What has arrived before, so that it has its effect once."""

import apsw

from megachat_desktop.model.ids import AccountId, EnvelopeId, MessageId
from megachat_desktop.storage.database import one

SEEN_S = 60 * 86400


class Seen:
    """Envelopes and durable records of the last 60 days."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def has_envelope(self, eid: EnvelopeId) -> bool:
        """Whether this envelope was committed before."""
        found = one(self._connection, "SELECT 1 FROM seen_envelope WHERE eid = ?", eid)
        return found is not None

    def add_envelope(self, eid: EnvelopeId, now: float) -> None:
        """Remember an envelope."""
        self._connection.execute("INSERT INTO seen_envelope VALUES (?, ?)", (eid, now))

    def first_message(self, account: AccountId, msg_id: MessageId, now: float) -> bool:
        """Remember a durable record; False when it was there already."""
        self._connection.execute(
            "INSERT OR IGNORE INTO seen_message VALUES (?, ?, ?)", (account, msg_id, now)
        )
        return self._connection.changes() == 1

    def forget_old(self, now: float) -> None:
        """Drop what is older than 60 days."""
        for table in ("seen_envelope", "seen_message"):
            self._connection.execute(f"DELETE FROM {table} WHERE at <= ?", (now - SEEN_S,))
