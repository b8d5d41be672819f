"""Bodies of the records of a call (PROTOCOL.md 7.1).

Descriptions and the callee's part stay bytes here: they are hashed as received. They are read
with ``call_description.decode_description`` and ``Callee.decode``. Flag bits that this version
does not name are kept and ignored.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import ClassVar, Self

from msgspec import Struct

from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.call import EndReason
from megachat_desktop.model.ids import CallId
from megachat_desktop.protocol.call_description import (
    DESCRIPTION_BYTES,
    Candidate,
    read_candidate,
    write_candidate,
)
from megachat_desktop.protocol.codec import Reader, Writer, decode_whole
from megachat_desktop.protocol.features import MAX_VERSIONS

CALLEE_BYTES = 20_000
SEALED_BYTES = 1_300
MAX_CANDIDATES = 32  # in one record
OFFER_VIDEO = 1
STATE_HOLD = 1
STATE_RECORDING = 2
STATE_MUTED = 4


class RingState(IntEnum):
    """What the callee's device does."""

    RINGING = 1
    WAITING = 2  # the callee is in another call


HANGUP_REASONS = {
    1: EndReason.HUNG_UP,
    2: EndReason.DECLINED,
    3: EndReason.BUSY,
    4: EndReason.NO_ANSWER,
    5: EndReason.FAILED,
    6: EndReason.ANSWERED_ELSEWHERE,
}
_HANGUP_NUMBERS = {reason: number for number, reason in HANGUP_REASONS.items()}


class Conference(Struct, frozen=True):
    """The group call that a call is a leg of."""

    group: bytes  # 32
    group_call: bytes  # 16


@dataclass(frozen=True)
class Offer:
    """Somebody calls. ``ts_ms`` is the caller's Unix time in milliseconds."""

    KIND: ClassVar[int] = 0x0020
    call_id: CallId
    ts_ms: int
    versions: tuple[int, ...]
    flags: int
    kem: bytes = field(repr=False)  # HPKE public key of this call, 1216 bytes
    commit: bytes  # 32
    description: bytes = field(repr=False)
    conference: Conference | None = None

    @property
    def video(self) -> bool:
        """Whether the caller asks for video."""
        return bool(self.flags & OFFER_VIDEO)

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.fixed(self.call_id, 16).u64(self.ts_ms).several(self.versions, MAX_VERSIONS, w.u16)
        w.u8(self.flags).hpub(self.kem).fixed(self.commit, 32)
        w.optional(self.conference, lambda c: w.fixed(c.group, 32).fixed(c.group_call, 16))
        w.blob(self.description, DESCRIPTION_BYTES)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields."""
        call_id, ts_ms = CallId(r.fixed(16)), r.u64()
        versions, flags = r.several(MAX_VERSIONS, r.u16), r.u8()
        kem, commit = r.hpub(), r.fixed(32)
        conference = r.optional(lambda: Conference(r.fixed(32), r.fixed(16)))
        description = r.blob(DESCRIPTION_BYTES)
        return cls(call_id, ts_ms, versions, flags, kem, commit, description, conference)


@dataclass(frozen=True)
class Callee:
    """The callee's half of the key agreement and its description."""

    nonce: bytes = field(repr=False)  # n_r, 32
    sealed: bytes = field(repr=False)  # the secret s, sealed to the offer's key
    version: int
    description: bytes = field(repr=False)

    def encode(self) -> bytes:
        """The bytes that go into RINGING or ANSWER and into the transcript."""
        w = Writer().fixed(self.nonce, 32).blob(self.sealed, SEALED_BYTES).u16(self.version)
        return w.blob(self.description, DESCRIPTION_BYTES).done()

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """Read the callee's part. Raises RemoteProtocolError."""
        return decode_whole(
            data,
            lambda r: cls(r.fixed(32), r.blob(SEALED_BYTES), r.u16(), r.blob(DESCRIPTION_BYTES)),
        )


def _read_callee(r: Reader) -> bytes | None:
    return r.optional(lambda: r.blob(CALLEE_BYTES))


def _write_callee(w: Writer, callee: bytes | None) -> None:
    w.optional(callee, lambda c: w.blob(c, CALLEE_BYTES))


