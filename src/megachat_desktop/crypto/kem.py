"""ML-KEM-768 (FIPS 203), and the check at start-up that this computer has it."""

import nacl.bindings
from cryptography.exceptions import UnsupportedAlgorithm

from megachat_desktop.crypto import hpke
from megachat_desktop.crypto.hashing import constant_time_equal
from megachat_desktop.crypto.keys import HpkePair, KemPair, KemPublic
from megachat_desktop.errors import CryptoError, CryptoUnavailableError

CIPHERTEXT_SIZE = 1088


def encapsulate(public: KemPublic) -> tuple[bytes, bytes]:
    """Return ``(shared secret[32], ciphertext[1088])``, in this order."""
    return public.native.encapsulate()


def decapsulate(pair: KemPair, ciphertext: bytes) -> bytes:
    """Return the 32-byte shared secret. Raises CryptoError for a ciphertext of a wrong length.

    A ciphertext made for another key gives another secret, not an error (implicit rejection).
    """
    if len(ciphertext) != CIPHERTEXT_SIZE:
        raise CryptoError("ML-KEM ciphertext of a wrong length")
    try:
        return pair.native.decapsulate(ciphertext)
    except ValueError as error:
        raise CryptoError("ML-KEM ciphertext refused") from error


def self_check() -> None:
    """Prove that ML-KEM, the hybrid HPKE and the point check work here; start-up calls this once.

    Raises CryptoUnavailableError: without them the program does not start, and never falls back
    to classical keys alone (PROTOCOL.md, section 14).
    """
    if not nacl.bindings.has_crypto_core_ed25519:  # a minimal build of libsodium lacks it
        raise CryptoUnavailableError
    try:
        pair = KemPair.generate()
        secret, ciphertext = encapsulate(pair.public)
        inbox = HpkePair.generate()
        opened = hpke.open_sealed(
            inbox, b"self-check", hpke.seal(inbox.public, b"self-check", secret)
        )
        sound = constant_time_equal(decapsulate(pair, ciphertext), opened)
    except (UnsupportedAlgorithm, CryptoError) as error:
        raise CryptoUnavailableError from error
    if not sound:
        raise CryptoUnavailableError
