"""Transport feedback: what arrived when, written by the receiver, read by the sender.

Body (MEDIA.md, section 4): ``MCTF`` | u16 first transport number | u16 late flag and count |
u32 report time | per packet u16 received, ECN, 13-bit arrival offset (RFC 8888 section 3.1).
Times are in units of 250 us of the receiver's clock, offsets count backwards from the report time.
"""

import struct

from msgspec import Struct

from megachat_desktop.media.rtp.sequence import Unwrapper

UNITS_PER_SECOND = 4000
MAX_PACKETS = 600
_MAGIC = b"MCTF"
_HEAD = struct.Struct("!4sHHI")
_LATE = 0x8000
_RECEIVED = 0x8000
_OFFSET = 0x1FFF
_OFFSET_UNKNOWN = 0x1FFE  # 0x1FFE older than can be said, 0x1FFF after the report
_MEMORY_S = 2.0


class Feedback(Struct, frozen=True):
    """One parsed report. ``arrivals`` by 16-bit transport number from ``first`` on.

    An entry is None for a packet not received, else its age at the report in seconds (inf when
    unknown). ``report_time`` is in seconds of the receiver's clock and wraps after 12 days.
    """

    first: int
    late: bool  # the receiver's loop was late by over 20 ms: times are not to be trusted
    report_time: float
    arrivals: tuple[float | None, ...]


def parse_feedback(fci: bytes) -> Feedback | None:
    """A report out of foreign bytes; None when it is not exactly well-formed. Never raises."""
    if len(fci) < _HEAD.size or fci[:4] != _MAGIC:
        return None
    _, first, count, time_units = _HEAD.unpack_from(fci)
    late, count = bool(count & _LATE), count & ~_LATE
    if not 1 <= count <= MAX_PACKETS or len(fci) != _HEAD.size + 2 * (count + count % 2):
        return None
    words = struct.unpack_from(f"!{count}H", fci, _HEAD.size)
    return Feedback(first, late, time_units / UNITS_PER_SECOND, tuple(map(_age, words)))


def _age(word: int) -> float | None:
    if not word & _RECEIVED:
        return None
    offset = word & _OFFSET
    return float("inf") if offset >= _OFFSET_UNKNOWN else offset / UNITS_PER_SECOND


class FeedbackLog:
    """Remembers arrivals on one link and writes the reports about them."""

    def __init__(self) -> None:
        self._unwrapper = Unwrapper(16)
        self._arrivals: dict[int, float] = {}
        self._next = 0  # first number that no report has covered
        self._fresh: set[int] = set()

    def record(self, transport_sequence: int, arrival: float) -> None:
        """Note one packet; a duplicate keeps its first arrival."""
        started = self._unwrapper.highest is not None
        number = self._unwrapper.unwrap(transport_sequence)
        if not started:
            self._next = number
        if number not in self._arrivals:
            self._arrivals[number] = arrival
            self._fresh.add(number)

    def report(self, now: float, late: bool = False) -> bytes | None:
        """The body about everything new, or None when nothing arrived since the last one."""
        if not self._fresh:
            return None
        end = max(self._fresh) + 1
        start = max(min(self._next, *self._fresh), end - MAX_PACKETS)
        self._fresh.clear()
        self._next = max(self._next, end)
        words = [self._word(number, now) for number in range(start, end)]
        self._forget(now)
        count = len(words)
        if count % 2:
            words.append(0)
        units = int(now * UNITS_PER_SECOND) & 0xFFFFFFFF
        head = _HEAD.pack(_MAGIC, start & 0xFFFF, count | (_LATE if late else 0), units)
        return head + struct.pack(f"!{len(words)}H", *words)

    def _word(self, number: int, now: float) -> int:
        arrival = self._arrivals.get(number)
        if arrival is None:
            return 0
        offset = round(max(0.0, now - arrival) * UNITS_PER_SECOND)
        return _RECEIVED | min(offset, _OFFSET_UNKNOWN)

    def _forget(self, now: float) -> None:
        for number in [n for n, at in self._arrivals.items() if at < now - _MEMORY_S]:
            del self._arrivals[number]
