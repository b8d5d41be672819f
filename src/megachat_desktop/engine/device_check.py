"""Trying out camera and microphone: the devices are open only while somebody looks, and no call is.

Ten times a second what is open is brought in line with what should be, and told as one snapshot.
A call takes the devices at once; they come back when it is over.
"""

import asyncio
import logging
import math
from collections.abc import Callable

from msgspec import Struct

from megachat_desktop.engine.clock import Clock
from megachat_desktop.engine.media_ports import DeviceBench, MediaEngine
from megachat_desktop.engine.tasks import TaskSet
from megachat_desktop.errors import DeviceBusyError, DeviceError, DeviceRefusedError
from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.model.device_check import (
    BARS,
    GOOD_FROM,
    TOO_LOUD_FROM,
    CameraCheck,
    DeviceCheck,
    DeviceProblem,
    Loudness,
    MicrophoneCheck,
)
from megachat_desktop.model.events import DeviceCheckChanged, EngineEvent
from megachat_desktop.model.media import DeviceKind, MediaChoice

_log = logging.getLogger(__name__)

EVERY_S = 0.1
JUDGED_S = 2.0
_QUIETEST_DB = -60.0
_OPENS_S = 4.5  # a headset that has to wake up
_NO_CAMERA = "none"


def bars_of(level: float) -> int:
    """How many of 24 bars a level fills: 2.5 dB each, from -60 dB to full scale."""
    if level <= 0:
        return 0
    decibels = 20 * math.log10(level)
    return max(0, min(BARS, math.ceil(BARS * (decibels - _QUIETEST_DB) / -_QUIETEST_DB)))


class LoudnessJudge:
    """Says in a word how loud it was of late, so that the word does not flicker with each pause."""

    def __init__(self) -> None:
        self._heard: list[tuple[float, int]] = []

    def judge(self, bars: int, now: float) -> Loudness:
        """Take one look at the level at ``now`` (seconds)."""
        self._heard = [entry for entry in self._heard if now - entry[0] < JUDGED_S]
        self._heard.append((now, bars))
        loudest = max(heard for _, heard in self._heard)
        if loudest >= TOO_LOUD_FROM:
            return Loudness.LOUD
        if loudest >= GOOD_FROM:
            return Loudness.GOOD
        return Loudness.QUIET if loudest else Loudness.NOTHING


class _Wish(Struct, frozen=True):
    """What should be open; another value opens it afresh."""

    choice: MediaChoice
    cameras: tuple[str, ...]
    tries: int


class DeviceChecks:
    """One bench, open from ``watch(True)`` to ``watch(False)``."""

    def __init__(
        self,
        media: MediaEngine,
        clock: Clock,
        choice: Callable[[], MediaChoice],
        in_call: Callable[[], bool],
        emit: Callable[[EngineEvent], None],
    ) -> None:
        self.pictures = PictureSlot()
        self._media, self._clock = media, clock
        self._choice, self._in_call, self._emit = choice, in_call, emit
        self._tasks = TaskSet()
        self._watched = False
        self._bench: DeviceBench | None = None
        self._open: _Wish | None = None
        self._tries = 0
        self._problem = DeviceProblem.NONE
        self._listening_since = 0.0
        self._judge = LoudnessJudge()

    def watch(self, on: bool) -> None:
        """Somebody looks, or nobody does any more."""
        self._watched = on
        if on and not len(self._tasks):
            self._tasks.spawn(self._run(), "device check")

    def retry_camera(self) -> None:
        """Open the camera afresh."""
        self._tries += 1

    def record_sample(self) -> None:
        """Record five seconds and play them back."""
        if self._bench is not None:
            self._bench.record_sample()

    def play_test_sound(self) -> None:
        """Play a sound on the speaker of calls."""
        if self._bench is not None:
            self._bench.play_test_sound()

    async def close(self) -> None:
        """Let go of every device."""
        self._watched = False
        await self._tasks.close()

    async def _run(self) -> None:
        while self._watched:
            await self._look()

    async def _look(self) -> None:
        bench = await asyncio.to_thread(self._media.open_bench)
        self._bench, self._open = bench, None
        try:
            while self._watched:
                await self._settle(bench)
                self._emit(DeviceCheckChanged(self._snapshot(bench)))
                await asyncio.sleep(EVERY_S)
        finally:
            self._bench = None
            await asyncio.shield(asyncio.to_thread(bench.close))
            self._emit(DeviceCheckChanged(DeviceCheck()))

    async def _settle(self, bench: DeviceBench) -> None:
        """Open what should be open, close what should not."""
        wish = None if self._in_call() else self._wish()
        before, self._open = self._open, wish
        if wish is None:
            if before is not None:
                await asyncio.to_thread(bench.close)
        elif wish != before:
            await asyncio.to_thread(self._listen, bench, wish.choice, before)
            if before is None or _camera_part(wish) != _camera_part(before):
                await self._show_camera(bench, wish.choice)

    def _wish(self) -> _Wish:
        devices = self._media.devices()
        cameras = tuple(d.device_id for d in devices if d.kind is DeviceKind.CAMERA)
        return _Wish(self._choice(), cameras, self._tries)

    def _listen(self, bench: DeviceBench, choice: MediaChoice, before: _Wish | None) -> None:
        if before is None:
            self._listening_since, self._judge = self._clock.monotonic(), LoudnessJudge()
        bench.listen(choice)
        bench.set_low_light(choice.low_light)

    async def _show_camera(self, bench: DeviceBench, choice: MediaChoice) -> None:
        try:
            if choice.camera == _NO_CAMERA:
                found = False
            else:
                found = await asyncio.to_thread(bench.open_camera, choice.camera, self.pictures)
        except DeviceError as error:
            self._problem = _problem_of(error)
        else:
            self._problem = DeviceProblem.NONE if found else DeviceProblem.MISSING

    def _snapshot(self, bench: DeviceBench) -> DeviceCheck:
        if self._open is None:
            return DeviceCheck(in_call=True)
        sample, seconds_left = bench.sample()
        return DeviceCheck(
            camera=self._camera_now(bench),
            microphone=self._microphone_now(bench),
            sample=sample,
            seconds_left=seconds_left,
        )

    def _camera_now(self, bench: DeviceBench) -> CameraCheck:
        figures = bench.camera_figures()
        if figures is None:
            return CameraCheck(problem=self._problem)
        height, fps = figures
        return CameraCheck(running=True, height=height, fps=round(fps))

    def _microphone_now(self, bench: DeviceBench) -> MicrophoneCheck:
        now, level = self._clock.monotonic(), bench.take_level()
        if level is None:
            opens = now - self._listening_since < _OPENS_S
            there = any(d.kind is DeviceKind.MICROPHONE for d in self._media.devices())
            problem = DeviceProblem.FAILED if there else DeviceProblem.MISSING
            return MicrophoneCheck(DeviceProblem.NONE if there and opens else problem)
        bars = bars_of(level)
        return MicrophoneCheck(bars=bars, loudness=self._judge.judge(bars, now))


def _camera_part(wish: _Wish) -> tuple[object, ...]:
    return wish.choice.camera, wish.cameras, wish.tries


def _problem_of(error: DeviceError) -> DeviceProblem:
    match error:
        case DeviceBusyError():
            return DeviceProblem.BUSY
        case DeviceRefusedError():
            return DeviceProblem.REFUSED
    return DeviceProblem.FAILED
