"""What the voice buffer tells its caller to do next, and what it counts."""

from dataclasses import dataclass
from enum import Enum

from msgspec import Struct


class Direction(Enum):
    """Which way to stretch."""

    SHORTEN = -1
    LENGTHEN = 1


class Decode(Struct, frozen=True):
    """Decode ``payload``; with ``merge`` the sound jumps here, so cross-fade into it."""

    payload: bytes
    samples: int
    timestamp: int  # unwrapped; modulo 2^32 it is the wire's
    merge: bool = False


class DecodeFec(Struct, frozen=True):
    """Recover ``samples`` from the packet that followed."""

    next_payload: bytes
    samples: int


class Conceal(Struct, frozen=True):
    """Make up ``samples``; ``gain`` fades to 0 between 60 and 120 ms without anything."""

    samples: int
    gain_from: float
    gain_to: float


class Silence(Struct, frozen=True):
    """Comfort noise."""

    samples: int


class Stretch(Struct, frozen=True):
    """Shorten or lengthen what is held: where it is quiet, or ``anywhere``."""

    direction: Direction
    anywhere: bool = True


class Play(Struct, frozen=True):
    """10 ms are there."""


Step = Decode | DecodeFec | Conceal | Silence | Stretch | Play


@dataclass
class AudioCounts:
    """What was played, in samples, by where it came from; ``lost`` was neither."""

    played: int = 0
    fec: int = 0
    concealed: int = 0
    silence: int = 0
    lost: int = 0
    accelerated: int = 0
    expanded: int = 0
    packets: int = 0
    duplicates: int = 0
    late: int = 0
