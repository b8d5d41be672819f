from typing import ClassVar

import keyring.backend
import keyring.backends.fail
import pytest
from keyring.errors import PasswordDeleteError

from megachat_desktop.storage.secret_store import system_secret_store


class _PlainTextKeyring(keyring.backend.KeyringBackend):
    """Something like keyrings.alt: it would write the secret into a readable file."""

    priority = 9  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        return "read from a file"

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("a secret went into a file")

    def delete_password(self, service: str, username: str) -> None:
        raise AssertionError


def offering(monkeypatch: pytest.MonkeyPatch, *backends: object) -> None:
    monkeypatch.setattr(keyring.backend, "get_all_keyring", lambda: list(backends))


def test_a_key_store_that_writes_plain_files_is_never_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offering(monkeypatch, _PlainTextKeyring(), keyring.backends.fail.Keyring())
    assert system_secret_store() is None


class _SecretService(keyring.backend.KeyringBackend):
    """Stands where the real one does; there is no D-Bus in a test."""

    priority = 5  # type: ignore[assignment]
    kept: ClassVar[dict[tuple[str, str], str]] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


_SecretService.__module__ = "keyring.backends.SecretService"
_SecretService.__qualname__ = "Keyring"


def test_a_real_one_is_used_beside_others(monkeypatch: pytest.MonkeyPatch) -> None:
    offering(monkeypatch, _PlainTextKeyring(), _SecretService())
    store = system_secret_store()
    assert store is not None
    store.set("profile", "secret")
    assert store.get("profile") == "secret"
    assert _SecretService.kept == {("MegaChat", "profile"): "secret"}
    store.delete("profile")
    store.delete("profile")
    assert store.get("profile") is None
