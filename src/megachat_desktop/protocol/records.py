"""What travels inside an envelope: the record, its delivery class, its extensions (PROTOCOL.md 6).

The bodies of the kinds are in ``contact_records``, ``text_records`` and ``call_records``; each is
a frozen dataclass that reads and writes itself. A kind this version does not know is kept as
``UnknownBody``: ``Record.needs_newer`` says whether a person is told, otherwise it is ignored.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar, Protocol, Self

from msgspec import Struct

from megachat_desktop.crypto.hashing import hash_labelled
from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.ids import MessageId
from megachat_desktop.protocol import availability_record as availability
from megachat_desktop.protocol import call_records as calls
from megachat_desktop.protocol import contact_records as contacts
from megachat_desktop.protocol import text_records as texts
from megachat_desktop.protocol.availability_record import AvailabilityNow
from megachat_desktop.protocol.codec import Reader, Writer, decode_whole

RECORD_BYTES = 122_872  # what one place in a payload holds
BODY_BYTES = 122_000
EXT_BYTES = 32_768
MAX_EXT = 16
FLAG_CHAINED = 1
FLAG_RECEIPT = 2
THIS_CONTACT = bytes(32)
NO_PREVIOUS = bytes(32)
FIRST_CRITICAL = 0x8000  # from here on, not knowing it matters


class DeliveryClass(Enum):
    """How hard a record is tried."""

    DURABLE = "D"  # chained, with receipt
    STORED = "S"  # durable, unchained
    CALL = "C"  # retried on direct paths for 45 s or until the call ends
    EPHEMERAL = "E"  # sent over an open connection, else dropped


class RecordBody(Protocol):
    """The body of one kind of record."""

    KIND: ClassVar[int]

    def write(self, w: Writer) -> None:
        """Append the body's fields. Raises LocalProtocolError."""
        ...

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the body's fields. Raises RemoteProtocolError."""
        ...


class UnknownBody(Struct, frozen=True):
    """The body of a kind that this version does not know."""

    kind: int


_CLASSES: dict[type[RecordBody], DeliveryClass] = {
    contacts.Profile: DeliveryClass.STORED,
    contacts.ContactRequest: DeliveryClass.STORED,
    contacts.ContactAccept: DeliveryClass.STORED,
    contacts.DeviceInfo: DeliveryClass.STORED,
    contacts.Renew: DeliveryClass.STORED,
    texts.Text: DeliveryClass.DURABLE,
    texts.Edit: DeliveryClass.DURABLE,
    texts.Delete: DeliveryClass.DURABLE,
    texts.Reaction: DeliveryClass.STORED,
    texts.Receipt: DeliveryClass.STORED,
    texts.Typing: DeliveryClass.EPHEMERAL,
    texts.Conversation: DeliveryClass.DURABLE,
    availability.AvailabilityNow: DeliveryClass.EPHEMERAL,
    AvailabilityNow: DeliveryClass.EPHEMERAL,
    calls.Offer: DeliveryClass.CALL,
    calls.Ringing: DeliveryClass.CALL,
    calls.Answer: DeliveryClass.CALL,
    calls.Reveal: DeliveryClass.CALL,
    calls.Confirm: DeliveryClass.CALL,
    calls.Ice: DeliveryClass.CALL,
    calls.HangUp: DeliveryClass.CALL,
    calls.MediaState: DeliveryClass.CALL,
    calls.Path: DeliveryClass.CALL,
}
_BODIES: dict[int, type[RecordBody]] = {body.KIND: body for body in _CLASSES}
_KNOWN_EXT = {texts.EXT_PREVIEW}


class Extension(Struct, frozen=True):
    """A tagged addition to a record; tags ascend strictly."""

    tag: int
    value: bytes


@dataclass(frozen=True)
class Record:
    """One record. ``body`` are the bytes of ``content`` as received or as they will be sent."""

    msg_id: MessageId
    content: RecordBody | UnknownBody
    body: bytes = field(repr=False)
    sent_ms: int  # Unix time
    flags: int = 0
    conv: bytes = THIS_CONTACT
    seq: int = 0
    prev: bytes = NO_PREVIOUS
    ext: tuple[Extension, ...] = ()
    raw: bytes = field(default=b"", repr=False, compare=False)

    @property
    def kind(self) -> int:
        """The number of the kind."""
        return kind_of(self.content)

    @property
    def chained(self) -> bool:
        """Whether the record counts in ``seq`` and ``prev``."""
        return bool(self.flags & FLAG_CHAINED)

    @property
    def wants_receipt(self) -> bool:
        """Whether the sender asks for a delivery receipt."""
        return bool(self.flags & FLAG_RECEIPT)

    @property
    def known(self) -> bool:
        """Whether this version knows the kind."""
        return not isinstance(self.content, UnknownBody)

    @property
    def needs_newer(self) -> bool:
        """Whether a person is told that a newer version is needed to read this."""
        unread = any(e.tag >= FIRST_CRITICAL and e.tag not in _KNOWN_EXT for e in self.ext)
        return unread or (not self.known and self.kind >= FIRST_CRITICAL)

    def extension(self, tag: int) -> bytes | None:
        """The value of an extension, if the record has it."""
        return next((e.value for e in self.ext if e.tag == tag), None)


