"""One-way delay of picture (capture to paint) and sound (microphone to the speaker's buffer).

    .venv/bin/python benchmarks/delay.py [--seconds 30] [--repeats 3]

Two processes on one computer in a call at 1280x720 and 30/s, each with a (virtual) speaker open.
The test picture carries the moment at which it was drawn as a block code in units of 0.1 ms; it is
read back from the pixels that a painter has drawn. The test sound, which takes the microphone's
place, clicks at every whole second; the click is found in what goes to the speaker, at the moment
its block reaches the ear as the device reports it. A real camera and microphone add their own
delay. Both ends observe; their figures are taken together.
"""

import argparse
import time
from statistics import median
from typing import Any

from figures import SPREAD_HEAD, save, show_machine, spread, spread_row, table
from harness import two_people

Observed = dict[str, Any]


def main() -> None:
    """Measure, print, save."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    facts = show_machine()
    observed = []
    with two_people(observe=True) as (alice, bob):
        alice.ask("call", hold_s=1.0)
        for _ in range(options.repeats):
            alice.ask("start")
            time.sleep(options.seconds)
            alice.ask("end")
            observed += [alice.ask("observed"), bob.ask("observed")]
    text, data = _report(observed)
    save("delay", facts, text, data)


def _all(observed: list[Observed], name: str) -> list[float]:
    return [value for end in observed for value in end[name]]


def _report(observed: list[Observed]) -> tuple[str, dict[str, object]]:
    names = {
        "picture, capture to paint": "picture_delay_ms",
        "of it, capture to decoded": "to_decoded_ms",
        "of it, held until due (smoothness, lip sync)": "held_ms",
        "of it, painting": "paint_ms",
        "sound, microphone to speaker": "sound_delay_ms",
    }
    rows = [spread_row(name, _all(observed, key)) for name, key in names.items()]
    medians = [median(end["picture_delay_ms"]) for end in observed if end["picture_delay_ms"]]
    text = table("One-way delay, ms", SPREAD_HEAD, rows)
    text += "\nMedian of each end of each call: " + ", ".join(f"{m:.1f}" for m in medians) + "\n"
    pictures = sum(end["pictures"] for end in observed)
    text += f"{pictures} pictures were shown, {len(_all(observed, 'picture_delay_ms'))} measured.\n"
    data: dict[str, object] = {key: spread(_all(observed, key)) for key in names.values()}
    return text, {**data, "medians_picture_ms": [round(m, 2) for m in medians]}


if __name__ == "__main__":
    main()
