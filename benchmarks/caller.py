"""One person's process: the whole engine, driven by JSON lines, answering in JSON lines.

Not for people; ``harness.py`` starts it. It stays up from call to call, as the program does, and is
the program but for what ``measured_media.py`` listens to.
"""

import asyncio
import json
import logging
import sys
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop
from msgspec.structs import asdict

from measured_media import MeasuredMedia
from megachat_desktop.crypto import kem
from megachat_desktop.engine.clock import SystemClock
from megachat_desktop.engine.engine import Engine
from megachat_desktop.engine.parts import EngineParts
from megachat_desktop.errors import MegaChatError
from megachat_desktop.model.account import Protection
from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.events import ContactChanged, EngineEvent
from megachat_desktop.model.media import MediaChoice
from megachat_desktop.model.settings import RelayMode
from megachat_desktop.network.network import IrohNetwork
from megachat_desktop.storage.profile import create_profile, open_profile
from own_calls import OwnCalls
from resources_used import sample, thread_times

ACCEPT_LIMIT_S = 30.0


@dataclass(frozen=True)
class Options:
    """What a benchmark wants of a person."""

    name: str
    profile: str
    play: str | None = "test"
    speaker: str | None = None  # None: the sound server's; "none": time passes, nobody listens
    answer_after_s: float = 0.0
    observe: bool = False  # paint pictures and keep the delays of picture and sound
    keep_sound: bool = False
    loss: float | None = None  # 0..1 each way; with it, media goes through an impairment proxy
    delay_ms: float = 0.0  # one way
    seed: int = 0


class Caller:
    """The commands of a person's process; one method each, named ``do_...``."""

    def __init__(self, engine: Engine, media: MeasuredMedia, options: Options) -> None:
        self._engine = engine
        self._media = media
        self._calls = OwnCalls(engine, media.watch, options.answer_after_s)
        self._accepted = asyncio.Event()
        engine.subscribe(self._on_event)

    def _on_event(self, event: EngineEvent) -> None:
        match event:
            case ContactChanged(contact) if contact.state is ContactState.ASKED_BY_THEM:
                self._calls.spawn(self._engine.contacts.accept(contact.account))
            case ContactChanged(contact) if contact.state is ContactState.ACCEPTED:
                if not contact.is_echo:
                    self._accepted.set()
            case _:
                self._calls.on_event(event)

    async def do_add(self, link: str) -> dict[str, object]:
        """Add a contact and wait until it is one."""
        contact = await self._engine.contacts.add(link)
        self._calls.peer = contact.account
        async with asyncio.timeout(ACCEPT_LIMIT_S):
            await self._accepted.wait()
        await self._engine.settle()
        return {}

    async def do_call(self, hold_s: float = 0.5, limit_s: float = 20.0) -> dict[str, object]:
        """One video call: until picture and sound came, and ``hold_s`` longer."""
        return await self._calls.place(hold_s, limit_s)

    async def do_start(self) -> dict[str, object]:
        """Begin a call and return when picture and sound are there."""
        await self._calls.start(20.0)
        return {}

    async def do_end(self) -> dict[str, object]:
        """Hang up and return what became of the call."""
        return await self._calls.end()

    async def do_calls(self) -> dict[str, object]:
        """What became of every call since the last time this was asked."""
        return {"calls": self._calls.take_records()}

    async def do_answer_after(self, seconds: float) -> dict[str, object]:
        """How long from now on it rings here."""
        self._calls.answer_after_s = seconds
        return {}

    async def do_sample(self) -> dict[str, object]:
        """Memory, threads, tasks and files in use."""
        return sample()

    async def do_threads(self) -> dict[str, object]:
        """CPU seconds of every thread since it began."""
        return {"threads": thread_times()}

    async def do_seconds(self) -> dict[str, object]:
        """Each second's figures since the last time this was asked."""
        taken, self._media.watch.snapshots = self._media.watch.snapshots, []
        return {
            "path": [asdict(snapshot.path) for snapshot in taken],
            "video_in": [asdict(snapshot.video_in) for snapshot in taken],
            "video_out": [asdict(snapshot.video_out) for snapshot in taken],
        }

    async def do_observed(self) -> dict[str, object]:
        """Delays and gaps of the last call's picture and sound."""
        return await asyncio.to_thread(self._media.watch.observed)


async def _main(options: Options) -> None:
    profile_folder = Path(options.profile)
    create_profile(profile_folder, options.name, Protection.UNPROTECTED, None)
    profile = open_profile(profile_folder, None)
    kem.self_check()
    media = MeasuredMedia(options)
    choice = MediaChoice(play=options.play, speaker=options.speaker, headless=not options.observe)
    parts = EngineParts(profile, IrohNetwork(), media, SystemClock(), choice, with_echo=True)
    engine = Engine(parts)
    await engine.update_settings(relay_mode=RelayMode.NONE)
    await engine.start()
    try:
        caller = Caller(engine, media, options)
        _say({"link": await engine.own_link(with_addresses=True)})
        await _obey(caller)
    finally:
        await engine.stop()
        profile.close()


async def _obey(caller: Caller) -> None:
    """Carry out one command after the other until told to stop or left alone."""
    commands: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(commands.put_nowait, line)
        loop.call_soon_threadsafe(commands.put_nowait, '{"do": "stop"}')

    threading.Thread(target=read, name="commands", daemon=True).start()
    while (command := json.loads(await commands.get())).get("do") != "stop":
        _say(await _carry_out(caller, command))


async def _carry_out(caller: Caller, command: dict[str, Any]) -> dict[str, object]:
    work: Callable[..., Awaitable[dict[str, object]]] = getattr(caller, f"do_{command.pop('do')}")
    try:
        return await work(**command)
    except (MegaChatError, TimeoutError, RuntimeError) as failed:
        logging.exception("a command failed")
        return {"error": f"{type(failed).__name__}: {failed}"}


def _say(answer: dict[str, object]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_main(Options(**json.loads(sys.argv[1]))))
