"""Authenticated encryption: XChaCha20-Poly1305 for messages and keys, ChaCha20 for file chunks.

Tags are always 128 bits (R6), associated data of a message or key is never empty (R1).
"""

import nacl.bindings
import nacl.exceptions

from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.errors import CryptoError, LocalProtocolError

KEY_SIZE = 32
NONCE_SIZE = 24
FILE_NONCE_SIZE = 12
TAG_SIZE = 16
OVERHEAD = NONCE_SIZE + TAG_SIZE


def seal(key: bytes, plaintext: bytes, ad: bytes, nonce: bytes | None = None) -> bytes:
    """Return ``nonce ‖ ciphertext ‖ tag`` of XChaCha20-Poly1305-IETF.

    ``key`` 32 bytes, ``ad`` not empty. ``nonce`` (24 bytes) is for tests that need exact bytes;
    left out, it is random. Raises LocalProtocolError for arguments of a wrong size.
    """
    nonce = random_bytes(NONCE_SIZE) if nonce is None else nonce
    if len(key) != KEY_SIZE or len(nonce) != NONCE_SIZE or not ad:
        raise LocalProtocolError("wrong arguments for sealing")
    return nonce + nacl.bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        plaintext, ad, nonce, key
    )


def open_sealed(key: bytes, sealed: bytes, ad: bytes) -> bytes:
    """Return the plaintext of ``seal``. Raises CryptoError when anything does not fit."""
    if len(sealed) < OVERHEAD or not ad:
        raise CryptoError("does not decrypt")
    return open_raw(key, sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], ad)


def open_raw(key: bytes, nonce: bytes, sealed: bytes, ad: bytes) -> bytes:
    """Open ``ciphertext ‖ tag`` of XChaCha20-Poly1305-IETF. Raises CryptoError.

    Exists for the published vectors, some of which have no associated data.
    """
    if len(key) != KEY_SIZE or len(nonce) != NONCE_SIZE or len(sealed) < TAG_SIZE:
        raise CryptoError("does not decrypt")
    try:
        return bytes(
            nacl.bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, ad, nonce, key)
        )
    except nacl.exceptions.CryptoError as error:
        raise CryptoError("does not decrypt") from error


def seal_chunk(key: bytes, nonce: bytes, plaintext: bytes, ad: bytes = b"") -> bytes:
    """Return ``ciphertext ‖ tag`` of ChaCha20-Poly1305-IETF with a counted 12-byte nonce.

    Source: RFC 8439. Raises LocalProtocolError for arguments of a wrong size.
    """
    if len(key) != KEY_SIZE or len(nonce) != FILE_NONCE_SIZE:
        raise LocalProtocolError("wrong arguments for sealing")
    return bytes(nacl.bindings.crypto_aead_chacha20poly1305_ietf_encrypt(plaintext, ad, nonce, key))


def open_chunk(key: bytes, nonce: bytes, sealed: bytes, ad: bytes = b"") -> bytes:
    """Return the plaintext of ``seal_chunk``. Raises CryptoError when anything does not fit."""
    if len(key) != KEY_SIZE or len(nonce) != FILE_NONCE_SIZE or len(sealed) < TAG_SIZE:
        raise CryptoError("does not decrypt")
    try:
        return bytes(
            nacl.bindings.crypto_aead_chacha20poly1305_ietf_decrypt(sealed, ad, nonce, key)
        )
    except nacl.exceptions.CryptoError as error:
        raise CryptoError("does not decrypt") from error
