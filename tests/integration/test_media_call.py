"""Whole calls between two media peers: test picture and tone, encoded, sealed, sent, decoded."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from impairment_support import Impairment
from megachat_desktop.media import clock
from megachat_desktop.media.engine import CallMediaEngine
from megachat_desktop.media.picture import Picture, PictureSlot
from megachat_desktop.media.video.time_code import read_time_code
from megachat_desktop.model.media import MediaChoice
from peer_support import NoCameras, NoSound, Pair, SpoiltPath, two_peers, until

pytestmark = pytest.mark.network

TEST = MediaChoice(play="test", speaker="none")
NOTHING = MediaChoice(microphone="none", speaker="none", camera="none")
ECHO = MediaChoice(speaker="none", echo=True)


@asynccontextmanager
async def a_call(
    choices: tuple[MediaChoice, MediaChoice] = (TEST, TEST), spoilt: SpoiltPath | None = None
) -> AsyncIterator[Pair]:
    engine = CallMediaEngine(NoSound(), NoCameras())
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
) -> None:
    async def run() -> None:
        async with a_call(choices, spoilt) as pair:
            await tell(pair)
            started = clock.now()
            await asyncio.gather(pair.alice.close(), pair.bob.close())
            assert clock.now() - started < 2.0

    asyncio.run(run())
    left = [t.name for t in threading.enumerate() if t.name.startswith(("call", "video", "test"))]
    assert left == []


async def seen_and_heard(pair: Pair) -> None:
    for told in (pair.alice_told, pair.bob_told):
        await told.wait("first_picture")
        await told.wait("first_audio")


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
        await asyncio.sleep(1.5)
        for peer in (pair.alice, pair.bob):
            figures = peer.snapshot()
            assert (figures.video_in.width, figures.video_in.height) == (1280, 720)
            assert figures.video_in.codec == "h264"
            assert figures.video_in.frames > 25
            assert figures.video_in.freezes == 0
            assert figures.video_in.lost == 0
            assert figures.audio_in.played_ms > 1000
            assert figures.audio_in.lost_ms == 0
            assert figures.audio_out.packets > 50
            assert figures.first_audio_at is not None
            assert figures.first_picture_at is not None
            assert abs(figures.skew_ms) < 100
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
        assert sorted(delays)[5] < 0.25, delays

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
            assert told.first_picture_at - opened < 0.4
            assert told.first_audio_at - opened < 0.6

    story(tell)


def test_a_call_works_with_neither_camera_nor_microphone() -> None:
    async def tell(pair: Pair) -> None:
        pair.open_gates()
        await pair.alice_told.wait("first_audio")  # silence is sent, so that the path is heard
        assert "first_picture" not in pair.alice_told.story
        await until(lambda: bool(pair.alice_told.devices))
        assert pair.alice_told.devices == [(False, False)]

    story(tell, (NOTHING, NOTHING))


def test_one_side_without_a_camera_still_sees_the_other() -> None:
    async def tell(pair: Pair) -> None:
        pair.open_gates()
        await pair.bob_told.wait("first_picture")
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
        await until(lambda: pair.bob.snapshot().video_in.frames >= stood + 10)
        assert pair.bob.snapshot().video_in.key_frames >= 2

    story(tell)


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
        await until(lambda: pair.bob.snapshot().video_in.frames >= before.video_in.frames + 5)

    story(tell)


def test_the_echo_sends_back_what_it_was_sent_a_second_ago() -> None:
    async def tell(pair: Pair) -> None:
        pair.open_gates()
        await pair.alice_told.wait("first_picture", 5)
        await pair.alice_told.wait("first_audio", 5)
        picture = await next_picture(pair.alice.remote_pictures)
        drawn = read_time_code(picture)
        assert drawn is not None
        assert 0.9 < clock.now() - drawn < 1.6

    story(tell, (TEST, ECHO))


@pytest.mark.parametrize("loss", [0.0, 0.05])
def test_a_spoilt_path_neither_freezes_nor_gaps(loss: float) -> None:
    there = Impairment(loss=loss, delay_s=0.025, jitter_s=0.005, seed=11)
    back = Impairment(loss=loss, delay_s=0.025, jitter_s=0.005, seed=12)
    spoilt = SpoiltPath(there, back)

    async def tell(pair: Pair) -> None:
        pair.open_gates()
        await seen_and_heard(pair)
        await asyncio.sleep(4)
        for peer in (pair.alice, pair.bob):
            figures = peer.snapshot()
            assert figures.video_in.frames > 80
            assert figures.audio_in.played_ms > 3500
            assert figures.audio_in.lost_ms < 0.01 * figures.audio_in.played_ms
            assert 35 < figures.path.rtt_ms < 150
            if loss:
                assert figures.video_in.retransmits > 0
            else:
                assert figures.video_in.freezes == 0
        assert sum(proxy.counts.passed for proxy in spoilt.proxies) > 1000

    story(tell, spoilt=spoilt)
