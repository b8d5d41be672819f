"""A ringer whose libraries are loaded when it first sounds, or when somebody says so before."""

import threading
from typing import TYPE_CHECKING

from megachat_desktop.media.audio.sounds import CallSound

if TYPE_CHECKING:  # 150 ms that no window waits for
    from megachat_desktop.media.audio.ringer import Ringer


class LateRinger:
    """See ``ringer.Ringer``; every method may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ringer: Ringer | None = None

    def load(self) -> None:
        """Load what is needed, so that the first sound is heard at once."""
        self._loaded()

    def play(
        self,
        sound: CallSound,
        outputs: tuple[str | None, ...] = (None,),
        volume: float = 1.0,
    ) -> None:
        """See ``Ringer.play``."""
        self._loaded().play(sound, outputs, volume)

    def stop(self) -> None:
        """Silence, at once."""
        if self._ringer is not None:
            self._ringer.stop()

    def close(self) -> None:
        """Silence, and wait until no device is open any more."""
        if self._ringer is not None:
            self._ringer.close()

    def _loaded(self) -> "Ringer":
        with self._lock:
            if self._ringer is None:
                from megachat_desktop.media.audio.miniaudio_layer import MiniaudioLayer
                from megachat_desktop.media.audio.ringer import Ringer

                self._ringer = Ringer(MiniaudioLayer())
            return self._ringer
