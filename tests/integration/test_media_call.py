"""Whole calls between two media peers: test picture and tone, encoded, sealed, sent, decoded."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import psutil
import pytest

from impairment_support import Impairment
from megachat_desktop.errors import DeviceBusyError
from megachat_desktop.media import clock, session_pictures
from megachat_desktop.media import engine as media_engine
from megachat_desktop.media.engine import CallMediaEngine, Cameras
from megachat_desktop.media.picture import Picture, PictureSlot
from megachat_desktop.media.video.frames import CapturedFrame, FrameSink
from megachat_desktop.media.video.test_picture import TestPicture, TestPictureSource
from megachat_desktop.media.video.time_code import read_time_code
from megachat_desktop.model.media import MediaChoice, MediaDevice
from megachat_desktop.model.values import replace
from peer_support import NoCameras, NoSound, Pair, SpoiltPath, two_peers, until

try:
    import uvloop  # the engine's loop, where there is one
except ImportError:
    uvloop = None  # type: ignore[assignment]

pytestmark = pytest.mark.network

WHILE_BUSY_S = 30.0  # limits of waiting: this computer may be doing many other things

TEST = MediaChoice(play="test", speaker="none")
NOTHING = MediaChoice(microphone="none", speaker="none", camera="none")
ECHO = MediaChoice(speaker="none", echo=True)


@pytest.fixture(autouse=True)
def _small_test_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter of the work; the speed of 1280x720 is measured in benchmarks."""
    monkeypatch.setattr(media_engine, "TestPictureSource", partial(TestPictureSource, 640, 360))


@asynccontextmanager
async def a_call(
    choices: tuple[MediaChoice, MediaChoice],
    spoilt: SpoiltPath | None,
    cameras: Cameras,
) -> AsyncIterator[Pair]:
    engine = CallMediaEngine(NoSound(), cameras)
    parts = engine._make_parts
    async with two_peers(parts, parts, choices=choices, spoilt=spoilt) as pair:
        await pair.connect()
        await pair.ready()
        pair.set_keys()
        yield pair
    await engine.close()


def story(
    tell: Callable[[Pair], Awaitable[None]],
    choices: tuple[MediaChoice, MediaChoice] = (TEST, TEST),
    spoilt: SpoiltPath | None = None,
    cameras: Cameras | None = None,
) -> None:
    async def run() -> None:
        async with a_call(choices, spoilt, cameras or NoCameras()) as pair:
            await tell(pair)
            started = clock.now()
            await asyncio.gather(pair.alice.close(), pair.bob.close())
            assert clock.now() - started < 3.0

    with asyncio.Runner(loop_factory=uvloop.new_event_loop if uvloop else None) as runner:
        runner.run(run())
    left = [t.name for t in threading.enumerate() if t.name.startswith(("call", "video", "test"))]
    assert left == []


async def seen_and_heard(pair: Pair) -> None:
    for told in (pair.alice_told, pair.bob_told):
        await told.wait("first_picture", WHILE_BUSY_S)
        await told.wait("first_audio", WHILE_BUSY_S)


async def next_picture(slot: PictureSlot) -> Picture:
    taken: list[Picture] = []

    def take() -> bool:
        taken.extend(filter(None, [slot.take()]))
        return bool(taken)

    await until(take)
    return taken[0]


def test_picture_and_sound_flow_both_ways() -> None:
    async def tell(pair: Pair) -> None:
        pair.open_gates()
        await seen_and_heard(pair)
        for peer in (pair.alice, pair.bob):
            await until(lambda p=peer: p.snapshot().video_in.frames > 25, WHILE_BUSY_S)
            await until(lambda p=peer: p.snapshot().audio_in.played_ms > 1000, WHILE_BUSY_S)
            figures = peer.snapshot()
            assert (figures.video_in.width, figures.video_in.height) == (640, 360)
            assert figures.video_in.codec == "h264"
            assert figures.video_in.lost == 0
            assert figures.audio_out.packets > 50
            assert figures.first_audio_at is not None
            assert figures.first_picture_at is not None
            assert figures.path.rtt_ms > 0
        assert pair.alice_told.devices == [(True, True)]

    story(tell)


def test_the_picture_is_fresh() -> None:
    async def tell(pair: Pair) -> None:
        pair.open_gates()
        await seen_and_heard(pair)
        await asyncio.sleep(0.5)
        pair.bob.remote_pictures.take()
        delays = []
        for _ in range(10):
            picture = await next_picture(pair.bob.remote_pictures)
            drawn = read_time_code(picture)
            assert drawn is not None
            delays.append(clock.now() - drawn)
        assert min(delays) < 0.5, delays

    story(tell)


