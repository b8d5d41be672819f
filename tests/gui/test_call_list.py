"""The list of calls: filters, folded neighbours, days, pages; and lists that are being read."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui_support import ANNA, PEOPLE, FakeEngine, call, log_entry, missed
from megachat_desktop.engine.clock import SystemClock
from megachat_desktop.model.call import CallState, EndReason
from megachat_desktop.model.events import CallChanged, ContactRemoved
from megachat_desktop.model.ids import CallId
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.row_list import RowList
from megachat_desktop.ui.kit.sheet import Sheet
from megachat_desktop.ui.main_window import MainWindow
from megachat_desktop.ui.people.calls_page import ALL, GROUPS, MISSED
from megachat_desktop.ui.people.history import PAGE
from megachat_desktop.ui.people.list_page import SKELETON_AFTER_MS, ListPage, Skeleton
from megachat_desktop.ui.people.list_segments import CONTACTS, ListSegments
from megachat_desktop.ui.people.lists import Lists
from megachat_desktop.ui.people.panes import Shown

MEI = PEOPLE[1]


@pytest.fixture
def lists(window: MainWindow) -> Lists:
    window.sidebar.show_segment(2)
    return window.sidebar.lists


def read(qtbot: QtBot, desktop: Desktop, lists: Lists) -> list[tuple[str, str]]:
    """Read the history again; returns the rows."""
    with qtbot.waitSignal(lists.calls_refreshed):
        desktop.history.read()
    # What was read at the start may have come first.
    newest = {entry.call_id for entry in desktop.bridge.engine.log[:PAGE]}  # type: ignore[attr-defined]
    rows = desktop.history.rows
    qtbot.waitUntil(lambda: newest <= {entry.call_id for entry in rows.entries})
    qtbot.waitUntil(lambda: lists.calls.rowCount() == len(rows.places()))
    return shown(lists)


def shown(lists: Lists) -> list[tuple[str, str]]:
    return [(row.title, row.line) for row in lists.calls.rows()]


def sentence(lists: Lists) -> str:
    """What stands in the place of the list; empty while the list is there."""
    page = lists.calls_page._page.currentWidget()
    labels = [] if isinstance(page, RowList) else page.findChildren(QLabel)
    return " ".join(label.text() for label in labels)


def test_no_calls_yet(qtbot: QtBot, desktop: Desktop, lists: Lists) -> None:
    read(qtbot, desktop, lists)
    assert sentence(lists) == "Your calls will be listed here, on this computer only."


def test_the_filters(qtbot: QtBot, desktop: Desktop, lists: Lists, engine: FakeEngine) -> None:
    engine.log = (log_entry(1, ANNA, 1), missed(2, MEI, 2))
    everything = [
        ("Today", ""), ("Anna Lindqvist", "Video · 48 min"), ("Mei Tanaka", "Missed video call"),
    ]  # fmt: skip
    assert read(qtbot, desktop, lists) == everything
    with qtbot.waitSignal(desktop.history.changed):
        lists.calls_page._group.button(MISSED).click()
    qtbot.waitUntil(lambda: shown(lists) == [everything[0], everything[2]])
    lists.calls_page._group.button(GROUPS).click()
    qtbot.waitUntil(lambda: sentence(lists) == "No group calls yet.")
    with qtbot.waitSignal(lists.refreshed):
        lists.calls_page._group.button(ALL).click()
    qtbot.waitUntil(lambda: shown(lists) == everything)
    assert sentence(lists) == ""


def test_nothing_missed_is_said(
    qtbot: QtBot, desktop: Desktop, lists: Lists, engine: FakeEngine
) -> None:
    engine.log = (log_entry(1, ANNA, 1),)
    read(qtbot, desktop, lists)
    lists.calls_page.choose_filter(MISSED)
    qtbot.waitUntil(lambda: sentence(lists) == "No missed calls.")


def test_only_neighbours_of_one_day_that_look_the_same_are_folded(
    qtbot: QtBot, desktop: Desktop, lists: Lists, engine: FakeEngine
) -> None:
    engine.log = (
        missed(1, ANNA, 1), missed(2, ANNA, 2), missed(3, MEI, 3), missed(4, ANNA, 4),
        missed(5, ANNA, 5, video=False), missed(6, ANNA, 20, video=False),
    )  # fmt: skip
    assert read(qtbot, desktop, lists) == [
        ("Today", ""),
        ("Anna Lindqvist (2)", "Missed video call"),
        ("Mei Tanaka", "Missed video call"),
        ("Anna Lindqvist", "Missed video call"),
        ("Anna Lindqvist", "Missed voice call"),
        ("Yesterday", ""),
        ("Anna Lindqvist", "Missed voice call"),
    ]


def test_the_calls_of_somebody_who_was_removed_go_with_them(
    qtbot: QtBot, desktop: Desktop, lists: Lists, engine: FakeEngine
) -> None:
    engine.log = (log_entry(1, ANNA, 1), missed(2, MEI, 2))
    read(qtbot, desktop, lists)
    engine.log = (missed(2, MEI, 2),)
    with qtbot.waitSignal(lists.calls_refreshed):
        desktop.bridge.deliver(ContactRemoved(ANNA.account))
    assert shown(lists) == [("Today", ""), ("Mei Tanaka", "Missed video call")]
    engine.log = ()
    desktop.bridge.deliver(ContactRemoved(MEI.account))
    qtbot.waitUntil(lambda: "Your calls will be listed here" in sentence(lists))


def test_pages_are_read_while_one_scrolls(
    qtbot: QtBot, desktop: Desktop, lists: Lists, engine: FakeEngine
) -> None:
    people = (ANNA, MEI)  # by turns, so that nothing folds
    engine.log = tuple(
        log_entry(0, people[n % 2], 1 + n / 60, call_id=CallId(n.to_bytes(16, "big")))
        for n in range(2 * PAGE + 7)
    )
    read(qtbot, desktop, lists)
    rows = lists.calls
    assert len(desktop.history.rows.entries) == PAGE
    bar = lists.call_list.verticalScrollBar()
    for wanted in (2 * PAGE, 2 * PAGE + 7):
        bar.setValue(bar.maximum())
        qtbot.waitUntil(lambda wanted=wanted: len(desktop.history.rows.entries) == wanted)
        days = sum(row.heading for row in rows.rows())
        qtbot.waitUntil(lambda w=wanted, d=days: rows.rowCount() == w + d)


def test_a_click_shows_the_calls_and_a_double_click_calls(
    qtbot: QtBot, desktop: Desktop, window: MainWindow, lists: Lists, engine: FakeEngine
) -> None:
    engine.log = (missed(1, ANNA, 1, video=False),)
    read(qtbot, desktop, lists)
    at = lists.call_list.visualRect(lists.calls.index(1)).center()
    QTest.mouseClick(lists.call_list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert (window.panes.shown, window.account) == (Shown.CALLS, ANNA.account)
    QTest.mouseDClick(lists.call_list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: ("calls.start", ANNA.account, False) in engine.asked())


def test_missed_calls_are_seen_once_the_list_is(
    qtbot: QtBot, window: MainWindow, bridge: Bridge, engine: FakeEngine
) -> None:
    engine.log = (missed(1, ANNA, 1),)
    for event in engine.current_state():
        bridge.deliver(event)
    calls = window.sidebar.segments._segments[2]
    qtbot.waitUntil(lambda: calls.count == 1)
    assert calls.accessibleName() == "Calls, 1 new"
    calls.click()
    qtbot.waitUntil(lambda: engine.asked() == [("chats.mark_seen",)])


def test_more_missed_calls_than_a_badge_has_room_for_are_not_told_as_fewer(
    window: MainWindow,
) -> None:
    calls = window.sidebar.segments._segments[2]
    for count, said in ((1, "1"), (99, "99"), (100, "99+"), (4000, "99+")):
        window.sidebar.segments.render_counts(0, count)
        assert calls.number_shown == said
    assert calls.accessibleName() == "Calls, 4000 new"


# --- lists that are being read ------------------------------------------------------------------


def test_nothing_for_a_moment_then_rows_without_content(
    qtbot: QtBot, desktop: Desktop, lists: Lists, engine: FakeEngine
) -> None:
    page = lists.calls_page._page
    read(qtbot, desktop, lists)
    never: list[object] = []

    async def hanging(*_: object) -> object:
        never.append(asyncio.get_running_loop().create_future())
        return await never[0]  # type: ignore[misc]

    engine.calls.log = hanging  # type: ignore[method-assign]
    lists.calls_page.choose_filter(MISSED)
    qtbot.waitUntil(lambda: page.currentWidget() is page._blank)
    assert page._patience.interval() == SKELETON_AFTER_MS == 300
    qtbot.waitUntil(lambda: isinstance(page.currentWidget(), Skeleton))
    assert page.currentWidget().accessibleName() == "Loading…"


def test_what_is_read_quickly_shows_no_empty_rows(qtbot: QtBot, look: Look) -> None:
    rows, nothing = QWidget(), QWidget()
    page = ListPage(look, rows, nothing)  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.render_state(ready=False, empty=True)
    page.render_state(ready=True, empty=False)
    assert page.currentWidget() is rows
    assert not page._patience.isActive()
    page.render_state(ready=True, empty=True)
    assert page.currentWidget() is nothing


# --- the running call at the foot ---------------------------------------------------------------


def test_the_strip_says_who_and_how_long_on_every_list(
    qtbot: QtBot, window: MainWindow, bridge: Bridge, engine: FakeEngine
) -> None:
    since = SystemClock().monotonic() - 767
    talking = call(CallState.ACTIVE, active_at=since)
    bridge.deliver(CallChanged(call(CallState.RINGING)))
    strip = window.sidebar.strip
    qtbot.waitUntil(lambda: (strip._name.text(), strip._time.text()) == ("Anna", "Ringing…"))
    bridge.deliver(CallChanged(talking))
    assert strip._time.text() == "12:47"
    for number in range(3):
        window.sidebar.show_segment(number)
        assert strip.isVisible()
    strip._mute.click()
    qtbot.waitUntil(lambda: engine.asked() == [("calls.set_microphone", talking.call_id, False)])


def test_the_strip_is_there_too_where_a_person_has_all_of_a_narrow_window(
    qtbot: QtBot, window: MainWindow, bridge: Bridge
) -> None:
    window.resize(380, 560)
    bridge.deliver(CallChanged(call(CallState.ACTIVE, active_at=1.0)))
    strip = window.sidebar.strip
    for show in (lambda: window.choose(ANNA.account), window.go_back):
        show()
        qtbot.waitUntil(strip.isVisible)
        foot = strip.mapTo(window, strip.rect().bottomLeft()).y()
        assert window.height() - 1 == foot
    window.choose(ANNA.account)
    bridge.deliver(CallChanged(call(CallState.ENDED, end_reason=EndReason.HUNG_UP)))
    qtbot.waitUntil(lambda: window.panes.geometry().bottom() + 1 >= window.splitter.height())
    assert window.splitter.geometry().bottom() + 1 == window.height()
    window.resize(1240, 800)
    assert window.sidebar.isAncestorOf(strip)


def test_the_strip_that_moves_stays_below_an_open_sheet(
    qtbot: QtBot, window: MainWindow, bridge: Bridge, look: Look
) -> None:
    window.choose(ANNA.account)
    bridge.deliver(CallChanged(call(CallState.ACTIVE, active_at=1.0)))
    strip = window.sidebar.strip
    qtbot.waitUntil(strip.isVisible)
    sheet = Sheet(look, window, "Sheet", 400, 300)
    sheet.open()
    window.resize(380, 560)
    qtbot.waitUntil(lambda: strip.isVisible() and strip.width() == 380)
    under = window.childAt(strip.mapTo(window, strip.rect().center()))
    assert sheet.isAncestorOf(under)


def test_what_is_chosen_has_room_for_its_stronger_words(window: MainWindow) -> None:
    window.sidebar.show_segment(2)
    filters = window.sidebar.lists.calls_page.findChildren(Button)
    chosen = [b for b in (*filters, *window.sidebar.segments._segments) if b.isCheckable()]
    assert len(chosen) == 6
    for button in chosen:
        button.click()
        assert button.width() >= button.sizeHint().width()
        assert button.words_width(strong=True) <= button.width() - 2 * 7  # the narrowest padding


def test_a_chosen_segment_with_an_icon_paints_all_of_its_words(
    qtbot: QtBot, look: Look, large_text: None
) -> None:
    segments = ListSegments(look)
    qtbot.addWidget(segments)
    segments.resize(700, 40)
    segments.show()
    segments.choose(CONTACTS)
    button = segments._segments[CONTACTS]

    def painted(width: int) -> int:
        button.setFixedWidth(width)
        QApplication.processEvents()
        image = button.grab().toImage()
        places = ((x, y) for x in range(image.width()) for y in range(image.height()))
        return sum(image.pixelColor(x, y).lightness() < 200 for x, y in places)

    wanted = button.sizeHint().width()
    assert painted(wanted) == painted(wanted + 40)
