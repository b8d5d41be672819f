"""The key file: the database key, wrapped (PROTOCOL.md, section 12). Bytes only, no files.

    head = "MCKF" | u8 1 | u8 mode | u8 kdf | u32 t | u32 m_KiB | salt[16]
    file = head | commit[32] | wrapped b(128)

The commitment tells a wrong passphrase from a damaged file, and binds the KEK to the parameters.
"""

from dataclasses import dataclass, field

from msgspec import Struct

from megachat_desktop.crypto import aead
from megachat_desktop.crypto.hashing import constant_time_equal, enc, expand, hkdf, label
from megachat_desktop.crypto.passphrase import (
    DEFAULT_COST,
    SALT_SIZE,
    Argon2Cost,
    derive,
)
from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.errors import (
    CryptoError,
    LocalProtocolError,
    PassphraseNeededError,
    ProfileDamagedError,
    WrongPassphraseError,
)
from megachat_desktop.model.account import Protection

DEK_SIZE = 32
DEVICE_SECRET_SIZE = 32
_MAGIC = b"MCKF\x01"
_HEAD_SIZE = 31
_WRAPPED_SIZE = DEK_SIZE + aead.OVERHEAD
KEY_FILE_SIZE = _HEAD_SIZE + 32 + 4 + _WRAPPED_SIZE
_KDF_NONE = 0
_KDF_ARGON2ID = 1
_WITH_PASSPHRASE = (Protection.PASSPHRASE, Protection.BOTH)


@dataclass(frozen=True, eq=False)
class KeyMaterial:
    """What unlocks a profile, as far as its mode asks for it.

    ``device_secret``: the 32 bytes from the system's keyring (modes 1, 3) or from the
    unprotected file (mode 4).
    """

    passphrase: str | None = field(default=None, repr=False)
    device_secret: bytes | None = field(default=None, repr=False)


class KeyFile(Struct, frozen=True):
    """A key file taken apart and found well-formed; nothing in it is authenticated yet."""

    mode: Protection
    cost: Argon2Cost | None  # None where no passphrase is involved
    salt: bytes
    commit: bytes
    wrapped: bytes

    @property
    def head(self) -> bytes:
        """The bytes that commitment and wrapping are bound to."""
        kdf = _KDF_NONE if self.cost is None else _KDF_ARGON2ID
        cost = self.cost or Argon2Cost(0, 0)
        numbers = cost.passes.to_bytes(4, "big") + cost.memory_kib.to_bytes(4, "big")
        return _MAGIC + bytes((self.mode.value, kdf)) + numbers + self.salt

    @property
    def encoded(self) -> bytes:
        """The 139 bytes of the file."""
        return self.head + self.commit + enc(self.wrapped)

    @property
    def needs_passphrase(self) -> bool:
        """Whether the person has to type something."""
        return self.mode in _WITH_PASSPHRASE

    @property
    def needs_device_secret(self) -> bool:
        """Whether the keyring, or in mode 4 the unprotected file, has to be read."""
        return self.mode is not Protection.PASSPHRASE


def create(
    mode: Protection,
    material: KeyMaterial,
    dek: bytes,
    cost: Argon2Cost = DEFAULT_COST,
    salt: bytes | None = None,
    nonce: bytes | None = None,
) -> bytes:
    """Return the key file that wraps ``dek`` (32 bytes); also how a passphrase is changed.

    ``salt`` and ``nonce`` are for tests that need exact bytes. Takes as long as Argon2id does.
    Raises PassphraseNeededError or LocalProtocolError when ``material`` lacks what the mode needs.
    """
    if len(dek) != DEK_SIZE:
        raise LocalProtocolError("a database key has 32 bytes")
    salt = random_bytes(SALT_SIZE) if salt is None else salt
    draft = KeyFile(mode, cost if mode in _WITH_PASSPHRASE else None, salt, b"", b"")
    kek = _kek(draft, material)
    commit = _commit(kek, draft.head)
    wrapped = aead.seal(_wrap_key(kek, draft.head), dek, _wrap_ad(draft.head, commit), nonce)
    return KeyFile(mode, draft.cost, salt, commit, wrapped).encoded


def parse(data: bytes) -> KeyFile:
    """Take a key file apart. Raises ProfileDamagedError for anything not exactly as written.

    Argon2id parameters outside floor and ceiling are refused here, before any work is done.
    """
    if len(data) != KEY_FILE_SIZE or data[:5] != _MAGIC:
        raise ProfileDamagedError
    try:
        mode = Protection(data[5])
    except ValueError as error:
        raise ProfileDamagedError from error
    passes, memory = int.from_bytes(data[7:11], "big"), int.from_bytes(data[11:15], "big")
    cost = _parse_cost(mode, data[6], passes, memory)
    if data[63:67] != _WRAPPED_SIZE.to_bytes(4, "big"):
        raise ProfileDamagedError
    return KeyFile(mode, cost, data[15:_HEAD_SIZE], data[_HEAD_SIZE:63], data[67:])


def unwrap(file: KeyFile, material: KeyMaterial) -> bytes:
    """Return the 32-byte database key. Takes as long as Argon2id does.

    Raises PassphraseNeededError, WrongPassphraseError or ProfileDamagedError.
    """
    kek = _kek(file, material)
    if not constant_time_equal(file.commit, _commit(kek, file.head)):
        raise WrongPassphraseError if file.needs_passphrase else ProfileDamagedError
    ad = _wrap_ad(file.head, file.commit)
    try:
        dek = aead.open_sealed(_wrap_key(kek, file.head), file.wrapped, ad)
    except CryptoError as error:
        raise ProfileDamagedError from error
    if len(dek) != DEK_SIZE:
        raise ProfileDamagedError
    return dek


def _parse_cost(mode: Protection, kdf: int, passes: int, memory: int) -> Argon2Cost | None:
    if mode not in _WITH_PASSPHRASE:
        if (kdf, passes, memory) != (_KDF_NONE, 0, 0):
            raise ProfileDamagedError
        return None
    cost = Argon2Cost(passes, memory)
    if kdf != _KDF_ARGON2ID or not cost.acceptable:
        raise ProfileDamagedError
    return cost


def _kek(file: KeyFile, material: KeyMaterial) -> bytes:
    secret = material.device_secret if file.needs_device_secret else b""
    if secret is None or (secret and len(secret) != DEVICE_SECRET_SIZE):
        raise LocalProtocolError("this profile needs its device secret, 32 bytes")
    if file.cost is None:
        return secret
    if material.passphrase is None:
        raise PassphraseNeededError
    argon = derive(material.passphrase, file.salt, file.cost)
    if file.mode is Protection.PASSPHRASE:
        return argon
    return hkdf(argon + secret, file.salt, label("kek-both"), 32)


def _commit(kek: bytes, head: bytes) -> bytes:
    return expand(kek, label("dek-commit") + head, 32)


def _wrap_key(kek: bytes, head: bytes) -> bytes:
    return expand(kek, label("dek-wrap") + head, 32)


def _wrap_ad(head: bytes, commit: bytes) -> bytes:
    return label("dek") + head + commit
