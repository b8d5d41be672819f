"""Calls that ring, told through the desktop's service, where a popup may be out of sight."""

import os
import shutil

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bus_support import NOTIFICATIONS, Service
from gui_support import FakeEngine, call
from megachat_desktop.model.call import Call, CallState, Direction, EndReason
from megachat_desktop.model.events import CallChanged, SettingsChanged
from megachat_desktop.model.ids import CallId
from megachat_desktop.model.settings import NoticeContent, Settings
from megachat_desktop.model.values import replace
from megachat_desktop.ui.desktop import Desktop
from megachat_desktop.ui.incoming_call_popup import IncomingCallPopup
from megachat_desktop.ui.ring.surroundings import PlainSurroundings

pytestmark = [
    pytest.mark.devices,
    pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="needs a message bus"),
]
VIDEO = call(CallState.INCOMING, contact_name="Anna Lindqvist", video=True)
VOICE = replace(VIDEO, video=False)
RUNNING = replace(call(CallState.ACTIVE), call_id=CallId(b"r" * 16), direction=Direction.OUT)


@pytest.fixture
def on_wayland(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PlainSurroundings, "hides_popups", lambda _self: True)
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "wayland")


@pytest.fixture
def desk(on_wayland: None, service: Service, desktop: Desktop) -> Desktop:
    """A desktop whose popups may be out of sight."""
    return desktop


def ring(qtbot: QtBot, desk: Desktop, service: Service, *calls: Call) -> None:
    for one in calls:
        desk.bridge.deliver(CallChanged(one))
    qtbot.waitUntil(lambda: bool(service.shown))


def buttons(body: tuple[object, ...]) -> list[str]:
    """The words on them."""
    words = body[5]
    assert isinstance(words, list)
    return words[1::2]


def put_away(service: Service) -> None:
    """The person closes the notice."""
    path = "/org/freedesktop/Notifications"
    service.say(path, NOTIFICATIONS, "NotificationClosed", "uu", 1, 2)


def end(desk: Desktop, one: Call) -> None:
    desk.bridge.deliver(
        CallChanged(replace(one, state=CallState.ENDED, end_reason=EndReason.NO_ANSWER))
    )


def test_it_stands_as_long_as_it_rings(qtbot: QtBot, desk: Desktop, service: Service) -> None:
    ring(qtbot, desk, service, VIDEO)
    _app, _old, _icon, title, text, _actions, hints, lasts = service.shown[1]
    assert (title, text) == ("Anna Lindqvist", "Incoming video call. You verified Anna on 4 March")
    assert (hints["urgency"], hints["category"]) == (("y", 2), ("s", "call.incoming"))
    assert lasts == 0  # until it is taken away
    QTest.qWait(50)
    assert not desk.popups.shown  # it might take the keys of whoever types
    end(desk, VIDEO)
    qtbot.waitUntil(lambda: not service.shown)


def test_a_call_that_is_over_at_once_leaves_nothing(
    qtbot: QtBot, desk: Desktop, service: Service
) -> None:
    desk.bridge.deliver(CallChanged(VIDEO))
    end(desk, VIDEO)
    qtbot.waitUntil(lambda: "CloseNotification" in service.asked)
    assert service.asked.index("Notify") < service.asked.index("CloseNotification")
    assert not service.shown


@pytest.mark.parametrize(
    ("calls", "action", "answer"),
    [
        ((VIDEO,), "accept", ("calls.accept", True, False)),
        ((VIDEO,), "accept-otherwise", ("calls.accept", False, False)),
        ((VOICE,), "accept", ("calls.accept", False, False)),
        ((RUNNING, VIDEO), "accept", ("calls.accept", True, True)),
        ((RUNNING, VIDEO), "accept-otherwise", ("calls.accept", True, False)),
        ((RUNNING, VOICE), "accept-otherwise", ("calls.accept", False, False)),
        ((VIDEO,), "decline", ("calls.decline",)),
    ],
)
def test_its_buttons_answer_as_the_popups_do(
    qtbot: QtBot,
    desk: Desktop,
    service: Service,
    engine: FakeEngine,
    calls: tuple[Call, ...],
    action: str,
    answer: tuple[object, ...],
) -> None:
    ring(qtbot, desk, service, *calls)
    service.click(1, action)
    name, *rest = answer
    wanted = (name, (VIDEO.call_id, *rest))
    qtbot.waitUntil(lambda: wanted in [(i.name, i.arguments) for i in engine.intents])


