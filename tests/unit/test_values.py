"""A value with something else in it, whichever kind it is."""

import pytest

from megachat_desktop.model.media import MediaKeys
from megachat_desktop.model.settings import Settings
from megachat_desktop.model.values import replace

KEYS = MediaKeys({0: bytes(64)}, {})
VALUES = [(Settings(), {"ring_volume": 7}), (KEYS, {"receive": {1: bytes(64)}})]


@pytest.mark.parametrize(("value", "changes"), VALUES)
def test_a_copy_has_the_changes_and_the_value_stays(
    value: object, changes: dict[str, object]
) -> None:
    ((name, wanted),) = changes.items()
    copy = replace(value, **changes)
    assert type(copy) is type(value)
    assert getattr(copy, name) == wanted != getattr(value, name)
    assert replace(copy, **{name: getattr(value, name)}) == value


@pytest.mark.parametrize(("value", "changes"), VALUES)
def test_a_value_never_changes_and_takes_no_foreign_field(
    value: object, changes: dict[str, object]
) -> None:
    with pytest.raises(AttributeError):
        setattr(value, *changes, None)
    with pytest.raises(TypeError):
        replace(value, nonsense=1)


def test_what_holds_secrets_does_not_print_them() -> None:
    assert "\\x00" not in repr(replace(KEYS, send={0: bytes(64)}))
