"""The desktop's notification service, spoken to on the engine's thread.

Source: Desktop Notifications Specification 1.2 (org.freedesktop.Notifications).
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from html import escape
from typing import Any

from megachat_desktop.ui.ring.message_bus import BusError, MessageBus, header, signal_rule

_log = logging.getLogger(__name__)

_NAME = _INTERFACE = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_BY_THEIR_OWN_TIME, _NEVER = -1, 0
_NORMAL, _CRITICAL = 1, 2
_MOST = 200  # notices that are remembered for being replaced
CLICKED, CLOSED = "default", ""


@dataclass(frozen=True)
class DesktopNotice:
    """What the service shows. Plain text, whatever it makes of mark-up.

    ``actions`` are names and the words on their buttons; CLICKED is a click beside them.
    ``rings``: it stays until it is withdrawn, over programs that fill the screen, too.
    """

    key: bytes
    title: str
    text: str
    actions: tuple[tuple[str, str], ...]
    rings: bool = False


@dataclass(frozen=True)
class Click:
    """An action that the person chose; CLOSED when the notice went without one.

    With ``token`` a window may come to the front for it.
    """

    key: bytes
    action: str
    token: str = ""


class NotificationService:
    """One notice for each key, which a newer one takes the place of; one after the other."""

    def __init__(self, bus: MessageBus | None = None) -> None:
        self._bus = bus or MessageBus("SESSION")
        self._numbers: dict[bytes, int] = {}  # by key; the service's own
        self._abilities: frozenset[str] | None = None
        self._token = (0, "")  # the number that it is for
        self._turn = asyncio.Lock()  # who is withdrawn while being shown must not stay

    async def show(self, notice: DesktopNotice) -> bool:
        """Show it; False when nobody could, or could but without the buttons of a ring."""
        async with self._turn:
            try:
                able = "actions" in await self._known_abilities()
                answer = await self._notify(notice, able)
            except BusError as error:
                _log.info("no notification: %s", error)
                return False
            self._remember(notice.key, int(answer[0]))
            return able or not notice.rings

    async def withdraw(self, key: bytes) -> None:
        """Take the notice away if it is still there."""
        async with self._turn:
            number = self._numbers.pop(key, 0)
            if not number:
                return
            try:
                await self._ask("CloseNotification", "u", number)
            except BusError as error:  # gone already
                _log.debug("not closed: %s", error)

    async def clicks(self) -> AsyncGenerator[object, None]:
        """Each ``Click``; ends where there is no bus."""
        rules = (
            signal_rule(_INTERFACE, "ActivationToken", sender=_NAME),
            signal_rule(_INTERFACE, "ActionInvoked", sender=_NAME),
            signal_rule(_INTERFACE, "NotificationClosed", sender=_NAME),
            _change_of_service(),
        )
        try:
            async with self._bus.listening(*rules) as news:
                while True:
                    message = await news.get()
                    click = self._take(header(message, "member"), message.body)
                    if click is not None:
                        yield click
        except BusError:
            return

    async def close(self) -> None:
        """Disconnect, whatever is being asked at the moment; what is shown stays."""
        await self._bus.close()

    async def _notify(self, notice: DesktopNotice, able: bool) -> tuple[Any, ...]:
        actions = [word for action in notice.actions for word in action] if able else []
        plain = "body-markup" not in await self._known_abilities()
        body = notice.text if plain else escape(notice.text, quote=False)
        return await self._ask(
            "Notify", "susssasa{sv}i", "MegaChat", self._numbers.pop(notice.key, 0), "megachat",
            _sendable(notice.title), _sendable(body), actions, _hints(notice),
            _NEVER if notice.rings else _BY_THEIR_OWN_TIME,
        )  # fmt: skip

    def _take(self, member: str, body: tuple[Any, ...]) -> Click | None:
        """What a signal means to us; the click if it is one."""
        if member == "NameOwnerChanged":  # another service now, which counts anew
            self._numbers.clear()
            self._abilities = None
            return None
        key = next((k for k, number in self._numbers.items() if number == body[0]), None)
        if key is None:
            return None
        match member:
            case "ActivationToken":  # just before the action that it is for
                self._token = (body[0], str(body[1]))
            case "NotificationClosed":
                del self._numbers[key]
                return Click(key, CLOSED)
            case "ActionInvoked":
                (number, token), self._token = self._token, (0, "")
                return Click(key, str(body[1]), token if number == body[0] else "")
        return None

    async def _known_abilities(self) -> frozenset[str]:
        if self._abilities is None:
            (found,) = await self._ask("GetCapabilities")
            self._abilities = frozenset(found)
        return self._abilities

    async def _ask(self, method: str, signature: str = "", *body: object) -> tuple[Any, ...]:
        return await self._bus.call(_NAME, _PATH, _INTERFACE, method, signature, *body)

    def _remember(self, key: bytes, number: int) -> None:
        self._numbers[key] = number
        while len(self._numbers) > _MOST:
            del self._numbers[next(iter(self._numbers))]


def _hints(notice: DesktopNotice) -> dict[str, tuple[str, object]]:
    """We have a sound of our own; the desktop knows us by our entry in its menu."""
    return {
        "urgency": ("y", _CRITICAL if notice.rings else _NORMAL),
        "category": ("s", "call.incoming" if notice.rings else "im"),
        "desktop-entry": ("s", "megachat"),
        "suppress-sound": ("b", True),
    }


def _sendable(text: str) -> str:
    """As the bus takes it: no zero, nothing that has no encoding."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _change_of_service() -> Any:
    rule = signal_rule("org.freedesktop.DBus", "NameOwnerChanged", sender="org.freedesktop.DBus")
    rule.add_arg_condition(0, _NAME)
    return rule