def kind_of(content: RecordBody | UnknownBody) -> int:
    """The number of a body's kind."""
    return content.kind if isinstance(content, UnknownBody) else content.KIND


def record_kind(raw: bytes) -> int:
    """The kind of an encoded record of our own, without reading the rest."""
    return int.from_bytes(raw[1:3])


def delivery_class(content: RecordBody) -> DeliveryClass:
    """How hard a record with this body is tried."""
    return _CLASSES[type(content)]


def encode_body(content: RecordBody) -> bytes:
    """The body's bytes alone, as hashes and MACs want them. Raises LocalProtocolError."""
    writer = Writer()
    content.write(writer)
    return writer.done()


def record_hash(raw: bytes) -> bytes:
    """The ``prev`` of the chained record after this one, 32 bytes."""
    return hash_labelled("record", raw)


def make_record(
    content: RecordBody,
    msg_id: MessageId,
    sent_ms: int,
    *,
    conv: bytes = THIS_CONTACT,
    seq: int = 0,
    prev: bytes = NO_PREVIOUS,
    ext: tuple[Extension, ...] = (),
) -> Record:
    """A record ready to be sent; ``raw`` are its bytes.

    ``seq`` (from 1) and ``prev`` belong to durable kinds, and only to those. Raises
    LocalProtocolError for anything that a receiver would refuse.
    """
    durable = delivery_class(content) is DeliveryClass.DURABLE
    flags = FLAG_CHAINED | FLAG_RECEIPT if durable else 0
    body = encode_body(content)
    plain = Record(msg_id, content, body, sent_ms, flags, conv, seq, prev, ext)
    raw = encode_record(plain)
    return Record(msg_id, content, body, sent_ms, flags, conv, seq, prev, ext, raw)


def encode_record(record: Record) -> bytes:
    """The record's bytes from its fields. Raises LocalProtocolError."""
    _require_chain(record, LocalProtocolError)
    w = Writer().u8(1).u16(record.kind).fixed(record.msg_id, 16).u8(record.flags)
    w.fixed(record.conv, 32).u64(record.seq).fixed(record.prev, 32).u64(record.sent_ms)
    w.blob(record.body, BODY_BYTES)
    w.several(record.ext, MAX_EXT, lambda e: w.u16(e.tag).blob(e.value, EXT_BYTES))
    _require_ascending(record.ext, LocalProtocolError)
    raw = w.done()
    if len(raw) > RECORD_BYTES:
        raise LocalProtocolError("record too long")
    return raw


def decode_record(raw: bytes) -> Record:
    """Read a record and its body. Raises RemoteProtocolError."""
    if len(raw) > RECORD_BYTES:
        raise RemoteProtocolError("record too long")
    return decode_whole(raw, lambda r: _read(r, raw))


def _read(r: Reader, raw: bytes) -> Record:
    r.version()
    kind, msg_id, flags = r.u16(), MessageId(r.fixed(16)), r.below(4)
    conv, seq, prev, sent_ms = r.fixed(32), r.u64(), r.fixed(32), r.u64()
    body = r.blob(BODY_BYTES)
    ext = r.several(MAX_EXT, lambda: Extension(r.u16(), r.blob(EXT_BYTES)))
    _require_ascending(ext, RemoteProtocolError)
    content = _read_body(kind, body)
    record = Record(msg_id, content, body, sent_ms, flags, conv, seq, prev, ext, raw)
    _require_chain(record, RemoteProtocolError)
    return record


def _read_body(kind: int, body: bytes) -> RecordBody | UnknownBody:
    known = _BODIES.get(kind)
    return UnknownBody(kind) if known is None else decode_whole(body, known.read)


def _require_chain(record: Record, error: type[Exception]) -> None:
    """A chained record counts from 1, any other has no place in the chain."""
    if record.chained != (record.seq > 0) or (not record.chained and record.prev != NO_PREVIOUS):
        raise error("record is chained in part")
    if isinstance(record.content, UnknownBody):
        return
    if record.chained != (delivery_class(record.content) is DeliveryClass.DURABLE):
        raise error("record of the wrong class")


def _require_ascending(ext: tuple[Extension, ...], error: type[Exception]) -> None:
    tags = [e.tag for e in ext]
    if tags != sorted(set(tags)):
        raise error("extensions do not ascend")


_CONTACT_KINDS = range(0x0001, 0x0010)
_CALL_KINDS = range(0x0020, 0x0040)


def is_in_place(record: Record, state: ContactState | None) -> bool:
    """Whether a record may have an effect, from a person in this state (None: a stranger).

    Before both have accepted only the request and its answer count; calls and everything about
    the contact itself have no place in a group.
    """
    kind = record.kind
    if record.conv != THIS_CONTACT and (kind in _CONTACT_KINDS or kind in _CALL_KINDS):
        return False
    match state:
        case ContactState.ACCEPTED:
            return True
        case ContactState.BLOCKED:
            return False
        case ContactState.REQUESTED:
            return kind in (contacts.ContactRequest.KIND, contacts.ContactAccept.KIND)
        case _:
            return kind == contacts.ContactRequest.KIND
