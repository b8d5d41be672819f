"""Bringing a window before the others, where there is a desktop that has others."""

import os

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget


def bring_to_front(window: QWidget) -> None:
    """Raise and activate a window; without a display Qt would only complain."""
    if QGuiApplication.platformName() != "offscreen":
        window.raise_()
    window.activateWindow()


def let_to_the_front(token: str) -> None:
    """The next window that is shown or activated may come to the front, where that takes a token.

    Source: Wayland's xdg-activation-v1; Qt uses up what stands in the environment.
    """
    if token and QGuiApplication.platformName().startswith("wayland"):
        os.environ["XDG_ACTIVATION_TOKEN"] = token
