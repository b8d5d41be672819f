"""Sound and picture over a path that loses packets: ours beside aiortc's own receiver.

    .venv/bin/python benchmarks/loss.py [--seconds 32] [--repeats 3] [--loss 0 2 5 10]

Two processes on one computer send each other a film (speech by espeak-ng, the moving test picture
at 1280x720, 30/s) through tools/impairment_proxy.py: real sockets, 50 ms one way, independent
random loss in each direction, another seed each time. Both ends are counted. The baseline runs the
same film through the same proxies with aiortc's RTCPeerConnection.

Lost: sound that was neither played nor concealed, share of the time. Concealed: made up by the
decoder; FEC: recovered from the next packet. aiortc conceals nothing, so all that its receiver does
not give out is lost. Our sound is taken where it would be handed to the speaker; without a device,
so that its clock and its underruns are not in the figures. PESQ wide-band at 16 kHz of each round
of the sample. A freeze is a gap of more than 400 ms between two pictures.
"""

import argparse
import base64
import math
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiortc_call import aiortc_call
from figures import save, show_machine, spread, table
from harness import ChildFailedError, records_of, two_people
from media_files import speech, write_film
from speech_quality import pesq_of

DELAY_MS = 50.0
FREEZE_S = 0.4

Measured = dict[str, Any]
Samples = NDArray[np.int16]


def main() -> None:
    """Measure, print, save."""
    options = _options()
    facts = show_machine()
    runs: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="megachat-bench-film-") as folder:
        wide, reference = speech(Path(folder))
        film = write_film(Path(folder) / "film.mkv", wide)
        for repeat in range(options.repeats):
            for loss in options.loss:
                for who, measure in (("MegaChat", _ours), ("aiortc", _theirs)):
                    runs += _measure(who, measure, film, loss, repeat, options.seconds, reference)
    text, data = _report(runs)
    save("loss", facts, text, data)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=32.0)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--loss", type=float, nargs="+", default=[0, 2, 5, 10], help="per cent")
    return parser.parse_args()


def _measure(
    who: str, measure: Any, film: Path, loss: float, repeat: int, seconds: float, ref: Samples
) -> list[Measured]:
    try:
        ends = measure(film, loss / 100, 1000 * repeat + round(10 * loss), seconds)
    except (ChildFailedError, TimeoutError) as failed:
        print(f"{who} at {loss} %: {failed}", flush=True)
        return [{"who": who, "loss_pct": loss, "failed": str(failed)[:200]}]
    for end in ends:
        end |= {"who": who, "loss_pct": loss, "pesq": _scores(end.pop("sound"), ref)}
        shown = {k: v for k, v in end.items() if k not in ("who", "loss_pct")}
        print(f"{who} {loss} %: {shown}", flush=True)
    return list(ends)


def _scores(sound: str, reference: Samples) -> list[float]:
    samples: Samples = np.frombuffer(base64.b64decode(sound), np.int16)
    try:
        return [round(score, 3) for score in pesq_of(samples, reference)]
    except ImportError:
        return []


def _ours(film: Path, loss: float, seed: int, seconds: float) -> list[Measured]:
    spoilt = {"loss": loss, "delay_ms": DELAY_MS, "seed": seed}
    observed_how = {"play": str(film), "speaker": "none", "observe": True, "keep_sound": True}
    with two_people(**observed_how, **spoilt) as (alice, bob):
        alice.ask("start")
        time.sleep(seconds)
        reports = [alice.ask("end"), *records_of(bob, 1)]
        observed = [alice.ask("observed"), bob.ask("observed")]
    return [_our_end(report, seen) for report, seen in zip(reports, observed, strict=True)]


def _our_end(report: Measured, seen: Measured) -> Measured:
    audio, video = report["audio"]["in"], report["video"]["in"]
    whole = audio["played_ms"] + audio["concealed_ms"] + audio["fec_ms"] + audio["lost_ms"]
    return {
        "audio_lost_pct": _share(audio["lost_ms"], whole),
        "audio_concealed_pct": _share(audio["concealed_ms"], whole),
        "audio_fec_pct": _share(audio["fec_ms"], whole),
        "audio_delay_ms": audio["delay_ms"],
        "freezes": len(seen["gaps_over_400_ms"]),
        "longest_gap_ms": seen["longest_gap_ms"],
        "pictures": seen["pictures"],
        "size": f"{video['width']}x{video['height']}",
        "kbps": video["kbps"],
        "rtt_ms": report["path"]["rtt_ms"],
        "sound": seen["sound"],
    }


