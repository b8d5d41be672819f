"""The ring on a real desktop: a window manager, a panel, two monitors, somebody who types."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QMargins, QRect

from megachat_desktop.ui.ring.popup_card import SHADOW
from x11_support import TYPIST, Actor, Onlooker, acting, running, wait_until, x_display

pytest.importorskip("Xlib")
PANEL_PX = 24
WIDTH, HEIGHT = 1280, 800
TWO_MONITORS = ("640/200x800/250+0+0", "640/200x800/250+640+0")
# xfwm4 takes the first monitor for the whole display where they are cut out by RandR alone.
MONITORS = {"openbox": TWO_MONITORS, "metacity": TWO_MONITORS, "xfwm4": ()}
TYPING = "typing here"
POPUP = "Incoming video call from {}"
ANNA, OMAR = POPUP.format("Anna Lindqvist"), POPUP.format("Omar Haddad")
EVERY_DESKTOP = 0xFFFFFFFF


# Without a bus of the session, where its settings are, xfwm4 manages nothing.
USABLE = [name for name in MONITORS if name != "xfwm4" or "DBUS_SESSION_BUS_ADDRESS" in os.environ]
MANAGERS = [name for name in USABLE if shutil.which(name)]
pytestmark = [
    pytest.mark.devices,
    pytest.mark.timeout(120),
    pytest.mark.skipif(
        not (MANAGERS and all(map(shutil.which, ("Xvfb", "xrandr", "xdotool", "trayer")))),
        reason="needs Xvfb, a window manager, xrandr, xdotool and trayer",
    ),
]


@dataclass
class Desk:
    """What stands on it."""

    actor: Actor
    eye: Onlooker
    typist: "subprocess.Popen[str]"
    environment: dict[str, str]
    left: int  # of the monitor with the panel, which is the right one

    def typed(self) -> str:
        assert self.typist.stdin is not None
        assert self.typist.stdout is not None
        self.typist.stdin.write("what?\n")
        return self.typist.stdout.readline().strip()

    def type(self, words: str) -> None:
        command = ["xdotool", "type", "--delay", "20", words]
        subprocess.run(command, env=self.environment, check=True)


@pytest.fixture(params=MANAGERS)
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """Two monitors side by side, a panel with a tray along the top of the right one."""
    panel = ("trayer", "--edge", "top", "--SetDockType", "true", "--SetPartialStrut", "true",
             "--widthtype", "percent", "--width", "100", "--expand", "false",
             "--heighttype", "pixel", "--height", str(PANEL_PX), "--monitor")  # fmt: skip
    with ExitStack() as stack:
        monitors = MONITORS[request.param]
        environment = stack.enter_context(x_display(f"{WIDTH}x{HEIGHT}", *monitors))
        eye = Onlooker(environment["DISPLAY"])
        stack.callback(eye.close)
        stack.enter_context(running(request.param, environment=environment))
        eye.wait_for_window_manager()
        number = str(max(0, len(monitors) - 1))
        stack.enter_context(running(*panel, number, environment=environment))
        typist = stack.enter_context(running(sys.executable, "-c", TYPIST, environment=environment))
        actor = stack.enter_context(acting(environment))
        actor.tell("show")
        wait_until(lambda: {TYPING, "MegaChat"} <= set(eye.titles()))
        wait_until(eye.has_panel)
        yield Desk(actor, eye, typist, environment, WIDTH // 2 if monitors else 0)


def test_a_call_is_seen_above_everything_and_the_typing_goes_on(desk: Desk) -> None:
    eye, actor = desk.eye, desk.actor
    eye.activate(TYPING)
    eye.point_at(WIDTH * 3 // 4, HEIGHT // 2)
    actor.tell("call", 0, "INCOMING")
    wait_until(lambda: eye.shown(ANNA))
    desk.type("hello")
    wait_until(lambda: desk.typed() == "hello")
    assert eye.active() == TYPING
    assert eye.titles()[-1] == ANNA
    assert "ABOVE" in eye.states(ANNA)
    assert not eye.states(ANNA) & {"DEMANDS_ATTENTION", "FOCUSED"}
    wait_until(lambda: "DEMANDS_ATTENTION" in eye.states("MegaChat"))
    left, top, width, height = eye.place(ANNA)
    assert left >= desk.left
    assert top >= PANEL_PX
    assert left + width <= WIDTH
    assert top + height <= HEIGHT
    actor.tell("call", 0, "ENDED")
    wait_until(lambda: not eye.shown(ANNA))
    wait_until(lambda: "DEMANDS_ATTENTION" not in eye.states("MegaChat"))
    assert eye.active() == TYPING
    desk.type(" again")
    wait_until(lambda: desk.typed() == "hello again")


def test_it_follows_to_another_desktop(desk: Desk) -> None:
    desk.eye.activate(TYPING)
    desk.actor.tell("call", 0, "INCOMING")
    wait_until(lambda: desk.eye.shown(ANNA))
    desk.eye.go_to_desktop(1)
    wait_until(lambda: desk.eye.shown(ANNA))
    wait_until(lambda: desk.eye.desktops(ANNA) == [EVERY_DESKTOP])
    assert desk.eye.active() != ANNA
    desk.actor.tell("call", 0, "CONNECTING")
    wait_until(lambda: not desk.eye.shown(ANNA))


def test_two_callers_have_a_popup_each_and_neither_covers_the_other(desk: Desk) -> None:
    eye, actor = desk.eye, desk.actor
    eye.activate(TYPING)
    actor.tell("call", 0, "INCOMING")
    actor.tell("call", 1, "INCOMING")
    wait_until(lambda: eye.shown(ANNA) and eye.shown(OMAR))
    margin = QMargins(SHADOW, SHADOW, SHADOW, SHADOW)  # only shadows lie over each other
    boxes = [QRect(*place) - margin for place in actor.tell("popups")]
    assert len(boxes) == 2
    assert not boxes[0].intersects(boxes[1])
    actor.tell("call", 0, "ENDED")
    wait_until(lambda: not eye.shown(ANNA))
    assert eye.shown(OMAR)
    assert eye.active() == TYPING


def test_a_second_caller_is_seen_over_our_own_call_in_full_screen(desk: Desk) -> None:
    eye, actor = desk.eye, desk.actor
    talk = "Call: Omar Haddad"
    actor.tell("call", 1, "ACTIVE")
    wait_until(lambda: eye.shown(talk))
    eye.activate(talk)
    actor.tell("full_screen", 1)
    wait_until(lambda: "FULLSCREEN" in eye.states(talk))
    actor.tell("call", 0, "INCOMING")
    wait_until(lambda: eye.shown(ANNA))
    wait_until(lambda: eye.titles()[-1] == ANNA)
    assert eye.active() == talk
    actor.tell("full_screen", 1)
    wait_until(lambda: "FULLSCREEN" not in eye.states(talk))
    wait_until(lambda: eye.shown(ANNA))
    actor.tell("full_screen", 1)  # while it rings
    wait_until(lambda: "FULLSCREEN" in eye.states(talk))
    wait_until(lambda: eye.titles()[-1] == ANNA)
    actor.tell("call", 1, "ENDED")
    actor.tell("call", 0, "ENDED")
    wait_until(lambda: not eye.shown(ANNA))
