"""Bringing a window before the others, where there is a desktop that has others."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget


def bring_to_front(window: QWidget) -> None:
    """Raise and activate a window; without a display Qt would only complain."""
    if QGuiApplication.platformName() != "offscreen":
        window.raise_()
    window.activateWindow()
