"""The ``.venv`` of a clone: made once, made anew when the locked requirements change."""

import hashlib
import subprocess
import sys
from pathlib import Path

from dev_system import ensure_venv_module

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
MINIMUM = (3, 11)


def in_environment(program: str) -> Path:
    """The path of a program inside the environment."""
    if sys.platform == "win32":
        return VENV / "Scripts" / f"{program}.exe"
    return VENV / "bin" / program


def set_up(lock_name: str) -> None:
    """Bring the environment to what ``lock_name`` says; does nothing when it is there already.

    A larger lock (test, bench) contains the smaller one, so an environment never shrinks.
    """
    if sys.version_info < MINIMUM:
        sys.exit("MegaChat needs Python 3.11 or newer.")
    lock = ROOT / lock_name
    if _satisfied(lock):
        return
    if not in_environment("python").exists():
        ensure_venv_module()
        print("Making .venv ...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    print(f"Installing what {lock_name} lists ...", flush=True)
    _pip("--require-hashes", "-r", str(lock))
    _pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))
    _stamp(lock).write_text(_digest(lock))


def _pip(*arguments: str) -> None:
    command = [str(in_environment("python")), "-m", "pip", "install", "--quiet"]
    command += ["--disable-pip-version-check", "--no-input", *arguments]
    subprocess.run(command, cwd=ROOT, check=True)


def _satisfied(lock: Path) -> bool:
    order = ["requirements.lock", "requirements-dev.lock", "requirements-bench.lock"]
    larger = order[order.index(lock.name) :]
    return in_environment("megachat").exists() and any(
        _stamp(ROOT / name).exists() and _stamp(ROOT / name).read_text() == _digest(ROOT / name)
        for name in larger
    )


def _stamp(lock: Path) -> Path:
    return VENV / f".{lock.stem}.stamp"


def _digest(lock: Path) -> str:
    content = lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + sys.version.encode()
    return hashlib.sha256(content).hexdigest()
