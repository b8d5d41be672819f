"""Every task of the engine has an owner that stops it and a log line when it crashes."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from megachat_desktop.errors import UserFacingError

_log = logging.getLogger(__name__)


class TaskSet:
    """The background tasks of one owner."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def spawn(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Run ``work`` until it ends or the owner closes."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._on_task_done)
        return task

    async def close(self) -> None:
        """Cancel what still runs, except the caller, and wait for it."""
        current = asyncio.current_task()
        waiting = [task for task in self._tasks if task is not current]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    def _on_task_done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, UserFacingError):  # a full disk, a contact removed meanwhile: no bug
            _log.info("task %s gave up: %s", task.get_name(), type(error).__name__)
        elif error is not None:
            _log.error("task %s crashed", task.get_name(), exc_info=error)
