"""What the call window says and shows in every state."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from gui_support import ANNA, JONAS, SAFETY, FakeEngine, call, picture
from megachat_desktop.engine.clock import SystemClock
from megachat_desktop.model.call import Call, CallState, Direction, EndReason
from megachat_desktop.model.media import MediaSnapshot, PathStats, StreamStats
from megachat_desktop.model.values import replace
from megachat_desktop.ui.call.call_screens import wants_window
from megachat_desktop.ui.call.stats_history import StatsHistory
from megachat_desktop.ui.call_window import CallWindow
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.words import end_words

SAID = {
    CallState.DIALING: "Calling…",
    CallState.RINGING: "Ringing…",
    CallState.CONNECTING: "Connecting…",
    CallState.RECONNECTING: "Connection lost. Trying again…",
    CallState.ON_HOLD: "On hold",
}


@pytest.fixture
def window(qtbot: QtBot, look: Look, avatars: AvatarPainter) -> CallWindow:
    made = CallWindow(look, avatars)
    qtbot.addWidget(made)
    return made


def shown(window: CallWindow, one: Call) -> CallWindow:
    window.render_call(one, JONAS)
    window.show()
    return window


@pytest.mark.parametrize("state", list(SAID))
def test_each_state_has_its_words(window: CallWindow, state: CallState) -> None:
    assert shown(window, call(state)).view.stage.sentence == SAID[state]


def test_an_active_call_shows_its_length(window: CallWindow) -> None:
    since = SystemClock().monotonic() - 767.5
    shown(window, call(CallState.ACTIVE, active_at=since))
    assert window.view.stage.sentence == "12:47"


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("reason", list(EndReason))
def test_each_end_has_one_sentence(
    window: CallWindow, reason: EndReason, direction: Direction
) -> None:
    over = call(CallState.ENDED, end_reason=reason, direction=direction)
    sentence = shown(window, over).view.stage.sentence
    assert sentence == end_words(over)
    assert sentence.endswith(".")
    assert "{" not in sentence
    worth_another = reason in (EndReason.NO_ANSWER, EndReason.FAILED)
    assert window.view.stage.again.isVisible() is worth_another
    assert not window.view.bar.isVisible()


def test_the_engines_own_sentence_about_an_end_goes_first(window: CallWindow) -> None:
    over = call(CallState.ENDED, end_reason=EndReason.FAILED, detail="Anna is offline right now.")
    assert shown(window, over).view.stage.sentence == "Anna is offline right now."


def test_what_is_known_while_it_rings(window: CallWindow) -> None:
    shown(window, call(CallState.RINGING, path="relay", safety=SAFETY))
    texts = [label.text() for label in window.view.stage.facts.findChildren(QLabel) if label.text()]
    assert texts == ["Found Anna", "Through a relay", "Encrypted"]
    shown(window, call(CallState.DIALING))
    assert not window.view.stage.facts.isVisible()


def test_pictures_or_the_stage_never_both(window: CallWindow) -> None:
    for state in CallState:
        for camera in (False, True):
            shown(window, call(state, peer_camera_on=camera))
            assert window.view.video.isVisible() is not window.view.stage.isVisible()
            in_call = state in (CallState.ACTIVE, CallState.RECONNECTING, CallState.ON_HOLD)
            assert window.view.video.isVisible() is (camera and in_call)


def test_the_last_picture_is_dimmed_while_the_connection_is_lost(window: CallWindow) -> None:
    shown(window, call(CallState.RECONNECTING, peer_camera_on=True))
    assert window.view.video.dimmed
    assert "Connection lost. Trying again…" in [w.text() for w in window.findChildren(QLabel)]
    shown(window, call(CallState.ACTIVE, peer_camera_on=True))
    assert not window.view.video.dimmed


def test_the_self_view_is_there_while_the_camera_is_on(window: CallWindow) -> None:
    shown(window, call(CallState.RINGING, camera_on=True))
    assert window.view.self_view.isVisible()
    shown(window, call(CallState.RINGING, camera_on=False))
    assert not window.view.self_view.isVisible()


def test_buttons_say_what_is_off_and_ask_for_the_opposite(window: CallWindow) -> None:
    asked: list[tuple[str, object]] = []
    window.wishes.microphone_requested.connect(lambda _call, on: asked.append(("microphone", on)))
    window.wishes.camera_requested.connect(lambda _call, on: asked.append(("camera", on)))
    window.wishes.hang_up_requested.connect(lambda _call: asked.append(("hang up", None)))
    shown(window, call(CallState.ACTIVE, microphone_on=True, camera_on=True))
    assert window.view.bar.mute.accessibleName() == "Mute microphone, M"
    window.view.bar.mute.click()
    window.view.bar.camera.click()
    shown(window, call(CallState.ACTIVE, microphone_on=False, camera_on=False))
    assert (window.view.bar.mute.text(), window.view.bar.camera.text()) == ("Muted", "Camera off")
    window.view.bar.mute.click()
    window.view.bar.camera.click()
    window.view.bar.hang_up.click()
    assert asked == [
        ("microphone", False), ("camera", False), ("microphone", True), ("camera", True),
        ("hang up", None),
    ]  # fmt: skip


def test_keys_do_what_the_buttons_do_and_escape_never_hangs_up(
    qtbot: QtBot, window: CallWindow
) -> None:
    asked: list[str] = []
    window.wishes.microphone_requested.connect(lambda *_: asked.append("microphone"))
    window.wishes.camera_requested.connect(lambda *_: asked.append("camera"))
    window.wishes.hang_up_requested.connect(lambda *_: asked.append("hang up"))
    shown(window, call(CallState.ACTIVE))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_M)
    QTest.keyClick(window, Qt.Key.Key_V)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_H, both)
    assert asked == ["microphone", "camera", "hang up"]


def test_all_seven_pictures_have_names_and_an_answer(window: CallWindow) -> None:
    answers: list[bool] = []
    window.wishes.safety_answered.connect(lambda _call, match: answers.append(match))
    shown(window, call(CallState.ACTIVE, safety=SAFETY, verified=False))
    assert window.view.top.safety.accessibleName() == (
        "Safety pictures: Fox, Globe, Key, Pizza, Boat, Cactus, Drum"
    )
    window.view.top.safety.click()
    assert window.view.safety.isVisible()
    assert window.view.safety.names == tuple(picture_.name for picture_ in SAFETY)
    window.view.safety.match.click()
    assert not window.view.safety.isVisible()
    window.view.top.safety.click()
    window.view.safety.differ.click()
    assert answers == [True, False]


def test_the_answer_about_the_pictures_is_shown_as_the_engine_keeps_it(window: CallWindow) -> None:
    one = call(CallState.ACTIVE, safety=SAFETY, verified=False)
    shown(window, one)
    window.view.top.safety.click()
    assert window.view.top.safety.accessibleDescription() == "Not compared yet"
    shown(window, replace(one, safety_match=False))
    assert "Don't share anything private" in window.view.safety.result
    assert "don't match" in window.view.top.safety.accessibleDescription()
    shown(window, replace(one, safety_match=True, verified=True))
    assert "Anna is verified now" in window.view.safety.result
    assert window.view.top.safety.accessibleDescription() == "Verified"


@pytest.mark.parametrize("letters", range(5, 11))  # one of them just fits into one line
def test_a_popover_that_had_to_scroll_shows_all_of_itself_once_there_is_room(
    window: CallWindow, letters: int
) -> None:
    name = "i" * letters
    one = call(CallState.ACTIVE, safety=SAFETY, safety_match=False, contact_name=name)
    shown(window, one).resize(1040, 400)
    window.view.top.safety.click()
    QApplication.processEvents()
    area = window.view.safety.findChild(QScrollArea)
    assert area.verticalScrollBar().isVisible()
    window.resize(1040, 680)
    QApplication.processEvents()
    assert not area.verticalScrollBar().isVisible()


def test_without_safety_pictures_there_is_nothing_to_open(window: CallWindow) -> None:
    shown(window, call(CallState.CONNECTING))
    assert not window.view.top.safety.isVisible()


def test_hints_tell_what_is_off(window: CallWindow) -> None:
    shown(window, call(CallState.ACTIVE, peer_microphone_on=False))
    assert window.view.stage.hint == "Anna is muted."
    shown(window, call(CallState.ACTIVE))
    assert window.view.stage.hint == "Cameras are off. Turn yours on any time."


def test_the_end_frees_every_picture(qtbot: QtBot, window: CallWindow, engine: FakeEngine) -> None:
    window.attach(engine.remote, engine.own)
    shown(window, call(CallState.ACTIVE, peer_camera_on=True, camera_on=True))
    engine.remote.put(picture(64, 48))
    engine.own.put(picture(64, 48))
    qtbot.waitUntil(lambda: window.view.video.has_picture and window.view.self_view.has_picture)
    shown(window, call(CallState.ENDED, end_reason=EndReason.HUNG_UP))
    assert not window.view.video.has_picture
    assert not window.view.self_view.has_picture
    assert engine.remote.wanted_size is None
    engine.remote.put(picture(64, 48))
    assert engine.remote.taken_count == 1


def test_closing_a_live_call_hides_it_and_hangs_up_nothing(window: CallWindow) -> None:
    told: list[str] = []
    window.wishes.hang_up_requested.connect(lambda *_: told.append("hang up"))
    window.hidden_while_live.connect(lambda: told.append("hidden"))
    window.closed_after_end.connect(lambda *_: told.append("over"))
    shown(window, call(CallState.ACTIVE))
    window.close()
    assert told == ["hidden"]
    shown(window, call(CallState.ENDED, end_reason=EndReason.HUNG_UP))
    window.close()
    assert told == ["hidden", "over"]


def test_a_narrow_window_keeps_mute_camera_and_hang_up(window: CallWindow) -> None:
    window.resize(480, 560)
    shown(window, call(CallState.ACTIVE, camera_on=True, safety=SAFETY, path="local"))
    bar = window.view.bar
    assert [c.isVisible() for c in (bar.mute, bar.camera, bar.hang_up)] == [True] * 3
    assert not bar.devices.isVisible()
    assert window.rect().contains(bar.geometry())
    assert not window.view.top.safety.geometry().intersects(window.view.top.quality.geometry())
    assert not window.view.self_view.geometry().intersects(bar.geometry())


def test_a_hostile_name_stays_plain_everywhere(window: CallWindow) -> None:
    evil = "<img src=x>\u202e\u2066evil\n" + "y" * 500
    shown(window, call(CallState.ACTIVE, contact_name=evil, peer_camera_on=True))
    for label in window.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert "\u202e" not in label.text()
        assert "\n" not in label.text()
    assert "\u202e" not in window.windowTitle()


@pytest.mark.parametrize(
    ("loss", "rtt", "expected"),
    [(0, 20, "good"), (3, 20, "fair"), (0, 250, "fair"), (9, 20, "poor"), (0, 500, "poor")],
)
def test_quality_in_three_steps(loss: float, rtt: float, expected: str) -> None:
    audio = StreamStats("audio", packets=1000 - round(loss * 10), lost=round(loss * 10))
    history = StatsHistory()
    history.add(MediaSnapshot(path=PathStats("local", rtt), audio_in=audio))
    assert history.quality == expected


@pytest.mark.parametrize("state", list(CallState))
def test_which_states_open_a_window(state: CallState) -> None:
    closed = (CallState.IDLE, CallState.INCOMING, CallState.ENDED)
    assert wants_window(call(state)) is (state not in closed)


def test_without_a_camera_nothing_pretends_there_is_one(window: CallWindow) -> None:
    shown(window, call(CallState.ACTIVE, camera_on=True, has_camera=False))
    assert not window.view.self_view.isVisible()
    assert window.view.bar.camera.text() == "No camera"


def test_their_avatar_stands_until_the_first_picture(
    qtbot: QtBot, window: CallWindow, engine: FakeEngine
) -> None:
    window.attach(engine.remote, engine.own)
    shown(window, call(CallState.ACTIVE, peer_camera_on=True))
    middle = window.view.video.rect().center()
    hue = window.view.video.grab().toImage().pixelColor(middle.x() - 50, middle.y() - 20)
    assert hue.name() == "#0e6a8c"
    engine.remote.put(picture(1040, 680))
    qtbot.waitUntil(lambda: window.view.video.has_picture)
    assert window.view.video.grab().toImage().pixelColor(middle.x() - 50, middle.y() - 20) != hue


def test_the_path_of_the_figures_is_shown_when_the_call_names_none(window: CallWindow) -> None:
    shown(window, call(CallState.ACTIVE, peer_camera_on=True))
    assert not window.view.top.quality.isVisible()
    window.render_stats(MediaSnapshot(path=PathStats("relay", 80.0)))
    name = "Connection excellent, through a relay. Open statistics"
    assert window.view.top.quality.accessibleName() == name
    assert window.view.top.quality.isVisible()


def test_while_it_rings_the_bar_is_one_group_and_the_chips_wait(window: CallWindow) -> None:
    shown(window, call(CallState.RINGING, camera_on=True, safety=SAFETY, path="local"))
    top, bar = window.view.top, window.view.bar
    assert [top.safety.isVisible(), top.quality.isVisible()] == [False, False]
    steps = [b.x() - a.x() for a, b in ((bar.mute, bar.camera), (bar.camera, bar.devices))]
    assert abs(steps[0] - steps[1]) <= 1
    shown(window, call(CallState.ACTIVE, camera_on=True, safety=SAFETY, path="local"))
    assert [top.safety.isVisible(), top.quality.isVisible()] == [True, True]
    assert bar.devices.x() - bar.camera.x() > bar.camera.x() - bar.mute.x()
    assert bar.height() >= 88


@pytest.mark.parametrize("size", [(480, 400), (480, 560), (640, 480), (1040, 680), (1240, 800)])
@pytest.mark.parametrize("state", [CallState.DIALING, CallState.RINGING, CallState.ACTIVE])
def test_the_small_picture_never_lies_over_people_or_words(
    window: CallWindow, size: tuple[int, int], state: CallState
) -> None:
    window.resize(*size)
    shown(window, call(state, camera_on=True, safety=SAFETY, path="local"))
    small = window.view.self_view
    if small.isVisible():
        assert not any(small.geometry().intersects(area) for area in window.view.stage.taken())
        assert not small.geometry().intersects(window.view.bar.geometry())
    if size >= (1040, 680):
        assert small.isVisible()
        assert (small.width(), small.height()) == (240, 150)


def test_the_end_fits_into_the_smallest_window(window: CallWindow) -> None:
    window.resize(480, 400)
    shown(window, call(CallState.ENDED, end_reason=EndReason.NO_ANSWER))
    button = window.view.stage.again
    assert button.height() >= 40
    place = button.mapTo(window, button.rect().bottomRight())
    assert window.rect().contains(place)


def test_a_chip_shows_that_what_it_opens_is_open(window: CallWindow) -> None:
    shown(window, call(CallState.ACTIVE, peer_camera_on=True, safety=SAFETY, path="local"))
    chip = window.view.top.quality
    closed = chip.grab().toImage()
    chip.click()
    assert chip.grab().toImage() != closed
    window.view.statistics.close_popover()
    assert chip.grab().toImage() == closed


def test_a_double_click_on_accept_never_hits_what_comes_up_below_it(
    qtbot: QtBot, window: CallWindow
) -> None:
    asked: list[str] = []
    window.wishes.hang_up_requested.connect(lambda _call: asked.append("hang up"))
    window.hide()
    window.render_call(call(CallState.CONNECTING, direction=Direction.IN), JONAS)
    window.show()
    red = window.view.bar.hang_up

    def click() -> None:
        place = red.mapTo(window, red.rect().center())
        QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=place)

    click()
    assert asked == []
    QTest.keyClick(window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier
                   | Qt.KeyboardModifier.ShiftModifier)  # fmt: skip
    assert asked == ["hang up"]  # keys are meant
    over = Qt.WidgetAttribute.WA_TransparentForMouseEvents
    qtbot.waitUntil(lambda: not window.view.bar.testAttribute(over))
    click()
    assert asked == ["hang up", "hang up"]


def test_all_figures_fit_into_a_window_of_the_default_size(window: CallWindow) -> None:
    shown(window, call(CallState.ACTIVE, peer_camera_on=True, safety=SAFETY, path="local"))
    window.toggle_statistics()
    panel = window.view.statistics
    whole = panel.copy.mapTo(panel, panel.copy.rect().bottomRight())
    assert panel.rect().contains(whole)


def test_the_chat_is_one_click_or_one_key_away_and_says_what_is_unseen(
    qtbot: QtBot, window: CallWindow
) -> None:
    asked: list[bytes] = []
    window.chat_requested.connect(asked.append)
    shown(window, call(CallState.ACTIVE, peer_camera_on=True))
    chat = window.view.bar.chat
    assert (chat.text(), chat.toolTip(), chat.count) == ("Chat", "Chat, C", 0)
    plain = chat.grab().toImage()
    window.render_unseen(2)
    assert (chat.accessibleName(), chat.count) == ("Chat, C, 2 unseen", 2)
    assert chat.grab().toImage() != plain
    chat.click()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_C)
    assert asked == [ANNA.account, ANNA.account]


def test_in_a_narrow_window_the_way_to_the_chat_is_behind_more(window: CallWindow) -> None:
    asked: list[bytes] = []
    window.chat_requested.connect(asked.append)
    window.resize(480, 560)
    shown(window, call(CallState.ACTIVE, peer_camera_on=True))
    window.render_unseen(2)
    bar = window.view.bar
    assert (bar.chat.isVisible(), bar.chat.count) == (False, 0)
    assert (bar.more.accessibleName(), bar.more.count) == ("More, 2 unseen", 2)
    menu = window.more.make(narrow=True, full=False)
    next(a for a in menu.actions() if a.text() == "Chat, 2 unseen\tC").trigger()
    assert asked == [ANNA.account]
    window.resize(1040, 680)
    assert (bar.more.accessibleName(), bar.chat.count) == ("More", 2)
    wide = window.more.make(narrow=False, full=False)
    assert not [a for a in wide.actions() if a.text().startswith("Chat")]


def test_while_it_rings_the_bar_has_no_chat_for_its_way_is_above(window: CallWindow) -> None:
    shown(window, call(CallState.RINGING))
    assert (window.view.bar.chat.isVisible(), window.view.top.people.isVisible()) == (False, True)
