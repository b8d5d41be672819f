from collections.abc import Iterator
from pathlib import Path

import pytest

from megachat_desktop.engine import prekeys
from megachat_desktop.engine.prekeys import ONE_TIME_STOCK, keep_fresh
from megachat_desktop.model.ids import SessionId
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.bundle import Bundle, ItemKind, decode_bundle, verify_bundle
from megachat_desktop.protocol.delivery import DAY_S
from megachat_desktop.storage.invites import StoredInvite
from megachat_desktop.storage.new_account import new_account
from megachat_desktop.storage.store import Store
from megachat_desktop.storage.transaction import Transaction
from storage_support import BOB, a_contact, open_store

NOW = 1_800_000_000.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path)
    store.run_sync(lambda tx: tx.account.save(new_account("Alice", NOW)))
    store.run_sync(lambda tx: keep_fresh(tx, NOW))
    yield store
    store.close()


def published(store: Store, now: float = NOW) -> Bundle:
    return decode_bundle(store.run_sync(lambda tx: prekeys.bundle_without_one_time(tx, now)))


def verify(store: Store, bundle: Bundle, now: float, seen: int = 0) -> None:
    own = store.run_sync(lambda tx: tx.account.get())
    verify_bundle(bundle, now, account=own.account, device=own.device, seqno_seen=seen)


def test_the_first_start_makes_everything_and_the_second_nothing(store: Store) -> None:
    bundle = published(store)
    verify(store, bundle, NOW)
    for kind in (ItemKind.OPK, ItemKind.OTK):
        assert store.run_sync(lambda tx, k=kind: tx.prekeys.free(k)) == ONE_TIME_STOCK
    before = store.run_sync(lambda tx: tx.prekeys.all())
    assert not store.run_sync(lambda tx: keep_fresh(tx, NOW + 3600))
    assert store.run_sync(lambda tx: tx.prekeys.all()) == before
    assert published(store) == bundle


def test_keys_are_replaced_and_their_private_parts_die_in_time(store: Store) -> None:
    first = published(store)
    week, month, quarter = NOW + 7 * DAY_S, NOW + 30 * DAY_S, NOW + 90 * DAY_S

    def lives(kind: ItemKind, ident: int) -> bool:
        return store.run_sync(lambda tx: tx.prekeys.get(kind, ident)) is not None

    assert not store.run_sync(lambda tx: keep_fresh(tx, week))
    second = published(store, week)
    verify(store, second, week, seen=first.header.seqno + 1)
    assert second.spk.ident != first.spk.ident
    assert second.lrk.ident != first.lrk.ident
    assert second.inbox == first.inbox
    assert lives(ItemKind.SPK, first.spk.ident)
    assert store.run_sync(lambda tx: keep_fresh(tx, month))
    assert not lives(ItemKind.SPK, first.spk.ident)
    assert not lives(ItemKind.LRK, first.lrk.ident)
    assert lives(ItemKind.INBOX, first.inbox.ident)
    assert published(store, month).inbox != first.inbox
    store.run_sync(lambda tx: keep_fresh(tx, quarter))
    assert not lives(ItemKind.INBOX, first.inbox.ident)
    verify(store, published(store, quarter), quarter)


def test_a_first_message_is_remembered_as_long_as_its_signed_prekey(store: Store) -> None:
    spk = published(store).spk.ident
    sid = SessionId(b"s" * 16)
    store.run_sync(lambda tx: tx.sessions.remember_init(b"e" * 32, spk, sid, NOW))
    store.run_sync(lambda tx: keep_fresh(tx, NOW + 30 * DAY_S - 1))
    assert store.run_sync(lambda tx: tx.sessions.begun_by(b"e" * 32, spk)) == sid
    store.run_sync(lambda tx: keep_fresh(tx, NOW + 30 * DAY_S))
    assert store.run_sync(lambda tx: tx.sessions.begun_by(b"e" * 32, spk)) is None


