"""``megachat listen`` and ``megachat echo``: stay online and say what happens."""

import asyncio
from argparse import Namespace
from collections.abc import Coroutine

from megachat_desktop.cli.output import Output
from megachat_desktop.cli.runtime import running_engine, wait_for_stdin, wait_for_stop
from megachat_desktop.engine.engine import Engine
from megachat_desktop.model.call import CallState, Direction
from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.events import CallChanged, ContactChanged, EngineEvent
from megachat_desktop.model.ids import CallId
from megachat_desktop.model.media import MediaChoice


async def listen(options: Namespace, output: Output) -> int:
    """Print every event as it comes; answer calls and requests when told to."""
    choice = MediaChoice(play=options.play, record=options.record, headless=True)
    async with running_engine(options, choice) as engine:
        answers = AutoAnswer(engine, options.auto_accept_contacts, options.auto_answer)
        engine.subscribe(output.engine_event)
        engine.subscribe(answers)
        await _print_ready(engine, output)
        await wait_for_stop(options.seconds)
    return 0


async def echo(options: Namespace, output: Output) -> int:
    """Answer everybody's calls with their own sound and picture."""
    choice = MediaChoice(echo=True, headless=True)
    async with running_engine(options, choice, with_echo=False) as engine:
        engine.subscribe(output.engine_event)
        engine.subscribe(AutoAnswer(engine, accept_contacts=True, answer="video"))
        await _print_ready(engine, output)
        await (wait_for_stdin() if options.until_stdin_closes else wait_for_stop(None))
    return 0


class AutoAnswer:
    """Says yes to contact requests and calls, as far as it was told to."""

    def __init__(self, engine: Engine, accept_contacts: bool, answer: str | None) -> None:
        self._engine = engine
        self._accept_contacts = accept_contacts
        self._answer = answer
        self._answered: set[CallId] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, event: EngineEvent) -> None:
        """Look at one event of the engine."""
        match event:
            case ContactChanged(contact) if (
                self._accept_contacts and contact.state is ContactState.ASKED_BY_THEM
            ):
                self._spawn(self._engine.contacts.accept(contact.account))
            case CallChanged(call) if self._answer and call.call_id not in self._answered:
                if call.state is CallState.INCOMING and call.direction is Direction.IN:
                    self._answered.add(call.call_id)
                    video = self._answer == "video" and call.video
                    self._spawn(self._engine.calls.accept(call.call_id, video))
                elif call.state is CallState.ENDED:
                    self._answered.discard(call.call_id)
            case _:
                pass

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _print_ready(engine: Engine, output: Output) -> None:
    link = await engine.own_link()
    with_addresses = await engine.own_link(with_addresses=True)
    addresses = [str(address) for address in engine.addresses()]
    output.event(
        "ready",
        f"{engine.account.name} is online.\n{with_addresses}",
        account=engine.account.account.hex(),
        link=link,
        link_with_addresses=with_addresses,
        addresses=addresses,
    )
