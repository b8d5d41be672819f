"""What we owe to others: records, and the envelopes they travel in (PROTOCOL.md 4.4).

A record waits without an envelope (``eid`` is None) while there is no session for it. Sealed, it
keeps its envelope's exact bytes. It goes when it is delivered, or when its time is over.
"""

from collections.abc import Sequence

import apsw
from msgspec import Struct

from megachat_desktop.model.ids import AccountId, EnvelopeId, MessageId, SessionId
from megachat_desktop.protocol.records import DeliveryClass
from megachat_desktop.storage.database import Row, one, rows

RESEND_UNRECEIPTED_S = 86400


class OutgoingRecord(Struct, frozen=True):
    """One encoded record on its way. Times are Unix seconds."""

    account: AccountId
    msg_id: MessageId
    record: bytes
    delivery: DeliveryClass
    wants_receipt: bool
    created: float
    expires: float
    eid: EnvelopeId | None = None
    no: int = 0  # given by the database; the order of sending


class OutgoingEnvelope(Struct, frozen=True):
    """Stored bytes that are sent as they are, again and again."""

    eid: EnvelopeId
    account: AccountId
    sid: SessionId
    data: bytes
    created: float
    acked_at: float | None = None
    no: int = 0


_RECORD = (
    "SELECT account, msg_id, record, class, wants_receipt, created, expires, eid, no FROM outgoing"
)
_ENVELOPE = "SELECT eid, account, sid, bytes, created, acked_at, no FROM envelope"


