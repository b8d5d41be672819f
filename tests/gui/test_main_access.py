"""The main window for people who hear it, and for those who have no mouse."""

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui_support import ANNA, NOW, PEOPLE, FakeEngine, call, log_entry, missed, press, text
from megachat_desktop.model.call import CallState, Direction
from megachat_desktop.model.chat import MUTED_FOR_GOOD, Chat
from megachat_desktop.model.contact import Contact
from megachat_desktop.model.events import (
    CallChanged,
    ChatsChanged,
    ConversationChanged,
    NoticeRaised,
)
from megachat_desktop.model.values import replace
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.sheet import Sheet
from megachat_desktop.ui.main_window import MainWindow
from megachat_desktop.ui.people.chat_rows import chat_row
from megachat_desktop.ui.people.list_segments import CONTACTS

MEI, OMAR = PEOPLE[1], PEOPLE[2]


@pytest.fixture
def full(qtbot: QtBot, window: MainWindow, bridge: Bridge, engine: FakeEngine) -> MainWindow:
    """A chat is open, its details too, and a call runs."""
    engine.log = (missed(1, ANNA, 20), log_entry(2, ANNA, 2))
    engine.texts = (text(3, ANNA, 1, body="Sorry I missed you", direction=Direction.IN),)
    bridge.deliver(ChatsChanged(engine.chats_now()))
    bridge.deliver(CallChanged(call(CallState.RINGING)))
    window.choose(ANNA.account)
    window.panes.toggle_details()
    qtbot.waitUntil(lambda: window.pane.feed.loaded)
    qtbot.waitUntil(lambda: window.sidebar.lists.chats.rows()[0].account == ANNA.account)
    qtbot.waitUntil(window.pane.view.isVisible)
    window.activateWindow()  # the window of the call was in front
    qtbot.waitUntil(window.isActiveWindow)
    return window


Heard = tuple[QAccessible.Role, str]


def hear(interface: QAccessibleInterface) -> Iterator[Heard]:
    """Everything that a screen reader finds in a window, in its order."""
    if interface.state().invisible:  # type: ignore[attr-defined]
        return
    yield interface.role(), interface.text(QAccessible.Text.Name)
    for number in range(interface.childCount()):
        child = interface.child(number)
        if child is not None:
            yield from hear(child)


def heard(widget: QWidget, *roles: QAccessible.Role) -> list[str]:
    interface = QAccessible.queryAccessibleInterface(widget)
    return [name for role, name in hear(interface) if role in roles]


def test_everything_in_the_tree_has_its_designed_name(full: MainWindow) -> None:
    buttons = heard(full, QAccessible.Role.Button, QAccessible.Role.ButtonMenu)
    for name in (
        "Status: Available", "Add a contact, Ctrl+N", "Settings, Ctrl+,", "Mute microphone",
        "Return", "Hang up", "Voice call to Anna Lindqvist", "Video call to Anna Lindqvist",
        "You verified Anna on 4 March", "Close details, Esc", "More", "Find in this chat, Ctrl+F",
        "Anna Lindqvist, Available, Direct, local network. Open details",
    ):  # fmt: skip
        assert buttons.count(name) == 1, name
    assert "" not in buttons
    lists = heard(full, QAccessible.Role.List)
    assert lists == ["Chats", "Messages and calls"]


def test_whoever_points_at_a_button_reads_what_is_heard_of_it(
    full: MainWindow, bridge: Bridge
) -> None:
    full.choose_calls(ANNA.account)
    for changes in ({}, {"microphone_on": False}):
        bridge.deliver(CallChanged(call(CallState.RINGING, **changes)))
        for button in full.findChildren(QAbstractButton):
            if button.isVisible() and not button.text() and not button.isCheckable():
                assert button.accessibleName().split(",")[0] in button.toolTip()


def test_rows_are_whole_sentences(full: MainWindow) -> None:
    rows = heard(full, QAccessible.Role.ListItem)
    assert rows[0] == "Anna Lindqvist, verified, available, 1 unread. Sorry I missed you. 13:00"
    for row in (
        "Leila Rahimi. Add Leila Rahimi",
        "Paul Novak. Asked, waiting for Paul Novak",
        "Missed video call, 18:00. Call back",
        "Anna, 13:00: Sorry I missed you",
    ):
        assert row in rows
    assert "" not in rows


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Mei Tanaka, verified, away. Video · 48 min. 12:00"),
        ({"pinned": True}, "Mei Tanaka, verified, away, pinned. Video · 48 min. 12:00"),
        (
            {"muted_until": MUTED_FOR_GOOD, "unseen": 3},
            "Mei Tanaka, verified, away, muted, 3 unread. Video · 48 min. 12:00",
        ),
        (
            {"marked_unread": True},
            "Mei Tanaka, verified, away, marked unread. Video · 48 min. 12:00",
        ),
    ],
)
def test_a_chat_says_person_then_thing_then_state(
    utc: None, changes: dict[str, object], sentence: str
) -> None:
    chat = replace(Chat(MEI.account, log_entry(1, MEI, 2)), **changes)
    assert chat_row(chat, MEI, NOW).spoken == sentence


