"""The calls of one person's process: placing, answering, and what became of each."""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

from measured_media import MediaWatch
from megachat_desktop.engine.engine import Engine
from megachat_desktop.model.call import Call, CallState, Direction
from megachat_desktop.model.events import CallChanged, CallReported, EngineEvent
from megachat_desktop.model.ids import AccountId, CallId

REPORT_LIMIT_S = 6.0


class OwnCalls:
    """Places calls one after the other; answers every call that comes."""

    def __init__(self, engine: Engine, watch: MediaWatch, answer_after_s: float) -> None:
        self.peer: AccountId | None = None
        self.answer_after_s = answer_after_s
        self._engine = engine
        self._watch = watch
        self._live: dict[CallId, Call] = {}
        self._pressed: dict[CallId, float] = {}  # when the person clicked: call or accept
        self._records: list[dict[str, Any]] = []
        self._current: CallId | None = None
        self._ended = asyncio.Event()
        self._reported = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run beside the commands."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def on_event(self, event: EngineEvent) -> None:
        """One event of the engine."""
        match event:
            case CallChanged(call):
                self._on_changed(call)
            case CallReported(call_id, report) if call_id in self._live:
                self._records.append(self._record(self._live.pop(call_id), report))
                if call_id == self._current:
                    self._reported.set()
            case _:
                pass

    async def place(self, hold_s: float, limit_s: float) -> dict[str, object]:
        """A whole call. Raises RuntimeError when it did not come about."""
        await self.start(limit_s)
        await asyncio.sleep(hold_s)
        return await self.end()

    async def start(self, limit_s: float) -> None:
        """Click, and wait for the first picture and sound. Raises RuntimeError, TimeoutError."""
        assert self.peer is not None
        self._ended.clear()
        self._reported.clear()
        self._watch.begin()
        clicked = time.perf_counter()
        self._current = await self._engine.calls.start(self.peer, video=True)
        self._pressed[self._current] = clicked
        ended = asyncio.ensure_future(self._ended.wait())
        seen = asyncio.ensure_future(self._watch.both.wait())
        try:
            done, _ = await asyncio.wait(
                (ended, seen), timeout=limit_s, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            ended.cancel()
            seen.cancel()
        if seen not in done:
            raise RuntimeError(await self._why_not())

    async def _why_not(self) -> str:
        """The reason why a call has no picture or sound; ends the call."""
        call = self._live.get(self._current) if self._current else None
        state = f"{call.state.value} {call.end_reason} {call.detail}" if call else "ended"
        missing = f"audio {self._watch.first_audio}, picture {self._watch.first_picture}"
        record = await self.end()
        return f"{state}; {missing}; stages {record.get('setup_ms')}"

    async def end(self) -> dict[str, object]:
        """Hang up; what became of the call. Raises TimeoutError without a report."""
        assert self._current is not None
        await self._engine.calls.hang_up(self._current)
        async with asyncio.timeout(REPORT_LIMIT_S):
            await self._reported.wait()
        return self._records[-1]

    def take_records(self) -> list[dict[str, Any]]:
        """Every record since the last time."""
        taken, self._records = self._records, []
        return taken

    def _on_changed(self, call: Call) -> None:
        known = call.call_id in self._live
        if call.live or known:
            self._live[call.call_id] = call
        if call.state is CallState.ENDED and call.call_id == self._current:
            self._ended.set()
        if call.state is CallState.INCOMING and not known and call.direction is Direction.IN:
            self.spawn(self._answer(call.call_id))

    async def _answer(self, call_id: CallId) -> None:
        if self.answer_after_s > 0:
            await asyncio.sleep(self.answer_after_s)
        self._pressed[call_id] = time.perf_counter()
        await self._engine.calls.accept(call_id, video=True)

    def _record(self, call: Call, report: dict[str, Any]) -> dict[str, Any]:
        """The report, and moments on the clock that both processes share (CLOCK_MONOTONIC)."""
        stages = {
            name: call.started_at + value / 1000 for name, value in report["setup_ms"].items()
        }
        pressed = self._pressed.pop(call.call_id, None)
        return {**report, "pressed_at": pressed, "at": stages}
