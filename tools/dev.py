"""Set up, run and test MegaChat from a fresh clone, the same way on every system.

    python tools/dev.py run|setup|test|check|test-network|test-slow
    python tools/dev.py fuzz|translations|screenshots|bench

Only the standard library is used here: nothing is installed when this starts.
"""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from dev_environment import ROOT, in_environment, set_up
from dev_system import install_system_libraries
from dev_tests import run_everything


def main() -> int:
    """Carry out one command and return its exit code."""
    commands = {
        "run": run,
        "setup": setup,
        "test": test,
        "check": check,
        "test-network": test_network,
        "test-slow": test_slow,
        "fuzz": fuzz,
        "translations": translations,
        "screenshots": screenshots,
        "bench": bench,
        "package": package,
    }
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        print(__doc__)
        return 2
    return commands[sys.argv[1]](sys.argv[2:])


def setup(arguments: list[str]) -> int:
    """Environment and system libraries for people who use the program."""
    install_system_libraries("run")
    set_up("requirements.lock")
    _build_translations()
    program = in_environment("megachat").relative_to(ROOT)
    print(f"Ready. The program is {program}")
    return 0


def run(arguments: list[str]) -> int:
    """Open the window; without a display, show two windows calling each other offscreen."""
    setup([])
    if _has_display():
        return _call("megachat", *arguments)
    print("There is no display here, so two people call each other offscreen instead.")
    return _call("megachat", "demo", *arguments)


def test(arguments: list[str]) -> int:
    """Linters, types, layers, then every test, or those that are named."""
    _set_up_tests()
    if failed := _check():
        return failed
    return _call("pytest", "-m", "not slow", *arguments) if arguments else run_everything()


def check(arguments: list[str]) -> int:
    """Linters, types and layers."""
    _set_up_tests()
    return _check()


def test_network(arguments: list[str]) -> int:
    """Two hosts, two NATs, one relay of our own, in network namespaces."""
    install_system_libraries("network")
    _set_up_tests()
    return _call("python", "tools/netlab.py", "test", *arguments)


def test_slow(arguments: list[str]) -> int:
    """Tests that take longer than a minute."""
    _set_up_tests()
    return _call("pytest", "-m", "slow", "--timeout", "1800", *arguments)


def fuzz(arguments: list[str]) -> int:
    """The long run of hostile bytes against every parser."""
    _set_up_tests()
    return _call("python", "tools/fuzz.py", *arguments)


def translations(arguments: list[str]) -> int:
    """Bring the files of the translators to what the sources say."""
    _set_up_tests()
    return _call("python", "tools/translations.py", "gather", *arguments)


def screenshots(arguments: list[str]) -> int:
    """Pictures of every screen into docs/screens."""
    install_system_libraries("screenshots")
    _set_up_tests()
    return _call("python", "tools/screenshots.py", *arguments)


def bench(arguments: list[str]) -> int:
    """Every benchmark, one after the other, on an otherwise idle machine."""
    install_system_libraries("bench")
    set_up("requirements-bench.lock")
    _build_translations()
    return _call("python", "benchmarks/run.py", *arguments)


def package(arguments: list[str]) -> int:
    """The packages of this system, in dist/."""
    install_system_libraries("package")
    return subprocess.run([sys.executable, "tools/package.py"], cwd=ROOT, check=False).returncode


def _set_up_tests() -> None:
    install_system_libraries("test")
    set_up("requirements-dev.lock")
    _build_translations()


def _build_translations() -> None:
    """Qt reads compiled files, which are made here and never committed."""
    if _call("python", "tools/translations.py", "build"):
        sys.exit("The translations could not be built.")


def _check() -> int:
    python_folders = ("src", "tests", "benchmarks", "tools")
    return (
        _call("ruff", "check", *python_folders)
        or _call("ruff", "format", "--check", *python_folders)
        or _call("mypy")
        or _call("lint-imports")
    )


def _call(program: str, *arguments: str) -> int:
    command = [str(in_environment(program)), *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _has_display() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
