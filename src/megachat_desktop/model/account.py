"""Us: the account of this profile."""

from enum import Enum

from msgspec import Struct

from megachat_desktop.model.ids import AccountId, DeviceId, NodeKey


class Protection(Enum):
    """What guards the key of the database; the numbers are the key file's modes."""

    KEYRING = 1
    PASSPHRASE = 2
    BOTH = 3
    UNPROTECTED = 4


class Account(Struct, frozen=True):
    """A snapshot of our own identity, without any secret."""

    account: AccountId
    device: DeviceId
    node_key: NodeKey
    name: str
    fingerprint: str
    protection: Protection
    hue: str = ""  # the avatar's, as chosen; empty: by the key
    about: str = ""  # a sentence about ourselves for our contacts
    avatar_id: bytes = b""  # tells one picture from another; empty: none
