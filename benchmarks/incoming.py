"""Incoming calls in a row, watched from outside the program: does every one show, and go again?

    .venv/bin/python benchmarks/incoming.py [--calls 1000] [--people 60] [--window-manager openbox]

Bob's program is the product as it is, in a window under Xvfb, with a (virtual) speaker to ring on,
among windows that a window manager looks after where one is installed ("none" for a bare display).
Sixty people in another process call him over the loopback interface, one after the other, and give
up while it rings: more than five such calls of one person in a minute would not ring any more
(PROTOCOL.md 7.5). What appears, goes and has the keyboard is seen by a third process, through X11
alone. All three share one clock (CLOCK_MONOTONIC).

"Offer to popup" begins when the caller's engine has handed the OFFER to its network, so the way of
the OFFER is in it; "over to gone" begins when the caller's engine is told to hang up.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from figures import SPREAD_HEAD, save, show_machine, spread, spread_row, table
from harness import Child
from megachat_desktop.model.call import CallLogEntry, Direction
from megachat_desktop.storage.profile import open_profile
from sound_server import sound_server
from x11_watch import MANAGERS, Watcher, display, window_manager

MOST_OFFER_TO_POPUP_MS = 300.0
MOST_OVER_TO_GONE_MS = 200.0
MOST_GROWTH = 0.02  # of memory, from the third quarter of the calls to the last
RINGS_S = 0.12
SHOWN_WITHIN_S = 5.0
CANCELLED_AT_MOST, CANCELLED_WITHIN_S = 5, 61.0
WARM_UP = 60
QUIET_S = 66.0  # ended calls are remembered for a minute
SLACK = {"threads": 2, "files": 4}
QUIT_LIMIT_S = 20.0


class Bob:
    """The program with its window, seen from outside."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as this)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "megachat_desktop", "--profile", str(folder), "--json"],
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=os.environ | environment | {"QT_QPA_PLATFORM": "xcb"},
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if json.loads(line)["event"] == "ready":
                break
        self._reader = subprocess.Popen(
            ["cat"], stdin=self.process.stdout, stdout=subprocess.DEVNULL
        )

    def sample(self) -> dict[str, float]:
        """Memory in MB, threads and open files of the process."""
        process = psutil.Process(self.process.pid)
        return {
            "rss_mb": round(process.memory_info().rss / 2**20, 1),
            "threads": process.num_threads(),
            "files": process.num_fds(),
        }

    def complaints(self) -> str:
        """What it wrote on standard error."""
        self._log.seek(0)
        return self._log.read().decode("utf-8", "replace")[-4000:]

    def quit(self) -> None:
        """Ask it to end, and make it end."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(QUIT_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.wait()


class Turns:
    """Whose turn it is: nobody gives up on Bob more than five times in a minute."""

    def __init__(self, people: int) -> None:
        self._cancelled: list[deque[float]] = [
            deque(maxlen=CANCELLED_AT_MOST) for _ in range(people)
        ]
        self._next = 0

    def take(self) -> int:
        """The next person, after a wait if need be."""
        who, self._next = self._next, (self._next + 1) % len(self._cancelled)
        times = self._cancelled[who]
        if len(times) == CANCELLED_AT_MOST:
            time.sleep(max(0.0, times[0] + CANCELLED_WITHIN_S - time.monotonic()))
        times.append(time.monotonic())
        return who


def main() -> None:
    """Measure, print, save; exit code 1 when the verdict is no."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--quiet", type=float, default=QUIET_S, help="seconds of rest")
    parser.add_argument("--window-manager", default=_found_manager(), help="a command, or none")
    options = parser.parse_args()
    facts = show_machine()
    manager = "" if options.window_manager == "none" else options.window_manager
    with street(options.people, manager) as (folder, people, bob, watcher):
        turns = Turns(options.people)
        calls = [_ring(people, watcher, turns, n) for n in range(WARM_UP)]
        time.sleep(options.quiet)
        samples = [bob.sample()]
        for number in range(options.calls):
            calls.append(_ring(people, watcher, turns, number))
            if number % 50 == 49:
                samples.append(bob.sample())
                print(f"{number + 1} calls: {samples[-1]}", flush=True)
        time.sleep(options.quiet)
        samples.append(bob.sample())
        focus = {"lost": watcher.focus_lost, "kept": watcher.has_focus}
        left = len(watcher.visible())
        bob.quit()
        wrong = _wrong_entries(folder / "bob", calls)
        data = _judge(calls, samples, focus, left, wrong, options.quiet >= QUIET_S)
        data["complaints"] = bob.complaints()
        data["window_manager"] = options.window_manager
    save("incoming", facts, _report(data, samples), data)
    if not data["passed"]:
        raise SystemExit(1)


def _found_manager() -> str:
    return next(filter(shutil.which, MANAGERS), "none")


@contextmanager
def street(count: int, manager: str = "") -> Iterator[tuple[Path, Child, Bob, Watcher]]:
    """``count`` people who know Bob, his window, and somebody who watches the screen."""
    with ExitStack() as stack:
        sound = stack.enter_context(sound_server())
        screen = stack.enter_context(display())
        if manager:
            stack.enter_context(window_manager(screen, manager))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="megachat-bench-")))
        people = Child("ringing_people.py", str(folder), str(count), environment=sound)
        stack.callback(people.stop)
        people.receive()
        watcher = Watcher(screen, "Incoming ")
        stack.callback(watcher.close)
        bob = Bob(folder / "bob", sound | {"DISPLAY": screen})
        stack.callback(bob.quit)
        people.ask("wait")
        watcher.take_focus()
        yield folder, people, bob, watcher


