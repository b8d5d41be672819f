"""An envelope that came in, as one piece of work inside a transaction (PROTOCOL.md 4.4, 5).

    seen? ─▶ rationed? ─▶ outer layer ─▶ session, or Init ─▶ ratchet ─▶ records ─▶ commit

Whatever is wrong raises RemoteProtocolError: the transaction rolls back, so nothing has changed,
and the peer gets the one answer that never says why.
"""

from megachat_desktop.crypto.ratchet_message import RatchetMessage
from megachat_desktop.engine.messaging_effects import Intake, Received, finish, pin_init, take
from megachat_desktop.engine.messaging_outgoing import (
    load_sessions,
    save_session,
    wipe_surplus,
)
from megachat_desktop.engine.messaging_pins import OUR_FEATURES, Claim
from megachat_desktop.engine.messaging_ports import Peer, RecordHandler
from megachat_desktop.engine.prekeys import (
    answering_keys,
    destroy_used,
    inbox_pair,
    own_device,
)
from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.ids import EnvelopeId
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
    decode_record,
)
from megachat_desktop.protocol.sessions import NO_SESSION, Session
from megachat_desktop.storage.transaction import Transaction


def receive(
    tx: Transaction, peer: Peer, data: bytes, handler: RecordHandler, ration: StrangerRation,
    now: float,
) -> Received:  # fmt: skip
    """Take in one envelope. Raises RemoteProtocolError to refuse it, without a trace."""
    eid = envelope_id(data)
    if tx.seen.has_envelope(eid):
        return Received(AckStatus.COMMITTED_BEFORE)
    if _is_rationed(tx, peer) and not ration.take_envelope(
        peer.node_key, peer.source, len(data), now
    ):
        raise RemoteProtocolError("a stranger's ration is used up")
    inner = _open(tx, data)
    session, claim = _session_for(tx, inner, peer, now)
    payload = sessions.open_message(session, inner, now)
    work = Intake(tx, peer, session, claim, handler, _renewed, now)
    work.result.account = session.account
    _keep(work, eid)
    for raw in unpack_payload(payload):
        take(work, decode_record(raw))
    finish(work)
    return work.result


def _is_rationed(tx: Transaction, peer: Peer) -> bool:
    """Strangers are, and those who have asked and not been accepted."""
    contact = tx.contacts.by_node_key(peer.node_key)
    return contact is None or contact.state not in (ContactState.ACCEPTED, ContactState.REQUESTED)


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


def _keep(work: Intake, eid: EnvelopeId) -> None:
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
    contact = tx.contacts.get(session.account)
    if contact is not None:
        pin_init(work, contact)


def _renewed(work: Intake, renew: Renew) -> None:
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
