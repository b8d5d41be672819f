"""Two ends agree on the keys of a call, and mallory in the middle gets nothing out of it."""

from collections.abc import Callable

import pytest

from megachat_desktop.crypto.call_keys import Party
from megachat_desktop.crypto.keys import HpkePair
from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.engine.call_exchange import CalleeExchange, CallerExchange
from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.ids import AccountId, CallId, DeviceId
from megachat_desktop.protocol.records import encode_body

ALICE = Party(AccountId(b"a" * 32), DeviceId(b"a" * 16))
BOB = Party(AccountId(b"b" * 32), DeviceId(b"b" * 16))
MALLORY = Party(AccountId(b"m" * 32), DeviceId(b"m" * 16))


def unanswered() -> tuple[CallerExchange, CalleeExchange]:
    alice = CallerExchange(CallId(random_bytes(16)), ALICE, BOB)
    offer = alice.offer(b"alice's description", 1_000, video=True)
    return alice, CalleeExchange(offer, encode_body(offer), ALICE, BOB)


def kept_by(end: CallerExchange | CalleeExchange) -> set[object]:
    """What an end holds of its own that is 32 bytes long, or a key."""
    held = vars(end).values()
    return {
        value
        for value in held
        if (isinstance(value, bytes) and len(value) == 32) or isinstance(value, HpkePair)
    }


def agree(
    callee_sees: Party = ALICE, caller_sees: Party = BOB
) -> tuple[CallerExchange, CalleeExchange]:
    alice = CallerExchange(CallId(random_bytes(16)), ALICE, caller_sees)
    offer = alice.offer(b"alice's description", 1_000, video=True)
    bob = CalleeExchange(offer, encode_body(offer), callee_sees, BOB)
    alice.take_callee(bob.callee_part(b"bob's description"))
    bob.take_reveal(alice.reveal().nonce)
    return alice, bob


def confirm_both(alice: CallerExchange, bob: CalleeExchange) -> None:
    exporter, cert_a, cert_b = b"x" * 32, b"1" * 32, b"2" * 32
    bob.check_confirm(0, exporter, cert_b, cert_a, alice.confirm(0, exporter, cert_a, cert_b))
    alice.check_confirm(0, exporter, cert_a, cert_b, bob.confirm(0, exporter, cert_b, cert_a))


def test_both_ends_have_the_same_pictures_and_opposite_keys() -> None:
    alice, bob = agree()
    confirm_both(alice, bob)
    assert alice.sas_numbers() == bob.sas_numbers()
    assert len(alice.sas_numbers()) == 7
    assert alice.media_keys().send == bob.media_keys().receive
    assert alice.media_keys().receive == bob.media_keys().send
    assert len(set(alice.media_keys().send.values())) == 4


@pytest.mark.parametrize(
    "spoil",
    [
        lambda a, b: (1, b"x" * 32, b"1" * 32, b"2" * 32),
        lambda a, b: (0, b"y" * 32, b"1" * 32, b"2" * 32),
        lambda a, b: (0, b"x" * 32, b"3" * 32, b"2" * 32),
        lambda a, b: (0, b"x" * 32, b"1" * 32, b"3" * 32),
    ],
    ids=["another path", "another exporter", "another caller cert", "another callee cert"],
)
def test_a_relay_that_ends_dtls_is_noticed(
    spoil: Callable[[object, object], tuple[int, bytes, bytes, bytes]],
) -> None:
    alice, bob = agree()
    path, exporter, own, peer = spoil(alice, bob)
    mac = alice.confirm(path, exporter, own, peer)
    with pytest.raises(RemoteProtocolError):
        bob.check_confirm(0, b"x" * 32, b"2" * 32, b"1" * 32, mac)


def test_an_unknown_key_share_is_noticed() -> None:
    """Mallory passes bob's description off as her own: alice believes she talks to mallory."""
    alice, bob = agree(caller_sees=MALLORY)
    with pytest.raises(RemoteProtocolError):
        confirm_both(alice, bob)


def test_a_reflected_confirm_is_refused() -> None:
    alice, _ = agree()
    mac = alice.confirm(0, b"x" * 32, b"1" * 32, b"2" * 32)
    with pytest.raises(RemoteProtocolError):
        alice.check_confirm(0, b"x" * 32, b"1" * 32, b"2" * 32, mac)


def test_a_caller_cannot_change_its_mind_after_seeing_the_callee() -> None:
    alice = CallerExchange(CallId(random_bytes(16)), ALICE, BOB)
    offer = alice.offer(b"d", 1, video=False)
    bob = CalleeExchange(offer, encode_body(offer), ALICE, BOB)
    bob.callee_part(b"d")
    with pytest.raises(RemoteProtocolError):
        bob.take_reveal(random_bytes(32))
    assert not bob.agreed


def test_a_second_callee_part_and_an_early_reveal_are_violations() -> None:
    alice = CallerExchange(CallId(random_bytes(16)), ALICE, BOB)
    offer = alice.offer(b"d", 1, video=False)
    with pytest.raises(LocalProtocolError):
        alice.reveal()
    bob = CalleeExchange(offer, encode_body(offer), ALICE, BOB)
    with pytest.raises(RemoteProtocolError):
        bob.take_reveal(bytes(32))
    part = bob.callee_part(b"d")
    assert bob.callee_part(b"another description") == part
    alice.take_callee(part)
    with pytest.raises(RemoteProtocolError):
        alice.take_callee(part)


def test_no_exchange_prints_a_secret() -> None:
    alice, bob = agree()
    text = repr(alice) + repr(bob) + repr(alice.media_keys())
    assert text.count("\\x") == 0


def test_a_call_that_is_over_keeps_no_secret_and_agrees_on_none() -> None:
    alice, bob = unanswered()
    part, secrets = bob.callee_part(b"bob's description"), kept_by(alice) | kept_by(bob)
    alice.take_callee(part)
    nonce = alice.reveal().nonce
    assert nonce in secrets
    secrets |= {nonce}
    for end in (alice, bob):
        end.wipe()
    assert not (kept_by(alice) | kept_by(bob)) & secrets
    with pytest.raises(RemoteProtocolError):
        alice.take_callee(part)
    with pytest.raises(RemoteProtocolError):
        bob.take_reveal(nonce)
    assert not alice.agreed
    assert not bob.agreed


def test_nobody_answers_a_call_that_is_over() -> None:
    _, bob = unanswered()
    bob.wipe()
    with pytest.raises(LocalProtocolError):
        bob.callee_part(b"bob's description")
