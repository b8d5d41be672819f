"""The pieces that the DoubleRatchet package asks for, and how its coroutines are run.

X25519 by libsodium, HKDF and HMAC with our labels, XChaCha20-Poly1305 over padded payloads. The
package's own AES-CBC is not used (PROTOCOL.md, section 14).
"""

from collections.abc import Coroutine
from typing import Any, TypeVar

import doubleratchet
import nacl.bindings
from doubleratchet.types import Header, SkippedMessageKeys

from megachat_desktop.crypto import aead, padding
from megachat_desktop.crypto.hashing import hkdf, hmac_sha256, label
from megachat_desktop.crypto.keys import exchange_raw
from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.errors import LocalProtocolError

T = TypeVar("T")
MAX_SKIP_PER_MESSAGE = 1000
# The package's first output is the next chain key: this order gives mk = HMAC(ck, 0x01).
MESSAGE_CHAIN_CONSTANT = b"\x02\x01"


def run_now(coroutine: Coroutine[Any, Any, T]) -> T:
    """Finish a coroutine that never waits, without an event loop.

    The package is written with ``async`` for plug-ins that wait; ours do not, so this also works
    on a database thread. Raises what the coroutine raises, LocalProtocolError if it does wait.
    """
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    coroutine.close()
    raise LocalProtocolError("the ratchet waited for something")


class DiffieHellman(doubleratchet.DiffieHellmanRatchet):
    """X25519 with the contributory check (R19)."""

    @staticmethod
    def _generate_priv() -> bytes:
        return random_bytes(32)

    @staticmethod
    def _derive_pub(priv: bytes) -> bytes:
        return bytes(nacl.bindings.crypto_scalarmult_base(priv))

    @staticmethod
    def _perform_diffie_hellman(own_priv: bytes, other_pub: bytes) -> bytes:
        return exchange_raw(own_priv, other_pub)

    async def next_decryption_key(self, header: Header) -> tuple[bytes, SkippedMessageKeys]:
        """Derive a message key, but never pass over more than 1,000 for one message.

        The package counts the two chains apart, and for the older one it only warns and goes on
        without the keys. Raises DoSProtectionException instead.
        """
        if self._passes_over(header) > MAX_SKIP_PER_MESSAGE:
            raise doubleratchet.DoSProtectionException("too many messages skipped")
        return await super().next_decryption_key(header)

    def _passes_over(self, header: Header) -> int:
        received = self.receiving_chain_length or 0
        if header.ratchet_pub == self.model.other_ratchet_pub:
            return max(header.sending_chain_length - received, 0)
        return max(header.previous_sending_chain_length - received, 0) + header.sending_chain_length


class RootKdf(doubleratchet.KDF):
    """``HKDF(dh, rk, L("dr-root"), 64)``: the next root key, then the chain key."""

    @staticmethod
    async def derive(key: bytes, data: bytes, length: int) -> bytes:
        """Return ``length`` = 64 bytes."""
        return hkdf(data, key, label("dr-root"), length)


class ChainKdf(doubleratchet.KDF):
    """One HMAC per byte of the constant; the package keeps the first as next chain key."""

    @staticmethod
    async def derive(key: bytes, data: bytes, length: int) -> bytes:
        """Return 64 bytes: HMAC(ck, first byte) ‖ HMAC(ck, second byte)."""
        if length != 64 or len(data) != 2:
            raise LocalProtocolError("the ratchet asked for another chain step")
        return hmac_sha256(key, data[:1]) + hmac_sha256(key, data[1:])


class PaddedAead(doubleratchet.AEAD):
    """XChaCha20-Poly1305 over the padded payload.

    Unpadding belongs in here: the package changes its state after this returns, and a payload
    with bad padding must not have changed it (R11).
    """

    @staticmethod
    async def encrypt(plaintext: bytes, key: bytes, associated_data: bytes) -> bytes:
        """Seal ``plaintext`` = nonce[24] ‖ payload; the nonce is an argument in disguise."""
        nonce, payload = plaintext[: aead.NONCE_SIZE], plaintext[aead.NONCE_SIZE :]
        return aead.seal(key, padding.pad(payload), associated_data, nonce)

    @staticmethod
    async def decrypt(ciphertext: bytes, key: bytes, associated_data: bytes) -> bytes:
        """Return the payload. Raises CryptoError."""
        return padding.unpad(aead.open_sealed(key, ciphertext, associated_data))


class LabelledRatchet(doubleratchet.DoubleRatchet):
    """The package's ratchet with the associated data of PROTOCOL.md 5.3."""

    @staticmethod
    def _build_associated_data(associated_data: bytes, header: Header) -> bytes:
        return (
            associated_data
            + header.ratchet_pub
            + header.sending_chain_length.to_bytes(4, "big")
            + header.previous_sending_chain_length.to_bytes(4, "big")
        )
