"""Tells an answer from a key that goes on with what was typed elsewhere.

When a window goes in which somebody types, a window manager may give the popup the focus.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from megachat_desktop.ui.ring.popup_parts import Clock

PAUSE_S = 0.8  # so long nobody types who means to answer with a key
_ANSWERING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Space)


class TypingGuard:
    """Asked with every key; an answer counts after a pause."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._typed_at = float("-inf")

    def focus_came(self) -> None:
        """From now on keys arrive here, perhaps in the middle of a word."""
        self._typed_at = self._clock()

    def is_typed_on(self, event: QKeyEvent) -> bool:
        """Whether this key would answer, but goes on with what was typed elsewhere."""
        now, answers = self._clock(), event.key() in _ANSWERING
        typing = now - self._typed_at < PAUSE_S
        if typing or (event.text().strip() and not answers):
            self._typed_at = now
        return typing and answers
