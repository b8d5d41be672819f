"""Newest picture wins, there are never two, and a hidden view wants none."""

import threading

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gui_support import picture
from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.ui.call.video_view import Fit, VideoView
from megachat_desktop.ui.kit.buttons import Look


@pytest.fixture
def slot() -> PictureSlot:
    return PictureSlot()


@pytest.fixture
def view(qtbot: QtBot, look: Look, slot: PictureSlot) -> VideoView:
    made = VideoView(look)
    qtbot.addWidget(made)
    made.resize(320, 240)
    made.attach(slot)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_newest_picture_is_painted_and_the_others_never(
    qtbot: QtBot, view: VideoView, slot: PictureSlot
) -> None:
    qtbot.waitUntil(lambda: slot.wanted_size is not None)
    painted = view.painted_count
    for shade in range(20, 120, 10):
        slot.put(picture(320, 240, shade))
    qtbot.waitUntil(lambda: view.painted_count > painted)
    assert slot.put_count == 10
    assert slot.taken_count == 1
    assert view.grab().toImage().pixelColor(160, 120).red() > 0


def test_pictures_from_another_thread_are_painted_on_this_one(
    qtbot: QtBot, view: VideoView, slot: PictureSlot
) -> None:
    with qtbot.waitSignal(view.first_painted):
        worker = threading.Thread(target=lambda: slot.put(picture(320, 240)))
        worker.start()
    worker.join()
    assert view.has_picture


def test_the_view_tells_its_size_and_nothing_while_hidden(
    view: VideoView, slot: PictureSlot
) -> None:
    assert slot.wanted_size is not None
    assert (slot.wanted_size.width, slot.wanted_size.height) == (320, 240)
    view.resize(200, 100)
    assert slot.wanted_size is not None
    assert slot.wanted_size.width == 200
    view.hide()
    assert slot.wanted_size is None
    assert not view.has_picture


def test_a_hidden_view_keeps_no_picture_back(
    qtbot: QtBot, view: VideoView, slot: PictureSlot
) -> None:
    view.hide()
    slot.put(picture(320, 240))
    qtbot.waitUntil(lambda: slot.taken_count == 1)
    assert not view.has_picture


def test_cropping_asks_for_a_picture_that_covers(
    qtbot: QtBot, view: VideoView, slot: PictureSlot
) -> None:
    slot.put(picture(640, 360))
    qtbot.waitUntil(lambda: view.has_picture)
    assert slot.wanted_size is not None
    assert (slot.wanted_size.width, slot.wanted_size.height) == (427, 240)
    view.fit = Fit.WHOLE
    view.resize(321, 240)
    assert (slot.wanted_size.width, slot.wanted_size.height) == (321, 240)


def test_another_slot_lets_go_of_the_first(view: VideoView, slot: PictureSlot) -> None:
    other = PictureSlot()
    view.attach(other)
    assert slot.wanted_size is None
    slot.put(picture(320, 240))
    assert slot.taken_count == 0
    view.attach(None)
    assert other.wanted_size is None


def test_a_picture_after_the_view_is_gone_hurts_nobody(look: Look, slot: PictureSlot) -> None:
    view = VideoView(look)
    view.attach(slot)
    view.deleteLater()
    del view
    slot.put(picture(320, 240))


def test_the_self_view_is_a_mirror(qtbot: QtBot, look: Look, slot: PictureSlot) -> None:
    straight, mirrored = VideoView(look), VideoView(look, mirrored=True)
    colors = []
    for view in (straight, mirrored):
        qtbot.addWidget(view)
        view.resize(320, 240)
        one = PictureSlot()
        view.attach(one)
        view.show()
        one.put(picture(320, 240))
        qtbot.waitUntil(lambda v=view: v.has_picture)  # type: ignore[misc]
        colors.append([QColor(view.grab().toImage().pixelColor(x, 120)) for x in (5, 314)])
    assert colors[0] == colors[1][::-1]
    assert colors[0][0] != colors[0][1]
