"""Beginning and renewing sessions over an open connection: ask for a bundle, take it, seal.

One at a time for each contact, and ever later after many refusals (PROTOCOL.md 4.4, 5.5; decision
0141). What could not be begun now is looked at again by itself.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from msgspec import Struct

from megachat_desktop.crypto.hashing import hash_labelled
from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.engine import messaging_outgoing as outgoing
from megachat_desktop.engine.clock import Clock
from megachat_desktop.engine.messaging_outgoing import Queued
from megachat_desktop.engine.messaging_ports import MessengerSink, Transport
from megachat_desktop.engine.tasks import TaskSet
from megachat_desktop.errors import NoSuchContactError, RemoteProtocolError
from megachat_desktop.model.ids import AccountId, NodeKey
from megachat_desktop.protocol.delivery import FreshStarts
from megachat_desktop.protocol.frames import NO_GATE, BundleRequest
from megachat_desktop.protocol.sessions import RENEW_AT_MOST_EVERY_S
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.store import Store
from megachat_desktop.storage.transaction import Transaction

_log = logging.getLogger(__name__)

BUNDLE_DEADLINE_S = 10.0
REFUSED_KEYS_PAUSE_S = 60.0
_LONG_AGO = float("-inf")

_Answer = tuple[bytes, NodeKey]  # the bundle, and whom the connection proved
_TakeBundle = Callable[[Transaction, AccountId, bytes, NodeKey, float], Queued]


@dataclass
class _Effort:
    """What is done to have a session with one contact. Times are of the monotonic clock."""

    busy: bool = False
    again: bool = False  # wanted once more when the present try is over
    not_before: float = _LONG_AGO
    renewed: float = _LONG_AGO
    starts: FreshStarts = field(default_factory=FreshStarts)
    waking: asyncio.TimerHandle | None = None


class _Request(Struct, frozen=True):
    """A BUNDLE_REQUEST that nobody has answered yet."""

    account: AccountId
    answer: asyncio.Future[_Answer | None]


class SessionStarter:
    """Makes sessions for those that something waits for."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        transport: Transport,
        sink: MessengerSink,
        dispatch: Callable[[Queued], None],
        resume: Callable[[AccountId], None],
    ) -> None:
        """``resume`` looks again what waits for a contact, and calls ``begin`` if it has to."""
        self._store = store
        self._clock = clock
        self._transport = transport
        self._sink = sink
        self._dispatch = dispatch
        self._resume = resume
        self._tasks = TaskSet()
        self._asked: dict[bytes, _Request] = {}
        self._efforts: defaultdict[AccountId, _Effort] = defaultdict(_Effort)

    async def close(self) -> None:
        """Give up what is under way."""
        for effort in self._efforts.values():
            if effort.waking is not None:
                effort.waking.cancel()
        await self._tasks.close()

    def begin(self, account: AccountId) -> None:
        """See to it that there is a session, and seal what waits for it."""
        effort = self._efforts[account]
        wait_s = effort.not_before - self._clock.monotonic()
        if wait_s <= 0:
            self._spawn(account, outgoing.begin_session)
        elif effort.waking is None:
            loop = asyncio.get_running_loop()
            effort.waking = loop.call_later(wait_s, self._wake, account)

    def renew(self, account: AccountId) -> None:
        """Make a new session inside the one that sends; at most hourly."""
        effort, now = self._efforts[account], self._clock.monotonic()
        if not effort.busy and now - effort.renewed >= RENEW_AT_MOST_EVERY_S:
            effort.renewed = now
            self._spawn(account, outgoing.renew_session)

    def envelope_refused(self, account: AccountId) -> None:
        """A session was refused: note when a fresh one may be begun."""
        effort = self._efforts[account]
        begin_at = effort.starts.next(self._clock.monotonic())
        effort.not_before = max(effort.not_before, begin_at)

    def reconsider(self, account: AccountId) -> None:
        """There is a new reason to ask, such as a fresh invite: earlier refusals count no more."""
        effort = self._efforts[account]
        effort.not_before, effort.starts = _LONG_AGO, FreshStarts()

    def on_link_down(self, account: AccountId) -> None:
        """No answer can come any more: the next connection asks anew."""
        for request in self._asked.values():
            if request.account == account and not request.answer.done():
                request.answer.set_exception(ConnectionError("the connection ended"))
                request.answer.exception()  # seen: whoever asked may have stopped waiting

    def asked(self, ref: bytes) -> bool:
        """Whether this is the number of a request of ours."""
        return ref in self._asked

    def answer(self, ref: bytes, bundle: bytes | None, node_key: NodeKey) -> None:
        """The answer to a request; None when it was refused. Answers nobody asked for are void."""
        request = self._asked.get(ref)
        if request is not None and not request.answer.done():
            request.answer.set_result(None if bundle is None else (bundle, node_key))

    def _wake(self, account: AccountId) -> None:
        self._efforts[account].waking = None
        self._resume(account)

    def _spawn(self, account: AccountId, take: _TakeBundle) -> None:
        effort = self._efforts[account]
        if effort.busy:
            effort.again = True
            return
        effort.busy = True
        self._tasks.spawn(self._run(account, effort, take), f"session {account.hex()[:8]}")

    async def _run(self, account: AccountId, effort: _Effort, take: _TakeBundle) -> None:
        queued = None
        try:
            queued = await self._try(account, take)
        except (RemoteProtocolError, NoSuchContactError) as error:
            _log.info("bundle refused: %s", error)
            effort.not_before = self._clock.monotonic() + REFUSED_KEYS_PAUSE_S
        except (TimeoutError, ConnectionError):
            effort.again = True
        finally:
            effort.busy = False
        if queued is not None:
            self._dispatch(queued)
        if effort.again:
            effort.again = False
            self._resume(account)

    async def _try(self, account: AccountId, take: _TakeBundle) -> Queued | None:
        contact = await self._store.run(lambda tx: tx.contacts.get(account))
        answer = await self._ask(contact) if contact and contact.device else None
        return await self._take(account, take, answer) if answer else None

    async def _take(self, account: AccountId, take: _TakeBundle, answer: _Answer) -> Queued:
        now = self._clock.unix()

        def work(tx: Transaction) -> tuple[Queued, StoredContact | None]:
            return take(tx, account, *answer, now), tx.contacts.get(account)

        queued, contact = await self._store.run(work)
        if contact is not None:
            self._sink.on_contact_pinned(contact)
        return queued

    async def _ask(self, contact: StoredContact) -> _Answer | None:
        """None when they refuse. Raises TimeoutError, ConnectionError."""
        gate = hash_labelled("gate", contact.invite) if contact.invite else NO_GATE
        request = BundleRequest(random_bytes(16), contact.device or b"", gate)
        waiting: asyncio.Future[_Answer | None] = asyncio.get_running_loop().create_future()
        self._asked[request.ref] = _Request(contact.account, waiting)
        try:
            if not await self._transport.transmit(contact.account, request):
                self._transport.want_connection(contact.account)
                return None
            async with asyncio.timeout(BUNDLE_DEADLINE_S):
                answer = await waiting
        finally:
            del self._asked[request.ref]
        if answer is None:
            pause_over = self._clock.monotonic() + REFUSED_KEYS_PAUSE_S
            self._efforts[contact.account].not_before = pause_over
            self._sink.on_refused(contact.account)
        return answer
