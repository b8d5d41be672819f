"""The product against the golden files, and the golden files against the reference."""

import hashlib
from typing import Any

import pytest

import crypto_golden
from crypto_support import load
from megachat_desktop.crypto import (
    identity,
    key_file,
    pqxdh,
    ratchet_plugins,
    signing,
)
from megachat_desktop.crypto.call_keys import (
    CallSecrets,
    Party,
    PathProof,
    call_transcript,
    offer_hash,
    sas_commit,
)
from megachat_desktop.crypto.hashing import sha256
from megachat_desktop.crypto.key_file import KeyMaterial
from megachat_desktop.crypto.keys import KemPair, SigningKey, X25519Pair
from megachat_desktop.crypto.lan_token import lan_token
from megachat_desktop.crypto.passphrase import FLOOR_COST
from megachat_desktop.crypto.ratchet import Ratchet
from megachat_desktop.crypto.ratchet_message import RatchetMessage
from megachat_desktop.crypto.sframe import FrameCipher, OpeningKeys, SealingKey, next_base_key
from megachat_desktop.crypto.sframe_header import encode_header
from megachat_desktop.crypto.stream import StreamKey
from megachat_desktop.model.account import Protection
from megachat_desktop.model.call import CallRole
from megachat_desktop.model.ids import AccountId, CallId, DeviceId, NodeKey

GOLDEN = crypto_golden.build()


def _golden(name: str) -> dict[str, Any]:
    """A golden file with its hex strings as bytes."""
    content = load(f"megachat/{name}.json")
    texts = ("fingerprint", "safety_number", "passphrase")
    return {
        key: bytes.fromhex(value) if isinstance(value, str) and key not in texts else value
        for key, value in content.items()
    }


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_the_files_are_what_the_reference_gives(name: str) -> None:
    assert load(f"megachat/{name}.json") == GOLDEN[name]


def _context(case: dict[str, Any]) -> pqxdh.Context:
    return pqxdh.Context(
        initiator_certificate=case["certificate_i"],
        responder_certificate=case["certificate_r"],
        initiator_features=case["features_i"],
        header=case["header"],
        spk_item=case["spk_item"],
        kem_item=case["kem_item"],
        opk_item=case["opk_item"],
        old_session_id=case["old_session_id"],
    )


def _secrets(case: dict[str, Any]) -> pqxdh.ResponderSecrets:
    return pqxdh.ResponderSecrets(
        identity=X25519Pair(case["identity_r"]),
        signed_prekey=X25519Pair(case["spk"]),
        kem=KemPair(case["kem_seed"]),
        one_time=X25519Pair(case["opk"]) if case["opk"] else None,
    )


def _initiate(case: dict[str, Any]) -> pqxdh.Initiation:
    secrets = _secrets(case)
    peer = pqxdh.ResponderKeys(
        secrets.identity.public,
        secrets.signed_prekey.public,
        secrets.kem.public,
        secrets.one_time.public if secrets.one_time else None,
    )
    return pqxdh.initiate(
        _context(case),
        X25519Pair(case["identity_i"]),
        peer,
        X25519Pair(case["ephemeral"]),
        (case["kem_secret"], case["ciphertext"]),
    )


@pytest.mark.parametrize("name", ["pqxdh", "pqxdh-last-resort"])
def test_pqxdh_gives_the_golden_session_on_both_sides(name: str) -> None:
    case = _golden(name)
    started = _initiate(case)
    answered = pqxdh.respond(
        _context(case),
        _secrets(case),
        X25519Pair(case["identity_i"]).public,
        started.ephemeral,
        case["ciphertext"],
    )
    for agreement in (started.agreement, answered):
        assert agreement.shared_secret == case["sk"]
        assert agreement.transcript == case["t"]
        assert agreement.session_id == case["sid"]


