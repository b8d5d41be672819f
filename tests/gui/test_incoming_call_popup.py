"""INCOMING shows it, any other state hides it, and it is never in the way."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QImage, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from gui_support import ANNA, NOW, call, person
from megachat_desktop.model.call import CallState
from megachat_desktop.model.contact import Trust
from megachat_desktop.model.ids import CallId
from megachat_desktop.model.values import replace
from megachat_desktop.ui.incoming_call_popup import IncomingCallPopup
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.ring.incoming_popups import (
    FROM_EDGE,
    MAX_POPUPS,
    Corner,
    IncomingPopups,
    corner_of,
    corner_places,
)
from megachat_desktop.ui.ring.popup_card import SHADOW
from megachat_desktop.ui.ring.popup_parts import RingingAvatar, Tile, TimeLine
from megachat_desktop.ui.ring.reply_panel import OWN_CHARACTERS
from megachat_desktop.ui.ring.surroundings import PlainSurroundings
from megachat_desktop.ui.words import verified_briefly, verified_line

INCOMING = call(CallState.INCOMING)


class Hands:
    """A clock to turn by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def popups(qtbot: QtBot, look: Look, avatars: AvatarPainter) -> Iterator[IncomingPopups]:
    parent = QApplication.instance()
    assert parent is not None
    made = IncomingPopups(look, avatars, QRect, PlainSurroundings(), parent)
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


def tiles(popup: IncomingCallPopup) -> list[Button]:
    """Accept, audio only, reply, decline."""
    return [b for b in popup.findChildren(Button) if b.property("shape") == "tile"]


def named(popup: IncomingCallPopup, name: str) -> Button:
    return next(b for b in popup.findChildren(Button) if b.accessibleName() == name)


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


def test_a_click_meant_for_a_caller_who_just_gave_up_answers_nobody_else(
    popups: IncomingPopups,
) -> None:
    """The second popup comes down to where the first one stood."""
    omars = replace(INCOMING, call_id=CallId(b"o" * 16))
    answers: list[object] = []
    popups.declined.connect(answers.append)
    popups.render(INCOMING, ANNA)
    popups.render(omars, ANNA)
    first, second = popups.shown.values()
    for popup in (first, second):
        popup._shown_at -= 10
    place = first.pos()
    popups.hide(INCOMING.call_id)
    assert second.pos() == place
    second.decline()
    assert answers == []
    second._shown_at -= 10
    second.decline()
    assert answers == [omars.call_id]


def test_what_is_typed_on_when_a_popup_gets_the_focus_by_itself_answers_nothing(
    qtbot: QtBot, popup: IncomingCallPopup, clock: Hands
) -> None:
    """Another popup went, in which a sentence was being written; a space would press Accept."""
    other = QLineEdit()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    clock.now += 10
    popup.activateWindow()
    qtbot.waitUntil(popup.isActiveWindow)
    answers: list[object] = []
    popup.accepted.connect(lambda *answer: answers.append(answer))
    popup.declined.connect(answers.append)
    accept = tiles(popup)[0]
    accept.setFocus()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_D, Qt.Key.Key_A, Qt.Key.Key_Return, Qt.Key.Key_Escape):
        clock.now += 0.5
        QTest.keyClick(accept, key)
    assert answers == []
    clock.now += 1
    QTest.keyClick(accept, Qt.Key.Key_Space)
    assert answers == [(INCOMING.call_id, True, False)]


