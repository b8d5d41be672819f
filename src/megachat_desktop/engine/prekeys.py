"""Our published keys: made in time, handed out sparingly, destroyed when their time is over.

Every function is work inside a transaction. Source: PROTOCOL.md, section 5.1.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from msgspec import Struct

from megachat_desktop.crypto.keys import HpkePair, KemPair, SigningKey, X25519Pair
from megachat_desktop.errors import LocalProtocolError
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.bundle import (
    Bundle,
    HeaderFields,
    ItemKind,
    decode_header,
    decode_item,
    encode_bundle,
    issue_header,
    issue_item,
)
from megachat_desktop.protocol.certificate import decode_certificate
from megachat_desktop.protocol.contact_records import DeviceInfo
from megachat_desktop.protocol.delivery import DAY_S, ONE_TIME_PER_INVITE, DayRation
from megachat_desktop.protocol.features import Features
from megachat_desktop.protocol.sessions import AnsweringKeys, OwnDevice, OwnItem
from megachat_desktop.storage.account_repository import StoredAccount
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.invites import StoredInvite
from megachat_desktop.storage.new_account import renewed_certificate
from megachat_desktop.storage.prekey_repository import StoredHeader, StoredPrekey
from megachat_desktop.storage.transaction import Transaction

ONE_TIME_STOCK = 100
REFILL_BELOW = 50
ONE_TIME_LIFE_S = 90 * DAY_S
HANDED_LIFE_S = 30 * DAY_S
HEADER_LIFE_S = 30 * DAY_S
HEADER_RENEWED_S = 7 * DAY_S
_LAST_ID = "prekey id"


class _Life(Struct, frozen=True):
    """How long a lasting key is published, valid for others, and kept."""

    replaced_after: int
    valid: int
    kept: int


_LASTING = {
    ItemKind.SPK: _Life(7 * DAY_S, 30 * DAY_S, 30 * DAY_S),
    ItemKind.LRK: _Life(7 * DAY_S, 30 * DAY_S, 30 * DAY_S),
    ItemKind.INBOX: _Life(30 * DAY_S, 60 * DAY_S, 90 * DAY_S),
}
_PAIRS: dict[ItemKind, type[X25519Pair] | type[KemPair] | type[HpkePair]] = {
    ItemKind.SPK: X25519Pair,
    ItemKind.LRK: KemPair,
    ItemKind.INBOX: HpkePair,
    ItemKind.OPK: X25519Pair,
    ItemKind.OTK: KemPair,
}
_ONE_TIME = (ItemKind.OPK, ItemKind.OTK)


@dataclass(frozen=True)
class Signer:
    """The device that signs its prekeys."""

    account: StoredAccount
    features: Features
    device_key: SigningKey = field(repr=False)

    @classmethod
    def of(cls, account: StoredAccount) -> "Signer":
        """The signer of this profile; its features are those of its certificate."""
        return cls(account, own_features(account), SigningKey(account.device_seed))


def own_features(account: StoredAccount) -> Features:
    """What we announce everywhere: HELLO, header and Init must agree with the certificate."""
    certificate = decode_certificate(account.certificate)
    return Features(caps=certificate.caps, suite_max=certificate.suite_max)


def own_device(account: StoredAccount) -> OwnDevice:
    """Our side of new sessions."""
    return OwnDevice(
        account.account, account.device, account.certificate, own_features(account),
        X25519Pair(account.identity_secret),
    )  # fmt: skip


def keep_fresh(tx: Transaction, now: float) -> bool:
    """Replace, refill, destroy what is due; at start-up and a few times a day.

    Whether contacts have to be told: INBOX or the certificate is a new one.
    """
    tx.prekeys.forget_dead(now)
    tx.sessions.forget_inits()
    certified = _renew_certificate(tx, now)
    signer = Signer.of(tx.account.get())
    changed = {kind for kind in _LASTING if _replace_if_due(tx, signer, kind, now)}
    if needs_refill(tx):
        refill(tx, now)
    if changed or _header_is_due(tx, signer, now):
        _publish(tx, signer, now)
    return certified or ItemKind.INBOX in changed


def _renew_certificate(tx: Transaction, now: float) -> bool:
    account = tx.account.get()
    certificate = renewed_certificate(account, now)
    if certificate is None:
        return False
    # Other features under the same number would look like a downgrade to whoever knows us.
    tx.account.save(replace(account, certificate=certificate, info_seq=account.info_seq + 1))
    return True


def refill(tx: Transaction, now: float, at_most: int = ONE_TIME_STOCK) -> bool:
    """Make up to ``at_most`` one-time keys of each kind; whether any is still missing."""
    signer = Signer.of(tx.account.get())
    for kind in _ONE_TIME:
        for _ in range(min(at_most, ONE_TIME_STOCK - tx.prekeys.free(kind))):
            _make(tx, signer, kind, now, ONE_TIME_LIFE_S, ONE_TIME_LIFE_S)
    return any(tx.prekeys.free(kind) < ONE_TIME_STOCK for kind in _ONE_TIME)


def needs_refill(tx: Transaction) -> bool:
    """Whether it is time for a refill: fewer than 50 of a kind are left."""
    return any(tx.prekeys.free(kind) < REFILL_BELOW for kind in _ONE_TIME)


def own_inbox(tx: Transaction) -> bytes:
    """The signed INBOX item that DEVICE_INFO announces."""
    return _newest(tx, ItemKind.INBOX).item


def own_info(
    tx: Transaction, addresses: tuple[SocketAddress, ...] = (), relay: str | None = None
) -> DeviceInfo:
    """The DEVICE_INFO of this moment."""
    account = tx.account.get()
    return DeviceInfo(
        account.info_seq, account.certificate, own_features(account), own_inbox(tx), addresses,
        relay,
    )  # fmt: skip


def inbox_pair(tx: Transaction, ident: int) -> HpkePair | None:
    """The private side of one of our inboxes, while it is kept."""
    stored = tx.prekeys.get(ItemKind.INBOX, ident)
    return _pair_of(stored.secret) if stored else None


@lru_cache(maxsize=4)
def _pair_of(inbox_secret: bytes) -> HpkePair:
    """Making the pair costs more than opening an envelope with it, and there are few inboxes."""
    return HpkePair(inbox_secret)


def answering_keys(
    tx: Transaction, seqno: int, spk_id: int, kem: tuple[ItemKind, int], opk_id: int | None
) -> AnsweringKeys | None:
    """Our stored side of the bundle that an Init names; None when any part of it is gone."""
    header, spk = tx.prekeys.header(seqno), tx.prekeys.get(ItemKind.SPK, spk_id)
    if kem[0] not in (ItemKind.LRK, ItemKind.OTK):
        return None
    kem_key = tx.prekeys.get(*kem)
    opk = tx.prekeys.get(ItemKind.OPK, opk_id) if opk_id is not None else None
    if header is None or spk is None or kem_key is None or (opk is None) != (opk_id is None):
        return None
    if header.spk_id != spk_id:
        return None
    return AnsweringKeys(
        header.certificate, header.header, _own(spk), _own(kem_key), _own(opk) if opk else None
    )


def destroy_used(tx: Transaction, kem: tuple[ItemKind, int], opk_id: int | None) -> None:
    """Destroy the one-time private parts that began a session."""
    if kem[0] is ItemKind.OTK:
        tx.prekeys.delete(*kem)
    if opk_id is not None:
        tx.prekeys.delete(ItemKind.OPK, opk_id)


def bundle_for_contact(tx: Transaction, contact: StoredContact, now: float) -> bytes:
    """A bundle for somebody we know; one-time items as long as their day's ration lasts."""
    after = DayRation(contact.ration_day, contact.ration_used).take(now)
    if after is None:
        return _bundle(tx, now, one_time=False)
    tx.contacts.save(replace(contact, ration_day=after.day, ration_used=after.used))
    return _bundle(tx, now, one_time=True)


