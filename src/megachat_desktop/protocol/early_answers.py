"""Rations early answers (PROTOCOL.md 7.4).

An early answer lets the caller try one safety code without any human on this side. Who holds
both sessions could try many. After five to one contact in ten minutes that no human followed up,
the late form is used until one of them is old enough.
"""

from collections import defaultdict

from megachat_desktop.model.ids import AccountId, CallId

MAX_UNFOLLOWED = 5
WINDOW_S = 600.0


class EarlyAnswers:
    """Remembers early answers; ``now`` is any clock of seconds that only goes forward."""

    def __init__(self) -> None:
        self._given: defaultdict[AccountId, dict[CallId, float]] = defaultdict(dict)

    def may_give(self, contact: AccountId, now: float) -> bool:
        """Whether an OFFER of this contact may be answered early."""
        self._forget_old(contact, now)
        return len(self._given.get(contact, {})) < MAX_UNFOLLOWED

    def gave(self, contact: AccountId, call_id: CallId, now: float) -> None:
        """RINGING went out with the callee's part."""
        self._given[contact][call_id] = now

    def followed_up(self, contact: AccountId, call_id: CallId) -> None:
        """The person accepted or declined that call."""
        self._given.get(contact, {}).pop(call_id, None)

    def _forget_old(self, contact: AccountId, now: float) -> None:
        kept = {i: at for i, at in self._given.get(contact, {}).items() if at > now - WINDOW_S}
        if kept:
            self._given[contact] = kept
        else:
            self._given.pop(contact, None)