def test_popups_follow_when_screens_or_panels_change(
    popups: IncomingPopups, monkeypatch: pytest.MonkeyPatch
) -> None:
    popups.render(INCOMING, ANNA)
    popup = popups.shown[INCOMING.call_id]
    popups.follow()
    before = popup.pos()
    smaller = QRect(0, 0, 500, 400)
    monkeypatch.setattr(popups._surroundings, "free_part", lambda _screen: smaller)
    popups.follow()
    assert popup.pos() != before
    assert smaller.contains(popup.geometry())
    popup.move(3, 3)  # by the person, who wants to see what lies below it
    popups.follow()
    assert popup.pos() == QPoint(3, 3)


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
    popup.accepted.connect(lambda _call, video, _hold: answers.append(video))
    popup.declined.connect(lambda _call: answers.append("declined"))
    clock.now += 0.299
    for button in tiles(popup):
        button.click()
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert answers == []
    assert not popup.panel.isVisible()
    clock.now += 0.002
    for button in tiles(popup):
        button.click()
    assert answers == [True, False, "declined"]
    assert popup.panel.isVisible()


def test_enter_accepts_and_escape_declines(popup: IncomingCallPopup, clock: Hands) -> None:
    answers: list[object] = []
    popup.accepted.connect(lambda _call, video, _hold: answers.append(video))
    popup.declined.connect(lambda _call: answers.append("declined"))
    clock.now += 1
    popup.setFocus()
    QTest.keyClick(popup, Qt.Key.Key_Return)
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert answers == [True, "declined"]


def test_a_voice_call_is_accepted_without_a_camera(popup: IncomingCallPopup, clock: Hands) -> None:
    answers: list[object] = []
    popup.accepted.connect(lambda _call, video, _hold: answers.append(video))
    popup.show_call(replace(INCOMING, video=False), ANNA)
    clock.now += 1
    accept, audio_only, _reply, _decline = tiles(popup)
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


ONE = QSize(412, 246)


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
    corner = corner_of(tray, QRect(0, 0, 1920, 1080))
    assert corner_places(area, corner, [ONE]) == [QPoint(*expected)]
    assert FROM_EDGE - SHADOW == 4


def test_a_second_screen_has_the_same_corner() -> None:
    area = QRect(1920, 200, 1280, 1000)
    corner = corner_of(QRect(1800, 1045, 22, 22), QRect(0, 0, 1920, 1080))
    (place,) = corner_places(area, corner, [ONE])
    assert area.contains(QRect(place, ONE))
    assert place == QPoint(3200 - 412 - 4, 1200 - 246 - 4)


def test_an_unfolded_popup_pushes_the_others_up() -> None:
    area = QRect(0, 0, 1920, 1040)
    tall = QSize(412, 404)
    first, second = corner_places(area, Corner(), [tall, ONE])
    assert first.y() == 1040 - 404 - 4
    assert second.y() + 246 - SHADOW == first.y()


def test_it_stays_inside_a_small_screen() -> None:
    area = QRect(0, 0, 400, 300)
    for place in corner_places(area, Corner(), [ONE] * MAX_POPUPS):
        assert place.x() >= 0
        assert 0 <= place.y() <= 300 - 246


def test_a_caller_that_was_not_compared_is_named_so(popups: IncomingPopups) -> None:
    popups.render(INCOMING, None)
    texts = [w.text() for w in popups.shown[INCOMING.call_id].findChildren(QLabel)]
    assert "Not verified yet" in texts


def test_while_in_a_call_the_running_one_is_held_or_ended(
    popup: IncomingCallPopup, clock: Hands
) -> None:
    answers: list[tuple[bool, bool]] = []
    popup.accepted.connect(lambda _call, video, hold: answers.append((video, hold)))
    popup.show_call(INCOMING, ANNA, busy=True)
    clock.now += 1
    words = [tile.word for tile in popup.findChildren(Tile)]
    assert words == ["Hold and accept", "End and accept", "Reply", "Decline"]
    named(popup, "Hold and accept").click()
    named(popup, "End and accept").click()
    assert answers == [(True, True), (True, False)]


