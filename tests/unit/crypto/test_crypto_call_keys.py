"""The keys of a call: what alice and bob get and mallory does not (PROTOCOL.md 7.3, 17.4, 17.5)."""

import pytest

from crypto_support import LOW_ORDER_X25519, pattern, refused
from megachat_desktop.crypto.call_keys import (
    CallSecrets,
    Party,
    PathProof,
    call_transcript,
    check_commit,
    offer_hash,
    open_call_secret,
    sas_commit,
    seal_call_secret,
)
from megachat_desktop.crypto.keys import HpkePair, HpkePublic
from megachat_desktop.errors import LocalProtocolError
from megachat_desktop.model.call import CallRole
from megachat_desktop.model.ids import AccountId, CallId, DeviceId
from megachat_desktop.model.values import replace

ALICE = Party(AccountId(pattern(1, 32)), DeviceId(pattern(2, 16)))
BOB = Party(AccountId(pattern(3, 32)), DeviceId(pattern(4, 16)))
MALLORY = Party(AccountId(pattern(5, 32)), DeviceId(pattern(6, 16)))
CALL = CallId(pattern(7, 16))
OFFER, ANSWER, N_C, SECRET = pattern(8, 900), pattern(9, 900), pattern(10, 32), pattern(11, 32)
PROOF = PathProof(0, pattern(12, 32), pattern(13, 32), pattern(14, 32))


def _secrets(
    caller: Party = ALICE,
    callee: Party = BOB,
    offer: bytes = OFFER,
    answer: bytes = ANSWER,
    n_c: bytes = N_C,
    secret: bytes = SECRET,
) -> CallSecrets:
    return CallSecrets(call_transcript(caller, callee, offer, answer, n_c), secret)


def test_both_ends_confirm_each_other() -> None:
    alice, bob = _secrets(), _secrets()
    bob.check_confirm(CallRole.CALLER, PROOF, alice.confirm_mac(CallRole.CALLER, PROOF))
    alice.check_confirm(CallRole.CALLEE, PROOF, bob.confirm_mac(CallRole.CALLEE, PROOF))
    assert alice.sas_numbers() == bob.sas_numbers()


def test_seven_numbers_of_six_bits() -> None:
    numbers = {n for i in range(200) for n in _secrets(secret=pattern(i, 32)).sas_numbers()}
    assert numbers == set(range(64))
    assert len(_secrets().sas_numbers()) == 7


@pytest.mark.parametrize(
    "other",
    [
        _secrets(caller=MALLORY),
        _secrets(callee=MALLORY),
        _secrets(caller=BOB, callee=ALICE),
        _secrets(caller=Party(ALICE.account, MALLORY.device)),
        _secrets(offer=OFFER + b"\x00"),
        _secrets(answer=ANSWER[:-1]),
        _secrets(n_c=pattern(99, 32)),
        _secrets(secret=pattern(98, 32)),
        _secrets(offer=OFFER + ANSWER[:1], answer=ANSWER[1:]),
    ],
    ids=["caller", "callee", "swapped", "device", "offer", "answer", "n_c", "s", "shifted"],
)
def test_any_difference_between_the_ends_fails_confirm(other: CallSecrets) -> None:
    mac = other.confirm_mac(CallRole.CALLER, PROOF)
    assert refused(lambda: _secrets().check_confirm(CallRole.CALLER, PROOF, mac))
    assert other.sas_numbers() != _secrets().sas_numbers()


@pytest.mark.parametrize(
    "changed",
    [
        replace(PROOF, path=1),
        replace(PROOF, exporter=pattern(90, 32)),
        replace(PROOF, caller_fingerprint=pattern(91, 32)),
        replace(PROOF, callee_fingerprint=PROOF.caller_fingerprint),
        replace(
            PROOF,
            caller_fingerprint=PROOF.callee_fingerprint,
            callee_fingerprint=PROOF.caller_fingerprint,
        ),
    ],
)
def test_another_path_or_certificate_fails_confirm(changed: PathProof) -> None:
    """RFC 8844: bob's fingerprint in mallory's offer does not make her path bob's."""
    mac = _secrets().confirm_mac(CallRole.CALLER, changed)
    assert refused(lambda: _secrets().check_confirm(CallRole.CALLER, PROOF, mac))


