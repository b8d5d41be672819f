"""Garbage is collected on the GUI thread only, and the large heap while nobody looks."""

import gc
import threading
import time
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui_support import call
from megachat_desktop.model.call import CallState
from megachat_desktop.model.events import CallChanged
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.start.collector import (
    AT_LATEST_S,
    LATEST_MS,
    SOONEST_MS,
    GuiThreadCollector,
)

ENOUGH = 200_000  # new objects, for Python's own rule to collect many times over


@pytest.fixture
def collector(bridge: Bridge) -> Iterator[GuiThreadCollector]:
    gc.enable()
    made = GuiThreadCollector(bridge)
    yield made
    made.stop()
    gc.unfreeze()


def _widget_in_a_cycle(freed_on: list[threading.Thread]) -> None:
    class Held(QWidget):
        pass

    widget = Held()
    widget.setProperty("me", [widget])
    weakref.finalize(widget, lambda: freed_on.append(threading.current_thread()))
    widget.cycle = widget  # type: ignore[attr-defined]


def test_a_widget_is_never_freed_by_another_thread(
    qtbot: QtBot, collector: GuiThreadCollector
) -> None:
    freed_on: list[threading.Thread] = []
    collector.start()
    _widget_in_a_cycle(freed_on)
    engine = threading.Thread(target=lambda: [[n] for n in range(ENOUGH)])
    engine.start()
    engine.join()
    assert freed_on == []
    kept = [[n] for n in range(ENOUGH)]
    qtbot.waitUntil(lambda: freed_on != [])
    assert freed_on == [threading.main_thread()]
    assert len(kept) == ENOUGH


def test_no_full_collection_comes_by_itself(collector: GuiThreadCollector) -> None:
    collector.start()
    full = gc.get_stats()[2]["collections"]
    young = gc.get_stats()[0]["collections"]
    kept: list[list[int]] = []
    for _ in range(50):
        kept.extend([n] for n in range(2_000))
        collector.collect_young()
    assert gc.get_stats()[2]["collections"] == full
    assert gc.get_stats()[0]["collections"] > young
    assert gc.get_stats()[1]["collections"] > 0


def test_little_garbage_is_left_alone(collector: GuiThreadCollector) -> None:
    collector.start()
    gc.collect()
    young = gc.get_stats()[0]["collections"]
    collector.collect_young()
    assert gc.get_stats()[0]["collections"] == young


def test_it_looks_often_where_garbage_comes_and_seldom_at_rest(
    qtbot: QtBot, collector: GuiThreadCollector
) -> None:
    collector.start()
    qtbot.waitUntil(lambda: collector.looks_again_ms == LATEST_MS)
    young = gc.get_stats()[0]["collections"]
    kept = [[n] for n in range(ENOUGH)]
    qtbot.waitUntil(lambda: gc.get_stats()[0]["collections"] > young)
    assert collector.looks_again_ms == SOONEST_MS
    assert len(kept) == ENOUGH


def test_it_waits_for_a_moment_that_disturbs_nobody(
    collector: GuiThreadCollector, bridge: Bridge
) -> None:
    now = time.monotonic()
    assert not collector.is_time(active=True, now=now)
    assert collector.is_time(active=False, now=now)
    assert collector.is_time(active=True, now=now + AT_LATEST_S + 1)
    bridge.deliver(CallChanged(call(CallState.ACTIVE)))
    assert not collector.is_time(active=False, now=now + AT_LATEST_S + 1)
