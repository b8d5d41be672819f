"""Looks at a display from outside: which windows appear and go, and who has the keyboard.

Its moments are ``time.monotonic()`` at the arrival of the X server's event, so they are a little
late, never early.
"""

import os
import select
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from Xlib import X
from Xlib.display import Display
from Xlib.error import BadWindow

_LOOK_S = 0.2


@contextmanager
def display(size: str = "1280x800x24") -> Iterator[str]:
    """An X server without a screen; its name."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as lines:
        name = f":{lines.readline().strip()}"
    try:
        yield name
    finally:
        server.terminate()
        server.wait()


class Watcher:
    """A plain X client with a small window of its own that has the keyboard."""

    def __init__(self, name: str, titles: str) -> None:
        self._titles = titles  # windows whose title begins like this are looked at
        self.mapped: dict[int, float] = {}  # window: since when
        self.unmapped: dict[int, float] = {}
        self.focus_lost = 0
        self._asking = Display(name)  # a connection for each of the two threads
        self._watching = Display(name)
        self._title = self._watching.intern_atom("_NET_WM_NAME")
        self._changed = threading.Condition()
        self._watching.screen().root.change_attributes(event_mask=X.SubstructureNotifyMask)
        self._window = self._watching.screen().root.create_window(
            0, 0, 200, 100, 0, X.CopyFromParent, override_redirect=True,
            event_mask=X.FocusChangeMask,
        )  # fmt: skip
        self._window.map()
        self._watching.sync()
        self._thread = threading.Thread(target=self._run, name="X events", daemon=True)
        self._stopped = False
        self._thread.start()

    def take_focus(self) -> None:
        """The own window gets the keyboard; first it is lost once, to see that this is noticed."""
        self._give_focus(self._window.id)
        self._give_focus(self._asking.screen().root.id)
        with self._changed:
            assert self._changed.wait_for(lambda: self.focus_lost == 1, 5.0), "a blind watcher"
        self._give_focus(self._window.id)
        self.focus_lost = 0

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is still ours, as the server says."""
        focus = self._asking.get_input_focus().focus
        return bool(getattr(focus, "id", focus) == self._window.id)

    def wait_mapped(self, known: set[int], seconds: float) -> int | None:
        """The window that is mapped and not in ``known``."""
        return self._wait(lambda: next(iter(self.mapped.keys() - known), None), seconds)

    def wait_unmapped(self, window: int, seconds: float) -> int | None:
        """The window, once it is unmapped."""
        return self._wait(lambda: window if window in self.unmapped else None, seconds)

    def visible(self) -> set[int]:
        """Those that can be seen now."""
        return self.mapped.keys() - self.unmapped.keys()

    def close(self) -> None:
        """Disconnect."""
        self._stopped = True
        self._thread.join()
        self._asking.close()
        self._watching.close()

    def _give_focus(self, window: int) -> None:
        self._asking.set_input_focus(window, X.RevertToPointerRoot, X.CurrentTime)
        self._asking.sync()

    def _wait(self, found: Callable[[], int | None], seconds: float) -> int | None:
        deadline = time.monotonic() + seconds
        with self._changed:
            while (window := found()) is None and time.monotonic() < deadline:
                self._changed.wait(0.1)
            return window

    def _run(self) -> None:
        while not self._stopped:
            if not select.select([self._watching.fileno()], [], [], _LOOK_S)[0]:
                continue
            while self._watching.pending_events():
                self._take(self._watching.next_event(), time.monotonic())

    def _take(self, event: Any, now: float) -> None:
        with self._changed:
            if event.type == X.MapNotify and self._is_meant(event.window):
                self.mapped.setdefault(event.window.id, now)
            elif event.type == X.UnmapNotify and event.window.id in self.mapped:
                self.unmapped.setdefault(event.window.id, now)
            elif event.type == X.FocusOut and event.detail != X.NotifyPointer:
                self.focus_lost += 1
            self._changed.notify_all()

    def _is_meant(self, window: Any) -> bool:
        try:
            found = window.get_full_property(self._title, X.AnyPropertyType)
        except BadWindow:
            return False
        title = found.value if found is not None else b""
        return bytes(title).decode("utf-8", "replace").startswith(self._titles)
