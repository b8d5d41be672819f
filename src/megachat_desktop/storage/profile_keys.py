"""The key of a profile's database: its file, and the secret beside it that unlocks the file."""

from pathlib import Path

from megachat_desktop.crypto import key_file
from megachat_desktop.crypto.key_file import DEVICE_SECRET_SIZE, KeyFile, KeyMaterial
from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.errors import (
    NoKeyringError,
    PassphraseNeededError,
    ProfileDamagedError,
    ProfileMissingError,
    Sentence,
)
from megachat_desktop.model.account import Protection
from megachat_desktop.storage.files import read_private, sync_folder, write_private
from megachat_desktop.storage.rollback import EpochInFile, EpochInKeyring, SecondPlace
from megachat_desktop.storage.secret_store import SecretStore, system_secret_store

KEY_FILE = "key"
UNPROTECTED_KEY = "UNPROTECTED-KEY"
_IN_KEYRING = (Protection.KEYRING, Protection.BOTH)
_WITH_PASSPHRASE = (Protection.PASSPHRASE, Protection.BOTH)


class ProfileKeys:
    """One profile's key file. ``secrets`` replaces the system's keyring in tests."""

    def __init__(self, directory: Path, secrets: SecretStore | None = None) -> None:
        self._directory = directory
        self._path = directory / KEY_FILE
        self._given = secrets

    @staticmethod
    def exist(directory: Path) -> bool:
        """Whether there is a key file, which is what makes a folder a profile."""
        return (directory / KEY_FILE).exists()

    def read(self) -> KeyFile:
        """The key file, taken apart. Raises ProfileMissingError, ProfileDamagedError."""
        try:
            return key_file.parse(read_private(self._path))
        except FileNotFoundError:
            raise ProfileMissingError from None

    def write(self, data: bytes) -> None:
        """Write the key file: from now on there is a profile. Raises DiskFullError."""
        write_private(self._path, data)

    def remove(self) -> None:
        """Remove the key file: from now on there is no profile."""
        self._path.unlink(missing_ok=True)
        sync_folder(self._directory)

    def wrap(self, dek: bytes, mode: Protection, passphrase: str | None) -> KeyFile:
        """A key file for a database key, not written yet; the secret beside it is kept already.

        Raises NoKeyringError, PassphraseNeededError, DiskFullError.
        """
        if mode in _WITH_PASSPHRASE and not passphrase:
            raise PassphraseNeededError
        secret = None if mode is Protection.PASSPHRASE else random_bytes(DEVICE_SECRET_SIZE)
        data = key_file.create(mode, KeyMaterial(passphrase, secret), dek)
        file = key_file.parse(data)
        if secret is not None and mode is Protection.UNPROTECTED:
            write_private(self._directory / UNPROTECTED_KEY, secret)
        elif secret is not None:
            self._secrets().set(_name(file), secret.hex())
        return file

    def replace(
        self, old: KeyFile, dek: bytes, mode: Protection, passphrase: str | None
    ) -> KeyFile:
        """The same for a profile that has a key file, which goes on working until ``write``."""
        if old.mode is mode is Protection.UNPROTECTED:
            return old  # a new secret would overwrite the one still needed, and guard nothing
        return self.wrap(dek, mode, passphrase)

    def unwrap(self, file: KeyFile, passphrase: str | None) -> bytes:
        """The database key. Takes as long as Argon2id where a passphrase is needed.

        Raises WrongPassphraseError, PassphraseNeededError, NoKeyringError, ProfileDamagedError.
        """
        if file.needs_passphrase and passphrase is None:
            raise PassphraseNeededError
        secret = self._device_secret(file) if file.needs_device_secret else None
        return key_file.unwrap(file, KeyMaterial(passphrase, secret))

    def second_place(self, file: KeyFile) -> SecondPlace:
        """Where this profile's state epoch is kept beside the database."""
        if file.mode in _IN_KEYRING:
            return EpochInKeyring(self._secrets(), f"{_name(file)} epoch")
        return EpochInFile(self._directory)

    def forget(self, file: KeyFile) -> None:
        """Remove what is kept outside the folder for a key file that is not used any more."""
        if file.mode in _IN_KEYRING:
            self._secrets().delete(_name(file))
            self._secrets().delete(f"{_name(file)} epoch")
        if file.mode is Protection.UNPROTECTED:
            (self._directory / UNPROTECTED_KEY).unlink(missing_ok=True)

    def _device_secret(self, file: KeyFile) -> bytes:
        if file.mode is Protection.UNPROTECTED:
            try:
                return _sized(read_private(self._directory / UNPROTECTED_KEY, 64))
            except FileNotFoundError:
                raise ProfileDamagedError(
                    Sentence("The profile's unprotected key is missing.")
                ) from None
        text = self._secrets().get(_name(file))
        if text is None:
            raise NoKeyringError(Sentence("This computer's key store has no key for this profile."))
        try:
            return _sized(bytes.fromhex(text))
        except ValueError:
            raise ProfileDamagedError from None

    def _secrets(self) -> SecretStore:
        found = self._given or system_secret_store()
        if found is None:
            raise NoKeyringError
        return found


def _name(file: KeyFile) -> str:
    """The name of the profile's secret in the keyring; the salt is as unique as the profile."""
    return f"profile {file.salt.hex()}"


def _sized(secret: bytes) -> bytes:
    if len(secret) != DEVICE_SECRET_SIZE:
        raise ProfileDamagedError
    return secret
