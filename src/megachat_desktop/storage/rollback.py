"""Noticing that the database is an older copy, and what happens then (PROTOCOL.md, section 12).

The epoch is raised in the database first and in a second place after it, so a crash in between
leaves the database ahead, which is harmless. A database behind the second place was restored.
"""

from pathlib import Path
from typing import Protocol

from megachat_desktop.storage.account_repository import EPOCH
from megachat_desktop.storage.files import read_private, write_private
from megachat_desktop.storage.secret_store import SecretStore
from megachat_desktop.storage.store import Store
from megachat_desktop.storage.transaction import Transaction

SKIP_NUMBERS = 1_000_000


class SecondPlace(Protocol):
    """Where the epoch is kept beside the database."""

    def read(self) -> int | None:
        """The epoch, or None when there is none."""
        ...

    def write(self, epoch: int) -> None:
        """Keep the epoch."""
        ...


class EpochInFile:
    """For profiles without a keyring: a file beside the database."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / "epoch"

    def read(self) -> int | None:
        """See SecondPlace."""
        try:
            return _number(read_private(self._path, 32).decode("ascii", "replace"))
        except FileNotFoundError:
            return None

    def write(self, epoch: int) -> None:
        """See SecondPlace."""
        write_private(self._path, str(epoch).encode())


class EpochInKeyring:
    """Out of reach of whoever copies the profile's folder back."""

    def __init__(self, secrets: SecretStore, name: str) -> None:
        self._secrets = secrets
        self._name = name

    def read(self) -> int | None:
        """See SecondPlace."""
        text = self._secrets.get(self._name)
        return None if text is None else _number(text)

    def write(self, epoch: int) -> None:
        """See SecondPlace."""
        self._secrets.set(self._name, str(epoch))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def is_older_copy(store: Store, second: SecondPlace) -> bool:
    """Whether the database is behind the second place, or the second place is gone."""
    known = second.read()
    return known is None or store.run_sync(lambda tx: tx.account.counter(EPOCH)) < known


def raise_epoch(tx: Transaction) -> int:
    """The database's half; write the result to the second place after the commit."""
    epoch = tx.account.counter(EPOCH) + 1
    tx.account.set_counter(EPOCH, epoch)
    return epoch


def quarantine(tx: Transaction, known_epoch: int) -> None:
    """Destroy every state that may have been used since the copy was made.

    Records that are still owed wait for new sessions; numbers jump so far that no peer has seen
    higher ones.
    """
    tx.sessions.destroy_all()
    tx.prekeys.destroy_all()
    tx.outbox.unseal_all()
    tx.account.raise_bundle_seqno(SKIP_NUMBERS)
    tx.account.raise_info_seq(SKIP_NUMBERS)
    tx.account.set_counter(EPOCH, max(known_epoch, tx.account.counter(EPOCH)))
