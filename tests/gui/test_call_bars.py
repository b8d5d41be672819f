"""When the bars of a call come and go, and what keeps them."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui_support import JONAS, SAFETY, call
from megachat_desktop.model.call import Call, CallState
from megachat_desktop.model.values import replace
from megachat_desktop.ui.call.bars import Fade
from megachat_desktop.ui.call_window import CallWindow
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look

VIDEO = call(CallState.ACTIVE, peer_camera_on=True, camera_on=True, safety=SAFETY, path="local")


@pytest.fixture
def window(qtbot: QtBot, look: Look, avatars: AvatarPainter) -> CallWindow:
    look.looks.set_reduced_motion(True)  # bars are there or not, without a movement between
    made = CallWindow(look, avatars)
    qtbot.addWidget(made)
    render(made, VIDEO)
    made.show()
    return made


def render(window: CallWindow, one: Call) -> None:
    window.render_call(one, JONAS)


def three_quiet_seconds(window: CallWindow) -> bool:
    """Whether the bars can still be seen after them."""
    window.bars.keeper.on_timeout()
    bars = (window.view.top, window.view.bar, *window.view.shades)
    shown = {bar.isVisible() for bar in bars}
    assert len(shown) == 1
    return shown.pop()


def test_three_quiet_seconds_free_the_picture_and_any_movement_brings_the_bars_back(
    window: CallWindow,
) -> None:
    assert not three_quiet_seconds(window)
    assert window.cursor().shape() is Qt.CursorShape.BlankCursor
    QTest.mouseMove(window.view.video, QPoint(200, 200))
    QTest.mouseMove(window.view.video, QPoint(210, 210))
    assert window.view.bar.isVisible()
    assert window.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_a_key_brings_them_back(window: CallWindow) -> None:
    assert not three_quiet_seconds(window)
    QTest.keyClick(window, Qt.Key.Key_A)
    assert window.view.bar.isVisible()


def test_news_of_a_microphone_brings_them_back(window: CallWindow) -> None:
    assert not three_quiet_seconds(window)
    render(window, call(CallState.ACTIVE, peer_camera_on=True, microphone_on=False))
    assert window.view.bar.isVisible()


def test_an_open_popover_keeps_them(window: CallWindow) -> None:
    window.view.top.safety.click()
    assert three_quiet_seconds(window)
    window.view.top.safety.click()
    assert not three_quiet_seconds(window)


def test_an_open_menu_keeps_them(qtbot: QtBot, window: CallWindow) -> None:
    menu = window.more.make(narrow=False, full=False)
    window.bars.hold_for(menu)
    menu.popup(QPoint(10, 10))
    assert three_quiet_seconds(window)
    menu.close()
    assert not three_quiet_seconds(window)


def test_the_keyboards_focus_inside_keeps_them(qtbot: QtBot, window: CallWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.view.bar.camera.setFocus(Qt.FocusReason.TabFocusReason)
    assert three_quiet_seconds(window)
    QTest.keyClick(window.view.bar.camera, Qt.Key.Key_Escape)
    assert not three_quiet_seconds(window)


def test_a_notice_keeps_them_as_long_as_there_is_something_to_do_about_it(
    window: CallWindow,
) -> None:
    render(window, replace(VIDEO, has_microphone=False))
    assert window.view.notices.isVisible()
    assert not three_quiet_seconds(window)
    assert window.view.notices.isVisible()
    render(window, replace(VIDEO, state=CallState.ON_HOLD, we_hold=True))
    assert three_quiet_seconds(window)


def test_a_screen_reader_keeps_them(window: CallWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    assert three_quiet_seconds(window)


@pytest.mark.parametrize("state", [CallState.DIALING, CallState.RINGING, CallState.ACTIVE])
def test_without_a_picture_there_is_nothing_to_free(window: CallWindow, state: CallState) -> None:
    render(window, call(state, peer_camera_on=False))
    window.bars.keeper.on_timeout()
    assert window.view.bar.isVisible()


def test_a_fade_ends_shown_or_hidden_and_leaves_no_effect(
    qtbot: QtBot, look: Look, window: CallWindow
) -> None:
    look.looks.set_reduced_motion(False)
    fade = Fade(look.looks, window)
    bar = window.view.bar
    fade.move_to((bar,), False)
    assert bar.graphicsEffect() is not None
    qtbot.waitUntil(lambda: not bar.isVisible())
    assert bar.graphicsEffect() is None
    fade.move_to((bar,), True)
    assert bar.isVisible()
    qtbot.waitUntil(lambda: bar.graphicsEffect() is None)
    assert bar.isVisible()
    fade.move_to((bar,), False)
    fade.move_to((bar,), True)  # thought better of it half way
    qtbot.waitUntil(lambda: bar.graphicsEffect() is None)
    assert bar.isVisible()
