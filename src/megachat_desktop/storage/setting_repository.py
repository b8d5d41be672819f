"""The person's choices, one row each; a damaged or unknown value is its default.

What was damaged is kept beside, under another name, when somebody asks for it to be set aside.
"""

import json
from contextlib import suppress
from enum import Enum
from typing import Any

import apsw

from megachat_desktop.model.setting_rules import is_sound
from megachat_desktop.model.settings import Settings
from megachat_desktop.storage.database import rows, upsert

_DEFAULTS = Settings()
_BESIDE = "damaged:"


class SettingRepository:
    """All settings of this profile."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def get(self) -> Settings:
        """The settings; never raises because of what is stored."""
        found: dict[str, Any] = {}
        for name, text in self._stored().items():
            with suppress(ValueError):
                found[name] = _read(name, text)
        return Settings(**found)

    def set_damaged_aside(self) -> tuple[str, ...]:
        """Keep every value that cannot be used under ``damaged:NAME``; returns those names."""
        damaged = {
            name: text for name, text in self._stored().items() if not _is_readable(name, text)
        }
        for name, text in damaged.items():
            beside = {"name": _BESIDE + name, "value": text}
            upsert(self._connection, "setting", "name", beside)
            self._connection.execute("DELETE FROM setting WHERE name = ?", (name,))
        return tuple(damaged)

    def _stored(self) -> dict[str, str]:
        """The rows of settings that this version knows."""
        known = Settings.__struct_fields__
        found = rows(self._connection, "SELECT name, value FROM setting")
        return {str(name): str(value) for name, value in found if name in known}

    def save(self, settings: Settings) -> None:
        """Write every setting."""
        for name in Settings.__struct_fields__:
            value = _written(getattr(settings, name))
            upsert(self._connection, "setting", "name", {"name": name, "value": value})


def _written(value: object) -> str:
    return json.dumps(value.value if isinstance(value, Enum) else value)


def _is_readable(name: str, text: str) -> bool:
    try:
        _read(name, text)
    except ValueError:
        return False
    return True


def _read(name: str, text: str) -> Any:
    """The value of one row. Raises ValueError when it is none that the setting may have."""
    try:
        parsed = json.loads(text)
    except RecursionError as error:
        raise ValueError(name) from error
    value = _typed(getattr(_DEFAULTS, name), parsed)
    if not is_sound(name, value):
        raise ValueError(name)
    return value


def _typed(default: object, value: Any) -> Any:
    """What JSON gave, as the type of ``default``. Raises ValueError."""
    if isinstance(default, Enum):
        return type(default)(value)
    if isinstance(default, tuple):
        good = isinstance(value, list) and all(isinstance(item, str) for item in value)
        value = tuple(value) if good else None
    elif default is None:
        good = value is None or isinstance(value, str)
    else:
        good = type(value) is type(default)
    if not good:
        raise ValueError("another type")
    return value
