"""The one way news leaves the engine: listeners are told in order, on the engine's thread."""

from collections import deque
from collections.abc import Callable, Iterable

from megachat_desktop.model.events import EngineEvent, NoticeRaised

Listener = Callable[[EngineEvent], None]
MAX_UNTOLD = 16


class EventBus:
    """Hands each event to every listener; a new one is first told how things stand."""

    def __init__(self, current_state: Callable[[], Iterable[EngineEvent]]) -> None:
        self._current_state = current_state
        self._listeners: list[Listener] = []
        self._untold: deque[NoticeRaised] = deque(maxlen=MAX_UNTOLD)

    def emit(self, event: EngineEvent) -> None:
        """Tell every listener; a notice that nobody hears waits for the first one."""
        if not self._listeners and isinstance(event, NoticeRaised):
            self._untold.append(event)
        for listener in tuple(self._listeners):
            listener(event)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell ``listener`` the present state, then all that changes. Returns the way out."""
        for event in self._current_state():
            listener(event)
        while self._untold:
            listener(self._untold.popleft())
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)
