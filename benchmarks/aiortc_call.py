"""A call between two plain aiortc processes through impairment proxies: the baseline of loss.py."""

import contextlib
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from harness import Child
from spoilt_path import PROXY

_CANDIDATE = re.compile(r"^a=candidate:\S+ 1 udp \d+ (\d+\.\d+\.\d+\.\d+) (\d+) typ host", re.M)
_CONNECTING_S = 3.0  # before anything counts


def aiortc_call(
    film: Path, loss: float, delay_ms: float, seed: int, seconds: float
) -> list[dict[str, Any]]:
    """What both ends' receivers gave out in that time. Raises ChildFailedError."""
    with contextlib.ExitStack() as stack:
        alice, bob = (Child("aiortc_end.py", str(film)) for _ in range(2))
        stack.callback(bob.stop)
        stack.callback(alice.stop)
        rules = ["--loss", str(loss), "--delay-ms", str(delay_ms), "--seed", str(seed)]
        offer = _through_proxies(alice.ask("offer")["sdp"], rules, stack)
        answer = _through_proxies(bob.ask("answer", sdp=offer)["sdp"], rules, stack)
        alice.ask("take_answer", sdp=answer)
        time.sleep(_CONNECTING_S)
        for end in (alice, bob):
            end.ask("begin")
        time.sleep(seconds)
        return [end.ask("figures") for end in (alice, bob)]


def _through_proxies(sdp: str, rules: list[str], stack: contextlib.ExitStack) -> str:
    """The description with its first IPv4 address of each port pair replaced by a proxy's."""
    proxies: dict[tuple[str, str], str] = {}
    first = _CANDIDATE.search(sdp)
    kept = []
    for line in sdp.splitlines():
        match = _CANDIDATE.match(line)
        if match and first and match.group(1) == first.group(1):
            key = match.group(1), match.group(2)
            if key not in proxies:
                proxies[key] = _start_proxy(*key, rules, stack)
            port = proxies[key]
            line = line.replace(f" {key[0]} {key[1]} typ", f" {key[0]} {port} typ")
        elif line.startswith("a=candidate"):
            continue
        kept.append(line)
    return "\r\n".join(kept) + "\r\n"


def _start_proxy(ip: str, port: str, rules: list[str], stack: contextlib.ExitStack) -> str:
    process = subprocess.Popen(
        [sys.executable, str(PROXY), "--target", f"{ip}:{port}", "--listen", f"{ip}:0", *rules],
        stdout=subprocess.PIPE,
        text=True,
    )
    stack.callback(_end, process)
    assert process.stdout is not None
    listening: str = json.loads(process.stdout.readline())["listening"]
    return listening.rpartition(":")[2]


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    process.communicate(timeout=5)
