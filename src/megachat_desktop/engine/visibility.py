"""Being visible to people nearby ends by itself (PROTOCOL.md, section 11)."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from megachat_desktop.engine.tasks import TaskSet
from megachat_desktop.model.settings import LanMode

VISIBLE_FOR_S = 600.0


class VisibleSpell:
    """Follows the choice of the person and takes it back ten minutes after "visible"."""

    def __init__(self, change: Callable[[LanMode], Coroutine[Any, Any, None]]) -> None:
        self._change = change
        self._tasks = TaskSet()
        self._timer: asyncio.TimerHandle | None = None

    def follow(self, before: LanMode, mode: LanMode) -> None:
        """The choice is ``mode`` from now on; ``before`` is what it ends in, if that was less."""
        if mode is not LanMode.VISIBLE:
            self._stop_timer()
        elif self._timer is None:
            after = LanMode.CONTACTS if before is LanMode.VISIBLE else before
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(VISIBLE_FOR_S, self._end, after)

    async def close(self) -> None:
        """The program ends."""
        self._stop_timer()
        await self._tasks.close()

    def _end(self, after: LanMode) -> None:
        self._timer = None
        self._tasks.spawn(self._change(after), "end of being visible")

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
