"""From the start of the process to a window that can be used, and where that time goes.

    .venv/bin/python benchmarks/startup.py [--starts N] [--contacts N]

A start begins before the interpreter: at the moment the process is asked for. It ends when the
main window has painted its contacts (painted) and when the engine is online with it (usable). The
profile, its contacts and the caches of the system are warm: two starts before the measured ones.
No display is needed: Qt draws into memory.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from figures import SPREAD_HEAD, save, show_machine, spread, spread_row, table
from megachat_desktop.crypto.random import random_bytes
from megachat_desktop.model.account import Protection
from megachat_desktop.model.call import CallLogEntry, Direction, EndReason
from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.ids import AccountId, CallId, DeviceId, NodeKey
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.profile import create_profile, open_profile
from megachat_desktop.storage.transaction import Transaction

GOAL_S = 1.0
WARM_UP = 2
SHOWN = 16
_LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")
_NO_CACHES = ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")  # warm is with compiled modules
_ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in _NO_CACHES} | {
    "QT_QPA_PLATFORM": "offscreen"
}
_PHASES = ("interpreter", "modules", "profile_open", "online", "painted", "usable")


def make_profile(folder: Path, contacts: int) -> None:
    """A profile with so many accepted contacts, each with one call and so a chat, nobody online."""
    create_profile(folder, "Alice", Protection.UNPROTECTED)
    profile = open_profile(folder)

    def fill(tx: Transaction) -> None:
        for number in range(contacts):
            person = StoredContact(
                AccountId(random_bytes(32)),
                ContactState.ACCEPTED,
                given_name=f"Person {number}",
                added_at=time.time(),
                device=DeviceId(random_bytes(16)),
                node_key=NodeKey(random_bytes(32)),
            )
            tx.contacts.save(person)
            tx.calls.add(
                CallLogEntry(
                    CallId(random_bytes(16)), person.account, Direction.OUT, True,
                    time.time() - 3600 * number, 60.0, EndReason.HUNG_UP, False,
                )
            )  # fmt: skip

    profile.store.run_sync(fill)
    profile.close()


def start_once(profile: Path) -> dict[str, float]:
    """Milliseconds from asking for the process to each step of one start."""
    script = Path(__file__).with_name("startup_watch.py")
    asked = time.clock_gettime(time.CLOCK_MONOTONIC)
    done = subprocess.run(
        [sys.executable, str(script), str(profile)],
        env=_ENVIRONMENT, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    reached = json.loads(done.stdout.splitlines()[-1])
    return {step: 1000 * (reached[step] - asked) for step in _PHASES}


def imports_by_package() -> list[tuple[str, int, float]]:
    """(package, modules, milliseconds of their own) of everything the window waits for."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import megachat_desktop.app"],
        env=_ENVIRONMENT, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    times: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for microseconds, name in _LINE.findall(done.stderr):
        package = _package(name)
        times[package] += int(microseconds)
        counts[package] += 1
    return [(name, counts[name], value / 1000) for name, value in times.most_common()]


def _package(name: str) -> str:
    """The top package; of our own the second, since that is where one would look."""
    parts = name.split(".")
    return ".".join(parts[:2]) if parts[0] == "megachat_desktop" else parts[0]


def import_rows() -> list[tuple[object, ...]]:
    """The largest packages, the median of three runs; the rest in one row."""
    runs = [dict((name, (n, ms)) for name, n, ms in imports_by_package()) for _ in range(3)]
    middle = {
        name: (n, sorted(run.get(name, (0, 0.0))[1] for run in runs)[1])
        for name, (n, _) in runs[0].items()
    }
    ordered = sorted(middle.items(), key=lambda item: -item[1][1])
    rows: list[tuple[object, ...]] = [(name, n, ms) for name, (n, ms) in ordered[:SHOWN]]
    rest, all_of_them = [value for _, value in ordered[SHOWN:]], list(middle.values())
    rows.append(("everything else", sum(n for n, _ in rest), sum(ms for _, ms in rest)))
    rows.append(("together", sum(n for n, _ in all_of_them), sum(ms for _, ms in all_of_them)))
    return rows


def main() -> int:
    """Measure, save, and say whether the goal is met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--starts", type=int, default=20)
    parser.add_argument("--contacts", type=int, default=100)
    options = parser.parse_args()
    facts = show_machine()
    with tempfile.TemporaryDirectory(prefix="megachat-bench-") as folder:
        profile = Path(folder) / "alice"
        make_profile(profile, options.contacts)
        starts = [start_once(profile) for _ in range(WARM_UP + options.starts)][WARM_UP:]
    steps = {step: [one[step] for one in starts] for step in _PHASES}
    rows = import_rows()
    text = "\n".join(
        (
            table(
                f"Milliseconds from asking for the process, {options.contacts} contacts",
                SPREAD_HEAD,
                [spread_row(step.replace("_", " "), values) for step, values in steps.items()],
            ),
            table("Imports before the window, in milliseconds of their own (traced, so slower)",
                  ("package", "modules", "ms"), rows),
        )
    )  # fmt: skip
    usable = spread(steps["usable"])
    met = usable["p50"] <= 1000 * GOAL_S
    text += f"\nUsable p50 {usable['p50']:.0f} ms: the goal of 1,000 ms is "
    text += "met.\n" if met else "missed.\n"
    data = {
        "contacts": options.contacts,
        "goal_ms": 1000 * GOAL_S,
        "steps_ms": {step: spread(values) for step, values in steps.items()},
        "imports_ms": [list(row) for row in rows],
    }
    save("startup", facts, text, data)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
