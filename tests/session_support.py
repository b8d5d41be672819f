"""Two devices with keys but without a database, for tests of sessions alone."""

from dataclasses import dataclass, field

from megachat_desktop.crypto.identity import account_id
from megachat_desktop.crypto.keys import HpkePair, KemPair, SigningKey, X25519Pair
from megachat_desktop.model.ids import DeviceId, NodeKey, SessionId
from megachat_desktop.model.values import replace
from megachat_desktop.protocol import sessions
from megachat_desktop.protocol.bundle import (
    Bundle,
    HeaderFields,
    ItemKind,
    decode_bundle,
    encode_bundle,
    issue_header,
    issue_item,
    verify_bundle,
)
from megachat_desktop.protocol.certificate import DeviceKeys, decode_certificate, issue_certificate
from megachat_desktop.protocol.envelope import Inner, decode_init, pack_payload
from megachat_desktop.protocol.features import Features
from megachat_desktop.protocol.sessions import (
    NO_SESSION,
    AnsweringKeys,
    OwnDevice,
    OwnItem,
    Session,
)

NOW = 1_800_000_000.0
FAR = int(NOW) + 30 * 86400


@dataclass
class Device:
    """One device with everything that starts a session."""

    name: str
    ak: SigningKey = field(default_factory=SigningKey.generate)
    dsk: SigningKey = field(default_factory=SigningKey.generate)
    nk: SigningKey = field(default_factory=SigningKey.generate)
    ik: X25519Pair = field(default_factory=X25519Pair.generate)
    spk: X25519Pair = field(default_factory=X25519Pair.generate)
    opk: X25519Pair = field(default_factory=X25519Pair.generate)
    lrk: KemPair = field(default_factory=KemPair.generate)
    otk: KemPair = field(default_factory=KemPair.generate)
    inbox: HpkePair = field(default_factory=HpkePair.generate)

    def __post_init__(self) -> None:
        self.did = DeviceId(self.name.encode().ljust(16, b"."))
        self.node_key = NodeKey(self.nk.public.raw)
        keys = DeviceKeys(self.did, self.dsk.public, self.ik.public, self.node_key)
        self.certificate = issue_certificate(self.ak, keys, int(NOW), 1)
        self.features = Features(caps=1)
        self.own = OwnDevice(
            account_id(self.ak.public), self.did, self.certificate.raw, self.features, self.ik
        )

    def bundle(self, one_time: bool = True, seqno: int = 1) -> Bundle:
        def item(kind: ItemKind, key: X25519Pair | KemPair | HpkePair) -> object:
            return issue_item(self.dsk, kind, self.did, int(kind), FAR, key.public)

        spk, lrk = item(ItemKind.SPK, self.spk), item(ItemKind.LRK, self.lrk)
        inbox = item(ItemKind.INBOX, self.inbox)
        fields = HeaderFields(seqno, int(NOW), FAR, self.features, 1)
        header = issue_header(self.dsk, self.did, fields, spk, lrk, inbox)  # type: ignore[arg-type]
        bundle = Bundle(self.certificate, header, spk, lrk, inbox)  # type: ignore[arg-type]
        if one_time:
            opk, otk = item(ItemKind.OPK, self.opk), item(ItemKind.OTK, self.otk)
            bundle = replace(bundle, opk=opk, otk=otk)
        self.published = decode_bundle(encode_bundle(bundle))
        return self.published

    def begin_with(self, other: "Device", renews: SessionId = NO_SESSION) -> Session:
        bundle = other.bundle()
        verify_bundle(bundle, NOW, account=other.own.account)
        return sessions.begin(self.own, bundle, NOW, renews)

    def answer(self, inner: Inner, renews: SessionId = NO_SESSION) -> Session:
        assert inner.init is not None
        init = decode_init(inner.init)
        b = self.published
        kem = self.otk if init.kem_kind is ItemKind.OTK else self.lrk
        keys = AnsweringKeys(
            self.certificate.raw,
            b.header.raw,
            OwnItem(b.spk.raw, self.spk.raw),
            OwnItem(b.kem_item.raw, kem.raw),
            OwnItem(b.opk.raw, self.opk.raw) if b.opk else None,
        )
        certificate = decode_certificate(init.certificate)
        return sessions.answer(self.own, init, certificate, keys, NOW, renews)


def words(*texts: str) -> bytes:
    return pack_payload([text.encode() for text in texts])
