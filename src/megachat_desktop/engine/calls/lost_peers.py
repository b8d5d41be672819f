"""A call whose other device is gone rings no more, whoever of us placed it.

A connection that is merely replaced, after a change of networks say, is back within seconds. A
program that crashed never says HANGUP; without this its call would ring on, here until 50 s are
over, and for a caller until 45 s are, with a promise that nobody may keep.
"""

import asyncio
from collections.abc import Callable, Iterable

from megachat_desktop.engine.calls.run import CallRun
from megachat_desktop.model.call import CallState, EndReason
from megachat_desktop.model.ids import AccountId
from megachat_desktop.protocol.call_vocabulary import Input

BACK_WITHIN_S = 8.0
_RINGING = (CallState.INCOMING, CallState.RINGING)


class LostPeers:
    """Waits for people who went offline while it rings."""

    def __init__(self, runs: Callable[[], Iterable[CallRun]]) -> None:
        self._runs = runs
        self._waiting: dict[AccountId, asyncio.TimerHandle] = {}

    def gone(self, account: AccountId) -> None:
        """The last connection to this contact is closed."""
        if account not in self._waiting and self._ringing(account):
            loop = asyncio.get_running_loop()
            self._waiting[account] = loop.call_later(BACK_WITHIN_S, self._give_up, account)

    def back(self, account: AccountId) -> None:
        """This contact is connected again."""
        if timer := self._waiting.pop(account, None):
            timer.cancel()

    def close(self) -> None:
        """Wait for nobody any more."""
        for account in tuple(self._waiting):
            self.back(account)

    def _give_up(self, account: AccountId) -> None:
        del self._waiting[account]
        for run in self._ringing(account):
            if run.machine.state is CallState.INCOMING:
                run.feed(Input.REMOTE_HANG_UP, EndReason.NO_ANSWER)
            else:
                run.feed(Input.NOT_BACK)

    def _ringing(self, account: AccountId) -> list[CallRun]:
        return [
            run for run in self._runs() if run.account == account and run.machine.state in _RINGING
        ]
