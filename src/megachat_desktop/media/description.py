"""What one end says of its media, and what follows when both have spoken (PROTOCOL.md 7.2).

The caller offers every codec it can, best first; the callee answers with the subset it can, under
the caller's payload types. A sender then uses the first codec of the receiver's list that it can.
"""

import secrets
from collections.abc import Iterable, Sequence

from msgspec import Struct

from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.media.dtls_adapter import DtlsRole, LinkStreams
from megachat_desktop.media.rtp.packets import (
    AUDIO_CLOCK,
    TRANSPORT_SEQUENCE_ID,
    TRANSPORT_SEQUENCE_URI,
    VIDEO_CLOCK,
    InStream,
    OutStream,
    StreamKind,
)
from megachat_desktop.model.call import CallRole
from megachat_desktop.model.media import StreamNo
from megachat_desktop.protocol.call_description import (
    CARRIER_ICE,
    CARRIER_IROH,
    DIR_MAY_SEND,
    DIR_WILL_RECEIVE,
    DTLS_CLIENT,
    DTLS_SERVER,
    CallDescription,
    CodecDescription,
    HeaderExtension,
    StreamDescription,
)

VIDEO_CODECS = ("h264", "vp8")
AUDIO_CODECS = ("opus",)
_RTX = "rtx"
_FIRST_PAYLOAD_TYPE = 96
_KINDS = {
    StreamNo.MICROPHONE: (StreamKind.AUDIO, AUDIO_CLOCK, 1),
    StreamNo.CAMERA: (StreamKind.VIDEO, VIDEO_CLOCK, 0),
}


class OwnStream(Struct, frozen=True):
    """The numbers one of our streams keeps for the whole call."""

    number: StreamNo
    ssrc: int
    rtx_ssrc: int


class AgreedMedia(Struct, frozen=True):
    """What both descriptions together allow. Streams without a common codec are left out."""

    outgoing: tuple[OutStream, ...]
    incoming: tuple[InStream, ...]
    codecs: dict[int, str]  # by stream number: the lower-case name of what we send

    @property
    def routing(self) -> LinkStreams:
        """The SSRCs and payload types a link has to know."""
        receive = [ssrc for s in self.incoming for ssrc in (s.ssrc, s.rtx_ssrc)]
        types = [pt for s in self.incoming for pt in (*dict(s.codecs), *s.rtx_payload_types)]
        send = [ssrc for s in self.outgoing for ssrc in (s.ssrc, s.rtx_ssrc)]
        return LinkStreams(tuple(receive), tuple(types), tuple(send))


def dtls_role(role: CallRole) -> DtlsRole:
    """The caller is the DTLS server, the callee the client."""
    return DtlsRole.SERVER if role is CallRole.CALLER else DtlsRole.CLIENT


def new_streams(taken: Iterable[int] = ()) -> tuple[OwnStream, ...]:
    """Microphone and camera with fresh SSRCs, distinct from each other and from ``taken``."""
    used = set(taken) | {0}

    def fresh() -> int:
        while (ssrc := secrets.randbits(32)) in used:
            continue
        used.add(ssrc)
        return ssrc

    return tuple(OwnStream(number, fresh(), fresh()) for number in _KINDS)


def all_ssrcs(description: CallDescription) -> tuple[int, ...]:
    """Every SSRC of a description, resends included. Raises RemoteProtocolError on a bad one."""
    found = []
    for stream in description.streams:
        found += [stream.ssrc, *(_rtx_ssrc(codec) for codec in _resends(stream))]
    return tuple(dict.fromkeys(found))


def describe(
    role: CallRole,
    streams: Sequence[OwnStream],
    credentials: tuple[str, str],
    fingerprint: bytes,
    carriers: int,
    remote: CallDescription | None,
) -> CallDescription:
    """Our description; ``remote`` is the offer when we are the callee."""
    return CallDescription(
        ice_ufrag=credentials[0],
        ice_pwd=credentials[1],
        dtls_role=DTLS_SERVER if role is CallRole.CALLER else DTLS_CLIENT,
        fingerprint=fingerprint,
        carriers=carriers,
        cname=secrets.token_hex(8),
        streams=tuple(_describe_stream(stream, remote) for stream in streams),
        extensions=(HeaderExtension(TRANSPORT_SEQUENCE_ID, TRANSPORT_SEQUENCE_URI),),
    )


def _describe_stream(own: OwnStream, remote: CallDescription | None) -> StreamDescription:
    codecs = _offered(own) if remote is None else _answered(own, remote)
    return StreamDescription(own.number, own.ssrc, DIR_MAY_SEND | DIR_WILL_RECEIVE, codecs)


def _offered(own: OwnStream) -> tuple[CodecDescription, ...]:
    payload_type = _FIRST_PAYLOAD_TYPE + 8 * own.number
    codecs: list[CodecDescription] = []
    for name in _names(own.number):
        codecs += _with_resend(own, name, payload_type, payload_type + 1)
        payload_type += 2
    return tuple(codecs)


def _answered(own: OwnStream, remote: CallDescription) -> tuple[CodecDescription, ...]:
    theirs = remote.stream(own.number)
    codecs: list[CodecDescription] = []
    for codec in theirs.codecs if theirs else ():
        resend = _resend_of(theirs, codec) if theirs else None
        if _is_known(own.number, codec) and resend is not None:
            codecs += _with_resend(own, codec.name, codec.payload_type, resend.payload_type)
    return tuple(codecs)


