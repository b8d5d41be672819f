"""Whether the screen is locked, as the desktop's screen saver service says over D-Bus.

Elsewhere, and where no such service runs, nobody knows: then it counts as open.
"""

import sys
from typing import cast

from PySide6.QtCore import SLOT, QObject, Slot

# Service, which is its interface too -> where it speaks from.
_SERVICES = {
    "org.freedesktop.ScreenSaver": ("/org/freedesktop/ScreenSaver", "/ScreenSaver"),
    "org.gnome.ScreenSaver": ("/org/gnome/ScreenSaver",),
}


class DesktopLock(QObject):
    """Listens for ActiveChanged; never asks and waits on the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._locked = False
        if sys.platform.startswith("linux"):
            self._listen()

    @property
    def locked(self) -> bool:
        """As the desktop last said."""
        return self._locked

    def _listen(self) -> None:
        from PySide6.QtDBus import QDBusConnection

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        # The stubs ask for bytes here, PySide6 6.11 itself takes nothing but str.
        slot = cast(bytes, SLOT("on_active_changed(bool)"))
        for service, paths in _SERVICES.items():
            for path in paths:
                bus.connect(service, path, service, "ActiveChanged", self, slot)

    @Slot(bool)
    def on_active_changed(self, active: bool) -> None:
        """The screen saver came up or went."""
        self._locked = active
