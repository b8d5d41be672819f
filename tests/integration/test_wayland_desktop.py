"""The window on a desktop of Wayland: through its X server where it has one, else without."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from megachat_desktop.model.account import Protection
from megachat_desktop.storage.profile import create_profile
from megachat_desktop.ui.start.window_system import platform_arguments
from x11_support import Onlooker, running, wait_until, x_display

pytest.importorskip("Xlib")
NEEDED = ("weston", "Xvfb", "openbox")
WINDOW = "MegaChat"


@pytest.mark.parametrize(
    ("environment", "asks"),
    [
        ({}, ()),
        ({"DISPLAY": ":0"}, ()),
        ({"WAYLAND_DISPLAY": "wayland-0"}, ()),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ""}, ()),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, ("-platform", "xcb;wayland")),
        ({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0", "QT_QPA_PLATFORM": "wayland"}, ()),
    ],
)
def test_x11_is_asked_for_where_there_are_both(
    environment: dict[str, str], asks: tuple[str, ...]
) -> None:
    assert platform_arguments(environment) == asks


@pytest.fixture
def wayland(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A desktop of Wayland without an X server; the environment in which programs use it."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    hidden = ("QT_QPA_PLATFORM", "DISPLAY")
    ours = {k: v for k, v in os.environ.items() if k not in hidden}
    environment = ours | {"XDG_RUNTIME_DIR": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = ("weston", "--backend=headless-backend.so", "--socket=desk", "--idle-time=0")
    with running(*command, environment=environment):
        wait_until((folder / "desk").exists)
        yield environment | {"WAYLAND_DISPLAY": "desk"}


def start(stack: ExitStack, home: Path, environment: dict[str, str]) -> subprocess.Popen[str]:
    """The program, once its window stands."""
    create_profile(home, "Alice", Protection.UNPROTECTED, None)
    command = (sys.executable, "-m", "megachat_desktop", "--profile", str(home), "--relay", "none")
    process = stack.enter_context(running(*command, "--json", environment=environment))
    assert process.stdout is not None
    assert any(json.loads(line)["event"] == "ready" for line in process.stdout)
    return process


def speaks_wayland(process: subprocess.Popen[str]) -> bool:
    """Whether Qt's client of Wayland is loaded."""
    return "libQt6WaylandClient" in Path(f"/proc/{process.pid}/maps").read_text()


@pytest.mark.network
@pytest.mark.devices
@pytest.mark.timeout(120)
@pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason="needs " + ", ".join(NEEDED))
class TestRealDesktops:
    def test_the_window_is_one_of_the_x_server(
        self, wayland: dict[str, str], tmp_path: Path
    ) -> None:
        with ExitStack() as stack:
            environment = stack.enter_context(x_display())
            eye = Onlooker(environment["DISPLAY"])
            stack.callback(eye.close)
            stack.enter_context(running("openbox", environment=environment))
            eye.wait_for_window_manager()
            both = wayland | {"DISPLAY": environment["DISPLAY"]}
            process = start(stack, tmp_path / "alice", both)
            wait_until(lambda: eye.shown(WINDOW))
            assert not speaks_wayland(process)

    @pytest.mark.parametrize("display", ["", ":987"], ids=["no server", "nobody there"])
    def test_without_an_x_server_it_opens_all_the_same(
        self, wayland: dict[str, str], tmp_path: Path, display: str
    ) -> None:
        with ExitStack() as stack:
            assert speaks_wayland(start(stack, tmp_path / "alice", wayland | {"DISPLAY": display}))
