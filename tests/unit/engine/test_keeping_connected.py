"""When a contact is dialled, dialled again, and left alone for a while. Time jumps."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from megachat_desktop.engine.network_ports import Connection, Network
from megachat_desktop.engine.reachability import LAST_RETRY_S, SETTLED_S, Reachability
from megachat_desktop.errors import ContactUnreachableError
from megachat_desktop.model.address import DialTarget
from megachat_desktop.model.ids import AccountId, NodeKey
from simulated_loop import run_simulated

BOB = AccountId(b"b" * 32)


@dataclass
class World:
    """Bob's device is there or not, and keeps a connection for so many seconds."""

    there: bool = True
    keeps_s: float = 1e9
    linked: bool = False
    dials: list[float] = field(default_factory=list)
    served: list[asyncio.Task[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reach = Reachability(
            cast(Network, self), self.target_of, lambda _: self.linked, self.adopt
        )

    async def target_of(self, account: AccountId) -> DialTarget:
        return DialTarget(NodeKey(b"n" * 32))

    async def dial(self, target: DialTarget) -> Connection:
        self.dials.append(asyncio.get_running_loop().time())
        if not self.there:
            await asyncio.sleep(8)
            raise ContactUnreachableError
        return cast(Connection, None)

    def adopt(self, connection: Connection) -> asyncio.Task[None]:
        self.served.append(asyncio.get_running_loop().create_task(self._serve()))
        return self.served[-1]

    async def _serve(self) -> None:
        self.linked = True
        await asyncio.sleep(self.keeps_s)
        self.linked = False

    async def end(self) -> None:
        await self.reach.close()
        for task in self.served:
            task.cancel()


def story(world: World, tell: Callable[[World], object], seconds: float) -> list[float]:
    """Watch bob for so long; returns the gaps between the dials."""

    async def main() -> None:
        world.reach.watch(BOB)
        await asyncio.sleep(seconds)
        tell(world)
        await world.end()

    run_simulated(main)
    return [later - sooner for sooner, later in zip(world.dials, world.dials[1:], strict=False)]


def test_a_connection_that_holds_is_dialled_once() -> None:
    world = World()
    assert story(world, lambda _: None, 3_600) == []
    assert len(world.dials) == 1


def test_somebody_absent_is_tried_ever_more_seldom() -> None:
    gaps = story(World(there=False), lambda _: None, 7_200)
    assert gaps[0] < 11
    assert all(gap < 1.2 * LAST_RETRY_S + 9 for gap in gaps)
    assert sum(gap > 200 for gap in gaps) > 10


def test_whoever_refuses_us_at_once_is_not_hammered() -> None:
    gaps = story(World(keeps_s=0.05), lambda _: None, 3_600)
    assert gaps[0] > 1.5
    assert len(gaps) < 25
    assert gaps[-1] > 200


def test_a_connection_without_a_hello_is_tried_again_within_seconds() -> None:
    gaps = story(World(keeps_s=5.0), lambda _: None, 30)
    assert 5 < gaps[0] < 8


def test_a_connection_that_had_settled_is_dialled_again_at_once() -> None:
    gaps = story(World(keeps_s=SETTLED_S + 1), lambda _: None, 200)
    assert len(gaps) > 3
    assert all(gap < SETTLED_S + 1.1 for gap in gaps)


def test_news_cut_the_wait_short() -> None:
    world = World(there=False)

    async def main() -> None:
        world.reach.watch(BOB)
        await asyncio.sleep(1_000)
        before, world.there = len(world.dials), True
        world.reach.wake(BOB)
        await asyncio.sleep(9)
        assert len(world.dials) > before
        assert world.linked
        await world.end()

    run_simulated(main)


def test_a_forgotten_contact_is_left_in_peace() -> None:
    world = World(there=False)

    async def main() -> None:
        world.reach.watch(BOB)
        await asyncio.sleep(20)
        await world.reach.forget(BOB)
        world.reach.wake_all()
        world.reach.lost(BOB, 1.0)
        before = len(world.dials)
        await asyncio.sleep(1_000)
        assert len(world.dials) == before

    run_simulated(main)


def test_news_that_come_while_stopping_start_no_dial() -> None:
    world = World(there=False)

    async def main() -> None:
        world.reach.watch(BOB)
        await world.reach.close()
        before = len(world.dials)
        world.reach.watch(BOB)
        await asyncio.sleep(100)
        assert len(world.dials) == before

    run_simulated(main)
