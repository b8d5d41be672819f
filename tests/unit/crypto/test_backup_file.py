"""The file of a backup: what opens, and what is said about everything else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megachat_desktop.crypto import backup_file
from megachat_desktop.crypto.backup_file import (
    FRONT_SIZE,
    BackupDamagedError,
    BackupTooLargeError,
    NotABackupError,
    open_backup,
    parse_backup,
    seal_backup,
)
from megachat_desktop.crypto.passphrase import FLOOR_COST, Argon2Cost
from megachat_desktop.errors import PassphraseNeededError, UserFacingError, WrongPassphraseError

BODY = b"identity, contacts, history" * 40
WHOLE = seal_backup("correct horse", BODY, FLOOR_COST)


def test_a_backup_opens_with_its_passphrase_only() -> None:
    file = parse_backup(WHOLE)
    assert open_backup(file, "correct horse") == BODY
    with pytest.raises(WrongPassphraseError):
        open_backup(file, "wrong horse")
    assert "identity" not in repr(file)
    assert seal_backup("correct horse", BODY, FLOOR_COST) != WHOLE


def test_the_bytes_are_those_of_the_description() -> None:
    exact = seal_backup("p", b"", FLOOR_COST, salt=bytes(16), nonce=bytes(24))
    assert exact[:14].hex() == "4d43424b" + "01" + "01" + "00000003" + "00010000"
    assert exact[14:30] == bytes(16)
    assert int.from_bytes(exact[30:38], "big") == len(exact) - FRONT_SIZE == 40


def test_the_passphrase_is_the_same_on_another_keyboard() -> None:
    sealed = seal_backup("Zu\u0308rich", b"x", FLOOR_COST)
    assert open_backup(parse_backup(sealed), "Z\u00fcrich") == b"x"


def test_without_a_passphrase_there_is_no_backup() -> None:
    with pytest.raises(PassphraseNeededError):
        seal_backup("", BODY, FLOOR_COST)


def test_too_much_is_said_before_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_file, "MAX_BODY_BYTES", 100)
    with pytest.raises(BackupTooLargeError):
        seal_backup("p", bytes(101), FLOOR_COST)


@pytest.mark.parametrize("other", [b"", b"MC", b"\x89PNG\r\n", b"MCKF\x01" + bytes(200)])
def test_a_foreign_file_is_named_so(other: bytes) -> None:
    with pytest.raises(NotABackupError):
        parse_backup(other)


def test_a_newer_backup_is_named_so() -> None:
    with pytest.raises(NotABackupError) as refused:
        parse_backup(WHOLE[:4] + b"\x02" + WHOLE[5:])
    assert "newer" in refused.value.sentence


@pytest.mark.parametrize("size", [4, 5, 30, FRONT_SIZE - 1, FRONT_SIZE, len(WHOLE) - 1])
def test_an_incomplete_backup_is_named_so(size: int) -> None:
    with pytest.raises(BackupDamagedError) as refused:
        parse_backup(WHOLE[:size])
    assert "incomplete" in refused.value.sentence


def test_more_than_the_backup_is_damage() -> None:
    with pytest.raises(BackupDamagedError):
        parse_backup(WHOLE + b"\0")


@pytest.mark.parametrize("place", [5, 6, 9, 10, 14, 29, 30, 37, 38, 69, 70, FRONT_SIZE - 1])
def test_a_flipped_bit_of_the_front_is_damage_and_costs_nothing(
    place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_file, "derive", None)
    flipped = WHOLE[:place] + bytes((WHOLE[place] ^ 1,)) + WHOLE[place + 1 :]
    with pytest.raises(BackupDamagedError):
        parse_backup(flipped)


def test_a_flipped_bit_behind_it_is_damage_not_a_wrong_passphrase() -> None:
    for place in (FRONT_SIZE, FRONT_SIZE + 30, len(WHOLE) - 1):
        flipped = WHOLE[:place] + bytes((WHOLE[place] ^ 1,)) + WHOLE[place + 1 :]
        with pytest.raises(BackupDamagedError):
            open_backup(parse_backup(flipped), "correct horse")


@pytest.mark.parametrize("cost", [Argon2Cost(1, 65536), Argon2Cost(3, 1024), Argon2Cost(99, 65536)])
def test_parameters_outside_the_limits_are_never_run(cost: Argon2Cost) -> None:
    head = backup_file._head(cost, bytes(16), 40)
    commit = bytes(32)
    data = head + commit + backup_file._check(head, commit) + bytes(40)
    with pytest.raises(BackupDamagedError):
        parse_backup(data)


@given(st.binary(max_size=200), st.booleans())
@settings(max_examples=500, deadline=None)
def test_noise_is_refused_in_words(noise: bytes, with_front: bool) -> None:
    data = WHOLE[:5] + noise if with_front else noise
    with pytest.raises(UserFacingError):
        parse_backup(data)
