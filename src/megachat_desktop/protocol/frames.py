"""Frames of the control stream (PROTOCOL.md 4.2): ``u32 length | u8 type | body``.

A connection reads ``HEADER_BYTES``, gives them to ``check_header`` together with its state, and
only then reads the ``body_bytes`` the header allows and gives them to ``decode_frame``. Whatever
raises RemoteProtocolError closes the connection with ``CloseCode.PROTOCOL_ERROR``. Frames of
mailboxes and file streams have their numbers but are refused on this stream.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import NamedTuple, assert_never

from msgspec import Struct

from megachat_desktop.crypto.hashing import hash_labelled
from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.ids import EnvelopeId
from megachat_desktop.protocol.codec import Reader, Writer, decode_whole
from megachat_desktop.protocol.features import Features, read_features

HEADER_BYTES = 5
BUNDLE_BYTES = 16_000
ENVELOPE_BYTES = 131_072
NO_GATE = bytes(32)


class FrameType(IntEnum):
    """The type bytes of the control stream."""

    HELLO = 0x01
    BUNDLE_REQUEST = 0x02
    BUNDLE = 0x03
    ENVELOPE = 0x04
    ACK = 0x05
    REFUSED = 0x06
    PING = 0x07


# The length field's maximum: the type byte counts.
_MAX_LENGTH = {
    FrameType.HELLO: 256,
    FrameType.BUNDLE_REQUEST: 128,
    FrameType.BUNDLE: 16 * 1024,
    FrameType.ENVELOPE: 128 * 1024 + 64,
    FrameType.ACK: 32,
    FrameType.REFUSED: 32,
    FrameType.PING: 16,
}


class StreamState(Enum):
    """How far a control stream has come, as seen by its reader."""

    BEFORE_HELLO = "before hello"  # only HELLO may come
    OPEN = "open"  # everything but a second HELLO


class CloseCode(IntEnum):
    """Why a QUIC connection was closed."""

    DONE = 0
    REFUSED = 1
    PROTOCOL_ERROR = 2
    OVERLOAD = 3


class HelloRole(IntEnum):
    """What the sender of a HELLO is."""

    DEVICE = 0
    MAILBOX = 1
    DEPOSITOR = 2


class AckStatus(IntEnum):
    """What became of an envelope."""

    COMMITTED = 0
    COMMITTED_BEFORE = 1
    HELD = 2  # by a mailbox


class Hello(Struct, frozen=True):
    """The first frame of each side. ``now_ms`` is the sender's Unix time in milliseconds."""

    features: Features
    role: HelloRole
    info_seq: int
    now_ms: int


@dataclass(frozen=True)
class BundleRequest:
    """Asks for the keys to start a session with ``device``; ``gate`` is zero for contacts."""

    ref: bytes  # 16, chosen by the asker
    device: bytes  # 16
    gate: bytes = field(default=NO_GATE, repr=False)  # 32
    one_time: bool = True


@dataclass(frozen=True)
class BundleReply:
    """The bundle asked for; the bytes are checked by ``protocol.bundle``."""

    ref: bytes
    bundle: bytes = field(repr=False)


@dataclass(frozen=True)
class EnvelopeFrame:
    """One sealed envelope; ``gate`` is zero on a direct connection."""

    gate: bytes = field(repr=False)
    envelope: bytes = field(repr=False)


class Ack(Struct, frozen=True):
    """An envelope has arrived and will not be forgotten."""

    envelope_id: EnvelopeId
    status: AckStatus


class Refused(Struct, frozen=True):
    """The only negative answer; ``ref`` is an envelope's id or a request's ref."""

    ref: bytes


class Ping(Struct, frozen=True):
    """A sign of life, and its answer with the same id."""

    id: int
    reply: bool = False


Frame = Hello | BundleRequest | BundleReply | EnvelopeFrame | Ack | Refused | Ping


class FrameHeader(NamedTuple):
    """What to read next: ``body_bytes`` bytes (without the type byte) of a frame of ``type``."""

    type: FrameType
    body_bytes: int


