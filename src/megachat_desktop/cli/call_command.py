"""``megachat call WHO``: each stage with its time, then the report."""

import asyncio
import contextlib
from argparse import Namespace

from megachat_desktop.cli.output import Output
from megachat_desktop.cli.runtime import running_engine, wait_for_stop
from megachat_desktop.engine.engine import Engine
from megachat_desktop.model.call import Call, CallState, EndReason
from megachat_desktop.model.events import CallChanged, CallReported, EngineEvent
from megachat_desktop.model.ids import CallId
from megachat_desktop.model.media import MediaChoice

REPORT_DEADLINE_S = 5.0


async def run(options: Namespace, output: Output) -> int:
    """Call somebody, stay for ``--for`` seconds or until somebody hangs up."""
    choice = MediaChoice(play=options.play, record=options.record, headless=True)
    async with running_engine(options, choice) as engine:
        contact = engine.contacts.find(options.who)
        engine.subscribe(output.engine_event)
        watcher = _CallWatcher()
        engine.subscribe(watcher)
        call_id = await engine.calls.start(contact.account, video=not options.audio_only)
        watcher.follow(call_id)
        await _stay(engine, watcher, call_id, options.seconds)
    ended = watcher.last
    if ended is None or ended.active_at is None:
        sentence = (ended and ended.detail) or "The call did not come about."
        output.error(
            ended.end_reason.value.lower() if ended and ended.end_reason else "failed", sentence
        )
        return 1
    return 1 if ended.end_reason is EndReason.FAILED else 0


async def _stay(
    engine: Engine, watcher: "_CallWatcher", call_id: CallId, seconds: float | None
) -> None:
    stop = asyncio.create_task(wait_for_stop(None))
    over = asyncio.create_task(watcher.ended.wait())
    active = asyncio.create_task(watcher.active.wait())
    try:
        await asyncio.wait({stop, over, active}, return_when=asyncio.FIRST_COMPLETED)
        if active.done() and not over.done():
            await asyncio.wait({stop, over}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if not over.done():
            await engine.calls.hang_up(call_id)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REPORT_DEADLINE_S):
                await watcher.reported.wait()
    finally:
        for task in (stop, over, active):
            task.cancel()


class _CallWatcher:
    """Follows one call to its report."""

    def __init__(self) -> None:
        self.active = asyncio.Event()
        self.ended = asyncio.Event()
        self.reported = asyncio.Event()
        self.last: Call | None = None
        self._call_id: CallId | None = None
        self._early: list[EngineEvent] = []

    def follow(self, call_id: CallId) -> None:
        """From now on only this call matters; what came before its id was known counts too."""
        self._call_id = call_id
        early, self._early = self._early, []
        for event in early:
            self(event)

    def __call__(self, event: EngineEvent) -> None:
        """Look at one event of the engine."""
        if self._call_id is None:
            self._early.append(event)
            return
        match event:
            case CallChanged(call) if call.call_id == self._call_id:
                self.last = call
                if call.state is CallState.ACTIVE:
                    self.active.set()
                elif call.state is CallState.ENDED:
                    self.ended.set()
            case CallReported(call_id, _) if call_id == self._call_id:
                self.reported.set()
            case _:
                pass
