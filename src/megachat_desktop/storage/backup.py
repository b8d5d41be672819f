"""Backups: one file under a passphrase, and the profile that is made from it.

A restored profile has no second place of its epoch, so its first opening puts it into quarantine
(PROTOCOL.md, section 12): numbers jump, everybody is met in a new session, the person is told.
"""

import time
from collections.abc import Sequence
from pathlib import Path

from megachat_desktop.crypto.backup_file import (
    MAX_FILE_BYTES,
    BackupDamagedError,
    NotABackupError,
    open_backup,
    parse_backup,
    seal_backup,
)
from megachat_desktop.crypto.identity import account_id
from megachat_desktop.crypto.keys import SigningKey
from megachat_desktop.errors import ProfileDamagedError, RemoteProtocolError, Sentence
from megachat_desktop.model.account import Protection
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.certificate import decode_certificate
from megachat_desktop.storage.backup_tables import TableCopy, decode_tables, encode_tables
from megachat_desktop.storage.files import write_private
from megachat_desktop.storage.profile import make_profile
from megachat_desktop.storage.secret_store import SecretStore
from megachat_desktop.storage.store import Store
from megachat_desktop.storage.transaction import Transaction

SUFFIX = ".megachat-backup"


def write_backup(store: Store, path: Path, passphrase: str) -> None:
    """Write everything that matters to one file, whole or not at all.

    Takes as long as Argon2id does: off the engine's loop, please. Raises PassphraseNeededError,
    BackupTooLargeError, DiskFullError, OSError.
    """
    tables = store.run_sync(lambda tx: tx.tables.copy())
    write_private(path, seal_backup(passphrase, encode_tables(tables, int(time.time()))))


def read_backup(path: Path, passphrase: str) -> list[TableCopy]:
    """What a backup holds, decrypted and taken apart; nothing is changed anywhere.

    Raises NotABackupError, WrongPassphraseError, BackupDamagedError.
    """
    file = parse_backup(_read(path))
    try:
        return decode_tables(open_backup(file, passphrase))
    except RemoteProtocolError as error:
        raise BackupDamagedError from error


def restore_profile(
    directory: Path,
    tables: Sequence[TableCopy],
    protection: Protection,
    passphrase: str | None = None,
    secrets: SecretStore | None = None,
) -> None:
    """Make a profile of what a backup holds; ``open_profile`` opens it.

    Raises BackupDamagedError and what ``create_profile`` raises; then there is no profile.
    """
    now_ms = time.time_ns() // 1_000_000
    make_profile(
        directory, lambda tx: _fill(tx, tables, now_ms), protection, passphrase, secrets,
        first_epoch=None,
    )  # fmt: skip


def _fill(tx: Transaction, tables: Sequence[TableCopy], now_ms: int) -> None:
    try:
        tx.tables.fill(tables)
        account = tx.account.get()
        decode_certificate(account.certificate)
        if account_id(SigningKey(account.account_seed).public) != account.account:
            raise RemoteProtocolError("the key of somebody else")
        tx.contacts.all()
        tx.calls.newest()
    except (RemoteProtocolError, ProfileDamagedError, ValueError, TypeError) as error:
        raise BackupDamagedError from error
    # The same backup may be restored a second time: the numbers of the first must stay behind.
    numbers = max(account.info_seq, now_ms), max(account.bundle_seqno, now_ms)
    tx.account.save(replace(account, info_seq=numbers[0], bundle_seqno=numbers[1]))


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise NotABackupError
        if path.stat().st_size > MAX_FILE_BYTES:
            raise NotABackupError
        return path.read_bytes()
    except OSError as error:
        raise NotABackupError(Sentence("The file {file} can't be read.", file=path.name)) from error
