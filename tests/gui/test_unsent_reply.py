"""What was typed into the popup of a call is not lost when the caller gives up."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui_support import ANNA, PEOPLE, FakeEngine, call
from megachat_desktop.errors import DiskFullError
from megachat_desktop.model.call import Call, CallState, Direction, EndReason
from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.events import CallChanged, ContactChanged, ContactRemoved
from megachat_desktop.model.values import replace
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.main_window import MainWindow
from megachat_desktop.ui.people.unsent_reply import UnsentReply

INCOMING = call(CallState.INCOMING, direction=Direction.IN)
GIVEN_UP = replace(INCOMING, state=CallState.ENDED, end_reason=EndReason.NO_ANSWER)
HALF = "I'm in a meeting unt"


def type_reply(desktop: Desktop, text: str = HALF) -> None:
    """Somebody calls, and the person begins to answer in words."""
    desktop.bridge.deliver(CallChanged(INCOMING))
    panel = desktop.popups.shown[INCOMING.call_id].panel
    panel.show()
    panel.own.click()
    panel.field.setText(text)


@pytest.fixture
def unsent(desktop: Desktop, window: MainWindow) -> UnsentReply:
    """The caller has given up while it was typed."""
    type_reply(desktop)
    desktop.bridge.deliver(CallChanged(GIVEN_UP))
    assert desktop.popups.shown == {}
    window.choose(ANNA.account)
    return window.pane.unsent


def test_it_waits_in_the_conversation_and_can_be_finished_and_sent(
    qtbot: QtBot, window: MainWindow, unsent: UnsentReply, engine: FakeEngine
) -> None:
    assert unsent.isVisible()
    assert unsent._title.text() == "Anna gave up before you had sent this:"
    assert unsent.field.text() == HALF
    unsent.field.setFocus()
    QTest.keyClicks(unsent.field, "il 3 ")
    QTest.keyClick(unsent.field, Qt.Key.Key_Return)
    QTest.keyClick(unsent.field, Qt.Key.Key_Return)
    wanted = ("chats.write", ANNA.account, "I'm in a meeting until 3")
    qtbot.waitUntil(lambda: wanted in engine.asked())
    assert engine.asked().count(wanted) == 1
    assert not unsent.isVisible()
    assert not isinstance(window.focusWidget(), type(unsent.send))


def test_it_is_for_nobody_else_and_stays_as_it_was_left(
    window: MainWindow, unsent: UnsentReply
) -> None:
    QTest.keyClicks(unsent.field, "!")
    window.choose(PEOPLE[1].account)
    assert not unsent.isVisible()
    window.choose(ANNA.account)
    assert (unsent.isVisible(), unsent.field.text()) == (True, HALF + "!")


def test_it_can_be_thrown_away(window: MainWindow, unsent: UnsentReply) -> None:
    unsent.discard.click()
    window.choose(PEOPLE[1].account)
    window.choose(ANNA.account)
    assert not unsent.isVisible()


def test_what_could_not_be_kept_is_there_again(
    qtbot: QtBot, window: MainWindow, unsent: UnsentReply, engine: FakeEngine
) -> None:
    engine.fail_with = DiskFullError()
    unsent.send.click()
    assert not unsent.isVisible()
    qtbot.waitUntil(unsent.isVisible)
    assert unsent.field.text() == HALF
    assert window.notices.text == str(DiskFullError().sentence)


def test_it_goes_with_the_person(desktop: Desktop, unsent: UnsentReply) -> None:
    desktop.bridge.deliver(ContactChanged(replace(ANNA, state=ContactState.BLOCKED)))
    assert not unsent.isVisible()
    desktop.bridge.deliver(ContactChanged(ANNA))
    assert unsent.isVisible()
    desktop.bridge.deliver(ContactRemoved(ANNA.account))
    desktop.bridge.deliver(ContactChanged(ANNA))
    desktop.window.choose(ANNA.account)
    assert not unsent.isVisible()


@pytest.mark.parametrize(
    "end",
    [
        replace(GIVEN_UP, end_reason=EndReason.DECLINED),
        replace(GIVEN_UP, end_reason=EndReason.ANSWERED_ELSEWHERE),
        replace(INCOMING, state=CallState.CONNECTING),
    ],
)
def test_who_answered_in_another_way_is_asked_nothing(
    desktop: Desktop, window: MainWindow, end: Call
) -> None:
    type_reply(desktop)
    desktop.bridge.deliver(CallChanged(end))
    window.choose(ANNA.account)
    assert not window.pane.unsent.isVisible()


def test_what_was_sent_in_the_last_moment_is_not_offered_again(
    desktop: Desktop, window: MainWindow
) -> None:
    type_reply(desktop)
    desktop.popups.shown[INCOMING.call_id].panel.send.click()
    desktop.bridge.deliver(CallChanged(GIVEN_UP))
    window.choose(ANNA.account)
    assert not window.pane.unsent.isVisible()
