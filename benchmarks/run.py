"""Every benchmark, one after the other; the figures of the README end up in results/summary.md.

    make bench            or      .venv/bin/python benchmarks/run.py [--short] [NAME ...]

Run it on an otherwise idle machine: most figures are times. ``--short`` only shows that all run.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from figures import RESULTS

HERE = Path(__file__).resolve().parent
SHORT = {
    "startup": ["--starts", "3"],
    "idle": ["--contacts", "5", "--seconds", "10"],
    "setup_time": ["--calls", "5", "--prepared", "3"],
    "delay": ["--seconds", "5", "--repeats", "1"],
    "cpu": ["--seconds", "5", "--repeats", "1"],
    "loss": ["--seconds", "23", "--repeats", "1", "--loss", "0", "5"],
    "gui_stalls": ["--seconds", "5"],
    "incoming": ["--calls", "20", "--people", "20", "--quiet", "1"],
    "lists": ["--contacts", "300", "--calls", "1000", "--steps", "50"],
    "many_calls": ["--calls", "20", "--every", "10", "--quiet", "5"],
}


def main() -> int:
    """Run, collect, and say which ones failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--short", action="store_true", help="a few minutes, no figures to keep")
    parser.add_argument("names", nargs="*", choices=[*SHORT, []], help="all when none is named")
    options = parser.parse_args()
    names = options.names or list(SHORT)
    failed = [name for name in names if _run(name, SHORT[name] if options.short else [])]
    summary = _summary(short=options.short)
    print(f"\nWritten: {summary.relative_to(HERE.parent)}")
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


def _run(name: str, arguments: list[str]) -> bool:
    """True when the benchmark failed or its own verdict is no."""
    print(f"\n== {name} ==\n", flush=True)
    command = [sys.executable, str(HERE / f"{name}.py"), *arguments]
    return subprocess.run(command, cwd=HERE.parent, check=False).returncode != 0


def _summary(*, short: bool) -> Path:
    """All tables that there are, each with the machine it was measured on."""
    parts = ["# Figures", ""]
    if short:
        parts += ["From a short run: these show that everything runs, and nothing else.", ""]
    for name in SHORT:
        tables, data = RESULTS / f"{name}.md", RESULTS / f"{name}.json"
        if tables.exists() and data.exists():
            facts = json.loads(data.read_text("utf-8"))
            machine = facts["machine"]
            where = f"{machine['cpu']}, {machine['cores']} cores, {machine['system']}"
            parts += [f"## {name}", "", f"`python benchmarks/{name}.py`, {facts['at']}: {where},"]
            parts += [f"Python {machine['python']}, load before: {machine['load_before']}.", ""]
            parts += [tables.read_text("utf-8")]
    summary = RESULTS / "summary.md"
    RESULTS.mkdir(exist_ok=True)
    summary.write_text("\n".join(parts), "utf-8")
    return summary


if __name__ == "__main__":
    sys.exit(main())
