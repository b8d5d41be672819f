"""An envelope that came in, as one piece of work inside a transaction (PROTOCOL.md 4.4, 5).

    seen? ─▶ rationed? ─▶ outer layer ─▶ session, or Init ─▶ ratchet ─▶ records ─▶ commit

Whatever is wrong raises RemoteProtocolError: the transaction rolls back, so nothing has changed,
and the peer gets the one answer that never says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from megachat_desktop.crypto.ratchet import RatchetMessage
from megachat_desktop.engine.messaging_outgoing import (
    Queued,
    load_sessions,
    post_records,
    save_session,
    seal_waiting,
    wipe_surplus,
)
from megachat_desktop.engine.messaging_pins import OUR_FEATURES, Claim, pin
from megachat_desktop.engine.messaging_ports import AfterCommit, Peer, RecordHandler, Sender
from megachat_desktop.engine.prekeys import (
    answering_keys,
    destroy_used,
    inbox_pair,
    own_device,
)
from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.ids import AccountId, EnvelopeId, MessageId
from megachat_desktop.protocol import sessions
from megachat_desktop.protocol.certificate import (
    DeviceCert,
    decode_certificate,
    verify_certificate,
)
from megachat_desktop.protocol.contact_records import Renew
from megachat_desktop.protocol.delivery import StrangerRation
from megachat_desktop.protocol.envelope import (
    Init,
    Inner,
    decode_envelope,
    decode_init,
    open_envelope,
    unpack_payload,
)
from megachat_desktop.protocol.features import check_suite, common_version
from megachat_desktop.protocol.frames import AckStatus, envelope_id
from megachat_desktop.protocol.records import (
    DeliveryClass,
    Record,
    UnknownBody,
    decode_record,
    delivery_class,
    is_in_place,
    record_hash,
)
from megachat_desktop.protocol.sessions import NO_SESSION, Session
from megachat_desktop.protocol.text_records import MAX_RECEIPTS, Receipt, ReceiptKind
from megachat_desktop.storage.chains import ChainHead
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.transaction import Transaction


@dataclass
class Received:
    """What one committed envelope has led to."""

    status: AckStatus
    account: AccountId | None = None
    after: list[AfterCommit] = field(default_factory=list)
    delivered: list[MessageId] = field(default_factory=list)
    pinned: StoredContact | None = None
    queued: list[Queued] = field(default_factory=list)
    began: bool = False  # a new session: one-time keys may have been used


@dataclass
class _Work:
    """The state of one envelope's transaction."""

    tx: Transaction
    peer: Peer
    session: Session
    claim: Claim | None  # of the Init, where there was one
    handler: RecordHandler
    now: float
    result: Received
    receipts: list[bytes] = field(default_factory=list)

    @property
    def account(self) -> AccountId:
        """Whose session it is."""
        return self.session.account


def receive(
    tx: Transaction, peer: Peer, data: bytes, handler: RecordHandler, ration: StrangerRation,
    now: float,
) -> Received:  # fmt: skip
    """Take in one envelope. Raises RemoteProtocolError to refuse it, without a trace."""
    eid = envelope_id(data)
    if tx.seen.has_envelope(eid):
        return Received(AckStatus.COMMITTED_BEFORE)
    if tx.contacts.by_node_key(peer.node_key) is None and not ration.take_envelope(
        peer.node_key, peer.source, len(data), now
    ):
        raise RemoteProtocolError("a stranger's ration is used up")
    inner = _open(tx, data)
    session, claim = _session_for(tx, inner, peer, now)
    payload = sessions.open_message(session, inner, now)
    work = _Work(tx, peer, session, claim, handler, now, Received(AckStatus.COMMITTED))
    work.result.account = session.account
    _keep(work, eid)
    for raw in unpack_payload(payload):
        _take(work, decode_record(raw))
    _finish(work)
    return work.result


