"""What every page of the settings is given, and the one way in which they change something."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from megachat_desktop.model.settings import Settings
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.ring.ring_trial import RingTrial


@dataclass(frozen=True)
class PageParts:
    """What a page is made with."""

    bridge: Bridge
    look: Look
    avatars: AvatarPainter
    ring_trial: RingTrial
    stack: QWidget  # where the page will stand: made there, it is styled only once


class Changes(QObject):
    """Sends what the person chose to the engine; a refusal is told, and the old choice shown."""

    refused = Signal(str)  # a sentence

    def __init__(self, parts: PageParts, render: Callable[[Settings], None]) -> None:
        super().__init__()
        self._bridge, self._render = parts.bridge, render

    def send(self, **changes: object) -> None:
        """Change some settings, at once."""
        job = self._bridge.ask(self._bridge.engine.update_settings(**changes))
        job.failed.connect(self._on_failed)

    def _on_failed(self, sentence: str) -> None:
        self._render(self._bridge.seen.settings)
        self.refused.emit(sentence)
