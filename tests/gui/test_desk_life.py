"""Ending, coming back in place, hiding, and what a crash leaves."""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from gui_support import LINK, FakeEngine, call
from megachat_desktop.model.call import CallState, EndReason
from megachat_desktop.model.events import CallChanged, SettingsChanged
from megachat_desktop.model.ids import CallId
from megachat_desktop.model.settings import Settings
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.fit import fitting
from megachat_desktop.ui.start import desk_life
from megachat_desktop.ui.start.application import Application
from megachat_desktop.ui.start.crash_dialog import CrashDialog
from megachat_desktop.ui.start.crash_report import CrashReports, scrub
from megachat_desktop.ui.start.desk_life import DeskLife
from megachat_desktop.ui.start.language import remembered_language
from megachat_desktop.ui.start.places import Place, WindowPlaces, aside, read_places, visible

LEFT, RIGHT = QRect(0, 30, 1920, 1050), QRect(1920, 0, 1280, 1024)


@pytest.fixture
def life(desktop: Desktop, bridge: Bridge, tmp_path: Path) -> DeskLife:
    made = DeskLife(bridge, tmp_path, "default")
    made.adopt(desktop)
    return made


@pytest.fixture
def endings(life: DeskLife) -> list[str]:
    heard: list[str] = []
    life.ending.connect(lambda: heard.append("ending"))
    return heard


def question() -> QMessageBox | None:
    boxes = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)]
    return next((box for box in boxes if box.isVisible()), None)


def press(text: str) -> None:
    box = question()
    assert box is not None
    next(button for button in box.buttons() if button.text() == text).click()


# --- ending ---------------------------------------------------------------------------------------


def test_without_a_call_quit_is_quit(life: DeskLife, endings: list[str]) -> None:
    life.ask_to_quit()
    assert (endings, question()) == (["ending"], None)
    life.close()


def test_in_a_call_it_asks_once_and_stays(
    life: DeskLife, endings: list[str], desktop: Desktop
) -> None:
    desktop.bridge.deliver(CallChanged(call(CallState.ACTIVE, active_at=1.0)))
    life.ask_to_quit()
    life.ask_to_quit()
    press("Stay")
    assert (endings, question()) == ([], None)
    life.ask_to_quit()
    press("Hang up and quit")
    assert endings == ["ending"]
    life.close()


def test_a_call_that_only_rings_here_is_no_reason_to_ask(
    life: DeskLife, endings: list[str], desktop: Desktop
) -> None:
    desktop.bridge.deliver(CallChanged(call(CallState.INCOMING)))
    life.ask_to_quit()
    assert (endings, question()) == (["ending"], None)
    life.close()


def test_a_call_that_ends_while_it_asks_lets_it_quit(
    life: DeskLife, endings: list[str], desktop: Desktop
) -> None:
    desktop.bridge.deliver(CallChanged(call(CallState.ACTIVE, active_at=1.0)))
    life.ask_to_quit()
    ended = call(CallState.ENDED, end_reason=EndReason.HUNG_UP)
    desktop.bridge.deliver(CallChanged(ended))
    assert (endings, question()) == (["ending"], None)
    life.close()


def test_the_end_of_the_session_asks_nothing(
    life: DeskLife, endings: list[str], desktop: Desktop
) -> None:
    desktop.bridge.deliver(CallChanged(call(CallState.ACTIVE, active_at=1.0)))
    life._on_session_ends(None)  # Qt's own signal wants a session to send it
    assert (endings, question()) == (["ending"], None)
    life.close()


def test_the_systems_own_quit_is_a_wish_like_ours(
    life: DeskLife, endings: list[str], qapp: QApplication
) -> None:
    QCoreApplication.sendEvent(qapp, QEvent(QEvent.Type.Quit))
    assert endings == ["ending"]
    life.close()
    assert isinstance(qapp, Application)
    assert qapp.before_quitting is None


# --- starting -------------------------------------------------------------------------------------


