"""Take out of the bundle what only its makers need: debug information and their own folders.

Linux only; on Windows and macOS debug information lies in files that nobody collects. Runs in the
packages' environment, which has patchelf.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_ELF = b"\x7fELF"
_SYMBOLS = re.compile(r" \.(debug_info|symtab) ")


def slim(folder: Path) -> None:
    """Strip and clean every binary below ``folder``, then see that each still loads."""
    touched = [path for path in _binaries(folder) if _clean_search_path(path) | _strip(path)]
    for path in touched:
        _require_loadable(path)


def _binaries(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        with path.open("rb") as file:
            if file.read(len(_ELF)) == _ELF:
                yield path


def _clean_search_path(path: Path) -> bool:
    """Forget folders of the building computer: somebody else's could have that name."""
    known = _output("patchelf", "--print-rpath", path).strip()
    if not any(part.startswith("/") for part in known.split(":")):
        return False
    subprocess.run([_tool("patchelf"), "--remove-rpath", path], check=True)
    return True


def _strip(path: Path) -> bool:
    if path.parent.name.endswith(".libs"):
        return False  # rewritten by the wheels' makers, who left nothing to strip
    if ".so" not in path.name:
        return False  # PyInstaller's own start program carries its archive behind its sections
    if not _SYMBOLS.search(_output("readelf", "-SW", path)):
        return False
    subprocess.run(["strip", "--strip-unneeded", path], check=True)
    return True


def _require_loadable(path: Path) -> None:
    """Ask the loader itself: a library whose segments were moved badly is refused there."""
    done = subprocess.run(["ldd", path], capture_output=True, text=True, check=False)
    if done.returncode or "not properly aligned" in done.stdout + done.stderr:
        sys.exit(f"{path.name} does not load any more: {done.stdout}{done.stderr}")


def _output(program: str, *arguments: str | Path) -> str:
    command = [_tool(program), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _tool(name: str) -> str:
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else name


if __name__ == "__main__":
    slim(Path(sys.argv[1]))