def _open(tx: Transaction, data: bytes) -> Inner:
    own, envelope = tx.account.get(), decode_envelope(data)
    pair = inbox_pair(tx, envelope.inbox_id) if envelope.device == own.device else None
    if pair is None:
        raise RemoteProtocolError("envelope for somebody else")
    return open_envelope(envelope, own.account, pair)


def _session_for(
    tx: Transaction, inner: Inner, peer: Peer, now: float
) -> tuple[Session, Claim | None]:
    stored = tx.sessions.get(inner.session)
    if stored is None:
        if inner.init is None:
            raise RemoteProtocolError("unknown session")
        return _answer(tx, decode_init(inner.init), peer, now)
    session = Session.decode(stored.state)
    contact = tx.contacts.get(session.account)
    if contact is None or contact.state is ContactState.BLOCKED:
        raise RemoteProtocolError("session of nobody we listen to")
    if (contact.device, contact.node_key) != (session.device, peer.node_key):
        raise RemoteProtocolError("session of another device")
    if inner.init is not None:
        _require_same_beginning(tx, decode_init(inner.init), session)
    return session, None


def _require_same_beginning(tx: Transaction, init: Init, session: Session) -> None:
    if tx.sessions.begun_by(init.ephemeral.raw, init.spk_id) != session.sid:
        raise RemoteProtocolError("Init of another session")


def _answer(
    tx: Transaction, init: Init, peer: Peer, now: float, renews: Session | None = None
) -> tuple[Session, Claim]:
    """The session a verified Init asks for; its one-time keys are destroyed with this work."""
    certificate = decode_certificate(init.certificate)
    verify_certificate(certificate, now, node_key=peer.node_key)
    _require_acceptable(tx, certificate, init)
    if tx.sessions.begun_by(init.ephemeral.raw, init.spk_id) is not None:
        raise RemoteProtocolError("Init repeated after its session was gone")
    kem = (init.kem_kind, init.kem_id)
    keys = answering_keys(tx, init.seqno, init.spk_id, kem, init.opk_id)
    if keys is None:
        raise RemoteProtocolError("Init for keys that are gone")
    old = renews.sid if renews else NO_SESSION
    session = sessions.answer(own_device(tx.account.get()), init, certificate, keys, now, old)
    destroy_used(tx, kem, init.opk_id)
    tx.sessions.remember_init(init.ephemeral.raw, init.spk_id, session.sid, now)
    return session, Claim(certificate, init.features, 0)


def _require_acceptable(tx: Transaction, certificate: DeviceCert, init: Init) -> None:
    contact = tx.contacts.get(certificate.account)
    if certificate.account == tx.account.get().account:
        raise RemoteProtocolError("our own account from outside")
    if not certificate.matches(init.features):
        raise RemoteProtocolError("features unlike the certificate")
    version, suite = (contact.version, contact.suite) if contact else (0, 0)
    common_version(OUR_FEATURES, init.features, version)
    check_suite(init.features, suite)
    if contact is None:
        return
    if contact.state is ContactState.BLOCKED or contact.device not in (None, certificate.device):
        raise RemoteProtocolError("blocked, or another device")


def _keep(work: _Work, eid: EnvelopeId) -> None:
    """Store the ratchet's step and the envelope's id; first of all, as handlers may post."""
    tx, session = work.tx, work.session
    save_session(tx, session)
    tx.seen.add_envelope(eid, work.now)
    if session.received == 1:
        for replaced in sessions.after_first_message(
            session, load_sessions(tx, session.account), work.now
        ):
            save_session(tx, replaced)
        wipe_surplus(tx, session.account, work.now)
        work.result.began = work.claim is not None
    contact = tx.contacts.get(session.account)
    if contact is not None:
        _pin_init(work, contact)


def _pin_init(work: _Work, contact: StoredContact) -> None:
    """Take the certificate of a new session for a contact known by its link only."""
    if work.claim is None or contact.certificate:
        return
    pinned = pin(contact, replace(work.claim, info_seq=contact.info_seq))
    work.tx.contacts.save(pinned)
    work.result.pinned = pinned


