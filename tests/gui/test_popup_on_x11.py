"""The popup under a real window system: it appears while another window has the keyboard."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

from megachat_desktop.ui.ring.popup_card import SHADOW
from x11_support import wait_until, x_display

pytestmark = [
    pytest.mark.devices,
    pytest.mark.skipif(
        not (shutil.which("Xvfb") and shutil.which("xdotool")), reason="needs Xvfb and xdotool"
    ),
]

# A window that types into a field, then a popup in the same process, as the product shows it.
PROGRAM = """
import sys
from PySide6.QtCore import QRect, QSocketNotifier
from PySide6.QtWidgets import QApplication, QLineEdit
sys.path.insert(0, sys.argv[1])
from gui_support import ANNA, call
from megachat_desktop.model.call import CallState
from megachat_desktop.model.settings import ThemeChoice
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.icons import Icons
from megachat_desktop.ui.ring.incoming_popups import IncomingPopups
from megachat_desktop.ui.ring.surroundings import surroundings_of_this_desktop
from megachat_desktop.ui.kit.theme import Looks
application = QApplication([])
looks = Looks(ThemeChoice.LIGHT)
looks.apply()
look = Look(looks, Icons())
field = QLineEdit()
field.setWindowTitle("typing here")
field.show()
painter = AvatarPainter(looks, look.icons)
around = surroundings_of_this_desktop()
popups = IncomingPopups(look, painter, QRect, around, application)
def obey():
    match sys.stdin.readline().strip():
        case "ring":
            popups.render(call(CallState.INCOMING), ANNA)
        case "over":
            popups.render(call(CallState.ENDED), ANNA)
        case _:
            print(field.text(), flush=True)
            application.quit()
orders = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
orders.activated.connect(obey)
application.exec()
"""


@pytest.fixture
def display() -> Iterator[dict[str, str]]:
    with x_display() as environment:
        yield environment


def windows(environment: dict[str, str], name: str) -> list[str]:
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--name", name],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return found.stdout.split()


@pytest.fixture
def program(display: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    tests = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, tests],
        env=display,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    yield process
    process.kill()
    process.communicate()


def order(program: subprocess.Popen[str], word: str) -> None:
    assert program.stdin is not None
    program.stdin.write(f"{word}\n")


def test_typing_goes_on_under_a_popup_and_it_goes_with_the_ringing(
    display: dict[str, str], program: subprocess.Popen[str]
) -> None:
    popup = "Incoming video call from Anna Lindqvist"
    wait_until(lambda: windows(display, "typing here"))
    field = windows(display, "typing here")[0]
    subprocess.run(["xdotool", "windowfocus", "--sync", field], env=display, check=True)
    order(program, "ring")
    wait_until(lambda: windows(display, popup))
    focused = subprocess.run(
        ["xdotool", "getwindowfocus"], env=display, capture_output=True, text=True, check=True
    )
    assert focused.stdout.strip() == field
    subprocess.run(["xdotool", "type", "--delay", "20", "hello"], env=display, check=True)
    assert windows(display, popup)
    order(program, "over")
    wait_until(lambda: not windows(display, popup))
    said, _ = program.communicate("quit\n", timeout=15)
    assert said == "hello\n"
    assert program.returncode == 0


GROUND = 0x3366CC


def colour_at(environment: dict[str, str], x: int, y: int) -> int:
    """What is seen there, as 0xRRGGBB."""
    from Xlib import X
    from Xlib.display import Display

    display = Display(environment["DISPLAY"])
    seen = display.screen().root.get_image(x, y, 1, 1, X.ZPixmap, 0xFFFFFF).data
    display.close()
    return int.from_bytes(seen[:3], "little")


def test_without_a_compositor_the_card_has_no_black_around_it(
    display: dict[str, str], program: subprocess.Popen[str]
) -> None:
    pytest.importorskip("Xlib")
    from Xlib.display import Display

    ground = Display(display["DISPLAY"])
    ground.screen().root.change_attributes(background_pixel=GROUND)
    ground.screen().root.clear_area()
    ground.sync()
    order(program, "ring")
    wait_until(lambda: windows(display, "Incoming"))
    popup = ground.create_resource_object("window", int(windows(display, "Incoming")[0]))
    at = size = popup.get_geometry()
    middle = at.x + size.width // 2, at.y + size.height // 2
    wait_until(lambda: colour_at(display, *middle) != GROUND)
    around = [(at.x + 4, at.y + 4), (at.x + size.width - 5, at.y + size.height - 5)]
    assert [colour_at(display, *place) for place in around] == [GROUND, GROUND]
    assert colour_at(display, at.x + SHADOW + 30, at.y + SHADOW + 5) != GROUND
    ground.close()
