"""Find in this chat: texts in which something occurs, calls by what they are called."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui_support import ANNA, PEOPLE, FakeEngine, log_entry, missed, press, text
from megachat_desktop.model.call import Direction
from megachat_desktop.ui.main_window import MainWindow
from megachat_desktop.ui.people.conversation_pane import ConversationPane

MEI = PEOPLE[1]


@pytest.fixture
def pane(qtbot: QtBot, window: MainWindow, engine: FakeEngine) -> ConversationPane:
    """The conversation with Anna: the harbour occurs in its oldest text and in a newer one."""
    engine.texts = (
        text(1, ANNA, 900, body="Meet me at the Harbour"),
        *(text(n, ANNA, 800 - n, body=f"Number {n}") for n in range(2, 400)),
        text(500, ANNA, 3, body="The harbour was closed", direction=Direction.IN),
        text(501, MEI, 2, body="Which harbour?"),
    )
    engine.log = (missed(1, ANNA, 5), log_entry(2, ANNA, 4))
    window.choose(ANNA.account)
    qtbot.waitUntil(lambda: window.pane.feed.loaded)
    press(window, "Ctrl+F")
    return window.pane


def find(qtbot: QtBot, pane: ConversationPane, wanted: str) -> None:
    pane.find_bar.field.clear()
    QTest.keyClicks(pane.find_bar.field, wanted)
    QTest.keyClick(pane.find_bar.field, Qt.Key.Key_Return)  # does not wait for the 150 ms
    qtbot.waitUntil(lambda: pane.finder.answered and pane.finder.wanted == wanted)


def in_the_middle(pane: ConversationPane) -> str:
    """The words of the row that is marked, if it can be seen."""
    view = pane.view
    for y in range(0, view.viewport().height(), 4):
        row = view._rows.row_at(view.indexAt(QPoint(300, y)))
        if row is not None and row.key == view._delegate.marked:
            return row.title
    return ""


def test_ctrl_f_finds_the_newest_first_and_enter_goes_back_in_time(
    qtbot: QtBot, pane: ConversationPane
) -> None:
    find(qtbot, pane, "harbour")
    assert pane.find_bar.said == "1 of 2"
    qtbot.waitUntil(lambda: in_the_middle(pane) == "The harbour was closed")
    QTest.keyClick(pane.find_bar.field, Qt.Key.Key_Return)
    assert pane.find_bar.said == "2 of 2"
    qtbot.waitUntil(lambda: in_the_middle(pane) == "Meet me at the Harbour")
    QTest.keyClick(pane.find_bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert pane.find_bar.said == "1 of 2"
    qtbot.waitUntil(lambda: in_the_middle(pane) == "The harbour was closed")


def test_calls_are_found_by_what_they_are_called(qtbot: QtBot, pane: ConversationPane) -> None:
    find(qtbot, pane, "missed")
    assert (pane.find_bar.said, in_the_middle(pane)) == ("1 of 1", "Missed video call")
    assert not pane.find_bar.older.isEnabled()


def test_what_occurs_nowhere_is_said(qtbot: QtBot, pane: ConversationPane) -> None:
    find(qtbot, pane, "lighthouse")
    assert (pane.find_bar.said, in_the_middle(pane)) == ("Nothing found", "")


def test_the_words_are_marked_wherever_they_stand(qtbot: QtBot, pane: ConversationPane) -> None:
    find(qtbot, pane, "harbour")
    marked = [row for row in pane.view._rows.rows() if pane.view._delegate._found_in(row)]
    assert [row.title for row in marked] == ["The harbour was closed"]
    (one,) = pane.view._delegate._found_in(marked[0])
    assert (one.start, one.length) == (4, 7)
    pane.grab()


def test_esc_closes_and_gives_the_focus_to_the_messages(
    qtbot: QtBot, window: MainWindow, pane: ConversationPane
) -> None:
    assert window.focusWidget() is pane.find_bar.field
    find(qtbot, pane, "harbour")
    QTest.keyClick(pane.find_bar.field, Qt.Key.Key_Escape)
    assert (pane.find_bar.isVisible(), pane.finder.wanted) == (False, "")
    assert window.focusWidget() is pane.view
    assert pane.view._delegate.marked == b""


def test_another_person_is_another_search(
    qtbot: QtBot, window: MainWindow, pane: ConversationPane
) -> None:
    find(qtbot, pane, "harbour")
    window.choose(MEI.account)
    assert (pane.find_bar.isVisible(), pane.finder.wanted) == (False, "")


def test_the_search_button_and_the_menu_open_it_too(
    window: MainWindow, pane: ConversationPane
) -> None:
    for way in ("button", "menu"):
        pane.find_bar.dismiss()
        if way == "button":
            pane.header._search.click()
        else:
            menu = window.menu.make(ANNA)
            next(a for a in menu.actions() if a.text().startswith("Find in this chat")).trigger()
            menu.deleteLater()
        assert pane.find_bar.isVisible()


def test_without_a_chat_everything_is_searched(window: MainWindow) -> None:
    press(window, "Ctrl+F")
    assert window.focusWidget() is window.sidebar.search


def test_a_text_found_from_the_sidebar_is_shown_in_its_place(
    qtbot: QtBot, window: MainWindow, pane: ConversationPane
) -> None:
    window.choose(MEI.account)
    window.sidebar.search.setText("me at the harb")
    found = window.sidebar.lists.found
    qtbot.waitUntil(lambda: "Messages" in [row.title for row in found.rows()])
    window.sidebar.lists.open_first_found()
    assert window.account == ANNA.account
    qtbot.waitUntil(lambda: in_the_middle(pane) == "Meet me at the Harbour")
