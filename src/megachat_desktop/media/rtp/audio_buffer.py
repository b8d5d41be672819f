"""The jitter buffer of one incoming voice: when each 10 ms is played, and from what.

The caller holds decoded sound and, for each 10 ms block to play, asks ``pull`` again and again
until it says ``Play``; every other answer tells it to put more into what it holds:

    pull -> Decode      decode the payload, append
            DecodeFec   decode the lost packet from the payload of the next one, append
            Conceal     let the decoder make something up, append
            Silence     append quiet noise: nobody speaks, or nothing came for too long
            Stretch     shorten or lengthen what is held, then tell ``stretched``
            Play        take 10 ms

A packet that never came is concealed for as long as it would have lasted. When nothing at all is
there, concealment goes on without moving in the stream: a late packet is still played, at more
delay, which shortening wins back; a lost one is stepped over. Sans-IO, MEDIA.md section 7.
"""

from msgspec import Struct

from megachat_desktop.media.rtp.audio_delay import RATE, DelayEstimator
from megachat_desktop.media.rtp.audio_pace import PlaybackPace
from megachat_desktop.media.rtp.audio_steps import (
    AudioCounts,
    Conceal,
    Decode,
    DecodeFec,
    Play,
    Silence,
    Step,
    Stretch,
)
from megachat_desktop.media.rtp.sequence import Unwrapper

BLOCK = 480
_CONCEAL_LIMIT = 5760  # 120 ms: made-up voice is a lie after that
_FADE_FROM = 2880  # 60 ms
_BEHIND_S = 0.500
_HOLD_PER_S = 0.080
_MOST_PACKETS = 256
_JUMP = 10 * RATE  # further away than this is another stream
_DTX_BYTES = 2


class AudioPacket(Struct, frozen=True):
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


