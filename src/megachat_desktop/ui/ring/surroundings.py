"""What else is on the screen: a program that fills it, or the lock.

Both are asked of the desktop, each in one small module behind a ``Protocol``. Not knowing is
"nothing special": better a popup over a film than a call that nobody notices.
"""

import sys
from typing import Protocol

from PySide6.QtGui import QGuiApplication


class FullScreen(Protocol):
    """Whether another program fills the screen right now."""

    def is_on(self) -> bool:
        """Cheap enough for the GUI thread; never raises."""
        ...

    def close(self) -> None:
        """Let go of what it asks through."""
        ...


class ScreenLock(Protocol):
    """Whether the screen is locked."""

    @property
    def locked(self) -> bool:
        """As the desktop last said."""
        ...


class NeverFullScreen:
    """Where nobody can be asked."""

    def is_on(self) -> bool:
        """Nobody knows."""
        return False

    def close(self) -> None:
        """Nothing to let go."""


def full_screen_of_this_desktop() -> FullScreen:
    """The best that this system offers."""
    if QGuiApplication.platformName() == "xcb":
        from megachat_desktop.ui.ring.full_screen_x11 import connect_x11

        return connect_x11() or NeverFullScreen()
    if sys.platform == "win32":
        from megachat_desktop.ui.ring.full_screen_windows import WindowsFullScreen

        return WindowsFullScreen()
    return NeverFullScreen()
