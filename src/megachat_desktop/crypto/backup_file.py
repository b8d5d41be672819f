"""The file of a backup: anything, sealed under a passphrase. Bytes only, no files.

    head = "MCBK" | u8 1 | u8 kdf (1 Argon2id v1.3) | u32 t | u32 m_KiB | salt[16] | u64 length
    file = head | commit[32] | check[4] | sealed[length]

    commit = Expand(KEK, L("backup-commit") ‖ head, 32)
    check  = H(L("backup-head") ‖ head ‖ commit)[0:4]
    sealed = XChaCha20-Poly1305(key = Expand(KEK, L("backup-key") ‖ head, 32),
                                ad = L("backup") ‖ head ‖ commit, body)

The check tells damage from a wrong passphrase; the commitment binds the key to the parameters.
Nothing is compressed before it is sealed (docs/decisions/0118).
"""

from dataclasses import dataclass, field

from megachat_desktop.crypto import aead
from megachat_desktop.crypto.hashing import constant_time_equal, expand, hash_labelled, label
from megachat_desktop.crypto.passphrase import DEFAULT_COST, SALT_SIZE, Argon2Cost, derive
from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.errors import (
    CryptoError,
    LocalProtocolError,
    PassphraseNeededError,
    Sentence,
    UserFacingError,
    WrongPassphraseError,
)

MAX_FILE_BYTES = 256 * 1024 * 1024
_MAGIC, _VERSION, _KDF_ARGON2ID = b"MCBK", 1, 1
_HEAD_SIZE = 38
_COMMIT_SIZE, _CHECK_SIZE = 32, 4
FRONT_SIZE = _HEAD_SIZE + _COMMIT_SIZE + _CHECK_SIZE
MAX_BODY_BYTES = MAX_FILE_BYTES - FRONT_SIZE - aead.OVERHEAD


class NotABackupError(UserFacingError):
    """This file is not a backup of MegaChat."""

    code = "not_a_backup"


class BackupDamagedError(UserFacingError):
    """This backup is damaged. Nothing was changed; try another copy of it."""

    code = "backup_damaged"


class BackupTooLargeError(UserFacingError):
    """There is too much for one backup: it would be larger than 256 MB."""

    code = "backup_too_large"


@dataclass(frozen=True)
class BackupFile:
    """A backup taken apart and found well-formed; only its front is checked so far."""

    cost: Argon2Cost
    salt: bytes
    commit: bytes
    sealed: bytes = field(repr=False)

    @property
    def head(self) -> bytes:
        """The bytes that everything else is bound to."""
        return _head(self.cost, self.salt, len(self.sealed))


def seal_backup(
    passphrase: str,
    body: bytes,
    cost: Argon2Cost = DEFAULT_COST,
    salt: bytes | None = None,
    nonce: bytes | None = None,
) -> bytes:
    """Return the file of a backup. ``salt`` and ``nonce`` are for tests that need exact bytes.

    Takes as long as Argon2id does. Raises PassphraseNeededError, BackupTooLargeError.
    """
    if not passphrase:
        raise PassphraseNeededError(Sentence("A backup needs a passphrase."))
    if len(body) > MAX_BODY_BYTES:
        raise BackupTooLargeError
    salt = random_bytes(SALT_SIZE) if salt is None else salt
    head = _head(cost, salt, len(body) + aead.OVERHEAD)
    kek = derive(passphrase, salt, cost)
    commit = _commit(kek, head)
    sealed = aead.seal(_key(kek, head), body, _ad(head, commit), nonce)
    return head + commit + _check(head, commit) + sealed


def parse_backup(data: bytes) -> BackupFile:
    """Take a backup apart. Raises NotABackupError, BackupDamagedError.

    Argon2id parameters outside floor and ceiling are refused before any work is done.
    """
    if data[:4] != _MAGIC:
        raise NotABackupError
    if len(data) > MAX_FILE_BYTES:
        raise BackupDamagedError
    if len(data) > 4 and data[4] > _VERSION:
        raise NotABackupError(
            Sentence("This backup was made by a newer MegaChat. Install that one.")
        )
    if len(data) < FRONT_SIZE:
        raise _cut_short()
    head, commit = data[:_HEAD_SIZE], data[_HEAD_SIZE : _HEAD_SIZE + _COMMIT_SIZE]
    if data[FRONT_SIZE - _CHECK_SIZE : FRONT_SIZE] != _check(head, commit):
        raise BackupDamagedError
    cost = Argon2Cost(int.from_bytes(head[6:10], "big"), int.from_bytes(head[10:14], "big"))
    if head[4] != _VERSION or head[5] != _KDF_ARGON2ID or not cost.acceptable:
        raise BackupDamagedError
    length = int.from_bytes(head[30:], "big")
    if len(data) - FRONT_SIZE < length:
        raise _cut_short()
    if len(data) - FRONT_SIZE > length:
        raise BackupDamagedError
    return BackupFile(cost, head[14:30], commit, data[FRONT_SIZE:])


def open_backup(file: BackupFile, passphrase: str) -> bytes:
    """Return what was sealed. Takes as long as Argon2id does.

    Raises WrongPassphraseError, BackupDamagedError.
    """
    kek = derive(passphrase, file.salt, file.cost)
    if not constant_time_equal(file.commit, _commit(kek, file.head)):
        raise WrongPassphraseError
    try:
        return aead.open_sealed(_key(kek, file.head), file.sealed, _ad(file.head, file.commit))
    except CryptoError as error:
        raise BackupDamagedError from error


def _head(cost: Argon2Cost, salt: bytes, length: int) -> bytes:
    if len(salt) != SALT_SIZE:
        raise LocalProtocolError("a backup's salt has 16 bytes")
    numbers = cost.passes.to_bytes(4, "big") + cost.memory_kib.to_bytes(4, "big")
    return _MAGIC + bytes((_VERSION, _KDF_ARGON2ID)) + numbers + salt + length.to_bytes(8, "big")


def _commit(kek: bytes, head: bytes) -> bytes:
    return expand(kek, label("backup-commit") + head, _COMMIT_SIZE)


def _check(head: bytes, commit: bytes) -> bytes:
    return hash_labelled("backup-head", head, commit)[:_CHECK_SIZE]


def _key(kek: bytes, head: bytes) -> bytes:
    return expand(kek, label("backup-key") + head, aead.KEY_SIZE)


def _ad(head: bytes, commit: bytes) -> bytes:
    return label("backup") + head + commit


def _cut_short() -> BackupDamagedError:
    return BackupDamagedError(
        Sentence("This backup is incomplete: its end is missing. Nothing was changed.")
    )
