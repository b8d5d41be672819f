"""A call description: what one end can send and receive, in place of SDP (PROTOCOL.md 7.2)."""

from msgspec import Struct

from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.protocol.codec import Reader, Writer, decode_whole

CARRIER_ICE = 1
CARRIER_IROH = 2
DTLS_SERVER = 1
DTLS_CLIENT = 2
DIR_MAY_SEND = 1
DIR_WILL_RECEIVE = 2

DESCRIPTION_BYTES = 16_384
MAX_STREAMS = 8
MAX_CODECS = 8
MAX_PARAMETERS = 16
MAX_EXTENSIONS = 14
_TRANSPORTS = ("udp", "tcp")
_KINDS = ("host", "srflx", "prflx", "relay")


class CodecDescription(Struct, frozen=True):
    """One codec a stream can be in; ``rtx`` carries the parameters ``apt`` and ``ssrc``."""

    payload_type: int  # 96..127
    name: str  # lower case
    clock_rate: int
    channels: int = 0
    parameters: tuple[tuple[str, str], ...] = ()  # by ascending key


class StreamDescription(Struct, frozen=True):
    """One stream, with the SSRC its sender uses for the whole call."""

    number: int  # StreamNo
    ssrc: int
    direction: int  # DIR_MAY_SEND | DIR_WILL_RECEIVE
    codecs: tuple[CodecDescription, ...] = ()


class HeaderExtension(Struct, frozen=True):
    """An RTP header extension id of 1 to 14 and its URI."""

    ident: int
    uri: str


class CallDescription(Struct, frozen=True):
    """Everything the other end needs for ICE, DTLS and RTP of one path."""

    ice_ufrag: str
    ice_pwd: str
    dtls_role: int  # DTLS_SERVER for the caller, DTLS_CLIENT for the callee
    fingerprint: bytes  # SHA-256 of the DER certificate, 32 bytes
    carriers: int  # CARRIER_ICE | CARRIER_IROH
    cname: str
    streams: tuple[StreamDescription, ...]
    extensions: tuple[HeaderExtension, ...] = ()

    def stream(self, number: int) -> StreamDescription | None:
        """The stream with this number, if described."""
        return next((s for s in self.streams if s.number == number), None)


class Candidate(Struct, frozen=True):
    """One ICE candidate, component 1 (PROTOCOL.md 7.1 ``cand``)."""

    foundation: str
    transport: str  # "udp" or "tcp"
    priority: int
    address: SocketAddress
    kind: str  # "host", "srflx", "prflx", "relay"
    related: SocketAddress | None = None


def encode_description(description: CallDescription) -> bytes:
    """The description's bytes. Raises LocalProtocolError for what a receiver would refuse."""
    w, d = Writer(), description
    _require_sound(d, LocalProtocolError)
    w.text(d.ice_ufrag, 256).text(d.ice_pwd, 256).u8(d.dtls_role).fixed(d.fingerprint, 32)
    w.u8(d.carriers).text(d.cname, 64)
    w.several(d.streams, MAX_STREAMS, lambda s: _write_stream(w, s))
    w.several(d.extensions, MAX_EXTENSIONS, lambda e: w.u8(e.ident).text(e.uri, 128))
    encoded = w.done()
    if len(encoded) > DESCRIPTION_BYTES:
        raise LocalProtocolError("description too long")
    return encoded


def decode_description(data: bytes) -> CallDescription:
    """Read a description of at most 16 KiB. Raises RemoteProtocolError."""
    if len(data) > DESCRIPTION_BYTES:
        raise RemoteProtocolError("description too long")
    description = decode_whole(data, _read_description)
    _require_sound(description, RemoteProtocolError)
    return description


def _read_description(r: Reader) -> CallDescription:
    ufrag, pwd, role, fingerprint = r.text(256), r.text(256), r.u8(), r.fixed(32)
    carriers, cname = r.u8(), r.text(64)
    streams = r.several(MAX_STREAMS, lambda: _read_stream(r))
    extensions = r.several(MAX_EXTENSIONS, lambda: HeaderExtension(r.u8(), r.text(128)))
    return CallDescription(ufrag, pwd, role, fingerprint, carriers, cname, streams, extensions)


