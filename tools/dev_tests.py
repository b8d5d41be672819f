"""The whole test suite on two cores: the windows on one, everything else on the other.

What measures how long the GUI thread stands still comes afterwards, alone.
"""

import subprocess
import sys
import tempfile

from dev_environment import ROOT, in_environment

ALONE = "tests/gui/test_tour.py"
_WINDOWS = ("tests/gui", "--ignore", ALONE)
_THE_REST = ("tests", "--ignore", "tests/gui")


def run_everything() -> int:
    """Run every test that is not slow; the exit code of the first part that failed."""
    with tempfile.TemporaryFile() as kept:
        rest = subprocess.Popen(_pytest(*_THE_REST), cwd=ROOT, stdout=kept, stderr=kept)
        try:
            windows = subprocess.run(_pytest(*_WINDOWS), cwd=ROOT, check=False).returncode
            rest.wait()
        finally:
            rest.kill()
        kept.seek(0)
        sys.stdout.flush()
        sys.stdout.buffer.write(kept.read())
        sys.stdout.flush()
    alone = subprocess.run(_pytest(ALONE), cwd=ROOT, check=False).returncode
    return windows or rest.returncode or alone


def _pytest(*arguments: str) -> list[str]:
    return [str(in_environment("pytest")), "-m", "not slow", *arguments]
