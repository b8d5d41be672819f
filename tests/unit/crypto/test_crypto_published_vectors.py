"""The other published vectors: edge cases of Ed25519, HPKE, SFrame, STREAM, Signal, libsodium."""

import hashlib
import zlib
from pathlib import Path
from typing import Any

import nacl.exceptions
import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite

from crypto_support import VECTORS, load, refused, unhex
from megachat_desktop.crypto import passphrase, signing
from megachat_desktop.crypto.hashing import extract_sha512, hkdf
from megachat_desktop.crypto.keys import Ed25519Public, HpkePair, X25519Pair, X25519Public
from megachat_desktop.crypto.lan_token import keyed_blake2b
from megachat_desktop.crypto.pqxdh import shared_secret
from megachat_desktop.crypto.ratchet_plugins import MESSAGE_CHAIN_CONSTANT, ChainKdf, run_now
from megachat_desktop.crypto.sframe import FrameCipher, frame_keys
from megachat_desktop.crypto.sframe_header import decode_header, encode_header
from megachat_desktop.crypto.stream import SEALED_CHUNK_SIZE, StreamKey
from megachat_desktop.errors import CryptoError


def test_the_vector_files_are_the_published_ones() -> None:
    lines = (VECTORS / "SHA256SUMS").read_text().splitlines()
    pinned = {name: digest for digest, name in (line.split("  ") for line in lines)}
    ours = VECTORS / "megachat"
    found = {
        path.relative_to(VECTORS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VECTORS.rglob("*")
        if path.is_file() and ours not in path.parents and path.name != "SHA256SUMS"
    }
    assert found == pinned


def test_speccheck_only_case_3_verifies() -> None:
    accepted = []
    for number, case in enumerate(load("speccheck/cases.json")):
        public, message, signature = unhex(case, "pub_key", "message", "signature")
        if not refused(lambda k=public, m=message, s=signature: signing.verify_raw(k, m, s)):
            accepted.append(number)
    assert accepted == [3]


def test_speccheck_small_order_and_mixed_keys_are_refused_before_any_use() -> None:
    publics = [bytes.fromhex(case["pub_key"]) for case in load("speccheck/cases.json")]
    assert all(refused(lambda k=public: Ed25519Public(k)) for public in publics[:2] + publics[10:])


def _hpke_cases() -> list[dict[str, Any]]:
    return [case for case in load("hpke-pq/test-vectors.json") if case["kem_id"] == 0x647A]


def _hpke_pair(case: dict[str, Any]) -> HpkePair:
    return HpkePair(hashlib.shake_256(bytes.fromhex(case["skRm"])).digest(96))


@pytest.mark.parametrize("case", _hpke_cases(), ids=lambda case: f"kdf-{case['kdf_id']}")
def test_hpke_opens_the_drafts_ciphertexts(case: dict[str, Any]) -> None:
    pair = _hpke_pair(case)
    assert pair.public.raw.hex() == case["pkRm"]
    kdf = {1: KDF.HKDF_SHA256, 17: KDF.SHAKE256}[case["kdf_id"]]
    suite = Suite(KEM.MLKEM768_X25519, kdf, AEAD.CHACHA20_POLY1305)
    x_key = x25519.X25519PrivateKey.from_private_bytes(pair.x25519.raw)
    native = MLKEM768X25519PrivateKey(pair.kem.native, x_key)
    enc, info = unhex(case, "enc", "info")
    # The vectors have associated data, which our API leaves empty; the library's own test entry
    # point takes it.
    first = case["encryptions"][0]
    opened = openssl.hpke._decrypt_with_aad(
        suite, enc + bytes.fromhex(first["ct"]), native, info, bytes.fromhex(first["aad"])
    )
    assert opened.hex() == first["pt"]


def test_hpke_there_are_two_cases_of_our_kem() -> None:
    assert len(_hpke_cases()) == 2


def test_sframe_headers_are_byte_for_byte() -> None:
    cases = load("sframe/test-vectors.json")["header"]
    for case in cases:
        encoded = bytes.fromhex(case["encoded"])
        assert encode_header(case["kid"], case["ctr"]) == encoded
        assert decode_header(encoded + b"rest") == (case["kid"], case["ctr"], len(encoded))
    assert len(cases) == 289


def test_sframe_suite_5_is_byte_for_byte() -> None:
    [case] = [c for c in load("sframe/test-vectors.json")["sframe"] if c["cipher_suite"] == 5]
    base_key, metadata, aad, frame, sealed = unhex(case, "base_key", "metadata", "aad", "pt", "ct")
    kid, ctr = case["kid"], case["ctr"]
    key, salt = frame_keys(base_key, kid)
    nonce = int.from_bytes(salt, "big") ^ ctr
    header = encode_header(kid, ctr)
    assert extract_sha512(b"", base_key).hex() == case["sframe_secret"]
    assert (key.hex(), salt.hex()) == (case["sframe_key"], case["sframe_salt"])
    assert nonce.to_bytes(12, "big").hex() == case["nonce"]
    assert header + metadata == aad
    cipher = FrameCipher(base_key, kid)
    # Our metadata is empty; the vector's is appended to the associated data.
    assert header + cipher.seal(ctr, aad, frame)[len(aad) :] == sealed
    assert cipher.open(ctr, aad, sealed[len(header) :]) == frame


def _age_stream(path: Path) -> tuple[dict[str, str], bytes]:
    text, _, file = path.read_bytes().partition(b"\n\n")
    fields = dict(line.split(": ", 1) for line in text.decode().splitlines())
    if fields.get("compressed") == "zlib":
        file = zlib.decompress(file)
    return fields, file[file.index(b"\n--- ") + 1 :].partition(b"\n")[2]


def _open_age_stream(file_key: bytes, stream: bytes) -> bytes:
    nonce, sealed = stream[:16], stream[16:]
    if len(nonce) != 16:
        raise CryptoError("nonce cut short")
    chunks = [sealed[i : i + SEALED_CHUNK_SIZE] for i in range(0, len(sealed), SEALED_CHUNK_SIZE)]
    if not chunks:
        raise CryptoError("no chunk")
    key = StreamKey(file_key, nonce, len(chunks))
    return b"".join(key.open(index, chunk) for index, chunk in enumerate(chunks))


STREAMS = sorted((VECTORS / "age-stream").glob("stream_*"))


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.name)
def test_age_stream_opens_or_refuses_as_written(path: Path) -> None:
    fields, stream = _age_stream(path)
    file_key = bytes.fromhex(fields["file key"])
    if fields["expect"] == "success":
        opened = _open_age_stream(file_key, stream)
        assert hashlib.sha256(opened).hexdigest() == fields["payload"]
    else:
        assert refused(lambda: _open_age_stream(file_key, stream))


