"""The main window by keyboard: every key of its table, and where the focus goes."""

import pytest
from pytestqt.qtbot import QtBot

from gui_support import ANNA, PEOPLE, FakeEngine, log_entry, missed, press
from megachat_desktop.model.chat import Chat
from megachat_desktop.model.contact import Contact
from megachat_desktop.model.events import ChatsChanged
from megachat_desktop.model.settings import Availability
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.main_window import MainWindow
from megachat_desktop.ui.people.panes import Shown

MEI, OMAR, INES = PEOPLE[1:4]


@pytest.fixture
def chats(qtbot: QtBot, window: MainWindow, bridge: Bridge) -> tuple[Contact, ...]:
    """Four chats, newest first; those with Omar and Inês want to be looked at."""
    people = (ANNA, MEI, OMAR, INES)
    bridge.deliver(ChatsChanged(tuple(
        Chat(one.account, log_entry(n, one, n + 1), marked_unread=one in (OMAR, INES))
        for n, one in enumerate(people)
    )))  # fmt: skip
    model = window.sidebar.lists.chats
    qtbot.waitUntil(lambda: len(model.rows()) > len(people))
    assert [row.title for row in model.rows()][:4] == [one.name for one in people]
    return people


@pytest.mark.parametrize("keys", ["Ctrl+K", "Ctrl+1", "Ctrl+2", "Ctrl+3"])
def test_keys_of_the_sidebar_work_from_the_conversation(
    window: MainWindow, chats: object, keys: str
) -> None:
    window.choose(ANNA.account)
    window.pane.focus_messages()
    press(window, keys)
    if keys == "Ctrl+K":
        assert window.focusWidget() is window.sidebar.search
    else:
        number = int(keys[-1]) - 1
        assert window.sidebar.segments.number == number
        assert window.sidebar.lists.currentIndex() == number


def test_in_one_column_they_come_back_to_the_list(window: MainWindow, chats: object) -> None:
    window.resize(400, 700)
    for keys in ("Ctrl+K", "Ctrl+2"):
        window.choose(ANNA.account)
        assert window.sidebar.isHidden()
        press(window, keys)
        assert window.sidebar.isVisible()


def test_dialogs_and_settings_open_by_key(desktop: Desktop, window: MainWindow) -> None:
    press(window, "Ctrl+N")
    assert desktop.add_contact.isVisible()
    desktop.add_contact.close_sheet()
    press(window, "Ctrl+,")
    assert desktop.settings.isVisible()
    desktop.settings.close()
    window.activateWindow()
    press(window, "Ctrl+/")
    assert desktop.settings.isVisible()
    assert desktop.settings.shown_key == "shortcuts"


def test_do_not_disturb_by_key(qtbot: QtBot, window: MainWindow, engine: FakeEngine) -> None:
    press(window, "Ctrl+Shift+N")
    wanted = ("set_availability", Availability.DO_NOT_DISTURB)
    qtbot.waitUntil(lambda: engine.asked() == [wanted])


def walk(window: MainWindow, *keys: str) -> list[str]:
    """Whom the window is about after each key."""
    names = []
    for key in keys:
        press(window, key)
        account = window.account
        names.append(window._bridge.seen.contacts[account].name if account else "")
    return names


def test_alt_arrows_go_through_the_chats(window: MainWindow, chats: object) -> None:
    down, up = "Alt+Down", "Alt+Up"
    assert walk(window, down, down, down, up, down, down) == [
        "Anna Lindqvist", "Mei Tanaka", "Omar Haddad", "Mei Tanaka", "Omar Haddad", "Inês Duarte",
    ]  # fmt: skip


def test_with_shift_only_to_those_that_are_unread(window: MainWindow, chats: object) -> None:
    down, up = "Alt+Shift+Down", "Alt+Shift+Up"
    assert walk(window, down, down, down, up, up) == [
        "Omar Haddad", "Inês Duarte", "Inês Duarte", "Omar Haddad", "Omar Haddad",
    ]  # fmt: skip


def test_they_work_while_another_list_is_shown_and_in_one_column(
    window: MainWindow, chats: object
) -> None:
    window.sidebar.show_segment(1)
    assert walk(window, "Alt+Down", "Alt+Down") == ["Anna Lindqvist", "Mei Tanaka"]
    window.resize(400, 700)
    assert walk(window, "Alt+Down") == ["Omar Haddad"]
    assert window.pane.isVisible()


def test_the_nearby_are_no_chats(window: MainWindow, chats: object) -> None:
    """Below the last chat stand people nearby: they are not stepped to."""
    keys = ["Alt+Down"] * 8
    assert walk(window, *keys)[-2:] == ["Echo test", "Echo test"]