def _take(work: _Work, record: Record) -> None:
    contact = work.tx.contacts.get(work.account)
    state = contact.state if contact else None
    if not is_in_place(record, state):
        if state is None:
            raise RemoteProtocolError("a stranger may only ask")
        return  # dropped, as by somebody who has not been accepted or is no contact any more
    if isinstance(record.content, UnknownBody):
        known, delivery = record.needs_newer, DeliveryClass.STORED
    else:
        known, delivery = True, delivery_class(record.content)
    if not known:
        return
    if record.wants_receipt and state is ContactState.ACCEPTED:
        work.receipts.append(record.msg_id)
    new = delivery is DeliveryClass.EPHEMERAL or work.tx.seen.first_message(
        work.account, record.msg_id, work.now
    )
    if new:
        _effect(work, record, state)


def _effect(work: _Work, record: Record, state: ContactState | None) -> None:
    content = record.content
    if isinstance(content, Renew):
        _renewed(work, content)
        return
    if isinstance(content, Receipt):
        ids = [MessageId(msg_id) for msg_id in content.ids]
        work.result.delivered += work.tx.outbox.delivered(work.account, ids)
    missing = _chain(work, record)
    sender = Sender(
        work.account, work.session.device, work.peer.node_key, state, work.peer.nearby, missing
    )
    work.result.after += work.handler(work.tx, sender, record)
    contact = work.tx.contacts.get(work.account)
    if contact is None:
        if state is None:
            raise RemoteProtocolError("a stranger's request that nobody wants")
        return
    _pin_init(work, contact)
    if contact.device not in (None, work.session.device):
        raise RemoteProtocolError("a record about another device")


def _chain(work: _Work, record: Record) -> bool:
    """Advance the chain; whether records before this one are missing."""
    if not record.chained:
        return False
    head = work.tx.chains.head(work.account, record.conv, incoming=True)
    if record.seq <= head.seq:
        return False
    after = ChainHead(record.seq, record_hash(record.raw))
    work.tx.chains.advance(work.account, record.conv, after, incoming=True)
    return (record.seq, record.prev) != (head.seq + 1, head.prev)


def _renewed(work: _Work, renew: Renew) -> None:
    """A new session made inside this one: from now on we send there."""
    session, _ = _answer(work.tx, decode_init(renew.init), work.peer, work.now, work.session)
    if (session.account, session.device) != (work.account, work.session.device):
        raise RemoteProtocolError("renewal by somebody else")
    message = RatchetMessage(renew.ratchet_key, renew.n, renew.pn, renew.body)
    first = Inner(session.sid, renew.init, message)
    if unpack_payload(sessions.open_message(session, first, work.now)):
        raise RemoteProtocolError("renewal with records in it")
    save_session(work.tx, session)
    others = load_sessions(work.tx, work.account)
    for replaced in sessions.after_first_message(session, others, work.now):
        save_session(work.tx, replaced)
    wipe_surplus(work.tx, work.account, work.now)
    work.result.began = True


def _finish(work: _Work) -> None:
    """Receipts, and what waited for a session to this contact."""
    tx, account = work.tx, work.account
    if tx.contacts.get(account) is None:
        if work.claim is not None:
            raise RemoteProtocolError("a session with nobody")
        return
    for ids in _portions(work.receipts):
        receipt = Receipt(ReceiptKind.DELIVERED, ids)
        work.result.queued.append(post_records(tx, account, [receipt], work.now))
    if not work.receipts and tx.outbox.unsealed(account):
        work.result.queued.append(seal_waiting(tx, account, work.now))


def _portions(ids: Sequence[bytes]) -> list[tuple[bytes, ...]]:
    return [tuple(ids[at : at + MAX_RECEIPTS]) for at in range(0, len(ids), MAX_RECEIPTS)]
