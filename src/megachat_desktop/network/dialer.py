"""Finds a way to a device: everything known is raced against our own deadline.

One attempt of iroh already tries every address, the relay and the look-up at once, but it sends
its first packet again only after 1, 3 and 7 s and gives up after 30 s. So further attempts start
while the first is still trying, at once when the local network shows a new address. The first
handshake that succeeds wins; the others are cancelled and closed.
"""

import asyncio
from collections.abc import Awaitable, Callable

from iroh import iroh_ffi
from msgspec import Struct

from megachat_desktop.errors import ContactUnreachableError
from megachat_desktop.model.address import DialTarget, SocketAddress
from megachat_desktop.model.ids import NodeKey
from megachat_desktop.network.endpoint import IrohEndpoint
from megachat_desktop.network.keys import is_sound_key

CONNECT_S = 8.0
NEXT_ATTEMPT_S = 2.0
ATTEMPTS = 8  # four by time, the rest for addresses seen meanwhile

LatestAddresses = Callable[[NodeKey], tuple[SocketAddress, ...]]


class Sightings(Struct, frozen=True):
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
        self._tried: set[SocketAddress] = set()
        self._winner: iroh_ffi.Connection | None = None

    async def run(self) -> iroh_ffi.Connection:
        """Return the first connection; waits forever when there is none."""
        clock = asyncio.get_running_loop().time
        next_at = clock()
        while self._winner is None:
            if clock() >= next_at or not self._addresses() <= self._tried:
                self._start()
                next_at = clock() + NEXT_ATTEMPT_S
            self._winner = await self._wait(next_at - clock())
        return self._winner

    async def stop(self) -> None:
        """Cancel what still runs and close what came second."""
        for task in self._attempts:
            task.cancel()
        if self._attempts:
            await asyncio.wait(self._attempts)
        for connection in self._successes():
            if connection is not self._winner:
                connection.close(0, b"")

    def _addresses(self) -> set[SocketAddress]:
        seen = self._sightings.latest(NodeKey(self._target.node_key))
        return {*self._target.addresses, *seen}

    def _start(self) -> None:
        if len(self._attempts) >= ATTEMPTS:
            return
        addresses = self._addresses()
        self._tried |= addresses
        work = self._endpoint.connect(
            NodeKey(self._target.node_key), sorted(addresses), self._target.relay
        )
        self._attempts.add(asyncio.create_task(work, name="dial"))

    async def _wait(self, at_most_s: float) -> iroh_ffi.Connection | None:
        """Until somebody wins, the local network has news, or the time is over."""
        news = asyncio.ensure_future(self._sightings.changed())
        try:
            async with asyncio.timeout(at_most_s):
                while not news.done():
                    running = {task for task in self._attempts if not task.done()}
                    await asyncio.wait({news, *running}, return_when=asyncio.FIRST_COMPLETED)
                    if successes := self._successes():
                        return successes[0]
        except TimeoutError:
            pass
        finally:
            news.cancel()
            await asyncio.wait({news})
        return None

    def _successes(self) -> list[iroh_ffi.Connection]:
        done = [task for task in self._attempts if task.done() and not task.cancelled()]
        return [task.result() for task in done if task.exception() is None]
