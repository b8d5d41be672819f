"""Qt's application object with what is ours of it: its name, and who is asked before it quits."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """One a process. The system's own Quit (the Dock, a menu) asks ``before_quitting`` instead.

    An event filter would do the same, but see every event of every widget.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))
        self.before_quitting: Callable[[], None] | None = None
        self.setApplicationName("megachat")
        self.setApplicationDisplayName("MegaChat")
        self.setDesktopFileName("megachat")
        self.setQuitOnLastWindowClosed(False)

    # Qt's own from here on.

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Quit and self.before_quitting is not None:
            self.before_quitting()
            return True
        return super().event(event)
