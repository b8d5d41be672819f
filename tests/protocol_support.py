"""People with keys, one valid sample of everything that can arrive, and every parser beside it."""

import hashlib
from functools import lru_cache

from megachat_desktop.crypto.identity import account_id
from megachat_desktop.crypto.keys import HpkePair, KemPair, PublicKey, SigningKey, X25519Pair
from megachat_desktop.crypto.ratchet_message import RatchetMessage
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.call import EndReason
from megachat_desktop.model.ids import CallId, DeviceId, EnvelopeId, MessageId, NodeKey, SessionId
from megachat_desktop.protocol import call_records as calls
from megachat_desktop.protocol import contact_records as contacts
from megachat_desktop.protocol import frames, link, records
from megachat_desktop.protocol import text_records as texts
from megachat_desktop.protocol.availability_record import AvailabilityNow, Reachable
from megachat_desktop.protocol.bundle import (
    Bundle,
    HeaderFields,
    Item,
    ItemKind,
    encode_bundle,
    issue_header,
    issue_item,
)
from megachat_desktop.protocol.call_description import (
    CallDescription,
    Candidate,
    CodecDescription,
    HeaderExtension,
    StreamDescription,
    encode_description,
)
from megachat_desktop.protocol.certificate import (
    DeviceCert,
    DeviceKeys,
    issue_certificate,
)
from megachat_desktop.protocol.codec import Mailbox
from megachat_desktop.protocol.envelope import (
    Init,
    Inner,
    encode_init,
)
from megachat_desktop.protocol.features import Capability, Features

NOW = 1_790_000_000
LATER = NOW + 7 * 86_400
CAPS = Capability.VIDEO | Capability.CALL_OVER_IROH
FEATURES = Features((1,), int(CAPS), 1)


def seed(name: str, size: int = 32) -> bytes:
    """Bytes that are always the same for a name."""
    return hashlib.shake_256(name.encode()).digest(size)


