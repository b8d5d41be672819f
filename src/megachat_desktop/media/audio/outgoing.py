"""Our voice on its way out: 10 ms blocks in, Opus packets with RTP time out. Audio thread only."""

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from megachat_desktop.media.audio.drift import DriftMeter, Resampler
from megachat_desktop.media.audio.opus import OpusEncoder
from megachat_desktop.media.audio.seam import BLOCK, RATE, EncodedAudio
from megachat_desktop.media.video.timings import Timings

OnPacket = Callable[[EncodedAudio], None]

_GAP_S = 0.060  # longer than the jitter of a device's callbacks
_SMOOTH = 16
_NARROW_KBPS = 150.0
# Below this path (kbit/s) -> bit/s; what a wider one may take was measured, decision 0093.
_BITRATES = (
    (60.0, 16_000),
    (100.0, 20_000),
    (150.0, 24_000),
    (500.0, 32_000),
    (1000.0, 48_000),
)
_BITRATE = 64_000
_HEADERS_BPS = 34_000  # 86 bytes with IP for each packet of 20 ms (MEDIA.md, section 4)


class Outgoing:
    """Resamples to true time, cuts frames, encodes, and says when each was heard."""

    def __init__(self, on_packet: OnPacket) -> None:
        self._on_packet = on_packet
        self._encoder = OpusEncoder()
        self._drift = DriftMeter()
        self._resampler = Resampler()
        self._waiting = np.zeros(0, np.int16)
        self._waiting_at = 0.0  # when its first sample was heard
        self._timestamp = 0
        self._next_at: float | None = None
        self._frame = 2 * BLOCK
        self._loudest = 0.0
        self._network = self._network_known = (0.0, 0.0)
        self.level = 0.0
        self.packets = 0
        self.timings = Timings()

    @property
    def drift_ppm(self) -> float:
        """How fast the microphone's clock runs against ours."""
        return self._drift.ppm

    def set_network(self, loss: float, target_kbps: float) -> None:
        """Any thread: takes effect with the next block. 0 kbit/s means not known."""
        self._network = (loss, target_kbps)

    def new_device(self) -> None:
        """Another microphone: its clock is not the last one's."""
        self._drift = DriftMeter()

    def observe_clock(self, samples: int, now: float) -> None:
        """What the microphone gave so far, for measuring its clock."""
        self._drift.observe(samples, now)

    def block(self, sound: bytes, heard_at: float) -> None:
        """Take 10 ms whose first sample was heard at ``heard_at``; may send a packet."""
        samples: NDArray[np.int16] = np.frombuffer(sound, np.int16)
        if self._drift.worth_ppm:
            samples = self._resampler.convert(samples, self._drift.worth_ppm)
        at = self._follow_time(heard_at)
        self._waiting_at = at - self._waiting.size / RATE
        self._waiting = np.concatenate((self._waiting, samples))
        self.level = level_of(samples)
        self._loudest = max(self._loudest, self.level)
        self._adapt()
        while self._waiting.size >= self._frame:
            self._send()

    def close(self) -> None:
        """Free the encoder."""
        self._encoder.close()

    def _follow_time(self, heard_at: float) -> float:
        """When the block was heard, without the jitter of the device's callbacks.

        Time that nobody heard (a hold, a change of device) passes in RTP time too.
        """
        expected = heard_at if self._next_at is None else self._next_at
        if heard_at - expected > _GAP_S:
            blocks = round((heard_at - expected) * RATE / BLOCK)
            self._timestamp += blocks * BLOCK + self._waiting.size
            self._waiting = self._waiting[:0]
            expected = heard_at
        at = expected + (heard_at - expected) / _SMOOTH
        self._next_at = at + BLOCK / RATE
        return at

    def _send(self) -> None:
        frame, self._waiting = self._waiting[: self._frame], self._waiting[self._frame :]
        started = time.perf_counter()
        payload = self._encoder.encode(frame.tobytes())
        self.timings.add(time.perf_counter() - started)
        packet = EncodedAudio(
            payload, self._timestamp % 2**32, self._waiting_at, frame.size, self._loudest
        )
        self._timestamp += frame.size
        self._waiting_at += frame.size / RATE
        self._loudest = 0.0
        self.packets += 1
        self._on_packet(packet)

    def _adapt(self) -> None:
        if self._network == self._network_known:
            return
        loss, kbps = self._network_known = self._network
        narrow = 0 < kbps < _NARROW_KBPS
        self._frame = 4 * BLOCK if narrow else 2 * BLOCK
        self._encoder.tune(_bitrate(kbps), loss)


def sound_bps(kbps: float) -> float:
    """What one voice takes of a path of so many kbit/s, headers included."""
    return _bitrate(kbps) + _HEADERS_BPS


def _bitrate(kbps: float) -> int:
    return next((rate for below, rate in _BITRATES if 0 < kbps < below), _BITRATE)


def level_of(samples: NDArray[np.int16]) -> float:
    """Root mean square, 0..1."""
    if not samples.size:
        return 0.0
    sound = samples.astype(np.float32)
    return float(np.sqrt(np.dot(sound, sound) / sound.size)) / 32768
