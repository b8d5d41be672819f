"""How long the window stands still during a 720p call.

    .venv/bin/python benchmarks/gui_stalls.py [--seconds 60] [--limit-ms 33]

Two processes on one computer: the real window under Xvfb and a headless partner; both send the
moving 720p test picture, so each encodes and decodes one. The window paints the large picture, its
own small one and the bars until they hide. Watched from the fifth second of the call to its end
(``window_end.py``).
"""

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from figures import percentile, save, show_machine, table
from sound_server import sound_server

HERE = Path(__file__).resolve().parent
WARM_S = 5.0
SCREEN = "1920x1080x24"


def main() -> int:
    """Measure, print, save; 1 when the window stood still for too long."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--limit-ms", type=float, default=33.0)
    options = parser.parse_args()
    facts = show_machine()
    with display() as screen, sound_server() as sound, tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ, **screen, **sound)
        samples, report = call(Path(folder), environment, options.seconds)
    text, data = _report(samples, report, options.limit_ms)
    save("gui_stalls", facts, text, data)
    return 0 if data["p99_ms"] <= options.limit_ms else 1


@contextlib.contextmanager
def display() -> Iterator[dict[str, str]]:
    """An X server of our own; offscreen painting where there is none to be had."""
    program = shutil.which("Xvfb")
    if program is None:
        print("Xvfb is missing: the window paints offscreen.")
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    read, write = os.pipe()
    command = [program, "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL)
    try:
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        yield {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    finally:
        server.terminate()
        server.wait(5)


def call(
    folder: Path, environment: dict[str, str], seconds: float
) -> tuple[list[list[float]], dict[str, Any]]:
    """(samples from the warm part of a call, the window's report of it)."""
    for name in ("Alice", "Bob"):
        _megachat(environment, "init", folder / name, "--name", name, "--unprotected")
    samples = folder / "samples.json"
    bob = _start(
        environment, "-m", "megachat_desktop", "listen", "--profile", str(folder / "Bob"),
        "--json", "--relay", "none", "--auto-accept-contacts", "--auto-answer", "video",
        "--play", "test",
    )  # fmt: skip
    try:
        link = str(_wait_for(bob, "ready")["link_with_addresses"])
        alice = _start(
            environment, str(HERE / "window_end.py"), str(samples), "--profile",
            str(folder / "Alice"), "--json", "--play", "test", "--relay", "none",
            "--add", link, "--call", "video", "--for", str(WARM_S + seconds),
        )  # fmt: skip
        try:
            began = _wait_for(alice, "call", state="ACTIVE")["t"] + WARM_S
            report = _wait_for(alice, "report")
            ended = began + seconds
        finally:
            _stop(alice)
    finally:
        _stop(bob)
    kept = [s for s in json.loads(samples.read_text("utf-8")) if began <= s[0] <= ended]
    return kept, report


def _start(environment: dict[str, str], *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, text=True, env=environment
    )


def _megachat(environment: dict[str, str], command: str, profile: Path, *rest: str) -> None:
    line = [sys.executable, "-m", "megachat_desktop", command, "--profile", str(profile), *rest]
    subprocess.run(line, env=environment, check=True, stdout=subprocess.DEVNULL)


def _wait_for(
    process: "subprocess.Popen[str]", event: str, state: str | None = None
) -> dict[str, Any]:
    """The next event of this name. Raises RuntimeError when the process is gone."""
    assert process.stdout is not None
    for line in process.stdout:
        found: dict[str, Any] = json.loads(line)
        if found.get("event") == event and state in (None, found.get("state")):
            return found
    raise RuntimeError(f"no {event} came")


def _stop(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def _report(
    samples: list[list[float]], report: dict[str, Any], limit_ms: float
) -> tuple[str, dict[str, Any]]:
    felt = [late * 1000 for _, late, _ in samples]
    own = [(late - waiting) * 1000 for _, late, waiting in samples]
    rows = [
        [name, *(round(percentile(values, share), 2) for share in (0.5, 0.95, 0.99)),
         round(max(values), 1)]
        for name, values in (("as felt", felt), ("without waiting for a processor", own))
    ]  # fmt: skip
    seen = report["video"]["in"]
    text = table("The window's lateness during a call, ms", ("", "p50", "p95", "p99", "max"), rows)
    text += f"\n{len(samples)} samples. The picture: {seen['width']} x {seen['height']}, "
    text += f"{seen['fps']:.0f} fps, {seen['freezes']} freezes. "
    text += f"Wanted: p99 of at most {limit_ms:.0f} ms.\n"
    data = {
        "p50_ms": rows[0][1], "p95_ms": rows[0][2], "p99_ms": rows[0][3], "max_ms": rows[0][4],
        "own_p99_ms": rows[1][3], "own_max_ms": rows[1][4], "samples": len(samples),
        "width": seen["width"], "height": seen["height"], "fps": seen["fps"],
        "at": time.strftime("%Y-%m-%d"),
    }  # fmt: skip
    return text, data


if __name__ == "__main__":
    sys.exit(main())
