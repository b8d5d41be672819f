"""The window as a process of its own, over the real engine, without a screen."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from PIL import Image

from megachat_desktop.errors import WrongPassphraseError
from megachat_desktop.model.account import Protection
from megachat_desktop.storage.profile import create_profile, open_profile

pytestmark = [pytest.mark.network, pytest.mark.skipif(sys.platform == "win32", reason="signals")]

PASSPHRASE = "correct horse battery"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "megachat_desktop", *arguments]


def environment() -> dict[str, str]:
    return os.environ | {"QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    folder = tmp_path / "alice"
    create_profile(folder, "Alice", Protection.UNPROTECTED, None)
    return folder


@pytest.fixture
def window(profile: Path) -> Iterator[subprocess.Popen[str]]:
    arguments = ("--profile", str(profile), "--json", "--relay", "none")
    process = subprocess.Popen(
        command(*arguments), stdout=subprocess.PIPE, env=environment(), text=True
    )
    yield process
    process.kill()
    process.communicate()


def wait_for(lines: IO[str] | None, event: str) -> dict[str, object]:
    assert lines is not None
    for line in lines:
        found: dict[str, object] = json.loads(line)
        if found["event"] == event:
            return found
    raise AssertionError(f"the window ended before {event}")


def test_it_opens_is_raised_by_a_second_start_and_ends_cleanly(
    window: subprocess.Popen[str], profile: Path
) -> None:
    ready = wait_for(window.stdout, "ready")
    assert str(ready["link"]).startswith("megachat://add/1#")
    second = subprocess.run(
        command("--profile", str(profile)), env=environment(), timeout=30, check=False
    )
    assert second.returncode == 0
    assert window.poll() is None
    window.send_signal(signal.SIGTERM)
    started = time.monotonic()
    assert window.wait(15) == 0
    assert time.monotonic() - started < 10


LINK = "megachat://add/1#" + "A" * 400
# What a page on the web may hand to the system, which hands it to us as one argument.
HOSTILE = (
    "megachat://add/1#" + "A" * 100_000,
    "megachat://add/1#short",
    "megachat://call/1#" + "A" * 400,
    "megachat://add/1#" + "A" * 200 + "\n--auto-accept-contacts",
    "megachat://add/1#" + "A" * 200 + " --call video",
    "file:///etc/passwd",
)


def start_again(profile: Path, *arguments: str) -> int:
    done = subprocess.run(
        command("--profile", str(profile), *arguments),
        env=environment(), timeout=60, check=False, capture_output=True,
    )  # fmt: skip
    return done.returncode


@pytest.fixture
def talkative(profile: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A window whose log can be read, as a file."""
    log = tmp_path / "log"
    arguments = ("--profile", str(profile), "--json", "--relay", "none", "--verbose")
    with log.open("w") as errors:
        process = subprocess.Popen(
            command(*arguments), stdout=subprocess.PIPE, stderr=errors, env=environment(), text=True
        )
    yield process, log
    process.kill()
    process.communicate()


def brought_forward(log: Path) -> list[str]:
    lines = log.read_text().splitlines()
    return [line.rpartition(", ")[2] for line in lines if "brought forward, " in line]


def test_a_link_reaches_the_window_that_is_open_and_a_hostile_one_only_raises_it(
    talkative: tuple[subprocess.Popen[str], Path], profile: Path
) -> None:
    window, log = talkative
    wait_for(window.stdout, "ready")
    assert start_again(profile, LINK) == 0
    assert [start_again(profile, link) for link in HOSTILE] == [0] * len(HOSTILE)
    assert start_again(profile) == 0
    window.send_signal(signal.SIGTERM)
    said, _ = window.communicate(timeout=30)
    assert brought_forward(log) == ["with a link to look at"] + ["without a link"] * 7
    kinds = [json.loads(line)["event"] for line in said.splitlines()]
    assert "contact" not in kinds  # nobody was asked for anything
    assert window.returncode == 0


def test_a_window_that_was_killed_is_no_obstacle_and_a_link_opens_with_the_next(
    profile: Path, tmp_path: Path
) -> None:
    environ, arguments = environment(), ("--profile", str(profile), "--json", "--relay", "none")
    first = subprocess.Popen(command(*arguments), stdout=subprocess.PIPE, env=environ, text=True)
    wait_for(first.stdout, "ready")
    first.kill()
    first.communicate()
    with (tmp_path / "log").open("w") as errors:
        second = subprocess.Popen(
            command(*arguments, "--verbose", LINK),
            stdout=subprocess.PIPE, stderr=errors, env=environ, text=True,
        )  # fmt: skip
    wait_for(second.stdout, "ready")
    assert start_again(profile) == 0
    second.send_signal(signal.SIGTERM)
    second.communicate(timeout=30)
    assert brought_forward(tmp_path / "log") == ["with a link to look at", "without a link"]
    assert second.returncode == 0
    assert not (profile / "crash-report.txt").exists()


