"""Turns measurements into figures: percentiles, tables, the facts of the machine, result files."""

import json
import platform
import statistics
import time
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).resolve().parent / "results"
_LIBRARIES = ("aiortc", "aioice", "av", "iroh", "uvloop", "PySide6")

Row = Sequence[object]


def percentile(values: Iterable[float], share: float) -> float:
    """The value at ``share`` (0..1) of the sorted values; NaN where there are none."""
    ordered = sorted(values)
    if not ordered:
        return float("nan")
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values: Iterable[float]) -> dict[str, float]:
    """Count, median, p95, least and most; the shape of every measured quantity in a result."""
    found = list(values)
    if not found:
        return {"count": 0}
    return {
        "count": len(found),
        "p50": round(statistics.median(found), 2),
        "p95": round(percentile(found, 0.95), 2),
        "min": round(min(found), 2),
        "max": round(max(found), 2),
    }


def machine_facts() -> dict[str, object]:
    """What a reader needs to know to compare; no names of people or computers."""
    return {
        "cpu": _cpu_name(),
        "cores": psutil.cpu_count() or 0,
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()} {platform.release().split('-')[0]} {platform.machine()}",
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "load_before": round(psutil.getloadavg()[0], 2),
    }


def _cpu_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def show_machine() -> dict[str, object]:
    """Print and return the facts; warn when something else is running."""
    facts = machine_facts()
    print(f"{facts['cpu']}, {facts['cores']} cores, {facts['memory_gb']} GB, {facts['system']},")
    libraries = facts["libraries"]
    assert isinstance(libraries, dict)
    names = ", ".join(f"{name} {number}" for name, number in libraries.items())
    print(f"Python {facts['python']}, {names}")
    if psutil.getloadavg()[0] > 0.5:
        print(f"CAUTION: the load was {psutil.getloadavg()[0]:.2f} before this began.")
    print(flush=True)
    return facts


def table(title: str, head: Row, rows: Iterable[Row]) -> str:
    """A table in Markdown, which is also readable in a terminal."""
    cells = [[_cell(value) for value in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = [
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join([f"### {title}", "", *lines, ""])


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "–" if value != value else f"{value:.1f}" if abs(value) < 1000 else f"{value:.0f}"
    return str(value)


def spread_row(name: str, values: Iterable[float]) -> Row:
    """``name`` and the five figures of ``spread``, for ``SPREAD_HEAD``."""
    s = spread(values)
    missing = float("nan")
    return [name, s["count"], *(s.get(key, missing) for key in ("p50", "p95", "min", "max"))]


SPREAD_HEAD = ("", "n", "p50", "p95", "min", "max")


def save(name: str, facts: Mapping[str, object], text: str, data: Mapping[str, object]) -> None:
    """Print the tables and write ``results/<name>.json`` and ``.md``."""
    RESULTS.mkdir(exist_ok=True)
    print(text, flush=True)
    written = {"benchmark": name, "at": time.strftime("%Y-%m-%d"), "machine": facts, **data}
    (RESULTS / f"{name}.json").write_text(json.dumps(written, indent=2) + "\n", "utf-8")
    (RESULTS / f"{name}.md").write_text(text.rstrip() + "\n", "utf-8")
