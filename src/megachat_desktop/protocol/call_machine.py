"""Runs one call by the table of ``call_table``; holds no keys, reads no clock.

How the engine drives it: make ``CallMachine(role)``; a caller feeds DIAL, a callee the OFFER_…
that ``call_admission`` decided on. Run the returned actions in their order, one after the other;
feed what comes of them as inputs. Wake up at ``next_deadline()`` and feed TIMER. A ``callee``
part is fed as CALLEE_RECEIVED *before* the RINGING or ANSWER that brought it. A CONFIRM is kept
and fed as CONFIRM_RECEIVED; VERIFY_CONFIRM asks for the check, the answer is CONFIRM_VERIFIED or
CONFIRM_WRONG. Paths from 1 on are kept by ``call_paths``; their end results are MEDIA_BACK and
CONFIRM_WRONG. An input that has no place in a state raises RemoteProtocolError when the peer
caused it (drop the record, the call lives) and LocalProtocolError otherwise (a bug); in neither
case anything changes. Keep an ended machine for a minute so that late records meet it.
"""

from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.call import CallRole, CallState, EndReason
from megachat_desktop.protocol.call_table import (
    CONFIRMED,
    LIMITS,
    REPAIR_WAITS_S,
    TABLE,
    TRIGGERS,
    Fact,
    Limit,
    Rule,
)
from megachat_desktop.protocol.call_vocabulary import PEER_INPUTS, Action, End, Input


class CallMachine:
    """One call, seen from one side. ``now`` is any clock of seconds that only goes forward."""

    def __init__(self, role: CallRole) -> None:
        self.role = role
        self.state = CallState.IDLE
        self.end: End | None = None
        self._facts = Fact.NONE
        self._due: dict[Limit, float] = {}
        self._repairs = 0

    @property
    def waiting(self) -> bool:
        """Whether the callee is in another call."""
        return bool(self._facts & Fact.PEER_WAITS)

    @property
    def answered(self) -> bool:
        """Whether ANSWER was sent or received."""
        return bool(self._facts & Fact.ANSWERED)

    @property
    def confirmed(self) -> bool:
        """Whether both CONFIRMs of path 0 are there: the safety pictures may be shown."""
        return self._facts & CONFIRMED == CONFIRMED

    @property
    def we_hold(self) -> bool:
        """Whether this side pauses the call."""
        return bool(self._facts & Fact.WE_HOLD)

    @property
    def peer_holds(self) -> bool:
        """Whether the other side pauses the call."""
        return bool(self._facts & Fact.PEER_HOLDS)

    def next_deadline(self) -> float | None:
        """When TIMER has to be fed next, in the clock of ``now``."""
        return min(self._due.values(), default=None)

    def handle(
        self, event: Input, now: float, reason: EndReason = EndReason.HUNG_UP
    ) -> list[Action]:
        """Take one input; ``reason`` belongs to REMOTE_HANG_UP. Returns the orders, in order.

        Raises RemoteProtocolError or LocalProtocolError for an input that has no place in this
        state; nothing has changed then.
        """
        actions = self._step(event, now, reason)
        if event is Input.TIMER:
            actions += self._expire(now)
        return actions

    def _expire(self, now: float) -> list[Action]:
        actions: list[Action] = []
        while due := [(at, limit) for limit, at in self._due.items() if at <= now]:
            at, limit = min(due, key=lambda pair: pair[0])
            del self._due[limit]
            actions += self._step(limit.input, now, EndReason.FAILED)
            if limit.input is Input.REPAIR_DUE and self.state is CallState.RECONNECTING:
                self._repairs += 1
                waits = REPAIR_WAITS_S[min(self._repairs, len(REPAIR_WAITS_S) - 1)]
                self._due[limit] = at + waits
        return actions

    def _step(self, event: Input, now: float, reason: EndReason) -> list[Action]:
        rule = self._find(event)
        asked = self._apply(rule, now)
        if event is Input.REMOTE_HANG_UP and rule.end is not None:
            self.end = End(self._told_reason(reason), rule.end.cause)
        return asked

    def _find(self, event: Input) -> Rule:
        cell = TABLE[self.role].get(self.state, {}).get(event, ())
        for rule in cell:
            if rule.fits(self._facts):
                return rule
        error = RemoteProtocolError if event in PEER_INPUTS else LocalProtocolError
        raise error(f"{event.name} has no place in {self.state.name}")

    def _apply(self, rule: Rule, now: float) -> list[Action]:
        self._facts = (self._facts | rule.sets) & ~rule.clears
        actions = list(rule.actions)
        if rule.end is not None:
            self.end = rule.end
        if rule.to is not None:
            self._enter(rule.to, now)
        for states, trigger in TRIGGERS:
            if self.state in states and trigger.fits(self._facts):
                return actions + self._apply(trigger, now)
        self._drop_limits()
        return actions

    def _enter(self, state: CallState, now: float) -> None:
        if state is self.state:
            return
        self.state = state
        self._repairs = 0
        for limit in LIMITS:
            if limit.enters is state:
                self._due[limit] = now + limit.seconds

    def _drop_limits(self) -> None:
        kept = {
            limit: at
            for limit, at in self._due.items()
            if self.state in limit.within and not self._facts & limit.unless
        }
        self._due = kept

    def _told_reason(self, reason: EndReason) -> EndReason:
        """The peer's reason, as far as it makes sense after an answer."""
        if self.answered and reason is not EndReason.FAILED:
            return EndReason.HUNG_UP
        return reason
