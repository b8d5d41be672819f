"""Work for a worker thread, as a coroutine that the bridge can be asked for."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

_Result = TypeVar("_Result")


async def off_loop(work: Callable[[], _Result]) -> _Result:
    """Do ``work`` on a worker thread; its failure is the bridge's."""
    return await asyncio.to_thread(work)
