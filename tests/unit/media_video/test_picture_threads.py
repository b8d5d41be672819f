"""The threads from a camera to the painter, without a network in between."""

import threading
import time
from pathlib import Path

import pytest

from megachat_desktop.errors import DeviceError
from megachat_desktop.media import clock
from megachat_desktop.media.picture import Picture, PictureSlot
from megachat_desktop.media.rtp.packets import OpenedVideo
from megachat_desktop.media.video.camera_watch import CameraWatch
from megachat_desktop.media.video.cameras import (
    CameraInput,
    CameraSource,
    SystemCameras,
    _from_sysfs,
)
from megachat_desktop.media.video.frames import CapturedFrame, EncodedFrame, FrameSink
from megachat_desktop.media.video.receiving import VideoReceiving
from megachat_desktop.media.video.sending import VideoSending
from megachat_desktop.media.video.test_picture import TestPicture, TestPictureSource
from megachat_desktop.media.video.time_code import read_time_code
from megachat_desktop.model.media import DeviceKind, MediaDevice

LAVFI = CameraInput("lavfi", "testsrc=size=320x240:rate=30", "Test camera")
DRAWING = TestPicture(640, 360)


class HandCamera:
    """A camera that the test turns by hand."""

    size = (640, 360)

    def __init__(self) -> None:
        self.sink: FrameSink | None = None
        self.index = 0

    def start(self, sink: FrameSink) -> None:
        self.sink = sink

    def stop(self) -> None:
        self.sink = None

    def shoot(self) -> None:
        at = 100 + self.index / 30
        assert self.sink is not None
        self.sink(CapturedFrame(DRAWING.draw(self.index, at), at))
        self.index += 1


class Waiter:
    """Collects what a thread delivers; waits for a number of them."""

    def __init__(self) -> None:
        self.items: list = []
        self._condition = threading.Condition()

    def add(self, item) -> None:
        with self._condition:
            self.items.append(item)
            self._condition.notify()

    def wait(self, count: int) -> list:
        with self._condition:
            assert self._condition.wait_for(lambda: len(self.items) >= count, 5.0)
            return self.items


def shoot(camera: HandCamera, frames: Waiter, count: int) -> list[EncodedFrame]:
    for _ in range(count):
        camera.shoot()
        frames.wait(camera.index)
    return frames.items


def opened(frame: EncodedFrame, due: float, timestamp: int = 0) -> OpenedVideo:
    now = clock.now()
    return OpenedVideo(1, "h264", frame.data, frame.key, timestamp, now, due, frame.captured_at)


def test_every_picture_of_the_camera_is_encoded_once_and_seen_by_its_owner():
    camera, frames, slot = HandCamera(), Waiter(), PictureSlot()
    slot.set_wanted_size(160, 90)
    sending = VideoSending("h264", frames.add, slot)
    sending.start(camera)
    encoded = shoot(camera, frames, 10)
    sending.stop()
    assert [frame.key for frame in encoded] == [True, *[False] * 9]
    figures = sending.figures()
    assert (figures.frames, figures.key_frames, figures.width, figures.height) == (10, 1, 640, 360)
    own = slot.take()
    assert own is not None
    assert (own.bgra_width, own.bgra_height) == (160, 90)


def test_key_frames_asked_for_within_a_second_are_one():
    camera, frames = HandCamera(), Waiter()
    sending = VideoSending("h264", frames.add)
    sending.start(camera)
    shoot(camera, frames, 3)
    sending._key_at -= 0.15
    sending.request_key_frame()
    shoot(camera, frames, 3)
    sending.request_key_frame()
    sending.request_key_frame()
    shoot(camera, frames, 3)
    sending._key_at -= 1.0
    encoded = shoot(camera, frames, 3)
    sending.stop()
    assert [index for index, frame in enumerate(encoded) if frame.key] == [0, 3, 9]


def test_frames_are_skipped_before_encoding_while_the_path_is_full():
    camera, frames = HandCamera(), Waiter()
    sending = VideoSending("h264", frames.add)
    sending.start(camera)
    shoot(camera, frames, 2)
    sending.set_congested(True)
    camera.shoot()
    deadline = time.monotonic() + 5
    while not sending.figures().skipped and time.monotonic() < deadline:
        time.sleep(0.005)
    assert sending.figures().skipped == 1
    assert len(frames.items) == 2
    sending.stop()


def test_a_camera_that_is_off_sends_nothing_and_begins_again_with_a_key_frame():
    camera, frames, slot = HandCamera(), Waiter(), PictureSlot()
    sending = VideoSending("h264", frames.add, slot)
    sending.start(camera)
    shoot(camera, frames, 2)
    sending.set_active(False)
    camera.shoot()
    deadline = time.monotonic() + 5
    while slot.put_count < 3 and time.monotonic() < deadline:
        time.sleep(0.005)
    assert len(frames.items) == 2
    sending._key_at -= 1.0
    sending.set_active(True)
    camera.shoot()
    assert frames.wait(3)[2].key
    sending.stop()


