"""From packets to frames in decoding order, with requests for what is missing.

    insert -> assembler -> opened frame -> released when it is a key frame or follows the last one
                 gaps   -> NACK rounds;   a frame too late -> PLI

A frame is decoded at once and shown at its ``due`` time (``playout.PlayoutClock``).
"""

from collections.abc import Callable
from dataclasses import dataclass

from msgspec import Struct

from megachat_desktop.media.rtp.nack import NackTracker
from megachat_desktop.media.rtp.packetizer import FrameAssembler, SealedFrame
from megachat_desktop.media.rtp.playout import PlayoutClock
from megachat_desktop.media.rtp.sequence import Unwrapper

PLI_INTERVAL_S = 1.0
_PLI_LATE_S = 0.2
_PLI_LATE_RTTS = 2.5
_PLI_MISSING = 100
_SILENCE_S = 0.2
_SEEN = 4096


class OpenedFrame(Struct, frozen=True):
    """What came out of SFrame, and whether it can be decoded by itself."""

    frame: bytes
    key: bool


class FrameReady(Struct, frozen=True):
    """The next frame to decode. ``timestamp`` unwrapped; times in monotonic seconds."""

    frame: bytes
    key: bool
    timestamp: int
    arrival: float
    due: float
    follows: bool  # nothing was sent between the frame before and this one


class SendNack(Struct, frozen=True):
    """Ask for these packets (16-bit sequence numbers)."""

    lost: tuple[int, ...]


class SendPli(Struct, frozen=True):
    """Ask for a key frame."""


class Skipped(Struct, frozen=True):
    """So many frames will never be shown."""

    frames: int


VideoEvent = FrameReady | SendNack | SendPli | Skipped
Opener = Callable[[bytes], OpenedFrame | None]  # None: the frame does not open, it counts as lost


@dataclass(slots=True)
class _Complete:
    opened: OpenedFrame
    frame: SealedFrame
    arrival: float


