"""The peer's voice on its way in: packets in, 10 ms blocks out. ``push`` from any thread."""

import time
from collections import deque
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from megachat_desktop.media.audio.opus import OpusDecoder, OpusError
from megachat_desktop.media.audio.outgoing import level_of
from megachat_desktop.media.audio.seam import BLOCK
from megachat_desktop.media.rtp.audio_buffer import AudioJitterBuffer, AudioPacket
from megachat_desktop.media.rtp.audio_steps import (
    Conceal,
    Decode,
    DecodeFec,
    Direction,
    Play,
    Silence,
    Step,
    Stretch,
)
from megachat_desktop.media.rtp.stretch import Wsola, cross_fade
from megachat_desktop.media.video.timings import Timings

Samples = NDArray[np.int16]

_NOTHING = np.zeros(0, np.int16)
_MERGE = 240  # samples of cross-fade where the sound jumps
_WAITING = 512  # packets between two blocks: more is an attack or a stall of seconds
_NOISE_MOST = 0.002  # -54 dBFS
_NOISE_RISE = 1.02  # per block: the quietest lately, forgotten within seconds


class Incoming:
    """Buffers, decodes, conceals and stretches one voice."""

    def __init__(self) -> None:
        self.buffer = AudioJitterBuffer()
        self._arrived: deque[AudioPacket] = deque(maxlen=_WAITING)
        self._decoder = OpusDecoder()
        self._wsola = Wsola()
        self._held = np.zeros(0, np.int16)
        self._noise = ComfortNoise()
        self._in_noise = False
        self.level = 0.0
        self.sounded = False  # whether anything real has been decoded yet
        self.timings = Timings()

    def push(self, packet: AudioPacket) -> None:
        """A packet arrived."""
        self._arrived.append(packet)

    def block(self, now: float) -> bytes:
        """The 10 ms to play ``now``."""
        while self._arrived:
            packet = self._arrived.popleft()
            self.buffer.insert(packet, packet.arrived)
        while not isinstance(step := self.buffer.pull(now, self._held.size), Play):
            self._apply(step)
        out, self._held = self._held[:BLOCK], self._held[BLOCK:]
        self._wsola.played(out)
        self.level = level_of(out)
        return out.tobytes()

    def play_timestamp(self) -> int | None:
        """RTP time (32 bits) of the block that came last; None while nothing real plays."""
        at = self.buffer.play_timestamp(self._held.size + BLOCK)
        return None if at is None else at % 2**32

    def close(self) -> None:
        """Free the decoder."""
        self._decoder.close()

    def _apply(self, step: Step) -> None:
        match step:
            case Decode():
                before = self._bridge(jump=step.merge)
                self._append(cross_fade(before, self._decode(step)))
                self._in_noise, self.sounded = False, True
            case DecodeFec():
                self._append(self._recover(step))
            case Conceal():
                self._append(self._conceal(step))
            case Silence():
                before = self._bridge(jump=self.sounded)
                self._append(cross_fade(before, self._noise.make(step.samples)))
                self._in_noise = True
            case Stretch():
                self._stretch(step)
            case Play():
                raise AssertionError
            case _:
                assert_never(step)

    def _append(self, sound: Samples) -> None:
        self._held = np.concatenate((self._held, sound))

    def _bridge(self, *, jump: bool) -> Samples:
        """How what was played would go on, to be faded out over what comes instead."""
        if self._in_noise:
            return self._noise.make(_MERGE)
        return self._made_up(_MERGE) if jump else _NOTHING

    def _decode(self, step: Decode) -> Samples:
        started = time.perf_counter()
        try:
            sound = np.frombuffer(self._decoder.decode(step.payload), np.int16)
        except OpusError:  # the peer sent what is no Opus: as good as lost
            return self._made_up(step.samples)
        self.timings.add(time.perf_counter() - started)
        self._noise.learn(sound)
        return sound

    def _recover(self, step: DecodeFec) -> Samples:
        try:
            return np.frombuffer(
                self._decoder.decode_fec(step.next_payload, step.samples), np.int16
            )
        except OpusError:
            return self._made_up(step.samples)

    def _conceal(self, step: Conceal) -> Samples:
        sound = self._made_up(step.samples)
        if step.gain_to == 1.0:
            return sound
        gain = np.linspace(step.gain_from, step.gain_to, sound.size, dtype=np.float32)
        noise = self._noise.make(sound.size)
        mixed: Samples = (sound * gain + noise * (1 - gain)).astype(np.int16)
        return mixed

    def _made_up(self, samples: int) -> Samples:
        usable = max(120, samples // 120 * 120)
        return np.frombuffer(self._decoder.conceal(usable), np.int16)

    def _stretch(self, step: Stretch) -> None:
        before = self._held.size
        shorter = step.direction is Direction.SHORTEN
        change = self._wsola.shorten if shorter else self._wsola.lengthen
        self._held = change(self._held, anywhere=step.anywhere)
        self.buffer.stretched(self._held.size - before)


class ComfortNoise:
    """As loud as the quietest of what was heard lately: total silence sounds like a broken line."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(0)
        self._level = 0.0

    def learn(self, sound: Samples) -> None:
        """Take note of decoded sound."""
        level = level_of(sound)
        self._level = min(level, max(self._level, 1e-6) * _NOISE_RISE, _NOISE_MOST)

    def make(self, samples: int) -> Samples:
        """Low-passed noise of the level learnt; silence before anything was heard."""
        if self._level * 32768 < 0.5:
            return np.zeros(samples, np.int16)
        raw = self._random.normal(0.0, self._level * 32768 * 2, samples + 3)
        made: Samples = np.convolve(raw, np.full(4, 0.25), "valid").astype(np.int16)
        return made
