"""RTP packets as values, and the one place that writes an RTP header.

A packet on the wire is header 12 | extension 8 (transport sequence number) | payload. Our payload
is a descriptor byte and a piece of a sealed frame (MEDIA.md, section 4); an empty payload is
padding, which opens a stream on a new link or keeps a silent path alive.
"""

import struct
from enum import Enum

from msgspec import Struct

TRANSPORT_SEQUENCE_ID = 5
TRANSPORT_SEQUENCE_URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
HEADER_BYTES = 20
VIDEO_CLOCK = 90_000
AUDIO_CLOCK = 48_000

_HEADER = struct.Struct("!BBHIIHHBHB")
_VERSION_AND_EXTENSION = 0x90
_PADDING_FLAG = 0x20
_ONE_BYTE_EXTENSIONS = 0xBEDE
_PADDING = b"\0\0\0\4"


class StreamKind(Enum):
    """What a stream carries; decides queueing, resending and buffering."""

    AUDIO = "audio"
    VIDEO = "video"


class RtpIn(Struct, frozen=True):
    """A packet that came out of SRTP. ``arrival`` in monotonic seconds of this computer."""

    ssrc: int
    payload_type: int
    sequence: int  # 16 bits
    timestamp: int  # 32 bits
    marker: bool
    payload: bytes  # without padding; empty for padding packets
    transport_sequence: int | None
    arrival: float


class RtpOut(Struct, frozen=True):
    """A packet before its transport sequence number is known; ``sequence`` is not wrapped."""

    ssrc: int
    payload_type: int
    sequence: int  # unwrapped; the wire gets the low 16 bits
    timestamp: int  # unwrapped; the wire gets the low 32 bits
    marker: bool
    payload: bytes  # empty makes a padding packet

    def to_bytes(self, transport_sequence: int) -> bytes:
        """The packet for SRTP, with its transport sequence number (16 bits, any int given)."""
        first = _VERSION_AND_EXTENSION if self.payload else _VERSION_AND_EXTENSION | _PADDING_FLAG
        header = _HEADER.pack(
            first,
            self.payload_type | (0x80 if self.marker else 0),
            self.sequence & 0xFFFF,
            self.timestamp & 0xFFFFFFFF,
            self.ssrc,
            _ONE_BYTE_EXTENSIONS,
            1,
            TRANSPORT_SEQUENCE_ID << 4 | 1,
            transport_sequence & 0xFFFF,
            0,
        )
        return header + (self.payload or _PADDING)

    @property
    def size_bytes(self) -> int:
        """Bytes on the wire before SRTP."""
        return HEADER_BYTES + (len(self.payload) or len(_PADDING))


class OutStream(Struct, frozen=True):
    """One stream we send, with its resend SSRC. ``first_sequence`` is below 2**15.

    The first numbers come from outside because these classes have no randomness; a first sequence
    number above 2**15 could wrap before SRTP's roll-over counter is known (MEDIA.md, section 3).
    """

    number: int  # StreamNo
    kind: StreamKind
    ssrc: int
    payload_type: int
    rtx_ssrc: int
    rtx_payload_type: int
    clock_rate: int
    first_sequence: int
    first_timestamp: int
    rtx_first_sequence: int


class InStream(Struct, frozen=True):
    """One stream the peer sends. ``codec`` is the lower-case name of ``payload_type``."""

    number: int  # StreamNo
    kind: StreamKind
    ssrc: int
    rtx_ssrc: int
    clock_rate: int
    codecs: tuple[tuple[int, str], ...]  # (payload type, lower-case name)
    rtx_payload_types: tuple[int, ...]


class OpenedAudio(Struct, frozen=True):
    """One opened Opus packet on its way to the audio buffer."""

    stream: int
    sequence: int  # 16 bits, as on the wire
    timestamp: int  # 32 bits, 1/48000 s
    frame: bytes
    arrival: float  # monotonic seconds
    recovered: bool  # came on the resend SSRC: says nothing about the path's delay


class OpenedVideo(Struct, frozen=True):
    """One opened frame, in decoding order.

    ``due`` is when to show it (monotonic seconds of this computer), ``capture`` the same moment on
    the sender's clock as its sender reports have it, None before the first one. ``follows`` says
    that nothing was sent between the frame before and this one: a long gap in time is then a
    pause of the sender's, not a freeze.
    """

    stream: int
    codec: str
    frame: bytes
    key: bool
    timestamp: int  # unwrapped, 1/90000 s
    arrival: float  # when it became complete
    due: float
    capture: float | None
    follows: bool = False
