"""Full-screen programs under a real X server, seen as the popup's keeper sees them."""

import shutil
import subprocess
import sys

import pytest

from x11_support import x_display

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
from megachat_desktop.ui.ring.surroundings_x11 import connect_x11
display = Display()
root = display.screen().root
window = root.create_window(0, 0, 10, 10, 0, X.CopyFromParent)
atom = display.intern_atom
def say(target, name, kind, values):
    target.change_property(atom(name), kind, 32, values)
    display.sync()
full = connect_x11()
seen = [full.full_screen()]
say(root, "_NET_ACTIVE_WINDOW", Xatom.WINDOW, [window.id])
seen.append(full.full_screen())
say(window, "_NET_WM_STATE", Xatom.ATOM, [atom("_NET_WM_STATE_FULLSCREEN")])
seen.append(full.full_screen())
say(window, "_NET_WM_PID", Xatom.CARDINAL, [os.getpid()])
seen.append(full.full_screen())
window.destroy()
display.sync()
seen.append(full.full_screen())
full.close()
print(seen)
"""


def test_a_program_that_fills_the_screen_is_noticed_and_our_own_call_is_none() -> None:
    with x_display() as environment:
        said = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment,
            capture_output=True, text=True, timeout=30, check=True,
        )  # fmt: skip
    # Nothing active, an ordinary window, full screen, our own full screen, a window that is gone.
    assert said.stdout.strip() == "[False, False, True, False, False]"
