from collections.abc import Iterator
from pathlib import Path

import pytest

from megachat_desktop.errors import ProfileDamagedError
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.call import CallLogEntry, Direction, EndReason
from megachat_desktop.model.contact import ContactState, RingRule, Trust
from megachat_desktop.model.ids import (
    AccountId,
    CallId,
    DeviceId,
    EnvelopeId,
    MessageId,
    NodeKey,
    SessionId,
)
from megachat_desktop.model.message import MessageState, TextMessage
from megachat_desktop.model.settings import LanMode, RelayMode, Settings
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.records import DeliveryClass
from megachat_desktop.storage.chains import ChainHead
from megachat_desktop.storage.database import rows, upsert
from megachat_desktop.storage.invites import StoredInvite
from megachat_desktop.storage.outbox import OutgoingEnvelope, OutgoingRecord
from megachat_desktop.storage.prekey_repository import StoredPrekey
from megachat_desktop.storage.store import Store
from storage_support import BOB, a_contact, open_store

SID = SessionId(b"s" * 16)
EID = EnvelopeId(b"e" * 16)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path)
    yield store
    store.close()


ALL_SETTINGS = "SELECT name, value FROM setting"


def put_rows(store: Store, settings: dict[str, str]) -> None:
    """Write settings as somebody would who edits the database."""
    for name, value in settings.items():
        row = {"name": name, "value": value}
        store.run_sync(lambda tx, row=row: upsert(tx.settings._connection, "setting", "name", row))


def test_settings_come_back_and_damage_is_the_default(store: Store) -> None:
    chosen = Settings(
        relay_mode=RelayMode.OWN,
        relay_url="relay.example:444",
        stun_servers=("stun.example:3478",),
        lan_mode=LanMode.OFF,
        microphone="USB",
        call_waiting=False,
        called_in_vain=("ab" * 32,),
    )
    store.run_sync(lambda tx: tx.settings.save(chosen))
    assert store.run_sync(lambda tx: tx.settings.get()) == chosen
    damaged = {
        "relay_mode": '"sideways"',
        "relay_url": "7",
        "stun_servers": "[1]",
        "lan_mode": "{",
        "microphone": "[]",
        "call_waiting": "1",
        "text_percent": "900",
        "called_in_vain": '["x"]',
        "quiet_from": "[" * 20_000,
    }
    put_rows(store, damaged | {"from_the_future": "true"})
    assert store.run_sync(lambda tx: tx.settings.get()) == Settings()
    named = store.run_sync(lambda tx: tx.settings.set_damaged_aside())
    assert set(named) == set(damaged)
    kept = dict(store.run_sync(lambda tx: list(rows(tx.settings._connection, ALL_SETTINGS))))
    assert {name: kept[f"damaged:{name}"] for name in damaged} == damaged
    assert kept["from_the_future"] == "true"
    assert store.run_sync(lambda tx: tx.settings.set_damaged_aside()) == ()


def test_a_contact_keeps_everything_and_is_found_by_its_device(store: Store) -> None:
    contact = replace(
        a_contact(),
        trust=Trust.VERIFIED_SAS,
        verified_at=5.0,
        device=DeviceId(b"d" * 16),
        node_key=NodeKey(b"n" * 32),
        certificate=b"certificate",
        info_seq=7,
        own_name="Bobby",
        clock_difference_ms=-12,
    )
    store.run_sync(lambda tx: tx.contacts.save(contact))
    assert store.run_sync(lambda tx: tx.contacts.by_node_key(NodeKey(b"n" * 32))) == contact
    assert store.run_sync(lambda tx: tx.contacts.all()) == [contact]
    assert contact.name == "Bobby"
    store.run_sync(lambda tx: tx.contacts.remove(BOB))
    assert store.run_sync(lambda tx: tx.contacts.get(BOB)) is None


