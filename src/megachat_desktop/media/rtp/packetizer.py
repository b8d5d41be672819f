"""Cutting a sealed frame into payloads, and joining payloads into sealed frames.

A payload is a descriptor byte (0x80 first piece, 0x40 last piece, the rest zero) and a piece.
Pieces of one frame share the timestamp and have consecutive sequence numbers (PROTOCOL.md 8).
"""

from dataclasses import dataclass, field

from msgspec import Struct

FIRST = 0x80
LAST = 0x40
MAX_PAYLOAD = 1100
MAX_PIECE = MAX_PAYLOAD - 1
MAX_PIECES = 512
MAX_FRAME = 1 << 20
_MAX_OPEN_FRAMES = 256


def chunk(sealed: bytes) -> list[bytes]:
    """Cut one sealed frame into payloads of at most 1100 bytes, descriptor included.

    Raises ValueError over 512 pieces (562,688 bytes) and on an empty frame: nobody would take it.
    """
    if not sealed or len(sealed) > MAX_PIECE * MAX_PIECES:
        raise ValueError(f"a sealed frame of {len(sealed)} bytes cannot be sent")
    starts = range(0, len(sealed), MAX_PIECE)
    last = starts[-1]
    return [
        bytes(((0 if at else FIRST) | (LAST if at == last else 0),)) + sealed[at : at + MAX_PIECE]
        for at in starts
    ]


class SealedFrame(Struct, frozen=True):
    """All pieces of one frame, joined. Sequence numbers and timestamp are unwrapped."""

    first: int
    last: int
    timestamp: int
    sealed: bytes


@dataclass(slots=True)
class _OpenFrame:
    pieces: dict[int, bytes] = field(default_factory=dict)
    first: int | None = None
    last: int | None = None
    low: int = 0  # lowest and highest sequence number so far
    high: int = 0


class FrameAssembler:
    """Joins payloads, in whatever order they come; duplicates and nonsense are dropped."""

    def __init__(self) -> None:
        self._frames: dict[int, _OpenFrame] = {}  # by timestamp
        self._floor: int | None = None  # timestamps at or below are over

    def insert(self, sequence: int, timestamp: int, payload: bytes) -> SealedFrame | None:
        """Take one payload (unwrapped numbers); the frame, once its last piece is there."""
        if len(payload) < 2 or payload[0] & ~(FIRST | LAST):
            return None
        if self._floor is not None and timestamp <= self._floor:
            return None
        frame = self._frames.get(timestamp)
        if frame is None:
            frame = self._open(timestamp)
        if not _place(frame, sequence, payload):
            return None
        if frame.first is None or frame.last is None:
            return None
        if len(frame.pieces) != frame.last - frame.first + 1:
            return None
        del self._frames[timestamp]
        return _join(frame, timestamp)

    def forget(self, timestamp: int) -> None:
        """Give up every frame up to and including this timestamp."""
        self._floor = timestamp if self._floor is None else max(self._floor, timestamp)
        for stale in [t for t in self._frames if t <= timestamp]:
            del self._frames[stale]

    def __len__(self) -> int:
        return len(self._frames)

    def _open(self, timestamp: int) -> _OpenFrame:
        if len(self._frames) >= _MAX_OPEN_FRAMES:
            del self._frames[min(self._frames)]
        frame = self._frames[timestamp] = _OpenFrame()
        return frame


def _place(frame: _OpenFrame, sequence: int, payload: bytes) -> bool:
    """Put a piece into its frame; False when it is a duplicate or contradicts the others."""
    if sequence in frame.pieces:
        return False
    first = sequence if payload[0] & FIRST else frame.first
    last = sequence if payload[0] & LAST else frame.last
    if frame.first not in (None, first) or frame.last not in (None, last):
        return False
    low = min(sequence, frame.low) if frame.pieces else sequence
    high = max(sequence, frame.high) if frame.pieces else sequence
    if (first is not None and low < first) or (last is not None and high > last):
        return False
    if high - low >= MAX_PIECES:
        return False
    frame.first, frame.last, frame.low, frame.high = first, last, low, high
    frame.pieces[sequence] = payload
    return True


def _join(frame: _OpenFrame, timestamp: int) -> SealedFrame:
    assert frame.first is not None
    assert frame.last is not None
    order = range(frame.first, frame.last + 1)
    sealed = b"".join([frame.pieces[number][1:] for number in order])
    return SealedFrame(frame.first, frame.last, timestamp, sealed)
