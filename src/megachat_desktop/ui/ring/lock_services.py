"""Who says on the message buses that the screen is locked: screen savers, and the login service.

Sources: the interfaces org.freedesktop.ScreenSaver and org.gnome.ScreenSaver and their sisters
(session bus); org.freedesktop.login1(5), Session.LockedHint, Lock and Unlock (system bus). Nobody
is started for being asked.
"""

import logging
import os
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from megachat_desktop.ui.ring.message_bus import BusError, MessageBus, header, signal_rule

_log = logging.getLogger(__name__)

# Service, which is its interface too -> where it is asked.
SCREEN_SAVERS = {
    "org.freedesktop.ScreenSaver": "/org/freedesktop/ScreenSaver",
    "org.gnome.ScreenSaver": "/org/gnome/ScreenSaver",
    "org.cinnamon.ScreenSaver": "/org/cinnamon/ScreenSaver",
    "org.mate.ScreenSaver": "/org/mate/ScreenSaver",
    "org.xfce.ScreenSaver": "/org/xfce/ScreenSaver",
}
_BUS = "org.freedesktop.DBus"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_LOGIN = "org.freedesktop.login1"
_LOGIN_PATH = "/org/freedesktop/login1"
_USER, _SESSION = f"{_LOGIN}.User", f"{_LOGIN}.Session"


@dataclass(frozen=True)
class LockTold:
    """What somebody said: ``certain`` is a state, else it is only an order to lock."""

    by: str
    locked: bool
    certain: bool = True


async def session_lock() -> AsyncGenerator[LockTold, None]:
    """The screen savers of this session; ends where there is no bus."""
    bus = MessageBus("SESSION")
    rules = [signal_rule(name, "ActiveChanged") for name in SCREEN_SAVERS]
    try:
        async with bus.listening(*rules) as news:
            for told in await _active_savers(bus):
                yield told
            while True:
                message = await news.get()
                yield LockTold(header(message, "interface"), message.body[:1] == (True,))
    except BusError:
        return
    finally:
        await bus.close()


async def system_lock() -> AsyncGenerator[LockTold, None]:
    """The login service; ends where there is none."""
    bus = MessageBus("SYSTEM")
    try:
        path = await _own_session(bus)
        rules = (
            signal_rule(_PROPERTIES, "PropertiesChanged", sender=_LOGIN, path=path),
            signal_rule(_SESSION, "Lock", sender=_LOGIN, path=path),
            signal_rule(_SESSION, "Unlock", sender=_LOGIN, path=path),
        )
        async with bus.listening(*rules) as news:
            yield LockTold(_LOGIN, bool(await _property(bus, path, _SESSION, "LockedHint")))
            while True:
                if told := _told_by_login(await news.get()):
                    yield told
    except BusError:
        return
    finally:
        await bus.close()


def _told_by_login(message: Any) -> LockTold | None:
    member = header(message, "member")
    if member != "PropertiesChanged":
        return LockTold(_LOGIN, member == "Lock", certain=False)
    hint = message.body[1].get("LockedHint")
    return LockTold(_LOGIN, bool(hint[1])) if hint is not None else None


async def _active_savers(bus: MessageBus) -> list[LockTold]:
    """Those that run already and say that they are active."""
    (running,) = await bus.call(_BUS, "/org/freedesktop/DBus", _BUS, "ListNames")
    found = []
    for name, path in SCREEN_SAVERS.items():
        if name not in running:
            continue
        try:
            (active,) = await bus.call(name, path, name, "GetActive")
        except BusError as error:  # some only tell, and some only the session's own programs
            _log.debug("%s: %s", name, error)
        else:
            found.append(LockTold(name, bool(active)))
    return found


async def _own_session(bus: MessageBus) -> str:
    """The path of the session that we belong to, or of the one that our person looks at."""
    manager = (_LOGIN, _LOGIN_PATH, f"{_LOGIN}.Manager")
    if session := os.environ.get("XDG_SESSION_ID"):
        (path,) = await bus.call(*manager, "GetSession", "s", session)
        return str(path)
    (user,) = await bus.call(*manager, "GetUser", "u", os.getuid())
    _number, path = await _property(bus, str(user), _USER, "Display")
    return str(path)


async def _property(bus: MessageBus, path: str, interface: str, name: str) -> Any:
    (found,) = await bus.call(_LOGIN, path, _PROPERTIES, "Get", "ss", interface, name)
    return found[1]  # a variant: signature and value
