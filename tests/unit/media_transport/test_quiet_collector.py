"""In a call the garbage collector looks at what is new only: a full look was heard as a gap."""

import gc
from collections.abc import Iterator

import pytest

from megachat_desktop.media.quiet_collector import QuietCollector


@pytest.fixture(autouse=True)
def nothing_set_aside() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.unfreeze()


def looked_at(things: list[list[int]]) -> bool:
    """Whether the collector would look at these."""
    known = {id(thing) for thing in gc.get_objects()}
    return any(id(thing) in known for thing in things)


def test_what_was_there_before_the_call_is_left_alone_until_its_end() -> None:
    before = [[number] for number in range(100)]
    collector = QuietCollector()
    collector.begin()
    during = [[number] for number in range(100)]
    assert not looked_at(before)
    assert looked_at(during)
    collector.end()
    assert looked_at(before)


def test_the_last_of_two_calls_lets_go() -> None:
    before = [[number] for number in range(100)]
    collector = QuietCollector()
    collector.begin()
    collector.begin()
    collector.end()
    assert not looked_at(before)
    collector.end()
    assert looked_at(before)