def bundle_for_invite(tx: Transaction, invite: StoredInvite, now: float) -> bytes:
    """A bundle for the holder of a live invite; one-time items three times."""
    if invite.items_handed >= ONE_TIME_PER_INVITE:
        return _bundle(tx, now, one_time=False)
    tx.invites.save(replace(invite, items_handed=invite.items_handed + 1))
    return _bundle(tx, now, one_time=True)


def bundle_without_one_time(tx: Transaction, now: float) -> bytes:
    """A bundle for somebody near, or who does not want one-time items."""
    return _bundle(tx, now, one_time=False)


def forget_ration(tx: Transaction, account: AccountId) -> None:
    """Give somebody who was just accepted a full day's ration."""
    contact = tx.contacts.get(account)
    if contact is not None:
        tx.contacts.save(replace(contact, ration_day=0, ration_used=0))


def _bundle(tx: Transaction, now: float, *, one_time: bool) -> bytes:
    signer = Signer.of(tx.account.get())
    if _header_is_due(tx, signer, now):
        _publish(tx, signer, now)
    header = tx.prekeys.newest_header()
    if header is None:
        raise LocalProtocolError("no bundle was published yet")
    opk = tx.prekeys.hand_out(ItemKind.OPK, now, now + HANDED_LIFE_S) if one_time else None
    otk = tx.prekeys.hand_out(ItemKind.OTK, now, now + HANDED_LIFE_S) if one_time else None
    return encode_bundle(
        Bundle(
            decode_certificate(header.certificate),
            decode_header(header.header),
            decode_item(_newest(tx, ItemKind.SPK).item),
            decode_item(_newest(tx, ItemKind.LRK).item),
            decode_item(_newest(tx, ItemKind.INBOX).item),
            decode_item(opk.item) if opk else None,
            decode_item(otk.item) if otk else None,
        )
    )


