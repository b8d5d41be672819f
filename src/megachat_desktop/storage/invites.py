"""Invites we gave out: bearer secrets that open the door for a contact request."""

from dataclasses import dataclass, field

import apsw

from megachat_desktop.storage.database import Row, one, rows, upsert


@dataclass(frozen=True)
class StoredInvite:
    """One invite. ``expiry`` and ``created`` are Unix seconds."""

    invite: bytes = field(repr=False)  # 16 bytes
    gate: bytes  # 32 bytes, what outsiders see of it
    uses_left: int
    created: float
    expiry: float
    items_handed: int = 0  # one-time prekeys given to its holders

    def live(self, now: float) -> bool:
        """Whether it still opens anything."""
        return self.uses_left > 0 and now < self.expiry


_SELECT = "SELECT invite, gate, uses_left, created, expiry, items_handed FROM invite"


class Invites:
    """All invites of this profile."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def get(self, invite: bytes) -> StoredInvite | None:
        """The invite with this secret."""
        return _invite(one(self._connection, f"{_SELECT} WHERE invite = ?", invite))

    def by_gate(self, gate: bytes) -> StoredInvite | None:
        """The invite behind this gate."""
        return _invite(one(self._connection, f"{_SELECT} WHERE gate = ?", gate))

    def all(self) -> list[StoredInvite]:
        """Every invite, newest first."""
        found = rows(self._connection, f"{_SELECT} ORDER BY created DESC")
        return [invite for row in found if (invite := _invite(row))]

    def save(self, invite: StoredInvite) -> None:
        """Add or change an invite."""
        upsert(self._connection, "invite", "invite", vars(invite))

    def use(self, invite: bytes, now: float) -> bool:
        """Take one use of a live invite; False when there is none."""
        stored = self.get(invite)
        if stored is None or not stored.live(now):
            return False
        self._connection.execute(
            "UPDATE invite SET uses_left = uses_left - 1 WHERE invite = ?", (invite,)
        )
        return True

    def revoke(self, invite: bytes) -> None:
        """Make an invite worthless at once."""
        self._connection.execute("DELETE FROM invite WHERE invite = ?", (invite,))

    def forget_expired(self, now: float) -> None:
        """Drop what opens nothing any more."""
        self._connection.execute("DELETE FROM invite WHERE expiry <= ? OR uses_left <= 0", (now,))


def _invite(row: Row | None) -> StoredInvite | None:
    return StoredInvite(*row) if row else None
