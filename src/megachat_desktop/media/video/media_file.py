"""A media file in the place of camera and microphone (``--play FILE``), played round and round.

    reader thread of the picture -> sink at each picture's moment
    reader thread of the sound   -> a second of samples ahead -> read() from the audio thread

Both count from one origin, so lips and voice stay together through every round.
"""

import threading
from collections import deque
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from megachat_desktop.errors import DeviceError, Sentence
from megachat_desktop.media import clock
from megachat_desktop.media.video.frames import CapturedFrame, FrameSink
from megachat_desktop.media.video.scaling import Scaler
from megachat_desktop.media.video.source_thread import SourceThread

SOUND_RATE = 48_000
_AHEAD_SAMPLES = SOUND_RATE
_SLIP_SAMPLES = SOUND_RATE // 50  # the audio thread may be off by so much without a jump
_LATE_S = 0.5
_LAST_FRAME_S = 1 / 30

Samples = NDArray[np.int16]


class _Timeline:
    """When the file began to play, and how long one round is (seconds)."""

    def __init__(self, length: float) -> None:
        self.length = length
        self._origin: float | None = None
        self._lock = threading.Lock()

    def origin(self, at: float) -> float:
        """The moment of the file's beginning: whoever asks first sets it."""
        with self._lock:
            if self._origin is None:
                self._origin = at
            return self._origin


class MediaFile:
    """What a file offers: a picture, a sound, or both."""

    def __init__(self, path: Path) -> None:
        """Look into the file. Raises DeviceError when it has neither or cannot be read."""
        try:
            with av.open(str(path)) as container:
                has_video, has_audio = bool(container.streams.video), bool(container.streams.audio)
                length = (container.duration or 0) / av.time_base
                size = (0, 0)
                if has_video:
                    stream = container.streams.video[0]
                    size = stream.codec_context.width, stream.codec_context.height
        except (av.FFmpegError, OSError, ValueError) as refused:
            raise DeviceError(
                Sentence("The file {file} can't be played.", file=path.name)
            ) from refused
        if not (has_video or has_audio):
            raise DeviceError(
                Sentence("The file {file} has neither sound nor picture.", file=path.name)
            )
        timeline = _Timeline(length)
        self.picture = FilePicture(path, size, timeline) if has_video else None
        self.sound = FileSound(path, timeline) if has_audio else None

    def close(self) -> None:
        """Stop both; idempotent."""
        if self.picture is not None:
            self.picture.stop()
        if self.sound is not None:
            self.sound.close()


class FilePicture:
    """A file's picture as a ``VideoSource``."""

    def __init__(self, path: Path, size: tuple[int, int], timeline: _Timeline) -> None:
        self._path = path
        self._size = size
        self._timeline = timeline
        self._thread = SourceThread("file-picture")
        self._scaler = Scaler()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the pictures."""
        return self._size

    def start(self, sink: FrameSink) -> None:
        """Play from the place where the sound is."""
        self._thread.start(partial(self._run, sink))

    def stop(self) -> None:
        """End; idempotent."""
        self._thread.stop()

    def _run(self, sink: FrameSink) -> None:
        origin = self._timeline.origin(clock.now())
        for at, frame in self._frames(clock.now() - origin):
            due = origin + at
            if self._thread.stopping.wait(max(0.0, due - clock.now())):
                return
            picture = self._scaler.resize(frame, frame.width, frame.height)
            sink(CapturedFrame(picture, due))

    def _frames(self, position: float) -> Iterator[tuple[float, av.VideoFrame]]:
        """Every picture from ``position`` on with its time, round after round."""
        start, played = 0.0, False
        if self._timeline.length > 0:
            start = position // self._timeline.length * self._timeline.length
        while not self._thread.stopping.is_set():
            end = 0.0
            for time, frame in _pictures(self._path):
                end = max(end, time + _LAST_FRAME_S)
                if played or start + time >= position - _LATE_S:
                    played = True
                    yield start + time, frame
                if self._thread.stopping.is_set():
                    return
            if end == 0.0:
                return
            start += max(self._timeline.length, end)


class FileSound:
    """A file's sound as a ``SoundSource``: mono, 16 bits, 48 kHz."""

    def __init__(self, path: Path, timeline: _Timeline) -> None:
        self._path = path
        self._timeline = timeline
        self._condition = threading.Condition()
        self._blocks: deque[tuple[int, Samples]] = deque()  # (first sample's number, samples)
        self._cursor: int | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="file-sound", daemon=True)
        self._thread.start()

    def read(self, samples: int, at: float) -> bytes:
        """The sound of this moment; silence where the reader is behind. Never waits."""
        wanted = round((at - self._timeline.origin(at)) * SOUND_RATE)
        with self._condition:
            if self._cursor is None or abs(wanted - self._cursor) > _SLIP_SAMPLES:
                self._cursor = wanted
            sound = self._take(self._cursor, samples)
            self._cursor += samples
            self._condition.notify()
        return sound.tobytes()

    def close(self) -> None:
        """End the reader; idempotent."""
        with self._condition:
            self._closed = True
            self._condition.notify()
        self._thread.join(1.0)

    def _take(self, first: int, count: int) -> Samples:
        sound = np.zeros(count, np.int16)
        while self._blocks and self._blocks[0][0] + self._blocks[0][1].size <= first:
            self._blocks.popleft()
        for start, block in self._blocks:
            if start >= first + count:
                break
            low, high = max(start, first), min(start + block.size, first + count)
            sound[low - first : high - first] = block[low - start : high - start]
        return sound

    def _run(self) -> None:
        start = 0
        while not self._closed:
            length = 0
            for block in _sounds(self._path):
                if not self._put(start + length, block):
                    return
                length += block.size
            if length == 0:
                return
            start += max(length, round(self._timeline.length * SOUND_RATE))

    def _put(self, number: int, block: Samples) -> bool:
        """Queue a block once there is room; False at the end."""
        with self._condition:
            while not self._closed and number - (self._cursor or 0) > _AHEAD_SAMPLES:
                self._condition.wait()
            if number + block.size > (self._cursor or 0):
                self._blocks.append((number, block))
            return not self._closed


def _pictures(path: Path) -> Iterator[tuple[float, av.VideoFrame]]:
    """One round of a file's pictures; a damaged file ends early."""
    try:
        with av.open(str(path)) as container:
            container.streams.video[0].thread_type = "AUTO"
            begin = (container.start_time or 0) / av.time_base
            for frame in container.decode(video=0):
                yield max(0.0, (frame.time or 0.0) - begin), frame
    except (av.FFmpegError, OSError):
        return


def _sounds(path: Path) -> Iterator[Samples]:
    """One round of a file's sound, resampled; a damaged file ends early."""
    resampler = AudioResampler(format="s16", layout="mono", rate=SOUND_RATE)
    try:
        with av.open(str(path)) as container:
            begin: float | None = (container.start_time or 0) / av.time_base
            for frame in container.decode(audio=0):
                if begin is not None:
                    yield _silence((frame.time or 0.0) - begin)
                    begin = None
                for block in resampler.resample(frame):
                    yield block.to_ndarray().reshape(-1).astype(np.int16, copy=False)
    except (av.FFmpegError, OSError):
        return


def _silence(seconds: float) -> Samples:
    """What keeps a sound that begins later than the picture in its place."""
    return np.zeros(round(min(5.0, max(0.0, seconds)) * SOUND_RATE), np.int16)