def _with_resend(
    own: OwnStream, name: str, payload_type: int, resend_type: int
) -> list[CodecDescription]:
    _, clock_rate, channels = _KINDS[own.number]
    values = (("apt", str(payload_type)), ("ssrc", str(own.rtx_ssrc)))
    return [
        CodecDescription(payload_type, name, clock_rate, channels),
        CodecDescription(resend_type, _RTX, clock_rate, 0, values),
    ]


def check(role: CallRole, remote: CallDescription, own_ssrcs: Iterable[int]) -> None:
    """Refuse what we could not carry out. Raises RemoteProtocolError."""
    wanted = DTLS_CLIENT if role is CallRole.CALLER else DTLS_SERVER
    if remote.dtls_role != wanted:
        raise RemoteProtocolError("the description names the wrong DTLS role")
    if not remote.carriers & (CARRIER_ICE | CARRIER_IROH):
        raise RemoteProtocolError("the description names no carrier that we know")
    theirs = all_ssrcs(remote)
    expected = sum(1 + bool(_resends(stream)) for stream in remote.streams)
    if len(theirs) != expected or 0 in theirs or set(theirs) & set(own_ssrcs):
        raise RemoteProtocolError("the description's SSRCs are not distinct")
    if not any(_common(stream) for stream in remote.streams):
        raise RemoteProtocolError("the description has no codec in common with us")


def agree(own: CallDescription, remote: CallDescription) -> AgreedMedia:
    """Which streams go each way, in which codec. First sequence numbers are drawn here."""
    outgoing: list[OutStream] = []
    incoming: list[InStream] = []
    codecs: dict[int, str] = {}
    for ours in own.streams:
        theirs = remote.stream(ours.number)
        common = _common(theirs) if theirs else []
        if theirs is None or not common:
            continue
        if theirs.direction & DIR_WILL_RECEIVE:
            outgoing.append(_outgoing(ours, theirs, common[0]))
            codecs[ours.number] = common[0].name
        if theirs.direction & DIR_MAY_SEND:
            incoming.append(_incoming(theirs, common))
    return AgreedMedia(tuple(outgoing), tuple(incoming), codecs)


def _outgoing(
    ours: StreamDescription, theirs: StreamDescription, codec: CodecDescription
) -> OutStream:
    resend = _resend_of(theirs, codec)
    own_resend = _resends(ours)
    if resend is None or not own_resend:
        raise RemoteProtocolError("a codec has no resends")
    kind, clock_rate, _ = _KINDS[StreamNo(ours.number)]
    return OutStream(
        number=ours.number,
        kind=kind,
        ssrc=ours.ssrc,
        payload_type=codec.payload_type,
        rtx_ssrc=_rtx_ssrc(own_resend[0]),
        rtx_payload_type=resend.payload_type,
        clock_rate=clock_rate,
        # SRTP's roll-over counter starts at 0 on every link: the first number stays far below it.
        first_sequence=secrets.randbelow(1 << 15),
        first_timestamp=secrets.randbits(32),
        rtx_first_sequence=secrets.randbelow(1 << 15),
    )


def _incoming(theirs: StreamDescription, common: list[CodecDescription]) -> InStream:
    kind, clock_rate, _ = _KINDS[StreamNo(theirs.number)]
    resends = [r for codec in common if (r := _resend_of(theirs, codec)) is not None]
    return InStream(
        number=theirs.number,
        kind=kind,
        ssrc=theirs.ssrc,
        rtx_ssrc=_rtx_ssrc(resends[0]),
        clock_rate=clock_rate,
        codecs=tuple((codec.payload_type, codec.name) for codec in common),
        rtx_payload_types=tuple(r.payload_type for r in resends),
    )


def _names(number: int) -> tuple[str, ...]:
    return AUDIO_CODECS if _KINDS[StreamNo(number)][0] is StreamKind.AUDIO else VIDEO_CODECS


def _is_known(number: int, codec: CodecDescription) -> bool:
    if number not in (StreamNo.MICROPHONE, StreamNo.CAMERA):
        return False
    return codec.name in _names(number) and codec.clock_rate == _KINDS[StreamNo(number)][1]


def _common(theirs: StreamDescription) -> list[CodecDescription]:
    """The codecs of a stream that we know and that can be resent, in their order."""
    known = [codec for codec in theirs.codecs if _is_known(theirs.number, codec)]
    return [codec for codec in known if _resend_of(theirs, codec) is not None]


def _resends(stream: StreamDescription) -> list[CodecDescription]:
    return [codec for codec in stream.codecs if codec.name == _RTX]


def _resend_of(stream: StreamDescription, codec: CodecDescription) -> CodecDescription | None:
    wanted = ("apt", str(codec.payload_type))
    return next((r for r in _resends(stream) if wanted in r.parameters), None)


def _rtx_ssrc(codec: CodecDescription) -> int:
    value = dict(codec.parameters).get("ssrc", "")
    if not value.isascii() or not value.isdecimal() or int(value[:11]) >= 1 << 32:
        raise RemoteProtocolError("a resend codec names no SSRC")
    return int(value)
