"""CPU of one client in a 1280x720 call at 30 pictures a second both ways, beside Chromium's.

    .venv/bin/python benchmarks/cpu.py [--seconds 30] [--repeats 3] [--kbps 1800]

Ours: two people's processes on one computer; one client is one process with its children. Measured
twice: painting the peer's picture at 960x540, as a window does, and without anybody looking.
Chromium's: two browsers with profiles of their own, one end each, so that one client is one
browser with all its processes; the camera is our test picture from a Y4M file, the peer's picture
is shown at 960x540, it may send as much as ours did, in H.264 where it offers it, without hardware.
Resolution and rate of pictures are those that were really decoded (getStats). Per cent of one core:
CPU time of the process tree over wall time. Painting on a screen (compositor, X) is not in it.
"""

import argparse
import contextlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import psutil

import chromium
from figures import save, show_machine, spread, table
from harness import Child, two_people
from media_files import write_y4m

SETTLE_S = 8.0  # the rate climbs from 1.5 to its limit
READY_LIMIT_S = 40.0

Measured = dict[str, Any]


def main() -> None:
    """Measure, print, save."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--kbps", type=int, help="Chromium's limit; else what ours really sent")
    options = parser.parse_args()
    facts = show_machine()
    clients: dict[str, list[Measured]] = {}
    clients["MegaChat, painting"] = _ours(options.repeats, options.seconds, paint=True)
    clients["MegaChat, nobody looks"] = _ours(options.repeats, options.seconds, paint=False)
    if options.kbps is None:
        options.kbps = round(median(end["kbps"] for ends in clients.values() for end in ends))
    for codec in ("H264", "VP8"):
        ends = _browsers(options, codec)
        got = {end["codec"].upper() for end in ends}
        if not ends or got == {codec}:
            clients[f"Chromium, {codec}"] = ends
        else:
            print(f"This Chromium does not offer {codec}: it used {', '.join(got)}.")
    text, data = _report(clients)
    save("cpu", facts, text, data)


# --- ours ---------------------------------------------------------------------------------------


def _ours(repeats: int, seconds: float, *, paint: bool) -> list[Measured]:
    with two_people(observe=paint) as (alice, bob):
        alice.ask("call", hold_s=1.0)
        return [end for _ in range(repeats) for end in _one_call(alice, bob, seconds)]


def _one_call(alice: Child, bob: Child, seconds: float) -> list[Measured]:
    alice.ask("start")
    time.sleep(SETTLE_S)
    ends = (alice, bob)
    threads = [end.ask("threads")["threads"] for end in ends]
    for end in ends:
        end.ask("seconds")
    loads = _cpu_over([end.pid for end in ends], seconds)
    after = [end.ask("threads")["threads"] for end in ends]
    figures = [end.ask("seconds") for end in ends]
    alice.ask("end")
    return [
        {
            "cpu_pct": load,
            "threads_pct": _per_cent(before, later, seconds),
            "target_kbps": round(median(path["target_kbps"] for path in each["path"])),
            **_streams(each["video_in"], each["video_out"]),
        }
        for load, before, later, each in zip(loads, threads, after, figures, strict=True)
    ]


def _streams(came: list[Measured], went: list[Measured]) -> Measured:
    """Over all seconds of the window; every size that was seen."""
    return {
        "codec": went[-1]["codec"],
        "size": ", ".join(sorted({f"{s['width']}x{s['height']}" for s in came})),
        "fps": round(median(s["fps"] for s in came), 2),
        "kbps": round(median(s["kbps"] for s in went), 1),
        "hardware": went[-1]["hardware"],
        "encode_ms_p50": round(median(s["encode_ms_p50"] for s in went), 2),
        "decode_ms_p50": round(median(s["decode_ms_p50"] for s in came), 2),
        "limited_by": ", ".join(sorted({s["limited_by"] for s in went})),
    }


def _per_cent(before: dict[str, float], after: dict[str, float], seconds: float) -> Measured:
    used = {name: after[name] - before.get(name, 0.0) for name in after}
    return {name: round(100 * s / seconds, 2) for name, s in used.items() if s > 0.0005 * seconds}


# --- Chromium -----------------------------------------------------------------------------------


def _browsers(options: argparse.Namespace, codec: str) -> list[Measured]:
    measured: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="megachat-bench-y4m-") as folder:
        camera = write_y4m(Path(folder) / "camera.y4m")
        for _ in range(options.repeats):
            try:
                measured += _one_browser_call(camera, codec, options)
            except (FileNotFoundError, TimeoutError, RuntimeError) as failed:
                print(failed, flush=True)
    return measured


def _one_browser_call(camera: Path, codec: str, options: argparse.Namespace) -> list[Measured]:
    with _two_browsers(camera, codec, options.kbps) as (processes, mailboxes):
        time.sleep(SETTLE_S + 7.0)  # Chromium's rate begins at 300 kbit/s and climbs
        for name in ("alice", "bob"):
            mailboxes.drain(f"stats-{name}")
        loads = _cpu_over([process.pid for process in processes], options.seconds)
        stats = [mailboxes.drain(f"stats-{name}") for name in ("alice", "bob")]
    return [
        {"cpu_pct": load, "threads_pct": {}, **_browser_streams(entries)}
        for load, entries in zip(loads, stats, strict=True)
    ]


@contextlib.contextmanager
def _two_browsers(camera: Path, codec: str, kbps: int) -> Iterator[tuple[list[Any], Any]]:
    with contextlib.ExitStack() as stack:
        address, mailboxes = stack.enter_context(chromium.page_server())
        processes = []
        for me, other in (("alice", "bob"), ("bob", "alice")):
            query: dict[str, Any] = {"me": me, "other": other, "codec": codec, "kbps": kbps}
            browser = chromium.chromium(address, "call.html", camera=camera, **query)
            processes.append(stack.enter_context(browser))
        for me in ("alice", "bob"):
            ready = mailboxes.take(f"ready-{me}", READY_LIMIT_S)
            if "error" in ready:
                raise RuntimeError(f"Chromium: {ready['error']}")
        yield processes, mailboxes


def _browser_streams(entries: list[Measured]) -> Measured:
    """Of the window between the first and the last of the page's reports."""
    if len(entries) < 2:
        raise RuntimeError("Chromium's page fell silent")
    first, last = entries[0], entries[-1]
    seconds = (last["in"]["timestamp"] - first["in"]["timestamp"]) / 1000
    frames = last["in"]["framesDecoded"] - first["in"]["framesDecoded"]
    octets = last["out"]["bytesSent"] - first["out"]["bytesSent"]
    return {
        "codec": last.get("codec", "").rpartition("/")[2].lower(),
        "size": f"{last['in'].get('frameWidth')}x{last['in'].get('frameHeight')}",
        "fps": round(frames / seconds, 2),
        "kbps": round(octets * 8 / 1000 / seconds, 1),
        "hardware": False,
        "encoder": last["out"].get("encoderImplementation", ""),
        "decoder": last["in"].get("decoderImplementation", ""),
        "limited_by": last["out"].get("qualityLimitationReason", ""),
    }


