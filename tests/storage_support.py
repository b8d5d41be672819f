"""Stores and secret stores for tests of storage and messaging."""

from pathlib import Path

from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.ids import AccountId
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.store import Store

KEY = bytes(range(32))
BOB = AccountId(b"b" * 32)


class MemorySecretStore:
    """A secret store that a test can look into."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self.secrets.get(name)

    def set(self, name: str, secret: str) -> None:
        self.secrets[name] = secret

    def delete(self, name: str) -> None:
        self.secrets.pop(name, None)


def open_store(directory: Path, key: bytes = KEY) -> Store:
    return Store(directory / "megachat.db", key)


def a_contact(account: AccountId = BOB, name: str = "Bob") -> StoredContact:
    return StoredContact(account, ContactState.ACCEPTED, given_name=name, added_at=1.0)
