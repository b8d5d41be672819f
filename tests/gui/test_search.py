"""The search of the sidebar: people, then messages, as one types."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui_support import ANNA, PEOPLE, FakeEngine, text
from megachat_desktop.ui.kit.theme import font
from megachat_desktop.ui.main_window import MainWindow
from megachat_desktop.ui.people.lists import Lists
from megachat_desktop.ui.people.search_field import SEARCH_AFTER_MS, SearchField
from megachat_desktop.ui.people.search_rows import excerpt

MEI = PEOPLE[1]


@pytest.fixture
def field(window: MainWindow, engine: FakeEngine) -> SearchField:
    engine.texts = (
        text(1, MEI, 1, body="Anna sends her love"),
        text(2, ANNA, 2, body="See you at the harbour"),
    )
    window.sidebar.focus_search()
    return window.sidebar.search


def found(window: MainWindow) -> list[str]:
    lists = window.sidebar.lists
    return [row.title for row in lists.found.rows()] if searching(lists) else ["nothing asked"]


def searching(lists: Lists) -> bool:
    return lists.currentWidget() is lists._found_page


def look_for(qtbot: QtBot, window: MainWindow, field: SearchField, wanted: str) -> None:
    with qtbot.waitSignal(field.searched):
        field.setText(wanted)
    qtbot.waitUntil(lambda: "Messages" in found(window))


def test_people_then_messages(qtbot: QtBot, window: MainWindow, field: SearchField) -> None:
    look_for(qtbot, window, field, "anna")
    assert found(window) == ["People", "Anna Lindqvist", "Messages", "Mei Tanaka"]


def test_it_waits_for_the_next_key(qtbot: QtBot, window: MainWindow, field: SearchField) -> None:
    searched: list[str] = []
    field.searched.connect(searched.append)
    QTest.keyClicks(field, "mei")
    assert field._timer.interval() == SEARCH_AFTER_MS == 150
    qtbot.waitUntil(lambda: searched == ["mei"])
    qtbot.waitUntil(lambda: found(window) == ["People", "Mei Tanaka"])


def test_down_goes_into_the_results_and_enter_opens(
    qtbot: QtBot, window: MainWindow, field: SearchField
) -> None:
    look_for(qtbot, window, field, "anna")
    QTest.keyClick(field, Qt.Key.Key_Down)
    rows = window.sidebar.lists.found_list
    assert window.focusWidget() is rows
    assert window.account is None
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert window.account == MEI.account


def test_down_goes_to_the_first_result_of_each_search(
    qtbot: QtBot, window: MainWindow, field: SearchField
) -> None:
    rows = window.sidebar.lists.found_list
    firsts = []
    for wanted in ("anna", "harbour"):
        window.sidebar.focus_search()
        look_for(qtbot, window, field, wanted)
        QTest.keyClick(field, Qt.Key.Key_Down)
        QTest.keyClick(rows, Qt.Key.Key_Down)
        row = rows._rows.row_at(rows.currentIndex())
        firsts.append((row.title, row.line) if row else None)
        QTest.keyClick(rows, Qt.Key.Key_Return)
    assert firsts == [
        ("Mei Tanaka", "Anna sends her love"),
        ("Anna Lindqvist", "See you at the harbour"),
    ]


def test_enter_in_the_field_opens_the_first_result(
    qtbot: QtBot, window: MainWindow, field: SearchField
) -> None:
    look_for(qtbot, window, field, "anna")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.account == ANNA.account


def test_esc_in_the_results_goes_back_to_the_field(
    qtbot: QtBot, window: MainWindow, field: SearchField
) -> None:
    look_for(qtbot, window, field, "anna")
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(window.sidebar.lists.found_list, Qt.Key.Key_Escape)
    assert (window.focusWidget(), field.text()) == (field, "anna")


def test_esc_clears_and_a_second_esc_leaves(
    qtbot: QtBot, window: MainWindow, field: SearchField
) -> None:
    look_for(qtbot, window, field, "anna")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not searching(window.sidebar.lists))
    assert (field.text(), window.focusWidget()) == ("", field)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert window.focusWidget() is window.sidebar.lists.chat_list


def test_nothing_found_is_said_in_words(
    qtbot: QtBot, window: MainWindow, field: SearchField
) -> None:
    field.setText("<i>harbor")
    page = window.sidebar.lists._nothing_found
    qtbot.waitUntil(page.isVisible)
    label = page.findChild(QLabel)
    assert label.textFormat() is Qt.TextFormat.PlainText
    expected = 'Nothing found for "<i>harbor". Check the spelling, or search inside a chat.'
    assert label.text() == expected


def test_what_was_looked_for_is_bold(
    qtbot: QtBot, window: MainWindow, field: SearchField, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_for(qtbot, window, field, "anna")
    written: list[tuple[str, bool]] = []

    def write(_brush: object, _area: object, words: str, face: QFont, _color: object) -> None:
        if words:
            written.append((words, face.weight() == QFont.Weight.Bold))

    monkeypatch.setattr("megachat_desktop.ui.kit.row_delegate._Brush.write", write)
    window.sidebar.lists.found_list.viewport().grab()
    assert ("Anna", True) in written
    assert (" Lindqvist", False) in written
    assert (" sends her love", False) in written


def test_another_segment_is_shown_after_the_search(
    qtbot: QtBot, window: MainWindow, field: SearchField
) -> None:
    look_for(qtbot, window, field, "anna")
    window.sidebar.show_segment(1)
    assert searching(window.sidebar.lists)
    field.clear()
    qtbot.waitUntil(lambda: window.sidebar.lists.currentIndex() == 1)


def test_a_long_text_is_shown_from_where_it_matters() -> None:
    long = "It took us quite a while to get the boat out of the old harbour and back home"
    assert excerpt(long, "HARBOUR") == "…boat out of the old harbour and back home"
    assert excerpt(long, "quite") == long
    assert excerpt("x" * 300 + "harbour", "harbour").endswith("harbour")


def test_the_badge_stands_behind_the_name_with_its_bold_piece(
    qtbot: QtBot, window: MainWindow, field: SearchField, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_for(qtbot, window, field, "anna")
    places: list[int] = []
    delegate = "megachat_desktop.ui.kit.row_delegate.RowDelegate._paint_badge"
    monkeypatch.setattr(delegate, lambda _self, _brush, area: places.append(area.left()))
    window.sidebar.lists.found_list.viewport().grab()
    plain, bold = font("body"), font("body")
    bold.setWeight(QFont.Weight.Bold)
    name = QFontMetrics(bold).horizontalAdvance("Anna")
    name += QFontMetrics(plain).horizontalAdvance(" Lindqvist")
    assert min(places) >= 16 + 36 + 12 + name
