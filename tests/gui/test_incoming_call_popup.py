"""INCOMING shows it, any other state hides it, and it is never in the way."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from gui_support import ANNA, call, person
from megachat_desktop.model.call import CallState
from megachat_desktop.model.ids import CallId
from megachat_desktop.ui.incoming_call_popup import SHADOW, IncomingCallPopup
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.ring.incoming_popups import FROM_EDGE, MAX_POPUPS, IncomingPopups, corner

INCOMING = call(CallState.INCOMING)


class Hands:
    """A clock to turn by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def popups(qtbot: QtBot, look: Look, avatars: AvatarPainter) -> Iterator[IncomingPopups]:
    made = IncomingPopups(look, avatars, QRect, QApplication.instance())  # type: ignore[arg-type]
    yield made
    made.close()


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def popup(qtbot: QtBot, look: Look, avatars: AvatarPainter, clock: Hands) -> IncomingCallPopup:
    made = IncomingCallPopup(look, avatars, clock)
    qtbot.addWidget(made)
    made.show_call(INCOMING, ANNA)
    made.show()
    return made


@pytest.mark.parametrize("state", list(CallState))
def test_only_an_incoming_call_is_shown(popups: IncomingPopups, state: CallState) -> None:
    popups.render(replace(INCOMING, state=state), ANNA)
    assert bool(popups.shown) is (state is CallState.INCOMING)


@pytest.mark.parametrize("state", [s for s in CallState if s is not CallState.INCOMING])
def test_hides_when_the_call_stands_anywhere_else(popups: IncomingPopups, state: CallState) -> None:
    popups.render(INCOMING, ANNA)
    shown = popups.shown[INCOMING.call_id]
    assert shown.isVisible()
    popups.render(replace(INCOMING, state=state), ANNA)
    assert not shown.isVisible()
    assert popups.shown == {}


def test_another_call_hides_nothing(popups: IncomingPopups) -> None:
    popups.render(INCOMING, ANNA)
    popups.render(replace(INCOMING, call_id=CallId(b"x" * 16), state=CallState.ENDED), ANNA)
    assert list(popups.shown) == [INCOMING.call_id]


def test_at_most_three_are_stacked_and_none_covers_another(popups: IncomingPopups) -> None:
    for number in range(MAX_POPUPS + 2):
        one = replace(INCOMING, call_id=CallId(bytes([number]) * 16))
        popups.render(one, person("Caller", number))
    assert len(popups.shown) == MAX_POPUPS
    places = [
        p.geometry().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW) for p in popups.shown.values()
    ]
    assert not any(a.intersects(b) for a in places for b in places if a is not b)


def test_it_is_on_top_and_takes_no_focus(popup: IncomingCallPopup) -> None:
    flags = popup.windowFlags()
    for flag in (
        Qt.WindowType.Tool,
        Qt.WindowType.FramelessWindowHint,
        Qt.WindowType.WindowStaysOnTopHint,
    ):
        assert flags & flag == flag
    assert popup.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)


def test_typing_elsewhere_goes_on(qtbot: QtBot, popups: IncomingPopups) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    popups.render(INCOMING, ANNA)
    QTest.keyClicks(field, "still typing")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.hasFocus()
    assert field.text() == "still typing"
    assert popups.shown


def test_the_first_300_ms_count_for_nothing(
    qtbot: QtBot, popup: IncomingCallPopup, clock: Hands
) -> None:
    answers: list[object] = []
    popup.accepted.connect(lambda _call, video: answers.append(video))
    popup.declined.connect(lambda _call: answers.append("declined"))
    clock.now += 0.299
    for button in popup.findChildren(Button):
        button.click()
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert answers == []
    clock.now += 0.002
    for button in popup.findChildren(Button):
        button.click()
    assert answers == [True, False, "declined"]


def test_enter_accepts_and_escape_declines(popup: IncomingCallPopup, clock: Hands) -> None:
    answers: list[object] = []
    popup.accepted.connect(lambda _call, video: answers.append(video))
    popup.declined.connect(lambda _call: answers.append("declined"))
    clock.now += 1
    popup.setFocus()
    QTest.keyClick(popup, Qt.Key.Key_Return)
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert answers == [True, "declined"]


def test_a_voice_call_is_accepted_without_a_camera(popup: IncomingCallPopup, clock: Hands) -> None:
    answers: list[object] = []
    popup.accepted.connect(lambda _call, video: answers.append(video))
    popup.show_call(replace(INCOMING, video=False), ANNA)
    clock.now += 1
    accept, audio_only, _decline = popup.findChildren(Button)
    assert not audio_only.isVisible()
    accept.click()
    assert answers == [False]
    assert popup.windowTitle() == "Incoming voice call from Anna Lindqvist"


def test_a_hostile_name_is_plain_short_and_in_order(popup: IncomingCallPopup) -> None:
    evil = "<b>Bank</b>\u202egnp.exe\n\x00" + "x" * 400
    popup.show_call(replace(INCOMING, contact_name=evil), None)
    texts = [label.text() for label in popup.findChildren(QLabel)]
    assert all(
        label.textFormat() is Qt.TextFormat.PlainText for label in popup.findChildren(QLabel)
    )
    assert not any("\u202e" in text or "\n" in text or "\x00" in text for text in texts)
    assert len(popup.windowTitle()) < 120
    assert popup.width() == 380 + 2 * SHADOW


def test_closing_it_by_the_window_manager_changes_nothing(popup: IncomingCallPopup) -> None:
    popup.close()
    assert popup.isVisible()


@pytest.mark.parametrize(
    ("tray", "expected"),
    [
        (QRect(), (1920 - 412 - 4, 1040 - 246 - 4)),
        (QRect(1800, 1045, 22, 22), (1920 - 412 - 4, 1040 - 246 - 4)),
        (QRect(1800, 2, 22, 22), (1920 - 412 - 4, 40 + 4)),
        (QRect(10, 1045, 22, 22), (4, 1040 - 246 - 4)),
    ],
)
def test_it_stands_in_the_trays_corner(tray: QRect, expected: tuple[int, int]) -> None:
    top = 40 if expected[1] == 44 else 0
    area = QRect(0, top, 1920, 1040 - top)
    assert corner(area, tray, 412, 246, 0) == expected
    assert FROM_EDGE - SHADOW == 4


def test_it_stays_inside_a_small_screen() -> None:
    area = QRect(0, 0, 400, 300)
    for number in range(MAX_POPUPS):
        x, y = corner(area, QRect(), 412, 246, number)
        assert x >= 0
        assert 0 <= y <= 300 - 246


def test_a_caller_that_was_not_compared_is_named_so(popups: IncomingPopups) -> None:
    popups.render(INCOMING, None)
    texts = [w.text() for w in popups.shown[INCOMING.call_id].findChildren(QLabel)]
    assert "Not verified yet" in texts


def test_while_in_a_call_it_says_that_accepting_ends_the_other(popups: IncomingPopups) -> None:
    popups.render(INCOMING, ANNA, busy=True)
    texts = [w.text() for w in popups.shown[INCOMING.call_id].findChildren(QLabel)]
    assert "End and accept" in texts
