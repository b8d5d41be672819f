"""What we say about being reachable, told to those who are connected, at most once a second."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from megachat_desktop.model.contact import Presence
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.settings import Availability
from megachat_desktop.protocol.availability_record import AvailabilityNow, Reachable

QUIET_S = 1.0

_OWN = {
    Availability.AVAILABLE: Reachable.AVAILABLE,
    Availability.AWAY: Reachable.AWAY,
    Availability.DO_NOT_DISTURB: Reachable.DO_NOT_DISTURB,
}
_THEIRS = {
    Reachable.AVAILABLE: Presence.AVAILABLE,
    Reachable.AWAY: Presence.AWAY,
    Reachable.DO_NOT_DISTURB: Presence.DO_NOT_DISTURB,
    Reachable.IN_CALL: Presence.IN_CALL,
}


def presence_of(state: Reachable) -> Presence:
    """How a contact's word is shown."""
    return _THEIRS[state]


class OwnAvailability:
    """Follows the setting and the calls; tells the linked contacts when it changes."""

    def __init__(
        self,
        setting: Callable[[], Availability],
        in_call: Callable[[], bool],
        linked: Callable[[], list[AccountId]],
        post: Callable[[AccountId, AvailabilityNow], Coroutine[Any, Any, None]],
        spawn: Callable[[Coroutine[Any, Any, None], str], object],
    ) -> None:
        self._setting = setting
        self._in_call = in_call
        self._linked = linked
        self._post = post
        self._spawn = spawn
        self._told = self.now  # whoever connects is told by itself
        self._telling = False

    @property
    def now(self) -> Reachable:
        """Do not disturb outranks a call, a call outranks away."""
        own = _OWN[self._setting()]
        if own is not Reachable.DO_NOT_DISTURB and self._in_call():
            return Reachable.IN_CALL
        return own

    def changed(self) -> None:
        """Something may have changed; cheap to call."""
        if not self._telling and self.now is not self._told:
            self._telling = True
            self._spawn(self._tell_all(), "availability")

    def on_linked(self, account: AccountId) -> None:
        """Somebody connected: they believe we are available until told otherwise."""
        if (state := self.now) is not Reachable.AVAILABLE:
            self._spawn(self._post(account, AvailabilityNow(state)), "availability")

    async def _tell_all(self) -> None:
        try:
            while (state := self.now) is not self._told:
                self._told = state
                for account in self._linked():
                    await self._post(account, AvailabilityNow(state))
                await asyncio.sleep(QUIET_S)
        finally:
            self._telling = False