def test_alt_arrows_go_on_from_the_person_chosen_elsewhere(
    window: MainWindow, chats: object
) -> None:
    window.choose(MEI.account)
    assert walk(window, "Alt+Down") == ["Omar Haddad"]


def part(window: MainWindow) -> str:
    """Which part of the window has the focus."""
    focused = window.focusWidget()
    parts = {
        "sidebar": window.sidebar,
        "messages": window.panes.conversation,
        "calls": window.panes.calls,
        "details": window.panes.details,
    }
    return next((n for n, w in parts.items() if focused and w.isAncestorOf(focused)), "nowhere")


def jumps(window: MainWindow, key: str, count: int) -> list[str]:
    seen = []
    for _ in range(count):
        press(window, key)
        seen.append(part(window))
    return seen


def test_f6_jumps_between_the_parts_that_are_there(window: MainWindow, chats: object) -> None:
    window.sidebar.focus_list()
    assert jumps(window, "F6", 2) == ["sidebar", "sidebar"]
    window.choose(ANNA.account)
    assert jumps(window, "F6", 3) == ["messages", "sidebar", "messages"]
    window.panes.toggle_details()
    assert jumps(window, "F6", 3) == ["details", "sidebar", "messages"]
    assert jumps(window, "Shift+F6", 3) == ["sidebar", "details", "messages"]


def test_f6_goes_to_the_calls_and_leaves_out_what_is_covered(
    window: MainWindow, chats: object
) -> None:
    window.sidebar.focus_list()
    window.choose_calls(ANNA.account)
    assert jumps(window, "F6", 2) == ["calls", "sidebar"]
    window.resize(1000, 700)
    window.choose(ANNA.account)
    window.panes.toggle_details()
    assert jumps(window, "F6", 3) == ["details", "sidebar", "details"]


def test_the_focus_that_comes_by_f6_can_be_seen(
    qtbot: QtBot, window: MainWindow, chats: object, engine: FakeEngine
) -> None:
    engine.log = (missed(1, ANNA, 1),)
    window.choose(ANNA.account)
    qtbot.waitUntil(window.pane.view.isVisible)
    window.sidebar.focus_list()
    press(window, "F6")
    assert window.focusWidget() is window.pane.view
    assert window.pane.view._delegate.keyboard_focus


def test_esc_and_alt_left_lead_back_in_one_column(window: MainWindow, chats: object) -> None:
    window.resize(400, 700)
    for keys in ("Escape", "Alt+Left"):
        window.choose(ANNA.account)
        window.panes.toggle_details()
        story = []
        for _ in range(2):
            press(window, keys)
            details, pane = window.panes.details.isVisible(), window.pane.isVisible()
            story.append((details, pane, window.sidebar.isVisible()))
        assert story == [(False, True, False), (False, False, True)]
        assert window.focusWidget() is window.sidebar.lists.chat_list


def test_in_one_column_the_messages_have_the_focus_when_a_chat_opens(
    qtbot: QtBot, window: MainWindow, chats: object, engine: FakeEngine
) -> None:
    engine.log = (missed(1, ANNA, 1),)
    window.resize(400, 700)
    window.sidebar.focus_list()
    press(window, "Return")
    assert window.pane.isVisible()
    qtbot.waitUntil(lambda: window.focusWidget() is window.pane.view)


def test_esc_leaves_a_wide_window_as_it_is(window: MainWindow, chats: object) -> None:
    window.choose(ANNA.account)
    press(window, "Escape")
    assert window.panes.shown is Shown.CONVERSATION


def test_what_is_before_the_eyes_is_not_unread(
    qtbot: QtBot, window: MainWindow, bridge: Bridge, engine: FakeEngine
) -> None:
    window.choose(ANNA.account)
    chat = Chat(ANNA.account, missed(1, ANNA, 1), 1)
    bridge.deliver(ChatsChanged((chat,)))
    qtbot.waitUntil(lambda: engine.asked() == [("chats.mark_seen", ANNA.account)])


def test_a_chat_marked_unread_by_hand_stays_so_until_it_is_opened_again(
    qtbot: QtBot, window: MainWindow, bridge: Bridge, engine: FakeEngine
) -> None:
    window.choose(ANNA.account)
    bridge.deliver(ChatsChanged((Chat(ANNA.account, missed(1, ANNA, 1), marked_unread=True),)))
    window.choose(MEI.account)
    assert engine.asked() == []
    window.choose(ANNA.account)
    qtbot.waitUntil(lambda: engine.asked() == [("chats.mark_seen", ANNA.account)])
