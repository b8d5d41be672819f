"""X11: asking the window manager for a window of ours as a task bar would.

Qt asks with the time of the last click into one of our windows. Where the person clicked elsewhere
since (a link in a browser, a notification), a manager finds that too old and only says that the
window "is ready".
"""

import logging

_log = logging.getLogger(__name__)

_FROM_A_PAGER = 2  # EWMH, source indication: the person wants it


def activate(window: int) -> None:
    """Bring the window of this number to the front; nothing where the display is gone."""
    try:
        from Xlib import X  # type: ignore[import-untyped,unused-ignore]
        from Xlib.display import Display  # type: ignore[import-untyped,unused-ignore]
        from Xlib.error import DisplayError  # type: ignore[import-untyped,unused-ignore]
        from Xlib.protocol.event import ClientMessage  # type: ignore[import-untyped,unused-ignore]
    except ImportError as error:
        _log.info("not brought to the front: %s", error)
        return
    try:
        display = Display()
    except (DisplayError, OSError) as error:
        _log.info("not brought to the front: %s", error)
        return
    atom = display.intern_atom("_NET_ACTIVE_WINDOW")
    data = (32, [_FROM_A_PAGER, X.CurrentTime, 0, 0, 0])
    asked = ClientMessage(window=window, client_type=atom, data=data)
    mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
    display.screen().root.send_event(asked, event_mask=mask)
    display.sync()
    display.close()
