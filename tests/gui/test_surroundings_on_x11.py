"""Full-screen programs under a real X server, seen as the popup's keeper sees them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

pytest.importorskip("Xlib")
pytestmark = [
    pytest.mark.devices,
    pytest.mark.skipif(not shutil.which("Xvfb"), reason="needs Xvfb"),
]

# Plays the window manager: it names the active window, and that window calls itself full screen.
PROGRAM = """
import os
from Xlib import X, Xatom
from Xlib.display import Display
from megachat_desktop.ui.ring.full_screen_x11 import connect_x11
display = Display()
root = display.screen().root
window = root.create_window(0, 0, 10, 10, 0, X.CopyFromParent)
atom = display.intern_atom
def say(target, name, kind, values):
    target.change_property(atom(name), kind, 32, values)
    display.sync()
full = connect_x11()
seen = [full.is_on()]
say(root, "_NET_ACTIVE_WINDOW", Xatom.WINDOW, [window.id])
seen.append(full.is_on())
say(window, "_NET_WM_STATE", Xatom.ATOM, [atom("_NET_WM_STATE_FULLSCREEN")])
seen.append(full.is_on())
say(window, "_NET_WM_PID", Xatom.CARDINAL, [os.getpid()])
seen.append(full.is_on())
window.destroy()
display.sync()
seen.append(full.is_on())
full.close()
print(seen)
"""


@pytest.fixture
def display() -> Iterator[str]:
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "640x480x24"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as lines:
        yield f":{lines.readline().strip()}"
    server.terminate()
    server.wait()


def test_a_program_that_fills_the_screen_is_noticed_and_our_own_call_is_none(display: str) -> None:
    said = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=os.environ | {"DISPLAY": display},
        capture_output=True, text=True, timeout=30, check=True,
    )  # fmt: skip
    # Nothing active, an ordinary window, full screen, our own full screen, a window that is gone.
    assert said.stdout.strip() == "[False, False, True, False, False]"
