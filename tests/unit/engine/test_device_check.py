"""Trying out devices: open while somebody looks and no call is, and told as snapshots."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from megachat_desktop.engine.clock import SystemClock
from megachat_desktop.engine.device_check import DeviceChecks, LoudnessJudge, bars_of
from megachat_desktop.errors import DeviceBusyError, DeviceError, DeviceRefusedError
from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.model.device_check import (
    CameraCheck,
    DeviceCheck,
    DeviceProblem,
    Loudness,
    SampleState,
)
from megachat_desktop.model.events import DeviceCheckChanged, EngineEvent
from megachat_desktop.model.media import DeviceKind, MediaChoice, MediaDevice
from megachat_desktop.model.values import replace

CAMERA = MediaDevice(DeviceKind.CAMERA, "cam", "Camera", True)
MICROPHONE = MediaDevice(DeviceKind.MICROPHONE, "mic", "Microphone", True)


@dataclass
class Bench:
    """Writes down what is opened and closed; it is also the media engine that makes it."""

    plugged: tuple[MediaDevice, ...] = (CAMERA, MICROPHONE)
    fails: DeviceError | None = None
    story: list[str] = field(default_factory=list)
    camera_open: bool = False
    listening: bool = False
    low_light: bool = False

    def open_bench(self) -> "Bench":
        self.story.append("bench")
        return self

    def devices(self) -> tuple[MediaDevice, ...]:
        return self.plugged

    def open_camera(self, device_id: str | None, _slot: PictureSlot) -> bool:
        self.story.append(f"camera {device_id}")
        if self.fails is not None:
            raise self.fails
        self.camera_open = CAMERA in self.plugged
        return self.camera_open

    def listen(self, choice: MediaChoice) -> None:
        self.story.append(f"microphone {choice.microphone}")
        self.listening = True

    def set_low_light(self, on: bool) -> None:
        self.low_light = on

    def camera_figures(self) -> tuple[int, float] | None:
        return (720, 29.7) if self.camera_open else None

    def take_level(self) -> float | None:
        return 0.1 if self.listening and MICROPHONE in self.plugged else None

    def sample(self) -> tuple[SampleState, int]:
        return SampleState.IDLE, 0

    def record_sample(self) -> None:
        self.story.append("record")

    def close(self) -> None:
        self.story.append("close")
        self.camera_open = self.listening = False


class Room:
    """The checks over a bench, with a call that can begin and end."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.choice = MediaChoice()
        self.in_call = False
        self.seen: list[DeviceCheck] = []
        self.news = asyncio.Event()
        self.checks = DeviceChecks(
            bench,  # type: ignore[arg-type]
            SystemClock(),
            lambda: self.choice,
            lambda: self.in_call,
            self._on_event,
        )

    def _on_event(self, event: EngineEvent) -> None:
        assert isinstance(event, DeviceCheckChanged)
        self.seen.append(event.check)
        self.news.set()

    async def sees(self, condition: Callable[[DeviceCheck], bool]) -> DeviceCheck:
        async with asyncio.timeout(20):
            while not (self.seen and condition(self.seen[-1])):
                self.news.clear()
                await self.news.wait()
        return self.seen[-1]


def test_devices_are_open_only_while_somebody_looks() -> None:
    async def run() -> None:
        room = Room(Bench())
        room.checks.watch(True)
        check = await room.sees(lambda c: c.camera.running)
        assert check.camera == CameraCheck(True, height=720, fps=30)
        assert (check.microphone.bars, check.microphone.loudness) == (16, Loudness.GOOD)
        room.checks.watch(False)
        await room.sees(lambda c: c == DeviceCheck())
        assert room.bench.story == ["bench", "microphone None", "camera None", "close"]

    asyncio.run(run())


def test_low_light_changes_the_camera_that_runs() -> None:
    async def run() -> None:
        room = Room(Bench())
        room.checks.watch(True)
        await room.sees(lambda c: c.camera.running)
        assert not room.bench.low_light
        room.choice = replace(room.choice, low_light=True)
        await room.sees(lambda _: room.bench.low_light)
        await room.checks.close()
        assert room.bench.story.count("camera None") == 1

    asyncio.run(run())


def test_a_call_gets_the_devices_and_gives_them_back() -> None:
    async def run() -> None:
        room = Room(Bench())
        room.checks.watch(True)
        await room.sees(lambda c: c.camera.running)
        room.in_call = True
        await room.sees(lambda c: c.in_call)
        assert not room.bench.camera_open
        assert not room.bench.listening
        room.in_call = False
        await room.sees(lambda c: c.camera.running)
        await room.checks.close()
        assert room.bench.story.count("close") == 2

    asyncio.run(run())


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (DeviceBusyError(), DeviceProblem.BUSY),
        (DeviceRefusedError(), DeviceProblem.REFUSED),
        (DeviceError(), DeviceProblem.FAILED),
    ],
)
def test_a_camera_that_does_not_open_says_why_and_is_tried_again_on_request(
    error: DeviceError, problem: DeviceProblem
) -> None:
    async def run() -> None:
        room = Room(Bench(fails=error))
        room.checks.watch(True)
        await room.sees(lambda c: c.camera.problem is problem)
        room.bench.fails = None
        room.checks.retry_camera()
        await room.sees(lambda c: c.camera.running)
        await room.checks.close()
        assert room.bench.story.count("camera None") == 2

    asyncio.run(run())


def test_what_is_missing_is_said_and_taken_when_it_is_plugged_in() -> None:
    async def run() -> None:
        room = Room(Bench(plugged=()))
        room.checks.watch(True)
        check = await room.sees(lambda c: c.camera.problem is DeviceProblem.MISSING)
        assert check.microphone.problem is DeviceProblem.MISSING
        room.bench.plugged = (CAMERA, MICROPHONE)
        await room.sees(lambda c: c.camera.running and c.microphone.bars > 0)
        await room.checks.close()

    asyncio.run(run())


def test_another_choice_opens_another_device_and_only_that() -> None:
    async def run() -> None:
        room = Room(Bench())
        room.checks.watch(True)
        await room.sees(lambda c: c.camera.running)
        room.choice = MediaChoice(microphone="mic")
        before = len(room.seen)
        await room.sees(lambda _: len(room.seen) > before + 2)
        await room.checks.close()
        opened = [line for line in room.bench.story if line not in ("bench", "close")]
        assert opened == ["microphone None", "camera None", "microphone mic"]

    asyncio.run(run())


@pytest.mark.parametrize(
    ("level", "bars"), [(0.0, 0), (0.001, 0), (0.0011, 1), (0.1, 16), (0.3162, 20), (1.0, 24)]
)
def test_bars_are_steps_of_two_and_a_half_decibels(level: float, bars: int) -> None:
    assert bars_of(level) == bars


def test_the_word_outlasts_the_pauses_of_speech() -> None:
    judge = LoudnessJudge()
    story = [judge.judge(bars, at) for at, bars in ((0.0, 0), (0.1, 4), (0.2, 12), (1.0, 0))]
    assert story == [Loudness.NOTHING, Loudness.QUIET, Loudness.GOOD, Loudness.GOOD]
    assert judge.judge(21, 1.1) is Loudness.LOUD
    assert judge.judge(0, 3.2) is Loudness.NOTHING
