"""Whether the screen is locked, as far as somebody on the desktop's message buses says so.

Elsewhere, and where no such service runs, nobody knows: then it counts as open.
"""

import sys

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication

from megachat_desktop.model.settings import Settings
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.feed import Feed
from megachat_desktop.ui.ring.lock_services import LockTold, session_lock, system_lock


class DesktopLock(QObject):
    """Listens from the engine's start on; the GUI thread asks and waits for nothing."""

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._feeds: tuple[Feed, ...] = ()
        self._locked_by: set[str] = set()
        self._only_asked: set[str] = set()
        if sys.platform.startswith("linux"):
            bridge.settings_changed.connect(self._on_settings_changed)
            application = QGuiApplication.instance()
            assert isinstance(application, QGuiApplication)
            application.applicationStateChanged.connect(self._on_state_changed)

    @property
    def locked(self) -> bool:
        """As the desktop last said."""
        return bool(self._locked_by | self._only_asked)

    def close(self) -> None:
        """Listen no more."""
        for feed in self._feeds:
            feed.close()

    def _on_settings_changed(self, _settings: Settings) -> None:
        """The first news of the engine: it runs now."""
        self._bridge.settings_changed.disconnect(self._on_settings_changed)
        self._feeds = tuple(Feed(self._bridge, s, self) for s in (session_lock, system_lock))
        for feed in self._feeds:
            feed.told.connect(self._on_told)

    def _on_told(self, told: LockTold) -> None:
        where = self._locked_by if told.certain else self._only_asked
        if told.locked:
            where.add(told.by)
        else:
            self._locked_by.discard(told.by)
            self._only_asked.discard(told.by)

    def _on_state_changed(self, state: Qt.ApplicationState) -> None:
        """Whoever works with us has no lock before them; some lockers never say that they went."""
        if state is Qt.ApplicationState.ApplicationActive:
            self._only_asked.clear()
