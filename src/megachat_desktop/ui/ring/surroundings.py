"""What else is on the screen: a program that fills it, panels at its edges, other desktops, a lock.

Each is asked of the desktop, in one small module for each window system. Not knowing is "nothing
special": better a popup over a film than a call that nobody notices.
"""

import sys
from typing import Protocol

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QWidget

FLASH_MS = 900


class Surroundings(Protocol):
    """What surrounds our windows. Cheap enough for the GUI thread; nothing here raises."""

    def full_screen(self) -> bool:
        """Whether another program fills the screen right now."""
        ...

    def free_part(self, screen: QScreen) -> QRect:
        """What panels leave of a screen, in Qt's coordinates."""
        ...

    def lets_through(self) -> bool:
        """Whether what lies below a window is seen where the window paints nothing."""
        ...

    def hides_popups(self) -> bool:
        """Whether a window that comes by itself may stand behind what the person looks at."""
        ...

    def show_everywhere(self, window: QWidget) -> None:
        """Let a window that is shown be on every virtual desktop."""
        ...

    def ask_for_attention(self, window: QWidget, asks: bool) -> None:
        """Let the window's entry in the task bar ask to be seen, or no more."""
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


class PlainSurroundings:
    """What Qt itself knows."""

    def full_screen(self) -> bool:
        """Nobody knows."""
        return False

    def free_part(self, screen: QScreen) -> QRect:
        """As the platform says."""
        return screen.availableGeometry()

    def lets_through(self) -> bool:
        """Everywhere but on X11."""
        return True

    def hides_popups(self) -> bool:
        """On Wayland, which raises no window that nobody asked for."""
        return QGuiApplication.platformName().startswith("wayland")

    def show_everywhere(self, window: QWidget) -> None:
        """The desktop that is looked at when it appears has to do."""

    def ask_for_attention(self, window: QWidget, asks: bool) -> None:
        """The entry flashes, or the dock's icon bounces; each time ends by itself."""
        if asks:
            QApplication.alert(window, FLASH_MS)

    def close(self) -> None:
        """Nothing to let go."""


def surroundings_of_this_desktop() -> Surroundings:
    """The best that this system offers."""
    if QGuiApplication.platformName() == "xcb":
        from megachat_desktop.ui.ring.surroundings_x11 import connect_x11

        return connect_x11() or PlainSurroundings()
    if sys.platform == "win32":
        from megachat_desktop.ui.ring.surroundings_windows import WindowsSurroundings

        return WindowsSurroundings()
    return PlainSurroundings()
