"""Many people in one process who ring somebody up: the whole engine each, driven by JSON lines.

Not for people; ``incoming.py`` starts it. The one who is called is met here once, before his window
opens on the same profile.
"""

import asyncio
import gc
import json
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import uvloop

from megachat_desktop.crypto import kem
from megachat_desktop.engine.assembly import assemble
from megachat_desktop.engine.engine import Engine
from megachat_desktop.errors import ProfileInUseError
from megachat_desktop.model.account import Protection
from megachat_desktop.model.call import CallState
from megachat_desktop.model.contact import Contact, ContactState, Presence
from megachat_desktop.model.events import CallChanged, ContactChanged, EngineEvent
from megachat_desktop.model.ids import AccountId, CallId
from megachat_desktop.model.media import MediaChoice
from megachat_desktop.model.settings import LanMode, RelayMode
from megachat_desktop.storage.profile import OpenProfile, create_profile, open_profile

LIMIT_S = 60.0
PER_EVENING = 15  # PROTOCOL.md rations strangers of one address
SILENT = MediaChoice(microphone="none", speaker="none", camera="none", headless=True)


class Person:
    """One engine and what it has seen."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.states: dict[CallId, list[CallState]] = {}
        self.offered: dict[CallId, float] = {}  # handed to the network, time.monotonic()
        self._news = asyncio.Event()
        self._accepting: set[asyncio.Future[None]] = set()
        engine.subscribe(self._on_event)

    def _on_event(self, event: EngineEvent) -> None:
        if isinstance(event, CallChanged):
            call = event.call
            self.states.setdefault(call.call_id, []).append(call.state)
            if "offer_sent" in call.stages_ms:
                self.offered[call.call_id] = call.started_at + call.stages_ms["offer_sent"] / 1000
        elif isinstance(event, ContactChanged):
            self._answer_request(event.contact)
        self._news.set()

    def _answer_request(self, contact: Contact) -> None:
        if contact.state is ContactState.ASKED_BY_THEM:
            task = asyncio.ensure_future(self.engine.contacts.accept(contact.account))
            self._accepting.add(task)
            task.add_done_callback(self._accepting.discard)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for something to be so. Raises TimeoutError."""
        async with asyncio.timeout(LIMIT_S):
            while not condition():
                self._news.clear()
                await self._news.wait()

    def is_contact(self, account: AccountId, presence: Presence | None = None) -> bool:
        """Whether ``account`` accepted, and is ``presence`` where one is given."""
        return any(
            contact.state is ContactState.ACCEPTED
            for contact in self.engine.contacts.all()
            if contact.account == account and presence in (None, contact.presence)
        )


async def _live(stack: AsyncExitStack, folder: Path) -> Person:
    """Somebody online until the stack is left."""
    profile = await _open(folder)
    stack.callback(profile.close)
    engine = assemble(profile, SILENT, with_echo=False)
    changes = {"relay_mode": RelayMode.NONE, "lan_mode": LanMode.OFF, "allow_loopback": True}
    await engine.update_settings(**changes)
    await engine.start()
    stack.push_async_callback(engine.stop)
    return Person(engine)


async def _open(folder: Path) -> OpenProfile:
    """Open a profile; a process that is being started may hold on to a lock for a moment."""
    async with asyncio.timeout(LIMIT_S):
        while True:
            try:
                return open_profile(folder, None)
            except ProfileInUseError:
                await asyncio.sleep(0.05)


async def _befriend(callers: list[Person], folder: Path) -> AccountId:
    """Bob's first evenings: everybody becomes his contact, no more at once than strangers may."""
    create_profile(folder, "Bob", Protection.UNPROTECTED, None)
    account = AccountId(b"")
    for start in range(0, len(callers), PER_EVENING):
        async with AsyncExitStack() as evening:
            bob = await _live(evening, folder)
            account = bob.engine.account.account
            await _meet(bob, callers[start : start + PER_EVENING])
    return account


async def _meet(bob: Person, callers: list[Person]) -> None:
    account = bob.engine.account.account
    for caller in callers:
        await caller.engine.contacts.add(await bob.engine.own_link(with_addresses=True))
        await caller.until(lambda who=caller: who.is_contact(account))
    for person in (*callers, bob):
        await person.engine.settle()


async def _ring(person: Person, account: AccountId, video: bool) -> dict[str, object]:
    """Call; returns once bob's device says that it rings."""
    clicked = time.monotonic()
    call_id = await person.engine.calls.start(account, video)
    await person.until(lambda: person.states[call_id][-1] is not CallState.DIALING)
    state = person.states[call_id][-1]
    return {
        "call_id": call_id.hex(),
        "account": person.engine.account.account.hex(),
        "state": state.value,
        "clicked": clicked,
        "offered": person.offered.get(call_id),
    }


async def _hang_up(person: Person, call_id: CallId) -> dict[str, object]:
    """Give up; when that was said."""
    said = time.monotonic()
    await person.engine.calls.hang_up(call_id)
    del person.states[call_id]
    return {"hung_up": said}


async def _main(folder: Path, count: int) -> None:
    kem.self_check()
    async with AsyncExitStack() as stack:
        homes = [folder / f"caller{number}" for number in range(count)]
        for home in homes:  # all before the first engine: its helpers inherit open locks
            create_profile(home, home.name.capitalize(), Protection.UNPROTECTED, None)
        callers = [await _live(stack, home) for home in homes]
        account = await _befriend(callers, folder / "bob")
        _say({"account": account.hex()})
        async for order in _orders():
            match order:
                case {"do": "wait"}:
                    for caller in callers:
                        await caller.until(
                            lambda who=caller: who.is_contact(account, Presence.AVAILABLE)
                        )
                    gc.disable()  # it would stand still for 90 to 350 ms, and be measured, too
                    _say({})
                case {"do": "ring", "who": who, "video": video}:
                    _say(await _ring(callers[who], account, video))
                case {"do": "hang_up", "who": who, "call_id": call_id}:
                    _say(await _hang_up(callers[who], CallId(bytes.fromhex(call_id))))
                case _:
                    return


async def _orders() -> Any:
    """What is asked for, line by line, until the other end is gone."""
    lines: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, '{"do": "stop"}')

    threading.Thread(target=read, name="orders", daemon=True).start()
    while True:
        yield json.loads(await lines.get())


def _say(answer: dict[str, object]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    uvloop.run(_main(Path(sys.argv[1]), int(sys.argv[2])))
