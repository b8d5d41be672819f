"""What a lane does about what happens while an envelope is on its way out."""

import asyncio
from dataclasses import dataclass, field
from typing import cast

from megachat_desktop.engine.messaging_lanes import Lane
from megachat_desktop.engine.messaging_outgoing import Sealed
from megachat_desktop.engine.messaging_ports import Transport
from megachat_desktop.engine.tasks import TaskSet
from megachat_desktop.model.ids import AccountId, EnvelopeId
from megachat_desktop.protocol.frames import EnvelopeFrame
from simulated_loop import run_simulated

BOB = AccountId(b"b" * 32)


def sealed(name: str) -> Sealed:
    return Sealed(EnvelopeId(name.encode().ljust(32)), name.encode(), kept=True)


@dataclass
class World:
    """Bob's connection takes a second for every envelope, which he acknowledges at once."""

    outbox: list[Sealed] = field(default_factory=list)
    went: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tasks = TaskSet()
        self.lane = Lane(BOB, cast(Transport, self), self.load, self.tasks)

    async def load(self, account: AccountId, limit: int) -> list[Sealed]:
        return self.outbox[:limit]

    async def transmit(self, account: AccountId, frame: EnvelopeFrame) -> bool:
        await asyncio.sleep(1)
        name = bytes(frame.envelope).decode()
        self.went.append(name)
        self.outbox.remove(sealed(name))
        self.lane.settled(sealed(name).eid)
        return True

    def say(self, name: str) -> None:
        self.outbox.append(sealed(name))
        self.lane.offer(self.outbox[-1])

    async def end(self) -> None:
        self.lane.stop()
        await self.tasks.close()


def test_the_lane_lives_on_when_all_is_sent_again_while_an_envelope_goes_out() -> None:
    async def tell() -> list[str]:
        world = World()
        world.say("hello")
        await asyncio.sleep(0.5)
        world.lane.resend_all()
        await asyncio.sleep(4)
        world.say("are you there?")
        await asyncio.sleep(2)
        await world.end()
        return world.went

    assert run_simulated(tell) == ["hello", "are you there?"]
