"""Profiles: a private folder with a database, the file that guards its key, and a lock.

    megachat.db   the encrypted database          key     its key, wrapped (PROTOCOL.md 12)
    lock          held by the one process         instance   where that process can be asked
    epoch, UNPROTECTED-KEY    only in the modes without a keyring, and without any protection

The key file is written last: without it there is no profile.
"""

import contextlib
import logging
import re
import time
from collections.abc import Callable
from pathlib import Path

import platformdirs

from megachat_desktop.crypto.key_file import KeyFile
from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.errors import (
    NoKeyringError,
    ProfileDamagedError,
    ProfileExistsError,
    ProfileMissingError,
    UserFacingError,
)
from megachat_desktop.model.account import Protection
from megachat_desktop.storage.account_repository import EPOCH, StoredAccount
from megachat_desktop.storage.files import folder_failures_in_words, make_private_folder
from megachat_desktop.storage.new_account import new_account
from megachat_desktop.storage.profile_keys import ProfileKeys
from megachat_desktop.storage.profile_lock import ProfileLock
from megachat_desktop.storage.rollback import (
    is_older_copy,
    quarantine,
    raise_epoch,
)
from megachat_desktop.storage.secret_store import SecretStore
from megachat_desktop.storage.store import Store
from megachat_desktop.storage.transaction import Transaction

_log = logging.getLogger(__name__)

DEFAULT_PROFILE = "default"
DATABASE = "megachat.db"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class ProfileNameError(UserFacingError):
    """A profile's name may have letters, digits, - and _; a folder needs a / in it."""

    code = "profile_name"


class OpenProfile:
    """A profile that this process has locked and opened."""

    def __init__(
        self, directory: Path, store: Store, keys: ProfileKeys, file: KeyFile, lock: ProfileLock,
        quarantined: bool,
    ) -> None:  # fmt: skip
        self.directory = directory
        self.store = store
        self._keys = keys
        self._file = file
        self.quarantined = quarantined  # an older copy was noticed: tell the person
        self.instance = lock.instance  # name of the local socket for a second start
        self._lock = lock
        self._closed = False

    @property
    def protection(self) -> Protection:
        """What guards the key of the database."""
        return self._file.mode

    @folder_failures_in_words()
    def protect(
        self, old_passphrase: str | None, protection: Protection, passphrase: str | None = None
    ) -> None:
        """Guard the same database key in another way; takes as long as Argon2id does, twice.

        Raises WrongPassphraseError and what ``create_profile`` raises; then nothing has changed.
        """
        key = self._keys.unwrap(self._file, old_passphrase)
        file = self._keys.replace(self._file, key, protection, passphrase)
        if file is self._file:
            return
        self._keys.second_place(file).write(self.store.run_sync(raise_epoch))
        self._keys.write(file.encoded)
        self._keys.forget(self._file)
        self._file = file

    @folder_failures_in_words()
    def raise_epoch(self) -> None:
        """Raise the state epoch; the engine calls this every ten minutes of activity.

        It waits for the disk and perhaps the keyring: off the engine's loop, please.
        """
        self._keys.second_place(self._file).write(self.store.run_sync(raise_epoch))

    def close(self) -> None:
        """Raise the epoch a last time, finish what is queued, let the lock go; idempotent."""
        if self._closed:
            return
        self._closed = True
        try:
            self.raise_epoch()
        except UserFacingError as error:  # a full disk: the epoch of the last ten minutes stays
            _log.warning("the state epoch was not raised: %s", error.sentence)
        finally:
            self.store.close()
            self._lock.release()


def profile_directory(name_or_dir: str = DEFAULT_PROFILE) -> Path:
    """Where a profile lives: a name is below the user's data folder, a path is the folder itself.

    Raises ProfileNameError.
    """
    if "/" in name_or_dir or "\\" in name_or_dir:
        return Path(name_or_dir).expanduser().absolute()
    if not _NAME.fullmatch(name_or_dir):
        raise ProfileNameError
    return platformdirs.user_data_path("megachat", appauthor=False) / "profiles" / name_or_dir


def profile_exists(directory: Path) -> bool:
    """Whether there is a profile in this folder."""
    return ProfileKeys.exist(directory)