def test_new_features_or_numbers_make_a_new_header(store: Store) -> None:
    first = published(store)
    store.run_sync(lambda tx: tx.account.raise_info_seq())
    second = published(store)
    assert second.header.seqno == first.header.seqno + 1
    assert second.header.info_seq == first.header.info_seq + 1
    assert second.spk == first.spk
    stored = store.run_sync(lambda tx: tx.prekeys.header(first.header.seqno))
    assert stored is not None
    assert stored.header == first.header.raw


def test_a_contact_gets_twenty_one_time_items_a_day_then_the_last_resort(store: Store) -> None:
    store.run_sync(lambda tx: tx.contacts.save(a_contact()))

    def ask(now: float) -> Bundle:
        def work(tx: Transaction) -> bytes:
            contact = tx.contacts.get(BOB)
            return prekeys.bundle_for_contact(tx, contact, now)

        return decode_bundle(store.run_sync(work))

    bundles = [ask(NOW) for _ in range(22)]
    assert [bundle.opk is not None for bundle in bundles] == [True] * 20 + [False] * 2
    assert len({bundle.otk.ident for bundle in bundles if bundle.otk}) == 20
    assert bundles[-1].kem_item.kind is ItemKind.LRK
    assert ask(NOW + DAY_S).otk is not None


def test_an_invite_gives_three_and_a_refill_brings_a_hundred_back(store: Store) -> None:
    invite = StoredInvite(b"i" * 16, b"g" * 32, 5, NOW, NOW + 100)

    def ask() -> Bundle:
        def work(tx: Transaction) -> bytes:
            stored = tx.invites.get(invite.invite)
            return prekeys.bundle_for_invite(tx, stored, NOW)

        return decode_bundle(store.run_sync(work))

    store.run_sync(lambda tx: tx.invites.save(invite))
    assert [ask().otk is not None for _ in range(5)] == [True, True, True, False, False]
    assert not store.run_sync(prekeys.needs_refill)
    for _ in range(50):
        store.run_sync(lambda tx: tx.prekeys.hand_out(ItemKind.OTK, NOW, NOW + DAY_S))
    assert store.run_sync(prekeys.needs_refill)
    while store.run_sync(lambda tx: prekeys.refill(tx, NOW, 10)):
        pass
    assert store.run_sync(lambda tx: tx.prekeys.free(ItemKind.OTK)) == ONE_TIME_STOCK


def test_an_exhausted_stock_falls_back_to_the_last_resort(store: Store) -> None:
    store.run_sync(lambda tx: tx.contacts.save(replace(a_contact(), ration_day=-1)))
    for kind in (ItemKind.OPK, ItemKind.OTK):
        for _ in range(ONE_TIME_STOCK):
            store.run_sync(lambda tx, k=kind: tx.prekeys.hand_out(k, NOW, NOW + DAY_S))

    def work(tx: Transaction) -> bytes:
        contact = tx.contacts.get(BOB)
        return prekeys.bundle_for_contact(tx, contact, NOW)

    bundle = decode_bundle(store.run_sync(work))
    assert (bundle.opk, bundle.otk) == (None, None)
    verify(store, bundle, NOW)


def test_a_certificate_is_renewed_after_a_year_with_the_same_keys(store: Store) -> None:
    first = published(store)
    year = NOW + 366 * DAY_S
    assert store.run_sync(lambda tx: keep_fresh(tx, year))
    second = published(store, year)
    verify(store, second, year, seen=first.header.seqno + 1)
    one, other = first.certificate, second.certificate
    assert (one.device, one.identity_key, one.node_key) == (
        other.device,
        other.identity_key,
        other.node_key,
    )
    assert other.not_after > one.not_after
    assert second.header.info_seq == first.header.info_seq + 1
    assert not store.run_sync(lambda tx: keep_fresh(tx, year + 3600))
