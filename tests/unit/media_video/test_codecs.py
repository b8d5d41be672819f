"""Encoders obey: rate without a key frame, key frames on demand and of bounded size."""

import av
import numpy as np
import pytest

from megachat_desktop.errors import MediaEngineError
from megachat_desktop.media.rtp.keyframes import is_key_frame
from megachat_desktop.media.video.cpu_guard import CpuGuard
from megachat_desktop.media.video.decoder import VideoDecoder
from megachat_desktop.media.video.encoder import AvEncoder, Encoder, EncoderSettings, open_encoder
from megachat_desktop.media.video.frames import CapturedFrame, EncodedFrame
from megachat_desktop.media.video.rungs import RUNGS, RungChoice, fit
from megachat_desktop.media.video.test_picture import TestPicture
from megachat_desktop.media.video.time_code import plane_pixels, read_time_code
from megachat_desktop.media.video.timings import Timings
from megachat_desktop.model.values import replace

RUNG = RUNGS[3]
SETTINGS = EncoderSettings(960, 540, 30, 1_000_000, RUNG.max_bps, RUNG.buffer_bits)


def hard_picture(seed: int) -> av.VideoFrame:
    """Noise that changes with every frame: the hardest thing to encode."""
    frame = av.VideoFrame(960, 540, "yuv420p")
    dice = np.random.default_rng(seed)
    for number in range(3):
        plane = plane_pixels(frame, number)
        coarse = dice.integers(16, 235, (plane.shape[0] // 6 + 1, plane.shape[1] // 6 + 1))
        big = coarse.repeat(6, 0).repeat(6, 1)
        plane[:] = big[: plane.shape[0], : plane.shape[1]]
    return frame


def encode(encoder: Encoder, index: int, frame: av.VideoFrame, *, key: bool = False):
    encoded = encoder.encode(CapturedFrame(frame, 10 + index / 30), key=key)
    assert encoded is not None
    return encoded


def kbps(frames: list[EncodedFrame]) -> float:
    return sum(len(frame.data) for frame in frames) * 8 * 30 / len(frames) / 1000


def test_a_new_rate_takes_effect_without_a_key_frame_even_in_hard_scenes():
    encoder = open_encoder("h264", SETTINGS)
    pictures = [hard_picture(seed) for seed in range(6)]
    before = [encode(encoder, i, pictures[i % 6]) for i in range(45)]
    encoder.set_rate(500_000, 0.0)
    after = [encode(encoder, 45 + i, pictures[i % 6]) for i in range(45)]
    assert kbps(before[15:]) == pytest.approx(1000, rel=0.25)
    assert kbps(after[15:]) == pytest.approx(500, rel=0.25)
    assert [frame.key for frame in before + after].count(True) == 1
    assert after[-1].qp > before[20].qp > 0


def test_the_rate_rises_above_the_one_it_was_opened_with():
    encoder = open_encoder("h264", replace(SETTINGS, bit_rate=500_000))
    pictures = [hard_picture(seed) for seed in range(6)]
    before = [encode(encoder, i, pictures[i % 6]) for i in range(45)]
    encoder.set_rate(RUNG.max_bps, 0.0)
    after = [encode(encoder, 45 + i, pictures[i % 6]) for i in range(45)]
    assert kbps(before[15:]) == pytest.approx(500, rel=0.25)
    assert kbps(after[15:]) == pytest.approx(RUNG.max_bps / 1000, rel=0.25)
    assert [frame.key for frame in before + after].count(True) == 1


def test_a_key_frame_comes_when_asked_for_and_fits_the_buffer():
    encoder = open_encoder("h264", SETTINGS)
    pictures = [hard_picture(seed) for seed in range(4)]
    frames = [encode(encoder, i, pictures[i % 4], key=i == 20) for i in range(30)]
    assert [i for i, frame in enumerate(frames) if frame.key] == [0, 20]
    assert [i for i, f in enumerate(frames) if is_key_frame("h264", f.data)] == [0, 20]
    assert max(len(frame.data) for frame in frames) * 8 <= RUNG.buffer_bits * 1.1


@pytest.mark.parametrize("codec", ["h264", "vp8"])
def test_one_in_one_out_and_the_right_one(codec: str):
    drawing, decoder = TestPicture(960, 540), VideoDecoder(codec)
    encoder = open_encoder(codec, SETTINGS)
    for index in range(20):
        at = 10 + index / 30
        encoded = encode(encoder, index, drawing.draw(index, at), key=index == 10)
        assert encoded.key == (index in (0, 10)) == is_key_frame(codec, encoded.data)
        (picture,) = decoder.decode(encoded.data)
        assert read_time_code(picture) == pytest.approx(at, abs=1e-4)
    encoder.close()
    assert encoder.encode(CapturedFrame(drawing.draw(0, 1.0), 1.0), key=False) is None


def test_vp8_changes_its_rate_seldom_and_then_with_a_key_frame():
    encoder = open_encoder("vp8", SETTINGS)
    drawing = TestPicture(960, 540)
    keys = []
    for index in range(12):
        encoder.set_rate(500_000 if index else 1_000_000, index * 1.0)
        keys.append(encode(encoder, index, drawing.draw(index, index / 30)).key)
    assert [i for i, key in enumerate(keys) if key] == [0, 3]


def test_an_encoder_that_is_not_there_is_said_so():
    with pytest.raises(MediaEngineError):
        AvEncoder("h264_nothing", SETTINGS)


def test_a_broken_hardware_encoder_gives_way_to_software():
    assert open_encoder("h264", SETTINGS, "h264_nothing").hardware is False


@pytest.mark.parametrize("rubbish", [b"", b"\0", bytes(500), b"\0\0\0\1\x65" + bytes(range(256))])
@pytest.mark.parametrize("codec", ["h264", "vp8"])
def test_rubbish_gives_no_picture_and_the_decoder_lives_on(codec: str, rubbish: bytes):
    decoder = VideoDecoder(codec)
    decoder.decode(rubbish)
    good = encode(open_encoder(codec, SETTINGS), 0, TestPicture(960, 540).draw(0, 7.0))
    pictures = decoder.decode(good.data)
    assert read_time_code(pictures[-1]) == pytest.approx(7.0, abs=1e-4)


def test_a_monstrous_picture_is_refused_before_memory_is_taken():
    monstrous = EncoderSettings(4112, 2304, 30, 1_000_000, 1_000_000, 400_000, "ultrafast")
    frame = av.VideoFrame(4112, 2304, "yuv420p")
    encoded = encode(open_encoder("h264", monstrous), 0, frame)
    decoder = VideoDecoder("h264")
    assert decoder.decode(encoded.data) == []
    assert decoder.errors == 1


def test_pictures_are_scaled_into_a_rung_and_never_enlarged():
    assert fit(1280, 720, RUNGS[2]) == (640, 360)
    assert fit(640, 480, RUNGS[3]) == (640, 480)
    assert fit(1080, 1920, RUNGS[4]) == (404, 720)
    assert fit(3, 3, RUNGS[0]) == (4, 4) or fit(3, 3, RUNGS[0]) == (2, 2)


def test_a_call_starts_at_720p_and_follows_the_rate():
    choice = RungChoice(1280, 720, 1_500_000)
    assert choice.rung.height == 720
    assert choice.at_top
    assert not choice.update(800_000, 0.0)
    assert not choice.update(800_000, 0.4)
    assert choice.update(800_000, 0.5)
    assert choice.rung.height == 540
    assert not choice.update(1_300_000, 1.0)
    assert not choice.update(1_300_000, 5.9)
    assert choice.update(1_300_000, 6.0)
    assert choice.rung.height == 720


def test_a_short_dip_moves_nothing():
    choice = RungChoice(1280, 720, 1_500_000)
    for tick in range(20):
        assert not choice.update(800_000 if tick % 2 else 1_500_000, tick * 0.4)


def test_a_small_camera_starts_on_its_own_rung():
    assert RungChoice(640, 480, 1_500_000).rung.height in (360, 540)
    assert RungChoice(1920, 1080, 1_500_000).rung.height == 720
    assert RungChoice(100, 100, 1_500_000).rung.height == 180


def test_who_wants_a_smaller_picture_gets_it_at_once_and_the_larger_one_as_the_line_allows():
    choice = RungChoice(1280, 720, 1_500_000)
    assert choice.limit(360)
    assert (choice.rung.height, choice.at_top) == (360, True)
    assert not choice.limit(360)
    assert not choice.update(2_200_000, 100.0)
    assert not choice.cap(1)  # the computer's own limit is higher
    assert choice.limit(180)
    assert not choice.limit(None)
    assert [choice.update(1_500_000, 10.0 * step) for step in range(5)] == [
        False, True, False, True, False,
    ]  # fmt: skip
    assert choice.rung.height == 360


@pytest.mark.parametrize(("height", "rung"), [(None, 720), (720, 720), (700, 540), (1, 180)])
def test_a_limit_is_the_largest_rung_that_fits(height: int | None, rung: int):
    choice = RungChoice(1280, 720, 1_500_000)
    choice.limit(height)
    assert choice.rung.height == rung


def judged(guard: CpuGuard, encode_s: float, seconds: float, start: float) -> list[tuple[int, int]]:
    times, steps = Timings(), []
    for tick in range(int(seconds * 10)):
        times.add(encode_s)
        if guard.update(times, 30, start + tick / 10):
            steps.append((round(tick / 10), guard.level))
    return steps


def test_a_computer_that_cannot_keep_up_does_less_step_by_step_and_comes_back():
    guard = CpuGuard()
    assert judged(guard, 0.010, 60, 0) == []
    assert judged(guard, 0.030, 18, 60) == [(5, 1), (10, 2), (15, 3)]
    assert judged(guard, 0.015, 60, 80) == []
    assert judged(guard, 0.005, 95, 140) == [(30, 2), (60, 1), (90, 0)]


def test_the_computers_limit_caps_the_ladder():
    choice = RungChoice(1280, 720, 1_500_000)
    assert choice.cap(1)
    assert (choice.rung.height, choice.at_top) == (540, True)
    assert not choice.update(2_200_000, 100.0)
    assert not choice.cap(0)
    assert not choice.update(2_200_000, 101.0)
    assert choice.update(2_200_000, 106.0)
    assert choice.rung.height == 720
