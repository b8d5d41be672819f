"""Our prekeys: signed items, their private parts, and the headers that were published with them."""

from dataclasses import dataclass, field

import apsw
from msgspec import Struct
from msgspec.structs import asdict

from megachat_desktop.storage.database import Row, one, rows, upsert


@dataclass(frozen=True)
class StoredPrekey:
    """One prekey of a kind of PROTOCOL.md 5.1. Times are Unix seconds."""

    kind: int
    id: int
    item: bytes  # signed, as published
    secret: bytes = field(repr=False)
    created: float
    keep_until: float  # the private part dies then
    handed_at: float | None = None  # a one-time item that was given out


class StoredHeader(Struct, frozen=True):
    """One bundle header as it was published, with the certificate beside it."""

    seqno: int
    header: bytes
    certificate: bytes
    spk_id: int
    created: float
    keep_until: float


_SELECT = "SELECT kind, id, item, secret, created, keep_until, handed_at FROM prekey"


class PrekeyRepository:
    """All prekeys whose private part lives."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def get(self, kind: int, key_id: int) -> StoredPrekey | None:
        """One prekey."""
        row = one(self._connection, f"{_SELECT} WHERE kind = ? AND id = ?", kind, key_id)
        return _prekey(row) if row else None

    def newest(self, kind: int) -> StoredPrekey | None:
        """The prekey of a kind that is published now."""
        row = one(
            self._connection, f"{_SELECT} WHERE kind = ? ORDER BY created DESC, id DESC", kind
        )
        return _prekey(row) if row else None

    def hand_out(self, kind: int, now: float, keep_until: float) -> StoredPrekey | None:
        """Give out the oldest free one-time item, once; its private part waits for its user."""
        row = one(
            self._connection, f"{_SELECT} WHERE kind = ? AND handed_at IS NULL ORDER BY id", kind
        )
        if row is None:
            return None
        prekey = _prekey(row)
        self._connection.execute(
            "UPDATE prekey SET handed_at = ?, keep_until = ? WHERE kind = ? AND id = ?",
            (now, keep_until, kind, prekey.id),
        )
        return prekey

    def free(self, kind: int) -> int:
        """How many one-time items of a kind are left to hand out."""
        row = one(
            self._connection,
            "SELECT count(*) FROM prekey WHERE kind = ? AND handed_at IS NULL",
            kind,
        )
        return int(row[0]) if row else 0

    def save(self, prekey: StoredPrekey) -> None:
        """Add a prekey."""
        self._connection.execute(
            "INSERT INTO prekey VALUES (?, ?, ?, ?, ?, ?, ?)", tuple(vars(prekey).values())
        )

    def delete(self, kind: int, key_id: int) -> None:
        """Destroy a private part."""
        self._connection.execute("DELETE FROM prekey WHERE kind = ? AND id = ?", (kind, key_id))

    def header(self, seqno: int) -> StoredHeader | None:
        """The header published under this number."""
        row = one(self._connection, "SELECT * FROM bundle_header WHERE seqno = ?", seqno)
        return StoredHeader(*row) if row else None

    def newest_header(self) -> StoredHeader | None:
        """The header that is published now."""
        row = one(self._connection, "SELECT * FROM bundle_header ORDER BY seqno DESC")
        return StoredHeader(*row) if row else None

    def save_header(self, header: StoredHeader) -> None:
        """Keep a header."""
        upsert(self._connection, "bundle_header", "seqno", asdict(header))

    def forget_dead(self, now: float) -> None:
        """Destroy every private part and header whose time is over."""
        self._connection.execute("DELETE FROM prekey WHERE keep_until <= ?", (now,))
        self._connection.execute("DELETE FROM bundle_header WHERE keep_until <= ?", (now,))

    def destroy_all(self) -> None:
        """Destroy all of them: the state may be an old copy."""
        self._connection.execute("DELETE FROM prekey")
        self._connection.execute("DELETE FROM bundle_header")

    def all(self) -> list[StoredPrekey]:
        """Every prekey, by kind and id."""
        return [_prekey(row) for row in rows(self._connection, f"{_SELECT} ORDER BY kind, id")]


def _prekey(row: Row) -> StoredPrekey:
    return StoredPrekey(*row)
