"""The messenger: records to and from contacts, delivered exactly once, whatever breaks.

post ─▶ transaction {ratchet, outbox} ─▶ commit ─▶ lane ─▶ transport        (PROTOCOL.md 4.4)
frame ─▶ transaction {ratchet, effects, id} ─▶ commit ─▶ ACK, then what the effects asked for
"""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from functools import partial

from msgspec import Struct

from megachat_desktop.engine import messaging_outgoing as outgoing
from megachat_desktop.engine import messaging_upkeep as upkeep
from megachat_desktop.engine import prekeys
from megachat_desktop.engine.clock import Clock
from megachat_desktop.engine.messaging_bundles import answer_request
from megachat_desktop.engine.messaging_effects import Received
from megachat_desktop.engine.messaging_incoming import receive
from megachat_desktop.engine.messaging_lanes import Lane
from megachat_desktop.engine.messaging_outgoing import Queued, Sealed
from megachat_desktop.engine.messaging_ports import (
    AfterCommit,
    MessengerSink,
    NoSink,
    Peer,
    RecordHandler,
    Reply,
    Transport,
)
from megachat_desktop.engine.messaging_sessions import SessionStarter
from megachat_desktop.engine.messaging_upkeep import Acknowledged
from megachat_desktop.engine.tasks import TaskSet
from megachat_desktop.errors import (
    DiskFullError,
    ProfileDamagedError,
    ProfileInUseError,
    RemoteProtocolError,
)
from megachat_desktop.model.ids import AccountId, EnvelopeId, MessageId, NodeKey
from megachat_desktop.protocol.delivery import StrangerRation
from megachat_desktop.protocol.frames import (
    Ack,
    BundleReply,
    BundleRequest,
    CloseCode,
    EnvelopeFrame,
    Frame,
    Refused,
    envelope_id,
)
from megachat_desktop.protocol.records import DeliveryClass, RecordBody
from megachat_desktop.storage.store import Store
from megachat_desktop.storage.transaction import Transaction

_log = logging.getLogger(__name__)

HOUSEKEEPING_S = 15.0
KEYS_CHECKED_EVERY_S = 6 * 3_600.0
REFILL_STEP = 10
_DISK_TROUBLE = (DiskFullError, ProfileDamagedError, ProfileInUseError)


class Posted(Struct, frozen=True):
    """Records that a transaction has written; call ``after`` on the loop once it is committed.

    If that is forgotten, or the program dies in between, they go out with the next connection.
    """

    msg_ids: tuple[MessageId, ...]
    after: AfterCommit