@pytest.mark.parametrize(
    ("calls", "words"),
    [
        ((VIDEO,), ["Open", "Accept", "Audio only", "Decline"]),
        ((VOICE,), ["Open", "Accept", "Decline"]),
        ((RUNNING, VIDEO), ["Open", "Hold and accept", "End and accept", "Decline"]),
    ],
)
def test_its_buttons_say_what_they_do(
    qtbot: QtBot, desk: Desktop, service: Service, calls: tuple[Call, ...], words: list[str]
) -> None:
    ring(qtbot, desk, service, *calls)
    assert buttons(service.shown[1]) == words


def test_a_click_beside_them_brings_the_popup_with_the_desktops_leave(
    qtbot: QtBot, desk: Desktop, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "")
    ring(qtbot, desk, service, VIDEO)
    raised: list[object] = []
    monkeypatch.setattr(IncomingCallPopup, "activateWindow", lambda it: raised.append(it))
    service.click(1, "default", "leave-of-the-desktop")
    qtbot.waitUntil(lambda: bool(raised))
    assert raised == [desk.popups.shown[VIDEO.call_id]]
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "leave-of-the-desktop"


def test_the_task_bar_is_asked_only_beside_a_popup(
    qtbot: QtBot, desk: Desktop, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(
        PlainSurroundings, "ask_for_attention", lambda _self, _window, asks: asked.append(asks)
    )
    ring(qtbot, desk, service, VIDEO)
    desk.bell._on_look_again()
    assert not any(asked)
    put_away(service)
    qtbot.waitUntil(lambda: VIDEO.call_id in desk.popups.shown)
    desk.bell._on_look_again()
    assert asked[-1]


def test_a_notice_that_is_put_away_leaves_the_popup(
    qtbot: QtBot, desk: Desktop, service: Service
) -> None:
    ring(qtbot, desk, service, VIDEO)
    put_away(service)
    qtbot.waitUntil(lambda: VIDEO.call_id in desk.popups.shown)
    end(desk, VIDEO)
    assert not desk.popups.shown


def test_an_answer_takes_the_notice_along(
    qtbot: QtBot, desk: Desktop, service: Service, engine: FakeEngine
) -> None:
    ring(qtbot, desk, service, VIDEO)
    service.click(1, "decline")
    put_away(service)
    qtbot.waitUntil(lambda: "calls.decline" in [i.name for i in engine.intents])
    QTest.qWait(50)
    assert not desk.popups.shown


def test_a_service_without_buttons_leaves_the_popup(
    qtbot: QtBot, desk: Desktop, service: Service
) -> None:
    service.abilities = ("body",)
    ring(qtbot, desk, service, VIDEO)
    qtbot.waitUntil(lambda: VIDEO.call_id in desk.popups.shown)


@pytest.mark.parametrize("asks", ["GetCapabilities", "Notify"])
def test_a_service_that_does_not_answer_keeps_no_popup_back(
    qtbot: QtBot, desk: Desktop, service: Service, asks: str
) -> None:
    service.deaf_to = asks
    desk.bridge.deliver(CallChanged(VIDEO))
    qtbot.waitUntil(lambda: VIDEO.call_id in desk.popups.shown)


def test_an_answer_after_the_end_is_none(
    qtbot: QtBot, desk: Desktop, service: Service, engine: FakeEngine
) -> None:
    ring(qtbot, desk, service, VIDEO)
    service.click(1, "accept")  # on its way while the caller gives up
    end(desk, VIDEO)
    qtbot.waitUntil(lambda: not service.shown)
    QTest.qWait(50)
    assert [i.name for i in engine.intents if i.name.startswith("calls.accept")] == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (NoticeContent.NAME, ("Anna Lindqvist", "Incoming video call")),
        (NoticeContent.NOTHING, ("MegaChat", "Incoming video call")),
    ],
)
def test_it_says_no_more_than_a_notification_may(
    qtbot: QtBot, desk: Desktop, service: Service, content: NoticeContent, said: tuple[str, str]
) -> None:
    desk.bridge.deliver(SettingsChanged(Settings(notice_content=content)))
    ring(qtbot, desk, service, VIDEO)
    assert service.shown[1][3:5] == said


def test_without_a_service_there_is_the_popup(
    qtbot: QtBot, on_wayland: None, bus: None, desktop: Desktop
) -> None:
    desktop.bridge.deliver(CallChanged(VIDEO))
    qtbot.waitUntil(lambda: VIDEO.call_id in desktop.popups.shown)


def test_where_popups_are_seen_there_is_no_notice_of_a_ring(
    qtbot: QtBot, service: Service, desktop: Desktop
) -> None:
    desktop.bridge.deliver(CallChanged(VIDEO))
    qtbot.waitUntil(lambda: bool(desktop.popups.shown))
    QTest.qWait(50)
    assert "Notify" not in service.asked
