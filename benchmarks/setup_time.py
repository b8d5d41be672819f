"""How long from the click to the first remote picture, beside headless Chromium.

    .venv/bin/python benchmarks/setup_time.py [--calls 100]

Two long-lived processes on one computer; bob answers by himself. Second part: it rings for two
seconds before bob answers, so that everything is prepared; counted from his click. All times in
milliseconds. "Chromium": two RTCPeerConnections in one page set up the same call, sound and picture
both ways at 1280x720, to the first frame that ``requestVideoFrameCallback`` reports; it has no
signalling between computers, no contact, no key confirmation, and both ends share one process.
"""

import argparse
from typing import Any

import chromium
from figures import SPREAD_HEAD, save, show_machine, spread, spread_row, table
from harness import Child, ChildFailedError, records_of, two_people

RINGS_S = 2.0
STAGES = ("offer_sent", "ringing", "answered", "path", "confirmed", "first_audio", "first_picture")

Record = dict[str, Any]


def main() -> None:
    """Measure, print, save."""
    options = _options()
    facts = show_machine()
    with two_people() as (alice, bob):
        direct = _calls(alice, bob, options.calls, "answering at once")
        bob.ask("answer_after", seconds=RINGS_S)
        prepared = _calls(alice, bob, options.prepared, "after ringing for 2 s")
    browser = _chromium(options.calls)
    text, data = _report(direct, prepared, browser)
    save("setup_time", facts, text, data)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--prepared", type=int, default=50)
    return parser.parse_args()


def _calls(alice: Child, bob: Child, count: int, what: str) -> list[tuple[Record, Record]]:
    """(alice's record, bob's record) of each call; failed calls are told and left out."""
    alice.ask("call", hold_s=0.5)  # the first of a process loads and warms up: not counted
    records_of(bob, 1)
    alice.ask("calls")
    for number in range(count):
        try:
            alice.ask("call", hold_s=0.3)
        except ChildFailedError as failed:
            print(f"call {number} failed: {failed}", flush=True)
    here = alice.ask("calls")["calls"]
    by_id = {record["call_id"]: record for record in records_of(bob, len(here))}
    pairs = [(r, by_id[r["call_id"]]) for r in here if r["call_id"] in by_id]
    print(f"{len(pairs)} of {count} calls {what}", flush=True)
    return [pair for pair in pairs if all("first_picture" in r["at"] for r in pair)]


def _chromium(calls: int) -> dict[str, Any] | None:
    try:
        with (
            chromium.page_server() as (address, mailboxes),
            chromium.chromium(address, "setup_time.html", calls=calls),
        ):
            result: dict[str, Any] = mailboxes.take("setup", 60.0 + calls * 5.0)
    except (FileNotFoundError, TimeoutError) as missing:
        print(missing)
        return None
    if "error" in result:
        print(f"Chromium: {result['error']}")
    return result


def _since_click(pairs: list[tuple[Record, Record]], stage: str) -> list[float]:
    return [1000 * (a["at"][stage] - a["pressed_at"]) for a, _ in pairs if stage in a["at"]]


def _since_accept(pairs: list[tuple[Record, Record]], stage: str, end: int) -> list[float]:
    """From bob's click to a stage at alice (end 0) or bob (1): both clocks are one."""
    return [
        1000 * (pair[end]["at"][stage] - pair[1]["pressed_at"])
        for pair in pairs
        if stage in pair[end]["at"]
    ]


def _report(
    direct: list[tuple[Record, Record]],
    prepared: list[tuple[Record, Record]],
    browser: dict[str, Any] | None,
) -> tuple[str, dict[str, object]]:
    clicked = {f"click to {stage}": _since_click(direct, stage) for stage in STAGES}
    clicked["click to first picture at the callee"] = [
        1000 * (b["at"]["first_picture"] - a["pressed_at"]) for a, b in direct
    ]
    accepted = {
        f"accept to first {kind} at the {end}": _since_accept(prepared, f"first_{kind}", number)
        for kind in ("picture", "audio")
        for number, end in enumerate(("caller", "callee"))
    }
    chrome = _chromium_times(browser)
    groups = {"MegaChat, answered at once": clicked, "MegaChat, prepared": accepted}
    if chrome:
        groups[f"{chromium.version()}, loopback in one page"] = chrome
    parts = [
        table(f"Set-up, ms: {title}", SPREAD_HEAD, [spread_row(n, v) for n, v in group.items()])
        for title, group in groups.items()
    ]
    data: dict[str, object] = {
        title: {name: spread(values) for name, values in group.items()}
        for title, group in groups.items()
    }
    return "\n".join(parts), data


def _chromium_times(browser: dict[str, Any] | None) -> dict[str, list[float]]:
    if browser is None:
        return {}
    return {
        "click to first picture at the caller, camera open already": [
            call["caller_ms"] for call in browser["kept"]
        ],
        "click to first picture at the callee, camera open already": [
            call["callee_ms"] for call in browser["kept"]
        ],
        "click to first picture at the caller, camera opened": [
            call["caller_ms"] for call in browser["fresh"]
        ],
    }


if __name__ == "__main__":
    main()
