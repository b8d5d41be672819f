"""A private message bus, and the desktop's services on it as a test plays them."""

import asyncio
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

try:
    import jeepney
    from jeepney.io.asyncio import open_dbus_connection
except ModuleNotFoundError:  # where desktops have no message bus
    pass

NOTIFICATIONS = "org.freedesktop.Notifications"
LOGIN = "org.freedesktop.login1"
SESSION_PATH = "/org/freedesktop/login1/session/_31"
SAVERS = ("org.gnome.ScreenSaver", "org.freedesktop.ScreenSaver")


class Service:
    """Several services in one: it writes down what it is asked and says what it is told to say."""

    def __init__(self, abilities: tuple[str, ...] = ("actions", "body", "body-markup")) -> None:
        self.abilities = abilities
        self.deaf_to = ""
        self.shown: dict[int, tuple[Any, ...]] = {}
        self.asked: list[str] = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def say(self, path: str, interface: str, member: str, signature: str, *body: object) -> None:
        address = jeepney.DBusAddress(path, interface=interface)
        message = jeepney.new_signal(address, member, signature, body)
        asyncio.run_coroutine_threadsafe(self._bus.send(message), self._loop).result(10)

    def click(self, number: int, action: str = "default", token: str = "") -> None:
        path = "/org/freedesktop/Notifications"
        if token:
            self.say(path, NOTIFICATIONS, "ActivationToken", "us", number, token)
        self.say(path, NOTIFICATIONS, "ActionInvoked", "us", number, action)

    def close(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._task.cancel)
            self._thread.join()

    def _run(self) -> None:
        self._task = self._loop.create_task(self._serve())
        try:
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            self._loop.close()

    async def _serve(self) -> None:
        async with await open_dbus_connection("SESSION") as self._bus:
            for name in (NOTIFICATIONS, LOGIN, *SAVERS):
                await self._bus.send(jeepney.message_bus.RequestName(name))
            self._ready.set()
            while True:
                message = await self._bus.receive()
                if message.header.message_type is jeepney.MessageType.method_call:
                    await self._answer(message)

    async def _answer(self, message: Any) -> None:
        member = message.header.fields[jeepney.HeaderFields.member]
        self.asked.append(member)
        if member == self.deaf_to:
            return
        match member:
            case "GetCapabilities":
                answer = ("as", (list(self.abilities),))
            case "Notify":
                number = message.body[1] or max(self.shown, default=0) + 1
                self.shown[number] = message.body
                answer = ("u", (number,))
            case "CloseNotification":
                self.shown.pop(message.body[0], None)
                answer = (None, ())
            case "GetActive":
                answer = ("b", (False,))
            case "GetSession":
                answer = ("o", (SESSION_PATH,))
            case "Get":
                answer = ("v", (("b", False),))
            case _:
                return
        await self._bus.send(jeepney.new_method_return(message, *answer))


@contextmanager
def message_bus() -> Iterator[str]:
    """A bus of its own; its address."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert daemon.stdout is not None
    yield daemon.stdout.readline().strip()
    daemon.kill()
    daemon.communicate()


@contextmanager
def private_bus(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """A bus that is both the session's and the system's."""
    with message_bus() as address:
        patch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        patch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        patch.setenv("XDG_SESSION_ID", "1")
        yield
