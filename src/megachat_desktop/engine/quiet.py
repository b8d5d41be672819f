"""Do not disturb: when it holds, and who rings all the same (DESIGN.md, section 10).

    the person's choice ┐
    for a while ────────┼─▶ quiet ─▶ nobody rings but: "always ring", and starred people who
    every day's hours ──┘            call twice within three minutes

Pure functions over the settings, the Unix time and the time zone; no clock is read here.
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from msgspec import Struct

from megachat_desktop.model.contact import RingRule
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.settings import Availability, Settings

TWICE_WITHIN_S = 180.0
LOOK_AGAIN_S = 30.0  # a clock that was set meanwhile is noticed this soon
MORNING_H = 8
_MINUTE_S = 60.0
_REMEMBERED = 256  # people who were turned away lately


def is_quiet(settings: Settings, now: float, zone: tzinfo | None = None) -> bool:
    """Whether do not disturb holds at ``now`` (Unix seconds); ``zone`` None is the system's."""
    if settings.availability is Availability.DO_NOT_DISTURB or now < settings.quiet_until:
        return True
    return in_quiet_hours(settings, now, zone) and now >= settings.loud_until


def in_quiet_hours(settings: Settings, now: float, zone: tzinfo | None = None) -> bool:
    """Whether the clock on the wall stands between the two times; equal times are no hours."""
    if not settings.quiet_hours:
        return False
    local = datetime.fromtimestamp(now, zone)
    minute, start, end = local.hour * 60 + local.minute, settings.quiet_from, settings.quiet_to
    if start <= end:
        return start <= minute < end
    return minute >= start or minute < end


def availability_at(settings: Settings, now: float, zone: tzinfo | None = None) -> Availability:
    """What we say of ourselves at ``now``."""
    quiet = is_quiet(settings, now, zone)
    return Availability.DO_NOT_DISTURB if quiet else settings.availability


def look_again_in(settings: Settings, now: float) -> float | None:
    """Seconds until ``is_quiet`` may be different without anybody's doing; None for never."""
    waits = [LOOK_AGAIN_S]
    if now < settings.quiet_until:
        waits.append(settings.quiet_until - now)
    if settings.quiet_hours:
        waits.append(_MINUTE_S - now % _MINUTE_S)  # hours begin and end with a full minute
    return max(0.05, min(waits)) if len(waits) > 1 else None


def tomorrow_morning(now: float, zone: tzinfo | None = None) -> float:
    """Unix seconds of tomorrow, 8:00 on the wall."""
    day = datetime.fromtimestamp(now, zone).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, MORNING_H, tzinfo=zone).timestamp()


def hours_over(settings: Settings, now: float, zone: tzinfo | None = None) -> float:
    """Unix seconds of the next end of the quiet hours."""
    today = datetime.fromtimestamp(now, zone).date()
    hour, minute = divmod(settings.quiet_to, 60)
    ends = (
        datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).timestamp()
        for day in (today, today + timedelta(days=1))
    )
    return next((end for end in ends if end > now), now)


def quiet_ends(settings: Settings, now: float, zone: tzinfo | None = None) -> float | None:
    """Unix seconds at which do not disturb ends by itself; None where it does not, or is not."""
    if settings.availability is Availability.DO_NOT_DISTURB or not is_quiet(settings, now, zone):
        return None
    until = max(now, settings.quiet_until)
    by_hours = in_quiet_hours(settings, until, zone) and until >= settings.loud_until
    return hours_over(settings, until, zone) if by_hours else until


class Caller(Struct, frozen=True):
    """What the door knows about whoever calls."""

    account: AccountId
    rule: RingRule = RingRule.AS_USUAL
    starred: bool = False


class Door:
    """Decides who may ring. ``monotonic`` gives seconds that only go forward."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._turned_away: deque[tuple[AccountId, float]] = deque(maxlen=_REMEMBERED)

    def may_ring(
        self, caller: Caller, settings: Settings, now: float, zone: tzinfo | None = None
    ) -> bool:
        """Whether this caller may ring at ``now`` (Unix seconds)."""
        match caller.rule:
            case RingRule.ALWAYS:
                return True
            case RingRule.NEVER:
                return False
            case RingRule.AS_USUAL:
                twice = caller.starred and settings.starred_ring_twice
                quiet = is_quiet(settings, now, zone)
                return not quiet or (twice and self._called_lately(caller.account))

    def turned_away(self, account: AccountId) -> None:
        """A call of theirs did not ring, because it may not."""
        self._turned_away.append((account, self._monotonic()))

    def _called_lately(self, account: AccountId) -> bool:
        since = self._monotonic() - TWICE_WITHIN_S
        return any(who == account and at >= since for who, at in self._turned_away)
