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
from Xlib.error import BadDrawable, BadWindow, CatchError

_LOOK_S = 0.2
_LIMIT_S = 10.0
MANAGERS = ("openbox", "metacity", "xfwm4")


@contextmanager
def display(size: str = "1280x800x24") -> Iterator[str]:
    """An X server without a screen; its name."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
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


@contextmanager
def window_manager(screen: str, command: str) -> Iterator[None]:
    """Somebody who looks after the windows of a display. Raises RuntimeError where it does not."""
    process = subprocess.Popen(
        [command], env=os.environ | {"DISPLAY": screen},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for_manager(screen)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_for_manager(screen: str) -> None:
    looking = Display(screen)
    try:
        check = looking.intern_atom("_NET_SUPPORTING_WM_CHECK")
        deadline = time.monotonic() + _LIMIT_S
        while not looking.screen().root.get_full_property(check, X.AnyPropertyType):
            if time.monotonic() > deadline:
                raise RuntimeError("the window manager does not begin")
            time.sleep(0.02)
    finally:
        looking.close()


class Watcher:
    """A plain X client with a small window of its own that has the keyboard.

    Every window is looked at from its creation on, so that it does not matter whether a window
    manager puts it into a frame.
    """

    def __init__(self, name: str, titles: str) -> None:
        self._titles = titles  # windows whose title begins like this are looked at
        self.mapped: dict[int, float] = {}  # window: since when it can be seen
        self.unmapped: dict[int, float] = {}
        self.focus_lost = 0
        self._asking = Display(name)  # a connection for each of the two threads
        self._watching = Display(name)
        self._title = self._watching.intern_atom("_NET_WM_NAME")
        self._changed = threading.Condition()
        root = self._watching.screen().root
        root.change_attributes(event_mask=X.SubstructureNotifyMask)
        mask = X.FocusChangeMask
        self._window = root.create_window(0, 0, 200, 100, 0, X.CopyFromParent, event_mask=mask)
        self._window.set_wm_name("somebody types here")
        self._window.map()
        self._watching.sync()
        self._thread = threading.Thread(target=self._run, name="X events", daemon=True)
        self._stopped = False
        self._thread.start()

    def take_focus(self) -> None:
        """The own window gets the keyboard; first it is lost once, to see that this is noticed."""
        self._give_focus(self._window.id)
        before = self.focus_lost
        self._give_focus(self._asking.screen().root.id)
        with self._changed:
            noticed = self._changed.wait_for(lambda: self.focus_lost > before, _LIMIT_S)
            assert noticed, "a blind watcher"
        self._give_focus(self._window.id)
        time.sleep(1.0)  # a window manager may have something to say to that
        assert self.has_focus, "the keyboard can not be had"
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
            if event.type == X.CreateNotify and event.window != self._window:
                self._look_at(event.window)
            elif event.type == X.MapNotify and self._is_meant(event.window):
                self._note_seen(event.window, now)
            elif event.type == X.UnmapNotify and event.window.id in self.mapped:
                self.unmapped.setdefault(event.window.id, now)
            elif event.type == X.FocusOut and self._is_loss(event):
                self.focus_lost += 1
            self._changed.notify_all()

    def _look_at(self, window: Any) -> None:
        try:
            gone = CatchError(BadWindow)
            window.change_attributes(event_mask=X.StructureNotifyMask, onerror=gone)
            if window.get_attributes().map_state != X.IsUnmapped and self._is_meant(window):
                self._note_seen(window, time.monotonic())  # it was quicker than we
        except (BadWindow, BadDrawable):
            return

    def _note_seen(self, window: Any, now: float) -> None:
        """Seen is what is mapped with all that it lies in; the frame may come a little later."""
        deadline = now + _LIMIT_S
        try:
            while window.get_attributes().map_state != X.IsViewable and now < deadline:
                time.sleep(0.001)
                now = time.monotonic()
        except (BadWindow, BadDrawable):
            return
        self.mapped.setdefault(window.id, now)

    def _is_loss(self, event: Any) -> bool:
        """A grab of keys by the window manager is none."""
        by_grab = event.mode in (X.NotifyGrab, X.NotifyUngrab)
        return event.window == self._window and event.detail != X.NotifyPointer and not by_grab

    def _is_meant(self, window: Any) -> bool:
        try:
            found = window.get_full_property(self._title, X.AnyPropertyType)
        except (BadWindow, BadDrawable):
            return False
        title = found.value if found is not None else b""
        return bytes(title).decode("utf-8", "replace").startswith(self._titles)
