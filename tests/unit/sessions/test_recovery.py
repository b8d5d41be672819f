"""Two honest people find each other again after any loss of session state, in simulated time."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path

import pytest

from megachat_desktop.engine.prekeys import bundle_without_one_time
from megachat_desktop.model.call import EndReason
from megachat_desktop.model.ids import CallId
from megachat_desktop.protocol.bundle import decode_bundle
from megachat_desktop.protocol.call_records import HangUp
from megachat_desktop.protocol.delivery import FRESH_START_LAST_WAIT_S, FRESH_STARTS_AT_ONCE
from megachat_desktop.protocol.frames import (
    BundleRequest,
    EnvelopeFrame,
    Frame,
    Refused,
    envelope_id,
)
from messaging_support import Person, befriend
from simulated_loop import run_simulated
from simulated_people import MovedClock, SlowWire, Survivor

CALL_WITHIN_S = 10.0
WORDS_WITHIN_S = 30.0
WEEK_S = 7 * 86_400

Play = Callable[[Survivor, Survivor, random.Random], Awaitable[None]]


def story(directory: Path, play: Play, seed: int = 1) -> None:
    async def run() -> None:
        chance, clock = random.Random(seed), MovedClock()
        alice = Survivor("alice", directory / "alice", clock, chance)
        bob = Survivor("bob", directory / "bob", clock, chance)
        try:
            await (await befriend(alice, bob)).cut()
            await play(alice, bob, chance)
        finally:
            await alice.stop()
            await bob.stop()

    run_simulated(run)


def connect(alice: Person, bob: Person, chance: random.Random) -> SlowWire:
    return SlowWire(alice, bob, lambda: chance.uniform(0.001, 0.2))


async def within(seconds: float, condition: Callable[[], bool], what: str) -> None:
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, what
        await asyncio.sleep(0.05)


async def call_goes_through(caller: Survivor, callee: Survivor) -> None:
    call_id = CallId(caller.chance.randbytes(16))
    await caller.messenger.post(callee.id, [HangUp(call_id, EndReason.HUNG_UP)])
    await within(CALL_WITHIN_S, lambda: call_id in callee.calls, f"{callee.name} was called")


def test_a_renewal_that_was_refused_does_not_stand_in_the_way(tmp_path: Path) -> None:
    async def play(alice: Survivor, bob: Survivor, chance: random.Random) -> None:
        alice.clock.jump(WEEK_S + 1)
        await alice.messenger.refresh_keys()
        await bob.messenger.refresh_keys()
        wire, held = connect(alice, bob, chance), []

        def hold(sender: Person, frame: Frame) -> list[Frame]:
            if sender is alice and isinstance(frame, EnvelopeFrame):
                held.append(frame)
                return []
            return [frame]

        wire.filter = hold
        await alice.say(bob, "a week later")
        await within(10, lambda: alice.sessions(bob) == 2, "alice renews")
        await bob.crash(forgetful=True)
        connect(alice, bob, chance)
        await call_goes_through(alice, bob)
        assert bob.texts[-1] == "a week later"

    story(tmp_path, play)


def test_a_connection_that_ends_before_the_keys_came_costs_no_wait(tmp_path: Path) -> None:
    async def play(alice: Survivor, bob: Survivor, chance: random.Random) -> None:
        await alice.crash(forgetful=True)
        wire = connect(alice, bob, chance)
        wire.silent = True
        await alice.say(bob, "hello?")
        await asyncio.sleep(1)
        await wire.cut()
        connect(alice, bob, chance)
        await within(3, lambda: 0 not in bob.heard(["hello?"]), "bob heard")

    story(tmp_path, play)


def test_whoever_refuses_everything_is_asked_ever_more_seldom(tmp_path: Path) -> None:
    async def play(alice: Survivor, mallory: Survivor, chance: random.Random) -> None:
        wire, asked = connect(alice, mallory, chance), []
        began = asyncio.get_running_loop().time()

        def refuse(sender: Person, frame: Frame) -> list[Frame]:
            if isinstance(frame, BundleRequest):
                asked.append(asyncio.get_running_loop().time() - began)
            if sender is mallory or not isinstance(frame, EnvelopeFrame):
                return [frame]
            wire.send(mallory, Refused(envelope_id(frame.envelope)))
            return []

        wire.filter = refuse
        await alice.say(mallory, "why?")
        await asyncio.sleep(3 * 3_600)
        assert sum(at < 3 for at in asked) == FRESH_STARTS_AT_ONCE
        for hour in range(3):
            assert sum(hour <= at / 3_600 < hour + 1 for at in asked) <= 16
        assert min(late - early for early, late in pairwise(asked[6:])) > 3.5
        wire.filter = lambda _sender, frame: [frame]
        await within(FRESH_START_LAST_WAIT_S + 5, lambda: 0 not in mallory.heard(["why?"]), "heard")

    story(tmp_path, play)


async def once_each(hearer: Survivor, said: list[str]) -> None:
    """What was said has an effect, and one only."""
    await within(WORDS_WITHIN_S, lambda: 0 not in hearer.heard(said), "all words came")
    assert set(hearer.heard(said)) <= {1}


class Mischief:
    """What chance does to two people: every step is one method."""

    def __init__(self, alice: Survivor, bob: Survivor, chance: random.Random) -> None:
        self.people = (alice, bob)
        self.chance = chance
        self.wire: SlowWire | None = None
        self.said: dict[str, list[str]] = {alice.name: [], bob.name: []}
        self.told: list[str] = []

    def some(self) -> tuple[Survivor, Survivor]:
        one, other = self.people if self.chance.random() < 0.5 else self.people[::-1]
        return one, other

    async def step(self) -> None:
        steps = (
            [self.say] * 4 + [self.silence, self.cut, self.cut, self.crash, self.lose, self.restore]
            + [self.slow, self.week, self.both_lose]
        )  # fmt: skip
        step = self.chance.choice(steps)
        self.told.append(step.__name__)
        await step()
        if not self.connected and self.chance.random() < 0.7:
            self.connect()
        await asyncio.sleep(self.chance.choice((0.0, 0.01, 0.3, 3.0)))

    @property
    def connected(self) -> bool:
        return bool(self.people[0].wires)

    def connect(self) -> None:
        delay_s = self.chance.choice((0.01, 0.2, 1.0))
        self.wire = SlowWire(*self.people, lambda: self.chance.uniform(0, delay_s))

    async def say(self) -> None:
        one, other = self.some()
        for _ in range(self.chance.choice((1, 1, 3))):
            text = f"{one.name} {len(self.said[one.name])}"
            self.said[one.name].append(text)
            await one.say(other, text)

    async def silence(self) -> None:
        """The connection is dead, and nobody knows yet."""
        if self.wire is not None:
            self.wire.silent = True

    async def cut(self) -> None:
        if self.connected and self.wire is not None:
            await self.wire.cut()

    async def crash(self) -> None:
        await self.some()[0].crash()

    async def lose(self) -> None:
        await self.some()[0].crash(forgetful=True)

    async def restore(self) -> None:
        await self.some()[0].crash(restored=True)

    async def both_lose(self) -> None:
        for person in self.people:
            await person.crash(forgetful=True)

    async def slow(self) -> None:
        self.some()[0].slowness_s = self.chance.choice((0.001, 0.1, 1.0))

    async def week(self) -> None:
        """Renewals are due, on both sides; once only, or words are given up after the second."""
        if "week" in self.told[:-1]:
            return
        self.people[0].clock.jump(WEEK_S + 1)
        for person in self.people:
            await person.messenger.refresh_keys()


@pytest.mark.parametrize("seed", range(8))
def test_whatever_breaks_a_call_goes_through_within_seconds(tmp_path: Path, seed: int) -> None:
    async def play(alice: Survivor, bob: Survivor, chance: random.Random) -> None:
        mischief = Mischief(alice, bob, chance)
        for _ in range(12):
            await mischief.step()
        await mischief.cut()
        for person in (alice, bob):
            person.slowness_s = 0.1
        connect(alice, bob, chance)
        await call_goes_through(*mischief.some())
        await call_goes_through(alice, bob)
        await call_goes_through(bob, alice)
        for one, other in ((alice, bob), (bob, alice)):
            await once_each(other, mischief.said[one.name])

    story(tmp_path, play, seed)


def test_the_number_and_the_header_that_carries_it_rise_together(tmp_path: Path) -> None:
    async def play(alice: Survivor, bob: Survivor, chance: random.Random) -> None:
        rising = asyncio.create_task(bob.messenger.raise_number())
        await asyncio.sleep(0)
        asked = decode_bundle(
            await bob.store.run(lambda tx: bundle_without_one_time(tx, bob.clock.now))
        )
        assert asked.header.info_seq == await rising

    story(tmp_path, play)