@pytest.mark.parametrize("name", ["pqxdh", "pqxdh-last-resort"])
def test_the_first_ratchet_message_is_golden(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = _golden(name)
    spk = X25519Pair(case["spk"])
    monkeypatch.setattr(ratchet_plugins, "random_bytes", lambda _: case["ratchet"])
    alice = Ratchet.initiator(case["sk"], spk.public, case["t"])
    sent = alice.encrypt(case["payload"], case["nonce"])
    assert sent == RatchetMessage(case["ratchet_pub"], 0, 0, case["body"])
    assert Ratchet.responder(case["sk"], spk, case["t"]).decrypt(sent) == case["payload"]


def test_call_keys_are_golden() -> None:
    case = _golden("call")
    caller = Party(AccountId(case["caller_account"]), DeviceId(case["caller_device"]))
    callee = Party(AccountId(case["callee_account"]), DeviceId(case["callee_device"]))
    th = call_transcript(caller, callee, case["offer_body"], case["callee_answer"], case["n_c"])
    secrets = CallSecrets(th, case["s"])
    proof = PathProof(
        case["path"], case["exporter"], case["caller_fingerprint"], case["callee_fingerprint"]
    )
    assert th == case["th"]
    assert offer_hash(case["offer_body"]) == case["offer_hash"]
    assert sas_commit(CallId(case["call_id"]), case["n_c"]) == case["commit"]
    assert list(secrets.sas_numbers()) == case["sas"]
    assert [secrets.confirm_mac(role, proof).hex() for role in CallRole] == case["macs"]
    assert [
        [secrets.sframe_base_key(role, no).hex() for no in range(4)] for role in CallRole
    ] == case["base_keys"]


def test_identity_is_golden() -> None:
    case = _golden("identity")
    key = SigningKey(case["account_seed"])
    aid = identity.account_id(key.public)
    assert key.public.raw == case["account_public"]
    assert aid == case["aid"]
    assert identity.fingerprint(aid) == case["fingerprint"]
    other = AccountId(case["other_account"])
    assert identity.safety_number(aid, other) == case["safety_number"]
    assert identity.safety_number(other, aid) == case["safety_number"]
    assert lan_token(NodeKey(case["node_key"]), case["epoch"]) == case["lan_token"]
    assert signing.sign(key, "device-cert", case["body"]) == case["signature"]


def test_sframe_is_golden() -> None:
    case = _golden("sframe")
    base_key, frame = case["base_key"], case["frame"]
    first = SealingKey(base_key)
    assert first.seal(frame) == case["generation_0_step_0_ctr_0"]
    header = encode_header(0, 300)
    late = FrameCipher(base_key, 0).seal(300, header, frame)
    assert late == case["generation_0_step_0_ctr_300"]
    third = SealingKey(base_key, 2, 3)
    assert third.seal(frame) == case["generation_2_step_3_ctr_0"]
    assert next_base_key(base_key) == case["generation_2_step_4_base_key"]
    assert third.next_step().seal(frame) == case["generation_2_step_4_ctr_0"]
    receiver = OpeningKeys(base_key, 2, 3)
    assert receiver.open(case["generation_2_step_4_ctr_0"], 0.0) == frame


def test_stream_is_golden() -> None:
    case = _golden("stream")
    for size, hashes in case["sha256_of_sealed_chunks_of_zero_bytes"].items():
        key = StreamKey(case["file_key"], case["nonce"], len(hashes))
        left = int(size)
        for index, expected in enumerate(hashes):
            chunk = bytes(min(left, 65536))
            left -= len(chunk)
            sealed = key.seal(index, chunk)
            assert sha256(sealed).hex() == hashlib.sha256(sealed).hexdigest() == expected
            assert key.open(index, sealed) == chunk


@pytest.mark.parametrize("mode", list(Protection))
def test_key_files_are_golden(mode: Protection) -> None:
    case = _golden("key-file")
    expected = bytes.fromhex(case["files_of_modes_1_to_4"][mode.value - 1])
    material = KeyMaterial(case["passphrase"], case["device_secret"])
    made = key_file.create(mode, material, case["dek"], FLOOR_COST, case["salt"], case["nonce"])
    assert made == expected
    assert key_file.unwrap(key_file.parse(expected), material) == case["dek"]