def _theirs(film: Path, loss: float, seed: int, seconds: float) -> list[Measured]:
    ends = aiortc_call(film, loss, DELAY_MS, seed, seconds)
    return [_their_end(end) for end in ends]


def _their_end(end: Measured) -> Measured:
    gaps = [b - a for a, b in pairwise(end["pictures_at"])]
    return {
        "audio_lost_pct": _share(end["lost_ms"], end["expected_ms"]),
        "audio_concealed_pct": 0.0,
        "audio_fec_pct": 0.0,
        "freezes": sum(gap > FREEZE_S for gap in gaps),
        "longest_gap_ms": round(1000 * max(gaps, default=math.nan), 1),
        "pictures": len(end["pictures_at"]),
        "sound": end["sound"],
    }


def _share(part: float, whole: float) -> float:
    return round(100 * part / whole, 3) if whole else 100.0


# --- report -------------------------------------------------------------------------------------

_HEAD = (
    *("loss %", "who", "ends", "sound lost %", "concealed %", "by FEC %", "PESQ p50", "PESQ min"),
    *("freezes > 400 ms", "longest gap ms", "pictures/end"),
)


def _report(runs: list[Measured]) -> tuple[str, dict[str, object]]:
    rows, data = [], {}
    for loss in sorted({run["loss_pct"] for run in runs}):
        for who in ("MegaChat", "aiortc"):
            mine = [r for r in runs if r["who"] == who and r["loss_pct"] == loss]
            ends = [r for r in mine if "failed" not in r]
            data[f"{who} at {loss} %"] = {"failed": len(mine) - len(ends), **_data(ends)}
            rows.append(_row(loss, who, ends) if ends else [loss, who, 0, *["–"] * 8])
    rows += [_ratio_row(runs, loss) for loss in sorted({run["loss_pct"] for run in runs})]
    text = table("Loss, 100 ms round trip, each direction for itself", _HEAD, rows)
    if not any(run.get("pesq") for run in runs):
        text += "\nNo PESQ: the package is missing (requirements-bench.lock).\n"
    return text, {**data, "runs": runs}


def _row(loss: float, who: str, ends: list[Measured]) -> list[object]:
    scores = [score for end in ends for score in end["pesq"]]
    shares = [mean(end[f"audio_{k}_pct"] for end in ends) for k in ("lost", "concealed", "fec")]
    return [
        *(loss, who, len(ends), *(f"{share:.2f}" for share in shares)),
        f"{median(scores):.2f}" if scores else "–",
        f"{min(scores):.2f}" if scores else "–",
        sum(end["freezes"] for end in ends),
        max(end["longest_gap_ms"] for end in ends),
        round(mean(end["pictures"] for end in ends)),
    ]


def _ratio_row(runs: list[Measured], loss: float) -> list[object]:
    """aiortc's figure over ours, where ours is not zero."""
    ends = {
        who: [r for r in runs if r["who"] == who and r["loss_pct"] == loss and "failed" not in r]
        for who in ("MegaChat", "aiortc")
    }

    def ratio(key: str) -> str:
        ours, theirs = (sum(end[key] for end in ends[who]) for who in ("MegaChat", "aiortc"))
        return f"x {theirs / ours:.1f}" if ours else ("–" if not theirs else f"{theirs:.1f} : 0")

    if not all(ends.values()):
        return [loss, "ratio", *["–"] * 9]
    return [
        *(loss, "aiortc : ours", "", ratio("audio_lost_pct"), *["–"] * 4),
        *(ratio("freezes"), ratio("longest_gap_ms"), ratio("pictures")),
    ]


def _data(ends: list[Measured]) -> Measured:
    keys = ("audio_lost_pct", "audio_concealed_pct", "audio_fec_pct", "freezes", "longest_gap_ms")
    figures: Measured = {key: spread(end[key] for end in ends) for key in keys}
    return {**figures, "pesq": spread(score for end in ends for score in end["pesq"])}


if __name__ == "__main__":
    main()
