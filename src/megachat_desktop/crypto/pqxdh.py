"""PQXDH: the post-quantum key agreement that starts a session (PROTOCOL.md, section 5.2).

Certificates, headers and items come in as the exact bytes that were signed and sent; what they
mean, and whether they are to be trusted, was decided before (section 5.1).
"""

from dataclasses import dataclass, field

from msgspec import Struct

from megachat_desktop.crypto import kem
from megachat_desktop.crypto.hashing import enc, hash_labelled, hkdf, label
from megachat_desktop.crypto.keys import KemPair, KemPublic, X25519Pair, X25519Public
from megachat_desktop.errors import LocalProtocolError
from megachat_desktop.model.ids import SessionId

SUITE = 1
_SK_PURPOSE = "pqxdh X25519 SHA-256 ML-KEM-768"


class Context(Struct, frozen=True):
    """What both sides bind into the transcript, as the bytes that travelled.

    ``opk_item`` and ``old_session_id`` are empty where there is none.
    """

    initiator_certificate: bytes
    responder_certificate: bytes
    initiator_features: bytes
    header: bytes
    spk_item: bytes
    kem_item: bytes
    opk_item: bytes = b""
    old_session_id: bytes = b""


class ResponderKeys(Struct, frozen=True):
    """The responder's public keys, taken from the verified bundle."""

    identity: X25519Public
    signed_prekey: X25519Public
    kem: KemPublic
    one_time: X25519Public | None = None


class ResponderSecrets(Struct, frozen=True):
    """The responder's own pairs, found by the ids in the Init."""

    identity: X25519Pair
    signed_prekey: X25519Pair
    kem: KemPair
    one_time: X25519Pair | None = None


@dataclass(frozen=True, eq=False)
class Agreement:
    """A new session: SK, the transcript T (the ratchet's associated data) and sid."""

    shared_secret: bytes = field(repr=False)  # 32 bytes
    transcript: bytes  # 32 bytes
    session_id: SessionId


class Initiation(Struct, frozen=True):
    """The initiator's result: the session, and what its Init has to carry."""

    agreement: Agreement
    ephemeral: X25519Public
    ciphertext: bytes  # 1088 bytes


def initiate(
    context: Context,
    identity: X25519Pair,
    peer: ResponderKeys,
    ephemeral: X25519Pair | None = None,
    encapsulation: tuple[bytes, bytes] | None = None,
) -> Initiation:
    """Agree on a session with the owner of ``peer``.

    ``ephemeral`` and ``encapsulation`` (shared secret, ciphertext) are for tests that need exact
    bytes. Raises CryptoError for a low-order key of the peer, LocalProtocolError when the
    one-time item and key are not given together.
    """
    _check_one_time(context, peer.one_time is not None)
    ephemeral = X25519Pair.generate() if ephemeral is None else ephemeral
    kem_secret, ciphertext = encapsulation or kem.encapsulate(peer.kem)
    exchanges = [
        identity.exchange(peer.signed_prekey),
        ephemeral.exchange(peer.identity),
        ephemeral.exchange(peer.signed_prekey),
    ]
    if peer.one_time is not None:
        exchanges.append(ephemeral.exchange(peer.one_time))
    agreement = _agree(context, exchanges, kem_secret, ephemeral.public, ciphertext)
    return Initiation(agreement, ephemeral.public, ciphertext)


def respond(
    context: Context,
    secrets: ResponderSecrets,
    initiator: X25519Public,
    ephemeral: X25519Public,
    ciphertext: bytes,
) -> Agreement:
    """Agree on the session that an Init asks for; ``initiator`` is IK of its certificate.

    Raises CryptoError for low-order keys or a ciphertext of a wrong length, LocalProtocolError
    when the one-time item and pair are not given together.
    """
    _check_one_time(context, secrets.one_time is not None)
    exchanges = [
        secrets.signed_prekey.exchange(initiator),
        secrets.identity.exchange(ephemeral),
        secrets.signed_prekey.exchange(ephemeral),
    ]
    if secrets.one_time is not None:
        exchanges.append(secrets.one_time.exchange(ephemeral))
    kem_secret = kem.decapsulate(secrets.kem, ciphertext)
    return _agree(context, exchanges, kem_secret, ephemeral, ciphertext)


def shared_secret(exchanges: list[bytes], kem_secret: bytes, info: bytes, length: int) -> bytes:
    """Return the key derivation of X3DH and PQXDH over DH1 … DH4 and the KEM's secret.

    Source: Signal's X3DH and PQXDH specifications, section 2.2 (F and the zero salt).
    """
    return hkdf(b"\xff" * 32 + b"".join(exchanges) + kem_secret, bytes(32), info, length)


def _check_one_time(context: Context, has_key: bool) -> None:
    if bool(context.opk_item) is not has_key:
        raise LocalProtocolError("one-time item and key do not come together")


def _agree(
    context: Context,
    exchanges: list[bytes],
    kem_secret: bytes,
    ephemeral: X25519Public,
    ciphertext: bytes,
) -> Agreement:
    transcript = _transcript(context, ephemeral, ciphertext)
    return Agreement(
        shared_secret(exchanges, kem_secret, label(_SK_PURPOSE), 32),
        transcript,
        SessionId(hash_labelled("session-id", transcript)[:16]),
    )


def _transcript(context: Context, ephemeral: X25519Public, ciphertext: bytes) -> bytes:
    parts = (
        context.initiator_certificate,
        context.responder_certificate,
        context.initiator_features,
        context.header,
        context.spk_item,
        context.opk_item,
        context.kem_item,
        ephemeral.encoded,
        ciphertext,
        context.old_session_id,
    )
    encoded = (enc(part) for part in parts)
    return hash_labelled("pqxdh-transcript", SUITE.to_bytes(2, "big"), *encoded)
