"""Write the four hash-locked requirement files anew from pyproject.toml.

Needs ``uv`` on the path. The files name versions and hashes only, never where they come from.
"""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = ["uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11"]
COMMON += ["--generate-hashes", "--no-header", "--no-annotate", "--quiet"]


def lock(output: str, *groups: str, constraint: str | None = None) -> None:
    """Resolve the project and ``groups`` into ``output``."""
    command = [*COMMON, "--output-file", output]
    for group in groups:
        command += ["--group", group]
    if constraint:
        command += ["--constraint", constraint]
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    lock("requirements.lock", "build")
    lock("requirements-dev.lock", "build", "test", constraint="requirements.lock")
    lock("requirements-bench.lock", "build", "test", "bench", constraint="requirements-dev.lock")
    lock("requirements-package.lock", "package", constraint="requirements.lock")
