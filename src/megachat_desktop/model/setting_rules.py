"""Which values of the settings make sense, whoever wrote them: a person, a page, a damaged disk."""

import re
from math import isfinite

from megachat_desktop.model.settings import TEXT_PERCENTS, Settings

MAX_SERVERS = 8
MAX_AWAITED = 64
_MINUTES = 24 * 60
_PERCENTS = ("ring_volume", "speaker_volume")
_TIMES_OF_DAY = ("quiet_from", "quiet_to")
_LONGEST = 1024  # characters of an id or a name
_ACCOUNT = re.compile("[0-9a-f]{64}")
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"({_LABEL}(\.{_LABEL})*|\[[0-9a-f:.]+\])(:\d{{1,5}})?", re.IGNORECASE)


def is_server_name(text: str) -> bool:
    """``host`` or ``host:port``; an IPv6 address stands in brackets."""
    if len(text) > 253 + 6 or not _HOST.fullmatch(text):
        return False
    _, colon, port = text.rpartition(":")
    return not colon or not port.isdecimal() or 0 < int(port) < 65536


def relay_host(text: str) -> str:
    """What a person wrote as their relay, without the marks of a web address."""
    return text.strip().rstrip("/").removeprefix("https://").lower()


def is_sound(name: str, value: object) -> bool:
    """Whether a value of the right type is one that the setting ``name`` may have."""
    match value:
        case bool():
            return True
        case int() if name in _PERCENTS:
            return 0 <= value <= 100
        case int() if name == "text_percent":
            return TEXT_PERCENTS[0] <= value <= TEXT_PERCENTS[-1]
        case int() if name in _TIMES_OF_DAY:
            return 0 <= value < _MINUTES
        case float():
            return isfinite(value) and value >= 0
        case str() if name == "relay_url":
            return value == "" or is_server_name(relay_host(value))
        case str():
            return len(value) <= _LONGEST
        case tuple() if name == "called_in_vain":
            return len(value) <= MAX_AWAITED and all(map(_ACCOUNT.fullmatch, value))
        case tuple():
            return len(value) <= MAX_SERVERS and all(map(is_server_name, value))
    return True


def unsound(settings: Settings) -> tuple[str, ...]:
    """The names of the settings that have a value they may not have."""
    every = Settings.__struct_fields__
    return tuple(name for name in every if not is_sound(name, getattr(settings, name)))
