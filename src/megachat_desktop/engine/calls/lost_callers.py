"""A caller whose device is gone can not be answered: then it stops ringing here.

A connection that is merely replaced, after a change of networks say, is back within seconds. A
caller that crashed never says HANGUP; without this its call would ring on for 50 s.
"""

import asyncio
from collections.abc import Callable, Iterable

from megachat_desktop.engine.calls.run import CallRun
from megachat_desktop.model.call import CallState, EndReason
from megachat_desktop.model.ids import AccountId
from megachat_desktop.protocol.call_vocabulary import Input

BACK_WITHIN_S = 8.0


class LostCallers:
    """Waits for callers who went offline while it rings."""

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
            run.feed(Input.REMOTE_HANG_UP, EndReason.NO_ANSWER)

    def _ringing(self, account: AccountId) -> list[CallRun]:
        return [
            run
            for run in self._runs()
            if run.call.account == account and run.machine.state is CallState.INCOMING
        ]
