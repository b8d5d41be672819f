"""A display with monitors, a window manager and a tray, and an eye on what is shown there.

Everything is seen as another X client sees it: through the properties of EWMH.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent
LIMIT_S = 30.0

# Somebody else's window with a field that is typed into; tells its text when asked.
TYPIST = """
import sys
from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication, QLineEdit
application = QApplication([])
field = QLineEdit()
field.setWindowTitle("typing here")
field.setGeometry(300, 300, 300, 40)
field.show()
def tell():
    if not sys.stdin.readline():
        application.quit()
    print(field.text(), flush=True)
asked = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
asked.activated.connect(tell)
application.exec()
"""


def wait_until(condition: Callable[[], object], seconds: float = LIMIT_S) -> None:
    """Look until it is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came to be so"
        time.sleep(0.02)


@contextmanager
def running(*command: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A program until the end of the block; lines go in and out."""
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if shutil.which(command[0]) != sys.executable else None,
        text=True, bufsize=1,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def x_display(size: str = "1280x800", *monitors: str) -> Iterator[dict[str, str]]:
    """An X server without a screen; the environment in which programs use it.

    ``monitors`` cut it into several, by RandR geometries such as "640/200x800/250+0+0".
    """
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-noreset",
         "-nolisten", "tcp"],
        pass_fds=[writing], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    with os.fdopen(reading) as lines:
        number = lines.readline().strip()
    ours = {k: v for k, v in os.environ.items() if k != "QT_QPA_PLATFORM"}
    environment = ours | {"DISPLAY": f":{number}", "PYTHONPATH": os.pathsep.join(sys.path)}
    try:
        for place, monitor in enumerate(monitors):
            output = "none" if place else "screen"
            order = ["xrandr", "--setmonitor", f"part{place}", monitor, output]
            subprocess.run(order, env=environment, check=True, stdout=subprocess.DEVNULL)
        yield environment
    finally:
        server.terminate()
        server.wait()


class Onlooker:
    """A plain X client that looks at the windows by their titles, and acts like a task bar."""

    def __init__(self, display: str) -> None:
        from Xlib import X
        from Xlib.display import Display

        self._x, self._display = X, Display(display)
        self.root = self._display.screen().root

    def wait_for_window_manager(self) -> None:
        """One of those that speak EWMH says so on the root window."""
        wait_until(lambda: self.values(self.root, "_NET_SUPPORTING_WM_CHECK"))

    def has_panel(self) -> bool:
        """Whether some window reserves an edge of a screen."""
        return any(self.values(window, "_NET_WM_STRUT_PARTIAL") for window in self._windows())

    def titles(self) -> list[str]:
        """The windows that a window manager looks after, the lowest first."""
        return [self._title(w) for w in self._windows()]

    def shown(self, title: str) -> bool:
        """Whether a window of this title can be seen."""
        return any(self._title(w) == title and self._is_viewable(w) for w in self._windows())

    def active(self) -> str:
        """The title of the window that has the keyboard."""
        found = self.values(self.root, "_NET_ACTIVE_WINDOW")
        return self._title(self._window(found[0])) if found and found[0] else ""

    def states(self, title: str) -> set[str]:
        """The _NET_WM_STATE of a window, without that prefix."""
        atoms = self.values(self.find(title), "_NET_WM_STATE")
        names = (str(self._display.get_atom_name(atom)) for atom in atoms)
        return {name.removeprefix("_NET_WM_STATE_") for name in names}

    def place(self, title: str) -> tuple[int, int, int, int]:
        """Left, top, width and height on the display."""
        window = self.find(title)
        size = window.get_geometry()
        at = window.translate_coords(self.root, 0, 0)
        return -at.x, -at.y, size.width, size.height

    def desktops(self, title: str) -> list[int]:
        """The number of the virtual desktop that the window is on; 0xFFFFFFFF on all."""
        return self.values(self.find(title), "_NET_WM_DESKTOP")

    def activate(self, title: str) -> None:
        """As a task bar does it at a click."""
        self._tell_root(self.find(title), "_NET_ACTIVE_WINDOW", 2, self._x.CurrentTime, 0)
        wait_until(lambda: self.active() == title)

    def go_to_desktop(self, number: int) -> None:
        """As a pager does it."""
        self._tell_root(self.root, "_NET_CURRENT_DESKTOP", number, self._x.CurrentTime)
        wait_until(lambda: self.values(self.root, "_NET_CURRENT_DESKTOP") == [number])

    def point_at(self, x: int, y: int) -> None:
        """Put the pointer there."""
        self.root.warp_pointer(x, y)
        self._display.sync()

    def find(self, title: str) -> Any:
        """The window of this title."""
        return next(w for w in self._windows() if self._title(w) == title)

    def values(self, window: Any, name: str) -> list[int]:
        """The numbers of a property; none where there is no such thing."""
        found = window.get_full_property(self._display.intern_atom(name), self._x.AnyPropertyType)
        return list(found.value) if found is not None else []

    def close(self) -> None:
        """Disconnect."""
        self._display.close()

    def _windows(self) -> list[Any]:
        listed = self.values(self.root, "_NET_CLIENT_LIST_STACKING")
        return [self._window(number) for number in listed]

    def _window(self, number: int) -> Any:
        return self._display.create_resource_object("window", number)

    def _title(self, window: Any) -> str:
        from Xlib.error import BadWindow

        try:
            return bytes(self.values(window, "_NET_WM_NAME")).decode("utf-8", "replace")
        except BadWindow:
            return ""

    def _is_viewable(self, window: Any) -> bool:
        from Xlib.error import BadWindow

        try:
            return bool(window.get_attributes().map_state == self._x.IsViewable)
        except BadWindow:
            return False

    def _tell_root(self, window: Any, order: str, *data: int) -> None:
        from Xlib.protocol.event import ClientMessage

        five = [*data, 0, 0, 0, 0][:5]
        atom = self._display.intern_atom(order)
        said = ClientMessage(window=window, client_type=atom, data=(32, five))
        mask = self._x.SubstructureRedirectMask | self._x.SubstructureNotifyMask
        self.root.send_event(said, event_mask=mask)
        self._display.sync()


class Actor:
    """``x11_actor.py``, driven by orders."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        assert self._line() == "ready"

    def tell(self, order: str, *arguments: object) -> Any:
        """Give an order; its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([order, *arguments]) + "\n")
        return self._line()

    def _line(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the program is gone"
        return json.loads(line)


@contextmanager
def acting(environment: dict[str, str]) -> Iterator[Actor]:
    """The whole desktop over a fake engine, as a program of its own."""
    command = (sys.executable, str(TESTS / "x11_actor.py"))
    with running(*command, environment=environment) as process:
        yield Actor(process)
