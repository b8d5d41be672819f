"""The text files of the packages agree with the program and with one another."""

import hashlib
import os
import plistlib
import re
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from configparser import RawConfigParser
from pathlib import Path

import pytest

from megachat_desktop import __version__
from megachat_desktop.protocol.lan import SERVICE_TYPE
from megachat_desktop.ui.start.autostart import LABEL

ROOT = Path(__file__).resolve().parents[2]
LINUX, MACOS, WINDOWS = (ROOT / "packaging" / name for name in ("linux", "macos", "windows"))
sys.path.insert(0, str(ROOT / "tools"))

import package  # noqa: E402

HANDLER = "x-scheme-handler/megachat"


def desktop_entry() -> dict[str, str]:
    parser = RawConfigParser(strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(LINUX / "megachat.desktop", "utf-8")
    return dict(parser["Desktop Entry"])


def test_the_desktop_entry_opens_links_with_one_argument() -> None:
    entry = desktop_entry()
    assert entry["Exec"] == "megachat %u"
    assert entry["MimeType"] == f"{HANDLER};"
    assert entry["StartupWMClass"] == "megachat"
    assert all(entry[key] and entry[f"{key}[de]"] for key in ("Comment", "Keywords", "GenericName"))


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="not installed")
def test_the_desktop_entry_is_valid() -> None:
    subprocess.run(["desktop-file-validate", LINUX / "megachat.desktop"], check=True)


@pytest.mark.skipif(not shutil.which("appstreamcli"), reason="not installed")
def test_the_appstream_metadata_is_valid() -> None:
    command = ["appstreamcli", "validate", "--no-net", LINUX / "megachat.metainfo.xml"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_metadata_names_this_version_and_our_entry() -> None:
    root = ET.parse(LINUX / "megachat.metainfo.xml").getroot()
    releases = [release.get("version") for release in root.iter("release")]
    assert releases[0] == __version__
    assert root.findtext("launchable") == "megachat.desktop"
    assert HANDLER in [element.text for element in root.iter("mediatype")]


def test_the_manual_page_is_of_this_version_and_names_every_option_of_the_window() -> None:
    text = (LINUX / "megachat.1").read_text("utf-8")
    assert f'"MegaChat {__version__}"' in text
    from megachat_desktop.ui.start.options import build_parser

    for option in re.findall(r"--[a-z-]+", build_parser().format_help()):
        assert option.replace("-", "\\-") in text, option


@pytest.mark.skipif(not shutil.which("mandoc"), reason="not installed")
def test_the_manual_page_is_valid() -> None:
    subprocess.run(["mandoc", "-T", "lint", "-W", "warning", LINUX / "megachat.1"], check=True)


def test_versions_agree() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'version = "{__version__}"' in project
    assert __version__ == package.VERSION


def test_no_system_uses_a_name_that_belongs_to_somebody_else() -> None:
    component = ET.parse(LINUX / "megachat.metainfo.xml").getroot().findtext("id")
    info = plistlib.loads((MACOS / "Info.plist").read_bytes())
    assert {component, info["CFBundleIdentifier"], LABEL} == {package.APP_ID}
    assert package.APP_ID.startswith("internal.")


def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text("utf-8")
    return dict(re.findall(r"^([\w.-]+)(==.*?) \\$", text, re.MULTILINE))


def test_the_packages_are_built_of_what_the_program_is_tested_with() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    tested, packed = locked("requirements-dev.lock"), locked("requirements-package.lock")
    for line in project["dependencies"]:
        name = re.split(r"[^\w.-]", line)[0].lower()
        assert packed[name] == tested[name], name


def test_macos_says_why_it_wants_devices_and_opens_links() -> None:
    info = plistlib.loads((MACOS / "Info.plist").read_bytes())
    for device in ("Camera", "Microphone", "LocalNetwork"):
        assert "MegaChat" in info[f"NS{device}UsageDescription"]
    assert info["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["megachat"]
    assert info["NSBonjourServices"] == [SERVICE_TYPE.removesuffix(".local.")]
    rights = plistlib.loads((MACOS / "entitlements.plist").read_bytes())
    assert rights["com.apple.security.device.camera"] is True
    assert rights["com.apple.security.device.audio-input"] is True


def test_windows_registers_the_links() -> None:
    script = (WINDOWS / "megachat.iss").read_text("utf-8")
    assert 'ValueName: "URL Protocol"' in script
    assert r"Software\Classes\megachat\shell\open\command" in script
    assert '""{app}\\megachat.exe"" ""%1""' in script
    assert "build\\package\\dist\\megachat\\*" in script


def test_what_the_package_needs_is_what_the_program_loads_here() -> None:
    needed = package.dependencies()
    assert needed[0].startswith("libc6 (>= ")
    assert "libegl1" in needed
    assert "libglib2.0-0 | libglib2.0-0t64" in needed


@pytest.fixture
def small_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that says what it was called with, in place of the real bundle."""
    monkeypatch.setattr(package, "BUILD", tmp_path / "build")
    monkeypatch.setattr(package, "DIST", tmp_path / "dist")
    folder = tmp_path / "program"
    folder.mkdir()
    (tmp_path / "build").mkdir()
    (folder / "megachat").write_text('#!/bin/sh\necho "ran with $*"\n')
    (folder / "megachat").chmod(0o755)
    return folder


def run(file: Path, cache: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(cache), "XDG_CACHE_HOME": str(cache)}
    command = [str(file), "--profile", "two words"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a shell script")
def test_the_single_file_unpacks_once_and_replaces_the_version_before(
    small_program: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    first = package.make_single_file(small_program)
    assert run(first, cache).stdout == "ran with --profile two words\n"
    unpacked = cache / "megachat" / "program"
    (made,) = unpacked.iterdir()
    before = made.stat().st_ctime_ns
    run(first, cache)
    assert made.stat().st_ctime_ns == before
    (small_program / "more").write_text("another version")
    run(package.make_single_file(small_program), cache)
    (now,) = unpacked.iterdir()
    assert now.name != made.name
    assert (now / "more").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a shell script")
def test_a_damaged_single_file_runs_nothing(small_program: Path, tmp_path: Path) -> None:
    single = package.make_single_file(small_program)
    data = bytearray(single.read_bytes())
    data[-20] ^= 1
    single.write_bytes(data)
    ended = run(single, tmp_path / "cache")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "damaged" in ended.stderr
    assert list((tmp_path / "cache" / "megachat" / "program").iterdir()) == []


@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="Debian only")
def test_the_debian_package_has_everything_in_its_place(
    small_program: Path, tmp_path: Path
) -> None:
    icons = tmp_path / "icons"
    icons.mkdir()
    for size in package.ICON_SIZES:
        (icons / f"{size}.png").write_bytes(hashlib.sha256(bytes([size % 256])).digest())
    made = package.make_deb(small_program, icons)
    listing = subprocess.run(["dpkg-deb", "-c", made], capture_output=True, text=True, check=True)
    for path in (
        "./usr/bin/megachat -> ../lib/megachat/megachat",
        "./usr/share/applications/megachat.desktop",
        "./usr/share/icons/hicolor/256x256/apps/megachat.png",
        "./usr/share/icons/hicolor/scalable/apps/megachat.svg",
        "./usr/share/man/man1/megachat.1.gz",
        "./usr/share/metainfo/internal.megachat.megachat.metainfo.xml",
        "./usr/share/doc/megachat/copyright",
    ):
        assert path in listing.stdout, path
    version = subprocess.run(["dpkg-deb", "-f", made, "Version"], capture_output=True, check=True)
    assert version.stdout.decode().strip() == __version__
