"""Whether the screen is locked, as the desktop's screen saver service says over D-Bus.

Elsewhere, and where no such service runs, nobody knows: then it counts as open.
"""

import sys

from PySide6.QtCore import SLOT, QObject, Slot

_NAME = "org.freedesktop.ScreenSaver"
_PATHS = ("/org/freedesktop/ScreenSaver", "/ScreenSaver")
_INTERFACES = ((_NAME, _NAME), ("org.gnome.ScreenSaver", "org.gnome.ScreenSaver"))


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
        slot = SLOT("on_active_changed(bool)").encode()
        for service, interface in _INTERFACES:
            for path in (*_PATHS, "/org/gnome/ScreenSaver"):
                bus.connect(service, path, interface, "ActiveChanged", self, slot)

    @Slot(bool)
    def on_active_changed(self, active: bool) -> None:
        """The screen saver came up or went."""
        self._locked = active
