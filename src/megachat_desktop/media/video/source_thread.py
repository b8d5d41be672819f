"""The thread that a source of pictures draws, plays or reads on."""

import threading
from collections.abc import Callable

_JOIN_S = 1.0


class SourceThread:
    """Runs one loop at a time; the loop looks at ``stopping`` or waits on it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._thread: threading.Thread | None = None
        self.stopping = threading.Event()

    def start(self, loop: Callable[[], None]) -> None:
        """Run ``loop`` until it returns."""
        self.stopping.clear()
        self._thread = threading.Thread(target=loop, name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Tell the loop to end and wait for it a moment; idempotent."""
        self.stopping.set()
        if self._thread is not None:
            self._thread.join(_JOIN_S)
            self._thread = None
