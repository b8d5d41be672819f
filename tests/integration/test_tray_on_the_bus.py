"""A tray on the message bus (StatusNotifierItem) that comes late, goes, and comes again."""

import shutil
import sys
from collections.abc import Iterator

import pytest

from bus_support import message_bus
from x11_support import acting, running, wait_until, x_display

pytest.importorskip("jeepney")
pytestmark = [
    pytest.mark.devices,
    pytest.mark.timeout(120),
    pytest.mark.skipif(
        not all(map(shutil.which, ("Xvfb", "dbus-daemon"))), reason="needs Xvfb and a message bus"
    ),
]

# The part of a panel that takes icons in: it says a line for each.
HOST = """
import asyncio, jeepney
from jeepney.io.asyncio import open_dbus_connection
async def main():
    async with await open_dbus_connection("SESSION") as bus:
        await bus.send(jeepney.message_bus.RequestName("org.kde.StatusNotifierWatcher"))
        while True:
            message = await bus.receive()
            if message.header.message_type is not jeepney.MessageType.method_call:
                continue
            answer = (None, ())
            match message.header.fields[jeepney.HeaderFields.member]:
                case "Get":
                    answer = ("v", (("b", True),))
                case "GetAll":
                    answer = ("a{sv}", ({"IsStatusNotifierHostRegistered": ("b", True)},))
                case "RegisterStatusNotifierItem":
                    print("an icon", flush=True)
            await bus.send(jeepney.new_method_return(message, *answer))
asyncio.run(main())
"""


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """A display, and a bus of its own."""
    with message_bus() as address, x_display() as display:
        yield display | {"DBUS_SESSION_BUS_ADDRESS": address}


def test_the_icon_is_in_every_tray_and_the_window_never_lost(environment: dict[str, str]) -> None:
    host = (sys.executable, "-c", HOST)
    with acting(environment) as actor:
        actor.tell("show")
        actor.tell("look_often")
        assert not actor.tell("tray")["available"]
        with running(*host, environment=environment) as late:
            assert late.stdout is not None
            assert late.stdout.readline() == "an icon\n"
            wait_until(lambda: actor.tell("tray")["visible"])
            actor.tell("close_window")
            assert not actor.tell("tray")["window"]
        wait_until(lambda: actor.tell("tray")["window"])
        with running(*host, environment=environment) as again:
            assert again.stdout is not None
            assert again.stdout.readline() == "an icon\n"
            wait_until(lambda: actor.tell("tray")["available"])
            actor.tell("close_window")
            assert not actor.tell("tray")["window"]
        actor.tell("quit")