def test_names_for_screen_readers_and_the_order_of_tab(
    qtbot: QtBot, popup: IncomingCallPopup
) -> None:
    assert popup.accessibleName() == "Incoming video call from Anna Lindqvist, verified"
    names = [button.accessibleName() for button in tiles(popup)]
    assert names == ["Accept with video", "Accept, audio only", "Reply with message", "Decline"]
    popup.activateWindow()
    tiles(popup)[0].setFocus()
    walked = []
    for _ in names:
        focused = popup.focusWidget()
        walked.append(focused.accessibleName() if focused else "")
        popup.focusNextChild()
    assert walked == names


def test_reply_unfolds_sentences_and_sends_one(popup: IncomingCallPopup, clock: Hands) -> None:
    said: list[str] = []
    popup.replied.connect(lambda _call, text: said.append(text))
    clock.now += 1
    low = popup.height()
    named(popup, "Reply with message").click()
    assert popup.height() > low + 100
    assert [line.text() for line in popup.panel.sentences] == [
        "I'll call you back in 10 minutes", "Can't talk now. Is it urgent?", "On my way",
    ]  # fmt: skip
    popup.panel.sentences[2].click()
    assert said == ["On my way"]
    named(popup, "Reply with message").click()
    assert popup.height() == low


def test_ones_own_words_are_typed_and_enter_sends_them(
    qtbot: QtBot, popup: IncomingCallPopup, clock: Hands
) -> None:
    said: list[str] = []
    accepted: list[object] = []
    popup.replied.connect(lambda _call, text: said.append(text))
    popup.accepted.connect(lambda *_: accepted.append(1))
    clock.now += 1
    named(popup, "Reply with message").click()
    popup.panel.own.click()
    qtbot.waitUntil(popup.panel.field.hasFocus)
    assert not popup.panel.send.isEnabled()
    QTest.keyClick(popup.panel.field, Qt.Key.Key_Return)
    QTest.keyClicks(popup.panel.field, " In a meeting ")
    QTest.keyClick(popup.panel.field, Qt.Key.Key_Return)
    assert (said, accepted) == (["In a meeting"], [])
    popup.panel.field.setText("x" * 20_000)
    assert len(popup.panel.field.text()) == OWN_CHARACTERS


def test_escape_in_the_field_folds_it_and_declines_nothing(
    qtbot: QtBot, popup: IncomingCallPopup, clock: Hands
) -> None:
    declined: list[object] = []
    popup.declined.connect(declined.append)
    clock.now += 1
    named(popup, "Reply with message").click()
    popup.panel.own.click()
    QTest.keyClick(popup.panel.field, Qt.Key.Key_Escape)
    assert declined == []
    assert not popup.panel.isVisible()


def test_the_ring_stands_still_under_reduced_motion_and_the_line_goes_on(
    look: Look, popup: IncomingCallPopup, clock: Hands
) -> None:
    avatar = popup.findChild(RingingAvatar)
    line = popup.findChild(TimeLine)
    assert avatar.pulses
    look.looks.set_reduced_motion(True)
    popup.hide()
    popup.show()
    assert not avatar.pulses
    assert line.left == 1.0
    clock.now += 22.5
    assert line.left == pytest.approx(0.5)
    look.looks.set_reduced_motion(False)


def test_a_popup_that_comes_late_shows_how_long_it_still_rings(
    popup: IncomingCallPopup, clock: Hands
) -> None:
    line = popup.findChild(TimeLine)
    popup.hide()
    clock.now += 100
    popup.show_call(replace(INCOMING, started_at=clock.now - 30), ANNA)
    popup.show()
    assert line.left == pytest.approx(1 / 3)
    assert popup.shown_for_s == 0


@pytest.mark.parametrize("percent", [100, 130])
def test_larger_text_makes_it_higher_and_hides_nothing(
    look: Look, popup: IncomingCallPopup, percent: int
) -> None:
    look.looks.set_text_percent(percent)
    try:
        popup.show_call(INCOMING, ANNA, busy=True)
        assert popup.width() == 380 + 2 * SHADOW
        assert popup.height() >= 214 + 2 * SHADOW
        for tile in popup.findChildren(Tile):
            assert popup.rect().contains(tile.geometry())
    finally:
        look.looks.set_text_percent(100)


