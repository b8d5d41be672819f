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
