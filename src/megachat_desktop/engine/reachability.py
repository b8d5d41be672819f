"""Keeps a connection open to every contact: dials, backs off, and tries at once when news comes.

One task per contact sleeps until its next try; being seen on the local network, a change of our
own network, a wake from sleep and a person's click all cut that sleep short. A connection that
ends soon after it came up counts as a failed try: whoever refuses us must not be hammered.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from secrets import SystemRandom

from megachat_desktop.engine.network_ports import Connection, Network
from megachat_desktop.engine.tasks import TaskSet
from megachat_desktop.errors import ContactUnreachableError
from megachat_desktop.model.address import DialTarget
from megachat_desktop.model.ids import AccountId

FIRST_RETRY_S = 2.0
LAST_RETRY_S = 300.0
DIALS_AT_ONCE = 8
SETTLED_S = 30.0  # a connection that lasted so long was wanted by both

_jitter = SystemRandom()

TargetOf = Callable[[AccountId], Awaitable[DialTarget | None]]


@dataclass
class _Watched:
    """One contact to keep a connection to."""

    news: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: TaskSet = field(default_factory=TaskSet)
    delay_s: float = FIRST_RETRY_S
    turned_away: bool = False  # the last connection ended as soon as it was made
    resting: bool = False  # between two tries


class Reachability:
    """Dials every watched contact until somebody holds a connection to it."""

    def __init__(
        self,
        network: Network,
        target_of: TargetOf,
        is_linked: Callable[[AccountId], bool],
        adopt: Callable[[Connection], asyncio.Task[None]],
    ) -> None:
        self._network = network
        self._target_of = target_of
        self._is_linked = is_linked
        self._adopt = adopt
        self._watched: dict[AccountId, _Watched] = {}
        self._dials = asyncio.Semaphore(DIALS_AT_ONCE)
        self._closed = False

    def watch(self, account: AccountId) -> None:
        """Keep this contact connected from now on; nobody any more after ``close``."""
        if self._closed:
            return
        if account in self._watched:
            self.wake(account)
            return
        watched = self._watched[account] = _Watched()
        watched.tasks.spawn(self._keep_connected(account, watched), f"dial {account.hex()[:8]}")

    async def forget(self, account: AccountId) -> None:
        """Stop dialling this contact."""
        if watched := self._watched.pop(account, None):
            await watched.tasks.close()

    def wake(self, account: AccountId) -> None:
        """Something says it may be reachable now: try at once."""
        if watched := self._watched.get(account):
            watched.turned_away = False
            watched.news.set()

    def wake_all(self) -> None:
        """Our own network changed: try everybody."""
        for account in self._watched:
            self.wake(account)

    def lost(self, account: AccountId, lasted_s: float) -> None:
        """A connection has ended: the next try is at once, or after a rest when it was short."""
        watched, short = self._watched.get(account), lasted_s < SETTLED_S
        if watched and not (short and watched.resting):
            watched.turned_away = short
            watched.news.set()

    async def close(self) -> None:
        """Stop all dialling, for good."""
        self._closed = True
        for account in tuple(self._watched):
            await self.forget(account)

    async def _keep_connected(self, account: AccountId, watched: _Watched) -> None:
        while True:
            watched.news.clear()
            watched.turned_away = False
            if self._is_linked(account) or await self._try(account):
                await _sleep(watched.news, LAST_RETRY_S)
                if not watched.turned_away:
                    watched.delay_s = FIRST_RETRY_S
                    continue
                watched.news.clear()
            watched.resting = True
            woken = await _sleep(watched.news, watched.delay_s * _jitter.uniform(0.8, 1.2))
            watched.resting = False
            watched.delay_s = FIRST_RETRY_S if woken else min(watched.delay_s * 2, LAST_RETRY_S)

    async def _try(self, account: AccountId) -> bool:
        target = await self._target_of(account)
        if target is None:
            return False
        async with self._dials:
            if self._is_linked(account):
                return True
            try:
                connection = await self._network.dial(target)
            except ContactUnreachableError:
                return False
        self._follow(account, self._adopt(connection))
        return True

    def _follow(self, account: AccountId, served: asyncio.Task[None]) -> None:
        """Notice the end of a connection of ours, whether or not a HELLO ever came over it."""
        clock = asyncio.get_running_loop().time
        began = clock()

        def on_end(_: asyncio.Task[None]) -> None:
            if not self._is_linked(account):
                self.lost(account, clock() - began)

        served.add_done_callback(on_end)


async def _sleep(news: asyncio.Event, seconds: float) -> bool:
    """Whether news came within this time."""
    try:
        async with asyncio.timeout(seconds):
            await news.wait()
    except TimeoutError:
        return False
    return True
