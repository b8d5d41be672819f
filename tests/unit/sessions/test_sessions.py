import pytest

from megachat_desktop.crypto.ratchet_message import RatchetMessage
from megachat_desktop.errors import CryptoError, LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.ids import SessionId
from megachat_desktop.model.values import replace
from megachat_desktop.protocol import sessions
from megachat_desktop.protocol.envelope import Inner
from megachat_desktop.protocol.sessions import (
    RENEW_AFTER_MESSAGES,
    RENEW_AFTER_S,
    REPLACED_LIFE_S,
    Session,
    after_first_message,
    surplus,
    to_send_on,
)
from session_support import NOW, Device, words


@pytest.fixture
def alice() -> Device:
    return Device("alice")


@pytest.fixture
def bob() -> Device:
    return Device("bob")


def say(session: Session, text: str) -> Inner:
    return sessions.seal(session, words(text), NOW)


def stored(session: Session) -> Session:
    """What comes back from the database."""
    return Session.decode(session.encode())


def joined(alice: Device, bob: Device) -> tuple[Session, Session]:
    ours = alice.begin_with(bob)
    first = say(ours, "hello")
    theirs = bob.answer(first)
    sessions.open_message(theirs, first, NOW)
    sessions.open_message(ours, say(theirs, "hello back"), NOW)
    return ours, theirs


@pytest.mark.parametrize("one_time", [True, False])
def test_a_first_message_begins_the_same_session_on_both_sides(
    alice: Device, bob: Device, one_time: bool
) -> None:
    ours = sessions.begin(alice.own, bob.bundle(one_time), NOW)
    first = say(ours, "hello")
    theirs = stored(bob.answer(first))
    assert theirs.sid == ours.sid == first.session
    assert (theirs.account, theirs.device) == (alice.own.account, alice.did)
    assert sessions.open_message(theirs, first, NOW) == words("hello")
    assert sessions.open_message(ours, say(theirs, "yes"), NOW) == words("yes")


def test_the_init_is_repeated_until_an_answer_comes(alice: Device, bob: Device) -> None:
    ours = alice.begin_with(bob)
    messages = [say(ours, str(number)) for number in range(3)]
    assert all(message.init == messages[0].init for message in messages)
    theirs = bob.answer(messages[2])
    for message in (messages[2], messages[0]):
        sessions.open_message(theirs, message, NOW)
    ours = stored(ours)
    sessions.open_message(ours, say(theirs, "got it"), NOW)
    assert say(stored(ours), "3").init is None


def test_the_responder_cannot_send_before_the_first_message_opened(
    alice: Device, bob: Device
) -> None:
    theirs = bob.answer(say(alice.begin_with(bob), "hello"))
    assert not theirs.may_send
    with pytest.raises(LocalProtocolError):
        say(theirs, "too soon")


def test_a_refused_message_changes_nothing(alice: Device, bob: Device) -> None:
    ours, theirs = joined(alice, bob)
    good = say(ours, "good")
    m = good.message
    forged = RatchetMessage(m.ratchet_pub, m.n, m.pn, m.body[:-1] + bytes([m.body[-1] ^ 1]))
    low_order = RatchetMessage(bytes(32), 0, 1, m.body)
    before = theirs.encode()
    for bad in (
        replace(good, message=forged),
        replace(good, message=low_order),
        replace(good, session=SessionId(b"x" * 16)),
    ):
        with pytest.raises(CryptoError):
            sessions.open_message(theirs, bad, NOW)
        assert theirs.encode() == before
    assert sessions.open_message(theirs, good, NOW) == words("good")
    with pytest.raises(CryptoError):
        sessions.open_message(theirs, good, NOW)


def test_a_hundred_in_any_order_with_three_lost(alice: Device, bob: Device) -> None:
    ours, theirs = joined(alice, bob)
    messages = [say(ours, str(number)) for number in range(100)]
    order = [(number * 37) % 100 for number in range(100)]
    arrived = [number for number in order if number not in (7, 50, 99)]
    for number in arrived:
        theirs = stored(theirs)
        assert sessions.open_message(theirs, messages[number], NOW) == words(str(number))


def test_a_thousand_may_be_missing_and_one_more_not(alice: Device, bob: Device) -> None:
    ours, theirs = joined(alice, bob)
    for _ in range(999):
        last = say(ours, "lost")
    after_999 = say(ours, "here")
    assert sessions.open_message(theirs, after_999, NOW) == words("here")
    for _ in range(1001):
        say(ours, "lost")
    too_far = say(ours, "too far")
    before = theirs.encode()
    with pytest.raises(CryptoError):
        sessions.open_message(theirs, too_far, NOW)
    assert theirs.encode() == before
    assert sessions.open_message(theirs, last, NOW) == words("lost")


