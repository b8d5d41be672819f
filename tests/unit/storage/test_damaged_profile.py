"""A profile whose files somebody or something has been at: a sentence each time, never more."""

import errno
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from megachat_desktop.errors import (
    NamelessError,
    ProfileDamagedError,
    ProfileFolderError,
    ProfileMissingError,
    UserFacingError,
)
from megachat_desktop.model.account import Protection
from megachat_desktop.storage.files import folder_failures_in_words
from megachat_desktop.storage.profile import (
    DATABASE,
    create_profile,
    erase_profile,
    open_profile,
)
from megachat_desktop.storage.profile_lock import running_instance

REMADE = ("epoch", "lock", "instance")
FILES = ("key", "UNPROTECTED-KEY", "megachat.db", "epoch", "lock", "instance")
# What can be made anew, or is not looked into: the profile opens all the same.
HEALED = {
    *((name, how) for name in REMADE for how in ("empty", "garbage", "gone")),
    *((name, "readable") for name in ("lock", "instance", "megachat.db")),
    *((name, "link") for name in ("lock", "instance", "megachat.db")),
    *((name, "pipe") for name in ("lock", "instance")),
}  # fmt: skip


def link(path: Path) -> None:
    elsewhere = path.with_name("elsewhere")
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "garbage": lambda path: path.write_bytes(bytes(range(256)) * 40),
    "gone": Path.unlink,
    "folder": folder_instead,
    "readable": lambda path: path.chmod(0o644),
    "link": link,
    "pipe": pipe,
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sound") / "alice"
    create_profile(made, "Alice", Protection.UNPROTECTED)
    open_profile(made).close()
    return made


@pytest.fixture
def profile(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "alice"))


@pytest.mark.skipif(os.name != "posix", reason="links, pipes and modes")
@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_told_in_a_sentence(profile: Path, name: str, how: str) -> None:
    DAMAGES[how](profile / name)
    running_instance(profile)  # never waits
    if (name, how) in HEALED:
        opened = open_profile(profile)
        assert opened.store.run_sync(lambda tx: tx.account.get()).name == "Alice"
        opened.close()
        return
    expected = (ProfileDamagedError, ProfileFolderError, ProfileMissingError)
    with pytest.raises(expected) as told:
        open_profile(profile)
    assert told.value.sentence.endswith(".")
    if name == DATABASE and how == "garbage":  # kept for whoever can save something from it
        assert (profile / DATABASE).read_bytes() == bytes(range(256)) * 40


def test_no_page_of_the_database_can_be_changed_unnoticed(profile: Path) -> None:
    whole = (profile / DATABASE).read_bytes()
    pages = len(whole) // 4096
    for page in {0, 1, 2, *range(3, pages, 17), pages - 1}:
        damaged = bytearray(whole)
        damaged[page * 4096 + 2000] ^= 1
        (profile / DATABASE).write_bytes(damaged)
        with pytest.raises(ProfileDamagedError):
            open_profile(profile)
        assert (profile / DATABASE).read_bytes() == damaged  # nothing was changed
    for length in (1, 4095, 4096 * (pages // 2), len(whole) - 1):
        (profile / DATABASE).write_bytes(whole[:length])
        with pytest.raises(ProfileDamagedError):
            open_profile(profile)


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "below", tmp_path / ("x" * 300)):
        with pytest.raises(UserFacingError) as told:
            create_profile(place, "Alice", Protection.UNPROTECTED)
        assert isinstance(told.value, ProfileFolderError)
        assert "can't be used" in told.value.sentence
        with pytest.raises((ProfileMissingError, ProfileFolderError)):
            erase_profile(place)


@pytest.mark.expects_log("the state epoch was not raised")
def test_a_profile_closes_when_its_folder_has_vanished(
    profile: Path, caplog: pytest.LogCaptureFixture
) -> None:
    opened = open_profile(profile)
    shutil.rmtree(profile)
    opened.close()
    assert "the state epoch was not raised" in caplog.text
    assert "storage" not in [thread.name for thread in threading.enumerate()]


@pytest.mark.parametrize(
    ("given", "kept"), [("A\x1b[2J\udcff\n", "A[2J"), ("я" * 10_000, "я" * 32), ("<b>&", "<b>&")]
)
def test_a_name_from_a_shell_is_one_that_can_be_sent(tmp_path: Path, given: str, kept: str) -> None:
    create_profile(tmp_path / "p", given, Protection.UNPROTECTED)
    opened = open_profile(tmp_path / "p")
    assert opened.store.run_sync(lambda tx: tx.account.get()).name == kept
    opened.close()


@pytest.mark.parametrize("nothing", ["", " \n", "\u200b\u2800", "\u202e"])
def test_a_name_that_nobody_can_see_is_none(tmp_path: Path, nothing: str) -> None:
    with pytest.raises(NamelessError):
        create_profile(tmp_path / "p", nothing, Protection.UNPROTECTED)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_a_folder_that_is_not_ours_is_named_and_said_so(number: int) -> None:
    with pytest.raises(ProfileFolderError) as told, folder_failures_in_words():
        raise OSError(number, "in the system's own words", "/home/alice/lock")
    assert told.value.sentence == (
        "MegaChat may not use /home/alice/lock: it is read-only, or somebody else's."
    )
