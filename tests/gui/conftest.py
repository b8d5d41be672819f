"""Windows without a screen, a fake engine behind the real bridge."""

import gc
import os
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Nothing here may talk to the desktop of whoever runs the tests.
os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=/nonexistent"

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bus_support import Service, private_bus
from gui_support import NOW, FakeEngine, RecordedSounds, start
from megachat_desktop.model.settings import ThemeChoice
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.icons import Icons
from megachat_desktop.ui.kit.theme import Looks
from megachat_desktop.ui.main_window import MainWindow
from megachat_desktop.ui.start.application import Application
from megachat_desktop.ui.start.language import Language

HERE = Path(__file__).parent
# What Qt's offscreen platform says about things that only a window manager can do.
OFFSCREEN = "This plugin does not support"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """No window manager, no complaint about its absence."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN, extend=True))


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    """The program's own, for pytest-qt."""
    return Application


@pytest.fixture(autouse=True)
def _garbage_is_collected_here() -> Iterator[None]:
    """As in the program, no other thread may free a widget; between two tests it is done here."""
    gc.disable()
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect(1)
    gc.enable()


@pytest.fixture(autouse=True, scope="module")
def _nothing_is_left_for_the_next_file() -> Iterator[None]:
    """Widgets that only old cycles keep would be dressed anew with every change of the looks."""
    yield
    gc.collect()


@pytest.fixture
def look(qapp: QApplication) -> Look:
    """The light theme, applied."""
    looks = Looks(ThemeChoice.LIGHT)
    looks.apply()
    return Look(looks, Icons())


@pytest.fixture
def large_text(look: Look) -> Iterator[None]:
    """As large as the person can have it."""
    look.looks.set_text_percent(130)
    yield
    look.looks.set_text_percent(100)


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """Windows that are made from now on speak German."""
    words = Language()
    words.apply("de")
    yield
    words.apply("en")
    QLocale.setDefault(QLocale.c())


@pytest.fixture
def avatars(look: Look) -> AvatarPainter:
    return AvatarPainter(look.looks, look.icons)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def bridge(qapp: QApplication, engine: FakeEngine) -> Iterator[Bridge]:
    """A bridge whose engine runs; stopped at the end."""
    made = Bridge()
    start(made, engine)
    yield made
    made.stop().result(5)
    made.close()


@pytest.fixture
def sounds() -> RecordedSounds:
    return RecordedSounds()


@pytest.fixture
def desktop(
    qtbot: QtBot, bridge: Bridge, look: Look, sounds: RecordedSounds, engine: FakeEngine
) -> Iterator[Desktop]:
    """Every window, connected, with everybody in the list."""
    made = Desktop(bridge, look, sounds)
    qtbot.addWidget(made.window)
    made.window.show()
    qtbot.waitUntil(lambda: len(made.window.sidebar.lists.contacts.rows()) > len(engine.contacts_))
    yield made
    made.close()


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Times of day as in Greenwich, wherever the tests run."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def window(qtbot: QtBot, desktop: Desktop, utc: None) -> MainWindow:
    """The main window in front, at two in the afternoon of the people's day."""
    desktop.history._unix = lambda: NOW
    desktop.window.activateWindow()
    qtbot.waitUntil(desktop.window.isActiveWindow)
    return desktop.window


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A private message bus that is both the session's and the system's."""
    with private_bus(monkeypatch):
        yield


@pytest.fixture
def service(bus: None) -> Iterator[Service]:
    """The desktop's services on that bus."""
    made = Service()
    yield made
    made.close()
