"""The seven pictures that two people compare by voice, with names in their language."""

import json
from functools import cache

from megachat_desktop.model.call import SafetyPicture
from megachat_desktop.model.resources import resource_path


def safety_pictures(numbers: tuple[int, ...], language: str = "en") -> tuple[SafetyPicture, ...]:
    """The pictures of these numbers (0 to 63), named in ``language`` where that is known."""
    table = _table()
    return tuple(_picture(table[number], language) for number in numbers)


@cache
def _table() -> dict[int, dict[str, object]]:
    entries = json.loads(resource_path("safety", "sas-emoji.json").read_text("utf-8"))
    return {int(entry["number"]): entry for entry in entries}


def _picture(entry: dict[str, object], language: str) -> SafetyPicture:
    names = entry.get("translated_descriptions")
    english = str(entry["description"])
    name = names.get(language) if isinstance(names, dict) else None
    return SafetyPicture(int(str(entry["number"])), str(entry["emoji"]), str(name or english))
