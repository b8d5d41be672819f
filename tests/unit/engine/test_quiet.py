"""Do not disturb: for a while, by hours of the day, by choice; and who rings all the same."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from megachat_desktop.engine.quiet import (
    Caller,
    Door,
    availability_at,
    hours_over,
    is_quiet,
    look_again_in,
    quiet_ends,
    tomorrow_morning,
)
from megachat_desktop.engine.quiet_watch import QuietWatch
from megachat_desktop.model.contact import RingRule
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.settings import Availability, Settings
from megachat_desktop.model.values import replace
from simulated_loop import LoopClock, run_simulated

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Settings(quiet_hours=True, quiet_from=22 * 60, quiet_to=7 * 60)
ALICE = AccountId(b"a" * 32)
BOB = AccountId(b"b" * 32)


def at(text: str, fold: int = 0) -> float:
    """Unix seconds of a time on a wall in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold).timestamp()


def quiet(settings: Settings, text: str) -> bool:
    return is_quiet(settings, at(text), BERLIN)


def test_a_night_goes_over_midnight() -> None:
    times = ("21:59", "22:00", "23:59", "00:00", "06:59", "07:00", "12:00")
    found = [quiet(NIGHT, f"2026-11-23T{time}") for time in times]
    assert found == [False, True, True, True, True, False, False]


def test_hours_within_a_day() -> None:
    nap = replace(NIGHT, quiet_from=13 * 60, quiet_to=14 * 60 + 30)
    found = [quiet(nap, f"2026-11-23T{time}") for time in ("12:59", "13:00", "14:29", "14:30")]
    assert found == [False, True, True, False]


def test_equal_times_are_no_hours_and_off_is_off() -> None:
    assert not quiet(replace(NIGHT, quiet_from=60, quiet_to=60), "2026-11-23T01:00")
    assert not quiet(replace(NIGHT, quiet_hours=False), "2026-11-23T23:00")


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 8), ("2026-10-25", 10)])
def test_the_clock_on_the_wall_counts_when_summer_time_begins_and_ends(
    day: str, hours: int
) -> None:
    """From 22:00 to 7:00, nine hours otherwise: one less in March, one more in October."""
    start = at(f"{day}T00:00") - 2 * 3600
    quiet_minutes = sum(is_quiet(NIGHT, start + 60 * n, BERLIN) for n in range(20 * 60))
    assert quiet_minutes == hours * 60


def test_for_a_while_ends_by_itself() -> None:
    hour = Settings(quiet_until=at("2026-11-23T15:00"))
    assert quiet(hour, "2026-11-23T14:59:59")
    assert not quiet(hour, "2026-11-23T15:00:00")


@pytest.mark.parametrize(
    ("settings", "now", "end"),
    [
        (NIGHT, "2026-11-23T23:00", "2026-11-24T07:00"),
        (NIGHT, "2026-11-24T02:00", "2026-11-24T07:00"),
        (NIGHT, "2026-11-23T21:59", None),
        (Settings(quiet_until=at("2026-11-23T15:00")), "2026-11-23T14:30", "2026-11-23T15:00"),
        # An hour that runs out in the night is followed by the rest of that.
        (replace(NIGHT, quiet_until=at("2026-11-23T22:30")), "2026-11-23T21:30",
         "2026-11-24T07:00"),
        (replace(NIGHT, availability=Availability.DO_NOT_DISTURB), "2026-11-23T23:00", None),
        (replace(NIGHT, loud_until=at("2026-11-24T07:00")), "2026-11-23T23:00", None),
    ],
)  # fmt: skip
def test_when_quiet_ends_by_itself(settings: Settings, now: str, end: str | None) -> None:
    assert quiet_ends(settings, at(now), BERLIN) == (at(end) if end else None)


def test_what_is_said_of_oneself() -> None:
    away = replace(NIGHT, availability=Availability.AWAY)
    found = [availability_at(away, at(f"2026-11-23T{t}"), BERLIN) for t in ("12:00", "23:00")]
    assert found == [Availability.AWAY, Availability.DO_NOT_DISTURB]


def test_choosing_to_be_available_lifts_this_night_and_not_the_next() -> None:
    now = at("2026-11-23T23:30")
    lifted = replace(NIGHT, loud_until=hours_over(NIGHT, now, BERLIN))
    assert lifted.loud_until == at("2026-11-24T07:00")
    found = [quiet(lifted, t) for t in ("2026-11-23T23:31", "2026-11-24T06:59", "2026-11-24T22:00")]
    assert found == [False, False, True]


