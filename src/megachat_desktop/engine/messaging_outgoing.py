"""Records on their way out, as work inside a transaction (PROTOCOL.md 4.4, 5.5).

bodies ─▶ records ─▶ outbox, unsealed ─▶ (a session that sends, 800 at most) ─▶ envelopes
"""

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.engine.messaging_pins import pin_bundle
from megachat_desktop.engine.prekeys import own_device
from megachat_desktop.errors import NoSuchContactError
from megachat_desktop.model.ids import AccountId, EnvelopeId, MessageId, NodeKey, SessionId
from megachat_desktop.model.values import replace
from megachat_desktop.protocol import sessions
from megachat_desktop.protocol.bundle import Item, decode_bundle, decode_item, verify_bundle
from megachat_desktop.protocol.contact_records import Renew
from megachat_desktop.protocol.delivery import (
    CALL_RECORD_LIFE_S,
    DURABLE_LIFE_S,
    UNACKNOWLEDGED_PER_SESSION,
)
from megachat_desktop.protocol.envelope import (
    MAX_RECORDS,
    PAYLOAD_BYTES,
    pack_payload,
    seal_envelope,
)
from megachat_desktop.protocol.frames import envelope_id
from megachat_desktop.protocol.records import (
    THIS_CONTACT,
    DeliveryClass,
    Record,
    RecordBody,
    delivery_class,
    make_record,
    record_hash,
    record_kind,
)
from megachat_desktop.protocol.sessions import Session
from megachat_desktop.storage.chains import ChainHead
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.outbox import OutgoingEnvelope, OutgoingRecord
from megachat_desktop.storage.session_repository import StoredSession
from megachat_desktop.storage.transaction import Transaction

_COUNT_BYTES = 2
_LENGTH_BYTES = 4


class Sealed(Struct, frozen=True):
    """An envelope to transmit after the commit. ``kept`` in the outbox until acknowledged."""

    eid: EnvelopeId
    data: bytes
    kept: bool = True


class Queued(Struct, frozen=True):
    """What posting has done."""

    account: AccountId
    msg_ids: tuple[MessageId, ...] = ()
    envelopes: tuple[Sealed, ...] = ()
    needs_session: bool = False  # something waits until there is a session that sends
    renewal_due: bool = False


def load_sessions(tx: Transaction, account: AccountId) -> list[Session]:
    """All sessions with a contact's device."""
    return [Session.decode(stored.state) for stored in tx.sessions.of(account)]


def save_session(tx: Transaction, session: Session) -> None:
    """Store a session's new state."""
    tx.sessions.save(
        StoredSession(session.sid, session.account, session.encode(), session.created, session.used)
    )


def post_records(
    tx: Transaction, account: AccountId, bodies: Sequence[RecordBody], now: float
) -> Queued:
    """Write records, and seal them together with whatever waited before them.

    Ephemeral ones are only sealed: without a session they are dropped. Raises NoSuchContactError.
    """
    ephemeral: list[bytes] = []
    msg_ids: list[MessageId] = []
    for body in bodies:
        record = _write(tx, account, body, now)
        msg_ids.append(record.msg_id)
        if delivery_class(body) is DeliveryClass.EPHEMERAL:
            ephemeral.append(record.raw)
        else:
            tx.outbox.add_record(_outgoing(account, record, delivery_class(body), now))
    return replace(seal_waiting(tx, account, now, ephemeral), msg_ids=tuple(msg_ids))


def seal_waiting(
    tx: Transaction, account: AccountId, now: float, ephemeral: Sequence[bytes] = ()
) -> Queued:
    """Seal what waits for a contact, as far as there is a session that sends."""
    contact = tx.contacts.get(account)
    if contact is None:
        raise NoSuchContactError
    waiting = _still_of_use(tx, tx.outbox.unsealed(account, now))
    if not waiting and not ephemeral:
        return Queued(account)
    session = sessions.to_send_on(load_sessions(tx, account))
    if session is None or not inbox_usable(contact, now):
        return Queued(account, needs_session=bool(waiting))
    room = UNACKNOWLEDGED_PER_SESSION - tx.outbox.unacknowledged(session.sid)
    sealed: list[Sealed] = []
    for part in _parts(waiting)[: max(room, 0)]:
        sealed.append(_seal_kept(tx, contact, session, part, now))
    if ephemeral:
        data = _seal(contact, session, list(ephemeral), now)
        sealed.append(Sealed(envelope_id(data), data, kept=False))
    if sealed:
        save_session(tx, session)
    return Queued(account, (), tuple(sealed), renewal_due=session.renewal_due(now))


def inbox_usable(contact: StoredContact, now: float) -> bool:
    """Whether envelopes can be sealed for this contact without asking for a bundle first."""
    return bool(contact.inbox) and now < _inbox_item(contact.inbox).not_after


@lru_cache(maxsize=64)
def _inbox_item(raw: bytes) -> Item:
    """Read anew for every envelope it would cost half as much as sealing."""
    return decode_item(raw)


def begin_session(
    tx: Transaction, account: AccountId, bundle: bytes, node_key: NodeKey, now: float
) -> Queued:
    """Take a bundle that came over a connection to ``node_key``; begin a session if none sends.

    Raises RemoteProtocolError when the bundle is not of the pinned account.
    """
    _take_bundle(tx, account, bundle, node_key, now)
    if sessions.to_send_on(load_sessions(tx, account)) is None:
        begun = sessions.begin(own_device(tx.account.get()), decode_bundle(bundle), now)
        save_session(tx, begun)
        wipe_surplus(tx, account, now)
    return seal_waiting(tx, account, now)


