"""Whole stories: what a person sees and hears from the first ring to the last sentence."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gui_support import (
    ANNA,
    ECHO,
    LINK,
    NOW,
    PEOPLE,
    SAFETY,
    FakeEngine,
    RecordedSounds,
    call,
    log_entry,
    missed,
)
from megachat_desktop import ui
from megachat_desktop.errors import AlreadyInCallError
from megachat_desktop.model.call import CallState, EndReason
from megachat_desktop.model.chat import Chat
from megachat_desktop.model.events import (
    CallChanged,
    ChatsChanged,
    ConversationChanged,
    NoticeRaised,
    SettingsChanged,
)
from megachat_desktop.model.ids import CallId
from megachat_desktop.model.settings import Settings, ThemeChoice
from megachat_desktop.model.values import replace
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.buttons import Button
from megachat_desktop.ui.settings.look_section import LookSection

INCOMING = call(CallState.INCOMING)
OMARS = CallId(b"o" * 16)
MEI = PEOPLE[1]


def deliver(desktop: Desktop, *story: object) -> None:
    for one in story:
        desktop.bridge.deliver(CallChanged(one))  # type: ignore[arg-type]


def screen(desktop: Desktop) -> tuple[int, int]:
    """(popups, call windows) that can be seen."""
    windows = [w for w in desktop.calls.shown.values() if w.isVisible()]
    return len(desktop.popups.shown), len(windows)


def in_state(state: CallState, **changes: object) -> object:
    return replace(INCOMING, state=state, **changes)


def test_an_incoming_call_from_ring_to_end(
    desktop: Desktop, sounds: RecordedSounds, engine: FakeEngine
) -> None:
    seen = []
    for state in (
        CallState.INCOMING, CallState.CONNECTING, CallState.ACTIVE, CallState.RECONNECTING,
        CallState.ACTIVE, CallState.ENDED,
    ):  # fmt: skip
        reason = EndReason.HUNG_UP if state is CallState.ENDED else None
        deliver(desktop, in_state(state, end_reason=reason))
        seen.append(screen(desktop))
    assert seen == [(1, 0), (0, 1), (0, 1), (0, 1), (0, 1), (0, 1)]
    assert sounds.heard == ["ring", "silence", "connected", "ended"]


def test_a_caller_who_gives_up_leaves_nothing_on_the_screen(
    desktop: Desktop, sounds: RecordedSounds
) -> None:
    deliver(desktop, INCOMING, in_state(CallState.ENDED, end_reason=EndReason.NO_ANSWER))
    assert screen(desktop) == (0, 0)
    assert sounds.heard == ["ring", "silence"]


def test_ring_back_is_heard_only_once_their_device_rings(
    desktop: Desktop, sounds: RecordedSounds
) -> None:
    deliver(desktop, call(CallState.DIALING))
    assert sounds.heard == []
    deliver(desktop, call(CallState.RINGING))
    assert sounds.heard == ["ring_back"]
    deliver(desktop, call(CallState.CONNECTING))
    assert sounds.heard == ["ring_back", "silence"]


def test_a_second_caller_gets_the_quiet_tone(desktop: Desktop, sounds: RecordedSounds) -> None:
    deliver(desktop, call(CallState.ACTIVE))
    deliver(desktop, replace(INCOMING, call_id=CallId(b"2" * 16)))
    assert sounds.heard == ["waiting"]
    assert screen(desktop) == (1, 1)


@pytest.mark.parametrize(("button", "intent"), [
    ("Accept with video", ("calls.accept", INCOMING.call_id, True, False)),
    ("Accept, audio only", ("calls.accept", INCOMING.call_id, False, False)),
    ("Decline", ("calls.decline", INCOMING.call_id)),
])  # fmt: skip
def test_answers_of_the_popup_reach_the_engine(
    qtbot: QtBot, desktop: Desktop, engine: FakeEngine, button: str, intent: object
) -> None:
    deliver(desktop, INCOMING)
    popup = desktop.popups.shown[INCOMING.call_id]
    popup._shown_at -= 1
    next(b for b in popup.findChildren(Button) if b.accessibleName() == button).click()
    qtbot.waitUntil(lambda: engine.asked() == [intent])


def choose_a_photo(desktop: Desktop) -> None:
    desktop.settings.open()
    desktop.settings.findChild(LookSection).photo.click()


@pytest.mark.parametrize("ask", [
    choose_a_photo,
    lambda desktop: desktop.window.menu.block(ANNA.account),
    lambda desktop: desktop.window.menu.rename(ANNA.account),
])  # fmt: skip
def test_a_question_that_is_open_keeps_no_call_from_being_answered(
    qtbot: QtBot, desktop: Desktop, engine: FakeEngine, ask: Callable[[Desktop], None]
) -> None:
    ask(desktop)
    question = QApplication.activeModalWidget()
    assert question is not None
    deliver(desktop, INCOMING)
    popup = desktop.popups.shown[INCOMING.call_id]
    popup._shown_at -= 1
    QTest.mouseClick(popup._accept.button, Qt.MouseButton.LeftButton)
    wanted = ("calls.accept", INCOMING.call_id, True, False)
    qtbot.waitUntil(lambda: wanted in engine.asked())
    question.close()


def test_no_question_holds_up_the_whole_program() -> None:
    """``open`` holds up one window; these hold up popups of calls and call windows as well."""
    everything = re.compile(r"\.exec\(|getOpenFileName|getSaveFileName|QInputDialog\.get")
    files = Path(ui.__file__).parent.rglob("*.py")
    assert [f.name for f in files if everything.search(f.read_text("utf-8"))] == []


def test_controls_of_the_window_reach_the_engine(
    qtbot: QtBot, desktop: Desktop, engine: FakeEngine
) -> None:
    one = call(CallState.ACTIVE, camera_on=True, safety=SAFETY)
    deliver(desktop, one)
    window = desktop.calls.shown[one.call_id]
    window.view.bar.mute.click()
    window.view.bar.camera.click()
    window.view.safety.match.click()
    window.view.bar.hang_up.click()
    me = one.call_id
    wanted = [
        ("calls.set_microphone", me, False), ("calls.set_camera", me, False),
        ("calls.confirm_safety", me, True), ("calls.hang_up", me),
    ]  # fmt: skip
    qtbot.waitUntil(lambda: engine.asked() == wanted)


def test_the_chat_of_a_call_comes_forward_with_the_person(qtbot: QtBot, desktop: Desktop) -> None:
    one = call(CallState.ACTIVE)
    desktop.window.choose(MEI.account)
    desktop.window.hide()
    desktop.bridge.deliver(ChatsChanged((Chat(ANNA.account, unseen=2),)))
    deliver(desktop, one)
    chat = desktop.calls.shown[one.call_id].view.bar.chat
    assert chat.count == 2
    desktop.bridge.deliver(ChatsChanged((Chat(ANNA.account, unseen=3),)))
    assert chat.count == 3
    chat.click()
    assert (desktop.window.isVisible(), desktop.window.account) == (True, ANNA.account)
    desktop.bridge.deliver(ChatsChanged((Chat(ANNA.account),)))
    assert chat.count == 0


def test_a_hang_up_closes_the_window_by_itself_and_an_explanation_stays(
    qtbot: QtBot, desktop: Desktop
) -> None:
    deliver(desktop, call(CallState.ACTIVE), call(CallState.ENDED, end_reason=EndReason.HUNG_UP))
    qtbot.waitUntil(lambda: desktop.calls.shown == {}, timeout=4000)
    deliver(desktop, call(CallState.RINGING))
    deliver(desktop, call(CallState.ENDED, end_reason=EndReason.NO_ANSWER))
    window = next(iter(desktop.calls.shown.values()))
    assert (
        window.view.stage.sentence == "Anna Lindqvist didn't answer. They'll see that you called."
    )


def test_call_again(qtbot: QtBot, desktop: Desktop, engine: FakeEngine) -> None:
    deliver(desktop, call(CallState.RINGING))
    deliver(desktop, call(CallState.ENDED, end_reason=EndReason.NO_ANSWER))
    next(iter(desktop.calls.shown.values())).view.stage.again.click()
    assert desktop.calls.shown == {}
    qtbot.waitUntil(lambda: engine.asked() == [("calls.start", ANNA.account, True)])


def test_the_strip_is_there_while_we_are_in_a_call(
    qtbot: QtBot, desktop: Desktop, engine: FakeEngine
) -> None:
    strip = desktop.window.sidebar.strip
    deliver(desktop, INCOMING)
    assert not strip.isVisible()
    one = call(CallState.ACTIVE)
    deliver(desktop, one)
    assert strip.isVisible()
    window = desktop.calls.shown[one.call_id]
    window.close()
    strip._return.click()
    assert window.isVisible()
    strip._hang_up.click()
    qtbot.waitUntil(lambda: engine.asked() == [("calls.hang_up", one.call_id)])
    deliver(desktop, replace(one, state=CallState.ENDED, end_reason=EndReason.HUNG_UP))
    assert not strip.isVisible()


def test_of_two_calls_the_strip_has_the_one_that_is_spoken_in(
    qtbot: QtBot, desktop: Desktop, engine: FakeEngine
) -> None:
    strip = desktop.window.sidebar.strip
    deliver(desktop, call(CallState.ACTIVE))
    deliver(desktop, call(CallState.ON_HOLD, we_hold=True))
    deliver(desktop, call(CallState.CONNECTING, call_id=OMARS, contact_name="Omar Haddad"))
    assert strip._name.whole_text == "Omar"
    strip._mute.click()
    qtbot.waitUntil(lambda: engine.asked() == [("calls.set_microphone", OMARS, False)])


def test_a_refused_intent_is_one_sentence_in_the_window(
    qtbot: QtBot, desktop: Desktop, engine: FakeEngine
) -> None:
    engine.fail_with = AlreadyInCallError()
    desktop.call(ANNA.account, True)
    notices = desktop.window.notices
    qtbot.waitUntil(lambda: notices.text == "You are in a call already.")
    assert notices.isVisible()


def test_a_notice_of_the_engine_is_plain_text(desktop: Desktop) -> None:
    desktop.bridge.deliver(NoticeRaised("x", "<b>bold</b>\u202e" + "long " * 400))
    assert desktop.window.notices.text.startswith("<b>bold</b>long")
    assert len(desktop.window.notices.text) <= 600


def test_the_theme_follows_the_setting(desktop: Desktop) -> None:
    desktop.bridge.deliver(SettingsChanged(Settings(theme=ThemeChoice.DARK)))
    assert desktop._look.looks.theme.name == "dark"
    desktop.bridge.deliver(SettingsChanged(Settings(theme=ThemeChoice.LIGHT)))


def test_closing_hides_where_there_is_a_tray_and_quits_where_there_is_none(
    qtbot: QtBot, desktop: Desktop, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    quits: list[bool] = []
    desktop.quit_requested.connect(lambda: quits.append(True))
    monkeypatch.setattr(type(desktop.tray), "available", True)
    desktop.window.close()
    assert not desktop.window.isVisible()
    assert quits == []
    qtbot.waitUntil(lambda: ("update_settings", ("told_about_tray", True)) in engine.asked())
    desktop.window.show()
    monkeypatch.setattr(type(desktop.tray), "available", False)
    desktop.bridge.deliver(SettingsChanged(Settings(told_about_quitting=True)))
    desktop.window.close()
    assert quits == [True]


@pytest.mark.parametrize(("answer", "noted", "quits"), [
    ("Quit", [("told_about_quitting", True)], [True]),
    ("Keep in the taskbar", [("told_about_quitting", True), ("keep_without_tray", True)], []),
    ("Cancel", [], []),
])  # fmt: skip
def test_the_first_time_that_closing_would_quit_it_asks(
    qtbot: QtBot, desktop: Desktop, engine: FakeEngine, answer: str,
    noted: list[tuple[str, bool]], quits: list[bool],
) -> None:  # fmt: skip
    """Without a screen there is no tray."""
    quit_by: list[bool] = []
    desktop.quit_requested.connect(lambda: quit_by.append(True))
    desktop.window.close()
    desktop.window.close()  # one question is enough
    box = desktop.closing.question
    assert box is not None
    assert quit_by == []
    next(button for button in box.buttons() if button.text() == answer).click()
    assert quit_by == quits
    wanted = [("update_settings", *noted)] if noted else []
    qtbot.waitUntil(lambda: engine.asked() == wanted)
    assert desktop.window.isMinimized() is (answer == "Keep in the taskbar")
    assert desktop.closing.question is None


def test_the_taskbar_keeps_it_where_that_was_chosen(desktop: Desktop) -> None:
    quits: list[bool] = []
    desktop.quit_requested.connect(lambda: quits.append(True))
    desktop.bridge.deliver(SettingsChanged(Settings(keep_without_tray=True)))
    desktop.window.close()
    assert (desktop.window.isMinimized(), quits) == (True, [])


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)  # Qt without a screen
def test_a_window_in_a_tray_that_vanishes_comes_back(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    tray = desktop.tray
    monkeypatch.setattr(type(tray), "available", True)
    desktop.show()
    desktop.window.close()
    assert not desktop.window.isVisible()
    story = []
    for there in (False, True, False, False, False):  # a panel that starts anew, then none
        monkeypatch.setattr(type(tray), "available", there)
        tray.look()
        story.append(desktop.window.isVisible())
    assert story == [False, False, False, True, True]
    assert desktop.window.isMinimized()


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)  # Qt without a screen
def test_a_tray_that_comes_late_has_the_icon(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    tray = desktop.tray
    desktop.show()
    tray.look()
    before = tray._icon
    assert not before.isVisible()
    monkeypatch.setattr(type(tray), "available", True)
    tray.look()
    assert tray._icon is not before  # the old one knows no tray
    assert tray._icon.isVisible()
    again = tray._icon
    tray.look()
    assert tray._icon is again


def test_a_narrow_window_shows_the_list_or_the_person(desktop: Desktop) -> None:
    window = desktop.window
    window.resize(400, 700)
    assert (window.sidebar.isVisible(), window.pane.isVisible()) == (True, False)
    window.choose(ANNA.account)
    assert (window.sidebar.isVisible(), window.pane.isVisible()) == (False, True)
    window.go_back()
    assert (window.sidebar.isVisible(), window.pane.isVisible()) == (True, False)
    window.choose(ANNA.account)
    window.resize(1240, 800)
    assert (window.sidebar.isVisible(), window.pane.isVisible()) == (True, True)


def test_shortcuts_call_the_person_who_is_shown(
    qtbot: QtBot, desktop: Desktop, engine: FakeEngine
) -> None:
    window = desktop.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.choose(ANNA.account)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_E, both)
    QTest.keyClick(window, Qt.Key.Key_D, both)
    anna = ANNA.account
    wanted = [("calls.start", anna, True), ("calls.start", anna, False)]
    qtbot.waitUntil(lambda: engine.asked() == wanted)


def test_nobody_yet_offers_a_contact_and_the_echo(
    qtbot: QtBot, desktop: Desktop, engine: FakeEngine
) -> None:
    empty = desktop.window.empty
    empty.render_counts(0, echo=True)
    empty._echo.click()
    qtbot.waitUntil(lambda: engine.asked() == [("calls.start", ECHO.account, True)])
    empty._add.click()
    assert desktop.add_contact.isVisible()


def test_the_history_folds_equal_calls_of_a_day(
    qtbot: QtBot, desktop: Desktop, engine: FakeEngine
) -> None:
    engine.log = (log_entry(1, ANNA, 1), missed(2, ANNA, 24), missed(3, ANNA, 24.1))
    desktop.history._unix = lambda: NOW
    desktop.history.read()
    model = desktop.window.sidebar.lists.calls
    qtbot.waitUntil(lambda: len(model.rows()) == 4)
    found = [(row.title, row.line) for row in model.rows()]
    assert found == [
        ("Today", ""), ("Anna Lindqvist", "Video · 48 min"), ("Yesterday", ""),
        ("Anna Lindqvist (2)", "Missed video call"),
    ]  # fmt: skip


def test_the_history_is_read_again_after_each_call(
    qtbot: QtBot, desktop: Desktop, engine: FakeEngine
) -> None:
    engine.log = (log_entry(1, ANNA, 1),)
    with qtbot.waitSignal(desktop.history.changed):
        desktop.bridge.deliver(ConversationChanged(ANNA.account))
    assert desktop.history.rows.entries == list(engine.log)


def test_a_link_from_outside_opens_a_question_and_nothing_more(
    qtbot: QtBot, desktop: Desktop, engine: FakeEngine
) -> None:
    desktop.raise_window(LINK)
    sheet = desktop.add_contact
    assert sheet.isVisible()
    qtbot.waitUntil(lambda: "Key 2b7e" in sheet.said)
    assert engine.asked() == []


def test_the_end_takes_every_window_away(desktop: Desktop) -> None:
    deliver(desktop, call(CallState.ACTIVE), replace(INCOMING, call_id=CallId(b"2" * 16)))
    desktop.close()
    assert screen(desktop) == (0, 0)
    assert not desktop.window.isVisible()


def test_what_the_engine_says_while_it_stops_brings_nothing_back(
    desktop: Desktop, sounds: RecordedSounds
) -> None:
    """Whoever quits while two people ring hears and sees no more of it."""
    second = replace(INCOMING, call_id=OMARS)
    deliver(desktop, INCOMING, second)
    desktop.close()
    deliver(desktop, in_state(CallState.ENDED, end_reason=EndReason.DECLINED))
    deliver(desktop, call(CallState.ON_HOLD, call_id=CallId(b"m" * 16)))
    assert screen(desktop) == (0, 0)
    assert sounds.heard[-1] == "silence"


def test_while_it_rings_the_contacts_own_path_is_named(desktop: Desktop) -> None:
    deliver(desktop, call(CallState.RINGING))
    window = next(iter(desktop.calls.shown.values()))
    words = [label.text() for label in window.view.stage.facts.findChildren(QLabel) if label.text()]
    assert words == ["Found Anna", "Direct, local network"]
