"""Keeps a connection open to every contact: dials, backs off, and tries at once when news comes.

One task per contact sleeps until its next try; being seen on the local network, a change of our
own network, a wake from sleep and a person's click all cut that sleep short.
"""

import asyncio
from collections.abc import Awaitable, Callable
from secrets import SystemRandom

from megachat_desktop.engine.ports import Connection, Network
from megachat_desktop.engine.tasks import TaskSet
from megachat_desktop.errors import ContactUnreachableError
from megachat_desktop.model.address import DialTarget
from megachat_desktop.model.ids import AccountId

FIRST_RETRY_S = 2.0
LAST_RETRY_S = 300.0
DIALS_AT_ONCE = 8

_jitter = SystemRandom()

TargetOf = Callable[[AccountId], Awaitable[DialTarget | None]]


class Reachability:
    """Dials every watched contact until somebody holds a connection to it."""

    def __init__(
        self,
        network: Network,
        target_of: TargetOf,
        is_linked: Callable[[AccountId], bool],
        adopt: Callable[[Connection], object],
    ) -> None:
        self._network = network
        self._target_of = target_of
        self._is_linked = is_linked
        self._adopt = adopt
        self._wakers: dict[AccountId, asyncio.Event] = {}
        self._tasks: dict[AccountId, TaskSet] = {}
        self._dials = asyncio.Semaphore(DIALS_AT_ONCE)

    def watch(self, account: AccountId) -> None:
        """Keep this contact connected from now on."""
        if account in self._wakers:
            self.wake(account)
            return
        self._wakers[account] = asyncio.Event()
        self._tasks[account] = TaskSet()
        self._tasks[account].spawn(self._keep_connected(account), f"dial {account.hex()[:8]}")

    async def forget(self, account: AccountId) -> None:
        """Stop dialling this contact."""
        self._wakers.pop(account, None)
        if tasks := self._tasks.pop(account, None):
            await tasks.close()

    def wake(self, account: AccountId) -> None:
        """Something says it may be reachable now: try at once."""
        if waker := self._wakers.get(account):
            waker.set()

    def wake_all(self) -> None:
        """Our own network changed: try everybody."""
        for waker in self._wakers.values():
            waker.set()

    async def close(self) -> None:
        """Stop all dialling."""
        for account in tuple(self._wakers):
            await self.forget(account)

    async def _keep_connected(self, account: AccountId) -> None:
        waker = self._wakers[account]
        delay = FIRST_RETRY_S
        while True:
            waker.clear()
            if self._is_linked(account) or await self._try(account):
                delay = FIRST_RETRY_S
                await self._sleep(waker, LAST_RETRY_S)
            else:
                woken = await self._sleep(waker, delay * _jitter.uniform(0.8, 1.2))
                delay = FIRST_RETRY_S if woken else min(delay * 2, LAST_RETRY_S)

    async def _try(self, account: AccountId) -> bool:
        target = await self._target_of(account)
        if target is None:
            return False
        async with self._dials:
            if self._is_linked(account):
                return True
            try:
                self._adopt(await self._network.dial(target))
            except ContactUnreachableError:
                return False
        return True

    async def _sleep(self, waker: asyncio.Event, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await waker.wait()
        except TimeoutError:
            return False
        return True
