"""The jitter buffer of one incoming voice: when each 10 ms is played, and from what."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AudioPacket:
    """One Opus packet of the peer, already opened.

    ``sequence`` and ``timestamp`` as on the wire (16 and 32 bits, 48 kHz), ``arrived`` in
    seconds of the clock that ``now`` is of, ``samples`` as Opus counts them, ``has_fec`` from
    ``opus.packet_has_lbrr``; ``recovered`` marks a resent copy, which says nothing about jitter.
    """

    sequence: int
    timestamp: int
    payload: bytes
    arrived: float
    samples: int = 960
    has_fec: bool = False
    recovered: bool = False
