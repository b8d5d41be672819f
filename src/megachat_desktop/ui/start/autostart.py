"""Starting with the system: one small entry in the place where each system looks for it.

    Linux    ~/.config/autostart/megachat.desktop           (XDG autostart)
    macOS    ~/Library/LaunchAgents/internal.megachat.megachat.plist
    Windows  HKEY_CURRENT_USER\\…\\CurrentVersion\\Run, value "MegaChat"

Another profile than the default one has an entry of its own. The program starts in the tray.
"""

import hashlib
import os
import plistlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from megachat_desktop.engine.own_process import own_command
from megachat_desktop.storage.profile import DEFAULT_PROFILE

RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
LABEL = "internal.megachat.megachat"
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ENTRY = """[Desktop Entry]
Type=Application
Version=1.1
Name=MegaChat
Icon=megachat
Exec={command}
Terminal=false
X-GNOME-Autostart-enabled=true
"""


class Registry(Protocol):
    """What of ``winreg`` is needed."""

    def set(self, key: str, name: str, value: str) -> None:
        """Write a text below HKEY_CURRENT_USER."""
        ...

    def remove(self, key: str, name: str) -> None:
        """Remove a value, if there is one."""
        ...


def start_command(profile: str) -> list[str]:
    """How the system is to start us: the file that the person started, hidden in the tray."""
    launcher = os.environ.get("MEGACHAT_LAUNCHER") if getattr(sys, "frozen", False) else None
    chosen = [] if profile == DEFAULT_PROFILE else ["--profile", profile]
    arguments = [*chosen, "--hidden"]
    return [launcher, *arguments] if launcher else own_command(*arguments)


def apply_autostart(wanted: bool, profile: str) -> None:
    """Make or remove the entry of this profile. Raises OSError when the system does not let us."""
    command = start_command(profile)
    if sys.platform == "win32":
        set_in_registry(_WindowsRegistry(), wanted, profile, command)
    elif sys.platform == "darwin":
        folder = Path.home() / "Library" / "LaunchAgents"
        _write(folder / f"{LABEL}{_suffix(profile, '.')}.plist", wanted, agent(profile, command))
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
        path = Path(base) / "autostart" / f"megachat{_suffix(profile, '-')}.desktop"
        _write(path, wanted, desktop_entry(command))


def desktop_entry(command: list[str]) -> bytes:
    """The XDG entry that runs ``command``. Source: Desktop Entry Specification 1.5, Exec key."""
    return _ENTRY.format(command=" ".join(_quoted(word) for word in command)).encode(
        errors="surrogateescape"
    )


def agent(profile: str, command: list[str]) -> bytes:
    """The launch agent that runs ``command`` when the person logs in."""
    return plistlib.dumps(
        {
            "Label": LABEL + _suffix(profile, "."),
            "ProgramArguments": command,
            "RunAtLoad": True,
            "ProcessType": "Interactive",
        }
    )


def set_in_registry(registry: Registry, wanted: bool, profile: str, command: list[str]) -> None:
    """The value of the Run key."""
    name = "MegaChat" + _suffix(profile, " ")
    if wanted:
        registry.set(RUN_KEY, name, subprocess.list2cmdline(command))
    else:
        registry.remove(RUN_KEY, name)


def _suffix(profile: str, before: str) -> str:
    """Nothing for the default profile; its name, or a short hash where it is a folder."""
    if profile == DEFAULT_PROFILE:
        return ""
    short = hashlib.sha256(os.fsencode(profile)).hexdigest()[:8]
    return before + (profile if _PLAIN.fullmatch(profile) else short)


def _quoted(word: str) -> str:
    """One argument: the string's escapes come on top of the quoting, and % is doubled."""
    quoted = re.sub(r'(["`$\\])', r"\\\1", word).replace("%", "%%")
    escaped = quoted.replace("\\", "\\\\").replace("\n", r"\n").replace("\r", r"\r")
    return f'"{escaped}"'


def _write(path: Path, wanted: bool, content: bytes) -> None:
    if not wanted:
        path.unlink(missing_ok=True)
    elif not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(path.name + ".new")
        draft.write_bytes(content)
        draft.replace(path)


class _WindowsRegistry:
    """``winreg`` itself."""

    def set(self, key: str, name: str, value: str) -> None:
        if sys.platform == "win32":
            import winreg

            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
                winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, value)

    def remove(self, key: str, name: str) -> None:
        if sys.platform == "win32":
            import contextlib
            import winreg

            with contextlib.suppress(FileNotFoundError):
                access = winreg.KEY_SET_VALUE
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key, 0, access) as opened:
                    winreg.DeleteValue(opened, name)
