"""PQXDH between alice and bob, with mallory in between (PROTOCOL.md 5.2, 17.5, 17.6, 17.7)."""

import pytest

from crypto_support import LOW_ORDER_X25519, pattern, refused
from megachat_desktop.crypto import pqxdh
from megachat_desktop.crypto.keys import KemPair, X25519Pair, X25519Public
from megachat_desktop.crypto.ratchet import Ratchet
from megachat_desktop.errors import LocalProtocolError
from megachat_desktop.model.values import replace

CONTEXT = pqxdh.Context(
    initiator_certificate=pattern(1, 271),
    responder_certificate=pattern(2, 271),
    initiator_features=pattern(3, 18),
    header=pattern(4, 170),
    spk_item=pattern(5, 126),
    kem_item=pattern(6, 1278),
    opk_item=pattern(7, 126),
    old_session_id=pattern(8, 16),
)


def _bob() -> pqxdh.ResponderSecrets:
    return pqxdh.ResponderSecrets(
        X25519Pair.generate(), X25519Pair.generate(), KemPair.generate(), X25519Pair.generate()
    )


def _published(secrets: pqxdh.ResponderSecrets) -> pqxdh.ResponderKeys:
    one_time = secrets.one_time.public if secrets.one_time else None
    return pqxdh.ResponderKeys(
        secrets.identity.public, secrets.signed_prekey.public, secrets.kem.public, one_time
    )


def _same(one: pqxdh.Agreement, other: pqxdh.Agreement) -> bool:
    fields_of = [(a.shared_secret, a.transcript, a.session_id) for a in (one, other)]
    return fields_of[0] == fields_of[1]


def test_both_sides_agree_and_talk() -> None:
    alice, bob = X25519Pair.generate(), _bob()
    started = pqxdh.initiate(CONTEXT, alice, _published(bob))
    answered = pqxdh.respond(CONTEXT, bob, alice.public, started.ephemeral, started.ciphertext)
    assert _same(answered, started.agreement)
    hers = Ratchet.initiator(answered.shared_secret, bob.signed_prekey.public, answered.transcript)
    his = Ratchet.responder(answered.shared_secret, bob.signed_prekey, answered.transcript)
    assert his.decrypt(hers.encrypt(b"hello")) == b"hello"
    assert hers.decrypt(his.encrypt(b"hello yourself")) == b"hello yourself"


def test_every_session_is_another_one() -> None:
    alice, bob = X25519Pair.generate(), _bob()
    sessions = [pqxdh.initiate(CONTEXT, alice, _published(bob)) for _ in range(3)]
    assert len({s.agreement.session_id for s in sessions}) == 3
    assert len({s.agreement.shared_secret for s in sessions}) == 3


@pytest.mark.parametrize("name", pqxdh.Context.__struct_fields__)
def test_a_change_of_anything_bound_gives_another_transcript(name: str) -> None:
    alice, bob = X25519Pair.generate(), _bob()
    started = pqxdh.initiate(CONTEXT, alice, _published(bob))
    changed = replace(CONTEXT, **{name: getattr(CONTEXT, name) + b"\x00"})
    answered = pqxdh.respond(changed, bob, alice.public, started.ephemeral, started.ciphertext)
    assert answered.transcript != started.agreement.transcript
    assert answered.session_id != started.agreement.session_id


def test_moving_a_byte_between_two_neighbours_gives_another_transcript() -> None:
    alice, bob = X25519Pair.generate(), _bob()
    started = pqxdh.initiate(CONTEXT, alice, _published(bob))
    shifted = replace(
        CONTEXT,
        initiator_certificate=CONTEXT.initiator_certificate + CONTEXT.responder_certificate[:1],
        responder_certificate=CONTEXT.responder_certificate[1:],
    )
    answered = pqxdh.respond(shifted, bob, alice.public, started.ephemeral, started.ciphertext)
    assert answered.transcript != started.agreement.transcript


@pytest.mark.parametrize("name", ["identity", "signed_prekey", "kem", "one_time"])
def test_another_key_anywhere_gives_another_secret(name: str) -> None:
    alice, bob = X25519Pair.generate(), _bob()
    started = pqxdh.initiate(CONTEXT, alice, _published(bob))
    other = replace(bob, **{name: getattr(_bob(), name)})
    answered = pqxdh.respond(CONTEXT, other, alice.public, started.ephemeral, started.ciphertext)
    assert answered.shared_secret != started.agreement.shared_secret


def test_a_stolen_init_is_worth_nothing_to_mallory() -> None:
    alice, mallory, bob = X25519Pair.generate(), X25519Pair.generate(), _bob()
    started = pqxdh.initiate(CONTEXT, alice, _published(bob))
    claimed = pqxdh.respond(CONTEXT, bob, mallory.public, started.ephemeral, started.ciphertext)
    assert claimed.shared_secret != started.agreement.shared_secret


def test_a_replaced_mlkem_ciphertext_changes_secret_and_transcript() -> None:
    alice, bob = X25519Pair.generate(), _bob()
    started = pqxdh.initiate(CONTEXT, alice, _published(bob))
    answered = pqxdh.respond(CONTEXT, bob, alice.public, started.ephemeral, bytes(1088))
    assert answered.transcript != started.agreement.transcript
    assert answered.shared_secret != started.agreement.shared_secret


@pytest.mark.parametrize("size", [0, 1087, 1089])
def test_mlkem_ciphertexts_of_another_length_are_refused(size: int) -> None:
    alice, bob = X25519Pair.generate(), _bob()
    ephemeral = X25519Pair.generate().public
    assert refused(lambda: pqxdh.respond(CONTEXT, bob, alice.public, ephemeral, bytes(size)))


@pytest.mark.parametrize("point", LOW_ORDER_X25519, ids=bytes.hex)
def test_low_order_keys_in_any_place_are_refused(point: bytes) -> None:
    alice, bob, hostile = X25519Pair.generate(), _bob(), X25519Public(point)
    for name in ("identity", "signed_prekey", "one_time"):
        peer = replace(_published(bob), **{name: hostile})
        assert refused(lambda p=peer: pqxdh.initiate(CONTEXT, alice, p)), name
    ciphertext = pqxdh.initiate(CONTEXT, alice, _published(bob)).ciphertext
    ephemeral = X25519Pair.generate().public
    assert refused(lambda: pqxdh.respond(CONTEXT, bob, hostile, ephemeral, ciphertext))
    assert refused(lambda: pqxdh.respond(CONTEXT, bob, alice.public, hostile, ciphertext))


def test_one_time_item_and_key_come_together_or_not_at_all() -> None:
    alice, bob = X25519Pair.generate(), _bob()
    without = replace(CONTEXT, opk_item=b"")
    with pytest.raises(LocalProtocolError):
        pqxdh.initiate(without, alice, _published(bob))
    with pytest.raises(LocalProtocolError):
        pqxdh.initiate(CONTEXT, alice, replace(_published(bob), one_time=None))
    with pytest.raises(LocalProtocolError):
        pqxdh.respond(without, bob, alice.public, alice.public, bytes(1088))
    started = pqxdh.initiate(without, alice, replace(_published(bob), one_time=None))
    fallback = replace(bob, one_time=None)
    answered = pqxdh.respond(without, fallback, alice.public, started.ephemeral, started.ciphertext)
    assert _same(answered, started.agreement)