def test_addresses_that_worked_come_first_and_outlive_an_announcement(store: Store) -> None:
    home, cafe, office = (SocketAddress(f"192.0.2.{n}", 4000 + n) for n in (1, 2, 3))
    store.run_sync(lambda tx: tx.contacts.save(a_contact()))
    store.run_sync(lambda tx: tx.contacts.announce(BOB, (home, cafe)))
    store.run_sync(lambda tx: tx.contacts.worked(BOB, cafe, 10.0))
    assert store.run_sync(lambda tx: tx.contacts.addresses(BOB)) == (cafe, home)
    store.run_sync(lambda tx: tx.contacts.announce(BOB, (office,)))
    assert store.run_sync(lambda tx: tx.contacts.addresses(BOB)) == (cafe, office)
    store.run_sync(lambda tx: tx.contacts.save(a_contact(name="Robert")))
    assert store.run_sync(lambda tx: tx.contacts.addresses(BOB)) == (cafe, office)
    for port in range(5000, 5100):
        address = SocketAddress("192.0.2.9", port)
        store.run_sync(lambda tx, a=address: tx.contacts.worked(BOB, a, float(a.port)))
    assert len(store.run_sync(lambda tx: tx.contacts.addresses(BOB))) <= 17


def test_an_invite_opens_once_and_not_after_its_time(store: Store) -> None:
    invite = StoredInvite(b"i" * 16, b"g" * 32, 1, 0.0, 100.0)
    store.run_sync(lambda tx: tx.invites.save(invite))
    assert store.run_sync(lambda tx: tx.invites.by_gate(b"g" * 32)) == invite
    assert not store.run_sync(lambda tx: tx.invites.use(b"i" * 16, 100.0))
    assert store.run_sync(lambda tx: tx.invites.use(b"i" * 16, 99.0))
    assert not store.run_sync(lambda tx: tx.invites.use(b"i" * 16, 99.0))
    store.run_sync(lambda tx: tx.invites.forget_expired(1.0))
    assert store.run_sync(lambda tx: tx.invites.all()) == []


def test_the_call_log_and_the_ids_that_rang(store: Store) -> None:
    entry = CallLogEntry(
        CallId(b"c" * 16), BOB, Direction.IN, True, 5.0, 0.0, EndReason.NO_ANSWER, True
    )
    store.run_sync(lambda tx: tx.calls.add(entry))
    assert store.run_sync(lambda tx: tx.calls.newest()) == [entry]
    assert store.run_sync(lambda tx: tx.calls.with_account(AccountId(b"x" * 32), 9)) == []
    month = 30 * 86400
    seen = [(entry.call_id, 0.0), (entry.call_id, month - 1.0), (entry.call_id, month + 1.0)]
    answers = [
        store.run_sync(lambda tx, c=call, at=at: tx.calls.first_sight(c, at)) for call, at in seen
    ]
    assert answers == [True, False, True]


def test_what_rang_when_the_program_was_killed_is_missed(store: Store) -> None:
    killed = CallLogEntry(
        CallId(b"k" * 16), BOB, Direction.IN, True, 5.0, 0.0, EndReason.NO_ANSWER, True
    )
    over, answered = (replace(killed, call_id=CallId(name * 16)) for name in (b"o", b"a"))
    for entry in (killed, over, answered):
        store.run_sync(lambda tx, e=entry: tx.calls.rings(e))
    declined = replace(over, end_reason=EndReason.DECLINED, missed=False)
    store.run_sync(lambda tx: tx.calls.add(declined))
    store.run_sync(lambda tx: tx.calls.rings_no_more(answered.call_id))
    for _ in range(2):
        store.run_sync(lambda tx: tx.calls.miss_what_rang())
        found = store.run_sync(lambda tx: tx.calls.newest())
        assert sorted(found, key=lambda e: e.call_id) == [killed, declined]
    store.run_sync(lambda tx: tx.calls.rings(answered))
    store.run_sync(lambda tx: tx.calls.forget(BOB))
    store.run_sync(lambda tx: tx.calls.miss_what_rang())
    assert store.run_sync(lambda tx: tx.calls.newest()) == []


