"""Keys, names and states: a call without a mouse and without eyes."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui_support import JONAS, SAFETY, call
from megachat_desktop.model.call import Call, CallState, EndReason
from megachat_desktop.model.media import MediaSnapshot, PathStats
from megachat_desktop.model.values import replace
from megachat_desktop.ui import call_window
from megachat_desktop.ui.call.announce import news_of
from megachat_desktop.ui.call_window import CallWindow
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look

ACTIVE = call(CallState.ACTIVE, peer_camera_on=True, camera_on=True, safety=SAFETY, path="local")
MUTED = replace(ACTIVE, microphone_on=False)


@pytest.fixture
def window(qtbot: QtBot, look: Look, avatars: AvatarPainter) -> CallWindow:
    made = CallWindow(look, avatars)
    qtbot.addWidget(made)
    made.render_call(ACTIVE, JONAS)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def name_of(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def microphone(window: CallWindow) -> list[bool]:
    asked: list[bool] = []
    window.wishes.microphone_requested.connect(lambda _call, on: asked.append(on))
    return asked


def test_names_as_the_design_gives_them(window: CallWindow) -> None:
    window.render_stats(MediaSnapshot(path=PathStats("local", 3.0)))
    bar, top = window.view.bar, window.view.top
    assert {
        "mute": name_of(bar.mute),
        "hang up": name_of(bar.hang_up),
        "safety": name_of(top.safety),
        "quality": name_of(top.quality),
    } == {
        "mute": "Mute microphone, M",
        "hang up": "Hang up, Ctrl Shift H",
        "safety": "Safety pictures: Fox, Globe, Key, Pizza, Boat, Cactus, Drum",
        "quality": "Connection excellent, direct, local network. Open statistics",
    }
    window.render_call(MUTED, JONAS)
    assert name_of(bar.mute) == "Unmute microphone, M"


def told(widget: QWidget) -> list[str]:
    """The buttons that a screen reader finds below ``widget``, in its own order."""
    found: list[str] = []
    interfaces = [QAccessible.queryAccessibleInterface(widget)]
    while interfaces:
        one = interfaces.pop(0)
        if one.state().invisible:
            continue
        if one.role() in (QAccessible.Role.Button, QAccessible.Role.CheckBox):
            found.append(one.text(QAccessible.Text.Name))
        interfaces[:0] = [one.child(number) for number in range(one.childCount())]
    return found


def test_a_screen_reader_finds_every_control_and_nothing_that_is_not_there(
    window: CallWindow,
) -> None:
    everything = [
        "Hide your picture", "Safety pictures: Fox, Globe, Key, Pizza, Boat, Cactus, Drum",
        "Connection good, direct, local network. Open statistics", "Small window",
        "Full screen, F", "Mute microphone, M", "Turn camera off, V",
        "Camera, microphone and speaker", "Chat, C", "More", "Hang up, Ctrl Shift H",
    ]  # fmt: skip
    window.render_stats(MediaSnapshot(path=PathStats("local", 3.0)))
    named = [name.replace("excellent", "good") for name in told(window)]
    assert sorted(named) == sorted(everything[1:])  # the first only under the pointer
    window.render_call(call(CallState.RINGING, camera_on=True, safety=SAFETY, path="local"), JONAS)
    assert sorted(told(window)) == sorted(["Show chats", *everything[5:8], everything[10]])
    over = replace(ACTIVE, state=CallState.ENDED, end_reason=EndReason.NO_ANSWER)
    window.render_call(over, JONAS)
    assert told(window) == ["Call again", "Close"]


def test_everything_that_can_be_pressed_is_large_enough(window: CallWindow) -> None:
    controls = (window.view.bar.mute, window.view.bar.camera, window.view.bar.devices,
                window.view.bar.chat, window.view.bar.more, window.view.bar.hang_up)  # fmt: skip
    for width in (1040, 480):
        window.resize(width, 680)
        for button in window.view.findChildren(QAbstractButton):
            if button.isVisible():
                least = 48 if button in controls else 28
                assert min(button.width(), button.height()) >= least, button.accessibleName()


def test_the_focus_goes_along_the_top_then_along_the_bar(window: CallWindow) -> None:
    walked = []
    for _ in range(10):
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        focused = window.focusWidget()
        assert focused is not None
        walked.append(focused.accessibleName().split(",")[0].split(":")[0])
    assert walked == [
        "Safety pictures", "Connection excellent", "Small window", "Full screen",
        "Mute microphone", "Turn camera off", "Camera", "Chat", "More", "Hang up",
    ]  # fmt: skip


def test_a_click_on_a_control_takes_no_focus_so_that_space_stays_the_talk_key(
    window: CallWindow,
) -> None:
    QTest.mouseClick(window.view.bar.camera, Qt.MouseButton.LeftButton)
    assert window.focusWidget() is window


def test_space_lets_a_muted_person_talk_while_it_is_held(window: CallWindow) -> None:
    asked = microphone(window)
    window.render_call(MUTED, JONAS)
    QTest.keyPress(window, Qt.Key.Key_Space)
    window.render_call(ACTIVE, JONAS)
    assert asked == [True]
    QTest.keyRelease(window, Qt.Key.Key_Space)
    assert asked == [True, False]


def test_space_does_nothing_for_whoever_is_heard_anyway(window: CallWindow) -> None:
    asked = microphone(window)
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert asked == []


@pytest.mark.parametrize("how", ["focus", "end"])
def test_whoever_loses_the_window_while_talking_is_muted_again(
    window: CallWindow, how: str
) -> None:
    asked = microphone(window)
    window.render_call(MUTED, JONAS)
    QTest.keyPress(window, Qt.Key.Key_Space)
    if how == "focus":
        QApplication.sendEvent(window, QFocusEvent(QEvent.Type.FocusOut))
        assert asked == [True, False]
    else:
        over = replace(MUTED, state=CallState.ENDED, end_reason=EndReason.HUNG_UP)
        window.render_call(over, JONAS)
        assert asked == [True]
    assert not window.keys.holding


def test_i_opens_the_statistics_and_escape_closes_them(window: CallWindow) -> None:
    panel = window.view.statistics
    QTest.keyClick(window, Qt.Key.Key_I)
    assert panel.isVisible()
    assert window.focusWidget() is panel
    QTest.keyClick(panel, Qt.Key.Key_Tab)
    assert window.focusWidget() is panel.copy
    QTest.keyClick(panel.copy, Qt.Key.Key_Tab)
    assert window.focusWidget() is panel.size_button
    QTest.keyClick(panel.size_button, Qt.Key.Key_Tab)
    assert window.focusWidget() is panel.copy  # the focus stays inside
    QTest.keyClick(panel.copy, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert window.focusWidget() is window
    assert window.isVisible()


def test_what_opens_by_a_control_gives_the_focus_back_to_it(window: CallWindow) -> None:
    devices, popover = window.view.bar.devices, window.view.devices
    devices.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(devices, Qt.Key.Key_Space)
    assert popover.isVisible()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert not popover.isVisible()
    assert window.focusWidget() is devices


def story_of(*calls: Call) -> list[str]:
    before: Call | None = None
    told = []
    for one in calls:
        told.append(news_of(before, one))
        before = one
    return told


def test_a_whole_call_is_told_in_words() -> None:
    assert story_of(
        call(CallState.DIALING), call(CallState.RINGING), call(CallState.RINGING, path="local"),
        call(CallState.CONNECTING), ACTIVE, MUTED, ACTIVE, replace(ACTIVE, peer_camera_on=False),
        replace(ACTIVE, state=CallState.RECONNECTING),
        replace(ACTIVE, state=CallState.ENDED, end_reason=EndReason.FAILED),
    ) == [
        "Calling…", "Ringing…", "", "Connecting…", "Connected with Anna Lindqvist",
        "Microphone off", "Microphone on", "", "Connection lost. Trying again…",
        "The call ended: the connection to Anna Lindqvist dropped.",
    ]  # fmt: skip


def test_the_window_says_it_to_screen_readers(
    window: CallWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(call_window, "announce", lambda _widget, text: told.append(text))
    window.render_call(MUTED, JONAS)
    window.render_call(MUTED, JONAS)
    assert told == ["Microphone off"]


def test_reading_from_the_right_turns_the_bars_round(window: CallWindow) -> None:
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    window.render_call(ACTIVE, JONAS)
    QApplication.processEvents()
    top, bar = window.view.top, window.view.bar
    assert top.who.geometry().left() > top.safety.geometry().left() > top.full_screen.x()
    assert bar.mute.x() > bar.camera.x() > bar.hang_up.x()
    assert not window.view.grab().isNull()


@pytest.mark.parametrize("size", [(480, 400), (640, 480), (1040, 680), (1920, 1080)])
def test_nothing_overlaps_at_any_size(window: CallWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    view = window.view
    parts = [view.top, view.bar, view.self_view]
    assert all(part.isVisible() and view.rect().contains(part.geometry()) for part in parts)
    for number, part in enumerate(parts):
        for other in parts[number + 1 :]:
            assert not part.geometry().intersects(other.geometry())
    for popover in view.popovers:
        popover.open_at(view.top.safety, below=True)
        assert view.rect().contains(popover.geometry())
        popover.close_popover()
