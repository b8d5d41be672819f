"""A call description: what one end can send and receive, in place of SDP (PROTOCOL.md 7.2)."""

from dataclasses import dataclass

from megachat_desktop.model.address import SocketAddress

CARRIER_ICE = 1
CARRIER_IROH = 2
DTLS_SERVER = 1
DTLS_CLIENT = 2
DIR_MAY_SEND = 1
DIR_WILL_RECEIVE = 2


@dataclass(frozen=True)
class CodecDescription:
    """One codec a stream can be in; ``rtx`` carries the parameters ``apt`` and ``ssrc``."""

    payload_type: int  # 96..127
    name: str  # lower case
    clock_rate: int
    channels: int = 0
    parameters: tuple[tuple[str, str], ...] = ()  # by ascending key


@dataclass(frozen=True)
class StreamDescription:
    """One stream, with the SSRC its sender uses for the whole call."""

    number: int  # StreamNo
    ssrc: int
    direction: int  # DIR_MAY_SEND | DIR_WILL_RECEIVE
    codecs: tuple[CodecDescription, ...] = ()


@dataclass(frozen=True)
class HeaderExtension:
    """An RTP header extension id of 1 to 14 and its URI."""

    ident: int
    uri: str


@dataclass(frozen=True)
class CallDescription:
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


@dataclass(frozen=True)
class Candidate:
    """One ICE candidate, component 1 (PROTOCOL.md 7.1 ``cand``)."""

    foundation: str
    transport: str  # "udp" or "tcp"
    priority: int
    address: SocketAddress
    kind: str  # "host", "srflx", "prflx", "relay"
    related: SocketAddress | None = None
