"""Work for a worker thread, as a coroutine that the bridge can be asked for."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from megachat_desktop.media.codes import Modules, code_of

_Result = TypeVar("_Result")


async def off_loop(work: Callable[[], _Result]) -> _Result:
    """Do ``work`` on a worker thread; its failure is the bridge's."""
    return await asyncio.to_thread(work)


async def link_and_code(link: Awaitable[str]) -> tuple[str, Modules]:
    """A link of the engine's, and its code worked out on a worker thread."""
    text = await link
    return text, await asyncio.to_thread(code_of, text)