# --- both ---------------------------------------------------------------------------------------


def _cpu_over(pids: list[int], seconds: float) -> list[float]:
    """Per cent of one core that each process tree used."""
    before, started = [_cpu_s(pid) for pid in pids], time.monotonic()
    time.sleep(seconds)
    after, passed = [_cpu_s(pid) for pid in pids], time.monotonic() - started
    return [round(100 * (b - a) / passed, 2) for a, b in zip(before, after, strict=True)]


def _cpu_s(pid: int) -> float:
    total = 0.0
    root = psutil.Process(pid)
    for process in (root, *root.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return total


def _report(clients: dict[str, list[Measured]]) -> tuple[str, dict[str, object]]:
    rows = [_row(name, ends) for name, ends in clients.items() if ends]
    head = ("client", "n", "CPU % p50", "min", "max", "codec", "size", "fps", "kbit/s sent")
    parts = [table("CPU of one client, 720p30 both ways (per cent of one core)", head, rows)]
    for name, ends in clients.items():
        threads = _threads(ends)
        if threads:
            parts.append(table(f"Where the time goes: {name}", ("thread", "% of a core"), threads))
    data: dict[str, object] = {
        name: {"cpu_pct": spread(end["cpu_pct"] for end in ends), "ends": ends}
        for name, ends in clients.items()
    }
    return "\n".join(parts), data


def _row(name: str, ends: list[Measured]) -> list[object]:
    loads = [end["cpu_pct"] for end in ends]
    seen = {key: ", ".join(sorted({str(e[key]) for e in ends})) for key in ("codec", "size")}
    fps, kbps = median(e["fps"] for e in ends), median(e["kbps"] for e in ends)
    codec = seen["codec"] + "".join(sorted({f" ({e['encoder']})" for e in ends if "encoder" in e}))
    return [name, len(ends), median(loads), min(loads), max(loads), codec, seen["size"], fps, kbps]


def _threads(ends: list[Measured]) -> list[tuple[str, float]]:
    names = {name for end in ends for name in end["threads_pct"]}
    used = {n: median(end["threads_pct"].get(n, 0.0) for end in ends) for n in names}
    return sorted(used.items(), key=lambda pair: -pair[1])


if __name__ == "__main__":
    main()
