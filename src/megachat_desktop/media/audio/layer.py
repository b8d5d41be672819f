"""What a device layer has to offer, so that the library behind it can be exchanged.

Sound is 16-bit mono at 48 kHz. Callbacks run on a thread of the library and only move samples.
"""

from collections.abc import Callable
from typing import Protocol

from megachat_desktop.model.media import MediaDevice

PERIOD_MS = 10
PERIODS = 2  # 20 ms of device buffer

OnCaptured = Callable[[memoryview], None]  # samples that were just heard
OnPlay = Callable[[int], bytes]  # samples asked for -> so many, or fewer


class OpenDevice(Protocol):
    """A device that runs until it is closed."""

    @property
    def running(self) -> bool:
        """False once the system took the device away, as far as the library notices."""
        ...

    def close(self) -> None:
        """Stop and let go; idempotent; afterwards no callback comes any more."""
        ...


class DeviceLayer(Protocol):
    """Lists and opens sound devices. Its methods may take some 10 ms: never on the audio thread."""

    def devices(self) -> tuple[MediaDevice, ...]:
        """Microphones and speakers of this moment; empty where there is no sound at all."""
        ...

    def open_microphone(self, device_id: str, captured: OnCaptured) -> OpenDevice:
        """Capture from now on. Raises DeviceError."""
        ...

    def open_speaker(self, device_id: str, play: OnPlay) -> OpenDevice:
        """Play from now on. Raises DeviceError."""
        ...

    def close(self) -> None:
        """Let go of the library; no device may be open any more."""
        ...
