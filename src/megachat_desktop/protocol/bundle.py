"""The published keys that let somebody start a session with a device (PROTOCOL.md 5.1).

``decode_bundle`` reads the form; nothing may be done with the keys before ``verify_bundle`` has
accepted the whole. Every part keeps its bytes as received, since the transcript hashes those.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from msgspec import Struct

from megachat_desktop.crypto.hashing import enc, hash_labelled
from megachat_desktop.crypto.keys import (
    Ed25519Public,
    HpkePublic,
    KemPublic,
    PublicKey,
    SigningKey,
    X25519Public,
)
from megachat_desktop.crypto.signing import SIGNATURE_SIZE, sign, verify
from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.ids import AccountId, DeviceId, NodeKey
from megachat_desktop.protocol.certificate import (
    DeviceCert,
    decode_certificate,
    verify_certificate,
)
from megachat_desktop.protocol.codec import Reader, Writer, decode_whole
from megachat_desktop.protocol.features import Features, read_features

BUNDLE_BYTES = 16_000
_CERT_MAX = 512
_HEADER_MAX = 512
_SMALL_ITEM = 256
_LARGE_ITEM = 1_400
_HEADER_PURPOSE = "bundle"


class ItemKind(IntEnum):
    """What a published key is for."""

    SPK = 1
    LRK = 2
    INBOX = 3
    OPK = 4
    OTK = 5


# Each kind is signed under a label of its own (R8), so that none can pass for another.
_LABELS = {
    ItemKind.SPK: "spk",
    ItemKind.LRK: "kem-lr",
    ItemKind.INBOX: "inbox",
    ItemKind.OPK: "opk",
    ItemKind.OTK: "kem-ot",
}
_KEY_TYPES: dict[ItemKind, type[PublicKey]] = {
    ItemKind.SPK: X25519Public,
    ItemKind.LRK: KemPublic,
    ItemKind.INBOX: HpkePublic,
    ItemKind.OPK: X25519Public,
    ItemKind.OTK: KemPublic,
}


@dataclass(frozen=True)
class Item:
    """One signed key. ``not_after`` is Unix seconds."""

    kind: ItemKind
    device: DeviceId
    ident: int
    not_after: int
    key: PublicKey
    raw: bytes = field(repr=False)

    @property
    def x25519(self) -> X25519Public:
        """The key of an SPK or OPK."""
        assert isinstance(self.key, X25519Public)
        return self.key

    @property
    def kem(self) -> KemPublic:
        """The key of an LRK or OTK."""
        assert isinstance(self.key, KemPublic)
        return self.key

    @property
    def hpke(self) -> HpkePublic:
        """The key of an INBOX."""
        assert isinstance(self.key, HpkePublic)
        return self.key


def issue_item(
    device_key: SigningKey, kind: ItemKind, device: DeviceId, ident: int, not_after: int,
    key: PublicKey,
) -> Item:  # fmt: skip
    """Sign one key under the label of its kind. Raises LocalProtocolError."""
    if not isinstance(key, _KEY_TYPES[kind]):
        raise LocalProtocolError("key of the wrong kind")
    w = Writer().u8(kind).fixed(device, 16).u32(ident).u64(not_after).raw(key.encoded)
    body = w.done()
    raw = body + sign(device_key, _LABELS[kind], body)
    return Item(kind, device, ident, not_after, key, raw)


def decode_item(raw: bytes) -> Item:
    """Read an item's form. Raises RemoteProtocolError."""
    return decode_whole(raw, lambda r: _read_item(r, raw))


def _read_item(r: Reader, raw: bytes) -> Item:
    number = r.u8()
    if number not in set(ItemKind):
        raise RemoteProtocolError("item of an unknown kind")
    kind = ItemKind(number)
    device, ident, not_after = DeviceId(r.fixed(16)), r.u32(), r.u64()
    key_type = _KEY_TYPES[kind]
    key = key_type.decode(r.fixed(1 + key_type.size))
    r.fixed(SIGNATURE_SIZE)
    return Item(kind, device, ident, not_after, key, raw)


def verify_item(
    item: Item, kind: ItemKind, device: DeviceId, device_key: Ed25519Public, now: float
) -> None:
    """Accept an item of this kind and device or raise RemoteProtocolError; ``now`` is Unix time."""
    if item.kind is not kind or item.device != device:
        raise RemoteProtocolError("item out of place")
    verify(device_key, _LABELS[kind], item.raw[:-SIGNATURE_SIZE], item.raw[-SIGNATURE_SIZE:])
    if now >= item.not_after:
        raise RemoteProtocolError("item is not valid any more")


@dataclass(frozen=True)
class Header:
    """The signed head of a bundle: ``seqno`` against rollback, features against downgrade."""

    device: DeviceId
    seqno: int
    issued: int
    not_after: int
    features: Features
    info_seq: int
    items_hash: bytes
    raw: bytes = field(repr=False)


def _items_hash(items: Iterable[Item]) -> bytes:
    return hash_labelled("bundle-items", *(enc(item.raw) for item in items))


class HeaderFields(Struct, frozen=True):
    """What the owner puts into a header; times are Unix seconds."""

    seqno: int
    issued: int
    not_after: int
    features: Features
    info_seq: int