class VideoJitterBuffer:
    """One incoming video stream."""

    def __init__(self, opener: Opener) -> None:
        self._open = opener
        self._assembler = FrameAssembler()
        self._nack = NackTracker()
        self._playout = PlayoutClock()
        self._sequences = Unwrapper(16)
        self._timestamps = Unwrapper(32)
        self._complete: dict[int, _Complete] = {}  # by first sequence number
        self._waiting: dict[int, float] = {}  # timestamp -> first arrival, not released yet
        self._empty: set[int] = set()  # padding: numbers without a frame
        self._seen: set[int] = set()
        self._released: int | None = None  # last sequence number of the last released frame
        self._rtt = 0.1
        self._pli_at = float("-inf")
        self._heard = float("-inf")
        self._broken: int | None = None  # only a key frame after this number helps
        self.unopened = 0

    def set_rtt(self, rtt: float) -> None:
        """Round-trip time in seconds; times the requests."""
        self._rtt = rtt
        self._nack.set_rtt(rtt)

    @property
    def playout(self) -> PlayoutClock:
        """When frames are due: target delay, decoding time, lip sync."""
        return self._playout

    def insert(
        self, sequence: int, timestamp: int, payload: bytes, now: float, *, recovered: bool = False
    ) -> None:
        """Take a packet with its wire numbers; ``recovered`` when it came on the resend SSRC."""
        if recovered and self._sequences.highest is None:
            return
        number = self._sequences.unwrap(sequence)
        if not self._is_news(number):
            return
        self._heard = now
        self._nack.on_packet(number, now, recovered=recovered)
        if not payload:
            self._empty.add(number)
            return
        time = self._timestamps.unwrap(timestamp)
        self._waiting.setdefault(time, now)
        sealed = self._assembler.insert(number, time, payload)
        if sealed is not None:
            self._open_frame(sealed, now)

    def poll(self, now: float) -> list[VideoEvent]:
        """Frames that became decodable, and requests that are due."""
        events = self._release(now)
        lost = self._nack.due(now)
        if lost:
            events.append(SendNack(tuple(number & 0xFFFF for number in lost)))
        if self._needs_key_frame(now) and now >= self._pli_at + PLI_INTERVAL_S:
            self._pli_at = now
            events.append(SendPli())
        return events

    def request_key_frame(self) -> None:
        """The decoder cannot go on: ask for a key frame, within the usual limit."""
        self._broken = self._released or 0

    def next_deadline(self) -> float | None:
        """When ``poll`` is due without another packet."""
        deadlines = [self._nack.next_deadline()]
        if self._waiting or self._broken is not None:
            late = self._late_at() if self._broken is None else float("-inf")
            pli = max(late, self._pli_at + PLI_INTERVAL_S)
            deadlines.append(pli if pli <= self._heard + _SILENCE_S else None)
        return min((d for d in deadlines if d is not None), default=None)

    def _is_news(self, number: int) -> bool:
        if number in self._seen or (self._released is not None and number <= self._released):
            return False
        self._seen.add(number)
        if len(self._seen) > _SEEN:
            floor = max(self._seen) - _SEEN // 2
            self._seen = {seen for seen in self._seen if seen > floor}
            self._empty = {empty for empty in self._empty if empty > floor}
        return True

    def _open_frame(self, sealed: SealedFrame, now: float) -> None:
        opened = self._open(sealed.sealed)
        if opened is None:
            self.unopened += 1
            self._broken = max(sealed.first, self._broken or sealed.first)
            self._waiting.pop(sealed.timestamp, None)
            return
        self._complete[sealed.first] = _Complete(opened, sealed, now)

    def _release(self, now: float) -> list[VideoEvent]:
        events: list[VideoEvent] = []
        while (complete := self._next_frame()) is not None:
            follows = complete.frame.first - 1 == self._released
            skipped = self._finish(complete.frame)
            if skipped:
                events.append(Skipped(skipped))
            due = self._playout.due(complete.frame.timestamp, now)
            opened, frame = complete.opened, complete.frame
            arrival = complete.arrival
            ready = FrameReady(opened.frame, opened.key, frame.timestamp, arrival, due, follows)
            events.append(ready)
        return events

    def _next_frame(self) -> _Complete | None:
        """The frame that follows the last one, else the newest key frame."""
        if self._released is not None:
            while self._released + 1 in self._empty:
                self._released += 1
                self._empty.discard(self._released)
            following = self._complete.get(self._released + 1)
            if following is not None:
                return following
        keys = [first for first, complete in self._complete.items() if complete.opened.key]
        return self._complete[max(keys)] if keys else None

    def _finish(self, frame: SealedFrame) -> int:
        """Everything up to this frame is over; how many other frames that ends."""
        self._released = frame.last
        key = self._complete[frame.first].opened.key
        if key and self._broken is not None and frame.first > self._broken:
            self._broken = None
        ended = [time for time in self._waiting if time <= frame.timestamp]
        for time in ended:
            del self._waiting[time]
        for first in [first for first in self._complete if first <= frame.last]:
            del self._complete[first]
        self._assembler.forget(frame.timestamp)
        self._nack.forget_before(frame.last + 1)
        return len(ended) - 1

    def _late_at(self) -> float:
        """When the oldest frame that waits counts as late."""
        oldest = min(self._waiting.values())
        return oldest + max(_PLI_LATE_S, _PLI_LATE_RTTS * self._rtt)

    def _needs_key_frame(self, now: float) -> bool:
        if now > self._heard + _SILENCE_S:
            return False  # nothing comes at all: a request would be lost, and the next one late
        if self._broken is not None or len(self._nack) > _PLI_MISSING or self._joined_late():
            return True
        return bool(self._waiting) and now >= self._late_at()

    def _joined_late(self) -> bool:
        """Whether the very first frame is there and is no key frame: waiting cannot help."""
        if self._released is not None or not self._waiting:
            return False
        first = min(self._waiting)
        return any(complete.frame.timestamp == first for complete in self._complete.values())
