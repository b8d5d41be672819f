"""Keys of distinct kinds that never print themselves, and foreign keys that are refused."""

import copy
import pickle
from collections.abc import Callable

import pytest

from crypto_support import LOW_ORDER_X25519, SMALL_ORDER_ED25519, pattern, refused
from megachat_desktop.crypto import hpke, kem, pqxdh, signing
from megachat_desktop.crypto.call_keys import CallSecrets
from megachat_desktop.crypto.key_file import KeyMaterial
from megachat_desktop.crypto.keys import (
    Ed25519Public,
    HpkePair,
    HpkePublic,
    KemPair,
    KemPublic,
    PublicKey,
    SigningKey,
    X25519Pair,
    X25519Public,
)
from megachat_desktop.crypto.ratchet import Ratchet
from megachat_desktop.crypto.sframe import FrameCipher, OpeningKeys, SealingKey
from megachat_desktop.crypto.stream import StreamKey
from megachat_desktop.errors import CryptoError, CryptoUnavailableError, LocalProtocolError
from megachat_desktop.model.ids import SessionId

SECRET = pattern(7, 96)
MARK = SECRET[:8]

SECRETS: list[Callable[[], object]] = [
    lambda: SigningKey(SECRET[:32]),
    lambda: X25519Pair(SECRET[:32]),
    lambda: KemPair(SECRET[:64]),
    lambda: HpkePair(SECRET),
    lambda: X25519Public(SECRET[:32]),
    lambda: CallSecrets(bytes(32), SECRET[:32]),
    lambda: SealingKey(SECRET[:64]),
    lambda: OpeningKeys(SECRET[:64]),
    lambda: StreamKey(SECRET[:32], bytes(16), 1),
    lambda: FrameCipher(SECRET[:64], 0),
    lambda: Ratchet.responder(SECRET[:32], X25519Pair(SECRET[:32]), bytes(32)),
    lambda: KeyMaterial("opensesame", SECRET[:32]),
    lambda: pqxdh.Agreement(SECRET[:32], bytes(32), SessionId(bytes(16))),
]


def _shown(thing: object) -> str:
    return f"{thing!r} {thing!s} {thing} {[thing]} {'%s' % (thing,)}"  # noqa: UP031


@pytest.mark.parametrize("make", SECRETS)
def test_no_secret_shows_in_any_text(make: Callable[[], object]) -> None:
    text = _shown(make())
    assert MARK.hex() not in text.lower()
    assert repr(MARK)[2:-1] not in text
    assert "opensesame" not in text


@pytest.mark.parametrize("make", SECRETS[:11])
def test_no_secret_can_be_pickled_or_copied(make: Callable[[], object]) -> None:
    secret = make()
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        copy.deepcopy(secret)


def test_errors_carry_no_bytes() -> None:
    pair = HpkePair(SECRET)
    with pytest.raises(CryptoError) as caught:
        hpke.open_sealed(pair, b"info", SECRET * 20)
    assert MARK.hex() not in repr(caught.value)
    assert repr(MARK)[2:-1] not in repr(caught.value)


PUBLICS: list[PublicKey] = [
    SigningKey(SECRET[:32]).public,
    X25519Pair(SECRET[:32]).public,
    KemPair(SECRET[:64]).public,
    HpkePair(SECRET).public,
]


def test_public_keys_survive_their_typed_encoding() -> None:
    assert [key.encoded[0] for key in PUBLICS] == [0x06, 0x05, 0x4B, 0x48]
    assert [len(key.encoded) for key in PUBLICS] == [33, 33, 1185, 1217]
    assert [type(key).decode(key.encoded) for key in PUBLICS] == PUBLICS


@pytest.mark.parametrize("kind", [Ed25519Public, X25519Public, KemPublic, HpkePublic])
def test_a_key_of_one_kind_is_no_key_of_another(kind: type[PublicKey]) -> None:
    others = [key.encoded for key in PUBLICS if type(key) is not kind]
    assert all(refused(lambda data=data: kind.decode(data)) for data in others)
    assert all(key != kind(raw.raw) for key in PUBLICS for raw in PUBLICS if _other(key, raw, kind))


def _other(key: PublicKey, raw: PublicKey, kind: type[PublicKey]) -> bool:
    return type(raw) is kind and type(key) is not kind


@pytest.mark.parametrize("public", PUBLICS, ids=lambda key: type(key).__name__)
def test_a_key_cut_short_or_too_long_is_refused(public: PublicKey) -> None:
    kind, data = type(public), public.encoded
    lengths = {0, 1, 2, 31, 32, len(data) - 1}
    assert all(refused(lambda n=n: kind.decode(data[:n])) for n in lengths if n < len(data))
    assert refused(lambda: kind.decode(data + b"\x00"))


