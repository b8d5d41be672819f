"""Beginning and renewing sessions over an open connection: ask for a bundle, take it, seal.

One at a time for each contact, and not again too soon after a refusal (PROTOCOL.md 4.4, 5.5).
"""

import asyncio
import logging
from collections.abc import Callable

from megachat_desktop.crypto.hashing import hash_labelled
from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.engine import messaging_outgoing as outgoing
from megachat_desktop.engine.messaging_outgoing import Queued
from megachat_desktop.engine.messaging_ports import MessengerSink, Transport
from megachat_desktop.engine.ports import Clock
from megachat_desktop.engine.tasks import TaskSet
from megachat_desktop.errors import NoSuchContactError, RemoteProtocolError
from megachat_desktop.model.ids import AccountId, NodeKey
from megachat_desktop.protocol.delivery import FRESH_SESSION_AT_MOST_EVERY_S
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


class SessionStarter:
    """Makes sessions for those that something waits for."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        transport: Transport,
        sink: MessengerSink,
        dispatch: Callable[[Queued], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._transport = transport
        self._sink = sink
        self._dispatch = dispatch
        self._tasks = TaskSet()
        self._asked: dict[bytes, asyncio.Future[_Answer | None]] = {}
        self._busy: set[AccountId] = set()
        self._not_before: dict[AccountId, float] = {}
        self._started_over: dict[AccountId, float] = {}
        self._renewed: dict[AccountId, float] = {}

    async def close(self) -> None:
        """Give up what is under way."""
        await self._tasks.close()

    def begin(self, account: AccountId) -> None:
        """See to it that there is a session, and seal what waits for it."""
        if self._clock.monotonic() >= self._not_before.get(account, _LONG_AGO):
            self._spawn(account, outgoing.begin_session)

    def renew(self, account: AccountId) -> None:
        """Make a new session inside the one that sends; at most hourly."""
        now = self._clock.monotonic()
        if now - self._renewed.get(account, _LONG_AGO) >= RENEW_AT_MOST_EVERY_S:
            self._renewed[account] = now
            self._spawn(account, outgoing.renew_session)

    def envelope_refused(self, account: AccountId) -> None:
        """A session was refused: a fresh one may be begun once an hour."""
        now = self._clock.monotonic()
        again = self._started_over.get(account, _LONG_AGO) + FRESH_SESSION_AT_MOST_EVERY_S
        if now >= again:
            self._started_over[account] = now
        else:
            self._not_before[account] = again

    def reconsider(self, account: AccountId) -> None:
        """There is a new reason to ask, such as a fresh invite: earlier refusals count no more."""
        self._not_before.pop(account, None)
        self._started_over.pop(account, None)

    def asked(self, ref: bytes) -> bool:
        """Whether this is the number of a request of ours."""
        return ref in self._asked

    def answer(self, ref: bytes, bundle: bytes | None, node_key: NodeKey) -> None:
        """The answer to a request; None when it was refused. Answers nobody asked for are void."""
        waiting = self._asked.get(ref)
        if waiting is not None and not waiting.done():
            waiting.set_result(None if bundle is None else (bundle, node_key))

    def _spawn(self, account: AccountId, take: _TakeBundle) -> None:
        if account not in self._busy:
            self._busy.add(account)
            self._tasks.spawn(self._run(account, take), f"session {account.hex()[:8]}")

    async def _run(self, account: AccountId, take: _TakeBundle) -> None:
        try:
            contact = await self._store.run(lambda tx: tx.contacts.get(account))
            answer = await self._ask(contact) if contact and contact.device else None
            if answer is None:
                return
            queued = await self._take(account, take, answer)
        except (RemoteProtocolError, NoSuchContactError) as error:
            _log.info("bundle refused: %s", error)
            self._not_before[account] = self._clock.monotonic() + REFUSED_KEYS_PAUSE_S
            return
        finally:
            self._busy.discard(account)
        self._dispatch(queued)

    async def _take(self, account: AccountId, take: _TakeBundle, answer: _Answer) -> Queued:
        now = self._clock.unix()

        def work(tx: Transaction) -> tuple[Queued, StoredContact | None]:
            return take(tx, account, *answer, now), tx.contacts.get(account)

        queued, contact = await self._store.run(work)
        if contact is not None:
            self._sink.on_contact_pinned(contact)
        return queued

    async def _ask(self, contact: StoredContact) -> _Answer | None:
        gate = hash_labelled("gate", contact.invite) if contact.invite else NO_GATE
        request = BundleRequest(random_bytes(16), contact.device or b"", gate)
        waiting: asyncio.Future[_Answer | None] = asyncio.get_running_loop().create_future()
        self._asked[request.ref] = waiting
        try:
            if not await self._transport.transmit(contact.account, request):
                self._transport.want_connection(contact.account)
                return None
            async with asyncio.timeout(BUNDLE_DEADLINE_S):
                answer = await waiting
        except TimeoutError:
            return None
        finally:
            del self._asked[request.ref]
        if answer is None:
            self._not_before[contact.account] = self._clock.monotonic() + REFUSED_KEYS_PAUSE_S
            self._sink.on_refused(contact.account)
        return answer