@dataclass(frozen=True)
class Ringing:
    """The callee's device rings, or shows that somebody waits."""

    KIND: ClassVar[int] = 0x0021
    call_id: CallId
    offer_hash: bytes
    state: RingState
    callee: bytes | None = field(default=None, repr=False)

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.fixed(self.call_id, 16).fixed(self.offer_hash, 32).u8(self.state)
        _write_callee(w, self.callee)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields."""
        call_id, named, state = CallId(r.fixed(16)), r.fixed(32), r.below(3)
        if state == 0:
            raise RemoteProtocolError("ringing in no state")
        return cls(call_id, named, RingState(state), _read_callee(r))


@dataclass(frozen=True)
class Answer:
    """The person said yes; ``streams`` has a bit for each stream the callee starts with."""

    KIND: ClassVar[int] = 0x0022
    call_id: CallId
    offer_hash: bytes
    streams: int
    callee: bytes | None = field(default=None, repr=False)

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.fixed(self.call_id, 16).fixed(self.offer_hash, 32).u8(self.streams)
        _write_callee(w, self.callee)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields."""
        return cls(CallId(r.fixed(16)), r.fixed(32), r.u8(), _read_callee(r))


@dataclass(frozen=True)
class Reveal:
    """Opens the caller's commitment."""

    KIND: ClassVar[int] = 0x0023
    call_id: CallId
    nonce: bytes = field(repr=False)  # n_c, 32

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.fixed(self.call_id, 16).fixed(self.nonce, 32)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields."""
        return cls(CallId(r.fixed(16)), r.fixed(32))


@dataclass(frozen=True)
class Confirm:
    """Ties a path to both identities."""

    KIND: ClassVar[int] = 0x0024
    call_id: CallId
    path: int
    mac: bytes = field(repr=False)  # 32

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.fixed(self.call_id, 16).u8(self.path).fixed(self.mac, 32)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields."""
        return cls(CallId(r.fixed(16)), r.u8(), r.fixed(32))


class Ice(Struct, frozen=True):
    """More candidates for a path; ``end`` says that no more will come."""

    KIND: ClassVar[int] = 0x0025
    call_id: CallId
    path: int
    candidates: tuple[Candidate, ...]
    end: bool = False

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.fixed(self.call_id, 16).u8(self.path)
        w.several(self.candidates, MAX_CANDIDATES, lambda c: write_candidate(w, c))
        w.flag(self.end)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields."""
        call_id, path = CallId(r.fixed(16)), r.u8()
        candidates = r.several(MAX_CANDIDATES, lambda: read_candidate(r))
        return cls(call_id, path, candidates, r.flag())


class HangUp(Struct, frozen=True):
    """The call is over."""

    KIND: ClassVar[int] = 0x0026
    call_id: CallId
    reason: EndReason

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.fixed(self.call_id, 16).u8(_HANGUP_NUMBERS[self.reason])

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields."""
        call_id, number = CallId(r.fixed(16)), r.u8()
        if number not in HANGUP_REASONS:
            raise RemoteProtocolError("hang-up without a reason")
        return cls(call_id, HANGUP_REASONS[number])


class MediaState(Struct, frozen=True):
    """CALL_STATE: what one end sends at the moment; the highest ``number`` wins."""

    KIND: ClassVar[int] = 0x0027
    call_id: CallId
    number: int
    sending: int  # a bit for each stream
    flags: int = 0  # STATE_HOLD, STATE_RECORDING, STATE_MUTED

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.fixed(self.call_id, 16).u32(self.number).u8(self.sending).u8(self.flags)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields."""
        return cls(CallId(r.fixed(16)), r.u32(), r.u8(), r.u8())


@dataclass(frozen=True)
class Path:
    """A further path of a running call, or the answer to one; ``path`` counts from 1."""

    KIND: ClassVar[int] = 0x0028
    call_id: CallId
    path: int
    reply: bool
    description: bytes = field(repr=False)

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.fixed(self.call_id, 16).u8(self.path).flag(self.reply)
        w.blob(self.description, DESCRIPTION_BYTES)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields."""
        call_id, path = CallId(r.fixed(16)), r.u8()
        if path == 0:
            raise RemoteProtocolError("path 0 is the first one")
        return cls(call_id, path, r.flag(), r.blob(DESCRIPTION_BYTES))


CallBody = Offer | Ringing | Answer | Reveal | Confirm | Ice | HangUp | MediaState | Path
