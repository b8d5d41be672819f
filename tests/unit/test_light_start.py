"""What the window waits for before it shows, and what it does not."""

import asyncio
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from megachat_desktop.engine.late_media import LateMedia
from megachat_desktop.errors import MediaEngineError
from megachat_desktop.media.audio.late_ringer import LateRinger

# Together more than half a second: loaded beside the window, or when they are first used.
LATE = {
    "aioice", "aiortc", "av", "doubleratchet", "google.protobuf", "keyring", "livekit",
    "miniaudio", "numpy", "PIL", "psutil", "pydantic", "segno", "zxingcpp",
}  # fmt: skip
LATE_SCREENS = {
    f"megachat_desktop.ui.{name}"
    for name in (
        "incoming_call_popup", "call_window", "call.call_view", "call.popover",
        "settings.settings_window",
        "people.add_contact", "people.verify", "start.welcome", "start.questions",
        "start.crash_dialog",
    )
}  # fmt: skip


def modules_after(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_window_opens_without_the_libraries_of_calls() -> None:
    loaded = modules_after("import megachat_desktop.app")
    assert "megachat_desktop.ui.desktop" in loaded
    assert sorted(LATE & loaded) == []


def test_the_window_opens_without_the_screens_that_no_start_shows() -> None:
    assert sorted(LATE_SCREENS & modules_after("import megachat_desktop.app")) == []


def test_the_screens_come_before_they_are_wanted() -> None:
    loaded = modules_after(
        "from PySide6.QtCore import QCoreApplication\n"
        "from megachat_desktop.ui.start.late_screens import LateScreens\n"
        "application = QCoreApplication([])\n"
        "screens = LateScreens()\n"
        "screens.start()\n"
        "while not screens.done: application.processEvents()"
    )
    wanted = {name for name in LATE_SCREENS if ".start." not in name}
    assert sorted(wanted - loaded) == []


def test_what_loads_later_is_there_when_it_is_needed() -> None:
    loaded = modules_after(
        "from megachat_desktop.engine.assembly import _load_media\n_load_media()"
    )
    assert {"av", "aiortc", "livekit", "numpy", "miniaudio"} <= loaded


class CountedMedia:
    def __init__(self) -> None:
        self.made = 0

    def make(self) -> "CountedMedia":
        self.made += 1
        return self

    def create_peer(self, *_: object) -> str:
        return "peer"


def test_many_early_calls_make_the_media_once() -> None:
    counted = CountedMedia()
    media = LateMedia(counted.make, after_s=3600)  # type: ignore[arg-type]
    assert media.devices() == ()
    with ThreadPoolExecutor(4) as pool:
        peers = list(pool.map(lambda _: media.create_peer(*[None] * 5), range(8)))  # type: ignore[arg-type]
    assert (set(peers), counted.made) == ({"peer"}, 1)


def test_a_library_that_does_not_load_is_told_as_a_sentence() -> None:
    def broken() -> CountedMedia:
        raise ImportError("libsomething.so.9: cannot open shared object file")

    with pytest.raises(MediaEngineError):
        asyncio.run(LateMedia(broken).self_test())  # type: ignore[arg-type]


def test_silence_loads_nothing() -> None:
    ringer = LateRinger()
    ringer.stop()
    ringer.close()
    assert ringer._ringer is None