def _ring(people: Child, watcher: Watcher, turns: Turns, number: int) -> dict[str, Any]:
    """One call, from the click to the empty screen."""
    who, known = turns.take(), set(watcher.mapped)
    call = people.ask("ring", who=who, video=number % 2 == 0)
    call["video"] = number % 2 == 0
    window = watcher.wait_mapped(known, SHOWN_WITHIN_S)
    time.sleep(RINGS_S)
    call |= people.ask("hang_up", who=who, call_id=call["call_id"])
    if window is None:
        print(f"call {number} never showed: {call}", flush=True)
        return call
    watcher.wait_unmapped(window, SHOWN_WITHIN_S)
    call["mapped"], call["unmapped"] = watcher.mapped[window], watcher.unmapped.get(window)
    return call


def _wrong_entries(folder: Path, calls: list[dict[str, Any]]) -> list[str]:
    """What the history has too much, too little or otherwise."""
    profile = open_profile(folder, None)
    try:
        log = profile.store.run_sync(lambda tx: tx.calls.newest(len(calls) + 100))
    finally:
        profile.close()
    entries = {entry.call_id.hex(): entry for entry in log}
    wrong = [f"{len(log)} entries of {len(calls)} calls"] if len(log) != len(calls) else []
    for call in calls:
        entry = entries.get(call["call_id"])
        if entry is None or not _is_right(entry, call):
            wrong.append(f"{call['call_id']}: {entry}")
    return wrong


def _is_right(entry: CallLogEntry, call: dict[str, Any]) -> bool:
    whose = entry.account.hex() == call["account"] and entry.video == call["video"]
    return whose and entry.missed and entry.direction is Direction.IN


def _judge(
    calls: list[dict[str, Any]],
    samples: list[dict[str, float]],
    focus: dict[str, Any],
    left: int,
    wrong: list[str],
    rested: bool,
) -> dict[str, Any]:
    measured = calls[WARM_UP:]
    shown = [call for call in measured if "mapped" in call]
    gone = [call for call in shown if call["unmapped"] is not None]
    times = {
        "click_to_popup_ms": [(c["mapped"] - c["clicked"]) * 1000 for c in shown],
        "offer_to_popup_ms": [(c["mapped"] - c["offered"]) * 1000 for c in shown],
        "over_to_gone_ms": [(c["unmapped"] - c["hung_up"]) * 1000 for c in gone],
    }
    findings = []
    if not len(measured) == len(shown) == len(gone) or left:
        findings.append(f"{len(shown)} popups of {len(measured)} calls, {left} left over")
    if max(times["offer_to_popup_ms"], default=0) > MOST_OFFER_TO_POPUP_MS:
        findings.append("a popup was late")
    if max(times["over_to_gone_ms"], default=0) > MOST_OVER_TO_GONE_MS:
        findings.append("a popup stayed too long")
    if focus["lost"] or not focus["kept"]:
        findings.append(f"the keyboard was taken {focus['lost']} times")
    findings += [f"{len(wrong)} wrong entries: {wrong[0]}"] if wrong else []
    findings += _grown(samples) if rested else []
    return {
        "calls": len(measured), "popups": len(shown), "gone": len(gone), "left_over": left,
        "focus": focus, "wrong_entries": len(wrong), "findings": findings,
        "passed": not findings, "times": times, "samples": samples,
        "spread": {name: spread(values) for name, values in times.items()},
    }  # fmt: skip


def _grown(samples: list[dict[str, float]]) -> list[str]:
    """What is more at the end than at the start; memory in the second half of the calls.

    Until then it settles: the arenas of the C library fill, what is remembered gets its size.
    """
    first, last = samples[0], samples[-1]
    found = [
        f"{key} {first[key]} to {last[key]}"
        for key, slack in SLACK.items()
        if last[key] > first[key] + slack
    ]
    before, after = _settled_memory(samples)
    if after > before * (1 + MOST_GROWTH):
        found.append(f"memory {before:.1f} to {after:.1f} MB in the last quarter of the calls")
    return found


def _settled_memory(samples: list[dict[str, float]]) -> tuple[float, float]:
    """The medians of the third and of the last quarter, in MB: it goes up and down."""
    quarter = max(1, len(samples) // 4)
    parts = samples[-2 * quarter : -quarter] or samples[-1:], samples[-quarter:]
    before, after = (median(sample["rss_mb"] for sample in part) for part in parts)
    return before, after


def _report(data: dict[str, Any], samples: list[dict[str, float]]) -> str:
    names = {
        "offer_to_popup_ms": "offer handed to the network to popup on the screen",
        "click_to_popup_ms": "the caller's click to popup on the screen",
        "over_to_gone_ms": "caller hangs up to popup gone",
    }
    rows = [spread_row(names[key], data["times"][key]) for key in names]
    text = table(f"{data['calls']} incoming calls in a row, ms", SPREAD_HEAD, rows)
    keys = ("rss_mb", "threads", "files")
    shown = [
        [n, *(sample[key] for key in keys)]
        for n, sample in ((0, samples[0]), (data["calls"], samples[-1]))
    ]
    text += "\n" + table("the called program, at rest", ("calls", *keys), shown)
    text += "\nMemory, median of the third and of the last quarter of the calls: "
    text += "{:.1f}, {:.1f} MB.\n".format(*_settled_memory(samples))
    text += f"\nWindow manager: {data['window_manager']}. Popups: {data['popups']}, "
    text += f"all gone again: {data['gone']}, left over: {data['left_over']}. "
    text += f"Keyboard lost: {data['focus']['lost']} times. "
    text += f"Wrong entries in the history: {data['wrong_entries']}.\n"
    text += f"Verdict: {'passed' if data['passed'] else '; '.join(data['findings'])}.\n"
    return text


if __name__ == "__main__":
    main()