def create_profile(
    directory: Path,
    name: str,
    protection: Protection,
    passphrase: str | None = None,
    secrets: SecretStore | None = None,
) -> None:
    """Make a profile with a fresh identity; ``open_profile`` opens it.

    ``secrets`` replaces the system's keyring in tests. Raises ProfileExistsError,
    ProfileInUseError, NoKeyringError, PassphraseNeededError, DiskFullError, NamelessError,
    ProfileFolderError.
    """
    account = new_account(name, time.time())
    make_profile(directory, lambda tx: _first_rows(tx, account), protection, passphrase, secrets)


@folder_failures_in_words()
def make_profile(
    directory: Path,
    fill: Callable[[Transaction], None],
    protection: Protection,
    passphrase: str | None = None,
    secrets: SecretStore | None = None,
    first_epoch: int | None = 1,
) -> None:
    """Make a profile whose database is filled by ``fill``; the key file is written last.

    Without ``first_epoch`` the first opening takes it for a restored copy. Raises what
    ``create_profile`` raises and what ``fill`` raises; then there is no profile.
    """
    make_private_folder(directory)
    with ProfileLock(directory):
        if profile_exists(directory):
            raise ProfileExistsError
        _remove_leftovers(directory)
        keys = ProfileKeys(directory, secrets)
        key = random_bytes(32)
        file = keys.wrap(key, protection, passphrase)
        store = Store(directory / DATABASE, key)
        try:
            store.run_sync(fill)
        except BaseException:
            keys.forget(file)
            raise
        finally:
            store.close()
        if first_epoch is not None:
            keys.second_place(file).write(first_epoch)
        keys.write(file.encoded)


@folder_failures_in_words()
def open_profile(
    directory: Path,
    passphrase: str | None = None,
    secrets: SecretStore | None = None,
    lock: ProfileLock | None = None,
) -> OpenProfile:
    """Lock and open a profile; with a ``lock`` that is held already, that one is the profile's now.

    Raises ProfileMissingError, ProfileInUseError, WrongPassphraseError, PassphraseNeededError,
    NoKeyringError, ProfileDamagedError, ProfileFolderError, DiskFullError; then nothing was
    changed.
    """
    if not profile_exists(directory):
        raise ProfileMissingError
    if lock is not None:
        return _open_locked(directory, passphrase, secrets, lock)
    lock = ProfileLock(directory)
    try:
        return _open_locked(directory, passphrase, secrets, lock)
    except BaseException:
        lock.release()
        raise


@folder_failures_in_words()
def lock_profile(directory: Path) -> ProfileLock:
    """Hold a profile while its passphrase is asked for. Raises as ``open_profile``."""
    return ProfileLock(directory)


@folder_failures_in_words()
def erase_profile(directory: Path, secrets: SecretStore | None = None) -> None:
    """Make everything in a profile unreadable at once and for ever, then remove its files.

    Raises ProfileMissingError, ProfileInUseError, ProfileFolderError.
    """
    if not profile_exists(directory):
        raise ProfileMissingError
    with ProfileLock(directory):
        keys = ProfileKeys(directory, secrets)
        with contextlib.suppress(ProfileDamagedError, NoKeyringError):
            keys.forget(keys.read())
        keys.remove()
        _remove_leftovers(directory)


def _open_locked(
    directory: Path, passphrase: str | None, secrets: SecretStore | None, lock: ProfileLock
) -> OpenProfile:
    keys = ProfileKeys(directory, secrets)
    file = keys.read()
    key = keys.unwrap(file, passphrase)
    path = directory / DATABASE
    if not path.is_file() or path.stat().st_size == 0:
        raise ProfileDamagedError  # opening would quietly make a new, empty one
    store = Store(path, key)
    try:
        store.run_sync(lambda tx: tx.account.get())
        second = keys.second_place(file)
        quarantined = is_older_copy(store, second)
        if quarantined:
            known = second.read() or 0
            store.run_sync(lambda tx: quarantine(tx, known))
        profile = OpenProfile(directory, store, keys, file, lock, quarantined)
        profile.raise_epoch()
    except BaseException:
        store.close()
        raise
    return profile


def _first_rows(tx: Transaction, account: StoredAccount) -> None:
    tx.account.save(account)
    tx.account.set_counter(EPOCH, 1)


def _remove_leftovers(directory: Path) -> None:
    """A creation that was cut off has left a database that nobody has the key of."""
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "epoch"):
        (directory / name).unlink(missing_ok=True)
