"""Echo cancellation, noise suppression and gain: libwebrtc's, by way of livekit's module.

It takes exactly 10 ms at a time and works in place, so everything here is a copy.
"""

import logging
from dataclasses import dataclass

from livekit.rtc import AudioFrame, AudioProcessingModule

from megachat_desktop.media.audio.seam import BLOCK, RATE

_log = logging.getLogger(__name__)
_DELAY_STEP_MS = 5


@dataclass(frozen=True)
class ProcessingChoice:
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

    def set_delay(self, seconds: float) -> None:
        """From ``played`` to the ear, and from the mouth to ``heard``, together."""
        delay_ms = round(seconds * 1000)
        if self.choice.echo_cancellation and abs(delay_ms - self._delay_ms) >= _DELAY_STEP_MS:
            self._module.set_stream_delay_ms(delay_ms)
            self._delay_ms = delay_ms

    def played(self, block: bytes) -> None:
        """10 ms that were just given to the speaker."""
        if self.choice.echo_cancellation:
            memoryview(self._played.data).cast("B")[:] = block
            self._module.process_reverse_stream(self._played)

    def heard(self, block: bytes) -> bytes:
        """10 ms of the microphone, cleaned."""
        view = memoryview(self._heard.data).cast("B")
        view[:] = block
        self._module.process_stream(self._heard)
        return bytes(view)


def make_processing(choice: ProcessingChoice) -> VoiceProcessing | None:
    """The processing, or None where the library does not load: then the voice goes as it is."""
    try:
        return VoiceProcessing(choice)
    except (ImportError, OSError, RuntimeError) as error:
        _log.warning("no voice processing on this computer: %s", error)
        return None


def _frame() -> AudioFrame:
    return AudioFrame(bytearray(2 * BLOCK), RATE, 1, BLOCK)
