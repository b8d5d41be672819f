"""A dark room made brighter: how much, how fast, and never where it is bright already."""

import time
from itertools import pairwise

import av
import numpy as np
import pytest

from megachat_desktop.media import clock
from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.media.video.frames import CapturedFrame, FrameSink
from megachat_desktop.media.video.low_light import LowLight
from megachat_desktop.media.video.sending import VideoSending

ABOUT_TWO_SECONDS = 60  # pictures


def picture(light: int, width: int = 640, height: int = 360) -> av.VideoFrame:
    """One plain colour, a little reddish."""
    frame = av.VideoFrame(width, height, "yuv420p")
    for plane, value in zip(frame.planes, (light, 120, 140), strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    return frame


def planes(frame: av.VideoFrame) -> list[np.ndarray]:
    """Brightness and colours without what pads the rows."""
    return [
        np.frombuffer(p, np.uint8).reshape(p.height, p.line_size)[:, : p.width]
        for p in frame.planes
    ]


def after_a_while(light: int) -> tuple[int, int, int]:
    """What becomes of a room as bright as this."""
    low_light = LowLight()
    for _ in range(ABOUT_TWO_SECONDS):
        brighter = low_light.brighten(picture(light))
    values = [plane.flat[0] for plane in planes(brighter)]
    assert all(
        (plane == value).all() for plane, value in zip(planes(brighter), values, strict=True)
    )
    return int(values[0]), int(values[1]), int(values[2])


@pytest.mark.parametrize(
    ("light", "expected"),
    [
        pytest.param(16, 16, id="black stays black"),
        pytest.param(30, 66, id="four times at most"),
        pytest.param(60, 107, id="as by daylight"),
        pytest.param(100, 107, id="a little"),
        pytest.param(108, 108, id="bright enough"),
        pytest.param(235, 235, id="white stays white"),
    ],
)
def test_how_bright_a_room_becomes(light: int, expected: int) -> None:
    assert after_a_while(light)[0] == pytest.approx(expected, abs=3)


def test_colours_are_spread_with_the_light() -> None:
    assert after_a_while(108)[1:] == (120, 140)
    _, blue, red = after_a_while(30)
    assert (blue, red) == (118, 144)


def test_a_bright_picture_is_the_cameras_own() -> None:
    bright = picture(120)
    assert LowLight().brighten(bright) is bright


def test_a_dark_picture_is_left_as_it_was() -> None:
    dark = picture(40)
    assert LowLight().brighten(dark) is not dark
    assert planes(dark)[0][0, 0] == 40


def test_light_switched_on_is_followed_without_a_jump() -> None:
    low_light = LowLight()
    for _ in range(ABOUT_TWO_SECONDS):
        low_light.brighten(picture(40))
    steps = [int(planes(low_light.brighten(picture(130)))[0][0, 0]) for _ in range(60)]
    assert steps[0] > 180  # still as for the dark
    assert steps[-1] == 130
    assert all(0 <= before - after <= 12 for before, after in pairwise(steps))


def test_rows_that_are_padded_keep_their_places() -> None:
    odd = picture(40, 854, 480)
    ramp = np.arange(854, dtype=np.uint16) // 8 + 16
    rows = np.frombuffer(odd.planes[0], np.uint8).reshape(480, odd.planes[0].line_size)
    rows[:, :854] = ramp.astype(np.uint8)
    brighter = planes(LowLight().brighten(odd))[0]
    assert (brighter == brighter[0]).all()
    assert (np.diff(brighter[0].astype(int)) >= 0).all()
    assert brighter[0, 853] > ramp[853]


class DarkCamera:
    """A camera in a dark room, worked by hand."""

    size = (640, 360)

    def __init__(self) -> None:
        self.shoot: FrameSink = lambda frame: None

    def start(self, sink: FrameSink) -> None:
        self.shoot = sink

    def stop(self) -> None:
        pass


def test_the_switch_works_in_the_middle_of_a_call() -> None:
    camera, slot = DarkCamera(), PictureSlot()
    sending = VideoSending("h264", lambda frame: None, slot)
    sending.start(camera)

    def seen() -> int:
        before = slot.put_count
        camera.shoot(CapturedFrame(picture(40), clock.now()))
        deadline = time.monotonic() + 5
        while slot.put_count == before and time.monotonic() < deadline:
            time.sleep(0.005)
        own = slot.take()
        assert own is not None
        return int(planes(own.frame)[0][0, 0])

    assert seen() == 40
    sending.set_low_light(True)
    assert seen() > 80
    sending.set_low_light(False)
    assert seen() == 40
    sending.stop()
