"""What changes in a call without news of it: the timer, and how loud both ends are."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from megachat_desktop.engine.clock import SystemClock
from megachat_desktop.model.call import Call, CallState
from megachat_desktop.model.media import SoundLevels
from megachat_desktop.ui.call.call_view import CallView
from megachat_desktop.ui.call.mini_window import MiniWindow
from megachat_desktop.ui.call.prompter import Prompter
from megachat_desktop.ui.words import clock_words

_TICK_MS = 250
_LEVEL_MS = 50
_MUTED_LOOK = 2  # every second look at the levels is one at a muted microphone

LevelSource = Callable[[], SoundLevels]


class CallPulse(QObject):
    """Beats while the call lives."""

    def __init__(self, view: CallView, mini: MiniWindow, prompter: Prompter) -> None:
        super().__init__(view)
        self._view, self._mini, self._prompter = view, mini, prompter
        self._call: Call | None = None
        self._levels: LevelSource = SoundLevels
        self._looks = 0
        self._timers = self._timer(_TICK_MS, self.tick), self._timer(_LEVEL_MS, self.look)

    def render_call(self, call: Call) -> None:
        """How the call stands."""
        self._call = call
        if not call.live:
            self._levels = SoundLevels
        for timer in self._timers:
            timer.start() if call.live else timer.stop()
        self.tick()

    def attach_levels(self, levels: LevelSource) -> None:
        """Where to ask how loud both ends are; it must not block."""
        self._levels = levels

    def tick(self) -> None:
        """Another quarter of a second."""
        call = self._call
        if call is None:
            return
        if call.state is CallState.ACTIVE and call.active_at is not None:
            text = clock_words(SystemClock().monotonic() - call.active_at)
            self._view.stage.show_time(text)
            self._view.top.who.show_time(text)
            self._mini.show_time(text)
        elif call.live:
            self._view.top.who.show_time("")

    def look(self) -> None:
        """How loud is it?"""
        call = self._call
        if call is None or call.state is not CallState.ACTIVE:
            return
        levels = self._levels()
        self._view.show_levels(levels)
        self._looks += 1
        if self._looks % _MUTED_LOOK == 0:
            self._prompter.hear(levels.microphone)

    def _timer(self, interval_ms: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(interval_ms)
        timer.timeout.connect(slot)
        return timer