def test_a_crash_is_reported_at_the_next_start_without_anything_private(profile: Path) -> None:
    arguments = command("--profile", str(profile), "--json", "--relay", "none")
    first = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(), text=True
    )
    ready = wait_for(first.stdout, "ready")
    first.send_signal(signal.SIGSEGV)
    first.communicate(timeout=30)
    second = subprocess.Popen(arguments, stdout=subprocess.PIPE, env=environment(), text=True)
    wait_for(second.stdout, "ready")
    second.send_signal(signal.SIGTERM)
    second.communicate(timeout=30)
    report = (profile / "crash-report.txt").read_text()
    assert "Segmentation fault" in report
    assert "megachat_desktop/ui/engine_thread.py" in report
    private = ("Alice", str(ready["link"]), str(ready["account"]), str(profile), str(Path.home()))
    assert [secret for secret in private if secret in report] == []


def test_a_second_start_does_not_ask_for_the_passphrase_once_more(tmp_path: Path) -> None:
    folder, log = tmp_path / "bob", tmp_path / "log"
    create_profile(folder, "Bob", Protection.PASSPHRASE, PASSPHRASE)
    with log.open("w") as errors:
        first = subprocess.Popen(
            command("--profile", str(folder), "--relay", "none", "--verbose"),
            stderr=errors, env=environment(),
        )  # fmt: skip
    try:
        deadline = time.monotonic() + 30
        while "asking for the passphrase" not in log.read_text():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert start_again(folder, LINK) == 0
        assert first.poll() is None
        first.send_signal(signal.SIGTERM)
        assert first.wait(15) == 0
        open_profile(folder, PASSPHRASE).close()  # nobody holds it any more
    finally:
        first.kill()
        first.wait()


def test_a_wrong_passphrase_from_a_file_is_one_sentence(tmp_path: Path) -> None:
    folder, secret = tmp_path / "bob", tmp_path / "secret"
    create_profile(folder, "Bob", Protection.PASSPHRASE, PASSPHRASE)
    secret.write_text("something else\n")
    ended = subprocess.run(
        command("--profile", str(folder), "--passphrase-file", str(secret), "--json"),
        env=environment(),
        timeout=30,
        check=False,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 1
    assert "megachat: That's not the passphrase." in ended.stderr
    assert "Traceback" not in ended.stderr


def test_it_ends_when_asked_to_while_it_waits_for_a_name(tmp_path: Path) -> None:
    process = subprocess.Popen(
        command("--profile", str(tmp_path / "nobody"), "--verbose"),
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "asking for a name" in line:
            break
    process.send_signal(signal.SIGTERM)
    _, complaints = process.communicate(timeout=15)
    assert process.returncode == 0
    assert "Traceback" not in complaints
    assert not (tmp_path / "nobody" / "key").exists()


def attended(*arguments: str | Path) -> dict[str, str]:
    """What a person at the first window has made of it."""
    person = Path(__file__).parent.parent / "first_window_person.py"
    ended = subprocess.run(
        [sys.executable, str(person), *map(str, arguments)],
        env=environment(),
        timeout=100,
        check=False,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr
    told: dict[str, str] = json.loads(ended.stdout.splitlines()[-1])
    return told


def test_somebody_new_comes_back_on_another_computer_from_the_backup(tmp_path: Path) -> None:
    photo, backup = tmp_path / "me.png", tmp_path / "alice.megachat-backup"
    Image.new("RGB", (640, 480), "orange").save(photo)
    made = attended("create", tmp_path / "old", photo, backup)
    assert (made["name"], made["hue"], made["protection"]) == ("Alice", "plum", "PASSPHRASE")
    again = attended("restore", tmp_path / "new", backup)
    notice = again.pop("notice")
    assert notice == "An older copy of your profile was restored. Everybody is met anew."
    assert again == made
    with pytest.raises(WrongPassphraseError):
        open_profile(tmp_path / "new", "wrong horse")
    open_profile(tmp_path / "new", PASSPHRASE).close()
