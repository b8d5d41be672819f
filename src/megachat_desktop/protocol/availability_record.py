"""What a person says about being reachable right now, while both are connected anyway.

PROTOCOL.md has no presence messages: online is an open connection. This record adds what the
connection cannot tell. It is ephemeral, is sent when it changes and when a connection opens, and
an older program ignores its kind (docs/decisions/0002).
"""

from enum import IntEnum
from typing import ClassVar, Self

from msgspec import Struct

from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.protocol.codec import Reader, Writer


class Reachable(IntEnum):
    """The states a person can be in while online."""

    AVAILABLE = 1
    AWAY = 2
    DO_NOT_DISTURB = 3
    IN_CALL = 4


class AvailabilityNow(Struct, frozen=True):
    """The sender's availability from now on."""

    KIND: ClassVar[int] = 0x0017
    state: Reachable

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.u8(self.state)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields. States of later versions count as available."""
        number = r.u8()
        if number == 0:
            raise RemoteProtocolError("availability of no state")
        return cls(Reachable(number) if number <= 4 else Reachable.AVAILABLE)
