"""The desktop's notification service, spoken to on the engine's thread.

Source: Desktop Notifications Specification 1.2 (org.freedesktop.Notifications).
"""

import logging
from collections.abc import AsyncGenerator
from html import escape
from typing import Any

from megachat_desktop.ui.ring.message_bus import BusError, MessageBus, header, signal_rule

_log = logging.getLogger(__name__)

_NAME = _INTERFACE = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_BY_THEIR_OWN_TIME = -1
_NORMAL = 1
_MOST = 200  # notices that are remembered for being replaced
_CLICKED = "default"


class NotificationService:
    """One notice for each key, which a newer one takes the place of."""

    def __init__(self, bus: MessageBus | None = None) -> None:
        self._bus = bus or MessageBus("SESSION")
        self._numbers: dict[bytes, int] = {}  # by key; the service's own
        self._abilities: frozenset[str] | None = None

    async def show(self, key: bytes, title: str, text: str, action: str) -> bool:
        """Show it; False when there is nobody who could.

        ``text`` is plain, whatever the service makes of mark-up. ``action`` says what a click does.
        """
        try:
            abilities = await self._known_abilities()
            actions = [_CLICKED, action] if "actions" in abilities else []
            body = escape(text, quote=False) if "body-markup" in abilities else text
            answer = await self._ask(
                "Notify", "susssasa{sv}i", "MegaChat", self._numbers.pop(key, 0), "megachat",
                _sendable(title), _sendable(body), actions, _hints(), _BY_THEIR_OWN_TIME,
            )  # fmt: skip
        except BusError as error:
            _log.info("no notification: %s", error)
            return False
        self._remember(key, int(answer[0]))
        return True

    async def withdraw(self, key: bytes) -> None:
        """Take the notice away if it is still there."""
        number = self._numbers.pop(key, 0)
        if not number:
            return
        try:
            await self._ask("CloseNotification", "u", number)
        except BusError as error:  # gone already
            _log.debug("not closed: %s", error)

    async def clicks(self) -> AsyncGenerator[object, None]:
        """The key of each notice that the person clicks on; ends where there is no bus."""
        rules = (
            signal_rule(_INTERFACE, "ActionInvoked", sender=_NAME),
            signal_rule(_INTERFACE, "NotificationClosed", sender=_NAME),
            _change_of_service(),
        )
        try:
            async with self._bus.listening(*rules) as news:
                while True:
                    message = await news.get()
                    key = self._take(header(message, "member"), message.body)
                    if key is not None:
                        yield key
        except BusError:
            return

    async def close(self) -> None:
        """Disconnect; what is shown stays."""
        await self._bus.close()

    def _take(self, member: str, body: tuple[Any, ...]) -> bytes | None:
        """What a signal means to us; the key if it is a click."""
        if member == "NameOwnerChanged":  # another service now, which counts anew
            self._numbers.clear()
            self._abilities = None
            return None
        key = next((k for k, number in self._numbers.items() if number == body[0]), None)
        if key is not None and member == "NotificationClosed":
            del self._numbers[key]
        return key if member == "ActionInvoked" and body[1] == _CLICKED else None

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


def _hints() -> dict[str, tuple[str, object]]:
    """We have a sound of our own; the desktop knows us by our entry in its menu."""
    return {
        "urgency": ("y", _NORMAL),
        "category": ("s", "im"),
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