def test_of_two_begun_at_once_the_smaller_id_sends_on_both_sides(
    alice: Device, bob: Device
) -> None:
    ours, theirs = alice.begin_with(bob), bob.begin_with(alice)
    from_alice, from_bob = say(ours, "a"), say(theirs, "b")
    at_bob, at_alice = bob.answer(from_alice), alice.answer(from_bob)
    sessions.open_message(at_bob, from_alice, NOW)
    sessions.open_message(at_alice, from_bob, NOW)
    assert after_first_message(at_bob, [theirs, at_bob], NOW) == []
    assert after_first_message(at_alice, [ours, at_alice], NOW) == []
    chosen = {to_send_on([ours, at_alice]).sid, to_send_on([at_bob, theirs]).sid}  # type: ignore[union-attr]
    assert chosen == {min(ours.sid, theirs.sid)}


def test_somebody_who_starts_over_is_followed(alice: Device, bob: Device) -> None:
    _, old = joined(alice, bob)
    first = say(alice.begin_with(bob), "I lost everything")
    new = bob.answer(first)
    sessions.open_message(new, first, NOW)
    (replaced,) = after_first_message(new, [old, new], NOW)
    assert replaced.sid == old.sid
    assert to_send_on([replaced, new]) is new
    assert not replaced.over(NOW + REPLACED_LIFE_S - 1)
    assert replaced.over(NOW + REPLACED_LIFE_S)


def test_a_renewal_is_due_after_a_week_or_five_hundred_messages(alice: Device, bob: Device) -> None:
    ours, _ = joined(alice, bob)
    assert not ours.renewal_due(NOW + RENEW_AFTER_S - 1)
    assert ours.renewal_due(NOW + RENEW_AFTER_S)
    ours.sent = RENEW_AFTER_MESSAGES - ours.received
    assert ours.renewal_due(NOW)


def renewal(old: Session, one: Device, other: Device) -> tuple[Session, Session]:
    """``one`` makes a new session in the old one; both ends of it."""
    mine = one.begin_with(other, old.sid)
    first = sessions.seal(mine, words(), NOW)
    theirs = other.answer(first, old.sid)
    sessions.open_message(theirs, first, NOW)
    return mine, theirs


def test_a_renewed_session_is_used_by_the_receiver_first(alice: Device, bob: Device) -> None:
    at_alice, at_bob = joined(alice, bob)
    new_at_alice, new_at_bob = renewal(at_alice, alice, bob)
    (at_bob,) = after_first_message(new_at_bob, [at_bob, new_at_bob], NOW)
    assert to_send_on([at_alice, new_at_alice]) is at_alice
    assert to_send_on([at_bob, new_at_bob]) is new_at_bob
    sessions.open_message(new_at_alice, say(new_at_bob, "here"), NOW)
    (at_alice,) = after_first_message(new_at_alice, [at_alice, new_at_alice], NOW)
    assert to_send_on([at_alice, new_at_alice]) is new_at_alice


def test_an_init_is_worth_nothing_outside_the_session_it_renews(alice: Device, bob: Device) -> None:
    at_alice, _ = joined(alice, bob)
    first = sessions.seal(alice.begin_with(bob, at_alice.sid), words(), NOW)
    outside = bob.answer(first)
    assert outside.sid != first.session
    with pytest.raises(CryptoError):
        sessions.open_message(outside, first, NOW)


def test_both_renew_at_once_and_meet_on_the_smaller_id(alice: Device, bob: Device) -> None:
    at_alice, at_bob = joined(alice, bob)
    by_alice, by_alice_at_bob = renewal(at_alice, alice, bob)
    by_bob, by_bob_at_alice = renewal(at_bob, bob, alice)
    (at_alice,) = after_first_message(by_bob_at_alice, [at_alice, by_alice, by_bob_at_alice], NOW)
    (at_bob,) = after_first_message(by_alice_at_bob, [at_bob, by_bob, by_alice_at_bob], NOW)
    alices, bobs = [at_alice, by_alice, by_bob_at_alice], [at_bob, by_bob, by_alice_at_bob]
    for _ in range(2):
        a, b = to_send_on(alices), to_send_on(bobs)
        assert a is not None
        assert b is not None
        for sender, others in ((a, bobs), (b, alices)):
            message = say(sender, "x")
            other = next(s for s in others if s.sid == message.session)
            sessions.open_message(other, message, NOW)
    assert to_send_on(alices).sid == to_send_on(bobs).sid == min(by_alice.sid, by_bob.sid)  # type: ignore[union-attr]


def test_a_sixth_session_drops_the_one_unused_longest(alice: Device, bob: Device) -> None:
    many = [replace(alice.begin_with(bob), used=NOW + number) for number in range(6)]
    assert surplus(many, NOW) == [many[0]]
    assert surplus(many[1:], NOW) == []


def test_a_damaged_state_is_refused_and_never_printed(alice: Device, bob: Device) -> None:
    ours, _ = joined(alice, bob)
    data = ours.encode()
    assert stored(ours).encode() == data
    for cut in range(0, len(data), 7):
        with pytest.raises(RemoteProtocolError):
            Session.decode(data[:cut])
    assert data[80:112].hex() not in repr(ours)