def test_a_low_rate_makes_the_picture_smaller_with_a_key_frame():
    camera, frames = HandCamera(), Waiter()
    sending = VideoSending("h264", frames.add)
    sending.start(camera)
    shoot(camera, frames, 2)
    sending.set_target(100_000)
    shoot(camera, frames, 1)
    assert sending._choice is not None
    sending._choice._low_since = clock.now() - 1
    camera.shoot()
    small = frames.wait(4)[3]
    sending.stop()
    assert (small.width, small.height, small.key) == (480, 270, True)
    assert sending.figures().limited_by == "bandwidth"


def test_a_smaller_picture_that_somebody_asks_for_comes_at_once():
    camera, frames = HandCamera(), Waiter()
    sending = VideoSending("h264", frames.add)
    sending.start(camera)
    shoot(camera, frames, 2)
    sending.set_max_height(180)
    camera.shoot()
    small = frames.wait(3)[2]
    sending.stop()
    assert (small.width, small.height, small.key) == (320, 180, True)
    assert sending.figures().limited_by == "none"


def encoded_pictures(count: int) -> list[EncodedFrame]:
    camera, frames = HandCamera(), Waiter()
    sending = VideoSending("h264", frames.add)
    sending.start(camera)
    encoded = list(shoot(camera, frames, count))
    sending.stop()
    return encoded


def test_pictures_are_shown_in_order_and_not_before_they_are_due():
    shown = Waiter()
    slot = PictureSlot()
    receiving = VideoReceiving(slot, lambda: None)
    receiving.add_tap(lambda picture, at: shown.add((picture, at)))
    receiving.start()
    now = clock.now()
    for index, frame in enumerate(encoded_pictures(5)):
        receiving.push(opened(frame, now + 0.3 + index * 0.02))
    pictures = shown.wait(5)
    receiving.stop()
    codes = [read_time_code(picture) for picture, _ in pictures]
    assert codes == [pytest.approx(100 + index / 30, abs=2e-4) for index in range(5)]
    assert all(at >= picture.due for picture, at in pictures)
    assert slot.put_count == 5
    figures = receiving.figures()
    assert (figures.frames, figures.key_frames, figures.freezes) == (5, 1, 0)
    assert figures.first_shown_at == pictures[0][1]


def test_a_camera_that_was_off_is_no_freeze():
    shown, receiving = Waiter(), VideoReceiving(PictureSlot(), lambda: None)
    receiving.add_tap(lambda picture, _at: shown.add(picture))
    receiving.start()
    now, frames = clock.now(), encoded_pictures(4)
    for index, (wait, timestamp, follows) in enumerate(
        [(0.0, 0, False), (0.03, 3000, True), (0.4, 200_000, True), (0.8, 400_000, False)]
    ):
        frame, due = frames[index], now + 0.5 + wait
        receiving.push(
            OpenedVideo(1, "h264", frame.data, frame.key, timestamp, now, due, None, follows)
        )
    shown.wait(4)
    receiving.stop()
    assert receiving.figures().freezes == 1


def test_the_picture_is_scaled_for_the_widget_that_looks():
    shown, slot = Waiter(), PictureSlot()
    slot.set_wanted_size(320, 320)
    receiving = VideoReceiving(slot, lambda: None)
    receiving.add_tap(lambda picture, _at: shown.add(picture))
    receiving.start()
    (frame,) = encoded_pictures(1)
    receiving.push(opened(frame, 0.0))
    (picture,) = shown.wait(1)
    receiving.stop()
    assert isinstance(picture, Picture)
    assert (picture.bgra_width, picture.bgra_height) == (320, 180)
    assert picture.bgra is not None
    assert len(picture.bgra) >= picture.stride * 180


def test_rubbish_asks_for_a_key_frame_and_the_thread_lives_on():
    asked, shown = Waiter(), Waiter()
    receiving = VideoReceiving(PictureSlot(), lambda: asked.add("key"))
    receiving.add_tap(lambda picture, _at: shown.add(picture))
    receiving.start()
    receiving.push(opened(EncodedFrame(b"\0\0\1\x65rubbish", True, 0, 1, 1, 0, 0), 0.0))
    asked.wait(1)
    receiving.push(opened(encoded_pictures(1)[0], 0.0))
    shown.wait(1)
    receiving.stop()


def test_a_codec_that_was_never_agreed_on_is_dropped():
    receiving = VideoReceiving(PictureSlot(), lambda: None)
    receiving.push(OpenedVideo(1, "h265", b"x", True, 0, 0.0, 0.0, None))
    assert not receiving._queue
    assert receiving.figures().skipped == 1


