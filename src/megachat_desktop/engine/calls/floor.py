"""Several calls at once: one has the floor, the others pause, end or go on ringing.

A call that was paused for another goes on by itself when that one is over, unless somebody else
has the floor by then.
"""

from collections.abc import Iterable

from megachat_desktop.engine.calls.run import CallRun
from megachat_desktop.model.call import CallState
from megachat_desktop.model.ids import CallId
from megachat_desktop.protocol.call_vocabulary import Input

_MAY_PAUSE = (CallState.ACTIVE, CallState.ON_HOLD, CallState.RECONNECTING)
_STARTING = (CallState.DIALING, CallState.RINGING, CallState.CONNECTING)
_SPEAKING = (*_MAY_PAUSE, *_STARTING)


class Floor:
    """Remembers which call was paused for which."""

    def __init__(self) -> None:
        self._paused_for: dict[CallId, CallId] = {}

    def give(
        self, run: CallRun, others: Iterable[CallRun], *, hold: bool, keep_ringing: bool
    ) -> None:
        """``run`` is answered: the others pause where they can, or end."""
        for other in tuple(others):
            state = other.machine.state
            if other is run or state is CallState.ENDED:
                continue
            if state is CallState.INCOMING:
                if not keep_ringing:
                    other.feed(Input.DECLINE)
            elif hold and state in _MAY_PAUSE:
                self._pause(other, run.call_id)
            else:
                other.feed(Input.HANG_UP)

    def resume(self, run: CallRun, others: Iterable[CallRun]) -> None:
        """The person goes on with ``run``: whatever else runs pauses.

        Nothing happens while another call is being set up: that one can not pause yet.
        """
        others = [other for other in others if other is not run]
        if any(other.machine.state in _STARTING for other in others):
            return
        for other in others:
            if other.machine.state in _MAY_PAUSE:
                self._pause(other, run.call_id)
        self._paused_for.pop(run.call_id, None)
        run.feed(Input.RESUME)

    def over(self, ended: CallRun, others: Iterable[CallRun]) -> None:
        """A call ended: what was paused for it goes on, if the floor is free."""
        runs = [run for run in others if run is not ended and run.live]
        self._paused_for.pop(ended.call_id, None)
        for run in runs:
            if self._paused_for.get(run.call_id) == ended.call_id:
                del self._paused_for[run.call_id]
                if not any(_has_floor(other) for other in runs if other is not run):
                    run.feed(Input.RESUME)

    def _pause(self, run: CallRun, for_call: CallId) -> None:
        if not run.machine.we_hold:
            self._paused_for[run.call_id] = for_call
        run.feed(Input.HOLD)


def _has_floor(run: CallRun) -> bool:
    return run.machine.state in _SPEAKING and not run.machine.we_hold
