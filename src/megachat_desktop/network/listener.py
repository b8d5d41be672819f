"""Takes in whoever connects, until their control stream is open.

Nothing here knows contacts from strangers: it only bounds how many can be half-way in at a time,
so that a flood costs little. Rationing strangers who are in is the engine's (PROTOCOL.md 4.4).
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from iroh import iroh_ffi

from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.network.addresses import direct_address, source_name
from megachat_desktop.network.connection import limit_streams, remote_key
from megachat_desktop.network.endpoint import IrohEndpoint
from megachat_desktop.network.relays import relay_name
from megachat_desktop.protocol.frames import CloseCode

_log = logging.getLogger(__name__)

HANDSHAKE_S = 8.0
STREAM_S = 5.0
PENDING = 64
PENDING_PER_SENDER = 16
UNPROVEN = 16  # from here on an address has to be proven before it costs a handshake

Accepted = Callable[[iroh_ffi.Connection, iroh_ffi.BiStream, str], None]


class Listener:
    """The accept loop of one endpoint; ``accepted`` gets connection, control stream, source."""

    def __init__(self, endpoint: IrohEndpoint, accepted: Accepted) -> None:
        self._endpoint = endpoint
        self._accepted = accepted
        self._pending: set[asyncio.Task[None]] = set()
        self._senders: Counter[str] = Counter()
        self._loop = asyncio.create_task(self._run(), name="listen")

    async def stop(self) -> None:
        """Take nobody in any more."""
        tasks = {self._loop, *self._pending}
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    async def _run(self) -> None:
        while (incoming := await self._endpoint.next_incoming()) is not None:
            source = await _source(incoming)
            if await self._is_welcome(incoming, source.sender):
                task = asyncio.create_task(self._take_in(incoming, source))
                self._pending.add(task)
                task.add_done_callback(self._pending.discard)

    async def _is_welcome(self, incoming: iroh_ffi.Incoming, sender: str) -> bool:
        busy = len(self._pending)
        try:
            if busy >= PENDING or self._senders[sender] >= PENDING_PER_SENDER:
                await incoming.ignore()
            elif busy >= UNPROVEN and not await incoming.remote_addr_validated():
                await incoming.retry()
            else:
                return True
        except iroh_ffi.IrohError as error:
            _log.debug("an attempt went away: %s", error.kind().name)
        return False

    async def _take_in(self, incoming: iroh_ffi.Incoming, source: "_Source") -> None:
        self._senders[source.sender] += 1
        try:
            async with asyncio.timeout(HANDSHAKE_S):
                connection = await (await incoming.accept()).connect()
            await self._wait_for_stream(connection, source.name)
        except (iroh_ffi.IrohError, TimeoutError):
            _log.debug("a handshake was not finished")
        finally:
            self._senders -= Counter({source.sender: 1})

    async def _wait_for_stream(self, connection: iroh_ffi.Connection, source: str) -> None:
        try:
            remote_key(connection)
            limit_streams(connection, 1)
            async with asyncio.timeout(STREAM_S):
                stream = await connection.accept_bi()
        except RemoteProtocolError:
            connection.close(CloseCode.PROTOCOL_ERROR, b"")
        except TimeoutError:
            connection.close(CloseCode.REFUSED, b"")
        except asyncio.CancelledError:
            connection.close(CloseCode.DONE, b"")
            raise
        else:
            self._accepted(connection, stream, source)


class _Source(NamedTuple):
    """Where an attempt comes from: what strangers are rationed by, and who exactly it is."""

    name: str  # an address, or a relay
    sender: str  # the same, and behind a relay each endpoint by itself


async def _source(incoming: iroh_ffi.Incoming) -> _Source:
    try:
        address = await incoming.remote_addr()
    except iroh_ffi.IrohError:
        return _Source("unknown", "unknown")
    if isinstance(address, iroh_ffi.IncomingAddr.RELAY):
        relay = f"relay {relay_name(address.url)}"
        return _Source(relay, f"{relay} {address.endpoint_id}")
    direct = direct_address(address.addr) if isinstance(address, iroh_ffi.IncomingAddr.IP) else None
    name = source_name(direct) if direct else "unknown"
    return _Source(name, name)