def test_a_queue_that_grows_too_long_is_cut_at_the_newest_key_frame():
    asked = Waiter()
    receiving = VideoReceiving(PictureSlot(), lambda: asked.add("key"))
    for number in range(61):
        receiving.push(OpenedVideo(1, "h264", b"x", number == 40, number, 0.0, 0.0, None))
    assert (len(receiving._queue), receiving._queue[0].timestamp) == (21, 40)
    assert asked.items == []
    for number in range(61):
        receiving.push(OpenedVideo(1, "h264", b"x", False, 100 + number, 0.0, 0.0, None))
    assert asked.items
    assert len(receiving._queue) < 61


def test_the_test_picture_is_a_camera_of_thirty_pictures_a_second():
    frames = Waiter()
    source = TestPictureSource(320, 180)
    source.start(frames.add)
    taken = list(frames.wait(8))
    source.stop()
    source.stop()
    span = taken[7].captured_at - taken[0].captured_at
    assert span == pytest.approx(7 / 30, abs=0.08)
    for frame in taken:
        assert read_time_code(frame.frame) == pytest.approx(frame.captured_at, abs=2e-4)


def test_a_camera_of_libavdevice_delivers_pictures_and_lets_go():
    frames = Waiter()
    camera = CameraSource(LAVFI)
    camera.start(frames.add)
    (first, *_rest) = frames.wait(3)
    camera.stop()
    assert camera.size == (320, 240)
    assert (first.frame.format.name, first.frame.width) == ("yuv420p", 320)
    assert abs(first.captured_at - clock.now()) < 5


def test_a_camera_that_vanishes_is_told_of():
    lost = Waiter()
    camera = CameraSource(
        CameraInput("lavfi", "testsrc=size=160x120:rate=30:duration=0.1", "Brief"),
        lambda: lost.add("lost"),
    )
    camera.start(lambda _frame: None)
    assert camera.alive
    lost.wait(1)
    assert not camera.alive
    camera.stop()


def test_a_camera_that_is_gone_is_said_so():
    gone = CameraInput("v4l2", "/dev/video999", "Desk camera", (("video_size", "1280x720"),))
    with pytest.raises(DeviceError, match="Desk camera isn't connected any more"):
        CameraSource(gone).start(lambda _frame: None)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (16, "Desk camera is in use by another program."),
        (13, "This program may not use Desk camera. Allow it in the system's settings."),
        (5, "Desk camera can't be used."),
    ],
)
def test_every_refusal_has_its_sentence(number: int, sentence: str, monkeypatch):
    def refuse(*_args: object, **_options: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr("megachat_desktop.media.video.cameras.av.open", refuse)
    with pytest.raises(DeviceError) as refusal:
        CameraSource(CameraInput("v4l2", "/dev/video0", "Desk camera")).start(lambda _f: None)
    assert refusal.value.sentence == sentence


def test_the_kernels_list_names_each_camera_once(tmp_path: Path):
    for node, name, index in (
        ("video10", "Desk", "0"),
        ("video2", "Lid", "0"),
        ("video3", "Lid", "1"),
    ):
        (tmp_path / node).mkdir()
        (tmp_path / node / "name").write_text(name + "\n")
        (tmp_path / node / "index").write_text(index + "\n")
    assert _from_sysfs("v4l2", tmp_path) == [("/dev/video2", "Lid"), ("/dev/video10", "Desk")]
    assert _from_sysfs("v4l2", tmp_path / "none") == []
    assert _from_sysfs("dshow", tmp_path) == []


def test_a_vanished_camera_is_noticed_by_the_sending_side():
    sending = VideoSending("h264", lambda _frame: None)
    assert not sending.source_alive
    sending.start(HandCamera())
    assert sending.source_alive
    brief = CameraInput("lavfi", "testsrc=size=160x120:rate=30:duration=0.1", "Brief")
    sending.start(CameraSource(brief))
    deadline = time.monotonic() + 5
    while sending.source_alive and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not sending.source_alive
    sending.stop()


class Shelf:
    """Cameras that come and go."""

    def __init__(self) -> None:
        self.there: tuple[MediaDevice, ...] = ()

    def devices(self) -> tuple[MediaDevice, ...]:
        return self.there


def test_a_camera_that_is_plugged_in_is_told_of_once():
    shelf, changes = Shelf(), Waiter()
    watch = CameraWatch(shelf, changes.add, interval_s=0.01)
    lid = MediaDevice(DeviceKind.CAMERA, "/dev/video0", "Lid", is_default=True)
    shelf.there = (lid,)
    changes.wait(1)
    shelf.there = ()
    assert changes.wait(2) == [(lid,), ()]
    watch.close()
    assert watch.devices == ()


def test_this_computers_cameras_can_be_listed():
    cameras = SystemCameras()
    for device in cameras.devices():
        assert device.kind is DeviceKind.CAMERA
    if not cameras.devices():
        assert cameras.open(None) is None
    with pytest.raises(DeviceError, match="isn't connected any more"):
        cameras.open("/dev/video999")
