"""X11: whether the active window says that it fills the screen (EWMH, _NET_WM_STATE_FULLSCREEN)."""

import logging
import os
import struct

from megachat_desktop.ui.ring.surroundings import FullScreen

_log = logging.getLogger(__name__)

_ANY_TYPE = 0
_LONGS = 1024


def connect_x11() -> FullScreen | None:
    """A connection of our own to the display; None where it can not be had."""
    try:
        import xcffib  # type: ignore[import-not-found,unused-ignore]
        from xcffib import xproto  # noqa: F401  registers the core protocol
    except (ImportError, OSError) as error:
        _log.info("full-screen programs are not noticed: %s", error)
        return None
    try:
        return X11FullScreen(xcffib.connect())
    except xcffib.ConnectionException as error:
        _log.info("full-screen programs are not noticed: %r", error)
        return None


class X11FullScreen:
    """Asks the window manager's properties; a local round trip each, well under a millisecond."""

    def __init__(self, connection: object) -> None:
        import xcffib  # type: ignore[import-not-found,unused-ignore]

        assert isinstance(connection, xcffib.Connection)
        self._connection = connection
        self._errors = (xcffib.ProtocolException, xcffib.ConnectionException, struct.error)
        self._root = connection.get_setup().roots[connection.pref_screen].root
        names = ("_NET_ACTIVE_WINDOW", "_NET_WM_STATE", "_NET_WM_STATE_FULLSCREEN", "_NET_WM_PID")
        core = connection.core
        asked = [core.InternAtom(False, len(name), name) for name in names]
        self._active, self._state, self._full, self._pid = [a.reply().atom for a in asked]

    def is_on(self) -> bool:
        """Our own full-screen call is none: the popup belongs over it."""
        try:
            active = self._numbers(self._root, self._active)
            if not active or not active[0]:
                return False
            full = self._full in self._numbers(active[0], self._state)
            return full and os.getpid() not in self._numbers(active[0], self._pid)
        except self._errors:  # the window is gone already, or the display is
            return False

    def close(self) -> None:
        """Disconnect."""
        self._connection.disconnect()

    def _numbers(self, window: int, name: int) -> tuple[int, ...]:
        found = self._connection.core.GetProperty(False, window, name, _ANY_TYPE, 0, _LONGS).reply()
        if found.format != 32:
            return ()
        data = b"".join(found.value)
        return struct.unpack(f"={found.value_len}I", data)