def _write_stream(w: Writer, s: StreamDescription) -> None:
    w.u8(s.number).u32(s.ssrc).u8(s.direction)
    w.several(s.codecs, MAX_CODECS, lambda c: _write_codec(w, c))


def _read_stream(r: Reader) -> StreamDescription:
    number, ssrc, direction = r.below(8), r.u32(), r.below(4)
    return StreamDescription(number, ssrc, direction, r.several(MAX_CODECS, lambda: _read_codec(r)))


def _write_codec(w: Writer, c: CodecDescription) -> None:
    w.u8(c.payload_type).text(c.name, 16).u32(c.clock_rate).u8(c.channels)
    w.several(c.parameters, MAX_PARAMETERS, lambda p: w.text(p[0], 32).text(p[1], 64))


def _read_codec(r: Reader) -> CodecDescription:
    payload_type, name, clock_rate, channels = r.u8(), r.text(16), r.u32(), r.u8()
    parameters = r.several(MAX_PARAMETERS, lambda: (r.text(32), r.text(64)))
    return CodecDescription(payload_type, name, clock_rate, channels, parameters)


def _ascending(values: list[str]) -> bool:
    return values == sorted(set(values))


def _codec_is_sound(c: CodecDescription) -> bool:
    named = c.name == c.name.lower() and _ascending([key for key, _ in c.parameters])
    return 96 <= c.payload_type <= 127 and named


def _require_sound(d: CallDescription, error: type[Exception]) -> None:
    """The ranges of 7.2, and every stream, SSRC and extension id at most once."""
    numbers, ssrcs = {s.number for s in d.streams}, {s.ssrc for s in d.streams}
    if len(numbers) != len(d.streams) or len(ssrcs) != len(d.streams):
        raise error("stream or SSRC named twice")
    if any(s.number > 7 or s.direction > 3 for s in d.streams):
        raise error("stream out of range")
    if not all(_codec_is_sound(c) for s in d.streams for c in s.codecs):
        raise error("codec out of range")
    idents = {e.ident for e in d.extensions}
    if len(idents) != len(d.extensions) or not all(1 <= i <= 14 for i in idents):
        raise error("header extension out of range")
    if d.dtls_role not in (DTLS_SERVER, DTLS_CLIENT):
        raise error("no DTLS role")


def check_pair(caller: CallDescription, callee: CallDescription) -> None:
    """Refuse two descriptions that do not fit together. Raises RemoteProtocolError.

    The caller is the DTLS server and the callee its client; no SSRC is used by both; the callee
    lists only codecs of the caller, under the caller's payload types; one carrier is common.
    """
    if caller.dtls_role != DTLS_SERVER or callee.dtls_role != DTLS_CLIENT:
        raise RemoteProtocolError("wrong DTLS role")
    if not caller.carriers & callee.carriers & (CARRIER_ICE | CARRIER_IROH):
        raise RemoteProtocolError("no common carrier")
    if {s.ssrc for s in caller.streams} & {s.ssrc for s in callee.streams}:
        raise RemoteProtocolError("SSRC used by both")
    for stream in callee.streams:
        offered = caller.stream(stream.number)
        known = {_codec_key(c) for c in offered.codecs} if offered else set()
        if not {_codec_key(c) for c in stream.codecs} <= known:
            raise RemoteProtocolError("codec that was not offered")


def _codec_key(c: CodecDescription) -> tuple[int, str, int, int]:
    return c.payload_type, c.name, c.clock_rate, c.channels


def write_candidate(w: Writer, c: Candidate) -> None:
    """Append a ``cand``. Raises LocalProtocolError."""
    if c.transport not in _TRANSPORTS or c.kind not in _KINDS:
        raise LocalProtocolError("candidate of an unknown kind")
    w.text(c.foundation, 32).u8(_TRANSPORTS.index(c.transport)).u32(c.priority)
    w.addr(c.address).u8(_KINDS.index(c.kind)).optional(c.related, w.addr)


def read_candidate(r: Reader) -> Candidate:
    """Read a ``cand``. Raises RemoteProtocolError."""
    foundation, transport, priority = r.text(32), _TRANSPORTS[r.below(2)], r.u32()
    address, kind = r.addr(), _KINDS[r.below(4)]
    return Candidate(foundation, transport, priority, address, kind, r.optional(r.addr))