def test_a_reflected_confirm_is_refused() -> None:
    alice = _secrets()
    own = alice.confirm_mac(CallRole.CALLER, PROOF)
    assert refused(lambda: alice.check_confirm(CallRole.CALLEE, PROOF, own))


def test_a_confirm_cut_short_or_flipped_is_refused() -> None:
    bob = _secrets()
    mac = bob.confirm_mac(CallRole.CALLER, PROOF)
    bad = [mac[:n] for n in range(32)] + [mac + b"\x00", bytes(32)]
    bad += [bytes((mac[0] ^ 1 << bit,)) + mac[1:] for bit in range(8)]
    assert all(refused(lambda m=m: bob.check_confirm(CallRole.CALLER, PROOF, m)) for m in bad)


def test_every_role_and_stream_has_a_key_of_its_own() -> None:
    secrets = _secrets()
    keys = {secrets.sframe_base_key(role, no) for role in CallRole for no in range(8)}
    assert len(keys) == 16
    both = [secrets.sframe_base_keys(role) for role in CallRole]
    assert {key for by_stream in both for key in by_stream.values()} == keys
    assert {len(key) for key in keys} == {64}


def test_the_call_secret_opens_for_this_offer_only() -> None:
    kem, digest = HpkePair.generate(), offer_hash(OFFER)
    sealed = seal_call_secret(kem.public, CALL, digest, SECRET)
    assert open_call_secret(kem, CALL, digest, sealed) == SECRET
    other_call = CallId(pattern(80, 16))
    assert refused(lambda: open_call_secret(kem, other_call, digest, sealed))
    assert refused(lambda: open_call_secret(kem, CALL, offer_hash(OFFER + b"x"), sealed))
    assert refused(lambda: open_call_secret(HpkePair.generate(), CALL, digest, sealed))


def test_a_call_secret_of_another_length_is_refused() -> None:
    from megachat_desktop.crypto import hpke
    from megachat_desktop.crypto.hashing import label

    kem, digest = HpkePair.generate(), offer_hash(OFFER)
    info = label("call-kem") + CALL + digest
    for size in (0, 31, 33):
        sealed = hpke.seal(kem.public, info, bytes(size))
        assert refused(lambda s=sealed: open_call_secret(kem, CALL, digest, s))
    with pytest.raises(LocalProtocolError):
        seal_call_secret(kem.public, CALL, digest, bytes(31))


@pytest.mark.parametrize("point", LOW_ORDER_X25519, ids=bytes.hex)
def test_a_low_order_offer_key_is_refused(point: bytes) -> None:
    hostile = HpkePublic(HpkePair.generate().public.kem.raw + point)
    assert refused(lambda: seal_call_secret(hostile, CALL, offer_hash(OFFER), SECRET))


def test_the_commitment_fixes_n_c_for_this_call() -> None:
    commit = sas_commit(CALL, N_C)
    check_commit(commit, CALL, N_C)
    assert refused(lambda: check_commit(commit, CALL, pattern(70, 32)))
    assert refused(lambda: check_commit(commit, CallId(pattern(71, 16)), N_C))
    assert refused(lambda: check_commit(commit, CallId(CALL[:-1]), CALL[-1:] + N_C))
    assert refused(lambda: check_commit(commit[:31], CALL, N_C))


def test_our_own_mistakes_are_named_as_such() -> None:
    with pytest.raises(LocalProtocolError):
        CallSecrets(bytes(31), SECRET)
    with pytest.raises(LocalProtocolError):
        _secrets().confirm_mac(CallRole.CALLER, replace(PROOF, exporter=b""))
