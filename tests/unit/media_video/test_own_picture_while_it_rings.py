"""A caller sees themself before the gate opens; nothing is encoded until then."""

import asyncio

from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.media.session_pictures import CallPictures
from megachat_desktop.media.video.frames import CapturedFrame, FrameSink
from megachat_desktop.media.video.test_picture import TestPicture
from peer_support import until

DRAWING = TestPicture(320, 240)


class HandCamera:
    """A camera that the test turns by hand."""

    size = (320, 240)

    def __init__(self) -> None:
        self.sink: FrameSink | None = None
        self.opened = 0

    def start(self, sink: FrameSink) -> None:
        self.opened += 1
        self.sink = sink

    def stop(self) -> None:
        self.sink = None

    def shoot(self, number: int) -> None:
        if self.sink is not None:
            self.sink(CapturedFrame(DRAWING.draw(number, 100 + number / 30), 100 + number / 30))


class Owner:
    """What the pictures of a call need of it."""

    def __init__(self) -> None:
        self.remote_pictures, self.own_pictures = PictureSlot(), PictureSlot()
        self.sent: list[bytes] = []

    def send_frame(
        self, stream: int, frame: bytes, timestamp: int, capture: float, key: bool
    ) -> None:
        self.sent.append(frame)

    def on_first_picture(self, at: float) -> None:
        raise AssertionError("nobody sends one")


def test_the_camera_is_open_for_its_owner_and_goes_on_when_the_call_is_through() -> None:
    async def run() -> None:
        owner, camera, works = Owner(), HandCamera(), []
        pictures = CallPictures(
            owner, None, "h264", False, lambda: camera, works.append,  # type: ignore[arg-type]
        )  # fmt: skip
        shot = iter(range(100_000))

        def seen() -> bool:
            camera.shoot(next(shot))
            return owner.own_pictures.take() is not None

        pictures.preview(True)
        await until(seen)
        await until(seen)
        assert (owner.sent, works, camera.opened) == ([], [True], 1)
        pictures.preview(False)
        await until(lambda: camera.sink is None)
        pictures.preview(True)
        await until(seen)
        pictures.start(True)

        def sent() -> bool:
            camera.shoot(next(shot))
            return bool(owner.sent)

        await until(sent)
        assert camera.opened == 2  # once for each time it was turned on, not again by the gate
        pictures.preview(False)
        assert camera.sink is not None  # the call decides now
        await pictures.close()
        assert camera.sink is None

    asyncio.run(run())
