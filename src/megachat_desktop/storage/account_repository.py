"""Our own identity and its counters."""

from dataclasses import dataclass, field

import apsw

from megachat_desktop.errors import ProfileDamagedError
from megachat_desktop.model.ids import AccountId, DeviceId
from megachat_desktop.model.names import clean_line
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.contact_records import ABOUT_BYTES
from megachat_desktop.storage.database import one, upsert

EPOCH = "state_epoch"


@dataclass(frozen=True)
class StoredAccount:
    """Everything that makes us us. The secrets never print themselves."""

    account: AccountId
    device: DeviceId
    certificate: bytes
    name: str
    account_seed: bytes = field(repr=False)  # AK, Ed25519 seed
    device_seed: bytes = field(repr=False)  # DSK, Ed25519 seed
    identity_secret: bytes = field(repr=False)  # IK, X25519
    node_seed: bytes = field(repr=False)  # NK, Ed25519 seed
    about: str = ""
    info_seq: int = 1
    bundle_seqno: int = 0
    hue: str = ""  # one of the ten, or empty: by the account's key
    avatar_id: bytes = b""  # of the picture in ``avatar``


class AccountRepository:
    """The one row of the account, and the counter that notices a restored database."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def get(self) -> StoredAccount:
        """Our account. Raises ProfileDamagedError when there is none.

        A name that could never be sent, from a shell or from a backup, is cut to what could.
        """
        row = one(
            self._connection,
            "SELECT account, device, certificate, name, account_seed, device_seed,"
            " identity_secret, node_seed, about, info_seq, bundle_seqno, hue, avatar_id"
            " FROM account",
        )
        if row is None:
            raise ProfileDamagedError
        account = StoredAccount(*row)
        name, about = clean_line(account.name) or "?", clean_line(account.about, ABOUT_BYTES)
        return replace(account, name=name, about=about)

    def save(self, account: StoredAccount) -> None:
        """Write the whole account."""
        upsert(self._connection, "account", "one", {"one": 1, **vars(account)})

    def raise_info_seq(self, by: int = 1) -> int:
        """The next number of our DEVICE_INFO and Features."""
        self._connection.execute("UPDATE account SET info_seq = info_seq + ?", (by,))
        return self.get().info_seq

    def raise_bundle_seqno(self, by: int = 1) -> int:
        """The next number of our bundle header."""
        self._connection.execute("UPDATE account SET bundle_seqno = bundle_seqno + ?", (by,))
        return self.get().bundle_seqno

    def counter(self, name: str) -> int:
        """A named counter, 0 when it was never set."""
        row = one(self._connection, "SELECT value FROM counter WHERE name = ?", name)
        return int(row[0]) if row else 0

    def set_counter(self, name: str, value: int) -> None:
        """Set a named counter."""
        upsert(self._connection, "counter", "name", {"name": name, "value": value})
