"""Looking at a code with the camera: what is found, and that the camera is always let go."""

import asyncio
import threading
from dataclasses import dataclass, field
from typing import cast

import av
import numpy as np
import pytest
import segno

from megachat_desktop.engine.code_scanning import CodeScanning
from megachat_desktop.engine.media_ports import MediaEngine
from megachat_desktop.errors import DeviceError
from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.media.video.frames import CapturedFrame, FrameSink

LINK = "megachat://add/1#" + "Zx9_" * 40


def frame_of(text: str) -> av.VideoFrame:
    """A camera's picture of this code."""
    rows = np.array(
        list(segno.make(text, error="m").matrix_iter(scale=6, border=6)), dtype=np.uint8
    )
    grey = np.full((720, 1280), 180, dtype=np.uint8)
    grey[20 : 20 + rows.shape[0], 100 : 100 + rows.shape[1]] = np.where(rows, 20, 235)
    rgb = np.repeat(grey[:, :, None], 3, axis=2)
    return av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(format="yuv420p")


@dataclass
class FakeCamera:
    """Shows its frames one after another, as often as the test says."""

    frames: list[av.VideoFrame]
    opening: threading.Event = field(default_factory=threading.Event)
    may_open: threading.Event = field(default_factory=threading.Event)
    refuses: DeviceError | None = None
    open: bool = False
    sink: FrameSink | None = None

    @property
    def size(self) -> tuple[int, int]:
        return 1280, 720

    def start(self, sink: FrameSink) -> None:
        self.opening.set()
        assert self.may_open.wait(10)
        if self.refuses is not None:
            raise self.refuses
        self.open, self.sink = True, sink
        for frame in self.frames:
            sink(CapturedFrame(frame, 0.0))

    def stop(self) -> None:
        self.open = False


@dataclass
class FakeCameras:
    """The part of ``MediaEngine`` that is asked."""

    camera: FakeCamera | None
    asked: list[str | None] = field(default_factory=list)

    def open_camera(self, device_id: str | None) -> FakeCamera | None:
        self.asked.append(device_id)
        return self.camera


def scanning(camera: FakeCamera | None) -> CodeScanning:
    return CodeScanning(cast(MediaEngine, FakeCameras(camera)), lambda: "chosen")


def ready(*texts: str) -> FakeCamera:
    camera = FakeCamera([frame_of(text) for text in texts])
    camera.may_open.set()
    return camera


def test_a_contacts_code_is_found_and_the_camera_let_go() -> None:
    async def story() -> None:
        camera, slot = ready(LINK), PictureSlot()
        slot.set_wanted_size(320, 240)
        seen = []
        slot.set_wake(lambda: seen.append(slot._picture))
        assert await scanning(camera).scan(slot) == LINK
        assert not camera.open
        assert (seen[0].bgra_width, seen[0].bgra_height) == (320, 180)

    asyncio.run(story())


def test_other_codes_are_looked_past(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("megachat_desktop.media.code_scan.EVERY_S", 0.0)

    async def story() -> None:
        camera = ready("https://example.org", "megachat:nothing", LINK)
        assert await scanning(camera).scan(PictureSlot()) == LINK

    asyncio.run(story())


def test_stopping_lets_go_even_of_a_camera_that_is_being_opened() -> None:
    async def story() -> None:
        camera = FakeCamera([])
        looking = scanning(camera)
        job = asyncio.ensure_future(looking.scan(PictureSlot()))
        await asyncio.to_thread(camera.opening.wait, 10)
        stopping = asyncio.ensure_future(looking.stop())
        await asyncio.sleep(0)
        camera.may_open.set()
        await stopping
        assert job.cancelled() or isinstance(job.exception(), asyncio.CancelledError)
        assert not camera.open
        await looking.stop()

    asyncio.run(story())


def test_a_second_look_ends_the_first() -> None:
    async def story() -> None:
        camera = ready()
        looking = scanning(camera)
        first = asyncio.ensure_future(looking.scan(PictureSlot()))
        await asyncio.to_thread(camera.opening.wait, 10)
        camera.frames = [frame_of(LINK)]
        assert await looking.scan(PictureSlot()) == LINK
        with pytest.raises(asyncio.CancelledError):
            await first
        assert not camera.open

    asyncio.run(story())


def test_a_camera_that_is_busy_and_one_that_is_not_there_are_told() -> None:
    async def story() -> None:
        busy = ready()
        busy.refuses = DeviceError("Camera is in use by another program.")
        with pytest.raises(DeviceError):
            await scanning(busy).scan(PictureSlot())
        with pytest.raises(DeviceError) as missing:
            await scanning(None).scan(PictureSlot())
        assert missing.value.sentence.startswith("No camera found.")

    asyncio.run(story())