def test_first_picture_and_sound_come_soon_after_the_gate() -> None:
    async def tell(pair: Pair) -> None:
        await asyncio.sleep(0.3)  # it rings: everything is warmed up
        opened = clock.now()
        pair.open_gates()
        await seen_and_heard(pair)
        for told in (pair.alice_told, pair.bob_told):
            assert told.first_picture_at is not None
            assert told.first_audio_at is not None
            assert told.first_picture_at - opened < 3.0
            assert told.first_audio_at - opened < 3.0

    story(tell)


def test_a_call_works_with_neither_camera_nor_microphone() -> None:
    async def tell(pair: Pair) -> None:
        pair.open_gates()
        await pair.alice_told.wait("first_audio")  # silence is sent, so that the path is heard
        assert "first_picture" not in pair.alice_told.story
        await until(lambda: bool(pair.alice_told.devices), WHILE_BUSY_S)
        assert pair.alice_told.devices == [(False, False)]

    story(tell, (NOTHING, NOTHING))


def test_one_side_without_a_camera_still_sees_the_other() -> None:
    async def tell(pair: Pair) -> None:
        pair.open_gates()
        await pair.bob_told.wait("first_picture", WHILE_BUSY_S)
        await pair.alice_told.wait("first_audio")
        assert "first_picture" not in pair.alice_told.story

    story(tell, (TEST, NOTHING))


def test_turning_the_camera_off_and_on_again() -> None:
    async def tell(pair: Pair) -> None:
        pair.open_gates()
        await seen_and_heard(pair)
        pair.alice.set_sending(microphone=True, camera=False)
        await asyncio.sleep(0.5)
        stood = pair.bob.snapshot().video_in.frames
        await asyncio.sleep(0.5)
        assert pair.bob.snapshot().video_in.frames == stood
        pair.alice.set_sending(microphone=True, camera=True)
        await until(lambda: pair.bob.snapshot().video_in.frames >= stood + 10, WHILE_BUSY_S)
        assert pair.bob.snapshot().video_in.key_frames >= 2

    story(tell)


def test_calls_in_a_row_leave_nothing_behind() -> None:
    def held() -> tuple[int, int]:
        return psutil.Process().num_fds(), threading.active_count()

    async def tell(pair: Pair) -> None:
        pair.open_gates()
        await seen_and_heard(pair)

    story(tell)
    files, threads = held()
    for _ in range(4):
        story(tell)
    # Fewer is fine: what earlier tests of this process held may be let go meanwhile.
    assert held()[0] <= files
    assert held()[1] <= threads


def test_hold_stops_both_and_keeps_the_path() -> None:
    async def tell(pair: Pair) -> None:
        pair.open_gates()
        await seen_and_heard(pair)
        pair.alice.set_hold(True)
        await asyncio.sleep(0.4)
        before = pair.bob.snapshot()
        await asyncio.sleep(1.0)
        after = pair.bob.snapshot()
        assert after.video_in.frames == before.video_in.frames
        assert "path_lost" not in pair.bob_told.story
        pair.alice.set_hold(False)
        await until(
            lambda: pair.bob.snapshot().video_in.frames >= before.video_in.frames + 5, WHILE_BUSY_S
        )

    story(tell)


def test_the_echo_sends_back_what_it_was_sent_a_second_ago() -> None:
    async def tell(pair: Pair) -> None:
        pair.open_gates()
        await pair.alice_told.wait("first_picture", WHILE_BUSY_S)
        await pair.alice_told.wait("first_audio", WHILE_BUSY_S)
        picture = await next_picture(pair.alice.remote_pictures)
        drawn = read_time_code(picture)
        assert drawn is not None
        assert 0.9 < clock.now() - drawn < 5.0

    story(tell, (TEST, ECHO))


def test_what_was_recorded_plays_again(tmp_path: Path) -> None:
    recording = tmp_path / "bob.mkv"

    async def record(pair: Pair) -> None:
        pair.open_gates()
        await pair.bob_told.wait("first_picture", WHILE_BUSY_S)
        await asyncio.sleep(2.0)

    story(record, (TEST, replace(NOTHING, record=str(recording))))
    assert recording.stat().st_size > 50_000

    async def play(pair: Pair) -> None:
        pair.open_gates()
        await pair.bob_told.wait("first_picture", WHILE_BUSY_S)
        picture = await next_picture(pair.bob.remote_pictures)
        assert read_time_code(picture) is not None
        await until(lambda: pair.bob.snapshot().audio_in.level > 0.005, WHILE_BUSY_S)

    story(play, (replace(NOTHING, play=str(recording)), NOTHING))