class Messenger:
    """All delivery of one profile. Lives on the engine's loop."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        transport: Transport,
        handler: RecordHandler,
        sink: MessengerSink | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._transport = transport
        self._handler = handler
        self._sink: MessengerSink = sink or NoSink()
        self._tasks = TaskSet()
        self._lanes: dict[AccountId, Lane] = {}
        self._ration = StrangerRation()
        self._starter = SessionStarter(
            store, clock, transport, self._sink, self._dispatch, self._look_again
        )
        self._acks: list[tuple[EnvelopeId, NodeKey]] = []
        self._refilling = False
        self._keys_checked_at = 0.0

    async def start(self) -> None:
        """Make the keys that are due and give up what no restart survives."""
        await self.refresh_keys()
        await self._store.run(lambda tx: tx.outbox.drop_all(DeliveryClass.CALL))
        for account in await self._store.run(lambda tx: tx.outbox.accounts()):
            self._transport.want_connection(account)
        self._tasks.spawn(self._keep_house(), "messenger housekeeping")

    async def close(self) -> None:
        """Stop sending. What was posted is in the database."""
        for account in list(self._lanes):
            self.on_link_down(account)
        await self._starter.close()
        await self._tasks.close()

    # Sending

    async def post(self, account: AccountId, bodies: Sequence[RecordBody]) -> tuple[MessageId, ...]:
        """Commit records for a contact, then send them; those posted together share an envelope.

        Raises NoSuchContactError, DiskFullError.
        """
        posted = await self._store.run(lambda tx: self.post_in(tx, account, bodies))
        posted.after()
        return posted.msg_ids

    def post_in(self, tx: Transaction, account: AccountId, bodies: Sequence[RecordBody]) -> Posted:
        """The same inside somebody else's transaction, so that both commit or neither."""
        queued = outgoing.post_records(tx, account, bodies, self._clock.unix())
        return Posted(queued.msg_ids, lambda: self._dispatch(queued))

    def _dispatch(self, queued: Queued) -> None:
        lane = self._lanes.get(queued.account)
        if lane is None:
            if queued.needs_session or any(sealed.kept for sealed in queued.envelopes):
                self._transport.want_connection(queued.account)
            return
        for sealed in queued.envelopes:
            lane.offer(sealed)
        if queued.needs_session:
            self._starter.begin(queued.account)
        elif queued.renewal_due:
            self._starter.renew(queued.account)

    async def drop_call_records(self, account: AccountId) -> None:
        """A call is over: its records need no further retry."""
        await self._store.run(lambda tx: tx.outbox.drop_class(account, DeliveryClass.CALL))

    def reconsider(self, account: AccountId) -> None:
        """The person has a new link to somebody who refused us: ask at once."""
        self._starter.reconsider(account)

    async def forget(self, account: AccountId) -> None:
        """Somebody is no contact any more: their sessions, and what waits for them, go."""
        await self._store.run(lambda tx: upkeep.forget(tx, account))

    async def refresh_keys(self) -> None:
        """Replace what is due; also to be called after our certificate changed."""
        now = self._clock.unix()
        self._keys_checked_at = now
        if await self._store.run(lambda tx: upkeep.refresh(tx, now)):
            self._sink.on_inbox_changed()

    async def raise_number(self) -> int:
        """Raise our info_seq, and with it the header that carries it; returns the new one.

        At once, or whoever asks for keys in between sees a number older than a DEVICE_INFO's.
        """
        now = self._clock.unix()

        def work(tx: Transaction) -> tuple[bool, int]:
            tx.account.raise_info_seq()
            return upkeep.refresh(tx, now), tx.account.get().info_seq

        changed, info_seq = await self._store.run(work)
        if changed:
            self._sink.on_inbox_changed()
        return info_seq

    # Connections

    def on_link_up(self, account: AccountId) -> None:
        """There is a connection to this contact's device; again and again is harmless."""
        if account not in self._lanes:
            self._lanes[account] = Lane(account, self._transport, self._load, self._tasks)
            self._lanes[account].resend_all()
        self._look_again(account)

    def on_link_down(self, account: AccountId) -> None:
        """There is no connection to this contact's device any more."""
        lane = self._lanes.pop(account, None)
        if lane is not None:
            lane.stop()
            self._starter.on_link_down(account)

    async def on_frame(self, peer: Peer, frame: Frame) -> Reply:
        """Take in one frame of sections 4.4 and 5; the caller sends the reply where it came from.

        Raises RemoteProtocolError for frames that have no business here.
        """
        match frame:
            case EnvelopeFrame():
                return await self._on_envelope(peer, frame.envelope)
            case BundleRequest():
                return await self._on_bundle_request(peer, frame)
            case BundleReply():
                self._starter.answer(frame.ref, frame.bundle, peer.node_key)
            case Ack():
                self._on_ack(peer, frame.envelope_id)
            case Refused() if self._starter.asked(frame.ref):
                self._starter.answer(frame.ref, None, peer.node_key)
            case Refused():
                await self._on_refused(peer, EnvelopeId(frame.ref))
            case _:
                raise RemoteProtocolError("frame out of place")
        return Reply()

    # Receiving

    async def _on_envelope(self, peer: Peer, data: bytes) -> Reply:
        eid, now = envelope_id(data), self._clock.unix()
        try:
            received = await self._store.run(
                lambda tx: receive(tx, peer, data, self._handler, self._ration, now)
            )
        except RemoteProtocolError as error:
            _log.info("envelope refused: %s", error)
            return Reply((Refused(eid),))
        except _DISK_TROUBLE as error:
            _log.error("no envelope can be taken: %s", error)
            if isinstance(error, DiskFullError):
                self._sink.on_disk_full()
            return Reply(close=CloseCode.OVERLOAD)
        self._after_receiving(received)
        return Reply((Ack(eid, received.status),))

    def _after_receiving(self, received: Received) -> None:
        if received.pinned is not None:
            self._sink.on_contact_pinned(received.pinned)
        if received.account is not None and received.delivered:
            self._sink.on_delivered(received.account, received.delivered)
        for after in received.after:
            after()
        for queued in received.queued:
            self._dispatch(queued)

    async def _on_bundle_request(self, peer: Peer, request: BundleRequest) -> Reply:
        now = self._clock.unix()
        try:
            reply, low = await self._store.run(
                lambda tx: (
                    answer_request(tx, request, peer, self._ration, now),
                    prekeys.needs_refill(tx),
                )
            )
        except RemoteProtocolError as error:
            _log.info("keys refused: %s", error)
            return Reply((Refused(request.ref),))
        except _DISK_TROUBLE:
            return Reply(close=CloseCode.OVERLOAD)
        if low and not self._refilling:
            self._refilling = True
            self._tasks.spawn(self._refill(), "refill prekeys")
        return Reply((reply,))

    async def _refill(self) -> None:
        """A few keys at a time, so that no call waits behind them."""
        try:
            now = self._clock.unix()
            while await self._store.run(lambda tx: prekeys.refill(tx, now, REFILL_STEP)):
                pass
        finally:
            self._refilling = False

    # Answers to what we sent

    def _on_ack(self, peer: Peer, eid: EnvelopeId) -> None:
        for lane in self._lanes.values():
            lane.settled(eid)
        self._acks.append((eid, peer.node_key))
        if len(self._acks) == 1:
            self._tasks.spawn(self._commit_acks(), "acknowledgements")

    async def _commit_acks(self) -> None:
        """One transaction for all that came while the writer was busy."""

        now = self._clock.unix()

        def work(tx: Transaction) -> list[Acknowledged]:
            acks, self._acks = self._acks, []
            return [known for ack in acks if (known := upkeep.acknowledge(tx, *ack, now))]

        for known in await self._store.run(work):
            self._sink.on_acknowledged(known.queued.account, known.msg_ids)
            self._dispatch(known.queued)

    async def _on_refused(self, peer: Peer, eid: EnvelopeId) -> None:
        now = self._clock.unix()

        def work(tx: Transaction) -> Queued | None:
            contact = tx.contacts.by_node_key(peer.node_key)
            return outgoing.take_back(tx, contact.account, eid, now) if contact else None

        queued = await self._store.run(work)
        for lane in self._lanes.values():
            lane.settled(eid)
        if queued is None:
            return
        _log.info("an envelope of ours was refused")
        self._sink.on_refused(queued.account)
        if queued.needs_session:
            self._starter.envelope_refused(queued.account)
        self._dispatch(queued)

    # Background

    def _look_again(self, account: AccountId) -> None:
        if account in self._lanes:
            self._tasks.spawn(self._resume(account), "resume")

    async def _resume(self, account: AccountId) -> None:
        """Seal what waited for a connection."""
        now = self._clock.unix()

        def work(tx: Transaction) -> Queued | None:
            known = tx.contacts.get(account) is not None
            return outgoing.seal_waiting(tx, account, now) if known else None

        queued = await self._store.run(work)
        if queued is not None:
            self._dispatch(queued)

    def _load(self, account: AccountId, limit: int) -> Awaitable[list[Sealed]]:
        now = self._clock.unix()
        return self._store.run(
            lambda tx: [Sealed(e.eid, e.data) for e in tx.outbox.to_send(account, now, limit)]
        )

    async def _keep_house(self) -> None:
        while True:
            await asyncio.sleep(HOUSEKEEPING_S)
            now = self._clock.unix()
            for record in await self._store.run(partial(upkeep.expire, now=now)):
                self._sink.on_given_up(record.account, [record.msg_id])
            for account in await self._store.run(lambda tx: tx.outbox.accounts()):
                if account in self._lanes:
                    await self._resume(account)
            if now - self._keys_checked_at >= KEYS_CHECKED_EVERY_S:
                await self.refresh_keys()
