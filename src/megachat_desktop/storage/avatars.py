"""The small pictures of people, ours and our contacts', encoded as they travel."""

import hashlib

import apsw

from megachat_desktop.model.ids import AccountId
from megachat_desktop.storage.database import one, upsert

ID_BYTES = 8


def avatar_id(image: bytes) -> bytes:
    """What tells one picture from another; empty where there is none."""
    return hashlib.sha256(image).digest()[:ID_BYTES] if image else b""


class Avatars:
    """One picture for each account that has one."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def get(self, account: AccountId) -> bytes:
        """The picture of this account; empty where there is none."""
        row = one(self._connection, "SELECT image FROM avatar WHERE account = ?", account)
        return bytes(row[0]) if row else b""

    def put(self, account: AccountId, image: bytes) -> bytes:
        """Keep a picture, or with empty bytes none; returns its ``avatar_id``."""
        if image:
            upsert(self._connection, "avatar", "account", {"account": account, "image": image})
        else:
            self._connection.execute("DELETE FROM avatar WHERE account = ?", (account,))
        return avatar_id(image)
