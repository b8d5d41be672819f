"""What an accepted contact may try inside a session that is really theirs."""

import asyncio
from pathlib import Path

from megachat_desktop.engine import messaging_outgoing as outgoing
from megachat_desktop.engine import prekeys
from megachat_desktop.engine.messaging_ports import Peer, Reply
from megachat_desktop.model.ids import MessageId
from megachat_desktop.model.values import replace
from megachat_desktop.protocol import sessions
from megachat_desktop.protocol.bundle import decode_bundle
from megachat_desktop.protocol.contact_records import Renew
from megachat_desktop.protocol.envelope import pack_payload
from megachat_desktop.protocol.frames import (
    NO_GATE,
    Ack,
    EnvelopeFrame,
    Refused,
    envelope_id,
)
from megachat_desktop.protocol.records import make_record
from megachat_desktop.protocol.text_records import Receipt, ReceiptKind, Text
from megachat_desktop.storage.transaction import Transaction
from messaging_support import START, Person, Wire, befriend, settle, story, until


def sealed(sender: Person, to: Person, *records: bytes) -> bytes:
    """An envelope in the sender's real session, with whatever bytes as records."""

    def work(tx: Transaction) -> bytes:
        contact = tx.contacts.get(to.id)
        session = sessions.to_send_on(outgoing.load_sessions(tx, to.id))
        assert contact is not None
        assert session is not None
        data = outgoing._seal(contact, session, list(records), START)
        outgoing.save_session(tx, session)
        return data

    return sender.store.run_sync(work)


async def give(to: Person, sender: Person, data: bytes) -> Reply:
    origin = Peer(sender.node_key, "address")
    return await to.messenger.on_frame(origin, EnvelopeFrame(NO_GATE, data))


async def refused(to: Person, sender: Person, data: bytes) -> None:
    before = to.fingerprint()
    assert await give(to, sender, data) == Reply((Refused(envelope_id(data)),))
    assert to.fingerprint() == before


def a_text(text: str, msg_id: bytes = b"m" * 16) -> bytes:
    record = make_record(Text(text), MessageId(msg_id), round(START * 1000), seq=1)
    return record.raw


def test_a_malformed_record_refuses_its_envelope_and_the_session_lives(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        wire = await befriend(alice, bob)
        await wire.cut()
        bob.texts.clear()
        good = a_text("never shown")
        for bad in (b"", b"\x02" + good[1:], good[:-1], good + b"\0", bytes(200)):
            await refused(bob, alice, sealed(alice, bob, good, bad))
        Wire(alice, bob)
        await alice.say(bob, "still here")
        await until(lambda: bob.texts == ["still here"])

    story(tmp_path, play)


def test_a_payload_too_long_or_of_too_many_records_is_refused(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        wire = await befriend(alice, bob)
        await wire.cut()
        bob.texts.clear()

        def work(tx: Transaction) -> bytes:
            contact = tx.contacts.get(bob.id)
            session = sessions.to_send_on(outgoing.load_sessions(tx, bob.id))
            assert contact is not None
            assert session is not None
            many = (33).to_bytes(2, "big") + bytes(4 * 33)
            inner = sessions.seal(session, many, START)
            outgoing.save_session(tx, session)
            item = outgoing._inbox_item(contact.inbox)
            return outgoing.seal_envelope(inner, bob.id, session.device, item.ident, item.hpke)

        await refused(bob, alice, alice.store.run_sync(work))

    story(tmp_path, play)


def test_one_message_id_has_one_effect_in_whatever_envelope(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        wire = await befriend(alice, bob)
        await wire.cut()
        bob.texts.clear()
        for _ in range(3):
            reply = await give(bob, alice, sealed(alice, bob, a_text("once")))
            assert isinstance(reply.frames[0], Ack)
        await give(bob, alice, sealed(alice, bob, a_text("a", b"1" * 16), a_text("b", b"1" * 16)))
        assert bob.texts == ["once", "a"]

    story(tmp_path, play)


def test_receipts_for_what_was_never_sent_to_them_count_nothing(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        wire = await befriend(alice, bob)
        await wire.cut()
        alice.sink.events.clear()
        receipt = Receipt(ReceiptKind.DELIVERED, (b"n" * 16,))
        record = make_record(receipt, MessageId(b"r" * 16), 0)
        await give(alice, bob, sealed(bob, alice, record.raw))
        assert alice.sink.events == []

    story(tmp_path, play)


def test_a_renewal_that_does_not_open_is_refused(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        wire = await befriend(alice, bob)
        await wire.cut()
        raw = bob.store.run_sync(lambda tx: prekeys.bundle_without_one_time(tx, START))
        own = prekeys.own_device(alice.account)
        begun = sessions.begin(own, decode_bundle(raw), START)  # not inside the old session
        inner = sessions.seal(begun, pack_payload([]), START)
        m = inner.message
        assert inner.init is not None
        renew = Renew(inner.init, m.ratchet_pub, m.n, m.pn, m.body)
        record = make_record(renew, MessageId(b"w" * 16), 0)
        await refused(bob, alice, sealed(alice, bob, record.raw))
        assert bob.sessions(alice) == 1

    story(tmp_path, play)


def test_a_device_below_what_was_pinned_gets_no_session(tmp_path: Path) -> None:
    async def play(alice: Person, bob: Person) -> None:
        await alice.start()
        await bob.start()
        alice.know(bob, invite=(invite := bob.invite()))
        contact = alice.contact(bob)
        assert contact is not None
        better = replace(contact, version=2, suite=2)
        alice.store.run_sync(lambda tx: tx.contacts.save(better))
        Wire(alice, bob)
        await alice.ask(bob, invite)
        await settle(alice, bob)
        await asyncio.sleep(0.02)
        assert alice.sessions(bob) == 0
        assert bob.texts == []

    story(tmp_path, play)
