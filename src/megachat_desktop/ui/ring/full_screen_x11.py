"""X11: whether the active window says that it fills the screen (EWMH, _NET_WM_STATE_FULLSCREEN)."""

import logging
import os
from typing import Any

from megachat_desktop.ui.ring.surroundings import FullScreen

_log = logging.getLogger(__name__)


def connect_x11() -> FullScreen | None:
    """A connection of our own to the display; None where it can not be had."""
    try:
        from Xlib.display import Display  # type: ignore[import-untyped,unused-ignore]
        from Xlib.error import DisplayError  # type: ignore[import-untyped,unused-ignore]
    except ImportError as error:
        _log.info("full-screen programs are not noticed: %s", error)
        return None
    try:
        return X11FullScreen(Display())
    except (DisplayError, OSError) as error:
        _log.info("full-screen programs are not noticed: %s", error)
        return None


class X11FullScreen:
    """Asks the window manager's properties; local round trips, a fraction of a millisecond each."""

    def __init__(self, display: Any) -> None:
        from Xlib import X, error  # type: ignore[import-untyped,unused-ignore]

        self._display, self._any = display, X.AnyPropertyType
        self._errors = (error.XError, error.ConnectionClosedError, OSError)
        atom = display.intern_atom
        self._active, self._state = atom("_NET_ACTIVE_WINDOW"), atom("_NET_WM_STATE")
        self._full, self._pid = atom("_NET_WM_STATE_FULLSCREEN"), atom("_NET_WM_PID")

    def is_on(self) -> bool:
        """Our own full-screen call is none: the popup belongs over it."""
        try:
            active = self._numbers(self._display.screen().root, self._active)
            if not active or not active[0]:
                return False
            window = self._display.create_resource_object("window", active[0])
            full = self._full in self._numbers(window, self._state)
            return full and os.getpid() not in self._numbers(window, self._pid)
        except self._errors:  # the window is gone already, or the display is
            return False

    def close(self) -> None:
        """Disconnect."""
        self._display.close()

    def _numbers(self, window: Any, name: int) -> list[int]:
        found = window.get_full_property(name, self._any)
        return list(found.value) if found is not None and found.format == 32 else []
