"""What the context menu of a chat does: pin, mute, mark unread, archive, delete with Undo."""

import time

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QMenu, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from gui_support import ANNA, ECHO, NOW, PEOPLE, FakeEngine, call, log_entry, missed, press
from megachat_desktop.engine.quiet import tomorrow_morning
from megachat_desktop.model.call import CallState
from megachat_desktop.model.chat import MUTED_FOR_GOOD, Chat
from megachat_desktop.model.contact import Contact, ContactState
from megachat_desktop.model.events import CallChanged, ChatsChanged, ContactChanged
from megachat_desktop.model.values import replace
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.rows import Row
from megachat_desktop.ui.main_window import MainWindow
from megachat_desktop.ui.people.contact_menu import ContactMenu

MEI = PEOPLE[1]
CALLED = Chat(ANNA.account, log_entry(1, ANNA, 2))


@pytest.fixture
def menu(window: MainWindow) -> ContactMenu:
    return window.menu


def give(bridge: Bridge, *chats: Chat) -> None:
    bridge.deliver(ChatsChanged(chats))


def actions(menu: QMenu) -> dict[str, QAction]:
    """Every word of a menu and of the menus in it."""
    found: dict[str, QAction] = {}
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            found |= {f"{action.text()}: {word}": a for word, a in actions(inner).items()}
        elif action.text():
            found[action.text()] = action
    return found


def choose(menu: ContactMenu, word: str, contact: Contact = ANNA) -> None:
    made = menu.make(contact)
    actions(made)[word].trigger()
    made.deleteLater()


def words(menu: ContactMenu, contact: Contact = ANNA) -> list[str]:
    made = menu.make(contact)
    found = list(actions(made))
    made.deleteLater()
    return found


def answer(monkeypatch: pytest.MonkeyPatch, role: QMessageBox.ButtonRole) -> list[str]:
    """Answer every question in this way; returns what was asked."""
    asked: list[str] = []

    def open_(box: QMessageBox) -> None:
        asked.append(box.text())
        button = next(b for b in box.buttons() if box.buttonRole(b) is role)
        button.click()

    monkeypatch.setattr(QMessageBox, "open", open_)
    return asked


def chat_rows(window: MainWindow) -> list[Row]:
    return [row for row in window.sidebar.lists.chats.rows() if row.key[:2] == b"t:"]


@pytest.mark.parametrize(
    ("chat", "word", "intent"),
    [
        (CALLED, "Pin", ("chats.pin", ANNA.account, True)),
        (replace(CALLED, pinned=True), "Unpin", ("chats.pin", ANNA.account, False)),
        (CALLED, "Mark unread", ("chats.mark_unread", ANNA.account)),
        (CALLED, "Archive", ("chats.hide", ANNA.account)),
        (CALLED, "Mute: For good", ("chats.mute", ANNA.account, MUTED_FOR_GOOD)),
        (
            replace(CALLED, muted_until=MUTED_FOR_GOOD),
            "Unmute",
            ("chats.mute", ANNA.account, 0.0),
        ),
    ],
)
def test_each_choice_reaches_the_engine(
    qtbot: QtBot,
    bridge: Bridge,
    menu: ContactMenu,
    engine: FakeEngine,
    chat: Chat,
    word: str,
    intent: object,
) -> None:
    give(bridge, chat)
    choose(menu, word)
    qtbot.waitUntil(lambda: engine.asked() == [intent])


@pytest.mark.parametrize(
    ("word", "until"),
    [
        ("Mute: For 1 hour", NOW + 3600),
        ("Mute: Until tomorrow, 8:00", tomorrow_morning(NOW)),
    ],
)
def test_a_chat_is_muted_for_a_while(
    qtbot: QtBot,
    bridge: Bridge,
    menu: ContactMenu,
    engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
    word: str,
    until: float,
) -> None:
    monkeypatch.setattr(time, "time", lambda: NOW)
    give(bridge, CALLED)
    choose(menu, word)
    qtbot.waitUntil(lambda: engine.asked() == [("chats.mute", ANNA.account, until)])


def test_a_mute_that_is_over_is_offered_again(bridge: Bridge, menu: ContactMenu) -> None:
    give(bridge, replace(CALLED, muted_until=1.0))
    assert "Mute: For good" in words(menu)
    assert "Unmute" not in words(menu)


def test_what_makes_no_sense_is_not_offered(bridge: Bridge, menu: ContactMenu) -> None:
    of_chat = {"Mark unread", "Archive", "Delete chat…"}
    give(bridge, CALLED)
    offered = [of_chat & set(words(menu))]
    give(bridge, replace(CALLED, marked_unread=True))
    offered.append(of_chat & set(words(menu)))
    give(bridge, Chat(ANNA.account))
    offered.append(of_chat & set(words(menu)))
    assert offered == [of_chat, {"Archive", "Delete chat…"}, {"Mark unread"}]
    assert {"Hide", "Rename…", "Block…", "Remove…", "Verify…"} & set(words(menu, ECHO)) == {"Hide"}