class AudioJitterBuffer:
    """Orders packets and decides what every 10 ms are made of. Not thread-safe."""

    def __init__(self) -> None:
        self.counts = AudioCounts()
        self.delay = DelayEstimator()
        self._packets: dict[int, tuple[int, AudioPacket]] = {}  # timestamp -> (sequence, packet)
        self._sequences, self._timestamps = Unwrapper(16), Unwrapper(32)
        self._next = 0  # timestamp to decode next
        self._last_sequence: int | None = None  # of the packet decoded last
        self._playing = False
        self._quiet = True  # the last packet said that nobody speaks
        self._made_up = 0  # samples of concealment that did not move ``_next``
        self._gone = 0  # samples since the last real sound
        self._packet_samples = 960
        self._pace = PlaybackPace()
        self._may_stretch = False
        self._merge = False
        self._hold_s = self._hold_wanted_s = 0.0
        self._hold_at: float | None = None
        self._play_delay_s = 0.0

    @property
    def target_s(self) -> float:
        """The delay aimed at: what the network asks for, or more while lip sync holds the sound."""
        return max(self._needed_s, self._hold_s)

    @property
    def _needed_s(self) -> float:
        return self.delay.target_s(self._packet_samples / RATE)

    @property
    def delay_s(self) -> float:
        """The delay of what was played last."""
        return self._play_delay_s

    def hold(self, seconds: float) -> None:
        """Aim at no less than this delay, for lip sync; reached at 80 ms per second."""
        self._hold_wanted_s = max(0.0, seconds)

    def play_timestamp(self, held: int) -> int | None:
        """Unwrapped RTP time of the first of ``held`` samples; None while nothing does."""
        return self._next - held if self._playing and not self._gone else None

    def insert(self, packet: AudioPacket, now: float) -> None:
        """Take a packet; duplicates and what is too late are only counted."""
        sequence, timestamp = self._unwrap(packet)
        if not packet.recovered:
            self.delay.on_packet(timestamp, packet.arrived)
        if timestamp in self._packets or (packet.recovered and self._is_past(timestamp)):
            self.counts.duplicates += 1
        elif self._is_past(timestamp):
            self.counts.late += 1
        else:
            self.counts.packets += 1
            self._packets[timestamp] = (sequence, packet)
            if len(self._packets) > _MOST_PACKETS:
                self._forget_oldest()

    def _is_past(self, timestamp: int) -> bool:
        return self._playing and timestamp < self._next

    def pull(self, now: float, held: int) -> Step:
        """The next step towards a block played ``now``, with ``held`` decoded samples at hand."""
        self._ramp_hold(now)
        if self._may_stretch:
            self._may_stretch = False
            stretch = self._stretch(now, held)
            if stretch is not None:
                return stretch
        return Play() if held >= BLOCK else self._more(now, held)

    def stretched(self, difference: int) -> None:
        """``difference`` samples were won (positive) or left out by the last ``Stretch``."""
        if difference > 0:
            self.counts.expanded += difference
        else:
            self.counts.accelerated -= difference
        if difference:
            self._pace.changed()

    def _unwrap(self, packet: AudioPacket) -> tuple[int, int]:
        before = self._sequences.highest
        sequence = self._sequences.unwrap(packet.sequence)
        newest = self._timestamps.highest
        timestamp = self._timestamps.unwrap(packet.timestamp)
        if newest is not None and abs(timestamp - newest) > _JUMP:
            self._restart()
        elif before is not None and sequence > before:
            self.delay.on_sequence_gap(sequence - before - 1)
        return sequence, timestamp

    def _restart(self) -> None:
        """Another stream began: what was known of the old one's timing is worth nothing."""
        self._packets.clear()
        self.delay = DelayEstimator()
        self._last_sequence = None
        self._playing, self._quiet, self._merge = False, True, True

    def _forget_oldest(self) -> None:
        oldest = min(self._packets)
        self.counts.lost += self._packets.pop(oldest)[1].samples
        if self._playing:
            self._next = max(self._next, min(self._packets))
            self._merge = True

    def _more(self, now: float, held: int) -> Step:
        """Something to fill the block with."""
        if not self._packets:
            return self._starve()
        first = min(self._packets)
        if self._playing and self._delay(first, now, held) > _BEHIND_S + self._hold_s:
            first = self._drop_to_target(now, held)
        if not self._playing or (self._paused(first) and first != self._next):
            return self._resume(first, now, held)
        gap = first - self._next
        if gap <= self._made_up:
            return self._decode(first, now, held)
        return self._fill_gap(first, gap)

    def _delay(self, timestamp: int, now: float, held: int) -> float:
        """The delay ``timestamp`` would have if it came right after what is held."""
        return self.delay.delay_of(timestamp, now) + held / RATE

    def _paused(self, first: int) -> bool:
        """Whether the sender left time out, or we have given up making up its voice."""
        follows = self._last_sequence is not None and (
            self._packets[first][0] == self._last_sequence + 1
        )
        return (follows and not self._made_up) or self._quiet or self._gone >= _CONCEAL_LIMIT

    def _resume(self, first: int, now: float, held: int) -> Step:
        """Begin, or begin again after a pause, once ``first`` has the delay aimed at."""
        if self._delay(first, now, held) < self.target_s:
            return self._silence()
        self._count_pause(first)
        return self._decode(first, now, held)

    def _count_pause(self, first: int) -> None:
        """Say afterwards what a gap before ``first`` was: lost packets, or the sender's pause."""
        if not self._playing or self._last_sequence is None or first == self._next:
            return
        missing = self._packets[first][0] - self._last_sequence - 1
        if missing <= 0:
            self.counts.concealed -= self._made_up
            self.counts.silence += self._made_up
        elif not self._quiet:
            gap = min(first - self._next, missing * self._packet_samples)
            self.counts.lost += max(0, gap - self._made_up)

    def _decode(self, first: int, now: float, held: int) -> Decode:
        sequence, packet = self._packets.pop(first)
        merge = self._merge or (self._playing and self._gone >= _FADE_FROM)
        self._next = first + packet.samples
        self._last_sequence = sequence
        self._packet_samples = packet.samples
        self._playing, self._quiet = True, len(packet.payload) <= _DTX_BYTES
        self._made_up = self._gone = 0
        self._merge, self._may_stretch = False, True
        self._drop_older(first)
        self.counts.played += packet.samples
        self._play_delay_s = self._delay(first, now, held)
        return Decode(packet.payload, packet.samples, first, merge)

    def _drop_older(self, first: int) -> None:
        for timestamp in [t for t in self._packets if t < first]:
            del self._packets[timestamp]

    def _fill_gap(self, first: int, gap: int) -> Step:
        """Packets are missing although later ones are there: they are lost."""
        packet = self._packets[first][1]
        missing = gap - self._made_up
        if missing == self._packet_samples and packet.has_fec:
            self._next = first
            self._made_up = self._gone = 0
            self._last_sequence = self._packets[first][0] - 1
            self.counts.fec += missing
            return DecodeFec(packet.payload, missing)
        return self._conceal(min(BLOCK, missing))

    def _starve(self) -> Step:
        """Nothing is there: wait without moving in the stream."""
        if not self._playing or self._quiet or self._gone >= _CONCEAL_LIMIT:
            return self._silence()
        return self._conceal(BLOCK)

    def _conceal(self, samples: int) -> Conceal:
        before = _fade(self._gone)
        self._made_up += samples
        self._gone += samples
        self.counts.concealed += samples
        return Conceal(samples, before, _fade(self._gone))

    def _silence(self) -> Silence:
        if self._playing:
            self._gone += BLOCK
        self.counts.silence += BLOCK
        return Silence(BLOCK)

    def _drop_to_target(self, now: float, held: int) -> int:
        """Leave out what is too old to be worth hearing; returns the first that is kept."""
        ordered = sorted(self._packets)
        for timestamp in ordered[:-1]:
            if self._delay(timestamp, now, held) <= self.target_s:
                break
            self.counts.lost += self._packets.pop(timestamp)[1].samples
        first = min(self._packets)
        self._next, self._merge = first, True
        return first

    def _stretch(self, now: float, held: int) -> Stretch | None:
        if not held:
            return None
        delay = self._delay(self._next, now, held)
        return self._pace.decide(delay, self.target_s, self._needed_s, now)

    def _ramp_hold(self, now: float) -> None:
        if self._hold_at is not None:
            step = _HOLD_PER_S * max(0.0, now - self._hold_at)
            change = self._hold_wanted_s - self._hold_s
            self._hold_s += max(-step, min(step, change))
        self._hold_at = now


def _fade(gone: int) -> float:
    """The gain of made-up sound after ``gone`` samples of it."""
    return min(1.0, max(0.0, (_CONCEAL_LIMIT - gone) / (_CONCEAL_LIMIT - _FADE_FROM)))