def envelope_id(envelope: bytes) -> EnvelopeId:
    """The id of an envelope: a hash of its bytes, 16 bytes."""
    return EnvelopeId(hash_labelled("envelope-id", envelope)[:16])


def check_header(header: bytes, state: StreamState) -> FrameHeader:
    """Judge the first ``HEADER_BYTES`` bytes of a frame before anything else is read.

    Raises RemoteProtocolError for a type that is not of this stream or not of this state, and
    for a length that this type cannot have.
    """
    reader = Reader(header)
    length, number = reader.u32(), reader.u8()
    reader.end()
    if number not in set(FrameType):
        raise RemoteProtocolError("frame of an unknown type")
    frame_type = FrameType(number)
    if (frame_type is FrameType.HELLO) != (state is StreamState.BEFORE_HELLO):
        raise RemoteProtocolError("frame in the wrong state")
    if not 1 <= length <= _MAX_LENGTH[frame_type]:
        raise RemoteProtocolError("frame too long")
    return FrameHeader(frame_type, length - 1)


def _hello(r: Reader) -> Hello:
    return Hello(read_features(r), HelloRole(r.below(3)), r.u64(), r.u64())


def _bundle_request(r: Reader) -> BundleRequest:
    return BundleRequest(r.fixed(16), r.fixed(16), r.fixed(32), r.flag())


def _bundle(r: Reader) -> BundleReply:
    return BundleReply(r.fixed(16), r.blob(BUNDLE_BYTES))


def _envelope(r: Reader) -> EnvelopeFrame:
    return EnvelopeFrame(r.fixed(32), r.blob(ENVELOPE_BYTES))


def _ack(r: Reader) -> Ack:
    return Ack(EnvelopeId(r.fixed(16)), AckStatus(r.below(3)))


def _refused(r: Reader) -> Refused:
    return Refused(r.fixed(16))


def _ping(r: Reader) -> Ping:
    return Ping(r.u64(), r.flag())


_DECODERS: dict[FrameType, Callable[[Reader], Frame]] = {
    FrameType.HELLO: _hello,
    FrameType.BUNDLE_REQUEST: _bundle_request,
    FrameType.BUNDLE: _bundle,
    FrameType.ENVELOPE: _envelope,
    FrameType.ACK: _ack,
    FrameType.REFUSED: _refused,
    FrameType.PING: _ping,
}


def decode_frame(frame_type: FrameType, body: bytes) -> Frame:
    """Read a frame's body, whose length ``check_header`` has allowed.

    Raises RemoteProtocolError.
    """
    return decode_whole(body, _DECODERS[frame_type])


def encode_frame(frame: Frame) -> bytes:
    """The whole frame, header included. Raises LocalProtocolError for what the table forbids."""
    frame_type, body = _encode_body(frame)
    return Writer().u32(1 + len(body)).u8(frame_type).raw(body).done()


def _encode_body(frame: Frame) -> tuple[FrameType, bytes]:
    w = Writer()
    match frame:
        case Hello():
            w.raw(frame.features.encode()).u8(frame.role).u64(frame.info_seq).u64(frame.now_ms)
            return FrameType.HELLO, w.done()
        case BundleRequest():
            w.fixed(frame.ref, 16).fixed(frame.device, 16).fixed(frame.gate, 32)
            return FrameType.BUNDLE_REQUEST, w.flag(frame.one_time).done()
        case BundleReply():
            w.fixed(frame.ref, 16).blob(frame.bundle, BUNDLE_BYTES)
            return FrameType.BUNDLE, w.done()
        case EnvelopeFrame():
            w.fixed(frame.gate, 32).blob(frame.envelope, ENVELOPE_BYTES)
            return FrameType.ENVELOPE, w.done()
        case Ack():
            return FrameType.ACK, w.fixed(frame.envelope_id, 16).u8(frame.status).done()
        case Refused():
            return FrameType.REFUSED, w.fixed(frame.ref, 16).done()
        case Ping():
            return FrameType.PING, w.u64(frame.id).flag(frame.reply).done()
    assert_never(frame)