def test_a_one_time_item_is_handed_out_once(store: Store) -> None:
    for number in (1, 2):
        prekey = StoredPrekey(4, number, b"item", b"secret", 1.0, 9.0)
        store.run_sync(lambda tx, p=prekey: tx.prekeys.save(p))
    handed = [store.run_sync(lambda tx: tx.prekeys.hand_out(4, 2.0, 8.0)) for _ in range(3)]
    assert [prekey and prekey.id for prekey in handed] == [1, 2, None]
    assert store.run_sync(lambda tx: tx.prekeys.free(4)) == 0
    store.run_sync(lambda tx: tx.prekeys.forget_dead(9.0))
    assert store.run_sync(lambda tx: tx.prekeys.all()) == []


def outgoing(number: int, **changes: object) -> OutgoingRecord:
    record = OutgoingRecord(
        BOB, MessageId(bytes([number]) * 16), b"record", DeliveryClass.DURABLE, True, 1.0, 100.0
    )
    return replace(record, **changes)


def test_an_envelope_goes_when_its_records_are_receipted(store: Store) -> None:
    run = store.run_sync
    run(lambda tx: tx.outbox.add_envelope(OutgoingEnvelope(EID, BOB, SID, b"bytes", 1.0)))
    run(lambda tx: tx.outbox.add_record(outgoing(1, eid=EID, expires=1e9)))
    run(lambda tx: tx.outbox.add_record(outgoing(2, eid=EID, wants_receipt=False)))
    assert run(lambda tx: tx.outbox.unacknowledged(SID)) == 1
    run(lambda tx: tx.outbox.acknowledge(EID, 5.0))
    assert run(lambda tx: tx.outbox.to_send(BOB, 6.0, 9)) == []
    assert len(run(lambda tx: tx.outbox.to_send(BOB, 86406.0, 9))) == 1
    assert [r.msg_id[0] for r in run(lambda tx: tx.outbox.records_in(EID))] == [1]
    wrong = AccountId(b"x" * 32)
    known = MessageId(bytes([1]) * 16)
    assert run(lambda tx: tx.outbox.delivered(wrong, [known])) == []
    assert run(lambda tx: tx.outbox.delivered(BOB, [known, known])) == [known]
    assert run(lambda tx: tx.outbox.envelope(EID)) is None


def test_a_refused_envelope_gives_its_records_back_in_order(store: Store) -> None:
    run = store.run_sync
    run(lambda tx: tx.outbox.add_envelope(OutgoingEnvelope(EID, BOB, SID, b"bytes", 1.0)))
    for number in (1, 2):
        run(lambda tx, n=number: tx.outbox.add_record(outgoing(n, eid=EID)))
    run(lambda tx: tx.outbox.add_record(outgoing(3)))
    run(lambda tx: tx.outbox.unseal(EID))
    assert [r.msg_id[0] for r in run(lambda tx: tx.outbox.unsealed(BOB, 2.0))] == [1, 2, 3]
    assert run(lambda tx: tx.outbox.envelope(EID)) is None
    assert run(lambda tx: tx.outbox.accounts()) == [BOB]


def test_what_is_too_late_is_given_up(store: Store) -> None:
    run = store.run_sync
    run(lambda tx: tx.outbox.add_envelope(OutgoingEnvelope(EID, BOB, SID, b"bytes", 1.0)))
    run(lambda tx: tx.outbox.add_record(outgoing(1, eid=EID, delivery=DeliveryClass.CALL)))
    run(lambda tx: tx.outbox.add_record(outgoing(2, expires=200.0)))
    assert run(lambda tx: tx.outbox.to_send(BOB, 100.0, 9)) == []
    assert run(lambda tx: tx.outbox.unsealed(BOB, 200.0)) == []
    assert [r.msg_id[0] for r in run(lambda tx: tx.outbox.expire(100.0))] == [1]
    assert run(lambda tx: tx.outbox.envelope(EID)) is None
    assert [r.msg_id[0] for r in run(lambda tx: tx.outbox.unsealed(BOB, 2.0))] == [2]


