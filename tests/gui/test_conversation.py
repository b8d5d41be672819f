"""The conversation pane: what happened, day by day, and how to call back."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui_support import ANNA, ECHO, PEOPLE, FakeEngine, log_entry, missed, text
from megachat_desktop.model.call import Direction, EndReason
from megachat_desktop.model.contact import Contact, ContactState, Presence, Trust
from megachat_desktop.model.events import ContactChanged, ConversationChanged, NetworkChanged
from megachat_desktop.model.message import MessageState
from megachat_desktop.model.values import replace
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.buttons import Button
from megachat_desktop.ui.kit.rows import Row
from megachat_desktop.ui.kit.trust_mark import TrustMark
from megachat_desktop.ui.main_window import MainWindow
from megachat_desktop.ui.people.conversation_feed import PAGE
from megachat_desktop.ui.people.conversation_pane import ConversationPane

MEI = PEOPLE[1]


@pytest.fixture
def pane(window: MainWindow) -> ConversationPane:
    return window.pane


def open_chat(qtbot: QtBot, window: MainWindow, contact: Contact = ANNA) -> list[Row]:
    """Choose a person and wait until their conversation was read."""
    window.choose(contact.account)
    qtbot.waitUntil(lambda: window.pane.feed.loaded)
    return rows(window.pane)


def rows(pane: ConversationPane) -> list[Row]:
    return list(pane.view._rows.rows())


def spoken(found: list[Row]) -> list[str]:
    return [row.spoken or row.title for row in found]


def test_calls_and_texts_stand_in_their_days(
    qtbot: QtBot, window: MainWindow, engine: FakeEngine
) -> None:
    engine.log = (
        missed(1, ANNA, 20),
        log_entry(2, ANNA, 2),
        log_entry(3, ANNA, 1, video=False, duration_s=0.0, end_reason=EndReason.BUSY),
    )
    engine.texts = (
        text(4, ANNA, 1.5, body="Can't talk now", direction=Direction.IN),
        text(5, ANNA, 0.5, body="No problem", state=MessageState.WAITING),
    )
    assert spoken(open_chat(qtbot, window)) == [
        "Yesterday", "Missed video call, 18:00. Call back",
        "Today", "Video call, 48 min, 12:00. Call again",
        "Anna, 12:30: Can't talk now",
        "Voice call, Busy, 13:00. Call again",
        "You, 13:30, waiting: No problem",
    ]  # fmt: skip


def test_a_call_of_somebody_else_is_not_among_them(
    qtbot: QtBot, window: MainWindow, engine: FakeEngine
) -> None:
    engine.log = (missed(1, ANNA, 20), missed(2, MEI, 1))
    assert [row.account for row in open_chat(qtbot, window) if not row.heading] == [ANNA.account]


def card(pane: ConversationPane, number: int) -> QPoint:
    """The middle of the button on the card in row ``number``."""
    view = pane.view
    index = view.model().index(number, 0)
    row = view._rows.row_at(index)
    assert row is not None
    rect = view.visualRect(index)
    return view._delegate.button_area(row, rect, view.layoutDirection()).center()


@pytest.mark.parametrize("video", [True, False])
def test_call_back_calls_as_it_was(
    qtbot: QtBot, window: MainWindow, engine: FakeEngine, video: bool
) -> None:
    engine.log = (missed(1, ANNA, 20, video=video), missed(2, ANNA, 1, video=not video))
    open_chat(qtbot, window)
    at = card(window.pane, 1)
    QTest.mouseClick(window.pane.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: ("calls.start", ANNA.account, video) in engine.asked())


def test_beside_the_button_a_card_does_nothing(
    qtbot: QtBot, window: MainWindow, engine: FakeEngine
) -> None:
    engine.log = (missed(1, ANNA, 20),)
    open_chat(qtbot, window)
    asked: list[object] = []
    window.call_requested.connect(lambda *wanted: asked.append(wanted))
    at = card(window.pane, 1)
    QTest.mouseClick(window.pane.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(9, at.y()))
    assert asked == []


def test_enter_on_a_card_calls_back(qtbot: QtBot, window: MainWindow, engine: FakeEngine) -> None:
    engine.log = (missed(1, ANNA, 20),)
    open_chat(qtbot, window)
    window.pane.focus_messages()
    QTest.keyClick(window.pane.view, Qt.Key.Key_End)
    QTest.keyClick(window.pane.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ("calls.start", ANNA.account, True) in engine.asked())


def test_the_messages_have_the_newest_row_when_the_focus_comes(
    qtbot: QtBot, window: MainWindow, engine: FakeEngine
) -> None:
    engine.texts = (text(1, ANNA, 2), text(2, ANNA, 1))
    open_chat(qtbot, window)
    window.pane.focus_messages()
    row = window.pane.view._rows.row_at(window.pane.view.currentIndex())
    assert row is not None
    assert row.title == "Text 2"


def test_a_long_history_is_read_page_by_page_and_stands_still(
    qtbot: QtBot, window: MainWindow, engine: FakeEngine
) -> None:
    engine.texts = tuple(text(n, ANNA, 100 - n / 10) for n in range(1, 3 * PAGE))
    open_chat(qtbot, window)
    feed, view = window.pane.feed, window.pane.view
    bar = view.verticalScrollBar()
    assert len(feed.entries) == PAGE
    assert bar.value() == bar.maximum()
    bar.setValue(0)
    above = view._rows.row_at(view.indexAt(QPoint(300, 60)))
    qtbot.waitUntil(lambda: len(feed.entries) == 2 * PAGE)
    qtbot.waitUntil(lambda: view._rows.row_at(view.indexAt(QPoint(300, 60))) == above)
    bar.setValue(0)
    qtbot.waitUntil(lambda: len(feed.entries) == 3 * PAGE - 1)
    bar.setValue(0)
    assert not feed._asking


def test_what_happens_now_is_seen_at_the_end_but_not_while_one_reads_above(
    qtbot: QtBot, window: MainWindow, engine: FakeEngine
) -> None:
    engine.texts = tuple(text(n, ANNA, 100 - n / 10) for n in range(1, PAGE))
    open_chat(qtbot, window)
    bar = window.pane.view.verticalScrollBar()
    for number, place in ((500, bar.maximum()), (501, 200)):
        bar.setValue(place)
        before = bar.value(), bar.maximum()
        engine.texts = (*engine.texts, text(number, ANNA, 0.1 - number / 1e6))
        window._bridge.deliver(ConversationChanged(ANNA.account))
        qtbot.waitUntil(lambda before=before: bar.maximum() > before[1])
        assert bar.value() == (bar.maximum() if place > 200 else 200)


def test_nothing_yet_says_hello(qtbot: QtBot, window: MainWindow) -> None:
    open_chat(qtbot, window)
    assert window.pane._nothing.isVisible()
    hello = "Say hello to Anna. Calls go straight to their computer."
    assert window.pane._nothing.text() == hello
    open_chat(qtbot, window, ECHO)
    assert window.pane._nothing.text().startswith("Call the echo test")


def banner(pane: ConversationPane) -> str:
    return pane._banner.accessibleName() if pane._banner.isVisible() else ""


def test_what_stands_in_the_way_is_one_sentence(
    qtbot: QtBot, window: MainWindow, bridge: Bridge, engine: FakeEngine
) -> None:
    engine.texts = (text(1, ANNA, 1, state=MessageState.WAITING),)
    open_chat(qtbot, window)
    told = [banner(window.pane)]
    for changed in (
        replace(ANNA, presence=Presence.OFFLINE),
        replace(ANNA, state=ContactState.BLOCKED),
        replace(ANNA, state=ContactState.REQUESTED),
        ANNA,
    ):
        bridge.deliver(ContactChanged(changed))
        told.append(banner(window.pane))
    assert told == [
        "",
        "Can't reach Anna: they seem to be offline. We'll deliver your messages when Anna is back.",
        "You blocked Anna Lindqvist: they can't call you.",
        "Anna Lindqvist has not answered your request yet.",
        "",
    ]


def test_who_is_blocked_is_let_in_again_where_it_is_said(
    qtbot: QtBot, window: MainWindow, bridge: Bridge, engine: FakeEngine
) -> None:
    open_chat(qtbot, window)
    button = window.pane._banner._unblock
    bridge.deliver(ContactChanged(replace(ANNA, presence=Presence.OFFLINE)))
    assert not button.isVisible()
    bridge.deliver(ContactChanged(replace(ANNA, state=ContactState.BLOCKED)))
    assert button.isVisible()
    button.click()
    qtbot.waitUntil(lambda: ("contacts.unblock", ANNA.account) in engine.asked())


def test_no_network_is_said_as_soon_as_it_is_known(
    qtbot: QtBot, window: MainWindow, bridge: Bridge
) -> None:
    open_chat(qtbot, window)
    bridge.deliver(NetworkChanged(False, None))
    assert banner(window.pane) == "No network. We'll reconnect by ourselves."
    bridge.deliver(NetworkChanged(True, None))
    assert banner(window.pane) == ""


def test_somebody_who_asks_is_answered_in_the_pane(
    qtbot: QtBot, window: MainWindow, engine: FakeEngine
) -> None:
    asking = PEOPLE[6]
    open_chat(qtbot, window, asking)
    request = window.pane._request
    assert request.isVisible()
    assert request._text.text() == "Tomasz Wolski wants to be a contact. Hello, it's Tomasz"
    request._on_accept()
    request._on_decline()
    wanted = [("contacts.accept", asking.account), ("contacts.decline", asking.account)]
    qtbot.waitUntil(lambda: engine.asked() == wanted)
    assert window.account is None
    assert window.undo._text.text() == "The request of Tomasz Wolski was declined."
    window.undo.button.click()
    wanted.append(("contacts.take_up", asking.account))
    qtbot.waitUntil(lambda: engine.asked() == wanted)


def test_mallorys_text_is_plain_and_bounded(
    qtbot: QtBot, window: MainWindow, engine: FakeEngine
) -> None:
    evil = "<b>Look</b>\u202e<img src='file:///etc/passwd'>" + "x" * 100_000
    engine.texts = (text(1, ANNA, 1, body=evil, direction=Direction.IN),)
    row = open_chat(qtbot, window)[-1]
    assert row.title.startswith("<b>Look</b>")
    assert "\u202e" not in row.title
    window.grab()
    assert window.pane.view.visualRect(window.pane.view.model().index(1, 0)).isValid()


def test_the_answer_about_one_person_is_not_taken_for_the_next(
    qtbot: QtBot, window: MainWindow, engine: FakeEngine
) -> None:
    """Two people are chosen quickly: the answer about the first comes to nothing."""
    engine.texts = (text(1, ANNA, 1), text(2, MEI, 1))
    window.choose(ANNA.account)
    window.choose(MEI.account)
    qtbot.waitUntil(lambda: window.pane.feed.loaded)
    assert [row.title for row in rows(window.pane) if not row.heading] == ["Text 2"]


def test_the_head_of_one_column_has_quiet_calls_and_the_menu_last(
    qtbot: QtBot, window: MainWindow
) -> None:
    open_chat(qtbot, window)
    header = window.pane.header
    seen = []
    for width in (1240, 400, 1240):
        window.resize(width, 700)
        header._row.activate()
        buttons = [b for b in header.findChildren(Button) if b.isVisible()]
        buttons.sort(key=lambda b: b.mapTo(header, b.rect().topLeft()).x())
        seen.append([(b.accessibleName().split(",")[0], b.property("kind")) for b in buttons])
    voice, video = "Voice call to Anna Lindqvist", "Video call to Anna Lindqvist"
    badge = ("You verified Anna on 4 March", "badge")
    wide = [
        badge, ("Find in this chat", "ghost"), ("More", "ghost"), (voice, "soft"), (video, "soft"),
    ]  # fmt: skip
    narrow = [("Back", "ghost"), badge, (voice, "ghost"), (video, "ghost"), ("More", "ghost")]
    assert seen == [wide, narrow, wide]


def test_a_text_is_copied_by_key_and_by_menu_and_a_call_is_called_back(
    qtbot: QtBot, window: MainWindow, engine: FakeEngine
) -> None:
    engine.log = (missed(1, ANNA, 2),)
    engine.texts = (text(2, ANNA, 1, body="Line one\nline two", direction=Direction.IN),)
    _, card_row, text_row = open_chat(qtbot, window)
    clipboard = QApplication.clipboard()
    clipboard.clear()
    window.pane.focus_messages()
    QTest.keyClick(window.pane.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text() == "Line one\nline two"
    clipboard.clear()
    for row, word in ((text_row, "Copy text"), (card_row, "Call back")):
        menu = window.pane.entry_menu(row)
        assert [action.text() for action in menu.actions()] == [word]
        menu.actions()[0].trigger()
        menu.deleteLater()
    assert clipboard.text() == "Line one\nline two"
    qtbot.waitUntil(lambda: engine.asked() == [("calls.start", ANNA.account, True)])


def test_scrolled_up_a_button_counts_what_came_and_leads_to_the_newest(
    qtbot: QtBot, window: MainWindow, engine: FakeEngine
) -> None:
    engine.texts = tuple(text(n, ANNA, 100 - n / 10) for n in range(1, PAGE))
    open_chat(qtbot, window)
    pane, bar = window.pane, window.pane.view.verticalScrollBar()
    assert not pane.to_end.isVisible()
    bar.setValue(200)
    assert (pane.to_end.isVisible(), pane.to_end.accessibleName()) == (True, "To the newest")
    for number in (1, 2):
        engine.log = (*engine.log, missed(number, ANNA, 0.5 - number / 10))
        with qtbot.waitSignal(pane.feed.arrived):
            window._bridge.deliver(ConversationChanged(ANNA.account))
    assert (pane.to_end.count, bar.value()) == (2, 200)
    assert pane.to_end.accessibleName() == "To the newest, 2 new"
    for height in (800, 600, 900):
        window.resize(1000, height)
        corner = pane.to_end.geometry().bottomRight()
        shown = pane.view.viewport().geometry()
        assert (shown.bottom() - corner.y(), shown.right() - corner.x()) == (17, 17)
    window.grab()
    pane.to_end.click()
    assert bar.value() == bar.maximum()
    assert (pane.to_end.isVisible(), pane.to_end.count) == (False, 0)


def test_a_comparison_that_failed_is_said_until_there_was_a_better_one(
    qtbot: QtBot, window: MainWindow, bridge: Bridge
) -> None:
    open_chat(qtbot, window)
    differs = replace(ANNA, trust=Trust.MISMATCHED, verified_at=None, keys_changed_at=1.0)
    bridge.deliver(ContactChanged(differs))
    banner, badge = window.pane._trust, window.pane.header._badge
    assert banner.accessibleName() == (
        "You compared, and it didn't match. Don't share anything private in this chat."
        " Ask Anna to send you their link another way."
    )
    assert badge.isVisible()
    assert badge.accessibleName() == "Did not match when compared"
    people = window.sidebar.lists.contacts.rows()
    row = next(r for r in people if r.account == ANNA.account)
    assert row.mark is TrustMark.MISMATCHED
    assert "did not match" in row.spoken
    again = banner.findChild(Button)
    assert again.accessibleName() == "Compare again"
    for way in (again, badge):
        with qtbot.waitSignal(window.verify_requested) as asked:
            way.click()
        assert asked.args == [ANNA.account]
    bridge.deliver(ContactChanged(replace(differs, trust=Trust.VERIFIED_SAS, keys_changed_at=None)))
    assert not banner.isVisible()
    assert badge.accessibleName() == "Verified"


def test_a_new_key_is_said_until_the_person_was_compared_again(
    qtbot: QtBot, window: MainWindow, bridge: Bridge
) -> None:
    open_chat(qtbot, window)
    new_key = window.pane._trust
    assert not new_key.isVisible()
    changed = replace(ANNA, trust=Trust.UNVERIFIED, verified_at=None, keys_changed_at=1.0)
    bridge.deliver(ContactChanged(changed))
    assert new_key.isVisible()
    assert new_key.accessibleName() == (
        "Anna's key has changed: a new computer, or someone in between."
        " Compare before you trust it."
    )
    assert not window.pane.header._badge.isVisible()
    with qtbot.waitSignal(window.verify_requested) as asked:
        QTest.mouseClick(new_key.findChild(Button), Qt.MouseButton.LeftButton)
    assert asked.args == [ANNA.account]
    bridge.deliver(ContactChanged(replace(changed, trust=Trust.VERIFIED_SAS)))
    assert new_key.isVisible()  # what the engine says counts, and only that
    bridge.deliver(ContactChanged(replace(changed, trust=Trust.VERIFIED_SAS, keys_changed_at=None)))
    assert not new_key.isVisible()
    assert window.pane.header._badge.isVisible()