@pytest.mark.parametrize("point", SMALL_ORDER_ED25519, ids=bytes.hex)
def test_small_order_and_non_canonical_ed25519_keys_are_refused(point: bytes) -> None:
    assert refused(lambda: Ed25519Public(point))
    assert refused(lambda: signing.verify_raw(point, b"anything", bytes(64)))


@pytest.mark.parametrize("point", LOW_ORDER_X25519, ids=bytes.hex)
def test_low_order_x25519_keys_give_no_shared_secret(point: bytes) -> None:
    alice, bob = X25519Pair.generate(), HpkePair.generate()
    assert refused(lambda: alice.exchange(X25519Public(point)))
    hostile = HpkePublic(bob.public.kem.raw + point)
    assert refused(lambda: hpke.seal(hostile, b"info", b"hello"))
    sealed = hpke.seal(bob.public, b"info", b"hello")
    assert refused(lambda: hpke.open_sealed(bob, b"info", sealed[:1088] + point + sealed[1120:]))


def test_a_non_canonical_mlkem_key_is_refused() -> None:
    key = KemPair(SECRET[:64]).public.raw
    # Twelve bits of ones are 4095, above the modulus 3329.
    assert refused(lambda: KemPublic(b"\xff\xff" + key[2:]))


@pytest.mark.parametrize("size", [0, 1, 1087, 1089, 1088 * 2])
def test_mlkem_ciphertexts_of_another_length_are_refused(size: int) -> None:
    assert refused(lambda: kem.decapsulate(KemPair(SECRET[:64]), bytes(size)))


def test_a_signature_holds_for_its_label_body_and_key_only() -> None:
    alice, mallory = SigningKey.generate(), SigningKey.generate()
    signature = signing.sign(alice, "spk", b"body")
    signing.verify(alice.public, "spk", b"body", signature)
    assert refused(lambda: signing.verify(alice.public, "kem-lr", b"body", signature))
    assert refused(lambda: signing.verify(alice.public, "spk", b"body!", signature))
    assert refused(lambda: signing.verify(mallory.public, "spk", b"body", signature))
    for bit in range(512):
        flipped = bytearray(signature)
        flipped[bit // 8] ^= 1 << bit % 8
        assert refused(lambda s=bytes(flipped): signing.verify(alice.public, "spk", b"body", s))
    assert all(
        refused(lambda n=n: signing.verify(alice.public, "spk", b"body", signature[:n]))
        for n in range(64)
    )


def test_hpke_binds_the_info_and_every_byte() -> None:
    bob = HpkePair.generate()
    sealed = hpke.seal(bob.public, b"info", b"hello")
    assert hpke.open_sealed(bob, b"info", sealed) == b"hello"
    assert refused(lambda: hpke.open_sealed(bob, b"Info", sealed))
    assert refused(lambda: hpke.open_sealed(HpkePair.generate(), b"info", sealed))
    assert all(refused(lambda n=n: hpke.open_sealed(bob, b"info", sealed[:n])) for n in range(1141))
    for at in range(0, len(sealed), 7):
        flipped = sealed[:at] + bytes((sealed[at] ^ 0x10,)) + sealed[at + 1 :]
        assert refused(lambda s=flipped: hpke.open_sealed(bob, b"info", s))


def test_self_check_passes_here() -> None:
    kem.self_check()


def test_self_check_refuses_a_computer_without_mlkem(monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import mlkem

    def missing(*_: object) -> None:
        raise UnsupportedAlgorithm("ML-KEM is not supported")

    monkeypatch.setattr(mlkem.MLKEM768PrivateKey, "from_seed_bytes", missing)
    with pytest.raises(CryptoUnavailableError) as caught:
        kem.self_check()
    assert "will not start" in caught.value.sentence


def test_self_check_refuses_a_libsodium_without_point_checks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kem.nacl.bindings, "has_crypto_core_ed25519", False)
    with pytest.raises(CryptoUnavailableError):
        kem.self_check()


def test_self_check_refuses_a_kem_that_gives_another_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kem, "decapsulate", lambda *_: bytes(32))
    with pytest.raises(CryptoUnavailableError):
        kem.self_check()


def test_sealing_needs_associated_data() -> None:
    from megachat_desktop.crypto import aead

    with pytest.raises(LocalProtocolError):
        aead.seal(bytes(32), b"text", b"")
    assert refused(lambda: aead.open_sealed(bytes(32), bytes(60), b""))
