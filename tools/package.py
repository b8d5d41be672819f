"""Make the packages of this system: ``python tools/dev.py package``.

Linux: dist/megachat_VERSION_ARCH.deb and dist/MegaChat-VERSION-ARCH.run. Windows and macOS: the
folder or the app that packaging/windows and packaging/macos make installers of. The programs that
build are pinned in requirements-package.lock and live in an environment of their own.
"""

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import venv
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from dev_system import LIBRARIES

ROOT = Path(__file__).resolve().parent.parent
PACKAGING = ROOT / "packaging"
BUILD, DIST = ROOT / "build" / "package", ROOT / "dist"
VERSION = re.findall(
    r'__version__ = "([^"]+)"', (ROOT / "src/megachat_desktop/__init__.py").read_text("utf-8")
)[0]
# Nobody answers for a package that somebody made for themselves; ".invalid" is nobody's (RFC 2606).
MAINTAINER = os.environ.get("MEGACHAT_MAINTAINER", "The MegaChat authors <nobody@megachat.invalid>")
# The top-level domain for private use: MegaChat owns no name yet and takes nobody else's.
APP_ID = "internal.megachat.megachat"
ICON_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
# Newer releases have renamed these; either will do.
_RENAMED = {"libglib2.0-0": "libglib2.0-0t64"}


def main() -> int:
    """Build everything that this system can build."""
    python = _environment()
    icons = BUILD / "icons"
    subprocess.run([python, ROOT / "tools/package_icons.py", icons], check=True)
    subprocess.run([python, ROOT / "tools/translations.py", "build"], check=True)
    _bundle(python, icons)
    if sys.platform.startswith("linux"):
        subprocess.run(
            [python, ROOT / "tools/package_slim.py", BUILD / "dist/megachat"], check=True
        )
        made = [make_deb(BUILD / "dist/megachat", icons), make_single_file(BUILD / "dist/megachat")]
        for path in made:
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1e6:.1f} MB")
    else:
        print(f"The program is in {BUILD / 'dist'}; packaging/README.md says how to go on.")
    return 0


def _environment() -> Path:
    """The Python that has the program's libraries and PyInstaller, and nothing else."""
    folder, lock = BUILD / "venv", ROOT / "requirements-package.lock"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp, digest = folder / ".stamp", hashlib.sha256(lock.read_bytes()).hexdigest()
    if not (stamp.exists() and stamp.read_text() == digest):
        print("Installing what requirements-package.lock lists ...", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "-r", lock], check=True)
        stamp.write_text(digest)
    return python


def _bundle(python: Path, icons: Path) -> None:
    """PyInstaller: one folder with the program and all it needs."""
    print("Bundling ...", flush=True)
    command = [python, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    command += ["--distpath", BUILD / "dist", "--workpath", BUILD / "work"]
    subprocess.run(
        [*command, PACKAGING / "megachat.spec"],
        check=True,
        env={**os.environ, "MEGACHAT_ICONS": str(icons)},
    )


def make_deb(program: Path, icons: Path) -> Path:
    """A Debian package: the folder in /usr/lib, and everything a desktop looks for."""
    root = BUILD / "deb"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(program, root / "usr/lib/megachat", symlinks=True)
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin/megachat").symlink_to("../lib/megachat/megachat")
    _share(root / "usr/share", icons)
    (root / "DEBIAN").mkdir()
    (root / "DEBIAN/control").write_text(_control(root), "utf-8")
    _set_modes(root)
    DIST.mkdir(exist_ok=True)
    package = DIST / f"megachat_{VERSION}_{_architecture()}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, package]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return package


def _share(share: Path, icons: Path) -> None:
    linux = PACKAGING / "linux"
    for source, target in (
        (linux / "megachat.desktop", "applications/megachat.desktop"),
        (linux / "megachat.metainfo.xml", f"metainfo/{APP_ID}.metainfo.xml"),
        (linux / "copyright", "doc/megachat/copyright"),
        (linux / "lintian-overrides", "lintian/overrides/megachat"),
        (ROOT / "resources/icons/app-icon.svg", "icons/hicolor/scalable/apps/megachat.svg"),
        *((icons / f"{size}.png", f"icons/hicolor/{size}x{size}/apps/megachat.png")
          for size in ICON_SIZES),
    ):  # fmt: skip
        (share / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, share / target)
    _zip(linux / "megachat.1", share / "man/man1/megachat.1.gz")
    date = "Mon, 23 Nov 2026 00:00:00 +0000"
    log = f"megachat ({VERSION}) unstable; urgency=medium\n\n  * See the project's history.\n\n"
    changes = BUILD / "changelog"
    changes.write_text(f"{log} -- {MAINTAINER}  {date}\n", "utf-8")
    _zip(changes, share / "doc/megachat/changelog.gz")


def _zip(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    packed = subprocess.run(["gzip", "-9nc", source], check=True, stdout=subprocess.PIPE).stdout
    target.write_bytes(packed)


def _control(root: Path) -> str:
    size_kb = sum(p.lstat().st_size for p in root.rglob("*") if not p.is_dir()) // 1024
    return "\n".join(
        (
            "Package: megachat",
            f"Version: {VERSION}",
            f"Architecture: {_architecture()}",
            f"Maintainer: {MAINTAINER}",
            f"Installed-Size: {size_kb}",
            f"Depends: {', '.join(dependencies())}",
            "Recommends: fonts-dejavu-core, fonts-noto-color-emoji, gnome-keyring | kwalletmanager",
            "Section: net",
            "Priority: optional",
            "Description: video and voice calls without an account",
            " Your identity is a key on this computer. You add a contact by link, by QR",
            " code or on the local network, you click, and you talk: encrypted from end",
            " to end, and directly between the two computers wherever a path exists.",
            "",
        )
    )


def dependencies() -> list[str]:
    """The system libraries that the program loads; the C library at least as new as here."""
    libc = f"libc6 (>= {platform.libc_ver()[1]})"
    packages = sorted(set(LIBRARIES.values()))
    both = (f"{name} | {_RENAMED[name]}" if name in _RENAMED else name for name in packages)
    return [libc, "libstdc++6", "libgcc-s1", *both]


def _architecture() -> str:
    asked = subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True)
    return asked.stdout.decode().strip()


def _set_modes(root: Path) -> None:
    """Programs may be run, everything may be read, nothing but the owner's may be written."""
    for path in root.rglob("*"):
        if path.is_symlink():
            continue
        program = path.is_dir() or (path.name == "megachat" and "lib" in path.parts)
        path.chmod(0o755 if program else 0o644)
    root.chmod(0o755)


def make_single_file(program: Path) -> Path:
    """One file that anybody may run from anywhere: a few lines of shell before an archive."""
    archive = BUILD / "program.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=9) as packed:
        packed.add(program, arcname=".", filter=_nobodys)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    head = (PACKAGING / "linux/run.sh.in").read_text("utf-8")
    head = head.replace("@DIGEST@", digest)
    head = head.replace("@OFFSET@", f"{len(head.encode()) + 1:08d}")  # eight characters each
    DIST.mkdir(exist_ok=True)
    single = DIST / f"MegaChat-{VERSION}-{platform.machine()}.run"
    single.write_bytes(head.encode() + archive.read_bytes())
    single.chmod(0o755)
    return single


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry


if __name__ == "__main__":
    sys.exit(main())
