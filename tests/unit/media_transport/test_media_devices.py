"""The devices of this computer as the engine hears of them."""

import asyncio

from megachat_desktop.media import engine as media_engine
from megachat_desktop.media.engine import CallMediaEngine
from megachat_desktop.model.media import DeviceKind, MediaChoice, MediaDevice
from peer_support import NoCameras, NoSound, until

HEADSET = MediaDevice(DeviceKind.MICROPHONE, "headset", "Headset")
CAMERA = MediaDevice(DeviceKind.CAMERA, "/dev/video0", "Camera")


class Sound(NoSound):
    def __init__(self) -> None:
        self.found: tuple[MediaDevice, ...] = ()

    def devices(self) -> tuple[MediaDevice, ...]:
        return self.found


class Cameras(NoCameras):
    def devices(self) -> tuple[MediaDevice, ...]:
        return (CAMERA,)


def test_sound_devices_and_cameras_are_one_list() -> None:
    async def run() -> None:
        engine = CallMediaEngine(Sound(), Cameras())
        assert engine.devices() == (CAMERA,)
        await engine.close()

    asyncio.run(run())


def test_a_headset_that_is_plugged_in_is_told(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    watch = media_engine.DeviceWatch
    monkeypatch.setattr(media_engine, "DeviceWatch", lambda a, b: watch(a, b, 0.02))

    async def run() -> None:
        sound = Sound()
        engine = CallMediaEngine(sound, Cameras())
        told: list[tuple[MediaDevice, ...]] = []
        engine.watch_devices(told.append)
        await until(lambda: told == [(CAMERA,)])
        sound.found = (HEADSET,)
        await until(lambda: told[-1] == (HEADSET, CAMERA))
        assert engine.devices() == (HEADSET, CAMERA)
        await engine.close()

    asyncio.run(run())


def test_only_the_last_watcher_is_told() -> None:
    async def run() -> None:
        engine = CallMediaEngine(Sound(), Cameras())
        first: list[object] = []
        last: list[object] = []
        engine.watch_devices(first.append)
        engine.watch_devices(last.append)
        await until(lambda: bool(last))
        assert first == []
        await engine.close()

    asyncio.run(run())


def test_closing_while_it_begins_to_watch_is_no_trouble() -> None:
    async def run() -> None:
        engine = CallMediaEngine(Sound(), Cameras())
        engine.watch_devices(lambda devices: None)
        await engine.close()
        await engine.close()

    asyncio.run(run())


def test_the_graphics_card_encodes_only_where_it_may(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(media_engine, "RealParts", lambda *made: made[-1])

    async def run() -> None:
        engine = CallMediaEngine(NoSound(), NoCameras())
        engine._hardware = "h264_nvenc"
        chosen = [
            engine._make_parts(None, None, None, MediaChoice(hardware_video=allowed))  # type: ignore[arg-type]
            for allowed in (True, False)
        ]
        assert [sources.hardware_encoder for sources in chosen] == ["h264_nvenc", None]  # type: ignore[attr-defined]
        await engine.close()

    asyncio.run(run())
