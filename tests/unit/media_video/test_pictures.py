"""The time code survives, the slot holds one, freezes are counted, frames are thinned evenly."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megachat_desktop.media.picture import PaintedSize, Picture, PictureSlot
from megachat_desktop.media.video.freezes import FreezeCounter
from megachat_desktop.media.video.pace import FramePace
from megachat_desktop.media.video.scaling import Scaler, fit_inside
from megachat_desktop.media.video.test_picture import TestPicture, read_flash
from megachat_desktop.media.video.time_code import luma_of, read_time_code, write_time_code

SMALL = TestPicture(320, 180)


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 100_000_000))
def test_a_written_time_is_read(seconds: float):
    luma = np.full((180, 320), 90, np.uint8)
    write_time_code(luma, seconds)
    assert read_time_code(luma) == pytest.approx(seconds, abs=1.1e-4)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 47))
def test_a_wrong_bit_is_noticed(bit: int):
    luma = np.full((360, 640), 90, np.uint8)
    write_time_code(luma, 1234.5)
    row, column = divmod(bit, 24)
    luma[160 + row * 20 : 180 + row * 20, column * 640 // 24 : (column + 1) * 640 // 24] ^= 0xFF
    assert read_time_code(luma) != pytest.approx(1234.5)


def test_no_time_code_is_none():
    assert read_time_code(np.zeros((180, 320), np.uint8)) is None
    noise = np.random.default_rng(1).integers(0, 255, (180, 320), dtype=np.uint8)
    assert read_time_code(noise) is None


@pytest.mark.parametrize("size", [(160, 90), (213, 119), (960, 540), (1920, 1080)])
def test_the_time_code_survives_scaling_to_a_widget(size: tuple[int, int]):
    frame = TestPicture().draw(3, 77.7)
    pixels, width, height, stride = Scaler().paintable(frame, PaintedSize(*size))
    assert stride >= 4 * width
    image = np.frombuffer(pixels, np.uint8)[: stride * height].reshape(height, stride // 4, 4)
    painted = image[:, :width]
    assert read_time_code(painted) == pytest.approx(77.7, abs=1e-4)
    assert not read_flash(painted)


@pytest.mark.parametrize(("at", "lit"), [(5.0, True), (5.099, True), (5.101, False), (5.9, False)])
def test_the_flash_begins_with_every_second(at: float, lit: bool):
    assert read_flash(SMALL.draw(0, at)) == lit


def test_the_picture_moves():
    first, second = SMALL.draw(0, 1.5), SMALL.draw(1, 1.5)
    assert (luma_of(first) != luma_of(second)).mean() > 0.3


@pytest.mark.parametrize(
    ("size", "wanted", "fitted"),
    [((1280, 720), (960, 960), (960, 540)), ((720, 1280), (500, 500), (281, 500))],
)
def test_pictures_fit_without_distortion(size, wanted, fitted):
    assert fit_inside(*size, PaintedSize(*wanted)) == fitted


def picture(name: float) -> Picture:
    return Picture(SMALL.draw(0, name), name, name)


def test_the_newest_picture_wins():
    slot = PictureSlot()
    slot.put(picture(1.0))
    slot.put(picture(2.0))
    taken = slot.take()
    assert taken is not None
    assert taken.due == 2.0
    assert slot.take() is None
    assert (slot.put_count, slot.taken_count) == (2, 1)


def test_one_wake_up_until_the_picture_is_taken():
    slot, calls = PictureSlot(), []
    slot.set_wake(lambda: calls.append("wake"))
    for number in range(3):
        slot.put(picture(float(number)))
    assert calls == ["wake"]
    slot.take()
    slot.put(picture(9.0))
    assert calls == ["wake", "wake"]


def test_a_picture_that_waits_wakes_a_new_watcher():
    slot, calls = PictureSlot(), []
    slot.put(picture(1.0))
    slot.set_wake(lambda: calls.append("wake"))
    slot.put(picture(2.0))
    assert calls == ["wake"]
    slot.set_wake(None)
    slot.take()
    slot.put(picture(3.0))
    assert calls == ["wake"]


def test_a_hidden_widget_wants_no_size():
    slot = PictureSlot()
    assert slot.wanted_size is None
    slot.set_wanted_size(640, 360)
    assert slot.wanted_size == PaintedSize(640, 360)
    slot.set_wanted_size(0, 0)
    assert slot.wanted_size is None


def test_a_cleared_slot_holds_nothing():
    slot = PictureSlot()
    slot.put(picture(1.0))
    slot.clear()
    assert slot.take() is None


def test_a_freeze_is_a_gap_over_three_intervals_and_over_150_ms_more():
    counter, now = FreezeCounter(), 0.0
    for _ in range(60):
        counter.on_shown(now)
        now += 1 / 30
    assert (counter.freezes, round(counter.fps)) == (0, 30)
    counter.on_shown(now - 1 / 30 + 0.18)
    assert counter.freezes == 0
    counter.on_shown(now - 1 / 30 + 0.18 + 0.25)
    assert counter.freezes == 1
    assert counter.frozen_s == pytest.approx(0.25)
    counter.pause()
    counter.on_shown(now + 30)
    assert counter.freezes == 1


@pytest.mark.parametrize(
    ("source", "limit", "expected"), [(30, 15, 15), (30, 20, 20), (30, 30, 30)]
)
def test_frames_are_thinned_to_the_limit(source: int, limit: int, expected: int):
    pace = FramePace(limit)
    taken = [n / source for n in range(source * 4) if pace.admit(n / source)]
    assert len(taken) == pytest.approx(expected * 4, abs=2)
    assert max(b - a for a, b in itertools.pairwise(taken)) < 2.1 / limit


def test_a_slow_camera_keeps_all_its_frames():
    pace = FramePace(30)
    assert all(pace.admit(n / 12 + (n % 2) * 0.004) for n in range(50))