def test_a_screen_reader_hears_of_it_at_once_and_finds_its_answers(
    popup: IncomingCallPopup, monkeypatch: pytest.MonkeyPatch, clock: Hands
) -> None:
    told: list[tuple[str, QAccessible.AnnouncementPoliteness]] = []
    monkeypatch.setattr(
        QAccessible,
        "updateAccessibility",
        lambda event: told.append((event.message(), event.politeness())),
    )
    popup.hide()
    popup.show()
    monkeypatch.undo()
    assertive = QAccessible.AnnouncementPoliteness.Assertive
    assert told == [("Incoming video call from Anna Lindqvist, verified", assertive)]
    clock.now += 1
    reply = QAccessible.queryAccessibleInterface(named(popup, "Reply with message"))
    assert (reply.state().checkable, reply.state().checked) == (True, False)
    named(popup, "Reply with message").click()
    assert reply.state().checked
    named(popup, "Reply with message").click()
    assert not reply.state().checked


def test_a_click_that_comes_too_early_leaves_reply_as_it_was(
    popup: IncomingCallPopup, clock: Hands
) -> None:
    named(popup, "Reply with message").click()
    assert not popup.panel.isVisible()
    assert not named(popup, "Reply with message").isChecked()


@pytest.mark.usefixtures("large_text")
def test_what_is_known_of_the_key_is_said_in_fewer_words_where_there_is_less_room(
    popup: IncomingCallPopup,
) -> None:
    compared = replace(ANNA, name="Bartholomew-Alexander of Uppsala", verified_at=NOW)
    popup.show_call(INCOMING, compared)
    QApplication.processEvents()
    assert popup.caller.trust.text() == verified_briefly(compared)
    assert popup.caller.trust.accessibleName() == verified_line(compared)
    popup.show_call(INCOMING, replace(compared, name="Jo"))
    QApplication.processEvents()
    assert popup.caller.trust.text() == verified_line(replace(compared, name="Jo"))


def test_a_caller_whose_comparison_failed_is_marked(popup: IncomingCallPopup) -> None:
    differs = replace(ANNA, trust=Trust.MISMATCHED, verified_at=None)
    popup.show_call(replace(INCOMING, verified=False), differs)
    assert popup.caller.trust.whole_text == "Did not match when compared"
    assert popup.caller._badge.isVisible()
    assert popup.accessibleName().endswith(", did not match when compared")


@pytest.mark.parametrize("words", ["Halten und annehmen", "Beenden und den anderen annehmen"])
def test_no_line_of_an_answer_is_lost_in_large_text(
    popup: IncomingCallPopup, look: Look, words: str
) -> None:
    look.looks.set_text_percent(130)
    try:
        popup.show_call(INCOMING, ANNA, busy=True)
        popup._accept.set_words(words, words, wrap=True)
        popup._fit()
        QApplication.processEvents()
        word = next(label for label in popup.findChildren(QLabel) if label.text() == words)
        assert word.height() >= word.heightForWidth(word.width())
        assert popup.rect().contains(QRect(word.mapTo(popup, QPoint(0, 0)), word.size()))
    finally:
        look.looks.set_text_percent(100)


PARTS = (
    QRect(40, 60, 80, 80), QRect(0, 0, 40, 40), QRect(10, 180, 60, 60), QRect(17, 17, 30, 9),
)  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_painted_anew_looks_as_before(popup: IncomingCallPopup, part: QRect) -> None:
    def painted(region: QRect) -> QImage:
        image = QImage(popup.size(), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        background = popup.RenderFlag.DrawWindowBackground
        popup.render(image, region.topLeft(), QRegion(region), background)
        return image.copy(region)

    assert painted(part) == painted(popup.rect()).copy(part)