def test_a_durable_record_is_new_once_for_each_person(store: Store) -> None:
    seen = [(BOB, 1), (BOB, 1), (AccountId(b"x" * 32), 1), (BOB, 2)]
    answers = [
        store.run_sync(
            lambda tx, a=account, n=number: tx.seen.first_message(a, MessageId(bytes([n]) * 16), 1)
        )
        for account, number in seen
    ]
    assert answers == [True, False, True, True]
    store.run_sync(lambda tx: tx.seen.forget_old(61 * 86400.0))
    assert store.run_sync(lambda tx: tx.seen.first_message(BOB, MessageId(b"\1" * 16), 1.0))


def test_chains_of_both_directions_are_apart(store: Store) -> None:
    conv = bytes(32)
    head = ChainHead(4, b"h" * 32)
    store.run_sync(lambda tx: tx.chains.advance(BOB, conv, head, incoming=True))
    assert store.run_sync(lambda tx: tx.chains.head(BOB, conv, incoming=True)) == head
    assert store.run_sync(lambda tx: tx.chains.head(BOB, conv, incoming=False)) == ChainHead()


def test_states_that_blocked_people_have_are_kept(store: Store) -> None:
    blocked = replace(a_contact(), state=ContactState.BLOCKED)
    store.run_sync(lambda tx: tx.contacts.save(blocked))
    assert store.run_sync(lambda tx: tx.contacts.get(BOB)) == blocked


def text(number: int, account: AccountId = BOB, **changes: object) -> TextMessage:
    one = TextMessage(
        MessageId(bytes([number]) * 16), account, Direction.OUT, f"Text {number}", float(number)
    )
    return replace(one, **changes)


def test_texts_come_back_newest_first_and_are_forgotten_with_their_contact(store: Store) -> None:
    carol = AccountId(b"c" * 32)
    for message in (text(1), text(2), text(3, carol)):
        store.run_sync(lambda tx, message=message: tx.texts.save(message))
    sent = text(1, state=MessageState.SENT)
    store.run_sync(lambda tx: tx.texts.save(sent))
    assert store.run_sync(lambda tx: tx.texts.newest(BOB, 10)) == [text(2), sent]
    assert store.run_sync(lambda tx: tx.texts.newest(BOB, 10, before=2.0)) == [sent]
    assert store.run_sync(lambda tx: tx.texts.newest(BOB, 1)) == [text(2)]
    store.run_sync(lambda tx: tx.texts.forget(BOB))
    assert store.run_sync(lambda tx: tx.texts.newest(BOB, 10)) == []
    assert store.run_sync(lambda tx: tx.texts.newest(carol, 10)) == [text(3, carol)]


def test_words_of_another_version_do_not_lock_anybody_out(store: Store) -> None:
    store.run_sync(lambda tx: tx.contacts.save(replace(a_contact(), trust=Trust.VERIFIED_SAS)))
    store.run_sync(lambda tx: tx.texts.save(text(1)))
    call = CallLogEntry(
        CallId(b"c" * 16), BOB, Direction.OUT, True, 5.0, 6.0, EndReason.BUSY, False
    )
    store.run_sync(lambda tx: tx.calls.add(call))

    def write(sql: str) -> None:
        store.run_sync(lambda tx: tx.settings._connection.execute(sql))

    write("UPDATE contact SET trust = 'psychic', ring_rule = 'softly'")
    write("UPDATE text_message SET state = 'dreamt'")
    write("UPDATE call_log SET end_reason = 'BORED'")
    (contact,) = store.run_sync(lambda tx: tx.contacts.all())
    assert (contact.trust, contact.ring_rule) == (Trust.UNVERIFIED, RingRule.AS_USUAL)
    assert store.run_sync(lambda tx: tx.texts.newest(BOB, 5))[0].state is MessageState.SENT
    assert store.run_sync(lambda tx: tx.calls.newest())[0].end_reason is EndReason.HUNG_UP
    write("UPDATE contact SET state = 'frozen'")  # whether they may call is not to be guessed
    with pytest.raises(ProfileDamagedError, match="newer MegaChat"):
        store.run_sync(lambda tx: tx.contacts.all())
