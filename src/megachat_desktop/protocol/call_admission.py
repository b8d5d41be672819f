"""Decides what an arriving OFFER means (PROTOCOL.md 7.5). One pure function over a snapshot."""

from collections.abc import Container
from enum import Enum

from msgspec import Struct

from megachat_desktop.model.call import CallRole, CallState
from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.ids import AccountId, CallId
from megachat_desktop.protocol.call_records import Offer
from megachat_desktop.protocol.features import VERSION

MAX_AGE_MS = 60_000
CANCEL_WINDOW_MS = 60_000
MAX_CANCELLED = 5
MAX_RINGING = 3
_UNANSWERED = (CallState.IDLE, CallState.DIALING, CallState.RINGING)


class Verdict(Enum):
    """What to do with an OFFER."""

    RING = "ring"
    WAIT = "wait"  # a second call: RINGING state 2, a discreet notice
    ANSWER_AT_ONCE = "answer at once"  # both called, theirs is the call
    BUSY = "busy"  # HANGUP busy at once, a missed call in the log
    MISSED = "missed"  # a missed call in the log, nothing is sent
    REFUSE = "refuse"  # HANGUP failed: no version in common
    IGNORE = "ignore"  # nothing at all


class OwnCall(Struct, frozen=True):
    """One of our calls that is not over. Times are Unix milliseconds."""

    call_id: CallId
    contact: AccountId
    role: CallRole
    state: CallState
    offered_ms: int  # ts_ms of its OFFER, by the clock of whoever sent it
    answered_ms: int | None = None  # when ANSWER was sent or received, by our clock


class Situation(Struct, frozen=True):
    """Everything the decision depends on; ``now_ms`` is our Unix time in milliseconds.

    ``clock_difference_ms`` is our time minus the ``now_ms`` of the device's HELLO, at its
    arrival. ``cancelled_ms`` are the times, by our clock, at which OFFERs of this contact were
    cancelled unanswered. ``seen`` holds every call_id of the last 30 days.
    """

    now_ms: int
    contact_state: ContactState | None
    own_calls: tuple[OwnCall, ...] = ()
    seen: Container[CallId] = ()
    cancelled_ms: tuple[int, ...] = ()
    clock_difference_ms: int = 0
    by_mailbox: bool = False
    do_not_disturb: bool = False
    call_waiting: bool = True


class Admission(Struct, frozen=True):
    """The verdict, and the own call that ends before it is carried out.

    ``ends`` gets GLARE_LOST with ANSWER_AT_ONCE, REPLACED otherwise.
    """

    verdict: Verdict
    ends: CallId | None = None


def admit(offer: Offer, contact: AccountId, situation: Situation) -> Admission:
    """Judge an OFFER from the device of ``contact``, whose session is authenticated."""
    s = situation
    if s.contact_state is not ContactState.ACCEPTED or offer.conference is not None:
        return Admission(Verdict.IGNORE)  # legs of group calls do not ring
    if any(call.call_id == offer.call_id for call in s.own_calls):
        return Admission(Verdict.IGNORE)  # repeated, or our own one reflected
    if _is_stale(offer, s):
        return Admission(Verdict.MISSED)
    if VERSION not in offer.versions:
        return Admission(Verdict.REFUSE)
    same = next((call for call in s.own_calls if call.contact == contact), None)
    return _judge_new(s) if same is None else _judge_further(offer, same, s)


def _is_stale(offer: Offer, s: Situation) -> bool:
    age_ms = s.now_ms - s.clock_difference_ms - offer.ts_ms
    recent = [at for at in s.cancelled_ms if at > s.now_ms - CANCEL_WINDOW_MS]
    hammering = len(recent) >= MAX_CANCELLED
    return age_ms > MAX_AGE_MS or offer.call_id in s.seen or s.by_mailbox or hammering


def _judge_new(s: Situation, without: CallId | None = None) -> Admission:
    """An OFFER beside our other calls; ``without`` is the one that ends because of it."""
    others = [call for call in s.own_calls if call.call_id != without]
    talking = [call for call in others if call.state is not CallState.INCOMING]
    full = len(talking) > 1 or len(others) - len(talking) >= MAX_RINGING
    if s.do_not_disturb or full or (others and not s.call_waiting):
        return Admission(Verdict.BUSY, without)
    return Admission(Verdict.WAIT if talking else Verdict.RING, without)


def _judge_further(offer: Offer, own: OwnCall, s: Situation) -> Admission:
    """An OFFER from somebody with whom a call is live already."""
    if own.role is CallRole.CALLER:
        if own.state in _UNANSWERED:
            if offer.call_id < own.call_id:
                return Admission(Verdict.ANSWER_AT_ONCE, own.call_id)
            return Admission(Verdict.IGNORE)
        if _lost_glare_late(offer, own, s):
            return Admission(Verdict.IGNORE)
    elif offer.ts_ms < own.offered_ms:
        return Admission(Verdict.MISSED)  # given up before the live one, overtaken by it
    return _judge_new(s, without=own.call_id)


def _lost_glare_late(offer: Offer, own: OwnCall, s: Situation) -> bool:
    """Whether the peer sent this OFFER before it answered ours, and merely lost.

    Without the time it could not be told from a restarted peer's first OFFER.
    """
    sent_ms = offer.ts_ms + s.clock_difference_ms
    answered = own.answered_ms is None or sent_ms <= own.answered_ms
    return answered and offer.call_id > own.call_id
