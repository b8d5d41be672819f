"""Calls in a row between two long-lived processes: does anything fail, does anything grow?

    .venv/bin/python benchmarks/many_calls.py [--calls 500] [--every 25]

The first 100 calls warm both processes up: about as many as are remembered at once, since an ended
call is remembered for a minute. So a quiet minute precedes the first and the last sample, which the
verdict compares for threads, tasks and files; those in between show calls that are still
remembered. Memory is the resident set after a garbage collection and after the C library gave back
what it kept in reserve; the first third of all samples is compared with the last.
"""

import argparse
import time
from statistics import median
from typing import Any

from figures import save, show_machine, spread, table
from harness import Child, ChildFailedError, two_people

WARM_UP = 100
QUIET_S = 66.0
MOST_GROWTH = 0.05  # of memory, MEDIA.md section 16
COUNTED = ("rss_mb", "threads", "tasks", "files", "children", "objects")

Sample = dict[str, Any]


def main() -> None:
    """Measure, print, save; exit code 1 when the verdict is no."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--calls", type=int, default=500)
    parser.add_argument("--every", type=int, default=25)
    parser.add_argument("--quiet", type=float, default=QUIET_S, help="seconds of rest")
    options = parser.parse_args()
    facts = show_machine()
    samples: list[Sample] = []
    failures: list[str] = []
    setups: list[float] = []
    with two_people() as (alice, bob):
        _calls(alice, WARM_UP, failures, [])
        time.sleep(options.quiet)
        samples.append(_sample(alice, bob, 0, "at rest"))
        for done in range(0, options.calls, options.every):
            count = min(options.every, options.calls - done)
            _calls(alice, count, failures, setups)
            samples.append(_sample(alice, bob, done + count, "just after"))
        time.sleep(options.quiet)
        samples.append(_sample(alice, bob, options.calls, "at rest"))
        logs = [alice.log(), bob.log()]
    if options.quiet < QUIET_S:
        print("Rested too short to judge threads, tasks and files: calls are still remembered.")
        samples[-1] = {**samples[-1], "judged": False}
    text, data = _report(samples, failures, setups, options.calls)
    save("many_calls", facts, text, {**data, "logs": logs})
    if not data["passed"]:
        raise SystemExit(1)


def _calls(alice: Child, count: int, failures: list[str], setups: list[float]) -> None:
    for _ in range(count):
        try:
            record = alice.ask("call", hold_s=0.1)
        except ChildFailedError as failed:
            failures.append(str(failed).partition("\n")[0])
            print(f"failed: {failures[-1]}", flush=True)
            if alice.process.poll() is not None:
                raise
            time.sleep(1.0)
        else:
            setups.append(record["setup_ms"]["first_picture"])


def _sample(alice: Child, bob: Child, calls: int, when: str) -> Sample:
    for person in (alice, bob):
        person.ask("calls")  # what is kept for us is no leak of theirs
    sample = {"calls": calls, "when": when, "alice": alice.ask("sample"), "bob": bob.ask("sample")}
    print(f"{calls} calls, {when}: " + _line(sample), flush=True)
    return sample


def _line(sample: Sample) -> str:
    parts = [f"{key} {sample['alice'][key]}/{sample['bob'][key]}" for key in COUNTED]
    return ", ".join(parts)


def _report(
    samples: list[Sample], failures: list[str], setups: list[float], calls: int
) -> tuple[str, dict[str, Any]]:
    head = ("calls", "when", *(f"{key} alice/bob" for key in COUNTED))
    rows = [
        [s["calls"], s["when"], *(f"{s['alice'][key]}/{s['bob'][key]}" for key in COUNTED)]
        for s in samples
    ]
    findings = _findings(samples[0], samples[-1]) if samples[-1].get("judged", True) else []
    memory = {person: _memory(samples, person) for person in ("alice", "bob")}
    for person, (before, after) in memory.items():
        if after > before * (1 + MOST_GROWTH):
            findings.append(f"{person}: memory {before:.0f} to {after:.0f} MB")
    passed = not failures and not findings
    halves = [spread(part) for part in (setups[: len(setups) // 2], setups[len(setups) // 2 :])]
    text = table(f"{calls} calls in a row", head, rows)
    text += f"\nFailed calls: {len(failures)} of {calls + WARM_UP}. "
    text += f"Verdict: {'nothing grew' if passed else '; '.join(findings) or 'calls failed'}.\n"
    for person, (before, after) in memory.items():
        text += (
            f"Memory of {person}, median of first and last third: {before:.1f}, {after:.1f} MB.\n"
        )
    for name, half in zip(("first", "second"), halves, strict=True):
        text += f"Click to first picture, {name} half: {half.get('p50')} ms (median).\n"
    data = {"passed": passed, "failures": failures, "findings": findings, "samples": samples}
    data["memory_mb"] = memory
    return text, {**data, "first_picture_ms": halves}


def _findings(first: Sample, last: Sample) -> list[str]:
    """What grew from rest to rest, memory apart."""
    found = []
    for person in ("alice", "bob"):
        before, after = first[person], last[person]
        for key in ("threads", "tasks", "files", "children"):
            if after[key] > before[key] + _SLACK[key]:
                found.append(f"{person}: {key} {before[key]} to {after[key]}")
    return found


def _memory(samples: list[Sample], person: str) -> tuple[float, float]:
    """Medians of the first and the last third of all samples, MB.

    Resident memory goes up and down by a tenth from call to call, as arenas of threads come and go,
    so two single samples say nothing.
    """
    sizes = [sample[person]["rss_mb"] for sample in samples]
    third = max(1, len(sizes) // 3)
    return median(sizes[:third]), median(sizes[-third:])


# A thread of a pool and its files may be born late, a task may be on its way at that very moment.
_SLACK = {"threads": 2, "tasks": 2, "files": 4, "children": 0}


if __name__ == "__main__":
    main()