def test_the_switch_reaches_the_system_once(
    life: DeskLife, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[bool, str]] = []
    monkeypatch.setattr(desk_life, "apply_autostart", lambda *what: asked.append(what))
    for wanted in (True, True, False):
        desktop.bridge.deliver(SettingsChanged(Settings(start_with_system=wanted)))
    assert asked == [(True, "default"), (False, "default")]
    life.close()


def test_the_entry_is_there_again_where_the_switch_was_on_before(
    bridge: Bridge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[bool, str]] = []
    monkeypatch.setattr(desk_life, "apply_autostart", lambda *a: asked.append(a))
    bridge.deliver(SettingsChanged(Settings(start_with_system=True)))
    life = DeskLife(bridge, tmp_path, "work")
    assert asked == [(True, "work")]
    bridge.deliver(SettingsChanged(Settings(start_with_system=True, ring_volume=50)))
    life.close()
    assert asked == [(True, "work")]


@pytest.mark.expects_log("the start with the system can't be changed")
def test_a_system_that_says_no_is_told_in_a_sentence(
    life: DeskLife, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(desk_life, "apply_autostart", refuse)
    told: list[str] = []
    desktop.bridge.error_occurred.connect(told.append)
    desktop.bridge.deliver(SettingsChanged(Settings(start_with_system=True)))
    assert told == ["The system does not let MegaChat change what starts with it."]
    life.close()


def test_hidden_shows_only_the_tray(
    life: DeskLife, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.window.hide()
    shown: list[str] = []
    monkeypatch.setattr(type(desktop.tray), "available", property(lambda _: True))
    monkeypatch.setattr(type(desktop.tray), "show", lambda _: shown.append("tray"))
    life.show(desktop, hidden=True)
    assert (shown, desktop.window.isVisible()) == (["tray"], False)
    life.close()


def test_hidden_without_a_tray_ends_in_a_window_that_can_be_reached(
    life: DeskLife, desktop: Desktop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.window.hide()
    monkeypatch.setattr(desk_life, "TRAY_EVERY_MS", 1)
    monkeypatch.setattr(desk_life, "TRAY_LIMIT", 3)
    monkeypatch.setattr(type(desktop.tray), "available", property(lambda _: False))
    life.show(desktop, hidden=True)
    qtbot.waitUntil(desktop.window.isMinimized)
    life.close()


# --- places ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "screens", "expected"),
    [
        (QRect(100, 100, 800, 600), [LEFT], QRect(100, 100, 800, 600)),
        (QRect(2000, 50, 800, 600), [LEFT, RIGHT], QRect(2000, 50, 800, 600)),
        (QRect(2000, 50, 800, 600), [LEFT], QRect(560, 255, 800, 600)),  # unplugged: the middle
        (QRect(100, -500, 800, 600), [LEFT], QRect(560, 255, 800, 600)),  # its title out of reach
        (QRect(100, 900, 800, 600), [LEFT], QRect(100, 480, 800, 600)),
        (QRect(50, 50, 5000, 4000), [RIGHT], QRect(1920, 0, 1280, 1024)),
        (QRect(-400, 100, 800, 600), [LEFT], QRect(0, 100, 800, 600)),
        (QRect(5, 5, 10, 10), [], QRect(5, 5, 10, 10)),
    ],
)
def test_a_window_comes_back_where_it_can_be_seen(
    wanted: QRect, screens: list[QRect], expected: QRect
) -> None:
    assert visible(wanted, screens) == expected


def test_a_window_comes_back_where_it_was(qtbot: QtBot, tmp_path: Path) -> None:
    for place in (QRect(40, 50, 400, 300), QRect(60, 20, 500, 350)):
        places = WindowPlaces(tmp_path)
        window = QWidget()
        qtbot.addWidget(window)
        places.attach(window, "main")
        window.show()
        window.setGeometry(place)
        places.save()
        again = QWidget()
        qtbot.addWidget(again)
        WindowPlaces(tmp_path).attach(again, "main")
        assert again.geometry() == place
    assert (tmp_path / "windows.json").stat().st_mode & 0o077 == 0


def test_a_second_window_of_its_kind_stands_a_step_aside_and_moves_nobodys_place(
    qtbot: QtBot, tmp_path: Path
) -> None:
    places, windows = WindowPlaces(tmp_path), [QWidget(), QWidget(), QWidget()]
    held, new, later = windows
    for window in windows:
        qtbot.addWidget(window)
    places.attach(held, "call")
    held.show()
    held.setGeometry(QRect(40, 50, 400, 300))
    places.attach(new, "call")
    new.show()
    assert new.geometry() == QRect(76, 86, 400, 300)
    new.move(200, 200)
    held.close()
    places.attach(later, "call")
    assert later.geometry() == QRect(40, 50, 400, 300)


def test_at_the_edge_of_the_screen_the_step_aside_goes_the_other_way() -> None:
    screen = QRect(0, 0, 1600, 1000)
    inside, corner = QRect(100, 100, 400, 300), QRect(1200, 700, 400, 300)
    assert aside(inside, [screen]) == QRect(136, 136, 400, 300)
    assert aside(corner, [screen]) == QRect(1164, 664, 400, 300)
    assert aside(QRect(1200, 100, 400, 300), [screen]) == QRect(1164, 136, 400, 300)
    assert aside(screen, [screen]) == screen  # there is no room at all


def test_a_window_that_is_gone_leaves_its_place_to_the_next(qtbot: QtBot, tmp_path: Path) -> None:
    places, gone, new = WindowPlaces(tmp_path), QWidget(), QWidget()
    qtbot.addWidget(new)
    places.attach(gone, "call")
    gone.show()
    gone.setGeometry(QRect(40, 50, 400, 300))
    gone.close()
    gone.deleteLater()
    qtbot.waitUntil(lambda: not isValid(gone))
    assert places._watched == {}
    places.attach(new, "call")
    new.show()
    assert new.geometry() == QRect(40, 50, 400, 300)
    new.setGeometry(QRect(60, 70, 400, 300))
    places.save()
    assert WindowPlaces(tmp_path)._places["call"].rect == QRect(60, 70, 400, 300)


def test_the_small_window_of_the_next_call_comes_up_where_that_of_the_last_one_was(
    qtbot: QtBot, life: DeskLife, desktop: Desktop, bridge: Bridge
) -> None:
    place = QRect(60, 50, 360, 220)
    for number, moved in ((1, True), (2, False)):
        one = call(CallState.ACTIVE, call_id=CallId(bytes([number]) * 16))
        bridge.deliver(CallChanged(one))
        qtbot.waitUntil(lambda one=one: one.call_id in desktop.calls.shown)  # type: ignore[misc]
        window = desktop.calls.shown[one.call_id]
        window.show_mini()
        if moved:
            window.mini.setGeometry(place)
        assert window.mini.geometry() == place
        desktop.calls.forget(one.call_id)
        qtbot.waitUntil(lambda window=window: not isValid(window.mini))  # type: ignore[misc]


def test_a_window_that_was_never_moved_is_no_larger_than_the_screen(
    qtbot: QtBot, tmp_path: Path
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(5000, 300)
    WindowPlaces(tmp_path).attach(window, "call")
    free = window.screen().availableSize()
    assert (window.width(), window.height()) == (free.width() - 16, 300)
    assert fitting(QSize(1040, 680), QSize(960, 540)) == QSize(944, 492)  # full HD at 200 %


@pytest.mark.parametrize(
    "damage",
    [
        b"", b"{", b"[]", b'{"windows": 3}', b'{"windows": {"main": {"x": 1}}}', b"\xff\xfe",
        b'{"windows": {"main": {"x": 1e9, "y": 0, "width": 5, "height": 5}}}',
        b'{"windows": {"main": {"x": 0, "y": 0, "width": -5, "height": 5}}}',
        b'{"windows": {"main": {"x": 0, "y": 0, "width": 5, "height": 5, "evil": 1}}}',
        b"[" * 20_000,
    ],
)  # fmt: skip
def test_a_damaged_file_is_put_aside_and_means_nothing(damage: bytes, tmp_path: Path) -> None:
    path = tmp_path / "windows.json"
    path.write_bytes(damage)
    assert read_places(path) == {}
    assert (tmp_path / "windows.json.damaged").read_bytes() == damage
    assert not path.exists()


@pytest.mark.skipif(os.name != "posix", reason="pipes")
@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_no_file_of_the_start_is_waited_for(
    make: Callable[[Path], None], qapp: QApplication, tmp_path: Path
) -> None:
    for name in ("windows.json", "language", "crash-report.txt", "crash-native.txt"):
        make(tmp_path / name)
    assert read_places(tmp_path / "windows.json") == {}
    assert (tmp_path / "windows.json.damaged").exists()
    assert remembered_language(tmp_path) == ""
    reports = CrashReports(tmp_path)
    reports.watch()
    assert reports.offered() == ""
    reports.close()


def test_damaged_places_are_told_once(
    qtbot: QtBot, desktop: Desktop, bridge: Bridge, tmp_path: Path
) -> None:
    (tmp_path / "windows.json").write_text('{"windows": {"main": {"x": NaN, "y": 1e400}}}')
    life = DeskLife(bridge, tmp_path, "default")
    life.adopt(desktop)
    life.show(desktop, hidden=False)
    assert "windows.json.damaged" in desktop.window.notices.text
    desktop.window.notices.tell("")
    life.show(desktop, hidden=False)
    assert desktop.window.notices.text == ""
    life.close()


def test_a_file_of_ours_is_read(tmp_path: Path) -> None:
    entry = {"x": -20, "y": 0, "width": 900, "height": 600, "maximized": True, "split": 300}
    (tmp_path / "windows.json").write_text(json.dumps({"windows": {"main": entry}}))
    assert read_places(tmp_path / "windows.json") == {"main": Place(-20, 0, 900, 600, True, 300)}


# --- what a crash leaves --------------------------------------------------------------------------

SECRETS = ("Anna Lindqvist", LINK, "a" * 64, "192.168.1.20:7010")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_nothing_private_is_in_a_report(tmp_path: Path) -> None:
    reports = CrashReports(tmp_path)
    reports.watch()
    reports.know(lambda: ("Anna Lindqvist",))
    logging.getLogger("somewhere").warning("%s at %s", " ".join(SECRETS), Path.home() / "a.txt")

    def break_down() -> None:
        raise ValueError(" ".join(SECRETS))

    thread = threading.Thread(target=break_down)
    thread.start()
    thread.join()
    reports.close()
    report = reports.offered()
    assert "builtins.ValueError in a thread" in report
    assert "in break_down" in report
    assert "WARNING somewhere: <name> <link> <key> <address> at <path>" in report
    assert not [
        secret for secret in (*SECRETS, str(Path.home()), str(tmp_path)) if secret in report
    ]
    assert not (tmp_path / "crash-native.txt").exists()


def test_paths_become_places_in_our_source() -> None:
    assert scrub("/home/anna/x/src/megachat_desktop/app.py") == "megachat_desktop/app.py"
    assert scrub(r"C:\Users\Anna\MegaChat\_internal\av\__init__.pyc") == "av/__init__.pyc"
    assert scrub("/home/anna/photo.jpg could not be read") == "<path> could not be read"


NATIVE = """
import faulthandler, os, signal, sys
from pathlib import Path
from megachat_desktop.ui.start.crash_report import CrashReports
reports = CrashReports(Path(sys.argv[1]))
reports.watch()
os.kill(os.getpid(), signal.SIGSEGV)
"""
SLOT = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QSize, QTimer
from megachat_desktop.ui.start.crash_report import CrashReports
application = QCoreApplication([])
reports = CrashReports(Path(sys.argv[1]))
reports.watch()
def slot():
    QTimer.singleShot(0, application.quit)
    raise KeyError("Anna Lindqvist")
QTimer.singleShot(0, slot)
application.exec()
reports.close()
"""


def run(code: str, folder: Path) -> int:
    command = [sys.executable, "-c", code, str(folder)]
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_crash_of_native_code_is_offered_at_the_next_start(tmp_path: Path) -> None:
    assert run(NATIVE, tmp_path) < 0
    reports = CrashReports(tmp_path)
    reports.watch()
    report = reports.offered()
    reports.close()
    assert not reports.ended_well
    assert report.startswith("MegaChat ")
    assert "Fatal Python error: Segmentation fault" in report
    assert str(tmp_path) not in report
    reports.put_aside()
    assert reports.offered() == ""


def test_an_exception_in_a_slot_leaves_a_report_without_its_words(tmp_path: Path) -> None:
    assert run(SLOT, tmp_path) == 0
    report = CrashReports(tmp_path).offered()
    assert "builtins.KeyError in the window" in report
    assert "in slot" in report
    after = CrashReports(tmp_path)
    after.watch()
    after.close()
    assert after.ended_well
    assert "Anna" not in report


def test_a_good_end_leaves_nothing(tmp_path: Path) -> None:
    reports = CrashReports(tmp_path)
    reports.watch()
    reports.close()
    reports.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.expects_log("an intent of the window failed")
def test_a_mistake_in_the_engine_leaves_a_report(
    bridge: Bridge, engine: FakeEngine, qtbot: QtBot, tmp_path: Path
) -> None:
    reports = CrashReports(tmp_path)
    reports.watch()
    engine.fail_with = ZeroDivisionError("Anna Lindqvist")
    with qtbot.waitSignal(bridge.error_occurred):
        bridge.run(bridge.engine.contacts.rename(b"", "x"))  # type: ignore[arg-type]
    reports.close()
    assert (
        "builtins.ZeroDivisionError logged by megachat_desktop.ui.engine_thread"
        in reports.offered()
    )
    assert "Anna" not in reports.offered()


def test_a_storm_of_errors_stays_small(tmp_path: Path) -> None:
    reports = CrashReports(tmp_path)
    reports.watch()
    for _ in range(200):
        try:
            raise OSError("again")
        except OSError:
            logging.getLogger("storm").exception("x" * 5000)
    reports.close()
    assert 0 < len(reports.offered()) < 20_000


@pytest.mark.parametrize("ended", [True, False])
def test_a_program_that_went_on_is_not_said_to_have_ended(
    qtbot: QtBot, look: Look, ended: bool
) -> None:
    dialog = CrashDialog(look, "MegaChat 0.1.0", ended=ended)
    qtbot.addWidget(dialog)
    assert ("ended" in dialog.windowTitle()) is ended
    assert dialog.windowTitle() in [label.text() for label in dialog.findChildren(QLabel)]


@pytest.mark.usefixtures("german", "large_text")
def test_the_report_lies_under_nothing(qtbot: QtBot, look: Look) -> None:
    dialog = CrashDialog(look, "MegaChat 0.1.0\nSegmentation fault")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_report()
    QApplication.processEvents()
    close, delete = dialog._close.geometry(), dialog._delete.geometry()
    assert not dialog._text.geometry().intersects(close.united(delete))
    assert dialog.rect().contains(close.united(delete))


@pytest.mark.parametrize("reading", [False, True])
def test_escape_leaves_the_offer_and_deletes_nothing(
    qtbot: QtBot, look: Look, reading: bool
) -> None:
    dialog, deleted = CrashDialog(look, "MegaChat 0.1.0"), []
    dialog.delete_requested.connect(lambda: deleted.append(True))
    dialog.show()
    if reading:
        dialog.show_report()
    QTest.keyClick(dialog._text if reading else dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(dialog))
    assert deleted == []


def test_the_offer_shows_and_deletes(qtbot: QtBot, look: Look) -> None:
    dialog = CrashDialog(look, "MegaChat 0.1.0\nSegmentation fault")
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.shows_report
    dialog._show.click()
    assert dialog.shows_report
    with qtbot.waitSignal(dialog.delete_requested):
        dialog._delete.click()
