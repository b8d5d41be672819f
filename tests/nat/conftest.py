"""The laboratory of tools/netlab.py as fixtures; where it cannot stand, tests are skipped."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import netlab


def _stand(symmetric: bool) -> Iterator[netlab.Laboratory]:
    if reason := netlab.missing():
        pytest.skip(reason)
    with netlab.Laboratory(symmetric) as laboratory:
        yield laboratory


@pytest.fixture
def home_routers() -> Iterator[netlab.Laboratory]:
    """NATs as in most homes: one port outwards, whoever is spoken to."""
    yield from _stand(symmetric=False)


@pytest.fixture
def strict_routers() -> Iterator[netlab.Laboratory]:
    """NATs that give every destination another port: no direct way can be found."""
    yield from _stand(symmetric=True)