def renew_session(
    tx: Transaction, account: AccountId, bundle: bytes, node_key: NodeKey, now: float
) -> Queued:
    """Begin a new session inside the one that sends (RENEW). Raises RemoteProtocolError."""
    contact = _take_bundle(tx, account, bundle, node_key, now)
    queued = seal_waiting(tx, account, now)
    current = sessions.to_send_on(load_sessions(tx, account))
    if current is None or not current.renewal_due(now) or tx.outbox.unsealed(account, now):
        return queued
    begun = sessions.begin(own_device(tx.account.get()), decode_bundle(bundle), now, current.sid)
    first = sessions.seal(begun, pack_payload([]), now)
    save_session(tx, begun)
    m = first.message
    record = _write(tx, account, Renew(first.init or b"", m.ratchet_pub, m.n, m.pn, m.body), now)
    tx.outbox.add_record(_outgoing(account, record, DeliveryClass.STORED, now))
    sealed = _seal_kept(tx, contact, current, tx.outbox.unsealed(account, now), now)
    save_session(tx, current)
    return replace(queued, envelopes=(*queued.envelopes, sealed))


def wipe_surplus(tx: Transaction, account: AccountId, now: float) -> None:
    """Wipe sessions that are over, and those beyond the five that may receive."""
    for session in sessions.surplus(load_sessions(tx, account), now):
        tx.sessions.delete(session.sid)


def take_back(tx: Transaction, account: AccountId, eid: EnvelopeId, now: float) -> Queued | None:
    """Their device refused an envelope: its session is not used for sending any more.

    All that was not acknowledged there waits again, under its message ids. None when we never
    sent this envelope to them.
    """
    envelope = tx.outbox.envelope(eid)
    if envelope is None or envelope.account != account:
        return None
    for refused in {eid, *tx.outbox.unacknowledged_in(envelope.sid)}:
        tx.outbox.unseal(refused)
    _retire(tx, envelope.sid, now)
    return seal_waiting(tx, account, now)


def _retire(tx: Transaction, sid: SessionId, now: float) -> None:
    stored = tx.sessions.get(sid)
    if stored is not None:
        session = Session.decode(stored.state)
        session.replaced_at = session.replaced_at or now
        save_session(tx, session)


def _take_bundle(
    tx: Transaction, account: AccountId, raw: bytes, node_key: NodeKey, now: float
) -> StoredContact:
    contact = tx.contacts.get(account)
    if contact is None:
        raise NoSuchContactError
    bundle = decode_bundle(raw)
    verify_bundle(
        bundle, now, account=account, device=contact.device, node_key=node_key,
        seqno_seen=contact.bundle_seqno,
    )  # fmt: skip
    pinned = pin_bundle(contact, bundle, now)
    tx.contacts.save(pinned)
    return pinned


def _write(tx: Transaction, account: AccountId, body: RecordBody, now: float) -> Record:
    msg_id, sent_ms = MessageId(random_bytes(16)), round(now * 1000)
    if delivery_class(body) is not DeliveryClass.DURABLE:
        return make_record(body, msg_id, sent_ms)
    head = tx.chains.head(account, THIS_CONTACT, incoming=False)
    record = make_record(body, msg_id, sent_ms, seq=head.seq + 1, prev=head.prev)
    after = ChainHead(record.seq, record_hash(record.raw))
    tx.chains.advance(account, THIS_CONTACT, after, incoming=False)
    return record


def _still_of_use(tx: Transaction, waiting: list[OutgoingRecord]) -> list[OutgoingRecord]:
    """Give up renewals that were taken back: each opens in the session it was made in, only.

    In another one it would have every envelope refused that it travels in.
    """
    useless = [record for record in waiting if record_kind(record.record) == Renew.KIND]
    for record in useless:
        tx.outbox.drop(record.no)
    return [record for record in waiting if record not in useless]


def _outgoing(
    account: AccountId, record: Record, delivery: DeliveryClass, now: float
) -> OutgoingRecord:
    life = CALL_RECORD_LIFE_S if delivery is DeliveryClass.CALL else DURABLE_LIFE_S
    return OutgoingRecord(
        account, record.msg_id, record.raw, delivery, record.wants_receipt, now, now + life
    )


def _parts(waiting: Sequence[OutgoingRecord]) -> list[list[OutgoingRecord]]:
    """Records grouped into payloads, in order."""
    parts: list[list[OutgoingRecord]] = []
    size = PAYLOAD_BYTES
    for record in waiting:
        size += _LENGTH_BYTES + len(record.record)
        if size > PAYLOAD_BYTES or len(parts[-1]) >= MAX_RECORDS:
            parts.append([])
            size = _COUNT_BYTES + _LENGTH_BYTES + len(record.record)
        parts[-1].append(record)
    return parts


def _seal_kept(
    tx: Transaction, contact: StoredContact, session: Session, part: list[OutgoingRecord],
    now: float,
) -> Sealed:  # fmt: skip
    data = _seal(contact, session, [record.record for record in part], now)
    eid = envelope_id(data)
    tx.outbox.add_envelope(OutgoingEnvelope(eid, contact.account, session.sid, data, now))
    tx.outbox.seal([record.no for record in part], eid)
    return Sealed(eid, data)


def _seal(contact: StoredContact, session: Session, records: list[bytes], now: float) -> bytes:
    inner = sessions.seal(session, pack_payload(records), now)
    inbox = _inbox_item(contact.inbox)
    return seal_envelope(inner, contact.account, session.device, inbox.ident, inbox.hpke)