def _replace_if_due(tx: Transaction, signer: Signer, kind: ItemKind, now: float) -> bool:
    life, newest = _LASTING[kind], tx.prekeys.newest(kind)
    if newest is not None and now - newest.created < life.replaced_after:
        return False
    _make(tx, signer, kind, now, life.valid, life.kept)
    return True


def _make(
    tx: Transaction, signer: Signer, kind: ItemKind, now: float, valid: int, kept: int
) -> None:
    ident = tx.account.counter(_LAST_ID) + 1
    tx.account.set_counter(_LAST_ID, ident)
    pair: X25519Pair | KemPair | HpkePair = _PAIRS[kind].generate()
    item = issue_item(
        signer.device_key, kind, signer.account.device, ident, int(now) + valid, pair.public
    )
    tx.prekeys.save(StoredPrekey(kind, ident, item.raw, pair.raw, now, now + kept))


def _header_is_due(tx: Transaction, signer: Signer, now: float) -> bool:
    stored = tx.prekeys.newest_header()
    if stored is None or now - stored.created >= HEADER_RENEWED_S:
        return True
    header = decode_header(stored.header)
    current = (signer.features, signer.account.info_seq, signer.account.certificate)
    return (header.features, header.info_seq, stored.certificate) != current


def _publish(tx: Transaction, signer: Signer, now: float) -> None:
    seqno = tx.account.raise_bundle_seqno()
    spk, lrk, inbox = (_newest(tx, kind) for kind in _LASTING)
    fields = HeaderFields(
        seqno, int(now), int(now) + HEADER_LIFE_S, signer.features, tx.account.get().info_seq
    )
    header = issue_header(
        signer.device_key, signer.account.device, fields,
        decode_item(spk.item), decode_item(lrk.item), decode_item(inbox.item),
    )  # fmt: skip
    keep_until = max(now + HEADER_LIFE_S, spk.keep_until)
    tx.prekeys.save_header(
        StoredHeader(seqno, header.raw, signer.account.certificate, spk.id, now, keep_until)
    )


def _newest(tx: Transaction, kind: ItemKind) -> StoredPrekey:
    newest = tx.prekeys.newest(kind)
    if newest is None:
        raise LocalProtocolError("no prekeys were made yet")
    return newest


def _own(stored: StoredPrekey) -> OwnItem:
    return OwnItem(stored.item, stored.secret)
