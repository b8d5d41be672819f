"""Ed25519 signatures, each over a label of its own and the body (PROTOCOL.md, section 1).

Only libsodium verifies: ``cryptography`` accepts small-order keys (section 14).
"""

import nacl.bindings
import nacl.exceptions

from megachat_desktop.crypto.hashing import label
from megachat_desktop.crypto.keys import Ed25519Public, SigningKey
from megachat_desktop.errors import CryptoError

SIGNATURE_SIZE = 64


def sign(key: SigningKey, purpose: str, body: bytes) -> bytes:
    """Return ``sign(key, purpose, body)``: 64 bytes of Ed25519 over ``L(purpose) ‖ body``."""
    return key.sign_raw(label(purpose) + body)


def verify(public: Ed25519Public, purpose: str, body: bytes, signature: bytes) -> None:
    """Check a signature made by ``sign``. Raises CryptoError when it does not hold."""
    verify_raw(public.raw, label(purpose) + body, signature)


def verify_raw(public: bytes, message: bytes, signature: bytes) -> None:
    """Check plain Ed25519 (RFC 8032, strict as libsodium). Raises CryptoError.

    Exists for the published vectors; everything of ours goes through ``verify``.
    """
    if len(signature) != SIGNATURE_SIZE or len(public) != Ed25519Public.size:
        raise CryptoError("signature or key of a wrong length")
    try:
        nacl.bindings.crypto_sign_open(signature + message, public)
    except nacl.exceptions.CryptoError as error:
        raise CryptoError("signature does not verify") from error
