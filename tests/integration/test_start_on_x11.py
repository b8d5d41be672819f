"""What a start shows on a real desktop: a report that is offered, a profile that does not open."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from megachat_desktop.model.account import Protection
from megachat_desktop.storage.profile import create_profile
from megachat_desktop.ui.ring.surroundings_x11 import connect_x11
from megachat_desktop.ui.start.crash_report import NATIVE, REPORT, SEEN
from x11_support import TYPIST, Onlooker, running, wait_until, x_display

pytest.importorskip("Xlib")
NEEDED = ("Xvfb", "openbox")
pytestmark = [
    pytest.mark.network,
    pytest.mark.devices,
    pytest.mark.timeout(120),
    pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason="needs " + " and ".join(NEEDED)),
]
WINDOW = "MegaChat"
OFFER = "MegaChat ended unexpectedly — MegaChat"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    folder = tmp_path / "alice"
    create_profile(folder, "Alice", Protection.UNPROTECTED, None)
    return folder


@pytest.fixture
def desk() -> Iterator[tuple[Onlooker, ExitStack, dict[str, str]]]:
    with ExitStack() as stack:
        environment = stack.enter_context(x_display("1280x900"))
        eye = Onlooker(environment["DISPLAY"])
        stack.callback(eye.close)
        stack.enter_context(running("openbox", environment=environment))
        eye.wait_for_window_manager()
        yield eye, stack, environment


def start(desk: tuple[Onlooker, ExitStack, dict[str, str]], profile: Path) -> subprocess.Popen[str]:
    _, stack, environment = desk
    command = (sys.executable, "-m", "megachat_desktop", "--profile", str(profile), "--relay")
    return stack.enter_context(running(*command, "none", environment=environment))


def test_the_offer_of_a_report_lies_over_the_window_and_has_the_keyboard(
    desk: tuple[Onlooker, ExitStack, dict[str, str]], profile: Path
) -> None:
    (profile / REPORT).write_text("MegaChat 0.1.0\n\nSegmentation fault\n")
    (profile / NATIVE).write_text("MegaChat 0.1.0\n\n")  # there until a good end
    eye = desk[0]
    start(desk, profile)
    wait_until(lambda: eye.shown(WINDOW) and eye.shown(OFFER))
    wait_until(lambda: eye.active() == OFFER)
    assert eye.titles().index(OFFER) > eye.titles().index(WINDOW)
    assert (profile / SEEN).exists()


def test_a_profile_that_can_not_be_opened_is_told_and_the_end_of_the_session_ends_it(
    desk: tuple[Onlooker, ExitStack, dict[str, str]], profile: Path
) -> None:
    (profile / "megachat.db").write_bytes(b"no database" * 1000)
    eye = desk[0]
    process = start(desk, profile)
    wait_until(lambda: eye.shown(WINDOW))
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 1


def test_a_second_start_brings_the_window_before_the_one_that_is_used(
    desk: tuple[Onlooker, ExitStack, dict[str, str]], profile: Path
) -> None:
    eye, stack, environment = desk
    start(desk, profile)
    wait_until(lambda: eye.active() == WINDOW)
    stack.enter_context(running(sys.executable, "-c", TYPIST, environment=environment))
    wait_until(lambda: eye.shown("typing here"))
    eye.activate("typing here")
    assert start(desk, profile).wait(30) == 0
    wait_until(lambda: eye.active() == WINDOW)
    assert eye.titles()[-1] == WINDOW


def test_a_window_that_stays_behind_is_asked_for_as_a_task_bar_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By a manager that hears everything and does nothing, as some do with what Qt asks."""
    from Xlib import X
    from Xlib.display import Display

    with x_display() as environment:
        monkeypatch.setenv("DISPLAY", environment["DISPLAY"])
        manager = Display()
        root = manager.screen().root
        root.change_attributes(event_mask=X.SubstructureRedirectMask)
        window = root.create_window(0, 0, 10, 10, 0, X.CopyFromParent)
        manager.sync()
        desktop = connect_x11()
        assert desktop is not None
        desktop.activate(window.id)
        desktop.close()
        heard = manager.next_event()
        assert manager.get_atom_name(heard.client_type) == "_NET_ACTIVE_WINDOW"
        assert (heard.window.id, list(heard.data[1])[:2]) == (window.id, [2, 0])
        manager.close()
