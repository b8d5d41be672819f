"""The rules of delivery: what may be in flight, when to try again, what strangers get.

Sans-IO; PROTOCOL.md, sections 4.2 and 4.4. Everything here is bounded.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TypeVar

from msgspec import Struct

from megachat_desktop.model.ids import EnvelopeId
from megachat_desktop.protocol.envelope import STRANGER_ENVELOPE_BYTES

IN_FLIGHT_ENVELOPES = 32
IN_FLIGHT_BYTES = 1 << 20
UNACKNOWLEDGED_PER_SESSION = 800
FIRST_RETRY_S = 1.0
LAST_RETRY_S = 300.0
RETRY_SPREAD = 0.2
CALL_RECORD_LIFE_S = 45.0
DURABLE_LIFE_S = 14 * 86_400.0
FRESH_STARTS_AT_ONCE = 4
FRESH_STARTS_FORGOTTEN_S = 3_600.0
FRESH_START_FIRST_WAIT_S = 4.0
FRESH_START_LAST_WAIT_S = 900.0

STRANGER_REQUESTS = 3
STRANGER_ENVELOPES = 3
STRANGER_WINDOW_S = 600.0
SOURCE_SHARE = 10  # strangers that may share one source address, such as a relay's or a NAT's
STRANGERS_REMEMBERED = 4_096

ONE_TIME_PER_CONTACT_A_DAY = 20
ONE_TIME_PER_INVITE = 3
DAY_S = 86_400

_Key = TypeVar("_Key")


class SendWindow:
    """Envelopes sent on one connection that nobody has acknowledged yet."""

    def __init__(self) -> None:
        self._in_flight: dict[EnvelopeId, int] = {}
        self._bytes = 0

    @property
    def empty(self) -> bool:
        """Whether everything was answered."""
        return not self._in_flight

    @property
    def half_empty(self) -> bool:
        """Whether it is worth looking for more to send."""
        return 2 * len(self._in_flight) <= IN_FLIGHT_ENVELOPES

    def has(self, eid: EnvelopeId) -> bool:
        """Whether this envelope is on its way on this connection."""
        return eid in self._in_flight

    def admits(self, size: int) -> bool:
        """Whether another envelope of this many bytes may go out now."""
        full = len(self._in_flight) >= IN_FLIGHT_ENVELOPES
        return not full and (not self._in_flight or self._bytes + size <= IN_FLIGHT_BYTES)

    def sent(self, eid: EnvelopeId, size: int) -> None:
        """An envelope went out."""
        if eid not in self._in_flight:
            self._in_flight[eid] = size
            self._bytes += size

    def settled(self, eid: EnvelopeId) -> None:
        """An answer came; one that was never sent here is ignored."""
        self._bytes -= self._in_flight.pop(eid, 0)


def retry_delay(attempt: int, luck: float) -> float:
    """Seconds before attempt ``attempt`` (from 1): 1, 2, 4 … 300, ± 20 % by ``luck`` in [0, 1]."""
    base = min(FIRST_RETRY_S * 2.0 ** min(attempt - 1, 16), LAST_RETRY_S)
    return base * (1.0 - RETRY_SPREAD + 2.0 * RETRY_SPREAD * luck)


class FreshStarts:
    """When a fresh session may be begun with a device that refused an envelope (decision 0141).

    At once for the first few of an hour, as an honest device loses its states seldom and is
    called at once; then ever later, so that a hostile one gets about sixteen in an hour.
    """

    def __init__(self) -> None:
        self._begun: tuple[float, ...] = ()

    def next(self, now: float) -> float:
        """Count one refusal at ``now``; returns when to begin, on the same clock."""
        if self._begun and self._begun[-1] > now:
            return self._begun[-1]  # one that waits already
        recent = tuple(at for at in self._begun if now - at < FRESH_STARTS_FORGOTTEN_S)
        over = len(recent) - FRESH_STARTS_AT_ONCE
        wait = FRESH_START_FIRST_WAIT_S * 2.0**over if over >= 0 else 0.0
        begin = max(now, recent[-1] + min(wait, FRESH_START_LAST_WAIT_S)) if recent else now
        self._begun = (*recent, begin)
        return begin


@dataclass
class _Count:
    since: float
    requests: int = 0
    envelopes: int = 0


@dataclass
class StrangerRation:
    """What those who are no contacts may ask for, by node key and by source address."""

    _by_key: OrderedDict[bytes, _Count] = field(default_factory=OrderedDict)
    _by_source: OrderedDict[str, _Count] = field(default_factory=OrderedDict)

    def take_request(
        self, node_key: bytes, source: str, now: float, *, invited: bool = False
    ) -> bool:
        """Count one BUNDLE_REQUEST; False when it is one too many.

        Who shows a live invite starts anew, within what the source may: somebody we removed and
        then gave a new link has used up the ration by what was still in the outbox.
        """
        if invited:
            self._by_key.pop(node_key, None)
        own, shared = self._counts(node_key, source, now)
        own.requests += 1
        shared.requests += 1
        fits = own.requests <= STRANGER_REQUESTS
        return fits and shared.requests <= STRANGER_REQUESTS * SOURCE_SHARE

    def take_envelope(self, node_key: bytes, source: str, size: int, now: float) -> bool:
        """Count one ENVELOPE of ``size`` bytes; False when it is one too many or too long."""
        own, shared = self._counts(node_key, source, now)
        own.envelopes += 1
        shared.envelopes += 1
        fits = own.envelopes <= STRANGER_ENVELOPES and size <= STRANGER_ENVELOPE_BYTES
        return fits and shared.envelopes <= STRANGER_ENVELOPES * SOURCE_SHARE

    def _counts(self, node_key: bytes, source: str, now: float) -> tuple[_Count, _Count]:
        return _count(self._by_key, node_key, now), _count(self._by_source, source, now)


def _count(counts: OrderedDict[_Key, _Count], key: _Key, now: float) -> _Count:
    count = counts.get(key)
    if count is None or now - count.since >= STRANGER_WINDOW_S:
        count = counts[key] = _Count(now)
    counts.move_to_end(key)
    while len(counts) > STRANGERS_REMEMBERED:
        counts.popitem(last=False)
    return count


class DayRation(Struct, frozen=True):
    """One-time items a contact took on one Unix day."""

    day: int
    used: int

    def take(self, now: float) -> "DayRation | None":
        """The ration after one more item; None when this day's are used up."""
        day = int(now // DAY_S)
        used = self.used if day == self.day else 0
        return DayRation(day, used + 1) if used < ONE_TIME_PER_CONTACT_A_DAY else None
