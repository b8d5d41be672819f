"""Twenty calls to the real program with its window, as another X client sees them.

The same story as ``benchmarks/incoming.py`` tells a thousand times; here nothing is timed.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.network,
    pytest.mark.devices,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        not (shutil.which("Xvfb") and importlib.util.find_spec("Xlib")),
        reason="needs Xvfb and python-xlib",
    ),
]
BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"

# Four people call five times each, as often as they may within a minute.
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from incoming import Turns, _found_manager, _ring, _wrong_entries, street
manager = _found_manager().replace("none", "")
with street(4, manager) as (folder, people, bob, watcher):
    turns = Turns(4)
    calls = [_ring(people, watcher, turns, number) for number in range(20)]
    shown = [call for call in calls if call.get("unmapped")]
    print("shown and gone", len(shown), "left", len(watcher.visible()))
    print("focus lost", watcher.focus_lost, "kept", watcher.has_focus)
    bob.quit()
    print("wrong entries", _wrong_entries(folder / "bob", calls))
    print("said" + bob.complaints())
"""


def test_each_call_shows_and_goes_and_nobody_loses_the_keyboard() -> None:
    said = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(BENCHMARKS)], env=dict(os.environ),
        capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    lines = said.stdout.strip().splitlines()
    assert lines[-4:] == [
        "shown and gone 20 left 0", "focus lost 0 kept True", "wrong entries []", "said",
    ]  # fmt: skip
