"""How lists of 5,000 contacts and 50,000 calls scroll, change and are searched in the real window.

    .venv/bin/python benchmarks/lists.py [--contacts N] [--calls N] [--steps N]

The window is painted offscreen at 1240x800 over an engine that answers from memory; every figure is
time on the thread of the window. A frame is one wheel step and the painting it causes.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from megachat_desktop.model.values import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from PySide6.QtWidgets import QApplication

from figures import save, show_machine, spread, table
from gui_support import ANNA, NOW, FakeEngine, log_entry, person, start
from megachat_desktop.model.call import CallLogEntry
from megachat_desktop.model.contact import Contact, Presence
from megachat_desktop.model.events import ContactChanged
from megachat_desktop.model.ids import AccountId, CallId
from megachat_desktop.model.settings import ThemeChoice
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.icons import Icons
from megachat_desktop.ui.kit.row_list import RowList
from megachat_desktop.ui.kit.theme import Looks
from megachat_desktop.ui.main_window import MainWindow
from megachat_desktop.ui.people.history import History
from megachat_desktop.ui.start.collector import GuiThreadCollector

FRAME_MS = 33.0
STEP_PIXELS = 120
EVERY_S = 1700.0  # between two calls of the history


def main() -> int:
    """Measure, print, save; 1 when a frame took longer than it may."""
    options = _options()
    facts = show_machine()
    application = QApplication([])
    engine = FakeEngine(tuple(_people(options.contacts)))
    engine.log = tuple(_calls(options.calls, options.contacts))
    window, bridge, history = _open(engine)
    collector = GuiThreadCollector(bridge)
    collector.start()
    application.processEvents()
    _wait(lambda: window.sidebar.lists.contacts.rowCount() >= options.contacts)
    _wait(lambda: history.loaded)
    found = _measure(window, bridge, history, options.steps, options.calls)
    collector.stop()
    bridge.stop().result(5)
    bridge.close()
    kinds = ("count", "p50", "p95", "max")
    rows = [(what, *(figures.get(kind) for kind in kinds)) for what, figures in found.items()]
    title = f"{options.contacts} contacts, {options.calls} calls: ms on the window's thread"
    text = table(title, ("", "count", "p50", "p95", "most"), rows)
    data = {"contacts": options.contacts, "calls": options.calls, "ms": found}
    save("lists", facts, text, data)
    slowest = max(figures["max"] for what, figures in found.items() if "frame" in what)
    return int(slowest > FRAME_MS)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--contacts", type=int, default=5000)
    parser.add_argument("--calls", type=int, default=50_000)
    parser.add_argument("--steps", type=int, default=400)
    return parser.parse_args()


def _account(number: int) -> AccountId:
    return AccountId(number.to_bytes(4, "big") * 8)


def _people(count: int) -> list[Contact]:
    presences = (Presence.AVAILABLE, Presence.OFFLINE, Presence.AWAY)
    return [
        replace(
            person(f"Person {number * 7919 % count:05}", 0),
            account=_account(number),
            presence=presences[number % 3],
            trust=ANNA.trust,
        )
        for number in range(count)
    ]


def _calls(count: int, people: int) -> list[CallLogEntry]:
    entry = log_entry(1, ANNA, 0)
    return [
        replace(
            entry,
            call_id=CallId(number.to_bytes(16, "big")),
            account=_account(number * 31 % people),
            started_at=NOW - number * EVERY_S,
        )
        for number in range(count)
    ]


def _open(engine: FakeEngine) -> tuple[MainWindow, Bridge, History]:
    looks = Looks(ThemeChoice.LIGHT)
    looks.apply()
    look = Look(looks, Icons())
    bridge = Bridge()
    history = History(bridge, lambda: NOW)
    window = MainWindow(bridge, look, AvatarPainter(looks, look.icons), history)
    window.show()
    start(bridge, engine)
    return window, bridge, history


def _wait(happened: Callable[[], bool], seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not happened():
        QApplication.processEvents()
        if time.monotonic() > until:
            raise TimeoutError("the lists never came")


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _measure(
    window: MainWindow, bridge: Bridge, history: History, steps: int, calls: int
) -> dict[str, dict[str, float]]:
    lists, sidebar = window.sidebar.lists, window.sidebar
    found: dict[str, dict[str, float]] = {}
    for number, name, rows in (
        (0, "chats", lists.chat_list),
        (1, "contacts", lists.contact_list),
        (2, "calls", lists.call_list),
    ):
        sidebar.show_segment(number)
        QApplication.processEvents()
        found[f"{name}: frame while scrolling"] = spread(_scroll(rows, steps))
    _wait_for_everything(lists.call_list, history, calls)
    found["calls, all read: frame while scrolling"] = spread(_scroll(lists.call_list, steps))
    found["a page of calls more, all read"] = spread(_timed(lists.calls.refresh) for _ in range(9))
    one = next(iter(bridge.seen.contacts.values()))
    found["contacts after a change"] = spread(_change(bridge, window, one) for _ in range(20))
    found["search: one key"] = spread(
        _timed(lambda text=text: (lists.search(text), QApplication.processEvents()))
        for text in ("p", "pe", "per", "pers", "person 0", "person 00", "person 004", "x")
    )
    return found


def _scroll(rows: RowList, steps: int) -> list[float]:
    bar = rows.verticalScrollBar()

    def frame() -> None:
        bar.setValue(bar.value() + STEP_PIXELS)
        rows.viewport().repaint()
        QApplication.processEvents()

    bar.setValue(0)
    return [_timed(frame) for _ in range(steps)]


def _wait_for_everything(rows: RowList, history: History, calls: int) -> None:
    """Scroll to the end until every page was read."""
    bar = rows.verticalScrollBar()

    def all_read() -> bool:
        bar.setValue(bar.maximum())
        return len(history.rows.entries) == calls

    _wait(all_read)


def _change(bridge: Bridge, window: MainWindow, contact: Contact) -> float:
    before = bridge.seen.contacts[contact.account].presence
    after = Presence.AWAY if before is Presence.AVAILABLE else Presence.AVAILABLE
    bridge.deliver(ContactChanged(replace(contact, presence=after)))
    return _timed(window.sidebar.lists._refresh)


if __name__ == "__main__":
    sys.exit(main())
