"""Links that others can use to ask us: made from a live invite and, when wanted, our addresses."""

from megachat_desktop.crypto.keys import SigningKey
from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.engine.device_info import Reach
from megachat_desktop.model.ids import NodeKey
from megachat_desktop.protocol.link import (
    DEFAULT_LIFE_S,
    MAX_ADDRESSES,
    ContactLink,
    encode_link,
    invite_gate,
)
from megachat_desktop.storage.account_repository import StoredAccount
from megachat_desktop.storage.invites import StoredInvite
from megachat_desktop.storage.transaction import Transaction

ONE_PERSON = 1
FRESH_ENOUGH_S = 86_400.0


def own_node_key(account: StoredAccount) -> NodeKey:
    """The public half of our iroh key."""
    return NodeKey(SigningKey(account.node_seed).public.raw)


def make_link(
    tx: Transaction,
    reach: Reach,
    now: float,
    *,
    with_addresses: bool,
    uses: int = ONE_PERSON,
    life_s: float = DEFAULT_LIFE_S,
) -> str:
    """A link over the newest invite that still lives a day, else over a new one.

    A link carries addresses only when it is asked to, or when there is no relay to be found by.
    """
    account = tx.account.get()
    tx.invites.forget_expired(now)
    invite = _usable(tx, now, uses) or _new(tx, now, uses, life_s)
    addresses = reach.addresses[:MAX_ADDRESSES] if with_addresses or not reach.relay else ()
    return encode_link(
        ContactLink(
            account=account.account,
            device=account.device,
            node_key=own_node_key(account),
            invite=invite.invite,
            expiry=int(invite.expiry),
            addresses=addresses,
            relay=reach.relay,
        )
    )


def revoke_links(tx: Transaction) -> None:
    """Make every link given away so far worthless."""
    for invite in tx.invites.all():
        tx.invites.revoke(invite.invite)


def _usable(tx: Transaction, now: float, uses: int) -> StoredInvite | None:
    fits = (i for i in tx.invites.all() if i.uses_left >= uses and i.expiry > now + FRESH_ENOUGH_S)
    return next(fits, None)


def _new(tx: Transaction, now: float, uses: int, life_s: float) -> StoredInvite:
    secret = random_bytes(16)
    invite = StoredInvite(secret, invite_gate(secret), uses, now, now + life_s)
    tx.invites.save(invite)
    return invite
