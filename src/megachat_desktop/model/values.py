"""Values with something else in them, Structs and the dataclasses that keep secrets alike.

Why there are two kinds: docs/decisions/0190.
"""

import dataclasses
from typing import Any, TypeVar

from msgspec import Struct, structs

_Value = TypeVar("_Value")


def replace(value: _Value, /, **changes: Any) -> _Value:
    """A copy of ``value`` with these fields changed. Raises TypeError for a field it has not."""
    if isinstance(value, Struct):
        return structs.replace(value, **changes)
    return dataclasses.replace(value, **changes)  # type: ignore[type-var]
