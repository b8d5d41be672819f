"""Answering those who want to begin a session with us (PROTOCOL.md 5.1), inside a transaction."""

from megachat_desktop.engine.messaging_ports import Peer
from megachat_desktop.engine.prekeys import (
    bundle_for_contact,
    bundle_for_invite,
    bundle_without_one_time,
)
from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.contact import ContactState
from megachat_desktop.protocol.delivery import StrangerRation
from megachat_desktop.protocol.frames import NO_GATE, BundleReply, BundleRequest
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.invites import StoredInvite
from megachat_desktop.storage.transaction import Transaction

_KNOWN = (ContactState.ACCEPTED, ContactState.REQUESTED, ContactState.ASKED_BY_THEM)


def answer_request(
    tx: Transaction, request: BundleRequest, peer: Peer, ration: StrangerRation, now: float
) -> BundleReply:
    """Our bundle for whoever may have it. Raises RemoteProtocolError for everybody else."""
    contact = tx.contacts.by_node_key(peer.node_key)
    known = contact is not None and contact.state in _KNOWN
    invited = _invite(tx, request, now) is not None
    if not known and not ration.take_request(peer.node_key, peer.source, now, invited=invited):
        raise RemoteProtocolError("a stranger's ration is used up")
    if request.device != tx.account.get().device:
        raise RemoteProtocolError("request for another device")
    if contact is not None and contact.state is ContactState.BLOCKED:
        raise RemoteProtocolError("request by somebody blocked")
    if known and contact is not None:
        return BundleReply(request.ref, _for_contact(tx, request, contact, now))
    return BundleReply(request.ref, _for_stranger(tx, request, peer, now))


def _for_contact(
    tx: Transaction, request: BundleRequest, contact: StoredContact, now: float
) -> bytes:
    if not request.one_time or contact.state is ContactState.ASKED_BY_THEM:
        return bundle_without_one_time(tx, now)
    return bundle_for_contact(tx, contact, now)


def _for_stranger(tx: Transaction, request: BundleRequest, peer: Peer, now: float) -> bytes:
    if (invite := _invite(tx, request, now)) is not None:
        if request.one_time:
            return bundle_for_invite(tx, invite, now)
        return bundle_without_one_time(tx, now)
    if peer.nearby:
        return bundle_without_one_time(tx, now)
    raise RemoteProtocolError("request by a stranger")


def _invite(tx: Transaction, request: BundleRequest, now: float) -> StoredInvite | None:
    """The live invite behind the gate of this request."""
    invite = tx.invites.by_gate(request.gate) if request.gate != NO_GATE else None
    return invite if invite is not None and invite.live(now) else None
