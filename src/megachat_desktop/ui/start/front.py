"""Bringing a window before the others, where there is a desktop that has others."""

import os
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

STILL_BEHIND_MS = 150  # a window manager has answered by then


def bring_to_front(window: QWidget) -> None:
    """Raise and activate a window that the person wants to see.

    Without a display Qt would only complain.
    """
    platform = QGuiApplication.platformName()
    if platform != "offscreen":
        window.raise_()
    window.activateWindow()
    if platform == "xcb":
        QTimer.singleShot(STILL_BEHIND_MS, window, partial(_insist, window))


def _insist(window: QWidget) -> None:
    """Qt's own way may not do: see ``X11Surroundings.activate``."""
    if window.isVisible() and not window.isActiveWindow():
        from megachat_desktop.ui.ring.surroundings_x11 import connect_x11

        if desktop := connect_x11():
            desktop.activate(int(window.winId()))
            desktop.close()


def let_to_the_front(token: str) -> None:
    """The next window that is shown or activated may come to the front, where that takes a token.

    Source: Wayland's xdg-activation-v1; Qt uses up what stands in the environment.
    """
    if token and QGuiApplication.platformName().startswith("wayland"):
        os.environ["XDG_ACTIVATION_TOKEN"] = token
