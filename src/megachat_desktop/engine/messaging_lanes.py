"""Sending to one contact over its open connection: in order, within the window, again when silent.

What does not fit the window stays in the database, which is the queue; nothing here grows.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Awaitable, Callable

from megachat_desktop.engine.messaging_outgoing import Sealed
from megachat_desktop.engine.messaging_ports import Transport
from megachat_desktop.engine.tasks import TaskSet
from megachat_desktop.model.ids import AccountId, EnvelopeId
from megachat_desktop.protocol.delivery import IN_FLIGHT_ENVELOPES, SendWindow, retry_delay
from megachat_desktop.protocol.frames import NO_GATE, EnvelopeFrame

Load = Callable[[AccountId, int], Awaitable[list[Sealed]]]  # the first so many, in order
_LOADED_AT_ONCE = 2 * IN_FLIGHT_ENVELOPES  # those in flight are among them


class Lane:
    """Exists while there is a connection to a contact's device."""

    def __init__(
        self, account: AccountId, transport: Transport, load: Load, tasks: TaskSet
    ) -> None:
        self._account = account
        self._transport = transport
        self._load = load
        self._window = SendWindow()
        self._ready: deque[Sealed] = deque()
        self._backlog = False  # the database has more than ``_ready``
        self._stalled = False  # ... but the window is full
        self._wake = asyncio.Event()
        self._attempt = 1
        self._retry: asyncio.TimerHandle | None = None
        self._pumping = tasks.spawn(self._pump(), f"lane {account.hex()[:8]}")

    def offer(self, sealed: Sealed) -> None:
        """Send an envelope when its turn comes. One that is not kept is dropped when busy."""
        busy = self._backlog or self._stalled or len(self._ready) >= IN_FLIGHT_ENVELOPES
        if not busy:
            self._ready.append(sealed)
        elif sealed.kept:
            self._backlog = True
        self._wake.set()

    def resend_all(self) -> None:
        """Go through the outbox again: the connection is new, or it was silent too long."""
        self._window = SendWindow()
        self._ready.clear()
        self._backlog, self._stalled = True, False
        self._wake.set()

    def settled(self, eid: EnvelopeId) -> None:
        """An answer to an envelope came; one of another lane is none of ours."""
        if not self._window.has(eid):
            return
        self._window.settled(eid)
        self._attempt = 1
        self._rearm()
        if self._stalled and self._window.half_empty:
            self._backlog, self._stalled = True, False
            self._wake.set()

    def stop(self) -> None:
        """The connection is gone."""
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None
        self._pumping.cancel()

    async def _pump(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self._send_ready()
            if self._backlog:
                self._backlog = False
                self._ready.clear()
                await self._send_backlog()

    async def _send_ready(self) -> None:
        while self._ready:
            sealed = self._ready[0]
            if not await self._send(sealed):
                return
            # While it went out, a new connection or silence may have emptied the queue.
            if self._ready and self._ready[0] is sealed:
                self._ready.popleft()

    async def _send_backlog(self) -> None:
        loaded = await self._load(self._account, _LOADED_AT_ONCE)
        for sealed in loaded:
            if not await self._send(sealed):
                return
        if len(loaded) == _LOADED_AT_ONCE:
            self._backlog = True
            self._wake.set()

    async def _send(self, sealed: Sealed) -> bool:
        """False when the rest has to wait: for room in the window, or for a connection."""
        if self._window.has(sealed.eid):
            return True
        if not self._window.admits(len(sealed.data)):
            self._ready.clear()
            self._backlog, self._stalled = False, True
            return False
        if sealed.kept:
            self._window.sent(sealed.eid, len(sealed.data))
            self._rearm()
        return await self._transport.transmit(self._account, EnvelopeFrame(NO_GATE, sealed.data))

    def _rearm(self) -> None:
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None
        if not self._window.empty:
            luck = secrets.randbelow(1001) / 1000
            delay = retry_delay(self._attempt, luck)
            self._retry = asyncio.get_running_loop().call_later(delay, self._on_silence)

    def _on_silence(self) -> None:
        self._retry = None
        self._attempt += 1
        self.resend_all()
