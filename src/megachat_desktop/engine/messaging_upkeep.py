"""Small works of the messenger inside a transaction: settling, expiring, forgetting."""

from msgspec import Struct

from megachat_desktop.engine import messaging_outgoing as outgoing
from megachat_desktop.engine import prekeys
from megachat_desktop.engine.messaging_outgoing import Queued
from megachat_desktop.model.ids import AccountId, EnvelopeId, MessageId, NodeKey
from megachat_desktop.storage.outbox import OutgoingRecord
from megachat_desktop.storage.transaction import Transaction


class Acknowledged(Struct, frozen=True):
    """The records their device has, and what could be sealed now that there is room."""

    msg_ids: list[MessageId]
    queued: Queued


def expire(tx: Transaction, now: float) -> list[OutgoingRecord]:
    """Give up what was not delivered in its time."""
    return tx.outbox.expire(now)


def forget(tx: Transaction, account: AccountId) -> None:
    """Owe nothing to somebody, and remember no session with them."""
    tx.outbox.forget(account)
    tx.sessions.delete_of(account)
    tx.chains.forget(account)


def refresh(tx: Transaction, now: float) -> bool:
    """Forget what is old, renew keys that are due; whether contacts have to be told."""
    tx.seen.forget_old(now)
    tx.calls.forget_seen(now)
    return prekeys.keep_fresh(tx, now)


def acknowledge(
    tx: Transaction, eid: EnvelopeId, node_key: NodeKey, now: float
) -> Acknowledged | None:
    """Note an ACK that came from the device the envelope was for; any other counts nothing."""
    envelope, contact = tx.outbox.envelope(eid), tx.contacts.by_node_key(node_key)
    if envelope is None or contact is None or envelope.account != contact.account:
        return None
    msg_ids = [record.msg_id for record in tx.outbox.records_in(eid)]
    tx.outbox.acknowledge(eid, now)
    # There is room for what waited behind 800 unacknowledged ones.
    return Acknowledged(msg_ids, outgoing.seal_waiting(tx, contact.account, now))
