"""The system's secret store, and only a real one (PROTOCOL.md, section 12, mode 1)."""

from typing import TYPE_CHECKING, Protocol

from megachat_desktop.errors import NoKeyringError, Sentence

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "MegaChat"
_ALLOWED = {
    "keyring.backends.Windows.WinVaultKeyring",
    "keyring.backends.macOS.Keyring",
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.kwallet.DBusKeyringKWallet4",
}


class SecretStore(Protocol):
    """Keeps small secrets for this user."""

    def get(self, name: str) -> str | None:
        """The secret of this name. Raises NoKeyringError when the store can't be asked."""
        ...

    def set(self, name: str, secret: str) -> None:
        """Keep a secret. Raises NoKeyringError."""
        ...

    def delete(self, name: str) -> None:
        """Forget a secret, if there is one."""
        ...


class SystemSecretStore:
    """WinVault, the macOS Keychain, SecretService or KWallet."""

    def __init__(self, backend: "KeyringBackend") -> None:
        from keyring.errors import KeyringError

        self._backend, self._error = backend, KeyringError

    def get(self, name: str) -> str | None:
        """See SecretStore."""
        try:
            return self._backend.get_password(SERVICE, name)
        except self._error as error:
            raise NoKeyringError(Sentence("The key store of this computer is locked.")) from error

    def set(self, name: str, secret: str) -> None:
        """See SecretStore."""
        try:
            self._backend.set_password(SERVICE, name, secret)
        except self._error as error:
            raise NoKeyringError(Sentence("The key store of this computer is locked.")) from error

    def delete(self, name: str) -> None:
        """See SecretStore."""
        try:
            self._backend.delete_password(SERVICE, name)
        except self._error:
            return


def system_secret_store() -> SecretStore | None:
    """The best allowed backend that works here, or None."""
    from keyring.backend import get_all_keyring  # a profile with a passphrase needs none of it

    found = [backend for backend in get_all_keyring() if _allowed(backend)]
    best = max(found, key=lambda backend: float(backend.priority), default=None)
    return SystemSecretStore(best) if best is not None else None


def _allowed(backend: "KeyringBackend") -> bool:
    kind = type(backend)
    return f"{kind.__module__}.{kind.__qualname__}" in _ALLOWED
