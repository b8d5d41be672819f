"""Notices and the lock over a real message bus, with services that the test plays itself."""

import shutil
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bus_support import LOGIN, SAVERS, SESSION_PATH, Service
from gui_support import ANNA, missed, person
from megachat_desktop.model.chat import Chat
from megachat_desktop.model.events import CallMissed, ChatsChanged, ContactChanged
from megachat_desktop.ui.desktop import Desktop

pytestmark = [
    pytest.mark.devices,
    pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="needs a message bus"),
]


@pytest.fixture
def desk(service: Service, desktop: Desktop) -> Desktop:
    """A desktop that began when the services ran already."""
    return desktop


def miss(desk: Desktop, hours_ago: float = 0, contact: Any = ANNA) -> None:
    desk.bridge.deliver(CallMissed(missed(1, contact, hours_ago)))


def test_one_notice_for_each_chat_and_a_click_opens_it(
    qtbot: QtBot, desk: Desktop, service: Service
) -> None:
    omar = person("Omar Haddad", 5)
    miss(desk, 2)
    qtbot.waitUntil(lambda: len(service.shown) == 1)
    miss(desk, 1)
    miss(desk, 0, omar)
    qtbot.waitUntil(lambda: len(service.shown) == 2)
    qtbot.waitUntil(lambda: service.asked.count("Notify") == 3)
    assert [body[1] for body in service.shown.values()] == [1, 0]  # what each took the place of
    service.click(2)
    qtbot.waitUntil(lambda: desk.window.account == omar.account)
    service.click(77)  # another program's
    service.click(1)
    qtbot.waitUntil(lambda: desk.window.account == ANNA.account)


def test_a_hostile_name_is_no_markup(qtbot: QtBot, desk: Desktop, service: Service) -> None:
    mallory = person('<a href="http://x">Mallory</a><img src="file:///etc/x"/>&', 12)
    desk.bridge.deliver(ContactChanged(mallory))
    miss(desk, 0, mallory)
    qtbot.waitUntil(lambda: bool(service.shown))
    _app, _old, _icon, title, body, actions, hints, _timeout = service.shown[1]
    assert title == "MegaChat"
    assert "<" not in body
    assert "&lt;a href=" in body
    assert (actions[0], hints["suppress-sound"]) == ("default", ("b", True))


def test_a_chat_that_was_looked_at_has_no_notice_any_more(
    qtbot: QtBot, desk: Desktop, service: Service
) -> None:
    entry = missed(1, ANNA, 0)
    desk.bridge.deliver(ChatsChanged((Chat(ANNA.account, entry, 1),)))
    miss(desk)
    qtbot.waitUntil(lambda: bool(service.shown))
    desk.bridge.deliver(ChatsChanged((Chat(ANNA.account, entry, 0),)))
    qtbot.waitUntil(lambda: not service.shown)


def test_another_service_counts_anew(qtbot: QtBot, desk: Desktop, service: Service) -> None:
    miss(desk)
    qtbot.waitUntil(lambda: len(service.shown) == 1)
    service.close()
    other = Service(("body",))
    miss(desk, 1)
    qtbot.waitUntil(lambda: len(other.shown) == 1)
    assert (other.shown[1][1], other.shown[1][5]) == (0, [])  # replaces nobody's, promises no click
    other.close()


def test_without_a_service_the_tray_tells(
    qtbot: QtBot, bus: None, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(desktop.tray, "tell", lambda text, _title: told.append(text))
    miss(desktop)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told[0].startswith("Missed video call from Anna Lindqvist.")


def test_without_a_bus_the_tray_tells_and_nothing_is_locked(
    qtbot: QtBot, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(desktop.tray, "tell", lambda text, _title: told.append(text))
    miss(desktop)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert not desktop.lock.locked


@pytest.mark.parametrize("saver", SAVERS)
def test_a_locked_screen_shows_no_more_than_the_name(
    qtbot: QtBot, desk: Desktop, service: Service, saver: str
) -> None:
    qtbot.waitUntil(lambda: service.asked.count("GetActive") == 2 and "Get" in service.asked)
    lock, path = desk.lock, "/" + saver.replace(".", "/")
    service.say(path, saver, "ActiveChanged", "b", True)
    qtbot.waitUntil(lambda: lock.locked)
    miss(desk)
    qtbot.waitUntil(lambda: bool(service.shown))
    assert service.shown[1][3:5] == ("Anna Lindqvist", "Missed video call")
    service.say(path, saver, "ActiveChanged", "b", False)
    qtbot.waitUntil(lambda: not lock.locked)


def test_the_login_service_is_heard(qtbot: QtBot, desk: Desktop, service: Service) -> None:
    qtbot.waitUntil(lambda: "Get" in service.asked)
    lock, session = desk.lock, f"{LOGIN}.Session"
    properties = "org.freedesktop.DBus.Properties"
    story = []
    for member, signature, body, locked in (
        ("PropertiesChanged", "sa{sv}as", (session, {"LockedHint": ("b", True)}, []), True),
        ("PropertiesChanged", "sa{sv}as", (session, {"LockedHint": ("b", False)}, []), False),
        ("Lock", "", (), True),
        ("Unlock", "", (), False),
        ("Lock", "", (), True),
    ):
        interface = properties if member == "PropertiesChanged" else session
        service.say(SESSION_PATH, interface, member, signature, *body)
        qtbot.waitUntil(lambda wanted=locked: lock.locked is wanted)
        story.append(lock.locked)
    assert story == [True, False, True, False, True]
    # Whoever works with a window of ours has no lock before them, though nobody said "Unlock".
    lock._on_state_changed(Qt.ApplicationState.ApplicationActive)
    assert not lock.locked