class Person:
    """Somebody with an account and one device; the same keys for the same name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.account_key = SigningKey(seed(name + " AK"))
        self.device_key = SigningKey(seed(name + " DSK"))
        self.node_pair = SigningKey(seed(name + " NK"))
        self.identity = X25519Pair(seed(name + " IK"))
        self.inbox_pair = HpkePair(seed(name + " INBOX", 96))
        self.account = account_id(self.account_key.public)
        self.device = DeviceId(seed(name + " did", 16))
        self.node_key = NodeKey(self.node_pair.public.raw)

    @property
    def keys(self) -> DeviceKeys:
        return DeviceKeys(self.device, self.device_key.public, self.identity.public, self.node_key)

    def certificate(self, created: int = NOW - 60) -> DeviceCert:
        return issue_certificate(self.account_key, self.keys, created, int(CAPS))

    def item(self, kind: ItemKind, key: PublicKey, ident: int = 1, not_after: int = LATER) -> Item:
        return issue_item(self.device_key, kind, self.device, ident, not_after, key)

    def items(self) -> dict[ItemKind, Item]:
        keys: dict[ItemKind, PublicKey] = {
            ItemKind.SPK: X25519Pair(seed(self.name + " SPK")).public,
            ItemKind.LRK: KemPair(seed(self.name + " LRK", 64)).public,
            ItemKind.INBOX: self.inbox_pair.public,
            ItemKind.OPK: X25519Pair(seed(self.name + " OPK")).public,
            ItemKind.OTK: KemPair(seed(self.name + " OTK", 64)).public,
        }
        return {kind: self.item(kind, key, int(kind)) for kind, key in keys.items()}

    def bundle(self, seqno: int = 7, features: Features = FEATURES) -> Bundle:
        i = self.items()
        spk, lrk, inbox = i[ItemKind.SPK], i[ItemKind.LRK], i[ItemKind.INBOX]
        fields = HeaderFields(seqno, NOW, LATER, features, 3)
        header = issue_header(self.device_key, self.device, fields, spk, lrk, inbox)
        certificate = self.certificate()
        return Bundle(certificate, header, spk, lrk, inbox, i[ItemKind.OPK], i[ItemKind.OTK])


@lru_cache
def person(name: str) -> Person:
    return Person(name)


CALL = CallId(seed("call", 16))
ADDRESSES = (SocketAddress("192.0.2.7", 40_000), SocketAddress("2001:db8::7", 40_001))
MAILBOX = Mailbox(SigningKey(seed("mailbox")).public.raw, "mail.example:8443", ADDRESSES[:1])
CANDIDATE = Candidate("f1", "udp", 2_130_706_431, ADDRESSES[0], "srflx", ADDRESSES[1])


def description(role: int = 1, first_ssrc: int = 100) -> CallDescription:
    opus = CodecDescription(111, "opus", 48_000, 2, (("ptime", "20"), ("useinbandfec", "1")))
    h264 = CodecDescription(102, "h264", 90_000, 0, (("profile-level-id", "42e01f"),))
    rtx = CodecDescription(103, "rtx", 90_000, 0, (("apt", "102"), ("ssrc", str(first_ssrc + 9))))
    streams = (
        StreamDescription(0, first_ssrc, 3, (opus,)),
        StreamDescription(1, first_ssrc + 1, 3, (h264, rtx)),
    )
    extensions = (HeaderExtension(1, "urn:ietf:params:rtp-hdrext:sdes:mid"),)
    return CallDescription("ufrag", "pwd" * 8, role, seed("dtls"), 3, "cname", streams, extensions)


def contact_link() -> link.ContactLink:
    a = person("alice")
    invite = seed("invite", 16)
    return link.ContactLink(
        a.account, a.device, a.node_key, invite, LATER, ADDRESSES, "relay.example", MAILBOX
    )


def record_bodies() -> tuple[records.RecordBody, ...]:
    """One body of every kind, with every optional part there."""
    a, h, m = person("alice"), seed("offer"), seed("message", 16)
    info = contacts.DeviceInfo(
        3, a.certificate().raw, FEATURES, a.items()[ItemKind.INBOX].raw, ADDRESSES,
        "relay.example:443", MAILBOX, seed("access", 16),
    )  # fmt: skip
    encoded_info = records.encode_body(info)
    desc = encode_description(description())
    callee = calls.Callee(seed("n_r"), seed("sealed", 1168), 1, desc).encode()
    conference = calls.Conference(seed("group"), seed("gcall", 16))
    return (
        contacts.Profile("Alice", "écoute", b"\x89PNG"),
        contacts.ContactRequest(m, contacts.Via.LINK, "Alice", "It's me", encoded_info),
        contacts.ContactAccept("Bob", encoded_info),
        info,
        contacts.Renew(b"init", seed("ratchet"), 4, 5, b"body"),
        texts.Text("héllo 🙂", m, True, 60, (seed("file", 16),)),
        texts.Edit(m, "better"),
        texts.Delete(m),
        texts.Reaction(m, "👍"),
        texts.Receipt(texts.ReceiptKind.READ, (m, seed("other", 16))),
        texts.Typing(True),
        texts.Conversation(3600),
        AvailabilityNow(Reachable.AWAY),
        calls.Offer(
            CALL, NOW * 1000, (1,), 1, a.inbox_pair.public.raw, seed("commit"), desc, conference
        ),
        calls.Ringing(CALL, h, calls.RingState.RINGING, callee),
        calls.Answer(CALL, h, 3, callee),
        calls.Reveal(CALL, seed("n_c")),
        calls.Confirm(CALL, 0, seed("mac")),
        calls.Ice(CALL, 0, (CANDIDATE, CANDIDATE), True),
        calls.HangUp(CALL, EndReason.DECLINED),
        calls.MediaState(CALL, 2, 3, calls.STATE_MUTED),
        calls.Path(CALL, 1, True, desc),
    )


def make_record(body: records.RecordBody) -> records.Record:
    durable = records.delivery_class(body) is records.DeliveryClass.DURABLE
    preview = texts.Preview("https://a.example", "A", "about", b"png").encode()
    ext = (records.Extension(texts.EXT_PREVIEW, preview),) if isinstance(body, texts.Text) else ()
    msg_id, chain = MessageId(seed("id", 16)), {"seq": 2, "prev": seed("prev")} if durable else {}
    return records.make_record(body, msg_id, NOW * 1000, ext=ext, **chain)  # type: ignore[arg-type]


def sample_frames() -> tuple[frames.Frame, ...]:
    ref = seed("ref", 16)
    return (
        frames.Hello(FEATURES, frames.HelloRole.DEVICE, 3, NOW * 1000),
        frames.BundleRequest(ref, person("bob").device, seed("gate"), True),
        frames.BundleReply(ref, encode_bundle(person("bob").bundle())),
        frames.EnvelopeFrame(frames.NO_GATE, b"envelope"),
        frames.Ack(EnvelopeId(ref), frames.AckStatus.HELD),
        frames.Refused(ref),
        frames.Ping(77, True),
    )


def sample_init() -> Init:
    ephemeral = X25519Pair(seed("EK")).public
    certificate = person("alice").certificate().raw
    return Init(certificate, FEATURES, 7, 1, 4, ItemKind.OTK, 5, ephemeral, seed("ct", 1088))


def sample_inner() -> Inner:
    message = RatchetMessage(seed("ratchet"), 1, 2, seed("body", 320))
    return Inner(SessionId(seed("sid", 16)), encode_init(sample_init()), message)
