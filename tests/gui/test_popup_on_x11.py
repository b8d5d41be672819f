"""The popup under a real window system: it appears while another window has the keyboard."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

pytestmark = [
    pytest.mark.devices,
    pytest.mark.skipif(
        not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"
    ),
]

# A window that types into a field, then a popup in the same process, as the product shows it.
PROGRAM = """
import sys
from PySide6.QtCore import QRect, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit
sys.path.insert(0, sys.argv[1])
from gui_support import ANNA, call
from megachat_desktop.model.call import CallState
from megachat_desktop.model.settings import ThemeChoice
from megachat_desktop.ui.avatar import AvatarPainter
from megachat_desktop.ui.buttons import Look
from megachat_desktop.ui.icons import Icons
from megachat_desktop.ui.incoming_call_popup import IncomingPopups
from megachat_desktop.ui.theme import Looks
application = QApplication([])
looks = Looks(ThemeChoice.LIGHT)
looks.apply()
look = Look(looks, Icons())
field = QLineEdit()
field.setWindowTitle("typing here")
field.show()
popups = IncomingPopups(look, AvatarPainter(looks, look.icons), QRect, application)
def ring():
    print("ringing", flush=True)
    popups.render(call(CallState.INCOMING), ANNA)
def over():
    popups.render(call(CallState.ENDED), ANNA)
    print("over", flush=True)
QTimer.singleShot(1500, ring)
QTimer.singleShot(4500, over)
QTimer.singleShot(6500, lambda: (print(field.text(), flush=True), application.quit()))
application.exec()
"""


@pytest.fixture
def display() -> Iterator[dict[str, str]]:
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as lines:
        number = lines.readline().strip()
    environment = {k: v for k, v in os.environ.items() if k != "QT_QPA_PLATFORM"}
    yield environment | {"DISPLAY": f":{number}"}
    server.terminate()
    server.wait()


def windows(environment: dict[str, str], name: str) -> list[str]:
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--name", name],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return found.stdout.split()


def wait_until(condition: object, seconds: float = 3.0) -> float:
    started = time.monotonic()
    while not condition():  # type: ignore[operator]
        assert time.monotonic() - started < seconds
        time.sleep(0.02)
    return time.monotonic() - started


def test_typing_goes_on_under_a_popup_and_it_goes_with_the_ringing(
    display: dict[str, str],
) -> None:
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, here], env=display, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    field = []
    wait_until(lambda: field.extend(windows(display, "typing here")) or field, 10)
    subprocess.run(["xdotool", "windowfocus", "--sync", field[0]], env=display, check=True)
    assert program.stdout.readline() == "ringing\n"
    wait_until(lambda: windows(display, "Incoming video call from Anna Lindqvist"))
    focused = subprocess.run(
        ["xdotool", "getwindowfocus"], env=display, capture_output=True, text=True, check=True
    )
    assert focused.stdout.strip() == field[0]
    subprocess.run(["xdotool", "type", "--delay", "20", "hello"], env=display, check=True)
    assert windows(display, "Incoming video call from Anna Lindqvist")
    assert program.stdout.readline() == "over\n"
    wait_until(lambda: not windows(display, "Incoming video call from Anna Lindqvist"))
    assert program.stdout.readline() == "hello\n"
    program.communicate(timeout=10)
    assert program.returncode == 0
