"""A person in a process of their own, for tests that stop it: obeys lines, answers in lines.

    link ─▶ the contact link     add LINK ─▶ accepted     call ─▶ how the call ended, or "rings"

Whoever asks is accepted at once, and whoever calls is let ring.
"""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from call_support import FakeRoom
from engine_support import Home
from megachat_desktop.model.call import CallState
from megachat_desktop.model.contact import Contact, ContactState

_DONE = (CallState.RINGING, CallState.ENDED)
CALL_S = 40.0


async def _obey(home: Home, command: str, argument: str) -> str:
    if command == "link":
        return await home.engine.own_link(with_addresses=True)
    if command == "add":
        await home.engine.contacts.add(argument)
        await home.sees(lambda: _contact(home).state is ContactState.ACCEPTED)
        return "accepted"
    call_id = await home.engine.calls.start(_contact(home).account, video=False)
    await home.sees(lambda: any(c.state in _DONE for c in home.calls(call_id)), CALL_S)
    call = next(c for c in home.calls(call_id) if c.state in _DONE)
    await home.engine.calls.hang_up(call_id)
    return "rings" if call.state is CallState.RINGING else call.detail or "ended"


def _contact(home: Home) -> Contact:
    return home.engine.contacts.all()[0]


async def _welcome(home: Home) -> None:
    """Say yes to the first who asks."""
    with suppress(TimeoutError):
        await home.sees(_asked(home))
        await home.engine.contacts.accept(_contact(home).account)


def _asked(home: Home) -> Callable[[], bool]:
    return lambda: any(c.state is ContactState.ASKED_BY_THEM for c in home.engine.contacts.all())


async def _live(folder: Path) -> None:
    home = await Home(folder.name, folder, FakeRoom()).start()
    welcome = asyncio.create_task(_welcome(home))
    while line := (await asyncio.to_thread(sys.stdin.readline)).strip():
        command, _, argument = line.partition(" ")
        sys.stdout.write(await _obey(home, command, argument) + "\n")
        sys.stdout.flush()
    welcome.cancel()
    await home.stop()


if __name__ == "__main__":
    asyncio.run(_live(Path(sys.argv[1])))
