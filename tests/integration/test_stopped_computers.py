"""Both computers stand still for longer than any connection lasts; then a call rings at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

pytestmark = [pytest.mark.network, pytest.mark.skipif(sys.platform == "win32", reason="signals")]

PEER = Path(__file__).parent.parent / "engine_peer.py"
IDLE_S = 31.0  # QUIC gives a silent connection up after 30 s
SOON_S = 12.0  # on a busy machine; the fault took 45 s, or never ended


class Person:
    """A process of ``engine_peer``."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(PEER), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": f"{PEER.parent}:{os.environ.get('PYTHONPATH', '')}"},
        )

    def ask(self, line: str) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.communicate()


@contextmanager
def friends(folder: Path) -> Iterator[tuple[Person, Person]]:
    with ExitStack() as stack:
        alice, bob = Person(folder / "alice"), Person(folder / "bob")
        for person in (alice, bob):
            stack.callback(person.end)
        assert alice.ask(f"add {bob.ask('link')}") == "accepted"
        assert alice.ask("call") == "rings"
        yield alice, bob


def stand_still(people: tuple[Person, ...], seconds: float) -> None:
    for person in people:
        person.process.send_signal(signal.SIGSTOP)
    time.sleep(seconds)
    for person in people:
        person.process.send_signal(signal.SIGCONT)


def rings_soon(caller: Person) -> None:
    began = time.monotonic()
    assert caller.ask("call") == "rings"
    assert time.monotonic() - began < SOON_S


def test_two_computers_that_both_stood_still_find_each_other_at_the_first_call(
    tmp_path: Path,
) -> None:
    with friends(tmp_path) as (alice, bob):
        stand_still((bob, alice), IDLE_S)
        rings_soon(alice)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seconds", [10.0, 35.0, 60.0, 90.0])
def test_whoever_stood_still_for_however_long_is_found_again(
    tmp_path: Path, seconds: float
) -> None:
    with friends(tmp_path) as (alice, bob):
        for stopped in ((alice,), (bob,), (alice, bob), (bob, alice)):
            stand_still(stopped, seconds)
            rings_soon(alice)
