"""What is recorded can be played, with every picture and click in its place."""

import threading
import time
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from megachat_desktop.errors import DeviceError
from megachat_desktop.media import clock
from megachat_desktop.media.audio.tone import TestTone, find_clicks
from megachat_desktop.media.picture import Picture
from megachat_desktop.media.recorder import Recorder
from megachat_desktop.media.video.frames import CapturedFrame
from megachat_desktop.media.video.media_file import MediaFile
from megachat_desktop.media.video.test_picture import TestPicture, read_flash
from megachat_desktop.media.video.time_code import read_time_code

START = 100.25


def record(path: Path, seconds: float = 2.0, *, pictures: bool = True, close: bool = True) -> None:
    recorder, tone, picture = Recorder(path), TestTone(), TestPicture(640, 360)
    for tick in range(int(seconds * 100)):
        now = START + tick / 100
        recorder.add_sound(tone.read(480, now), now)
        if pictures and tick % 4 == 0:
            frame = picture.draw(tick, now)
            recorder.add_picture(Picture(frame, now, now), now)
    if close:
        recorder.close()
        assert (recorder.lost, recorder.failed) == (0, False)


def read_back(path: Path) -> tuple[list[tuple[float, float | None, bool]], np.ndarray]:
    """(time in the file, time code, flash) of every picture, and all of the sound."""
    pictures, sound = [], []
    with av.open(str(path)) as container:
        for frame in container.decode(*container.streams.video, *container.streams.audio):
            if isinstance(frame, av.VideoFrame):
                pictures.append((frame.time or 0.0, read_time_code(frame), read_flash(frame)))
            else:
                array = frame.to_ndarray().reshape(-1)
                if array.dtype != np.int16:
                    array = (array * 32767).astype(np.int16)
                sound.append(array)
    return pictures, np.concatenate(sound)


@pytest.mark.parametrize(("name", "lead"), [("call.mkv", 0.0), ("call.mp4", 1024 / 48_000)])
def test_pictures_and_clicks_lie_where_they_happened(tmp_path: Path, name: str, lead: float):
    path = tmp_path / name
    record(path)
    pictures, sound = read_back(path)
    assert len(pictures) == 50
    for at, code, _flash in pictures[1:]:
        assert code == pytest.approx(START + at - lead, abs=0.003)
    flash_at = next(at for at, _, flash in pictures if flash)
    (first, *_rest) = find_clicks(sound)
    assert first - lead == pytest.approx(0.75, abs=0.003)
    assert flash_at - lead == pytest.approx(0.75, abs=0.045)


def test_sound_alone_makes_a_wave_file(tmp_path: Path):
    path = tmp_path / "call.wav"
    record(path, pictures=False)
    pictures, sound = read_back(path)
    assert pictures == []
    assert sound.size == 2 * 48_000
    assert find_clicks(sound)[0] == pytest.approx(0.75, abs=0.002)


def test_silence_fills_a_gap(tmp_path: Path):
    path = tmp_path / "gap.wav"
    recorder = Recorder(path)
    loud = (np.ones(480, np.int16) * 1000).tobytes()
    recorder.add_sound(loud, 10.0)
    recorder.add_sound(loud, 10.5)
    recorder.close()
    _, sound = read_back(path)
    assert sound.size == round(0.51 * 48_000)
    assert not sound[480 : 24_000 - 1].any()
    assert sound[-1] == 1000


def test_a_call_without_pictures_is_recorded_too(tmp_path: Path):
    path = tmp_path / "voice.mkv"
    record(path, 0.5, pictures=False)
    pictures, sound = read_back(path)
    assert pictures == []
    assert sound.size == 24_000


def test_a_file_that_nobody_closed_can_be_played(tmp_path: Path):
    path = tmp_path / "killed.mkv"
    recorder, picture = Recorder(path), TestPicture(320, 180)
    for tick in range(200):
        now = START + tick / 30
        recorder.add_picture(Picture(picture.draw(tick, now), now, now), now)
    deadline = time.monotonic() + 5
    while recorder._queue.qsize() and time.monotonic() < deadline:
        time.sleep(0.01)
    copy = tmp_path / "copy.mkv"
    copy.write_bytes(path.read_bytes())
    pictures, _ = read_back_pictures(copy)
    assert len(pictures) > 120
    recorder.close()


def read_back_pictures(path: Path) -> tuple[list[float], None]:
    with av.open(str(path)) as container:
        return [frame.time or 0.0 for frame in container.decode(video=0)], None


def test_a_place_that_cannot_be_written_is_said_so(tmp_path: Path):
    with pytest.raises(DeviceError, match=r"Can't record to call\.mkv"):
        Recorder(tmp_path / "missing" / "call.mkv")


@pytest.mark.parametrize("content", [b"", b"not a film", bytes(4000)])
def test_a_file_that_is_no_film_is_said_so(tmp_path: Path, content: bytes):
    path = tmp_path / "film.mkv"
    path.write_bytes(content)
    with pytest.raises(DeviceError, match=r"film\.mkv"):
        MediaFile(path)


def test_a_film_plays_round_and_round_with_its_sound(tmp_path: Path):
    path = tmp_path / "film.mkv"
    record(path, 1.0)
    film = MediaFile(path)
    assert film.picture is not None
    assert film.sound is not None
    assert film.picture.size == (640, 360)
    frames: list[CapturedFrame] = []
    enough = threading.Event()

    def sink(frame: CapturedFrame) -> None:
        frames.append(frame)
        if len(frames) >= 35:
            enough.set()

    film.picture.start(sink)
    began, sound = clock.now(), []
    while not enough.wait(0.01) and clock.now() < began + 5:
        while len(sound) * 0.01 < clock.now() - began:
            sound.append(film.sound.read(480, began + len(sound) * 0.01))
    film.close()
    film.close()
    codes = [read_time_code(frame.frame) for frame in frames[:35]]
    assert codes[0] == pytest.approx(START, abs=0.001)
    assert codes[25] == pytest.approx(START, abs=0.001)
    steps = [b.captured_at - a.captured_at for a, b in pairwise(frames)]
    assert min(steps) > 0.02
    assert max(steps) < 0.1
    heard = np.frombuffer(b"".join(sound), np.int16)
    clicks = find_clicks(heard)
    lead = began - (frames[0].captured_at)
    assert clicks[0] + lead == pytest.approx(0.75, abs=0.03)
