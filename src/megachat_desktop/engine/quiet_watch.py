"""Notices when do not disturb begins and ends by itself: after a while, by its hours, by a clock.

One task that sleeps until something may be different; where nothing can be, it waits for a change
of the settings.
"""

import asyncio
from collections.abc import Callable

from megachat_desktop.engine.clock import Clock
from megachat_desktop.engine.quiet import availability_at, look_again_in
from megachat_desktop.engine.tasks import TaskSet
from megachat_desktop.model.settings import Availability, Settings


class QuietWatch:
    """Tells ``on_changed`` what we say of ourselves, whenever that is another."""

    def __init__(
        self,
        clock: Clock,
        settings: Callable[[], Settings],
        on_changed: Callable[[Availability], None],
    ) -> None:
        self._clock = clock
        self._settings = settings
        self._on_changed = on_changed
        self._told = self.now
        self._settings_changed = asyncio.Event()
        self._tasks = TaskSet()

    @property
    def now(self) -> Availability:
        """What we say of ourselves at this moment."""
        return availability_at(self._settings(), self._clock.unix())

    def start(self) -> None:
        """Begin to watch."""
        self._tasks.spawn(self._watch(), "do not disturb")

    def changed(self) -> None:
        """The settings changed."""
        self._look()
        self._settings_changed.set()

    async def close(self) -> None:
        """Stop watching."""
        await self._tasks.close()

    def _look(self) -> None:
        if (now := self.now) is not self._told:
            self._told = now
            self._on_changed(now)

    async def _watch(self) -> None:
        while True:
            self._look()
            self._settings_changed.clear()
            wait_s = look_again_in(self._settings(), self._clock.unix())
            try:
                async with asyncio.timeout(wait_s):
                    await self._settings_changed.wait()
            except TimeoutError:
                continue