def test_age_stream_all_files_are_there() -> None:
    assert len(STREAMS) == 28


def test_signals_x3dh_gives_the_same_chain_key() -> None:
    case = load("signal-values/x3dh_ratcheting_session.json")["responder"]
    identity = X25519Pair(bytes.fromhex(case["bobIdentityPrivate"]))
    signed = X25519Pair(bytes.fromhex(case["bobSignedPreKeyPrivate"]))
    alice = X25519Public.decode(bytes.fromhex(case["aliceIdentityPublic"]))
    base = X25519Public.decode(bytes.fromhex(case["aliceBasePublic"]))
    assert identity.public.encoded.hex() == case["bobIdentityPublic"]
    exchanges = [signed.exchange(alice), identity.exchange(base), signed.exchange(base)]
    assert shared_secret(exchanges, b"", b"WhisperText", 64)[32:].hex() == case["senderChain"]


def test_signals_chain_step_and_not_with_the_constants_exchanged() -> None:
    case = load("signal-values/chain_key.json")["chain"]
    seed = bytes.fromhex(case["seed"])
    constant = MESSAGE_CHAIN_CONSTANT
    step = run_now(ChainKdf.derive(seed, constant, 64))
    assert step[:32].hex() == case["next_chain_key"]
    # Signal derives its cipher keys from the message key; that shows that ours is the same.
    cipher_keys = hkdf(step[32:], b"", b"WhisperMessageKeys", 80)
    assert cipher_keys[:64].hex() == case["message_key"] + case["mac_key"]
    swapped = run_now(ChainKdf.derive(seed, constant[::-1], 64))
    assert swapped[:32].hex() != case["next_chain_key"]


def test_argon2id_equals_libsodiums_own_tests() -> None:
    counts = {True: 0, False: 0}
    for case in load("libsodium/argon2id.json")["cases"]:
        arguments = (
            *unhex(case, "password", "salt"),
            case["opslimit"],
            case["memlimit"],
            case["out_len"],
        )
        if case["out"] is None:
            with pytest.raises(nacl.exceptions.CryptoError):
                passphrase.argon2id(*arguments)
        else:
            assert passphrase.argon2id(*arguments).hex() == case["out"]
        counts[case["out"] is None] += 1
    assert counts == {False: 9, True: 1}


def test_keyed_blake2b_equals_libsodiums_own_tests() -> None:
    cases = load("libsodium/blake2b_keyed.json")["cases"]
    for case in cases:
        key, message = unhex(case, "key", "message")
        assert keyed_blake2b(key, message, case["out_len"]).hex() == case["out"]
    assert len(cases) == 64


def test_the_safety_emoji_are_64_and_in_order() -> None:
    emoji = load("sas-emoji/sas-emoji.json")
    assert [entry["number"] for entry in emoji] == list(range(64))
    assert len({entry["emoji"] for entry in emoji}) == 64
