"""The further paths of a running call, counted from 1 (PROTOCOL.md 7.4, last paragraph).

Either side offers the next number when the path in use is in trouble; if both offer the same
number at once, the caller's counts. A path is used once both CONFIRMs are verified for it; media
never moves back to a lower number. Path 0 belongs to the call machine.
"""

from enum import Enum, Flag, auto

from msgspec import Struct

from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.call import CallRole

LAST_PATH = 255


class PathOrder(Enum):
    """What to do for one path."""

    SEND_CONFIRM = "send confirm"
    VERIFY_CONFIRM = "verify confirm"  # the kept one; tell ``verified`` or CONFIRM_WRONG
    MOVE = "move media here"


class PathAction(Struct, frozen=True):
    """An order for the path with this number."""

    order: PathOrder
    number: int


class _Step(Flag):
    NONE = 0
    OURS = auto()  # we offered it
    ANSWERED = auto()
    READY = auto()
    CONFIRM_HERE = auto()
    CONFIRM_SENT = auto()
    VERIFIED = auto()
    MOVED = auto()


class PathBook:
    """All further paths of one call."""

    def __init__(self, role: CallRole) -> None:
        self._role = role
        self._paths: dict[int, _Step] = {}
        self.in_use = 0

    @property
    def highest(self) -> int:
        """The highest number offered so far by either side."""
        return max(self._paths, default=0)

    def propose(self) -> int | None:
        """The number of a path that we offer now; None when there are no numbers left."""
        if self.highest == LAST_PATH:
            return None
        number = self.highest + 1
        self._paths[number] = _Step.OURS
        return number

    def offered(self, number: int) -> bool:
        """The peer offers a path; whether to answer it, in place of an own offer of this number.

        Raises RemoteProtocolError for a number that is not the next one.
        """
        known = self._paths.get(number)
        if known is None:
            if number != self.highest + 1:
                raise RemoteProtocolError("path out of turn")
        elif known != _Step.OURS or self._role is CallRole.CALLER:
            return False
        self._paths[number] = _Step.ANSWERED
        return True

    def answered(self, number: int) -> None:
        """The peer answers our offer: connect. Raises RemoteProtocolError if there was none."""
        if self._paths.get(number) != _Step.OURS:
            raise RemoteProtocolError("answer to a path that was not offered")
        self._paths[number] |= _Step.ANSWERED

    def ready(self, number: int) -> list[PathAction]:
        """The path is connected and its DTLS done."""
        if _Step.ANSWERED not in self._paths.get(number, _Step.NONE):
            raise LocalProtocolError("path came up that was not agreed")
        return self._advance(number, _Step.READY)

    def confirm_received(self, number: int) -> list[PathAction]:
        """A CONFIRM for this path came. Raises RemoteProtocolError for one out of place."""
        known = self._paths.get(number, _Step.NONE)
        if _Step.ANSWERED not in known or _Step.CONFIRM_HERE in known:
            raise RemoteProtocolError("confirmation out of place")
        return self._advance(number, _Step.CONFIRM_HERE)

    def verified(self, number: int) -> list[PathAction]:
        """The kept CONFIRM of this path verified."""
        if _Step.CONFIRM_HERE not in self._paths.get(number, _Step.NONE):
            raise LocalProtocolError("verified a confirmation that never came")
        return self._advance(number, _Step.VERIFIED)

    def _advance(self, number: int, step: _Step) -> list[PathAction]:
        before = self._paths[number]
        now = before | step
        orders: list[PathOrder] = []
        if _Step.READY in now and _Step.CONFIRM_SENT not in now:
            now |= _Step.CONFIRM_SENT
            orders.append(PathOrder.SEND_CONFIRM)
        both = _Step.READY | _Step.CONFIRM_HERE
        if both in now and both not in before:
            orders.append(PathOrder.VERIFY_CONFIRM)
        agreed = _Step.CONFIRM_SENT | _Step.VERIFIED
        if agreed in now and _Step.MOVED not in now and number > self.in_use:
            now |= _Step.MOVED
            self.in_use = number
            orders.append(PathOrder.MOVE)
        self._paths[number] = now
        return [PathAction(order, number) for order in orders]
