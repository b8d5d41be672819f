"""The Double Ratchet of a session (PROTOCOL.md, sections 5.3 and 5.4), synchronous.

It wraps the DoubleRatchet package. Rule: a message that does not decrypt changes nothing; the
stored form before and after is the same, byte for byte (R11).
"""

from typing import Any, Self

import doubleratchet
from doubleratchet.models import DoubleRatchetModel

from megachat_desktop.crypto import aead
from megachat_desktop.crypto.keys import X25519Pair, X25519Public
from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.crypto.ratchet_message import RatchetMessage
from megachat_desktop.crypto.ratchet_plugins import (
    MAX_SKIP_PER_MESSAGE,
    MESSAGE_CHAIN_CONSTANT,
    ChainKdf,
    DiffieHellman,
    LabelledRatchet,
    PaddedAead,
    RootKdf,
    run_now,
)
from megachat_desktop.crypto.ratchet_state import Form, Pending, read, write_pending, write_running
from megachat_desktop.crypto.unprintable import Unprintable
from megachat_desktop.errors import CryptoError, LocalProtocolError

MAX_SKIPPED_STORED = 2000
MAX_PAYLOAD = 122_880
_U32_LIMIT = 1 << 32

_SETTINGS: dict[str, Any] = {
    "diffie_hellman_ratchet_class": DiffieHellman,
    "root_chain_kdf": RootKdf,
    "message_chain_kdf": ChainKdf,
    "message_chain_constant": MESSAGE_CHAIN_CONSTANT,
    "dos_protection_threshold": MAX_SKIP_PER_MESSAGE,
    "max_num_skipped_message_keys": MAX_SKIPPED_STORED,
    "aead": PaddedAead,
}


class Ratchet(Unprintable):
    """One side of one session."""

    def __init__(self, ad: bytes, state: Pending | LabelledRatchet) -> None:
        if len(ad) != 32:
            raise LocalProtocolError("the ratchet's associated data is the 32-byte transcript")
        self._ad = ad
        self._state = state

    @classmethod
    def initiator(
        cls, shared_secret: bytes, responder_signed_prekey: X25519Public, ad: bytes
    ) -> Self:
        """The side that sends first. ``shared_secret`` is SK, ``ad`` the transcript T."""
        return cls(ad, Pending(Form.INITIATOR, shared_secret, responder_signed_prekey.raw))

    @classmethod
    def responder(cls, shared_secret: bytes, signed_prekey: X25519Pair, ad: bytes) -> Self:
        """The side whose signed prekey is its first ratchet key; it cannot send first."""
        return cls(ad, Pending(Form.RESPONDER, shared_secret, signed_prekey.raw))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Restore what ``to_bytes`` gave. Raises CryptoError when it is damaged."""
        ad, state = read(data)
        if isinstance(state, DoubleRatchetModel):
            return cls(ad, LabelledRatchet.from_model(state, **_SETTINGS))
        return cls(ad, state)

    def to_bytes(self) -> bytes:
        """The whole state: about 270 bytes and 68 for each skipped message key. Secret."""
        if isinstance(self._state, Pending):
            return write_pending(self._ad, self._state)
        return write_running(self._ad, self._state.model)

    @property
    def can_send(self) -> bool:
        """Whether ``encrypt`` works: not for a responder that has received nothing yet."""
        return not (isinstance(self._state, Pending) and self._state.form is Form.RESPONDER)

    def encrypt(self, payload: bytes, nonce: bytes | None = None) -> RatchetMessage:
        """Seal a payload of at most 122,880 bytes with the next key of the sending chain.

        ``nonce`` (24 bytes) is for tests that need exact bytes. Raises LocalProtocolError when
        the payload is too long or nothing may be sent yet.
        """
        if len(payload) > MAX_PAYLOAD or not self.can_send:
            raise LocalProtocolError("this payload cannot be sent now")
        nonce = random_bytes(aead.NONCE_SIZE) if nonce is None else nonce
        message = self._encrypt(nonce + payload)
        header = message.header
        return RatchetMessage(
            header.ratchet_pub,
            header.sending_chain_length,
            header.previous_sending_chain_length,
            message.ciphertext,
        )

    def decrypt(self, message: RatchetMessage) -> bytes:
        """Return the payload. Raises CryptoError, and then nothing has changed.

        Refused: forged, repeated, from more than 1,000 messages ahead, with a low-order key.
        """
        _check(message)
        header = doubleratchet.Header(message.ratchet_pub, message.pn, message.n)
        try:
            return self._decrypt(doubleratchet.EncryptedMessage(header, message.body))
        except (
            doubleratchet.DoSProtectionException,
            doubleratchet.DuplicateMessageException,
        ) as error:
            raise CryptoError("message repeated or too far ahead") from error

    def _encrypt(self, message: bytes) -> doubleratchet.EncryptedMessage:
        if isinstance(self._state, LabelledRatchet):
            return run_now(self._state.encrypt_message(message, self._ad))
        self._state, encrypted = run_now(
            LabelledRatchet.encrypt_initial_message(
                shared_secret=self._state.shared_secret,
                recipient_ratchet_pub=self._state.key,
                message=message,
                associated_data=self._ad,
                **_SETTINGS,
            )
        )
        return encrypted

    def _decrypt(self, message: doubleratchet.EncryptedMessage) -> bytes:
        if isinstance(self._state, LabelledRatchet):
            return run_now(self._state.decrypt_message(message, self._ad))
        if self._state.form is Form.INITIATOR:
            raise CryptoError("nothing was sent in this session yet")
        self._state, payload = run_now(
            LabelledRatchet.decrypt_initial_message(
                shared_secret=self._state.shared_secret,
                own_ratchet_priv=self._state.key,
                message=message,
                associated_data=self._ad,
                **_SETTINGS,
            )
        )
        return payload


def _check(message: RatchetMessage) -> None:
    in_range = 0 <= message.n < _U32_LIMIT and 0 <= message.pn < _U32_LIMIT
    if len(message.ratchet_pub) != 32 or not in_range:
        raise CryptoError("message malformed")
