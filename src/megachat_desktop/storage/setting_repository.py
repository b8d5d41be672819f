"""The person's choices, one row each; a damaged or unknown value is its default."""

import json
from dataclasses import fields
from enum import Enum
from typing import Any

import apsw

from megachat_desktop.model.settings import Settings
from megachat_desktop.storage.database import rows, upsert

_DEFAULTS = Settings()


class SettingRepository:
    """All settings of this profile."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def get(self) -> Settings:
        """The settings; never raises because of what is stored."""
        stored = {
            name: value for name, value in rows(self._connection, "SELECT name, value FROM setting")
        }
        return Settings(
            **{
                field.name: _read(field.name, str(stored[field.name]))
                for field in fields(Settings)
                if field.name in stored
            }
        )

    def save(self, settings: Settings) -> None:
        """Write every setting."""
        for field in fields(Settings):
            value = _written(getattr(settings, field.name))
            upsert(self._connection, "setting", "name", {"name": field.name, "value": value})


def _written(value: object) -> str:
    return json.dumps(value.value if isinstance(value, Enum) else value)


def _read(name: str, text: str) -> Any:
    default = getattr(_DEFAULTS, name)
    try:
        value = json.loads(text)
        if isinstance(default, Enum):
            return type(default)(value)
    except ValueError:
        return default
    if isinstance(default, tuple):
        good = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return tuple(value) if good else default
    if default is None:
        return value if value is None or isinstance(value, str) else default
    return value if type(value) is type(default) else default
