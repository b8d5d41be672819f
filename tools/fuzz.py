"""The long run of hostile bytes: ``python tools/fuzz.py --inputs 1000000``.

Mutates valid samples of everything that can arrive and feeds them to every parser. A parser may
accept or refuse with its one error; anything else is a finding: it is printed with its bytes, and
the command exits with 1. Where a value has one encoding, an accepted mutation must encode to
itself again. The run is repeatable: the same ``--seed`` makes the same bytes.
"""

import argparse
import random
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from megachat_desktop.errors import MegaChatError
from megachat_desktop.media.audio.opus import read_packet
from protocol_parsers import Parser, all_parsers

MAX_BYTES = 200_000
MAX_FINDINGS = 5
_EDGES = (b"\xff" * 4, b"\x7f\xff\xff\xff", b"\0" * 4, b"\xff\xff", b"\0\0", b"\x01", b"\xff")

Mutation = Callable[[random.Random, bytearray], None]


def _flip_bit(rng: random.Random, data: bytearray) -> None:
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _set_byte(rng: random.Random, data: bytearray) -> None:
    data[rng.randrange(len(data))] = rng.randrange(256)


def _write_edge(rng: random.Random, data: bytearray) -> None:
    edge, at = rng.choice(_EDGES), rng.randrange(len(data))
    data[at : at + len(edge)] = edge


def _cut_end(rng: random.Random, data: bytearray) -> None:
    del data[rng.randrange(len(data)) :]


def _cut_middle(rng: random.Random, data: bytearray) -> None:
    at = rng.randrange(len(data))
    del data[at : at + rng.randint(1, 16)]


def _insert(rng: random.Random, data: bytearray) -> None:
    at = rng.randrange(len(data))
    data[at:at] = rng.randbytes(rng.randint(1, 16))


def _repeat(rng: random.Random, data: bytearray) -> None:
    at = rng.randrange(len(data))
    piece = data[at : at + rng.randint(1, 64)]
    data[at:at] = piece * rng.randint(1, 8)


MUTATIONS: tuple[Mutation, ...] = (
    _flip_bit,
    _set_byte,
    _write_edge,
    _cut_end,
    _cut_middle,
    _insert,
    _repeat,
)


def mutate(rng: random.Random, sample: bytes, other: bytes) -> bytes:
    """One to four changes; now and then the head of one sample on the tail of another."""
    data = bytearray(sample)
    if other and rng.random() < 0.1:
        data[rng.randrange(len(data) + 1) :] = other[rng.randrange(len(other)) :]
    for _ in range(rng.randint(1, 4)):
        if data:
            rng.choice(MUTATIONS)(rng, data)
    return bytes(data[:MAX_BYTES])


@dataclass
class Result:
    """What one parser's share of the run has shown."""

    parser: Parser
    inputs: int = 0
    accepted: int = 0
    seconds: float = 0.0
    slowest_s: float = 0.0
    findings: list[tuple[bytes, str]] = field(default_factory=list)

    def feed(self, data: bytes) -> None:
        """One input, timed; a finding keeps its bytes."""
        started = time.perf_counter()
        try:
            accepted = self.parser.accepts(data)
            if accepted and self.parser.encode is not None:
                again = self.parser.encode(self.parser.decode(data))
                assert again == data, "a second encoding of one value"
        except Exception:  # noqa: BLE001 - whatever escapes is what this command looks for
            accepted = False
            self.findings.append((data, traceback.format_exc()))
        elapsed = time.perf_counter() - started
        self.inputs += 1
        self.accepted += accepted
        self.seconds += elapsed
        self.slowest_s = max(self.slowest_s, elapsed)

    def line(self) -> str:
        """The parser's row of the report."""
        rate = self.inputs / self.seconds if self.seconds else 0.0
        return (
            f"{self.parser.name:16} {self.inputs:9} {self.accepted:9} {rate:11.0f}"
            f" {self.slowest_s * 1000:10.2f} {len(self.findings):9}"
        )


def run(parser: Parser, inputs: int, seed: int) -> Result:
    """Feed one parser; stops early after a few findings."""
    rng = random.Random(f"{seed} {parser.name}")
    result = Result(parser)
    while result.inputs < inputs and len(result.findings) < MAX_FINDINGS:
        sample, other = rng.choice(parser.samples), rng.choice(parser.samples)
        result.feed(mutate(rng, sample, other))
    return result


def every_parser() -> tuple[Parser, ...]:
    """The parsers of the tests, and what asks a native library first."""
    packets = (bytes.fromhex("78fffe"), bytes.fromhex("fc01020304"), bytes.fromhex("4b84aabbcc"))
    return (*all_parsers(), Parser("Opus packet", read_packet, None, packets, MegaChatError))


def main() -> int:
    """Run every parser and report inputs per second and findings."""
    options = argparse.ArgumentParser(description="Feed hostile bytes to every parser.")
    options.add_argument("--inputs", type=int, default=1_000_000, help="inputs over all parsers")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--parser", help="only the parser of this name")
    chosen = options.parse_args()
    parsers = [p for p in every_parser() if chosen.parser in (None, p.name)]
    if not parsers:
        options.error("no such parser: " + ", ".join(p.name for p in every_parser()))
    share = -(-chosen.inputs // len(parsers))
    print("parser              inputs  accepted  inputs/s   slowest/ms  findings")
    results = []
    for parser in parsers:
        results.append(run(parser, share, chosen.seed))
        print(results[-1].line(), flush=True)
    return _conclude(results)


def _conclude(results: list[Result]) -> int:
    findings = [(r.parser.name, *finding) for r in results for finding in r.findings]
    total, seconds = sum(r.inputs for r in results), sum(r.seconds for r in results)
    print(f"{total} inputs in {seconds:.1f} s of parsing, {len(findings)} findings")
    for name, data, trace in findings:
        print(f"\n{name}: {data[:400].hex()}\n{trace}", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
