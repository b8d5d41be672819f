"""What the records of one envelope do, inside its transaction (PROTOCOL.md, section 6).

A record has its effect once, whatever session brings it. What does not belong where it came from
is dropped; what nobody may send refuses the whole envelope.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from megachat_desktop.engine.messaging_outgoing import (
    Queued,
    post_records,
    seal_waiting,
)
from megachat_desktop.engine.messaging_pins import Claim, has_new_keys, pin
from megachat_desktop.engine.messaging_ports import AfterCommit, Peer, RecordHandler, Sender
from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.ids import AccountId, MessageId
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.contact_records import Renew
from megachat_desktop.protocol.frames import AckStatus
from megachat_desktop.protocol.records import (
    DeliveryClass,
    Record,
    UnknownBody,
    delivery_class,
    is_in_place,
    record_hash,
)
from megachat_desktop.protocol.sessions import Session
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


@dataclass
class Intake:
    """One envelope whose ratchet message has opened, inside its transaction."""

    tx: Transaction
    peer: Peer
    session: Session
    claim: Claim | None  # of the Init, where there was one
    handler: RecordHandler
    renewed: Callable[["Intake", Renew], None]
    now: float
    result: Received = field(default_factory=lambda: Received(AckStatus.COMMITTED))
    receipts: list[bytes] = field(default_factory=list)

    @property
    def account(self) -> AccountId:
        """Whose session it is."""
        return self.session.account


def pin_init(work: Intake, contact: StoredContact) -> None:
    """Take the certificate of a new session where it is the first, or brings other keys.

    Raises RemoteProtocolError for keys that were replaced long ago.
    """
    if work.claim is None:
        return
    if contact.certificate and not has_new_keys(contact, work.claim.certificate):
        return
    pinned = pin(contact, replace(work.claim, info_seq=contact.info_seq), work.now)
    work.tx.contacts.save(pinned)
    work.result.pinned = pinned


def take(work: Intake, record: Record) -> None:
    """Let one record have its effect. Raises RemoteProtocolError to refuse the envelope."""
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


def _effect(work: Intake, record: Record, state: ContactState | None) -> None:
    content = record.content
    if isinstance(content, Renew):
        work.renewed(work, content)
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
    pin_init(work, contact)
    if contact.device not in (None, work.session.device):
        raise RemoteProtocolError("a record about another device")


def _chain(work: Intake, record: Record) -> bool:
    """Advance the chain; whether records before this one are missing."""
    if not record.chained:
        return False
    head = work.tx.chains.head(work.account, record.conv, incoming=True)
    if record.seq <= head.seq:
        return False
    after = ChainHead(record.seq, record_hash(record.raw))
    work.tx.chains.advance(work.account, record.conv, after, incoming=True)
    return (record.seq, record.prev) != (head.seq + 1, head.prev)


def finish(work: Intake) -> None:
    """Receipts, and what waited for a session to this contact."""
    tx, account = work.tx, work.account
    if tx.contacts.get(account) is None:
        if work.claim is not None:
            raise RemoteProtocolError("a session with nobody")
        return
    for ids in _portions(work.receipts):
        receipt = Receipt(ReceiptKind.DELIVERED, ids)
        work.result.queued.append(post_records(tx, account, [receipt], work.now))
    if not work.receipts and tx.outbox.unsealed(account, work.now):
        work.result.queued.append(seal_waiting(tx, account, work.now))


def _portions(ids: Sequence[bytes]) -> list[tuple[bytes, ...]]:
    return [tuple(ids[at : at + MAX_RECEIPTS]) for at in range(0, len(ids), MAX_RECEIPTS)]
