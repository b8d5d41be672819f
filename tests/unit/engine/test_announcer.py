"""What a contact must know of this device goes out before any call, whoever is faster."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from megachat_desktop.engine.announcer import Announcer
from megachat_desktop.engine.calls.post import CallPost
from megachat_desktop.engine.device_info import OwnDeviceInfo
from megachat_desktop.engine.messaging import Messenger
from megachat_desktop.engine.switchboard import OwnHello
from megachat_desktop.model.ids import AccountId, CallId, MessageId
from megachat_desktop.protocol.call_records import Offer
from megachat_desktop.protocol.contact_records import DeviceInfo
from megachat_desktop.protocol.features import Features
from megachat_desktop.storage.store import Store
from simulated_loop import run_simulated

BOB = AccountId(b"b" * 32)
OFFER = Offer(CallId(bytes(16)), 0, (1,), 0, b"", b"", b"")


@dataclass
class SlowMail:
    """A store and a messenger, each of which takes its time; keeps what was posted in order."""

    posted: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=lambda: {"store": 0.01, "post": 0.01})

    async def run(self, work: Callable[[Any], object]) -> object:
        await asyncio.sleep(self.seconds["store"])
        return work(None)

    def record(self, tx: object) -> DeviceInfo:
        return DeviceInfo(7, b"", Features(), b"")

    async def post(self, account: AccountId, bodies: Sequence[object]) -> tuple[MessageId, ...]:
        await asyncio.sleep(self.seconds["post"])
        self.posted += [type(body).__name__ for body in bodies]
        return tuple(MessageId(bytes([n]) * 16) for n in range(len(bodies)))


def announcer(mail: SlowMail, tasks: list[asyncio.Task[None]]) -> Announcer:
    def spawn(work: Coroutine[Any, Any, None], name: str) -> None:
        tasks.append(asyncio.get_running_loop().create_task(work))

    return Announcer(
        cast(Store, mail), cast(Messenger, mail), OwnHello(Features(), 7),
        cast(OwnDeviceInfo, mail), lambda: [BOB], spawn,
    )  # fmt: skip


def test_an_offer_never_overtakes_the_device_info_of_a_fresh_connection() -> None:
    async def story() -> list[str]:
        mail, tasks = SlowMail(), []  # type: ignore[var-annotated]
        ours = announcer(mail, tasks)
        ours.on_linked(BOB)
        mail.seconds["store"] = 0.0  # the call is faster than what the connection set off
        await CallPost(cast(Messenger, mail), ours.owed)(BOB, [OFFER])
        await asyncio.gather(*tasks)
        return mail.posted

    posted = run_simulated(story)
    assert posted.index("DeviceInfo") < posted.index("Offer")


def test_a_contact_is_told_once_per_number() -> None:
    async def story() -> list[str]:
        mail, tasks = SlowMail(), []  # type: ignore[var-annotated]
        ours = announcer(mail, tasks)
        ours.on_linked(BOB)
        await asyncio.gather(*tasks)
        ours.on_linked(BOB)
        await CallPost(cast(Messenger, mail), ours.owed)(BOB, [OFFER])
        await asyncio.gather(*tasks)
        return mail.posted

    assert run_simulated(story) == ["DeviceInfo", "Offer"]
