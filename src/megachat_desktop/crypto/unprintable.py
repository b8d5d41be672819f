"""What every object that holds a secret has in common: it shows nothing and cannot leave."""

from typing import Any, NoReturn


class Unprintable:
    """Text of any kind is only the class name; pickling and copying are refused."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is not serialisable")
