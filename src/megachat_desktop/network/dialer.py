"""Finds a way to a device: everything known is raced against our own deadline.

One attempt of iroh already tries every address, the relay and the look-up at once, but it sends
its first packet again only after 1, 3 and 7 s and gives up after 30 s. So further attempts start
while the first is still trying, at once when the local network shows a new address. The first
handshake that succeeds wins; the others are cancelled and closed.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from iroh import iroh_ffi

from megachat_desktop.errors import ContactUnreachableError
from megachat_desktop.model.address import DialTarget, SocketAddress
from megachat_desktop.model.ids import NodeKey
from megachat_desktop.network.endpoint import IrohEndpoint
from megachat_desktop.network.keys import is_sound_key

CONNECT_S = 8.0
NEXT_ATTEMPT_S = 2.0
ATTEMPTS = 4

LatestAddresses = Callable[[NodeKey], tuple[SocketAddress, ...]]


@dataclass(frozen=True)
class Sightings:
    """What the local network shows of a device, and how to wait for more."""

    latest: LatestAddresses
    changed: Callable[[], Awaitable[None]]


async def dial(
    endpoint: IrohEndpoint,
    target: DialTarget,
    sightings: Sightings,
) -> iroh_ffi.Connection:
    """A handshaken connection to ``target``. Raises ContactUnreachableError."""
    if not is_sound_key(target.node_key):
        raise ContactUnreachableError
    race = _Race(endpoint, target, sightings)
    try:
        async with asyncio.timeout(CONNECT_S):
            return await race.run()
    except TimeoutError as error:
        raise ContactUnreachableError from error
    finally:
        await race.stop()


class _Race:
    def __init__(self, endpoint: IrohEndpoint, target: DialTarget, sightings: Sightings) -> None:
        self._endpoint = endpoint
        self._target = target
        self._sightings = sightings
        self._attempts: set[asyncio.Task[iroh_ffi.Connection]] = set()
        self._started = 0
        self._tried: set[SocketAddress] = set()
        self._winner: iroh_ffi.Connection | None = None

    async def run(self) -> iroh_ffi.Connection:
        """Return the first connection; attempts that fail early wait for the next start."""
        while True:
            self._start_if_useful()
            if (winner := await self._wait_a_while()) is not None:
                return winner

    async def stop(self) -> None:
        """Cancel what still runs and close what came second."""
        for task in self._attempts:
            task.cancel()
        if self._attempts:
            await asyncio.wait(self._attempts)
        for task in self._attempts:
            if not task.cancelled() and task.exception() is None:
                loser = task.result()
                if loser is not self._winner:
                    loser.close(0, b"")

    def _start_if_useful(self) -> None:
        seen = self._sightings.latest(NodeKey(self._target.node_key))
        addresses = {*self._target.addresses, *seen}
        if self._started >= ATTEMPTS and addresses <= self._tried:
            return
        self._tried |= addresses
        self._started += 1
        work = self._endpoint.connect(
            NodeKey(self._target.node_key), sorted(addresses), self._target.relay
        )
        self._attempts.add(asyncio.create_task(work, name="dial"))

    async def _wait_a_while(self) -> iroh_ffi.Connection | None:
        """Until somebody wins, a new address is seen, or it is time for the next attempt."""
        news = asyncio.ensure_future(self._sightings.changed())
        pause = asyncio.create_task(asyncio.sleep(NEXT_ATTEMPT_S))
        try:
            running = {task for task in self._attempts if not task.done()}
            while not news.done() and not pause.done():
                await asyncio.wait({news, pause, *running}, return_when=asyncio.FIRST_COMPLETED)
                if (winner := self._first_success()) is not None:
                    return winner
                running = {task for task in running if not task.done()}
            return None
        finally:
            for task in (news, pause):
                task.cancel()
            await asyncio.wait({news, pause})

    def _first_success(self) -> iroh_ffi.Connection | None:
        for task in self._attempts:
            if task.done() and not task.cancelled() and task.exception() is None:
                self._winner = task.result()
                return self._winner
        return None