def test_a_file_that_cannot_be_played_or_written_does_not_stop_the_call(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def tell(pair: Pair) -> None:
        pair.open_gates()
        await pair.alice_told.wait("first_picture", WHILE_BUSY_S)

    broken = replace(NOTHING, play=str(tmp_path / "no.mp4"), record=str(tmp_path / "no" / "x.mp4"))
    with caplog.at_level("ERROR"):
        story(tell, (broken, TEST))


class FadingCamera:
    """A camera that is pulled out after some pictures and works again when opened anew."""

    def __init__(self) -> None:
        self.opened = 0
        self.size = (640, 360)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def devices(self) -> tuple[MediaDevice, ...]:
        return ()

    def open(self, device_id: str | None) -> "FadingCamera":
        return self

    def start(self, sink: FrameSink) -> None:
        self.opened += 1
        self._stop.clear()
        last = 10 if self.opened == 1 else 10_000
        self._thread = threading.Thread(target=self._run, args=(sink, last))
        self._thread.start()

    def _run(self, sink: FrameSink, last: int) -> None:
        picture = TestPicture(*self.size)
        for number in range(last):
            if self._stop.wait(0.033):
                return
            at = clock.now()
            sink(CapturedFrame(picture.draw(number, at), at))

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(1.0)


def test_a_camera_that_is_pulled_out_and_put_back_is_used_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session_pictures, "_LOST_AFTER_S", 0.5)
    monkeypatch.setattr(session_pictures, "_RETRY_S", 0.5)
    camera = FadingCamera()

    async def tell(pair: Pair) -> None:
        pair.open_gates()
        await pair.bob_told.wait("first_picture", WHILE_BUSY_S)
        await until(lambda: pair.bob.snapshot().video_in.frames > 30, WHILE_BUSY_S)
        cameras = [works for _, works in pair.alice_told.devices]
        assert cameras == [True, False, True]
        assert camera.opened == 2

    story(tell, (replace(NOTHING, camera=None), NOTHING), cameras=camera)


class BusyCamera(FadingCamera):
    """A camera that another program holds until it lets go."""

    busy = True

    def start(self, sink: FrameSink) -> None:
        if self.busy:
            raise DeviceBusyError
        super().start(sink)


def test_a_camera_that_was_busy_is_tried_again_when_asked() -> None:
    camera = BusyCamera()

    async def tell(pair: Pair) -> None:
        pair.open_gates()
        await until(lambda: pair.alice_told.devices != [], WHILE_BUSY_S)
        assert pair.alice.snapshot().camera_problem == DeviceBusyError.code
        camera.busy = False
        pair.alice.retry_camera()
        await pair.bob_told.wait("first_picture", WHILE_BUSY_S)
        assert [works for _, works in pair.alice_told.devices] == [False, True]
        assert pair.alice.snapshot().camera_problem == ""

    story(tell, (replace(NOTHING, camera=None), NOTHING), cameras=camera)


def test_a_muted_microphone_is_measured_here_and_silent_there() -> None:
    async def tell(pair: Pair) -> None:
        pair.open_gates(microphone=False)
        await until(lambda: pair.alice.sound_levels().microphone > 0.02, WHILE_BUSY_S)
        await until(lambda: pair.bob.snapshot().audio_in.played_ms > 500, WHILE_BUSY_S)
        assert pair.alice.snapshot().audio_out.level == 0
        assert pair.bob.sound_levels().voice < 0.001

    story(tell)


@pytest.mark.parametrize("loss", [0.0, 0.05])
def test_a_spoilt_path_neither_freezes_nor_gaps(loss: float) -> None:
    there = Impairment(loss=loss, delay_s=0.025, jitter_s=0.005, seed=11)
    back = Impairment(loss=loss, delay_s=0.025, jitter_s=0.005, seed=12)
    spoilt = SpoiltPath(there, back)

    async def tell(pair: Pair) -> None:
        pair.open_gates()
        await seen_and_heard(pair)
        await asyncio.sleep(2)
        for peer in (pair.alice, pair.bob):
            await until(lambda p=peer: p.snapshot().video_in.frames > 80, WHILE_BUSY_S)
            await until(lambda p=peer: p.snapshot().audio_in.played_ms > 2000, WHILE_BUSY_S)
            figures = peer.snapshot()
            assert figures.audio_in.lost_ms < 0.05 * figures.audio_in.played_ms
            assert figures.path.rtt_ms > 35
            assert figures.video_in.retransmits > 0 or not loss
        assert sum(proxy.counts.passed for proxy in spoilt.proxies) > 300

    story(tell, spoilt=spoilt)
