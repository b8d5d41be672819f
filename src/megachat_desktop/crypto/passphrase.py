"""Argon2id: from a passphrase to key bytes (PROTOCOL.md, section 12)."""

import unicodedata

import nacl.exceptions
import nacl.pwhash
from msgspec import Struct

from megachat_desktop.errors import LocalProtocolError, UserFacingError

SALT_SIZE = 16
_KEY_SIZE = 32


class Argon2Cost(Struct, frozen=True):
    """How much work one guess at the passphrase is."""

    passes: int  # t
    memory_kib: int  # m

    @property
    def acceptable(self) -> bool:
        """Within floor (t 3, 64 MiB) and ceiling (t 10, 1 GiB); nothing else is ever run."""
        return 3 <= self.passes <= 10 and 64 * 1024 <= self.memory_kib <= 1024 * 1024


DEFAULT_COST = Argon2Cost(passes=3, memory_kib=256 * 1024)
FLOOR_COST = Argon2Cost(passes=3, memory_kib=64 * 1024)


class NotEnoughMemoryError(UserFacingError):
    """There is not enough free memory to check the passphrase. Close something and try again."""

    code = "memory"


def derive(passphrase: str, salt: bytes, cost: Argon2Cost) -> bytes:
    """Return 32 key bytes of Argon2id v1.3 with one lane.

    The passphrase is taken as UTF-8 in NFC, so that the same keys typed on another system give the
    same bytes. Raises LocalProtocolError for a cost outside the limits, NotEnoughMemoryError.
    """
    if not cost.acceptable or len(salt) != SALT_SIZE:
        raise LocalProtocolError("Argon2id parameters outside the limits")
    secret = unicodedata.normalize("NFC", passphrase).encode("utf-8")
    try:
        return argon2id(secret, salt, cost.passes, cost.memory_kib * 1024, _KEY_SIZE)
    except nacl.exceptions.RuntimeError as error:
        raise NotEnoughMemoryError from error


def argon2id(secret: bytes, salt: bytes, passes: int, memory_bytes: int, size: int) -> bytes:
    """Return ``size`` bytes of Argon2id without our limits; the published vectors need them off."""
    return nacl.pwhash.argon2id.kdf(size, secret, salt, opslimit=passes, memlimit=memory_bytes)