def issue_header(
    device_key: SigningKey, device: DeviceId, fields: HeaderFields, spk: Item, lrk: Item,
    inbox: Item,
) -> Header:  # fmt: skip
    """Sign a header over the three lasting items. Raises LocalProtocolError."""
    w = Writer().u8(1).fixed(device, 16).u64(fields.seqno).u64(fields.issued)
    w.u64(fields.not_after).raw(fields.features.encode()).u64(fields.info_seq)
    body = w.raw(_items_hash((spk, lrk, inbox))).done()
    return decode_header(body + sign(device_key, _HEADER_PURPOSE, body))


def decode_header(raw: bytes) -> Header:
    """Read a header's form. Raises RemoteProtocolError."""
    return decode_whole(raw, lambda r: _read_header(r, raw))


def _read_header(r: Reader, raw: bytes) -> Header:
    r.version()
    device, seqno, issued, not_after = DeviceId(r.fixed(16)), r.u64(), r.u64(), r.u64()
    features, info_seq, items_hash = read_features(r), r.u64(), r.fixed(32)
    r.fixed(SIGNATURE_SIZE)
    return Header(device, seqno, issued, not_after, features, info_seq, items_hash, raw)


class Bundle(Struct, frozen=True):
    """Everything for a first message; the one-time items may be missing."""

    certificate: DeviceCert
    header: Header
    spk: Item
    lrk: Item
    inbox: Item
    opk: Item | None = None
    otk: Item | None = None

    @property
    def kem_item(self) -> Item:
        """The ML-KEM key to use: the one-time one if there is one."""
        return self.otk or self.lrk


def encode_bundle(bundle: Bundle) -> bytes:
    """The bundle's bytes. Raises LocalProtocolError."""
    w, b = Writer(), bundle
    w.u8(1).blob(b.certificate.raw, _CERT_MAX).blob(b.header.raw, _HEADER_MAX)
    w.blob(b.spk.raw, _SMALL_ITEM).blob(b.lrk.raw, _LARGE_ITEM).blob(b.inbox.raw, _LARGE_ITEM)
    w.optional(b.opk, lambda item: w.blob(item.raw, _SMALL_ITEM))
    w.optional(b.otk, lambda item: w.blob(item.raw, _LARGE_ITEM))
    return w.done()


def decode_bundle(data: bytes) -> Bundle:
    """Read a bundle's form. Raises RemoteProtocolError."""
    if len(data) > BUNDLE_BYTES:
        raise RemoteProtocolError("bundle too long")
    return decode_whole(data, _read_bundle)


def _read_bundle(r: Reader) -> Bundle:
    r.version()
    certificate = decode_certificate(r.blob(_CERT_MAX))
    header = decode_header(r.blob(_HEADER_MAX))
    spk, lrk = decode_item(r.blob(_SMALL_ITEM)), decode_item(r.blob(_LARGE_ITEM))
    inbox = decode_item(r.blob(_LARGE_ITEM))
    opk = r.optional(lambda: decode_item(r.blob(_SMALL_ITEM)))
    otk = r.optional(lambda: decode_item(r.blob(_LARGE_ITEM)))
    return Bundle(certificate, header, spk, lrk, inbox, opk, otk)


def verify_bundle(
    bundle: Bundle,
    now: float,
    *,
    account: AccountId,
    device: DeviceId | None = None,
    node_key: NodeKey | None = None,
    seqno_seen: int = 0,
) -> None:
    """Accept a bundle or raise RemoteProtocolError; before any Diffie-Hellman.

    ``account`` and ``device`` are pinned or named by the link, ``node_key`` is whom a direct
    connection proved, ``seqno_seen`` the highest seqno ever accepted from this device (a lower
    one is a rollback), ``now`` Unix time in seconds.
    """
    cert, header = bundle.certificate, bundle.header
    verify_certificate(cert, now, account=account, device=device, node_key=node_key)
    _verify_header(bundle, now)
    if header.seqno < seqno_seen:
        raise RemoteProtocolError("bundle older than seen before")
    wanted: list[tuple[Item | None, ItemKind]] = [
        (bundle.spk, ItemKind.SPK),
        (bundle.lrk, ItemKind.LRK),
        (bundle.inbox, ItemKind.INBOX),
        (bundle.opk, ItemKind.OPK),
        (bundle.otk, ItemKind.OTK),
    ]
    for item, kind in wanted:
        if item is not None:
            verify_item(item, kind, cert.device, cert.device_key, now)


def _verify_header(bundle: Bundle, now: float) -> None:
    cert, header = bundle.certificate, bundle.header
    body, signature = header.raw[:-SIGNATURE_SIZE], header.raw[-SIGNATURE_SIZE:]
    verify(cert.device_key, _HEADER_PURPOSE, body, signature)
    if header.device != cert.device or not cert.matches(header.features):
        raise RemoteProtocolError("header does not fit the certificate")
    if now >= header.not_after:
        raise RemoteProtocolError("bundle is not valid any more")
    if header.items_hash != _items_hash((bundle.spk, bundle.lrk, bundle.inbox)):
        raise RemoteProtocolError("header of other items")
