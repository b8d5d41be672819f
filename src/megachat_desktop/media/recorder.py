"""Writes what a person sees and hears of the peer into one file (``--record FILE``).

    decode thread -> add_picture \\
                                   queue -> recorder thread -> encode, mux, flush
    audio thread  -> add_sound   /

Pictures and sound are stamped by their moment at the painter and at the ear, so latency and lip
sync can be read from the file. A file that was not closed can be played up to its last second.
"""

import logging
import queue
import threading
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from megachat_desktop.errors import DeviceError, Sentence
from megachat_desktop.media.picture import Picture
from megachat_desktop.media.video.scaling import Scaler

RATE = 48_000
_DEFAULT_SIZE = (1280, 720)
_WAIT_FOR_PICTURE_S = 3.0
_MAX_QUEUE = 600  # some seconds; a disk that is slower loses pictures, never the call
_SLIP_S = 0.040
# An AAC encoder begins so many samples early: in MP4 both streams start by that much later, so
# that they stay together. Matroska and WAV keep the sound as it is and need no offset.
_AAC_LEAD = 1024
_VIDEO_TIME = Fraction(1, 1000)
# Packets of one stream wait at most half a second for the other one's, and then reach the file.
_LIVE = {"flush_packets": "1", "max_interleave_delta": "500000"}
_MATROSKA = _LIVE | {"cluster_time_limit": "1000"}
_FRAGMENTED = _LIVE | {"movflags": "frag_keyframe+empty_moov+default_base_moof"}

Entry = tuple[av.VideoFrame | bytes, float]  # a picture or sound, and its moment

log = logging.getLogger(__name__)


class Recorder:
    """One recording. ``add_picture`` and ``add_sound`` may be called from any thread."""

    def __init__(self, path: Path) -> None:
        """Begin a file: .wav for sound alone, .mp4 or .mkv for both.

        Raises DeviceError when it cannot be written.
        """
        self._path = path
        self._sound_only = path.suffix.lower() == ".wav"
        try:
            path.open("wb").close()  # libavformat itself would notice with the first packet only
            options = _FRAGMENTED if path.suffix.lower() in (".mp4", ".mov") else _MATROSKA
            container = av.open(str(path), "w", options={} if self._sound_only else options)
        except (av.FFmpegError, OSError, ValueError) as refused:
            raise DeviceError(Sentence("Can't record to {file}.", file=path.name)) from refused
        self._queue: queue.Queue[Entry | None] = queue.Queue(_MAX_QUEUE)
        self._writer = _Writer(container, self._sound_only, path.suffix.lower() == ".mkv")
        self._closed = False
        self.lost = 0  # entries that found no room
        self.failed = False  # the disk is full or gone
        self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
        self._thread.start()

    def add_picture(self, picture: Picture, shown: float) -> None:
        """A picture went to the painter (a tap of ``VideoReceiving``). Never waits."""
        if not self._sound_only:
            self._add((picture.frame, shown))

    def add_sound(self, block: bytes, heard: float) -> None:
        """10 ms of 16-bit mono at 48 kHz reached the ear (a tap of the audio engine)."""
        self._add((block, heard))

    def close(self) -> None:
        """Write what is left and close the file, within some seconds; idempotent."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
            self._thread.join(5.0)

    def _add(self, entry: Entry) -> None:
        if self._closed or self.failed:
            return
        try:
            self._queue.put_nowait(entry)
        except queue.Full:
            self.lost += 1

    def _run(self) -> None:
        try:
            while (entry := self._queue.get()) is not None:
                self._writer.write(*entry)
            self._writer.finish()
        except (av.FFmpegError, OSError) as broken:
            self.failed = True
            log.warning("recording ended early: %s", type(broken).__name__)
        finally:
            self._writer.close()


class _Writer:
    """The file itself; used by the recorder's thread alone."""

    def __init__(self, container: OutputContainer, sound_only: bool, lossless: bool) -> None:
        self._container = container
        self._sound_only = sound_only
        self._codec = "pcm_s16le" if lossless or sound_only else "aac"
        self._lead = _AAC_LEAD if self._codec == "aac" else 0
        self._scaler = Scaler()
        self._early: list[Entry] = []
        self._origin: float | None = None
        self._audio: AudioStream | None = None
        self._video: VideoStream | None = None
        self._samples = 0
        self._last_pts = -1

    def write(self, media: av.VideoFrame | bytes, at: float) -> None:
        """Store one entry; the first seconds wait until the picture's size is known."""
        if self._origin is None:
            self._early.append((media, at))
            known = self._sound_only or isinstance(media, av.VideoFrame)
            if known or at - self._early[0][1] > _WAIT_FOR_PICTURE_S:
                self._begin()
            return
        self._store(media, at)

    def finish(self) -> None:
        """Flush the encoders."""
        if self._origin is None and self._early:
            self._begin()
        for stream in (self._video, self._audio):
            if stream is not None:
                self._container.mux(stream.encode(None))

    def close(self) -> None:
        """Close the file, whatever happened to it."""
        try:
            self._container.close()
        except (av.FFmpegError, OSError) as broken:
            log.warning("the recording could not be closed: %s", type(broken).__name__)

    def _begin(self) -> None:
        early, self._early = self._early, []
        self._origin = min(at for _, at in early)
        if not self._sound_only:
            pictures = (media for media, _ in early if isinstance(media, av.VideoFrame))
            self._video = self._add_video(next(pictures, None))
        stream = self._container.add_stream(self._codec, rate=RATE, layout="mono")
        assert isinstance(stream, AudioStream)
        self._audio = stream
        for media, at in early:
            self._store(media, at)

    def _add_video(self, first: av.VideoFrame | None) -> VideoStream:
        width, height = (first.width, first.height) if first is not None else _DEFAULT_SIZE
        stream = self._container.add_stream("libx264", rate=30)
        stream.width, stream.height = width // 2 * 2, height // 2 * 2
        stream.pix_fmt = "yuv420p"
        stream.time_base = stream.codec_context.time_base = _VIDEO_TIME
        stream.codec_context.gop_size = 30
        stream.options = {"preset": "ultrafast", "crf": "20", "tune": "zerolatency"}
        return stream

    def _store(self, media: av.VideoFrame | bytes, at: float) -> None:
        assert self._origin is not None
        if isinstance(media, bytes):
            self._store_sound(np.frombuffer(media, np.int16), at - self._origin)
        else:
            self._store_picture(media, at - self._origin)

    def _store_picture(self, frame: av.VideoFrame, at: float) -> None:
        if self._video is None:
            return
        copy = self._scaler.copy(frame, self._video.width, self._video.height)
        wanted = round((at + self._lead / RATE) * 1000)
        copy.pts = self._last_pts = max(self._last_pts + 1, wanted)
        copy.time_base = _VIDEO_TIME
        self._container.mux(self._video.encode(copy))

    def _store_sound(self, sound: NDArray[np.int16], at: float) -> None:
        """Put the block where it was heard: gaps become silence, overlaps fall away."""
        assert self._audio is not None
        ahead = round(at * RATE) - self._samples
        if ahead > _SLIP_S * RATE:
            self._encode_sound(np.zeros(ahead, np.int16))
        elif ahead < -_SLIP_S * RATE:
            sound = sound[min(sound.size, -ahead) :]
        self._encode_sound(sound)

    def _encode_sound(self, sound: NDArray[np.int16]) -> None:
        assert self._audio is not None
        if sound.size == 0:
            return
        frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        frame.pts = self._samples + self._lead
        frame.time_base = Fraction(1, RATE)
        self._samples += sound.size
        self._container.mux(self._audio.encode(frame))
