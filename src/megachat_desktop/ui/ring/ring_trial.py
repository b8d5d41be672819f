"""Whether the person tries out how it rings, from the settings."""

from PySide6.QtCore import QObject, Signal


class RingTrial(QObject):
    """Begun and ended by the page of the settings; a call ends it too. The bell makes the sound."""

    changed = Signal(bool)  # whether it rings for a trial

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on = False

    @property
    def on(self) -> bool:
        """Whether it rings for a trial right now."""
        return self._on

    def toggle(self) -> None:
        """Begin, or end what goes on."""
        self._set(not self._on)

    def stop(self) -> None:
        """Silence, if it was on."""
        self._set(False)

    def _set(self, on: bool) -> None:
        if on is not self._on:
            self._on = on
            self.changed.emit(on)