def test_tomorrow_morning_is_eight_on_the_wall_also_when_the_clocks_change() -> None:
    assert tomorrow_morning(at("2026-10-24T22:00"), BERLIN) == at("2026-10-25T08:00")
    assert tomorrow_morning(at("2026-11-23T00:30"), BERLIN) == at("2026-11-24T08:00")


def test_it_is_looked_at_again_when_it_may_be_different_and_never_for_nothing() -> None:
    now = at("2026-11-23T21:59:50")
    assert look_again_in(Settings(), now) is None
    assert look_again_in(NIGHT, now) == pytest.approx(10)
    assert look_again_in(Settings(quiet_until=now + 4), now) == pytest.approx(4)
    assert look_again_in(Settings(quiet_until=now + 4000), now) == pytest.approx(30)


class Hall:
    """A clock by hand and a door."""

    def __init__(self) -> None:
        self.now = 0.0
        self.door = Door(lambda: self.now)

    def rings(self, caller: Caller, settings: Settings) -> bool:
        """Whether it rings; who may not is turned away, as the engine does it."""
        may = self.door.may_ring(caller, settings, 1_000.0)
        if not may:
            self.door.turned_away(caller.account)
        return may


DND = Settings(availability=Availability.DO_NOT_DISTURB)


def test_rules_for_one_person_outrank_the_rest() -> None:
    hall = Hall()
    found = [
        [hall.rings(Caller(ALICE, rule), settings) for settings in (Settings(), DND)]
        for rule in RingRule
    ]
    assert found == [[True, False], [True, True], [False, False]]


def test_starred_people_ring_the_second_time_within_three_minutes() -> None:
    hall = Hall()
    star = Caller(ALICE, starred=True)
    heard = []
    for now in (0.0, 179.0, 400.0, 580.0, 761.0):
        hall.now = now
        heard.append(hall.rings(star, DND))
    assert heard == [False, True, False, True, False]


def test_twice_is_twice_by_the_same_person_and_can_be_switched_off() -> None:
    hall = Hall()
    assert not hall.rings(Caller(BOB, starred=True), DND)
    assert not hall.rings(Caller(ALICE, starred=True), DND)
    assert not hall.rings(Caller(ALICE, starred=True), replace(DND, starred_ring_twice=False))
    assert not hall.rings(Caller(BOB), DND)


def test_a_starred_person_that_never_rings_stays_silent() -> None:
    hall = Hall()
    never = Caller(ALICE, RingRule.NEVER, starred=True)
    assert [hall.rings(never, DND) for _ in range(3)] == [False] * 3


class Wall:
    """The settings, a clock that can be set, and what was told."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.told: list[tuple[int, str]] = []
        self._clock, self._set_by = LoopClock(), 0.0
        self._zero = self._clock.unix()
        self.watch = QuietWatch(self, lambda: self.settings, self._on_changed)

    def monotonic(self) -> float:
        return self._clock.monotonic()

    def unix(self) -> float:
        return self._clock.unix() + self._set_by

    def set_forward(self, seconds: float) -> None:
        self._set_by += seconds

    def _on_changed(self, now: Availability) -> None:
        self.told.append((round(self._clock.unix() - self._zero), now.value))


def watch(story: Callable[[Wall], object], settings: Settings) -> list[tuple[int, str]]:
    async def run() -> list[tuple[int, str]]:
        wall = Wall(settings)
        wall.watch.start()
        await story(wall)  # type: ignore[misc]
        await wall.watch.close()
        return wall.told

    return run_simulated(run)


def test_an_hour_of_quiet_ends_by_itself_and_is_told_once() -> None:
    async def story(wall: Wall) -> None:
        await asyncio.sleep(10)
        wall.settings = Settings(quiet_until=wall.unix() + 3600)
        wall.watch.changed()
        await asyncio.sleep(5000)

    assert watch(story, Settings()) == [(10, "do_not_disturb"), (3610, "available")]


def test_a_clock_that_is_set_forward_ends_it_within_half_a_minute() -> None:
    async def story(wall: Wall) -> None:
        wall.settings = Settings(quiet_until=wall.unix() + 3600)
        wall.watch.changed()
        await asyncio.sleep(100)
        wall.set_forward(3600)
        await asyncio.sleep(100)

    (began, ended) = watch(story, Settings())
    assert began == (0, "do_not_disturb")
    assert 100 <= ended[0] <= 130
    assert ended[1] == "available"
