"""X11: what the window manager and the panels say in their properties (EWMH).

Our own connection to the display, since Qt does not say what other programs do. Local round trips,
a fraction of a millisecond each.
"""

import logging
import os
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from megachat_desktop.ui.ring.struts import Strut, free_of_struts, strut_of
from megachat_desktop.ui.ring.surroundings import PlainSurroundings

_log = logging.getLogger(__name__)

EVERY_DESKTOP = 0xFFFFFFFF
_FROM_US, _FROM_A_PAGER = 1, 2  # EWMH, source indication: an application, or the person
_MOST_WINDOWS = 200  # looked at for panels


def connect_x11() -> "X11Surroundings | None":
    """A connection of our own to the display; None where it can not be had."""
    try:
        from Xlib.display import Display  # type: ignore[import-untyped,unused-ignore]
        from Xlib.error import DisplayError  # type: ignore[import-untyped,unused-ignore]
    except ImportError as error:
        _log.info("the surroundings are not noticed: %s", error)
        return None
    try:
        return X11Surroundings(Display())
    except (DisplayError, OSError) as error:
        _log.info("the surroundings are not noticed: %s", error)
        return None


class X11Surroundings(PlainSurroundings):
    """Asks by properties, tells by messages to the root window."""

    def __init__(self, display: Any) -> None:
        from Xlib import X, error  # type: ignore[import-untyped,unused-ignore]

        self._display, self._x = display, X
        self._errors = (error.XError, error.ConnectionClosedError, OSError)
        self._root = display.screen().root
        self._full = display.intern_atom("_NET_WM_STATE_FULLSCREEN")
        self._attention = display.intern_atom("_NET_WM_STATE_DEMANDS_ATTENTION")

    def full_screen(self) -> bool:
        """Our own full-screen call is none: the popup belongs over it."""
        try:
            active = self._numbers(self._root, "_NET_ACTIVE_WINDOW")
            if not active or not active[0]:
                return False
            window = self._window(active[0])
            full = self._full in self._numbers(window, "_NET_WM_STATE")
            return full and os.getpid() not in self._numbers(window, "_NET_WM_PID")
        except self._errors:  # the window is gone already, or the display is
            return False

    def free_part(self, screen: QScreen) -> QRect:
        """Qt knows of panels where there is one screen only."""
        if len(QGuiApplication.screens()) == 1:
            return screen.availableGeometry()
        ratio, whole = screen.devicePixelRatio(), screen.geometry()
        pixels = QRect(whole.topLeft(), whole.size() * ratio)  # the origin is never scaled
        try:
            size = self._root.get_geometry()
            free = free_of_struts(pixels, size.width, size.height, self._struts())
        except self._errors:
            return whole
        offset = (free.topLeft() - pixels.topLeft()) / ratio
        return QRect(whole.topLeft() + offset, free.size() / ratio)

    def lets_through(self) -> bool:
        """Where a compositing manager runs; elsewhere such places are black."""
        number = self._display.get_default_screen()
        try:
            owner = self._display.get_selection_owner(
                self._display.intern_atom(f"_NET_WM_CM_S{number}")
            )
        except self._errors:
            return True
        return bool(owner)

    def show_everywhere(self, window: QWidget) -> None:
        """Again and again does no harm; before the window manager knows it, nothing happens."""
        try:
            meant = self._window(int(window.winId()))
            if self._numbers(meant, "_NET_WM_DESKTOP") not in ([], [EVERY_DESKTOP]):
                self._tell(meant, "_NET_WM_DESKTOP", EVERY_DESKTOP, _FROM_A_PAGER)
        except self._errors:
            return

    def ask_for_attention(self, window: QWidget, asks: bool) -> None:
        """Not by Qt, which (6.11) asks once and never takes it back."""
        try:
            meant = self._window(int(window.winId()))
            if asks == (self._attention in self._numbers(meant, "_NET_WM_STATE")):
                return
            if window.isVisible() and not (asks and window.isActiveWindow()):
                self._tell(meant, "_NET_WM_STATE", int(asks), self._attention, 0, _FROM_US)
        except self._errors:
            return

    def activate(self, number: int) -> None:
        """Bring a window of ours to the front as a task bar would.

        Qt asks with the time of the last click into one of our windows. Where the person clicked
        elsewhere since (a link in a browser, a notification), a manager finds that too old and
        only says that the window "is ready".
        """
        try:
            asked = self._window(number)
            self._tell(asked, "_NET_ACTIVE_WINDOW", _FROM_A_PAGER, self._x.CurrentTime)
        except self._errors:
            return

    def close(self) -> None:
        """Disconnect."""
        self._display.close()

    def _struts(self) -> Iterator[Strut]:
        for number in self._numbers(self._root, "_NET_CLIENT_LIST")[:_MOST_WINDOWS]:
            window = self._window(number)
            found = self._numbers(window, "_NET_WM_STRUT_PARTIAL")
            if strut := strut_of(found or self._numbers(window, "_NET_WM_STRUT")):
                yield strut

    def _tell(self, window: Any, order: str, *data: int) -> None:
        """Ask the window manager for something, as EWMH has it."""
        from Xlib.protocol.event import ClientMessage  # type: ignore[import-untyped,unused-ignore]

        five = [*data, 0, 0, 0, 0][:5]
        atom = self._display.intern_atom(order)
        said = ClientMessage(window=window, client_type=atom, data=(32, five))
        mask = self._x.SubstructureRedirectMask | self._x.SubstructureNotifyMask
        self._root.send_event(said, event_mask=mask)
        self._display.flush()

    def _window(self, number: int) -> Any:
        return self._display.create_resource_object("window", number)

    def _numbers(self, window: Any, name: str) -> list[int]:
        atom = self._display.intern_atom(name)  # asked once, kept by the library
        found = window.get_full_property(atom, self._x.AnyPropertyType)
        return list(found.value) if found is not None and found.format == 32 else []
