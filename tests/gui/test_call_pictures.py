"""The small picture, the small window, and full screen."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gui_support import JONAS, FakeEngine, call, picture
from megachat_desktop.model.call import CallState, EndReason
from megachat_desktop.model.settings import Corner, Settings
from megachat_desktop.ui.call.video_view import Fit
from megachat_desktop.ui.call_window import CallWindow
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look

VIDEO = call(CallState.ACTIVE, peer_camera_on=True, camera_on=True)


@pytest.fixture
def window(qtbot: QtBot, look: Look, avatars: AvatarPainter, engine: FakeEngine) -> CallWindow:
    look.looks.set_reduced_motion(True)
    made = CallWindow(look, avatars)
    qtbot.addWidget(made)
    qtbot.addWidget(made.mini)
    made.attach(engine.remote, engine.own)
    made.render_settings(Settings())
    made.render_call(VIDEO, JONAS)
    made.show()
    return made


def drag(window: CallWindow, to: QPoint) -> None:
    small = window.view.self_view
    start = QPoint(20, 20)
    QTest.mousePress(small, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(small, start + QPoint(15, 15))
    QTest.mouseMove(small, small.mapFrom(window.view, to))
    QTest.mouseRelease(small, Qt.MouseButton.LeftButton, pos=small.mapFrom(window.view, to))


@pytest.mark.parametrize(
    ("to", "corner"),
    [
        (QPoint(60, 60), Corner.TOP_START),
        (QPoint(1000, 60), Corner.TOP_END),
        (QPoint(60, 640), Corner.BOTTOM_START),
        (QPoint(1000, 640), Corner.BOTTOM_END),
    ],
)
def test_the_small_picture_is_dragged_to_any_corner_and_stays_there(
    window: CallWindow, to: QPoint, corner: Corner
) -> None:
    small = window.view.self_view
    drag(window, to)
    assert small.corner is corner
    assert not small.geometry().intersects(window.view.top.geometry())
    place = small.geometry()
    window.render_call(VIDEO, JONAS)
    assert small.geometry() == place
    window.resize(900, 600)
    assert small.corner is corner
    assert window.view.rect().contains(small.geometry())


def test_the_corner_is_kept_for_the_next_call(
    qtbot: QtBot, window: CallWindow, look: Look, avatars: AvatarPainter
) -> None:
    changes: list[object] = []
    window.wishes.settings_requested.connect(changes.append)
    drag(window, QPoint(60, 60))
    window._next_corner()
    assert changes == [
        {"self_view_corner": Corner.TOP_START},
        {"self_view_corner": Corner.TOP_END},
    ]
    later = CallWindow(look, avatars)
    qtbot.addWidget(later)
    later.render_settings(Settings(self_view_corner=Corner.TOP_START))
    later.render_call(VIDEO, JONAS)
    later.show()
    assert later.view.self_view.geometry().topLeft() == QPoint(24, 72)


def test_reading_from_the_right_mirrors_the_corners(window: CallWindow) -> None:
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    window.view.arrange()
    small = window.view.self_view
    assert small.corner is Corner.BOTTOM_END
    assert small.geometry().left() == 24
    drag(window, QPoint(1000, 640))
    assert small.corner is Corner.BOTTOM_START


def test_a_click_swaps_the_pictures_and_a_mirror_stays_with_us(
    qtbot: QtBot, window: CallWindow, engine: FakeEngine
) -> None:
    view = window.view
    QTest.mouseClick(view.self_view, Qt.MouseButton.LeftButton)
    assert (view.video.slot, view.self_view.slot) == (engine.own, engine.remote)
    engine.own.put(picture(1040, 680))
    engine.remote.put(picture(240, 150))
    qtbot.waitUntil(lambda: view.video.has_picture and view.self_view.has_picture)
    QTest.mouseClick(view.self_view, Qt.MouseButton.LeftButton)
    assert (view.video.slot, view.self_view.slot) == (engine.remote, engine.own)


def test_when_their_camera_goes_off_the_pictures_are_as_before(
    window: CallWindow, engine: FakeEngine
) -> None:
    window.view.swap()
    window.render_call(call(CallState.ACTIVE, camera_on=True), JONAS)
    assert not window.view.swapped
    assert window.view.self_view.slot is engine.own


def test_the_mirror_is_a_setting(qtbot: QtBot, window: CallWindow, engine: FakeEngine) -> None:
    small = window.view.self_view
    engine.own.put(picture(240, 150))
    qtbot.waitUntil(lambda: small.has_picture)
    mirrored = small.grab().toImage()
    window.render_settings(Settings(mirror_preview=False))
    straight = small.grab().toImage()
    assert mirrored.pixelColor(120 - 60, 60) == straight.pixelColor(119 + 60, 60)
    assert mirrored.pixelColor(60, 60) != straight.pixelColor(60, 60)


def test_the_own_picture_can_be_hidden_and_comes_back_by_the_menu(window: CallWindow) -> None:
    small = window.view.self_view
    assert not small.hide_button.isVisible()
    where = QPointF(100, 70)
    QApplication.sendEvent(small, QEnterEvent(where, where, where))
    assert small.hide_button.isVisible()
    assert (small.hide_button.width(), small.hide_button.height()) == (32, 32)
    assert small.rect().contains(small.hide_button.geometry())
    small.hide_requested.emit()
    assert not small.isVisible()
    menu = window.more.make(narrow=False, full=False)
    show = next(a for a in menu.actions() if a.text() == "Show your picture")
    show.trigger()
    assert small.isVisible()


def test_a_double_click_switches_between_filling_and_fitting(window: CallWindow) -> None:
    QTest.mouseDClick(window.view.video, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    assert window.view.video.fit is Fit.WHOLE
    QTest.mouseDClick(window.view.video, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    assert window.view.video.fit is Fit.CROP


def test_the_small_window_takes_the_picture_and_gives_it_back(
    qtbot: QtBot, window: CallWindow, engine: FakeEngine
) -> None:
    window.show_mini()
    assert (window.isVisible(), window.mini.isVisible()) == (False, True)
    assert window.mini.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    engine.remote.put(picture(320, 200))
    qtbot.waitUntil(lambda: window.mini.video.has_picture)
    assert window.view.video.slot is None
    window.mini.back.click()
    assert (window.isVisible(), window.mini.isVisible()) == (True, False)
    assert (window.view.video.slot, window.mini.video.slot) == (engine.remote, None)


def test_the_small_window_shows_its_buttons_and_asks_for_the_same(window: CallWindow) -> None:
    asked: list[object] = []
    window.wishes.microphone_requested.connect(lambda _call, on: asked.append(on))
    window.wishes.hang_up_requested.connect(lambda _call: asked.append("hang up"))
    window.show_mini()
    mini = window.mini
    assert not mini.controls_shown
    mini.focusNextPrevChild(True)
    assert mini.controls_shown
    mini.mute.click()
    mini.hang_up.click()
    assert asked == [False, "hang up"]
    assert (mini.minimumWidth(), mini.minimumHeight()) == (240, 150)


@pytest.mark.parametrize("changes", [{"microphone_on": False}, {"has_microphone": False}])
def test_the_small_window_says_that_nobody_hears_us(
    window: CallWindow, changes: dict[str, bool]
) -> None:
    window.show_mini()
    sign = window.mini._tag.sign
    assert not sign.isVisible()
    window.render_call(call(CallState.ACTIVE, **changes), JONAS)
    assert sign.isVisible()
    assert sign.accessibleName() == "Nobody hears you"
    window.render_call(call(CallState.ACTIVE), JONAS)
    assert not sign.isVisible()


def test_the_small_window_is_drawn_to_a_corner(window: CallWindow) -> None:
    window.show_mini()
    mini = window.mini
    area = mini.screen().availableGeometry()
    mini.move(area.left() + 60, area.top() + 40)
    QTest.mousePress(mini, Qt.MouseButton.LeftButton, pos=QPoint(100, 60))
    QTest.mouseMove(mini, QPoint(98, 58))
    QTest.mouseRelease(mini, Qt.MouseButton.LeftButton, pos=QPoint(100, 60))
    assert mini.pos() == area.topLeft() + QPoint(16, 16)


def test_the_end_of_a_call_ends_its_small_window(window: CallWindow) -> None:
    window.show_mini()
    window.render_call(call(CallState.ENDED, end_reason=EndReason.NO_ANSWER), JONAS)
    assert (window.isVisible(), window.mini.isVisible()) == (True, False)


def test_what_ends_in_words_takes_no_keyboard_from_another_window(
    qtbot: QtBot, window: CallWindow
) -> None:
    other = QLineEdit()
    qtbot.addWidget(other)
    window.show_mini()
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    window.render_call(call(CallState.ENDED, end_reason=EndReason.FAILED), JONAS)
    assert (window.isVisible(), window.mini.isVisible()) == (True, False)
    assert other.isActiveWindow()


def test_whoever_hangs_up_brings_no_large_window_up(window: CallWindow) -> None:
    window.show_mini()
    window.render_call(call(CallState.ENDED, end_reason=EndReason.HUNG_UP), JONAS)
    assert (window.isVisible(), window.mini.isVisible()) == (False, True)
    window.mini.focusNextPrevChild(True)
    assert not window.mini.controls_shown  # there is nothing to hang up
    gone: list[object] = []
    window.closed_after_end.connect(gone.append)
    window.close()  # as the screens of the calls do it a moment later
    assert len(gone) == 1


def test_escape_leaves_full_screen_and_nothing_else(qtbot: QtBot, window: CallWindow) -> None:
    asked: list[str] = []
    window.wishes.hang_up_requested.connect(lambda _call: asked.append("hang up"))
    window.toggle_full_screen()
    assert window.isFullScreen()
    assert window.view.top.full_screen.accessibleName() == "Leave full screen, F"
    QTest.keyClick(window, Qt.Key.Key_Escape)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert window.isVisible()
    assert asked == []


@pytest.mark.parametrize("key", [Qt.Key.Key_F, Qt.Key.Key_F11])
def test_a_maximized_call_is_maximized_again_after_full_screen(
    window: CallWindow, key: Qt.Key
) -> None:
    window.showMaximized()
    QTest.keyClick(window, key)
    assert window.isFullScreen()
    QTest.keyClick(window, key)
    assert (window.isFullScreen(), window.isMaximized()) == (False, True)
