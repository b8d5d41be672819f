"""Starting with the system: the entry of each system, made, kept and removed."""

import plistlib
import subprocess
import sys
from pathlib import Path

import pytest

from megachat_desktop.ui.start.autostart import (
    RUN_KEY,
    agent,
    apply_autostart,
    desktop_entry,
    set_in_registry,
    start_command,
)

AWKWARD = ['/opt/Mega "Chat"/100%/me$ga`chat\\x', "--hidden"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return tmp_path


class FakeRegistry:
    def __init__(self) -> None:
        self.values: dict[tuple[str, str], str] = {}

    def set(self, key: str, name: str, value: str) -> None:
        self.values[key, name] = value

    def remove(self, key: str, name: str) -> None:
        self.values.pop((key, name), None)


def test_on_linux_the_entry_comes_stays_and_goes(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    entry = home / ".config" / "autostart" / "megachat.desktop"
    apply_autostart(False, "default")
    assert not entry.exists()
    apply_autostart(True, "default")
    text = entry.read_text()
    assert '"--hidden"\n' in text
    before = entry.stat().st_mtime_ns
    apply_autostart(True, "default")
    assert entry.stat().st_mtime_ns == before
    apply_autostart(False, "default")
    assert list(entry.parent.iterdir()) == []


def test_profiles_do_not_take_each_others_entry(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for profile in ("default", "work", "/srv/a folder"):
        apply_autostart(True, profile)
    apply_autostart(False, "work")
    texts = [path.read_text() for path in (home / ".config" / "autostart").iterdir()]
    assert len(texts) == 2
    assert sum('"--profile" "/srv/a folder" "--hidden"' in text for text in texts) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a shell")
def test_an_entry_with_awkward_words_runs_them_unchanged() -> None:
    line = next(
        line for line in desktop_entry(AWKWARD).decode().splitlines() if line.startswith("Exec=")
    )
    # Undo the string's escapes, then the quoting, as a session does.
    unescaped = line.removeprefix("Exec=").replace("\\\\", "\\")
    script = "printf '%s\\n' " + unescaped
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    assert [word.replace("%%", "%") for word in done.stdout.splitlines()] == AWKWARD


def test_a_folder_with_a_line_break_adds_no_line_to_the_entry() -> None:
    entry = desktop_entry(["/opt/megachat", "--profile", "/home/eve\nExec=evil\r\udcff/"]).decode(
        errors="surrogateescape"
    )
    assert [line for line in entry.splitlines() if line.startswith("Exec=")] == [
        'Exec="/opt/megachat" "--profile" "/home/eve\\nExec=evil\\r\udcff/"'
    ]


def test_on_macos_a_launch_agent(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    apply_autostart(True, "default")
    path = home / "Library" / "LaunchAgents" / "internal.megachat.megachat.plist"
    stored = plistlib.loads(path.read_bytes())
    assert stored["ProgramArguments"][-1] == "--hidden"
    assert stored["RunAtLoad"] is True
    assert plistlib.loads(agent("work", AWKWARD))["Label"] == "internal.megachat.megachat.work"
    apply_autostart(False, "default")
    assert not path.exists()


def test_on_windows_a_value_of_the_run_key() -> None:
    registry = FakeRegistry()
    program = r"C:\Program Files\MegaChat\megachat.exe"
    set_in_registry(registry, True, "default", [program, "--hidden"])
    assert registry.values == {(RUN_KEY, "MegaChat"): f'"{program}" --hidden'}
    set_in_registry(registry, True, "work", [program, "--profile", "work", "--hidden"])
    set_in_registry(registry, False, "default", [])
    assert list(registry.values) == [(RUN_KEY, "MegaChat work")]


def test_the_single_file_starts_itself_again_and_not_what_it_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("MEGACHAT_LAUNCHER", "/home/alice/MegaChat.run")
    assert start_command("default") == ["/home/alice/MegaChat.run", "--hidden"]
    monkeypatch.delenv("MEGACHAT_LAUNCHER")
    assert start_command("default") == [sys.executable, "--hidden"]


def test_a_folder_that_nobody_may_write_is_an_error_to_tell(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    (home / ".config").write_text("a file in the way")
    with pytest.raises(OSError, match="autostart"):
        apply_autostart(True, "default")
