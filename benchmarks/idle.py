"""What the open window costs while nothing happens: processor time and memory.

    .venv/bin/python benchmarks/idle.py [--contacts N] [--seconds S]

The contacts are real: so many engines with a profile, an iroh endpoint and a session each, in this
process, connected to the window's over loopback and shown by it as available. They have no window
and no media. The window runs in a process of its own with local discovery, the sound devices that
there are, and Qt drawing into memory; only its process is measured, and after the last contact has
been online for a while. Linux only.
"""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from engine_support import HERE, Home, Street, befriend, street
from figures import save, show_machine, table
from megachat_desktop.model.contact import Presence

CPU_GOAL_PERCENT, MEMORY_GOAL_MB = 1.0, 250.0
SETTLE_S = 65.0  # paths are looked at often in the first minute of a connection
ONLINE_LIMIT_S = 120.0
MB = 2**20
TOGETHER = 10  # people who are asked at once: strangers who ask are rationed


async def make_friends(town: Street, contacts: int) -> tuple[Home, list[Home]]:
    """alice, and so many people who have each other's yes; all online."""
    alice = await town.move_in("alice")
    others = [await town.move_in(f"person{number}") for number in range(contacts)]
    for first in range(0, contacts, TOGETHER):
        await asyncio.gather(*(befriend(one, alice) for one in others[first : first + TOGETHER]))
        print(f"{min(first + TOGETHER, contacts)} contacts", flush=True)
    return alice, others


async def wait_until_online(others: list[Home], alice: Home, account: bytes) -> int:
    """How many see alice available again, within the limit."""

    def sees(other: Home) -> bool:
        known = next((c for c in other.engine.contacts.all() if c.account == account), None)
        return known is not None and known.presence is Presence.AVAILABLE

    deadline = time.monotonic() + ONLINE_LIMIT_S
    for other in others:
        left = max(0.1, deadline - time.monotonic())
        with suppress(TimeoutError):
            await other.sees(lambda other=other: sees(other), left)  # type: ignore[misc]
    return sum(sees(other) for other in others)


def thread_seconds(process: psutil.Process) -> Counter[str]:
    """CPU seconds of each thread, by the name the system has for it."""
    times: Counter[str] = Counter()
    for thread in process.threads():
        try:
            name = Path(f"/proc/{process.pid}/task/{thread.id}/comm").read_text().strip()
        except OSError:
            continue
        times[f"{name}{' (main)' if thread.id == process.pid else ''}"] += (
            thread.user_time + thread.system_time
        )
    return times


async def measure(process: psutil.Process, seconds: float) -> dict[str, object]:
    """CPU share of one core over ``seconds``, and memory at their end."""
    before, threads_before = process.cpu_times(), thread_seconds(process)
    begun = time.monotonic()
    await asyncio.sleep(seconds)
    took, after = time.monotonic() - begun, process.cpu_times()
    used = after.user + after.system - before.user - before.system
    memory = process.memory_full_info()
    spent = thread_seconds(process) - threads_before
    return {
        "seconds": round(took, 1),
        "cpu_percent": round(100 * used / took, 2),
        "rss_mb": round(memory.rss / MB, 1),
        "pss_mb": round(memory.pss / MB, 1),
        "threads": process.num_threads(),
        "busiest": {name: round(100 * s / took, 2) for name, s in spent.most_common(6)},
    }


async def run(contacts: int, seconds: float) -> dict[str, object]:
    """The whole measurement."""
    with tempfile.TemporaryDirectory(prefix="megachat-bench-") as folder:
        async with street(Path(folder)) as town:
            alice, others = await make_friends(town, contacts)
            account = alice.account
            await alice.stop()
            town.homes.remove(alice)
            command = [sys.executable, "-m", "megachat_desktop", "--profile", str(alice.folder)]
            environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
            window = subprocess.Popen(command, env=environment)  # noqa: ASYNC220 (starting is quick)
            try:
                online = await wait_until_online(others, alice, account)
                print(f"{online} of {contacts} online", flush=True)
                await asyncio.sleep(SETTLE_S)
                process = psutil.Process(window.pid)
                return {"contacts": contacts, "online": online, **await measure(process, seconds)}
            finally:
                window.send_signal(signal.SIGTERM)
                window.wait(30)


def main() -> int:
    """Measure, save, and say whether the goals are met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--contacts", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    assert HERE.allow_loopback
    facts = show_machine()
    found = asyncio.run(run(options.contacts, options.seconds))
    rows = [(name.replace("_", " "), value) for name, value in found.items() if name != "busiest"]
    busiest = found["busiest"]
    assert isinstance(busiest, dict)
    text = table("The window with its contacts online, doing nothing", ("", "value"), rows)
    text += "\n" + table("Busiest threads, percent of a core", ("thread", "%"), busiest.items())
    met = (
        found["online"] == options.contacts
        and float(str(found["cpu_percent"])) <= CPU_GOAL_PERCENT
        and float(str(found["rss_mb"])) <= MEMORY_GOAL_MB
    )
    text += f"\nThe goals (1 % of a core, 250 MB) are {'met' if met else 'missed'}.\n"
    save("idle", facts, text, found)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
