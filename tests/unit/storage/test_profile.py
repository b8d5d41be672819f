import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from megachat_desktop.errors import (
    NoKeyringError,
    PassphraseNeededError,
    ProfileDamagedError,
    ProfileExistsError,
    ProfileInUseError,
    ProfileMissingError,
    WrongPassphraseError,
)
from megachat_desktop.model.account import Protection
from megachat_desktop.model.ids import SessionId
from megachat_desktop.protocol.certificate import decode_certificate, verify_certificate
from megachat_desktop.storage.prekey_repository import StoredPrekey
from megachat_desktop.storage.profile import (
    ProfileNameError,
    create_profile,
    erase_profile,
    open_profile,
    profile_directory,
)
from megachat_desktop.storage.profile_lock import running_instance
from megachat_desktop.storage.session_repository import StoredSession
from storage_support import BOB, MemorySecretStore, a_contact

_HOLD = """
import sys, time
from pathlib import Path
from megachat_desktop.storage.profile import open_profile
profile = open_profile(Path(sys.argv[1]))
print("open", flush=True)
time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "alice"


@pytest.fixture
def unprotected(folder: Path) -> Path:
    create_profile(folder, "Alice", Protection.UNPROTECTED)
    return folder


def test_a_new_profile_has_an_identity_that_verifies(unprotected: Path) -> None:
    profile = open_profile(unprotected)
    account = profile.store.run_sync(lambda tx: tx.account.get())
    certificate = decode_certificate(account.certificate)
    verify_certificate(certificate, certificate.created, account=account.account)
    assert (account.name, profile.protection) == ("Alice", Protection.UNPROTECTED)
    assert not profile.quarantined
    profile.close()


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_nobody_else_can_enter_or_read(unprotected: Path) -> None:
    assert unprotected.stat().st_mode & 0o777 == 0o700
    for name in ("key", "UNPROTECTED-KEY", "epoch", "instance", "lock"):
        assert (unprotected / name).stat().st_mode & 0o777 == 0o600


def test_a_passphrase_opens_and_a_wrong_one_changes_nothing(folder: Path) -> None:
    create_profile(folder, "Alice", Protection.PASSPHRASE, "correct horse")
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "instance"}
    with pytest.raises(WrongPassphraseError):
        open_profile(folder, "wrong horse")
    with pytest.raises(PassphraseNeededError):
        open_profile(folder)
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "instance"}
    assert after == before
    open_profile(folder, "correct horse").close()


def test_the_keyring_keeps_the_secret_out_of_the_folder(folder: Path) -> None:
    secrets = MemorySecretStore()
    create_profile(folder, "Alice", Protection.KEYRING, secrets=secrets)
    open_profile(folder, secrets=secrets).close()
    assert not (folder / "UNPROTECTED-KEY").exists()
    assert not (folder / "epoch").exists()
    with pytest.raises(NoKeyringError):
        open_profile(folder, secrets=MemorySecretStore())


def test_both_needs_both(folder: Path) -> None:
    secrets = MemorySecretStore()
    create_profile(folder, "Alice", Protection.BOTH, "correct horse", secrets)
    with pytest.raises(WrongPassphraseError):
        open_profile(folder, "wrong horse", secrets)
    with pytest.raises(NoKeyringError):
        open_profile(folder, "correct horse", MemorySecretStore())
    open_profile(folder, "correct horse", secrets).close()


def test_there_is_one_profile_in_a_folder(unprotected: Path) -> None:
    with pytest.raises(ProfileExistsError):
        create_profile(unprotected, "Alice again", Protection.UNPROTECTED)


def test_a_missing_profile_is_told(folder: Path) -> None:
    with pytest.raises(ProfileMissingError):
        open_profile(folder)


@pytest.mark.skipif(os.name != "posix", reason="modes and links are POSIX")
@pytest.mark.parametrize("fault", ["readable", "link"])
def test_an_unprotected_key_that_others_could_have_is_refused(
    unprotected: Path, fault: str
) -> None:
    path = unprotected / "UNPROTECTED-KEY"
    if fault == "readable":
        path.chmod(0o644)
    else:
        path.rename(unprotected / "elsewhere")
        path.symlink_to(unprotected / "elsewhere")
    with pytest.raises(ProfileDamagedError):
        open_profile(unprotected)


@pytest.mark.parametrize("name", ["key", "megachat.db", "UNPROTECTED-KEY"])
def test_a_damaged_or_lost_file_is_told_and_nothing_new_is_made(
    unprotected: Path, name: str
) -> None:
    path = unprotected / name
    good = path.read_bytes()
    for bad in (good[:-1], b"", bytes(len(good))):
        path.write_bytes(bad)
        with pytest.raises(ProfileDamagedError):
            open_profile(unprotected)
        assert path.read_bytes() == bad
    path.unlink()
    with pytest.raises((ProfileDamagedError, ProfileMissingError)):
        open_profile(unprotected)
    assert not path.exists()


def test_a_profile_is_opened_once_even_in_one_process(unprotected: Path) -> None:
    profile = open_profile(unprotected)
    with pytest.raises(ProfileInUseError):
        open_profile(unprotected)
    assert running_instance(unprotected) == profile.instance
    profile.close()
    profile.close()
    open_profile(unprotected).close()


def test_another_process_keeps_it_until_it_is_killed(unprotected: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(unprotected)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "open\n"
    with pytest.raises(ProfileInUseError):
        open_profile(unprotected)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    profile = open_profile(unprotected)
    assert not profile.quarantined
    profile.close()


def test_a_creation_that_was_cut_off_is_begun_again(unprotected: Path) -> None:
    (unprotected / "key").unlink()
    create_profile(unprotected, "Alice", Protection.UNPROTECTED)
    open_profile(unprotected).close()


def test_a_restored_database_loses_its_ratchets_and_keeps_its_people(
    unprotected: Path, tmp_path: Path
) -> None:
    profile = open_profile(unprotected)
    sid = SessionId(b"s" * 16)
    before = profile.store.run_sync(lambda tx: tx.account.get())
    profile.store.run_sync(lambda tx: tx.contacts.save(a_contact()))
    profile.store.run_sync(lambda tx: tx.sessions.save(StoredSession(sid, BOB, b"r", 1.0, 1.0)))
    profile.store.run_sync(
        lambda tx: tx.prekeys.save(StoredPrekey(1, 1, b"item", b"secret", 1.0, 9e9))
    )
    profile.close()
    shutil.copy(unprotected / "megachat.db", tmp_path / "backup")
    open_profile(unprotected).close()
    shutil.copy(tmp_path / "backup", unprotected / "megachat.db")

    profile = open_profile(unprotected)
    assert profile.quarantined
    run = profile.store.run_sync
    assert run(lambda tx: tx.sessions.get(sid)) is None
    assert run(lambda tx: tx.prekeys.all()) == []
    assert run(lambda tx: tx.contacts.get(BOB)) == a_contact()
    after = run(lambda tx: tx.account.get())
    assert after.bundle_seqno == before.bundle_seqno + 1_000_000
    assert after.info_seq == before.info_seq + 1_000_000
    profile.close()
    profile = open_profile(unprotected)
    assert not profile.quarantined
    profile.close()


def test_key_material_is_not_in_the_files(folder: Path) -> None:
    create_profile(folder, "Alice", Protection.PASSPHRASE, "correct horse")
    profile = open_profile(folder, "correct horse")
    account = profile.store.run_sync(lambda tx: tx.account.get())
    profile.close()
    secrets = (
        account.account_seed,
        account.device_seed,
        account.identity_secret,
        account.node_seed,
        b"correct horse",
    )
    for path in folder.iterdir():
        assert not any(secret in path.read_bytes() for secret in secrets)
    assert not any(secret.hex() in repr(account) for secret in secrets)
    assert repr(account.account_seed) not in repr(account)


def test_names_and_folders_of_profiles(tmp_path: Path) -> None:
    assert profile_directory("work").parts[-2:] == ("profiles", "work")
    assert profile_directory(str(tmp_path / "x")) == tmp_path / "x"
    assert profile_directory("./x") == Path("x").absolute()
    for bad in ("", "..", "a b", "-x", "x" * 65):
        with pytest.raises(ProfileNameError):
            profile_directory(bad)


def test_a_profile_is_guarded_in_another_way_and_back(unprotected: Path) -> None:
    secrets = MemorySecretStore()
    profile = open_profile(unprotected, secrets=secrets)
    profile.protect(None, Protection.UNPROTECTED)
    profile.protect(None, Protection.KEYRING)
    assert profile.protection is Protection.KEYRING
    assert not (unprotected / "UNPROTECTED-KEY").exists()
    profile.close()
    profile = open_profile(unprotected, secrets=secrets)
    assert not profile.quarantined
    profile.protect(None, Protection.PASSPHRASE, "correct horse")
    assert secrets.secrets == {}
    with pytest.raises(WrongPassphraseError):
        profile.protect("wrong horse", Protection.UNPROTECTED)
    profile.close()
    with pytest.raises(WrongPassphraseError):
        open_profile(unprotected, "wrong horse")
    profile = open_profile(unprotected, "correct horse")
    assert not profile.quarantined
    profile.close()


def test_an_erased_profile_leaves_nothing_to_read(folder: Path) -> None:
    secrets = MemorySecretStore()
    create_profile(folder, "Alice", Protection.KEYRING, secrets=secrets)
    erase_profile(folder, secrets)
    assert secrets.secrets == {}
    assert not (folder / "key").exists()
    assert not (folder / "megachat.db").exists()
    with pytest.raises(ProfileMissingError):
        erase_profile(folder, secrets)
