"""The audio thread's ends of a microphone and a speaker, with or without a device behind them.

A ring lies between the device's callback and the audio thread. Where there is no device, the
monotonic clock takes its place: sound is heard as silence and played to nobody, in real time.
"""

import time
from collections.abc import Callable
from typing import Protocol

from megachat_desktop.media.audio.layer import PERIOD_MS, PERIODS, DeviceLayer
from megachat_desktop.media.audio.ring import Ring, WakeUp
from megachat_desktop.media.audio.seam import BLOCK, RATE

_BLOCK_BYTES = BLOCK * 2
_RING = RATE // 2
_STALL_S = 0.250  # a device that is silent for so long is gone
DEVICE_LATENCY_S = PERIOD_MS * PERIODS / 1000
_BEGUN = 3 * PERIOD_MS * RATE // 1000
_LEAST_FILL = 2 * BLOCK
_MOST_FILL = 6 * BLOCK
_CALM_S = 60.0
_LAG_LIMIT_S = 0.5

Clock = Callable[[], float]


class Stream(Protocol):
    """What microphones and speakers have in common."""

    device_id: str | None
    xruns: int

    @property
    def started(self) -> bool:
        """Whether the device has begun to move sound; some take a second."""
        ...

    def alive(self, now: float) -> bool:
        """Whether the device still moves sound."""
        ...

    def close(self) -> None:
        """Let go of the device; not on the audio thread."""
        ...


class CaptureStream(Stream, Protocol):
    """Where the audio thread gets 10 ms blocks from."""

    def read(self) -> tuple[bytes, float] | None:
        """The next 10 ms and when its first sample was heard; None when there is none yet."""
        ...


class PlaybackStream(Stream, Protocol):
    """Where the audio thread puts 10 ms blocks."""

    def wanted(self, now: float) -> int:
        """How many blocks to write now."""
        ...

    def latency_s(self, now: float) -> float:
        """How long until a block written now is heard."""
        ...

    def write(self, block: bytes) -> None:
        """Append 10 ms."""
        ...


class DeviceCapture:
    """A microphone. Blocks it hears while nobody reads are dropped and counted as xruns."""

    def __init__(
        self, layer: DeviceLayer, device_id: str, wake: WakeUp, clock: Clock = time.monotonic
    ) -> None:
        self.device_id: str | None = device_id
        self.xruns = 0
        self._clock, self._wake = clock, wake
        self._ring = Ring(_RING)
        self._heard = 0  # samples, ever, dropped ones too
        self._called_at = clock()
        self._device = layer.open_microphone(device_id, self._captured)

    def read(self) -> tuple[bytes, float] | None:
        """The next 10 ms and when it was heard."""
        called_at = self._called_at
        waiting = self._ring.fill
        if waiting < BLOCK:
            return None
        heard_at = called_at - waiting / RATE - PERIOD_MS / 1000
        return self._ring.read(BLOCK), heard_at

    @property
    def position(self) -> tuple[int, float]:
        """(samples heard so far, when the last of them came in), for measuring the clock."""
        return self._heard, self._called_at

    @property
    def started(self) -> bool:
        """Whether anything was heard yet."""
        return self._heard > 0

    def alive(self, now: float) -> bool:
        """Whether the microphone called within the last quarter of a second."""
        return self._device.running and now - self._called_at < _STALL_S

    def close(self) -> None:
        """Let go of the microphone."""
        self._device.close()

    def _captured(self, sound: memoryview) -> None:
        self._heard += len(sound) // 2
        if self._ring.write(sound):
            self.xruns += 1
        self._called_at = self._clock()
        self._wake.set()


class DevicePlayback:
    """A speaker; keeps 20 ms ahead of it, up to 60 ms where that was not enough."""

    def __init__(
        self, layer: DeviceLayer, device_id: str, wake: WakeUp, clock: Clock = time.monotonic
    ) -> None:
        self.device_id: str | None = device_id
        self.xruns = 0
        self._clock, self._wake = clock, wake
        self._ring = Ring(_RING)
        self._primed = False
        self._asked = 0  # samples, ever
        self._fill = _LEAST_FILL
        self._changed_at = self._called_at = clock()
        self._known_xruns = 0
        self._device = layer.open_speaker(device_id, self._play)

    def wanted(self, now: float) -> int:
        """Blocks that are missing to the fill aimed at."""
        self._adapt(now)
        return max(0, self._fill - self._ring.fill + BLOCK - 1) // BLOCK

    def latency_s(self, now: float) -> float:
        """What waits in the ring and in the device."""
        return self._ring.fill / RATE + DEVICE_LATENCY_S

    def write(self, block: bytes) -> None:
        """Append 10 ms."""
        self._ring.write(block)
        self._primed = True

    @property
    def position(self) -> tuple[int, float]:
        """(samples asked for so far, when it asked last), for measuring the clock."""
        return self._asked, self._called_at

    @property
    def started(self) -> bool:
        """Whether the speaker asked for more than what fills it before it begins."""
        return self._asked > _BEGUN

    def alive(self, now: float) -> bool:
        """Whether the speaker asked within the last quarter of a second."""
        return self._device.running and now - self._called_at < _STALL_S

    def close(self) -> None:
        """Let go of the speaker."""
        self._device.close()

    def _play(self, samples: int) -> bytes:
        sound = self._ring.read(samples)
        self._asked += samples
        if self._primed and len(sound) < 2 * samples:
            self.xruns += 1
        self._called_at = self._clock()
        self._wake.set()
        return sound

    def _adapt(self, now: float) -> None:
        if self.xruns > self._known_xruns:
            self._known_xruns, self._changed_at = self.xruns, now
            self._fill = min(_MOST_FILL, self._fill + BLOCK)
        elif self._fill > _LEAST_FILL and now - self._changed_at > _CALM_S:
            self._fill, self._changed_at = self._fill - BLOCK, now


class NullCapture:
    """No microphone: silence, 10 ms of it every 10 ms."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self.device_id: str | None = None
        self.xruns = 0
        self._clock = clock
        self._next_at: float | None = None  # time begins with the first look

    def read(self) -> tuple[bytes, float] | None:
        """10 ms of silence when they have passed."""
        now = self._clock()
        if self._next_at is None or now - self._next_at > _LAG_LIMIT_S:  # the computer slept
            self._next_at = now - BLOCK / RATE
        if now < self._next_at + BLOCK / RATE:
            return None
        heard_at, self._next_at = self._next_at, self._next_at + BLOCK / RATE
        return bytes(_BLOCK_BYTES), heard_at

    @property
    def started(self) -> bool:
        """Always."""
        return True

    def alive(self, now: float) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Nothing to let go of."""


class NullPlayback:
    """No speaker: time passes, nobody listens."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self.device_id: str | None = None
        self.xruns = 0
        self._plays_until = clock()

    def wanted(self, now: float) -> int:
        """Blocks to stay 20 ms ahead of the clock."""
        if now - self._plays_until > _LAG_LIMIT_S:
            self._plays_until = now
        missing = now + _LEAST_FILL / RATE - self._plays_until
        return max(0, round(missing * RATE) // BLOCK)

    def latency_s(self, now: float) -> float:
        """How far ahead of the clock we are."""
        return max(0.0, self._plays_until - now)

    def write(self, block: bytes) -> None:
        """Let 10 ms pass."""
        self._plays_until += BLOCK / RATE

    @property
    def started(self) -> bool:
        """Always."""
        return True

    def alive(self, now: float) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Nothing to let go of."""
