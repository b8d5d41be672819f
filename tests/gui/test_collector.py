"""Full garbage collections wait until nobody looks."""

import gc
import time
from collections.abc import Iterator

import pytest

from gui_support import call
from megachat_desktop.model.call import CallState
from megachat_desktop.model.events import CallChanged
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.start.collector import AT_LATEST_S, RestingCollector


@pytest.fixture
def collector(bridge: Bridge) -> Iterator[RestingCollector]:
    made = RestingCollector(bridge)
    yield made
    made.stop()
    gc.unfreeze()


def test_no_full_collection_comes_by_itself(collector: RestingCollector) -> None:
    before = gc.get_threshold()
    full = gc.get_stats()[2]["collections"]
    collector.start()
    kept = [[n] for n in range(200_000)]
    assert gc.get_stats()[2]["collections"] == full
    assert gc.get_stats()[0]["collections"] > 0
    collector.stop()
    assert gc.get_threshold() == before
    assert len(kept) == 200_000


def test_it_waits_for_a_moment_that_disturbs_nobody(
    collector: RestingCollector, bridge: Bridge
) -> None:
    now = time.monotonic()
    assert not collector.is_time(active=True, now=now)
    assert collector.is_time(active=False, now=now)
    assert collector.is_time(active=True, now=now + AT_LATEST_S + 1)
    bridge.deliver(CallChanged(call(CallState.ACTIVE)))
    assert not collector.is_time(active=False, now=now + AT_LATEST_S + 1)
