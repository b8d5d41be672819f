"""Importing the window does not read every source for PySide6's hook of ``__feature__``."""

import subprocess
import sys
from pathlib import Path

LOOK = """
import linecache
import megachat_desktop.app
print(*(name for name in linecache.cache if "megachat_desktop" in name))
"""


def test_the_sources_of_the_program_are_not_read_and_kept() -> None:
    said = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    read = [Path(name) for name in said.stdout.split()]
    assert [name.parent.name for name in read if name.name != "__init__.py"] == []