class Outbox:
    """All that has not reached the other side yet."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def add_record(self, record: OutgoingRecord) -> None:
        """Queue a record behind the others."""
        self._connection.execute(
            "INSERT INTO outgoing (account, msg_id, record, class, wants_receipt, created, expires,"
            " eid) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                record.account,
                record.msg_id,
                record.record,
                record.delivery.value,
                int(record.wants_receipt),
                record.created,
                record.expires,
                record.eid,
            ),
        )

    def add_envelope(self, envelope: OutgoingEnvelope) -> None:
        """Keep an envelope until it is acknowledged and its records are receipted."""
        self._connection.execute(
            "INSERT INTO envelope (eid, account, sid, bytes, created) VALUES (?, ?, ?, ?, ?)",
            (envelope.eid, envelope.account, envelope.sid, envelope.data, envelope.created),
        )

    def seal(self, numbers: Sequence[int], eid: EnvelopeId) -> None:
        """Note which envelope these waiting records went into."""
        for no in numbers:
            self._connection.execute("UPDATE outgoing SET eid = ? WHERE no = ?", (eid, no))

    def unsealed(self, account: AccountId, now: float) -> list[OutgoingRecord]:
        """Records that wait for a session and are still worth sending, in order."""
        found = rows(
            self._connection,
            f"{_RECORD} WHERE account = ? AND eid IS NULL AND expires > ? ORDER BY no",
            account,
            now,
        )
        return [_record(row) for row in found]

    def records_in(self, eid: EnvelopeId) -> list[OutgoingRecord]:
        """The records of an envelope that are not delivered yet."""
        found = rows(self._connection, f"{_RECORD} WHERE eid = ? ORDER BY no", eid)
        return [_record(row) for row in found]

    def envelope(self, eid: EnvelopeId) -> OutgoingEnvelope | None:
        """One envelope."""
        row = one(self._connection, f"{_ENVELOPE} WHERE eid = ?", eid)
        return _envelope(row) if row else None

    def to_send(self, account: AccountId, now: float, limit: int) -> list[OutgoingEnvelope]:
        """The first envelopes to send, in order: unacknowledged, or acknowledged long ago only."""
        found = rows(
            self._connection,
            f"{_ENVELOPE} WHERE account = ?1 AND (acked_at IS NULL OR acked_at <= ?2)"
            " AND EXISTS (SELECT 1 FROM outgoing WHERE outgoing.eid = envelope.eid"
            " AND outgoing.expires > ?3) ORDER BY no LIMIT ?4",
            account,
            now - RESEND_UNRECEIPTED_S,
            now,
            limit,
        )
        return [_envelope(row) for row in found]

    def accounts(self) -> list[AccountId]:
        """Everybody to whom something unacknowledged or unsealed is owed."""
        found = rows(
            self._connection,
            "SELECT account FROM envelope WHERE acked_at IS NULL"
            " UNION SELECT account FROM outgoing WHERE eid IS NULL",
        )
        return [AccountId(account) for (account,) in found]

    def unacknowledged(self, sid: SessionId) -> int:
        """How many envelopes of a session nobody has acknowledged."""
        row = one(
            self._connection,
            "SELECT count(*) FROM envelope WHERE sid = ? AND acked_at IS NULL",
            sid,
        )
        return int(row[0]) if row else 0

    def unacknowledged_in(self, sid: SessionId) -> list[EnvelopeId]:
        """The envelopes of a session that nobody has acknowledged, in order."""
        sql = "SELECT eid FROM envelope WHERE sid = ? AND acked_at IS NULL ORDER BY no"
        return [EnvelopeId(eid) for (eid,) in rows(self._connection, sql, sid)]

    def acknowledge(self, eid: EnvelopeId, now: float) -> None:
        """Note an ACK: what waits for no receipt is done."""
        self._connection.execute("DELETE FROM outgoing WHERE eid = ? AND wants_receipt = 0", (eid,))
        self._connection.execute("UPDATE envelope SET acked_at = ? WHERE eid = ?", (now, eid))
        self._drop_empty(eid)

    def delivered(self, account: AccountId, msg_ids: Sequence[MessageId]) -> list[MessageId]:
        """Note receipts; returns those that were really waited for."""
        known = []
        for msg_id in msg_ids:
            found = rows(
                self._connection,
                "DELETE FROM outgoing WHERE account = ? AND msg_id = ? RETURNING eid",
                account,
                msg_id,
            )
            for (eid,) in found:
                known.append(msg_id)
                if isinstance(eid, bytes):
                    self._drop_empty(EnvelopeId(eid))
        return known

    def unseal(self, eid: EnvelopeId) -> list[OutgoingRecord]:
        """Take a refused envelope's records back; its bytes are worthless."""
        back = self.records_in(eid)
        self._connection.execute("UPDATE outgoing SET eid = NULL WHERE eid = ?", (eid,))
        self._connection.execute("DELETE FROM envelope WHERE eid = ?", (eid,))
        return back

    def drop(self, no: int) -> None:
        """Give up one record."""
        self._drop("no = ?", no)

    def drop_class(self, account: AccountId, delivery: DeliveryClass) -> None:
        """Give up all records of a class to somebody, such as those of a call that is over."""
        self._drop("account = ? AND class = ?", account, delivery.value)

    def drop_all(self, delivery: DeliveryClass) -> None:
        """Give up all records of a class to everybody."""
        self._drop("class = ?", delivery.value)

    def expire(self, now: float) -> list[OutgoingRecord]:
        """Drop records whose time is over, and return them."""
        gone = [
            _record(row) for row in rows(self._connection, f"{_RECORD} WHERE expires <= ?", now)
        ]
        self._drop("expires <= ?", now)
        return gone

    def forget(self, account: AccountId) -> None:
        """Owe nothing to somebody any more."""
        self._connection.execute("DELETE FROM outgoing WHERE account = ?", (account,))
        self._connection.execute("DELETE FROM envelope WHERE account = ?", (account,))

    def unseal_all(self) -> None:
        """Take every record back: the sessions may be old copies."""
        self._connection.execute("UPDATE outgoing SET eid = NULL")
        self._connection.execute("DELETE FROM envelope")

    def _drop(self, condition: str, *values: float | str | bytes) -> None:
        sql = f"DELETE FROM outgoing WHERE {condition} RETURNING eid"
        for (eid,) in rows(self._connection, sql, *values):
            if isinstance(eid, bytes):
                self._drop_empty(EnvelopeId(eid))

    def _drop_empty(self, eid: EnvelopeId) -> None:
        self._connection.execute(
            "DELETE FROM envelope WHERE eid = ?1"
            " AND NOT EXISTS (SELECT 1 FROM outgoing WHERE outgoing.eid = ?1)",
            (eid,),
        )


def _record(row: Row) -> OutgoingRecord:
    account, msg_id, record, delivery, wants_receipt, created, expires, eid, no = row
    return OutgoingRecord(
        account=AccountId(account),
        msg_id=MessageId(msg_id),
        record=record,
        delivery=DeliveryClass(delivery),
        wants_receipt=bool(wants_receipt),
        created=created,
        expires=expires,
        eid=eid,
        no=no,
    )


def _envelope(row: Row) -> OutgoingEnvelope:
    return OutgoingEnvelope(*row)
