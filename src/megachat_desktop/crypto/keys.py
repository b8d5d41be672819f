"""Keys, each kind a type of its own, none of which prints, pickles or copies itself.

Kinds never mix (R3, R17): a public key travels with a leading byte that names its kind, and every
Ed25519 key that arrives is checked to be a point of the prime-order group before any use (R19).
Public keys are checked when they are made, so that an object of these types is always usable.
"""

from typing import ClassVar, Self

import nacl.bindings
import nacl.exceptions
import nacl.signing
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import mlkem

from megachat_desktop.crypto.hashing import constant_time_equal
from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.crypto.unprintable import Unprintable
from megachat_desktop.errors import CryptoError, CryptoUnavailableError

KEM_SEED_SIZE = 64


class HiddenBytes(Unprintable):
    """Fixed-size key bytes that stay out of logs, tracebacks, pickles and copies."""

    __slots__ = ("_data",)
    size: ClassVar[int]

    def __init__(self, data: bytes) -> None:
        if len(data) != self.size:
            raise CryptoError(f"{type(self).__name__} of a wrong length")
        self._data = bytes(data)
        self._check()

    def _check(self) -> None:
        """Raise CryptoError when the bytes are no key of this kind."""

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return constant_time_equal(self._data, other._data)

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._data))

    @property
    def raw(self) -> bytes:
        """The bytes without their kind; for storing and for the libraries."""
        return self._data


class PublicKey(HiddenBytes):
    """A public key with a kind byte on the wire."""

    __slots__ = ()
    prefix: ClassVar[int]

    @property
    def encoded(self) -> bytes:
        """The typed encoding: the kind byte, then the key."""
        return bytes((self.prefix,)) + self._data

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """Read the typed encoding. Raises CryptoError for another kind, length or a bad key."""
        if data[:1] != bytes((cls.prefix,)):
            raise CryptoError(f"not a {cls.__name__}")
        return cls(data[1:])


class Ed25519Public(PublicKey):
    """An Ed25519 verification key in the prime-order group: ``epub``."""

    __slots__ = ()
    prefix = 0x06
    size = 32

    def _check(self) -> None:
        if not nacl.bindings.crypto_core_ed25519_is_valid_point(self._data):
            raise CryptoError("not a point of the prime-order group")


class X25519Public(PublicKey):
    """An X25519 key: ``xpub``. Low-order keys show at the exchange, which refuses them."""

    __slots__ = ()
    prefix = 0x05
    size = 32


class KemPublic(PublicKey):
    """An ML-KEM-768 encapsulation key in canonical encoding: ``kpub``."""

    __slots__ = ("_native",)
    prefix = 0x4B
    size = 1184

    def _check(self) -> None:
        self._native = _native_kem_public(self._data)

    @property
    def native(self) -> mlkem.MLKEM768PublicKey:
        """The library's object."""
        return self._native


class HpkePublic(PublicKey):
    """The hybrid key of a sealed envelope or call secret: ``hpub``, ML-KEM-768 then X25519."""

    __slots__ = ("kem", "x25519")
    prefix = 0x48
    size = 1216

    def _check(self) -> None:
        self.kem = KemPublic(self._data[:1184])
        self.x25519 = X25519Public(self._data[1184:])


class SigningKey(HiddenBytes):
    """An Ed25519 key pair, held as its 32-byte seed."""

    __slots__ = ("_native", "public")
    size = 32

    def _check(self) -> None:
        self._native = nacl.signing.SigningKey(self._data)
        self.public = Ed25519Public(bytes(self._native.verify_key))

    @classmethod
    def generate(cls) -> Self:
        """Make a fresh key."""
        return cls(random_bytes(cls.size))

    def sign_raw(self, message: bytes) -> bytes:
        """Return the 64-byte signature; only ``signing`` calls this, with a label in front."""
        return bytes(self._native.sign(message).signature)


class X25519Pair(HiddenBytes):
    """An X25519 key pair, held as its 32 private bytes."""

    __slots__ = ("public",)
    size = 32

    def _check(self) -> None:
        self.public = X25519Public(nacl.bindings.crypto_scalarmult_base(self._data))

    @classmethod
    def generate(cls) -> Self:
        """Make a fresh pair."""
        return cls(random_bytes(cls.size))

    def exchange(self, peer: X25519Public) -> bytes:
        """Return the 32 shared bytes. Raises CryptoError when they would be zero (R19)."""
        return exchange_raw(self._data, peer.raw)


class KemPair(HiddenBytes):
    """An ML-KEM-768 key pair, held as its 64-byte seed (FIPS 203: d ‖ z)."""

    __slots__ = ("_native", "public")
    size = KEM_SEED_SIZE

    def _check(self) -> None:
        try:
            self._native = mlkem.MLKEM768PrivateKey.from_seed_bytes(self._data)
        except UnsupportedAlgorithm as error:
            raise CryptoUnavailableError from error
        self.public = KemPublic(self._native.public_key().public_bytes_raw())

    @classmethod
    def generate(cls) -> Self:
        """Make a fresh pair."""
        return cls(random_bytes(cls.size))

    @property
    def native(self) -> mlkem.MLKEM768PrivateKey:
        """The library's object."""
        return self._native


class HpkePair(HiddenBytes):
    """A hybrid HPKE pair, held as ML-KEM seed[64] ‖ X25519 private[32]."""

    __slots__ = ("kem", "public", "x25519")
    size = KEM_SEED_SIZE + 32

    def _check(self) -> None:
        self.kem = KemPair(self._data[:KEM_SEED_SIZE])
        self.x25519 = X25519Pair(self._data[KEM_SEED_SIZE:])
        self.public = HpkePublic(self.kem.public.raw + self.x25519.public.raw)

    @classmethod
    def generate(cls) -> Self:
        """Make a fresh pair."""
        return cls(random_bytes(cls.size))


def exchange_raw(private: bytes, public: bytes) -> bytes:
    """Return X25519 of raw keys, 32 bytes. Raises CryptoError for a zero result.

    libsodium refuses low-order points; this is the one place that translates its answer.
    """
    try:
        return bytes(nacl.bindings.crypto_scalarmult(private, public))
    except nacl.exceptions.CryptoError as error:
        raise CryptoError("key exchange refused") from error


def _native_kem_public(data: bytes) -> mlkem.MLKEM768PublicKey:
    try:
        return mlkem.MLKEM768PublicKey.from_public_bytes(data)
    except UnsupportedAlgorithm as error:
        raise CryptoUnavailableError from error
    except ValueError as error:
        raise CryptoError("not an ML-KEM-768 key") from error
