"""Heads of the chains of records, per contact and conversation, in both directions."""

import apsw
from msgspec import Struct

from megachat_desktop.model.ids import AccountId
from megachat_desktop.storage.database import one


class ChainHead(Struct, frozen=True):
    """The last chained record: its number from 1 and its hash; 0 and zeros before the first."""

    seq: int = 0
    prev: bytes = bytes(32)


class Chains:
    """All chain heads."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def head(self, account: AccountId, conv: bytes, *, incoming: bool) -> ChainHead:
        """The head of one chain."""
        row = one(
            self._connection,
            "SELECT seq, prev FROM chain WHERE account = ? AND conv = ? AND incoming = ?",
            account,
            conv,
            int(incoming),
        )
        return ChainHead(*row) if row else ChainHead()

    def advance(self, account: AccountId, conv: bytes, head: ChainHead, *, incoming: bool) -> None:
        """Set the head of one chain."""
        self._connection.execute(
            "INSERT INTO chain VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET seq = excluded.seq, prev = excluded.prev",
            (account, conv, int(incoming), head.seq, head.prev),
        )

    def forget(self, account: AccountId) -> None:
        """Forget all chains with a contact."""
        self._connection.execute("DELETE FROM chain WHERE account = ?", (account,))