def test_the_sidebar_comes_before_the_conversation_and_the_details_last(full: MainWindow) -> None:
    names = [name for _, name in hear(QAccessible.queryAccessibleInterface(full))]
    order = ["Status: Available", "Chats", "Messages and calls", "Details"]
    assert sorted(order, key=names.index) == order


def tabs(window: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> list[str]:
    """The names of everything that Tab comes to, until it comes back."""
    start = window.focusWidget()
    names = []
    for _ in range(60):
        focused = window.focusWidget()
        names.append(focused.accessibleName())
        QTest.keyClick(focused, key)
        if window.focusWidget() is start:
            break
    return names


ORDER = [
    "Status: Available", "Add a contact, Ctrl+N", "Settings, Ctrl+,",
    "Search people and messages, Ctrl+K", "Chats", "Chats", "Mute microphone", "Return", "Hang up",
    "Anna Lindqvist, Available, Direct, local network. Open details",
    "You verified Anna on 4 March", "Find in this chat, Ctrl+F", "More",
    "Voice call to Anna Lindqvist", "Video call to Anna Lindqvist", "Messages and calls",
    "Close details, Esc", "Verify", "Rename…", "Block…", "Remove…",
]  # fmt: skip


def test_tab_goes_as_one_reads_and_lists_are_one_stop(full: MainWindow) -> None:
    full.sidebar.profile.focus_first()
    assert tabs(full) == ORDER
    assert tabs(full, Qt.Key.Key_Backtab) == [ORDER[0], *reversed(ORDER[1:])]


def test_in_one_column_too(full: MainWindow) -> None:
    full.resize(400, 700)
    full.panes.close_details()
    full.pane.header._back.setFocus()
    assert tabs(full) == [
        "Back, Alt+Left", "Anna Lindqvist, Available, Direct, local network. Open details",
        "You verified Anna on 4 March", "Voice call to Anna Lindqvist",
        "Video call to Anna Lindqvist", "More", "Messages and calls",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [400, 1240])
def test_the_calls_with_somebody_too(full: MainWindow, width: int) -> None:
    full.resize(width, 700)
    full.choose_calls(ANNA.account)
    calls = full.panes.calls
    buttons = ["Video call to Anna Lindqvist", "Voice call to Anna Lindqvist",
               "Message to Anna Lindqvist"]  # fmt: skip
    first = calls._back if width == 400 else calls._video
    first.setFocus()
    names = tabs(full)
    names = names[: len(buttons) + (width == 400)]
    assert names == (["Back, Alt+Left", *buttons] if width == 400 else buttons)


def test_the_search_in_a_chat_stands_between_head_and_messages(full: MainWindow) -> None:
    press(full, "Ctrl+F")
    assert tabs(full)[:3] == [
        "Find in this chat, Ctrl+F", "Close the search, Esc", "Messages and calls",
    ]  # fmt: skip


# --- dialogs ------------------------------------------------------------------------------------


def open_sheet(desktop: Desktop, which: str) -> Sheet:
    if which == "verify":
        desktop.window.pane.header._badge.click()
        return desktop.verify
    press(desktop.window, "Ctrl+N")
    return desktop.add_contact


@pytest.mark.parametrize("which", ["verify", "add"])
def test_dialogs_keep_the_focus_inside_and_give_it_back(
    desktop: Desktop, full: MainWindow, which: str
) -> None:
    before = full.sidebar.lists.chat_list
    before.setFocus()
    sheet = open_sheet(desktop, which)
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        for _ in range(25):
            QTest.keyClick(full.focusWidget(), key)
            assert sheet.isAncestorOf(full.focusWidget())
    for keys in ("Ctrl+K", "F6", "Alt+Down", "Ctrl+F", "Ctrl+2"):
        press(full, keys)
        assert sheet.isAncestorOf(full.focusWidget()), keys
    press(full, "Escape")
    assert not sheet.isVisible()
    assert full.focusWidget() is before
    assert full.account == ANNA.account


@pytest.mark.parametrize("which", ["verify", "add"])
def test_the_focus_goes_straight_back_where_it_came_from(
    qapp: QApplication, desktop: Desktop, full: MainWindow, which: str
) -> None:
    """Whoever hears the window is not told of what lies between."""
    full.sidebar.lists.chat_list.setFocus()
    open_sheet(desktop, which)
    heard: list[object] = []
    remember = partial(_remember, heard)
    qapp.focusChanged.connect(remember)
    press(full, "Escape")
    qapp.focusChanged.disconnect(remember)
    assert heard == [full.sidebar.lists.chat_list]


def _remember(heard: list[object], _before: object, now: object) -> None:
    heard.append(now)


def test_the_ring_is_there_again_after_a_dialog_a_menu_and_another_window(
    desktop: Desktop, full: MainWindow
) -> None:
    button = full.sidebar.profile._add
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert button._ring
    open_sheet(desktop, "add")
    assert not button.hasFocus()
    press(full, "Escape")
    assert button._ring
    for reason in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
        for kind in (QEvent.Type.FocusOut, QEvent.Type.FocusIn):
            QApplication.sendEvent(button, QFocusEvent(kind, reason))
        assert button._ring
    full.sidebar.search.setFocus(Qt.FocusReason.MouseFocusReason)
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not button._ring


def test_where_the_focus_came_from_may_be_gone_meanwhile(
    desktop: Desktop, full: MainWindow
) -> None:
    full.panes.details.focus_first()
    sheet = open_sheet(desktop, "add")
    full.panes.close_details()
    press(full, "Escape")
    assert not sheet.isVisible()
    focused = full.focusWidget()
    assert focused is None or focused.isVisible()


# --- Enter --------------------------------------------------------------------------------------


def press_enter_on(window: MainWindow, contact: Contact | bytes) -> None:
    window.sidebar.show_segment(CONTACTS)
    rows = window.sidebar.lists.contact_list
    rows.setFocus()
    rows.choose_account(contact if isinstance(contact, bytes) else contact.account)
    QTest.keyClick(rows, Qt.Key.Key_Return)


def test_enter_opens_a_request_and_accepts_nobody(
    qtbot: QtBot, window: MainWindow, engine: FakeEngine
) -> None:
    asking = PEOPLE[6]
    press_enter_on(window, asking)
    assert window.account == asking.account
    assert window.pane._request.isVisible()
    assert engine.asked() == []


def test_enter_adds_somebody_nearby(qtbot: QtBot, window: MainWindow, engine: FakeEngine) -> None:
    nearby = engine.nearby[0]
    press_enter_on(window, nearby.account)
    qtbot.waitUntil(lambda: engine.asked() == [("contacts.add_nearby", nearby.account)])


# --- what is said without the focus -------------------------------------------------------------


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is announced."""
    words: list[str] = []
    for place in ("conversation_pane", "notices", "undo_bar", "find_bar"):
        name = f"megachat_desktop.ui.people.{place}.announce"
        monkeypatch.setattr(name, lambda _widget, sentence: words.append(sentence))
    return words


def test_what_happens_in_the_open_chat_is_announced_once(
    qtbot: QtBot, full: MainWindow, bridge: Bridge, engine: FakeEngine, said: list[str]
) -> None:
    engine.log = (*engine.log, missed(9, ANNA, 0.5))
    bridge.deliver(ConversationChanged(ANNA.account))
    qtbot.waitUntil(lambda: said == ["Missed video call, 13:30. Call back"])
    engine.texts = (*engine.texts, text(10, ANNA, 0.25))  # ours
    for _ in range(2):
        with qtbot.waitSignal(full.pane.feed.changed):
            bridge.deliver(ConversationChanged(ANNA.account))
    full.choose(OMAR.account)
    qtbot.waitUntil(lambda: full.pane.feed.loaded)
    assert len(said) == 1


def test_errors_and_undo_are_announced(window: MainWindow, bridge: Bridge, said: list[str]) -> None:
    bridge.error_occurred.emit("You are in a call already.")
    bridge.deliver(NoticeRaised("x", "The disk is full."))
    window.undo.offer("The chat with Anna was deleted.", lambda: None)
    assert said == [
        "You are in a call already.", "The disk is full.", "The chat with Anna was deleted.",
    ]  # fmt: skip
