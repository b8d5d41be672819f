"""A connection to a message bus of the desktop (D-Bus), on the engine's thread.

By jeepney and not by QtDBus: PySide6 can't send an unsigned number, which a notification needs, and
QtDBus asks the bus on the GUI thread who owns a name, before it listens to it.
"""

import asyncio
import logging
import struct
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, suppress
from typing import Any, Literal

from jeepney import (  # type: ignore[import-untyped,unused-ignore]
    DBusAddress,
    DBusErrorResponse,
    HeaderFields,
    MatchRule,
    message_bus,
    new_method_call,
)
from jeepney.io.asyncio import (  # type: ignore[import-untyped,unused-ignore]
    open_dbus_router,
)
from jeepney.io.common import RouterClosed  # type: ignore[import-untyped,unused-ignore]
from jeepney.low_level import SizeLimitError  # type: ignore[import-untyped,unused-ignore]
from jeepney.wrappers import unwrap_msg  # type: ignore[import-untyped,unused-ignore]

_log = logging.getLogger(__name__)

LIMIT_S = 10.0  # a service may have to be started first
_MOST_WAITING = 100
# No address, one that nobody can read, nobody there, somebody who does not speak D-Bus.
_NO_BUS = (KeyError, ValueError, RuntimeError, OSError, EOFError, TimeoutError)
_LOST = (RouterClosed, OSError, EOFError)
_REFUSED = (DBusErrorResponse, TimeoutError, SizeLimitError, struct.error, TypeError)


class BusError(Exception):
    """There is no such bus, or nobody on it who does what was asked."""


class MessageBus:
    """Connects when it is first used, and again when the connection was lost."""

    def __init__(self, which: Literal["SESSION", "SYSTEM"]) -> None:
        self._which = which
        self._router: Any = None
        self._stack = AsyncExitStack()
        self._opening = asyncio.Lock()

    async def call(
        self, name: str, path: str, interface: str, method: str, signature: str = "", *body: object
    ) -> tuple[Any, ...]:
        """Ask ``name`` for something and return what it answers. Raises BusError."""
        address = DBusAddress(path, bus_name=name, interface=interface)
        return await self._ask(new_method_call(address, method, signature or None, body))

    @asynccontextmanager
    async def listening(self, *rules: Any) -> AsyncGenerator["asyncio.Queue[Any]", None]:
        """The signals that match one of the rules (``signal_rule``). Raises BusError."""
        router = await self._open()
        news: asyncio.Queue[Any] = asyncio.Queue(_MOST_WAITING)
        with ExitStack() as filters:
            for rule in rules:
                filters.enter_context(router.filter(_as_it_arrives(rule), queue=news))
                await self._ask(message_bus.AddMatch(rule))
            yield news

    async def close(self) -> None:
        """Disconnect."""
        self._router = None
        with suppress(*_NO_BUS, RouterClosed):
            await self._stack.aclose()

    async def _open(self) -> Any:
        async with self._opening:
            if self._router is None:
                try:
                    async with asyncio.timeout(LIMIT_S):
                        opened = open_dbus_router(self._which)
                        self._router = await self._stack.enter_async_context(opened)
                except _NO_BUS as error:
                    _log.info("no %s bus: %r", self._which.lower(), error)
                    raise BusError from error
            return self._router

    async def _ask(self, message: Any) -> tuple[Any, ...]:
        router = await self._open()
        try:
            async with asyncio.timeout(LIMIT_S):
                return tuple(unwrap_msg(await router.send_and_get_reply(message)))
        except _REFUSED as error:
            raise BusError(str(error)) from error
        except _LOST as error:
            await self.close()
            raise BusError from error


def signal_rule(interface: str, member: str, **more: str) -> Any:
    """A rule for a signal; ``more`` as ``jeepney.MatchRule`` has it."""
    return MatchRule(type="signal", interface=interface, member=member, **more)


def header(message: Any, field: str) -> str:
    """One field of a message's header, such as its member."""
    return str(message.header.fields.get(HeaderFields[field], ""))


def _as_it_arrives(rule: Any) -> Any:
    """The same rule for any sender: a message names its sender by number, never by name."""
    fields = {key: value for key, value in rule.header_fields.items() if key != "sender"}
    made = MatchRule(type=rule.message_type, **fields)
    made.arg_conditions = rule.arg_conditions
    return made
