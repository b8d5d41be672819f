"""Envelopes, what is sealed in them, and the payload a ratchet message carries (PROTOCOL.md 5.3).

The outer layer hides the sender from whoever stores the envelope; the ratchet inside protects
what is said. Padding belongs to the ratchet (``crypto.padding``), packing of records to here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from megachat_desktop.crypto import hpke
from megachat_desktop.crypto.hashing import label
from megachat_desktop.crypto.keys import HpkePair, HpkePublic, X25519Public
from megachat_desktop.crypto.ratchet_message import RatchetMessage
from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.ids import AccountId, DeviceId, SessionId
from megachat_desktop.protocol.bundle import ItemKind
from megachat_desktop.protocol.codec import Reader, Writer, decode_whole
from megachat_desktop.protocol.features import SUITE, Features, read_features
from megachat_desktop.protocol.frames import ENVELOPE_BYTES

SEALED_BYTES = 131_000
BODY_BYTES = 130_000
INIT_BYTES = 2_048
CERT_BYTES_MAX = 512
KEM_CIPHERTEXT_BYTES = 1_088
PAYLOAD_BYTES = 122_880
PAYLOAD_ITEM_BYTES = 122_872
MAX_RECORDS = 32
STRANGER_ENVELOPE_BYTES = 16_384


@dataclass(frozen=True)
class Init:
    """What starts a session: the initiator's half of PQXDH, as received in ``raw``."""

    certificate: bytes = field(repr=False)  # an encoded DeviceCert
    features: Features
    seqno: int  # of the responder's bundle header that was used
    spk_id: int
    opk_id: int | None
    kem_kind: ItemKind  # LRK or OTK
    kem_id: int
    ephemeral: X25519Public
    ciphertext: bytes = field(repr=False)
    raw: bytes = field(default=b"", repr=False, compare=False)


def encode_init(init: Init) -> bytes:
    """The Init's bytes. Raises LocalProtocolError."""
    w = Writer().u16(SUITE).blob(init.certificate, CERT_BYTES_MAX).raw(init.features.encode())
    w.u64(init.seqno).u32(init.spk_id).optional(init.opk_id, w.u32)
    w.u8(init.kem_kind).u32(init.kem_id).xpub(init.ephemeral.raw)
    return w.fixed(init.ciphertext, KEM_CIPHERTEXT_BYTES).done()


def decode_init(raw: bytes) -> Init:
    """Read an Init. Raises RemoteProtocolError, also for a suite that is not ours."""
    if len(raw) > INIT_BYTES:
        raise RemoteProtocolError("init too long")
    return decode_whole(raw, lambda r: _read_init(r, raw))


def _read_init(r: Reader, raw: bytes) -> Init:
    if r.u16() != SUITE:
        raise RemoteProtocolError("unknown cipher suite")
    certificate, features = r.blob(CERT_BYTES_MAX), read_features(r)
    seqno, spk_id, opk_id = r.u64(), r.u32(), r.optional(r.u32)
    kind = r.u8()
    if kind not in (ItemKind.LRK, ItemKind.OTK):
        raise RemoteProtocolError("no KEM item")
    kem_id, ephemeral = r.u32(), X25519Public(r.xpub())
    ciphertext = r.fixed(KEM_CIPHERTEXT_BYTES)
    return Init(
        certificate, features, seqno, spk_id, opk_id, ItemKind(kind), kem_id, ephemeral,
        ciphertext, raw,
    )  # fmt: skip


@dataclass(frozen=True)
class Inner:
    """What the outer layer seals: the session, perhaps its Init, one ratchet message."""

    session: SessionId
    init: bytes | None = field(repr=False)  # an encoded Init
    message: RatchetMessage


def encode_inner(inner: Inner) -> bytes:
    """The Inner's bytes. Raises LocalProtocolError."""
    m = inner.message
    w = Writer().fixed(inner.session, 16)
    w.optional(inner.init, lambda init: w.blob(init, INIT_BYTES))
    return w.fixed(m.ratchet_pub, 32).u32(m.n).u32(m.pn).blob(m.body, BODY_BYTES).done()


def decode_inner(data: bytes) -> Inner:
    """Read an Inner. Raises RemoteProtocolError."""
    return decode_whole(data, _read_inner)


def _read_inner(r: Reader) -> Inner:
    session, init = SessionId(r.fixed(16)), r.optional(lambda: r.blob(INIT_BYTES))
    ratchet_key, n, pn = r.fixed(32), r.u32(), r.u32()
    return Inner(session, init, RatchetMessage(ratchet_key, n, pn, r.blob(BODY_BYTES)))


@dataclass(frozen=True)
class Envelope:
    """What travels: for whom, under which of their INBOX keys, and the sealed Inner."""

    device: DeviceId
    inbox_id: int
    sealed: bytes = field(repr=False)


def _info(account: AccountId, device: DeviceId, inbox_id: int) -> bytes:
    w = Writer().raw(label("envelope")).fixed(account, 32)
    return w.u8(1).fixed(device, 16).u32(inbox_id).done()


def seal_envelope(
    inner: Inner, account: AccountId, device: DeviceId, inbox_id: int, inbox: HpkePublic
) -> bytes:
    """The bytes of an envelope for this device. Raises LocalProtocolError, CryptoError."""
    sealed = hpke.seal(inbox, _info(account, device, inbox_id), encode_inner(inner))
    w = Writer().u8(1).fixed(device, 16).u32(inbox_id)
    return w.blob(sealed, SEALED_BYTES).done()


def decode_envelope(data: bytes) -> Envelope:
    """Read the outside of an envelope. Raises RemoteProtocolError."""
    if len(data) > ENVELOPE_BYTES:
        raise RemoteProtocolError("envelope too long")
    return decode_whole(data, _read_envelope)


def _read_envelope(r: Reader) -> Envelope:
    r.version()
    return Envelope(DeviceId(r.fixed(16)), r.u32(), r.blob(SEALED_BYTES))


def open_envelope(envelope: Envelope, account: AccountId, inbox: HpkePair) -> Inner:
    """Open an envelope for ``account``, ours, with the INBOX pair that it names.

    Raises RemoteProtocolError (CryptoError where it does not decrypt).
    """
    info = _info(account, envelope.device, envelope.inbox_id)
    return decode_inner(hpke.open_sealed(inbox, info, envelope.sealed))


def pack_payload(records: Sequence[bytes]) -> bytes:
    """Encoded records as one payload, not padded yet. Raises LocalProtocolError."""
    w = Writer()
    w.several(records, MAX_RECORDS, lambda record: w.blob(record, PAYLOAD_ITEM_BYTES))
    payload = w.done()
    if len(payload) > PAYLOAD_BYTES:
        raise LocalProtocolError("payload too long")
    return payload


def unpack_payload(payload: bytes) -> tuple[bytes, ...]:
    """The encoded records of a payload. Raises RemoteProtocolError."""
    if len(payload) > PAYLOAD_BYTES:
        raise RemoteProtocolError("payload too long")
    return decode_whole(
        payload, lambda r: r.several(MAX_RECORDS, lambda: r.blob(PAYLOAD_ITEM_BYTES))
    )
