"""Files that take the place of camera and microphone: the test picture as Y4M, speech as a film."""

import shutil
import subprocess
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from megachat_desktop.media.video.test_picture import FPS, HEIGHT, WIDTH, TestPicture

# The background of the test picture repeats after 64 pictures: whole rounds make no jump.
_Y4M_PICTURES = 128
SPEECH_S = 10
_SPEECH = (
    "The boat left the harbour before sunrise. Six gulls followed it along the grey coast. "
    "Please bring a warm jacket, and some bread for the evening."
)

Samples = NDArray[np.int16]


def write_y4m(path: Path) -> Path:
    """The moving test picture as uncompressed pictures, about 4 s that can be repeated."""
    picture = TestPicture(WIDTH, HEIGHT)
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FPS}:1 Ip A1:1 C420jpeg\n".encode())
        for index in range(_Y4M_PICTURES):
            frame = picture.draw(index, index / FPS)
            out.write(b"FRAME\n")
            for plane in frame.planes:
                rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
                out.write(rows[: plane.height, : plane.width].tobytes())
    return path


def speech(folder: Path) -> tuple[Samples, Samples]:
    """A spoken sample by espeak-ng at (48 kHz, 16 kHz), mono; silence up to 10 s.

    Raises FileNotFoundError where espeak-ng is missing.
    """
    program = shutil.which("espeak-ng")
    if program is None:
        raise FileNotFoundError("espeak-ng is missing: there is no speech to send")
    spoken = folder / "spoken.wav"
    subprocess.run([program, "-v", "en", "-s", "145", "-w", str(spoken), _SPEECH], check=True)
    wide = read_sound(spoken, 48_000)[: SPEECH_S * 48_000]
    wide = np.concatenate((wide, np.zeros(SPEECH_S * 48_000 - wide.size, np.int16)))
    return wide, resample(wide, 48_000, 16_000)


def read_sound(path: Path, rate: int) -> Samples:
    """All samples of a sound file as mono."""
    resampler = AudioResampler("s16", "mono", rate)
    with av.open(str(path)) as container:
        frames = [f for frame in container.decode(audio=0) for f in resampler.resample(frame)]
    frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def resample(sound: Samples, rate: int, to: int) -> Samples:
    """Mono samples at another rate."""
    resampler = AudioResampler("s16", "mono", to)
    frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = rate
    frames = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([part.to_ndarray()[0] for part in frames])


def write_film(path: Path, sound: Samples) -> Path:
    """The test picture with this sound (48 kHz), as long as the sound."""
    picture = TestPicture(WIDTH, HEIGHT)
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=FPS)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.options = {"preset": "ultrafast", "crf": "18", "tune": "fastdecode"}
        audio = container.add_stream("pcm_s16le", rate=48_000, layout="mono")
        for index in range(sound.size * FPS // 48_000):
            container.mux(video.encode(picture.draw(index, index / FPS)))
            first = index * 48_000 // FPS
            block = sound[first : (index + 1) * 48_000 // FPS].reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(block, format="s16", layout="mono")
            frame.sample_rate, frame.pts = 48_000, first
            container.mux(audio.encode(frame))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
    return path
