"""Thirty pictures through an encoder: does it do what a call needs?

Every picture carries a time code, so an encoder that holds pictures back, repeats or invents them
is found out by what comes out of the decoder.
"""

import av
from msgspec import Struct

from megachat_desktop.errors import MediaEngineError
from megachat_desktop.media.rtp.keyframes import is_key_frame
from megachat_desktop.media.video.decoder import VideoDecoder
from megachat_desktop.media.video.encoder import Encoder, EncoderSettings
from megachat_desktop.media.video.frames import CapturedFrame, EncodedFrame
from megachat_desktop.media.video.test_picture import TestPicture
from megachat_desktop.media.video.time_code import read_time_code

PROOF_SETTINGS = EncoderSettings(1280, 720, 30, 1_500_000, 2_200_000, 360_000)
PICTURES = 45
_FORCED_KEY = 10
_SLOWER_FROM = 15
_SLOWER_BPS = 400_000
_JUDGED_FROM = 30  # half a second after the change
_RATE_TOLERANCE = 1.6
_MAX_ENCODE_S = 0.020
_FPS = 30


class Verdict(Struct, frozen=True):
    """Whether an encoder may be used; ``reason`` says why not."""

    works: bool
    encode_ms: float
    reason: str = ""


def prove_encoder(encoder: Encoder) -> Verdict:
    """One picture in, one out, the right one; key frames when asked; a new rate; fast enough."""
    try:
        return _prove(encoder)
    except (MediaEngineError, av.FFmpegError, ValueError):
        return Verdict(False, 0.0, "fails")


def _prove(encoder: Encoder) -> Verdict:
    decoder, drawing = VideoDecoder(encoder.codec), TestPicture()
    frames: list[EncodedFrame] = []
    for index in range(PICTURES):
        at = 50 + index / _FPS
        if index == _SLOWER_FROM:
            encoder.set_rate(_SLOWER_BPS, at)
        captured = CapturedFrame(drawing.draw(index, at), at)
        encoded = encoder.encode(captured, key=index == _FORCED_KEY)
        if encoded is None:
            return Verdict(False, 0.0, "holds pictures back")
        if not _shows(decoder, encoded.data, at):
            return Verdict(False, 0.0, "shows something else")
        frames.append(encoded)
    return _judge(encoder.codec, frames)


def _shows(decoder: VideoDecoder, data: bytes, at: float) -> bool:
    pictures = decoder.decode(data)
    code = read_time_code(pictures[0]) if len(pictures) == 1 else None
    return code is not None and abs(code - at) < 0.001


def _judge(codec: str, frames: list[EncodedFrame]) -> Verdict:
    keys = [index for index, frame in enumerate(frames) if is_key_frame(codec, frame.data)]
    slowest = sorted(frame.encode_s for frame in frames[1:])[int(0.9 * (len(frames) - 1))]
    judged = frames[_JUDGED_FROM:]
    rate = sum(len(frame.data) for frame in judged) * 8 * _FPS / len(judged)
    if keys != [0, _FORCED_KEY]:
        return Verdict(False, slowest * 1000, "makes key frames at the wrong moments")
    if rate > _RATE_TOLERANCE * _SLOWER_BPS:
        return Verdict(False, slowest * 1000, f"ignores a new rate ({rate / 1000:.0f} kbit/s)")
    if slowest > _MAX_ENCODE_S:
        return Verdict(False, slowest * 1000, f"is slow ({slowest * 1000:.0f} ms)")
    return Verdict(True, slowest * 1000)
