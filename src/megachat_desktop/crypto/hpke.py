"""HPKE (RFC 9180, base mode) with the hybrid KEM MLKEM768-X25519 (draft-ietf-hpke-pq).

KEM 0x647a, HKDF-SHA256, ChaCha20-Poly1305. There is no associated data: all binding is in ``info``.
"""

from functools import lru_cache

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from megachat_desktop.crypto.keys import HpkePair, HpkePublic
from megachat_desktop.errors import CryptoError, CryptoUnavailableError

ENC_SIZE = 1120
OVERHEAD = ENC_SIZE + 16


@lru_cache(maxsize=1)
def _suite() -> Suite:
    try:
        return Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    except UnsupportedAlgorithm as error:
        raise CryptoUnavailableError from error


def seal(public: HpkePublic, info: bytes, plaintext: bytes) -> bytes:
    """Return ``HPKE(public, info, plaintext)``: enc[1120] ‖ ciphertext ‖ tag[16].

    Raises CryptoError when the public key holds a low-order X25519 point.
    """
    x_key = x25519.X25519PublicKey.from_public_bytes(public.x25519.raw)
    native = MLKEM768X25519PublicKey(public.kem.native, x_key)
    try:
        return _suite().encrypt(plaintext, native, info=info)
    except ValueError as error:
        raise CryptoError("key refused") from error


def open_sealed(pair: HpkePair, info: bytes, sealed: bytes) -> bytes:
    """Return the plaintext of ``seal``. Raises CryptoError for every failure alike (R4)."""
    if len(sealed) < OVERHEAD:
        raise CryptoError("does not decrypt")
    x_key = x25519.X25519PrivateKey.from_private_bytes(pair.x25519.raw)
    native = MLKEM768X25519PrivateKey(pair.kem.native, x_key)
    try:
        return _suite().decrypt(sealed, native, info=info)
    except (InvalidTag, ValueError) as error:
        raise CryptoError("does not decrypt") from error
