"""Echo cancellation, noise suppression and gain: libwebrtc's, by way of livekit's module.

It takes exactly 10 ms at a time and works in place, so everything here is a copy.
"""

import logging
import math

import numpy as np
from livekit.rtc import AudioFrame, AudioProcessingModule
from msgspec import Struct

from megachat_desktop.media.audio.drift import WORTH_PPM, Resampler
from megachat_desktop.media.audio.seam import BLOCK, RATE

_log = logging.getLogger(__name__)
_DELAY_STEP_MS = 5
_LOUD = 300.0**2  # -41 dBFS, of the speaker
_AUDIBLE = 20.0**2
_SILENT = 0.1


class ProcessingChoice(Struct, frozen=True):
    """What is done to the microphone's sound."""

    echo_cancellation: bool = True
    noise_suppression: bool = True
    gain_control: bool = True


class VoiceProcessing:
    """Takes the echo of what was ``played`` out of what is ``heard``; one thread only."""

    def __init__(self, choice: ProcessingChoice) -> None:
        self.choice = choice
        self._module = AudioProcessingModule(
            echo_cancellation=choice.echo_cancellation,
            noise_suppression=choice.noise_suppression,
            high_pass_filter=choice.noise_suppression,
            auto_gain_control=choice.gain_control,
        )
        self._heard, self._played = _frame(), _frame()
        self._delay_ms = -100
        self._drift_ppm = 0.0
        self._resampler = Resampler()
        self._waiting = np.zeros(0, np.int16)
        self._gauge = EchoGauge()

    @property
    def echo_return_loss_db(self) -> float:
        """How much of the echo is gone, while the other speaks; 0 before that could be told."""
        return self._gauge.decibels

    def set_delay(self, seconds: float) -> None:
        """From ``played`` to the ear, and from the mouth to ``heard``, together."""
        delay_ms = round(seconds * 1000)
        if self.choice.echo_cancellation and abs(delay_ms - self._delay_ms) >= _DELAY_STEP_MS:
            self._module.set_stream_delay_ms(delay_ms)
            self._delay_ms = delay_ms

    def set_drift(self, ppm: float) -> None:
        """By how much the speaker's clock is faster than the microphone's."""
        self._drift_ppm = ppm if abs(ppm) > WORTH_PPM else 0.0

    def played(self, block: bytes) -> None:
        """10 ms that were just given to the speaker."""
        if not self.choice.echo_cancellation:
            return
        self._gauge.played(block)
        if not self._drift_ppm and not self._waiting.size:
            self._reverse(block)
            return
        # The canceller compares block with block: both have to be of the microphone's time.
        sound = self._resampler.convert(np.frombuffer(block, np.int16), self._drift_ppm)
        self._waiting = np.concatenate((self._waiting, sound))
        while self._waiting.size >= BLOCK:
            self._reverse(self._waiting[:BLOCK].tobytes())
            self._waiting = self._waiting[BLOCK:]

    def heard(self, block: bytes) -> bytes:
        """10 ms of the microphone, cleaned."""
        view = memoryview(self._heard.data).cast("B")
        view[:] = block
        self._module.process_stream(self._heard)
        cleaned = bytes(view)
        if self.choice.echo_cancellation:
            self._gauge.heard(block, cleaned)
        return cleaned

    def _reverse(self, block: bytes) -> None:
        memoryview(self._played.data).cast("B")[:] = block
        self._module.process_reverse_stream(self._played)


class EchoGauge:
    """Compares the microphone before and after, but only while the speaker is loud."""

    def __init__(self) -> None:
        self._far = self._before = self._after = 0.0

    @property
    def decibels(self) -> float:
        """Before against after; 0 while there was too little to compare."""
        if self._before < _AUDIBLE:
            return 0.0
        return 10 * math.log10(self._before / max(self._after, _SILENT))

    def played(self, block: bytes) -> None:
        """What the speaker gets: its loudness fades as a room's does."""
        self._far = max(0.9 * self._far, _power(block))

    def heard(self, before: bytes, after: bytes) -> None:
        """10 ms of the microphone, uncleaned and cleaned."""
        if self._far < _LOUD:
            return
        self._before += (_power(before) - self._before) / 100
        self._after += (_power(after) - self._after) / 100


def _power(block: bytes) -> float:
    sound = np.frombuffer(block, np.int16).astype(np.float32)
    return float(np.dot(sound, sound)) / sound.size


def make_processing(choice: ProcessingChoice) -> VoiceProcessing | None:
    """The processing, or None where the library does not load: then the voice goes as it is."""
    try:
        return VoiceProcessing(choice)
    except (ImportError, OSError, RuntimeError) as error:
        _log.warning("no voice processing on this computer: %s", error)
        return None


def _frame() -> AudioFrame:
    return AudioFrame(bytearray(2 * BLOCK), RATE, 1, BLOCK)