def test_the_list_shows_what_became_of_it(qtbot: QtBot, window: MainWindow, bridge: Bridge) -> None:
    give(
        bridge,
        replace(CALLED, pinned=True, muted_until=MUTED_FOR_GOOD),
        Chat(MEI.account, missed(2, MEI, 1), unseen=3, marked_unread=True),
    )
    qtbot.waitUntil(lambda: len(chat_rows(window)) == 3)
    first, second = chat_rows(window)[:2]
    assert (first.title, first.pinned, first.muted, first.badge) == (ANNA.name, True, True, "")
    assert (second.title, second.pinned, second.muted, second.badge) == (
        MEI.name,
        False,
        False,
        "3",
    )
    give(bridge, Chat(MEI.account, missed(2, MEI, 1), marked_unread=True))
    qtbot.waitUntil(lambda: chat_rows(window)[1].badge == " ")
    give(bridge, replace(CALLED, hidden=True))
    qtbot.waitUntil(lambda: [row.title for row in chat_rows(window)] == [MEI.name, ECHO.name])


def test_delete_asks_and_can_be_taken_back(
    qtbot: QtBot,
    window: MainWindow,
    bridge: Bridge,
    menu: ContactMenu,
    engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = answer(monkeypatch, QMessageBox.ButtonRole.DestructiveRole)
    give(bridge, CALLED)
    choose(menu, "Delete chat…")
    assert asked == ["The calls and messages with Anna Lindqvist are deleted from this computer."]
    assert window.undo.isVisible()
    assert window.undo._text.text() == "The chat with Anna Lindqvist was deleted."
    window.undo.button.click()
    assert not window.undo.isVisible()
    wanted = [("chats.delete", ANNA.account), ("chats.restore", ANNA.account)]
    qtbot.waitUntil(lambda: engine.asked() == wanted)


def test_whoever_is_blocked_can_be_unblocked_in_menu_and_details(
    qtbot: QtBot, window: MainWindow, bridge: Bridge, menu: ContactMenu, engine: FakeEngine
) -> None:
    bridge.deliver(ContactChanged(replace(ANNA, state=ContactState.BLOCKED)))
    choose(menu, "Unblock", bridge.seen.contacts[ANNA.account])
    window.choose(ANNA.account)
    window.panes.toggle_details()
    details = window.panes.details
    assert (details._block.isVisible(), details._unblock.isVisible()) == (False, True)
    details._unblock.click()
    wanted = ("contacts.unblock", ANNA.account)
    qtbot.waitUntil(lambda: engine.asked().count(wanted) == 2)
    bridge.deliver(ContactChanged(ANNA))
    assert (details._block.isVisible(), details._unblock.isVisible()) == (True, False)


@pytest.mark.parametrize("verb", ["Block…", "Remove…"])
def test_the_question_says_that_the_call_ends_with_it(
    bridge: Bridge, menu: ContactMenu, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    asked = answer(monkeypatch, QMessageBox.ButtonRole.RejectRole)
    choose(menu, verb)
    bridge.deliver(CallChanged(call(CallState.ACTIVE)))
    choose(menu, verb)
    assert [text.endswith(" Your call ends.") for text in asked] == [False, True]


def test_who_thinks_better_of_it_loses_nothing(
    window: MainWindow,
    bridge: Bridge,
    menu: ContactMenu,
    engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer(monkeypatch, QMessageBox.ButtonRole.RejectRole)
    give(bridge, CALLED)
    choose(menu, "Delete chat…")
    assert not window.undo.isVisible()
    assert engine.asked() == []


def test_undo_is_offered_for_six_seconds(
    qtbot: QtBot, window: MainWindow, engine: FakeEngine
) -> None:
    taken_back: list[str] = []
    window.undo.offer("Deleted.", lambda: taken_back.append("first"))
    assert window.undo._timer.remainingTime() > 5000
    assert window.undo._timer.interval() == 6000
    window.undo.offer("Deleted.", lambda: taken_back.append("second"))
    window.undo.button.click()
    assert taken_back == ["second"]
    window.undo.offer("Deleted.", lambda: taken_back.append("third"))
    window.undo._timer.start(1)
    qtbot.waitUntil(lambda: not window.undo.isVisible())
    assert taken_back == ["second"]


def test_a_deleted_chat_that_is_open_gives_way_to_the_list(
    qtbot: QtBot,
    window: MainWindow,
    bridge: Bridge,
    menu: ContactMenu,
    engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer(monkeypatch, QMessageBox.ButtonRole.DestructiveRole)
    give(bridge, CALLED)
    window.choose(ANNA.account)
    choose(menu, "Delete chat…")
    assert window.account is None
    qtbot.waitUntil(lambda: ("chats.delete", ANNA.account) in engine.asked())


def test_undo_by_key_while_it_is_offered(window: MainWindow) -> None:
    taken_back: list[str] = []
    assert window.undo.button.toolTip() == "Undo, Ctrl+Z"
    for _ in range(2):
        window.undo.offer("Deleted.", lambda: taken_back.append("once"))
        press(window, "Ctrl+Z")
        press(window, "Ctrl+Z")
    assert taken_back == ["once", "once"]
    assert not window.undo.isVisible()


def test_the_question_for_a_name_looks_like_our_other_questions(
    window: MainWindow, menu: ContactMenu
) -> None:
    menu.rename(ANNA.account)
    dialog = window.findChild(QInputDialog)
    buttons = dialog.findChildren(QPushButton)
    looks = {b.text(): (b.property("kind"), b.icon().isNull()) for b in buttons}
    assert looks == {"Rename": ("primary", True), "Not now": ("neutral", True)}
    dialog.close()
