"""The key file: wrong passphrases, damage and lowered parameters (PROTOCOL.md 12, 17.6)."""

import unicodedata

import pytest

from crypto_support import pattern
from megachat_desktop.crypto import key_file, passphrase
from megachat_desktop.crypto.key_file import KEY_FILE_SIZE, KeyMaterial
from megachat_desktop.crypto.passphrase import DEFAULT_COST, FLOOR_COST, Argon2Cost
from megachat_desktop.errors import (
    LocalProtocolError,
    MegaChatError,
    PassphraseNeededError,
    ProfileDamagedError,
    WrongPassphraseError,
)
from megachat_desktop.model.account import Protection

DEK, DEVICE = pattern(1, 32), pattern(2, 32)
GOOD = KeyMaterial("correct horse", DEVICE)


@pytest.fixture(autouse=True)
def quick_argon(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of damaged files, each tried: the cost of a guess is tested on its own."""
    if request.node.name.startswith("test_real"):
        return

    def cheap(secret: bytes, salt: bytes, passes: int, memory: int, size: int) -> bytes:
        from megachat_desktop.crypto.hashing import hkdf

        return hkdf(secret, salt, b"%d %d" % (passes, memory), size)

    monkeypatch.setattr(passphrase, "argon2id", cheap)


def _make(mode: Protection, material: KeyMaterial = GOOD) -> bytes:
    return key_file.create(mode, material, DEK)


def _open(data: bytes, material: KeyMaterial = GOOD) -> bytes:
    return key_file.unwrap(key_file.parse(data), material)


def _failure(data: bytes, material: KeyMaterial = GOOD) -> type[MegaChatError]:
    with pytest.raises(MegaChatError) as caught:
        _open(data, material)
    return type(caught.value)


@pytest.mark.parametrize("mode", list(Protection))
def test_what_was_wrapped_comes_back(mode: Protection) -> None:
    data = _make(mode)
    parsed = key_file.parse(data)
    assert _open(data) == DEK
    assert len(data) == KEY_FILE_SIZE == 139
    assert parsed.encoded == data
    assert parsed.mode is mode
    assert DEK not in data
    assert _make(mode) != data


def test_real_argon2id_at_the_floor_tells_passphrases_apart() -> None:
    data = key_file.create(Protection.PASSPHRASE, GOOD, DEK, FLOOR_COST)
    assert _open(data) == DEK
    assert _failure(data, KeyMaterial("Correct horse")) is WrongPassphraseError


def test_the_default_cost_is_libsodiums_moderate() -> None:
    assert Argon2Cost(3, 262_144) == DEFAULT_COST
    assert key_file.parse(_make(Protection.PASSPHRASE)).cost == DEFAULT_COST


@pytest.mark.parametrize("mode", [Protection.PASSPHRASE, Protection.BOTH])
def test_a_wrong_passphrase_is_told_apart_from_damage(mode: Protection) -> None:
    data = _make(mode)
    assert _failure(data, KeyMaterial("wrong", DEVICE)) is WrongPassphraseError
    damaged = data[:-1] + bytes((data[-1] ^ 1,))
    assert _failure(damaged) is ProfileDamagedError


@pytest.mark.parametrize("mode", [Protection.KEYRING, Protection.UNPROTECTED])
def test_another_device_secret_means_damage(mode: Protection) -> None:
    assert _failure(_make(mode), KeyMaterial(None, pattern(9, 32))) is ProfileDamagedError


def test_both_needs_both() -> None:
    data = _make(Protection.BOTH)
    assert _failure(data, KeyMaterial("correct horse", pattern(9, 32))) is WrongPassphraseError
    assert _failure(data, KeyMaterial(None, DEVICE)) is PassphraseNeededError
    assert _failure(data, KeyMaterial("correct horse", None)) is LocalProtocolError


def test_what_a_mode_needs_is_known_before_anything_is_asked() -> None:
    needs = {
        mode: (parsed.needs_passphrase, parsed.needs_device_secret)
        for mode in Protection
        for parsed in [key_file.parse(_make(mode))]
    }
    assert needs == {
        Protection.KEYRING: (False, True),
        Protection.PASSPHRASE: (True, False),
        Protection.BOTH: (True, True),
        Protection.UNPROTECTED: (False, True),
    }


@pytest.mark.parametrize("mode", list(Protection))
def test_every_flipped_bit_is_refused(mode: Protection) -> None:
    data = _make(mode)
    for at in range(len(data)):
        for bit in (0, 3, 7):
            flipped = data[:at] + bytes((data[at] ^ 1 << bit,)) + data[at + 1 :]
            assert _failure(flipped) in (ProfileDamagedError, WrongPassphraseError), at


def test_every_truncation_and_anything_behind_is_refused() -> None:
    data = _make(Protection.KEYRING)
    assert all(_failure(data[:n]) is ProfileDamagedError for n in range(len(data)))
    assert _failure(data + b"\x00") is ProfileDamagedError


def _with_cost(data: bytes, passes: int, memory_kib: int) -> bytes:
    return data[:7] + passes.to_bytes(4, "big") + memory_kib.to_bytes(4, "big") + data[15:]


@pytest.mark.parametrize(
    ("passes", "memory_kib"),
    [(2, 262_144), (11, 262_144), (3, 65_535), (3, 1_048_577), (0, 0), (2**32 - 1, 2**32 - 1)],
)
def test_parameters_outside_the_limits_are_refused_before_any_work(
    passes: int, memory_kib: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = _with_cost(_make(Protection.PASSPHRASE), passes, memory_kib)
    monkeypatch.setattr(passphrase, "argon2id", lambda *_: pytest.fail("Argon2id was run"))
    assert _failure(data) is ProfileDamagedError
    with pytest.raises(LocalProtocolError):
        key_file.create(Protection.PASSPHRASE, GOOD, DEK, Argon2Cost(passes, memory_kib))


def test_parameters_lowered_to_the_floor_do_not_open() -> None:
    data = _make(Protection.PASSPHRASE)
    assert _failure(_with_cost(data, 3, 65_536)) is WrongPassphraseError


def test_a_mode_without_passphrase_has_no_parameters() -> None:
    data = _make(Protection.UNPROTECTED)
    assert _failure(_with_cost(data, 3, 65_536)) is ProfileDamagedError
    assert _failure(data[:5] + b"\x02" + data[6:]) is ProfileDamagedError


def test_a_file_moved_to_another_mode_does_not_open() -> None:
    data = _make(Protection.KEYRING)
    moved = data[:5] + bytes((Protection.UNPROTECTED.value,)) + data[6:]
    assert _failure(moved) is ProfileDamagedError


def test_a_passphrase_is_the_same_however_its_letters_are_composed() -> None:
    composed = unicodedata.normalize("NFC", "Grüße à tous")
    decomposed = unicodedata.normalize("NFD", composed)
    data = _make(Protection.PASSPHRASE, KeyMaterial(composed))
    assert composed != decomposed
    assert _open(data, KeyMaterial(decomposed)) == DEK


def test_no_memory_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    import nacl.exceptions

    def exhausted(*_: object) -> bytes:
        raise nacl.exceptions.RuntimeError("no memory")

    data = _make(Protection.PASSPHRASE)
    monkeypatch.setattr(passphrase, "argon2id", exhausted)
    with pytest.raises(passphrase.NotEnoughMemoryError) as caught:
        _open(data)
    assert "memory" in caught.value.sentence


def test_our_own_mistakes_are_named_as_such() -> None:
    with pytest.raises(LocalProtocolError):
        key_file.create(Protection.KEYRING, GOOD, DEK[:31])
    with pytest.raises(LocalProtocolError):
        key_file.create(Protection.KEYRING, KeyMaterial(None, DEVICE[:31]), DEK)
    with pytest.raises(PassphraseNeededError):
        key_file.create(Protection.PASSPHRASE, KeyMaterial(), DEK)
