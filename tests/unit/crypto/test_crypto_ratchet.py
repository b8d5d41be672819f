"""The Double Ratchet under loss, delay, repetition and forgery (PROTOCOL.md 5.4 and 17.1, 17.2)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto_support import LOW_ORDER_X25519, pattern, refused, running_session, session
from megachat_desktop.crypto import padding
from megachat_desktop.crypto.ratchet import MAX_PAYLOAD, Ratchet
from megachat_desktop.crypto.ratchet_message import RatchetMessage
from megachat_desktop.errors import CryptoError, LocalProtocolError


def _refused_unchanged(ratchet: Ratchet, message: RatchetMessage) -> bool:
    before = ratchet.to_bytes()
    return refused(lambda: ratchet.decrypt(message)) and ratchet.to_bytes() == before


def _reload(ratchet: Ratchet) -> Ratchet:
    return Ratchet.from_bytes(ratchet.to_bytes())


def test_a_conversation_survives_a_restart_after_every_message() -> None:
    alice, bob = session()
    heard = []
    for turn in range(6):
        for number in range(3):
            text = b"%d.%d" % (turn, number)
            sender, receiver = (alice, bob) if turn % 2 == 0 else (bob, alice)
            heard.append(receiver.decrypt(sender.encrypt(text)))
            alice, bob = _reload(alice), _reload(bob)
    assert heard == [b"%d.%d" % (turn, number) for turn in range(6) for number in range(3)]


def test_the_header_counts_chains_as_signal_does() -> None:
    alice, bob = session()
    first = [alice.encrypt(b"") for _ in range(3)]
    bob.decrypt(first[2])
    alice.decrypt(bob.encrypt(b""))
    second = [alice.encrypt(b"") for _ in range(2)]
    assert [(m.n, m.pn) for m in first + second] == [(0, 0), (1, 0), (2, 0), (0, 3), (1, 3)]
    assert first[0].ratchet_pub == first[2].ratchet_pub != second[0].ratchet_pub


def test_a_responder_cannot_send_before_it_has_received() -> None:
    _, bob = session()
    assert not bob.can_send
    with pytest.raises(LocalProtocolError):
        bob.encrypt(b"too early")


def test_an_initiator_that_has_sent_nothing_accepts_nothing() -> None:
    alice, _ = session()
    assert _refused_unchanged(alice, RatchetMessage(pattern(3, 32), 0, 0, bytes(300)))


def test_a_message_repeated_is_refused_also_after_a_restart() -> None:
    alice, bob = session()
    first, second = alice.encrypt(b"one"), alice.encrypt(b"two")
    bob.decrypt(second)
    bob.decrypt(first)
    assert _refused_unchanged(bob, first)
    assert _refused_unchanged(bob, second)
    assert _refused_unchanged(_reload(bob), first)
    alice.decrypt(bob.encrypt(b"three"))
    bob.decrypt(alice.encrypt(b"four"))
    assert _refused_unchanged(bob, first)


def test_own_messages_sent_back_are_refused() -> None:
    alice, bob = running_session()
    assert _refused_unchanged(alice, alice.encrypt(b"mirror"))
    assert _refused_unchanged(bob, bob.encrypt(b"mirror"))


def test_a_hundred_messages_in_any_order_with_three_lost() -> None:
    alice, bob = running_session()
    messages = [alice.encrypt(b"%d" % i) for i in range(100)]
    order = [(i * 37 + 11) % 100 for i in range(100)]
    assert sorted(order) == list(range(100))
    arriving = [i for i in order if i not in (13, 50, 99)]
    assert [bob.decrypt(messages[i]) for i in arriving] == [b"%d" % i for i in arriving]
    assert bob.decrypt(_reload(alice).encrypt(b"after")) == b"after"
    assert bob.decrypt(messages[50]) == b"50"


def test_999_and_1000_skipped_are_held_1001_is_refused_and_the_session_lives() -> None:
    alice, bob = running_session()
    messages = [alice.encrypt(b"%d" % i) for i in range(2002)]
    assert _refused_unchanged(bob, messages[1001])
    assert bob.decrypt(messages[999]) == b"999"
    assert _refused_unchanged(bob, messages[2001])
    assert bob.decrypt(messages[2000]) == b"2000"
    assert bob.decrypt(messages[0]) == b"0"
    assert bob.decrypt(messages[2001]) == b"2001"


def test_the_oldest_skipped_keys_go_first_above_2000() -> None:
    alice, bob = running_session()
    messages = [alice.encrypt(b"%d" % i) for i in range(2500)]
    for number in (999, 1999, 2499):
        bob.decrypt(messages[number])
    assert _refused_unchanged(bob, messages[0])
    assert _refused_unchanged(bob, messages[496])
    assert len(bob.to_bytes()) < 137_000
    assert bob.decrypt(messages[497]) == b"497"
    assert bob.decrypt(messages[2498]) == b"2498"


def test_skips_count_over_both_chains_and_never_warn_their_way_through() -> None:
    alice, bob = running_session()
    old = [alice.encrypt(b"old") for _ in range(600)]
    bob.decrypt(old[0])
    alice.decrypt(bob.encrypt(b"turn"))
    new = [alice.encrypt(b"new %d" % i) for i in range(403)]
    assert (new[402].n, new[402].pn) == (402, 600)  # 402 + 599 would be passed over
    assert _refused_unchanged(bob, new[402])
    assert bob.decrypt(new[401]) == b"new 401"
    assert bob.decrypt(old[599]) == b"old"
    assert bob.decrypt(new[402]) == b"new 402"


@pytest.mark.parametrize("point", LOW_ORDER_X25519, ids=bytes.hex)
def test_a_low_order_ratchet_key_is_refused(point: bytes) -> None:
    alice, bob = running_session()
    sent = alice.encrypt(b"hi")
    assert _refused_unchanged(bob, RatchetMessage(point, sent.n, sent.pn, sent.body))
    _, waiting = session()
    assert _refused_unchanged(waiting, RatchetMessage(point, 0, 0, sent.body))


def test_every_flipped_bit_and_every_truncation_is_refused_without_a_trace() -> None:
    alice, bob = running_session()
    sent = alice.encrypt(b"the text")
    before = bob.to_bytes()
    for at in range(len(sent.body)):
        body = sent.body[:at] + bytes((sent.body[at] ^ 1,)) + sent.body[at + 1 :]
        assert refused(lambda b=body: bob.decrypt(RatchetMessage(sent.ratchet_pub, 0, 1, b)))
        assert refused(
            lambda n=at: bob.decrypt(RatchetMessage(sent.ratchet_pub, 0, 1, sent.body[:n]))
        )
    for at in range(32):
        key = bytearray(sent.ratchet_pub)
        key[at] ^= 0x20
        assert refused(lambda k=bytes(key): bob.decrypt(RatchetMessage(k, 0, 1, sent.body)))
    for n, pn in ((1, 1), (0, 0), (0, 2), (-1, 1), (1 << 32, 1), (0, 1 << 32)):
        assert refused(
            lambda n=n, pn=pn: bob.decrypt(RatchetMessage(sent.ratchet_pub, n, pn, sent.body))
        )
    assert bob.to_bytes() == before
    assert bob.decrypt(sent) == b"the text"


def test_a_failed_first_message_leaves_the_responder_as_it_was() -> None:
    alice, bob = session()
    first = alice.encrypt(b"hello")
    forged = RatchetMessage(first.ratchet_pub, 0, 0, first.body[:-1] + b"\x00")
    assert _refused_unchanged(bob, forged)
    assert bob.decrypt(first) == b"hello"


def test_another_transcript_opens_nothing() -> None:
    alice, bob = session()
    form, secrets = bob.to_bytes()[:1], bob.to_bytes()[33:]
    stranger = Ratchet.from_bytes(form + pattern(9, 32) + secrets)
    assert _refused_unchanged(stranger, alice.encrypt(b"hello"))


def test_bad_padding_from_the_peer_itself_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    alice, bob = running_session()
    with monkeypatch.context() as patch:
        patch.setattr(padding, "pad", lambda _: bytes(256))
        unpadded = alice.encrypt(b"ignored")
    assert _refused_unchanged(bob, unpadded)
    assert bob.decrypt(alice.encrypt(b"next")) == b"next"


@pytest.mark.parametrize("size", [0, 1, 255, 256, 4094, 4095, 4096, 4097, 5119, MAX_PAYLOAD])
def test_payloads_of_every_size_class_arrive(size: int) -> None:
    alice, bob = running_session()
    message = alice.encrypt(pattern(size % 251, size))
    block = 256 if size < 4096 else 1024
    assert len(message.body) == (size // block + 1) * block + 40
    assert bob.decrypt(message) == pattern(size % 251, size)


def test_a_payload_over_the_limit_is_our_own_mistake() -> None:
    alice, _ = running_session()
    with pytest.raises(LocalProtocolError):
        alice.encrypt(bytes(MAX_PAYLOAD + 1))


def test_a_rolled_back_state_seals_with_another_nonce() -> None:
    alice, _ = running_session()
    copy = _reload(alice)
    one, other = alice.encrypt(b"first"), copy.encrypt(b"other")
    assert (one.ratchet_pub, one.n) == (other.ratchet_pub, other.n)
    assert one.body[:24] != other.body[:24]


def test_stored_bytes_come_back_exactly_and_damage_is_refused() -> None:
    alice, bob = running_session()
    bob.decrypt([alice.encrypt(b"") for _ in range(5)][-1])
    for ratchet in (*session(), alice, bob):
        data = ratchet.to_bytes()
        assert Ratchet.from_bytes(data).to_bytes() == data
        assert all(refused(lambda d=data[:n]: Ratchet.from_bytes(d)) for n in range(97))
    flag_at = 1 + 4 * 32
    for flag in (0, 2):  # there is a receiving chain
        damaged = bob.to_bytes()[:flag_at] + bytes((flag,)) + bob.to_bytes()[flag_at + 1 :]
        assert refused(lambda d=damaged: Ratchet.from_bytes(d))
    assert refused(lambda: Ratchet.from_bytes(b"\x04" + bob.to_bytes()[1:]))
    assert refused(lambda: Ratchet.from_bytes(session()[0].to_bytes() + b"\x00"))


@given(data=st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_a_state_or_refused(data: bytes) -> None:
    refused(lambda: Ratchet.from_bytes(data))


@given(moves=st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 5)), min_size=1, max_size=40))
@settings(max_examples=40, deadline=None)
def test_any_interleaving_delivers_every_message_once(moves: list[tuple[str, int]]) -> None:
    alice, bob = running_session()
    flying: dict[str, list[tuple[bytes, RatchetMessage]]] = {"a": [], "b": []}
    for count, (who, delivered) in enumerate(moves):
        sender, receiver = (alice, bob) if who == "a" else (bob, alice)
        text = b"%d" % count
        flying[who].append((text, sender.encrypt(text)))
        if delivered < len(flying[who]):
            expected, message = flying[who].pop(delivered)
            assert receiver.decrypt(message) == expected
            assert _refused_unchanged(receiver, message)
    for who, receiver in (("a", bob), ("b", alice)):
        assert [receiver.decrypt(m) for _, m in flying[who]] == [text for text, _ in flying[who]]


def test_padding_refuses_what_it_did_not_make() -> None:
    for size in (0, 1, 255, 256, 4095, 4096, 9000):
        assert padding.unpad(padding.pad(bytes(size))) == bytes(size)
    bad = [b"", bytes(255), bytes(256), b"\x80" + bytes(256), b"\x80" + bytes(511), b"x" * 4352]
    assert all(refused(lambda b=b: padding.unpad(b)) for b in bad)
    with pytest.raises(CryptoError):
        padding.unpad(bytes(1024))
