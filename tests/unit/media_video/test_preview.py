"""The own camera, shown to its owner before any call."""

import pytest

from audio_fakes import FakeLayer
from audio_support import wait_until
from megachat_desktop.errors import DeviceBusyError
from megachat_desktop.media.device_bench import DeviceBench
from megachat_desktop.media.engine import CallMediaEngine
from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.media.video.frames import FrameSink
from megachat_desktop.media.video.test_picture import TestPictureSource
from megachat_desktop.model.media import MediaChoice, MediaDevice


class BusyCamera(TestPictureSource):
    def start(self, sink: FrameSink) -> None:
        raise DeviceBusyError


class Cameras:
    """Counts how many are open; a second one at a time would be refused by most systems."""

    def __init__(self) -> None:
        self.opened: list[TestPictureSource] = []

    def devices(self) -> tuple[MediaDevice, ...]:
        return ()

    def open(self, _device_id: str | None) -> TestPictureSource:
        self.opened.append(TestPictureSource())
        return self.opened[-1]


def test_pictures_come_scaled_and_the_figures_are_the_cameras() -> None:
    slot = PictureSlot()
    slot.set_wanted_size(320, 180)
    bench = DeviceBench(FakeLayer(), lambda _: TestPictureSource())
    assert bench.open_camera(None, slot)
    wait_until(lambda: (bench.camera_figures() or (0, 0.0))[1] > 10)
    picture = slot.take()
    assert picture is not None
    assert (picture.bgra_width, picture.bgra_height) == (320, 180)
    assert (bench.camera_figures() or (0, 0.0))[0] == picture.height == 720
    bench.close()
    assert bench.camera_figures() is None


def test_no_camera_and_a_busy_one() -> None:
    bench = DeviceBench(FakeLayer(), lambda _: None)
    assert not bench.open_camera(None, PictureSlot())
    busy = DeviceBench(FakeLayer(), lambda _: BusyCamera())
    with pytest.raises(DeviceBusyError):
        busy.open_camera(None, PictureSlot())
    busy.close()


def test_a_call_takes_the_camera_from_the_preview() -> None:
    cameras = Cameras()
    engine = CallMediaEngine(FakeLayer(), cameras)
    bench = engine.open_bench()
    bench.open_camera(None, PictureSlot())
    wait_until(lambda: bench.camera_figures() is not None)
    engine._make_camera(MediaChoice(), None)
    assert bench.camera_figures() is None
    assert len(cameras.opened) == 2
    bench.close()
