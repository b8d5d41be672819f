"""The one place that decides what becomes of a call (PROTOCOL.md, 7.4 and 7.5).

A ``CallMachine`` plays one role in one call. Its ``handle(input, now)`` looks up

    TABLE[role][state][input] -> the first rule whose facts fit -> next state, facts, actions

and then applies ``TRIGGERS``, rules that fire by themselves as soon as their facts are there.
Facts are what a state alone cannot say, since three things run side by side while it rings: the
person decides, the keys are agreed, the path comes up::

    keys    CALLEE_RECEIVED (caller), REVEAL_VERIFIED (callee) -> KEYS
    path    PATH_READY -> PATH;  KEYS and PATH -> SEND_CONFIRM; with the peer's -> VERIFY_CONFIRM
    person  ANSWER or ACCEPT -> ANSWERED;  ANSWERED, own CONFIRM sent, peer's verified -> ACTIVE

    caller  IDLE -> DIALING -> RINGING ┐                        ┌-> ON_HOLD <┐
    callee  IDLE -> INCOMING ----------┴-> CONNECTING -> ACTIVE ┴-> RECONNECTING
    every live state -> ENDED, for good; ``end`` says why

Nothing is captured, sent, played or shown before OPEN_GATE. A HANGUP sent or received is final;
an ANSWER after it is answered by HANGUP again.
"""

from collections.abc import Mapping
from enum import Flag, auto

from msgspec import Struct

from megachat_desktop.model.call import CallRole, CallState, EndReason
from megachat_desktop.protocol.call_vocabulary import (
    Action,
    Cause,
    End,
    Input,
    Order,
    RaiseAlarm,
    SendAnswer,
    SendHangUp,
    SendRinging,
)

UNREACHABLE_AFTER_S = 15.0
CALLER_WAITS_S = 45.0
CALLEE_RINGS_S = 50.0
CONFIRM_WITHIN_S = 10.0
RECONNECT_WITHIN_S = 30.0
REPAIR_WAITS_S = (2.0, 4.0, 8.0)


class Fact(Flag):
    """What a state alone does not say."""

    NONE = 0
    REACHED = auto()  # the peer's device has the OFFER
    PEER_WAITS = auto()  # the callee is in another call
    CALLEE_SENT = auto()  # our key part went out with RINGING
    KEYS = auto()  # the transcript is complete
    PATH = auto()
    CONFIRM_HERE = auto()
    CONFIRM_SENT = auto()
    CONFIRM_CHECKED = auto()
    VERIFIED = auto()
    ANSWERED = auto()
    WE_HOLD = auto()
    PEER_HOLDS = auto()


_F, _S, _I = Fact, CallState, Input


class Rule(Struct, frozen=True):
    """Applies if all of ``given`` and none of ``unless`` are facts. ``to`` None: no change."""

    actions: tuple[Action, ...] = ()
    to: CallState | None = None
    sets: Fact = _F.NONE
    clears: Fact = _F.NONE
    given: Fact = _F.NONE
    unless: Fact = _F.NONE
    end: End | None = None

    def fits(self, facts: Fact) -> bool:
        """Whether the rule applies to these facts."""
        return facts & self.given == self.given and not facts & self.unless


_Cell = tuple[Rule, ...]
_Column = Mapping[Input, _Cell]


def _end(reason: EndReason, cause: Cause, *actions: Action, given: Fact = _F.NONE) -> Rule:
    orders = (*actions, Order.CLOSE_MEDIA)
    return Rule(orders, to=_S.ENDED, given=given, end=End(reason, cause))


def _fail(cause: Cause, *, alarm: bool = False, given: Fact = _F.NONE) -> Rule:
    actions: tuple[Action, ...] = (SendHangUp(EndReason.FAILED),)
    if alarm:
        actions += (RaiseAlarm(cause),)
    return _end(EndReason.FAILED, cause, *actions, given=given)


_STAY: _Cell = (Rule(),)
_HANG_UP: _Cell = (_end(EndReason.HUNG_UP, Cause.PERSON, SendHangUp(EndReason.HUNG_UP)),)
# Also where the program ends while it rings: nobody declined (docs/decisions/0195).
_MISSED: _Cell = (_end(EndReason.NO_ANSWER, Cause.NO_ANSWER, SendHangUp(EndReason.NO_ANSWER)),)
_DECLINE: _Cell = (_end(EndReason.DECLINED, Cause.PERSON, SendHangUp(EndReason.DECLINED)),)

# What may happen to every call that is not over, whoever placed it.
_LIVE: _Column = {
    _I.HANG_UP: _HANG_UP,
    _I.QUIT: _HANG_UP,
    _I.REMOTE_HANG_UP: (_end(EndReason.HUNG_UP, Cause.PEER),),  # its own reason is filled in
    _I.BROKEN: (_fail(Cause.BROKEN),),
    _I.MEDIA_FAILED: (_fail(Cause.MEDIA),),
    _I.CONFIRM_WRONG: (_fail(Cause.WRONG_CONFIRM, alarm=True),),
    # The peer knows nothing of the old call any more: it is told nothing.
    _I.REPLACED: (_end(EndReason.FAILED, Cause.RESTARTED),),
    _I.PEER_GONE: _STAY,
    _I.TIMER: _STAY,
}
# The path comes up and is confirmed while it rings or right after.
_PATH: _Column = {
    _I.PATH_READY: (Rule(sets=_F.PATH),),
    _I.PATH_FAILED: (_fail(Cause.NO_PATH),),
    _I.CONFIRM_RECEIVED: (
        _fail(Cause.BROKEN, given=_F.CONFIRM_HERE),
        Rule(sets=_F.CONFIRM_HERE),
    ),
    _I.CONFIRM_VERIFIED: (Rule(sets=_F.VERIFIED, given=_F.CONFIRM_CHECKED),),
    _I.MEDIA_LOST: _STAY,  # the limits of ringing and confirming hold anyway
    _I.MEDIA_BACK: _STAY,
    # The side whose gate opened first may pause before ours has.
    _I.PEER_HOLD: (Rule(sets=_F.PEER_HOLDS),),
    _I.PEER_RESUME: (Rule(clears=_F.PEER_HOLDS),),
}
_CALLEE_PART: _Cell = (
    _fail(Cause.BROKEN, given=_F.KEYS),  # exactly one per call
    Rule((Order.SEND_REVEAL, Order.CONNECT_MEDIA), sets=_F.KEYS | _F.REACHED),
)
_ANSWERED: _Cell = (
    Rule(to=_S.CONNECTING, sets=_F.ANSWERED | _F.REACHED, clears=_F.PEER_WAITS, given=_F.KEYS),
    _fail(Cause.BROKEN),  # neither form: no key part came
)
_DIALLED: _Column = {
    **_LIVE,
    **_PATH,
    _I.OFFER_ACKED: (Rule(sets=_F.REACHED),),
    _I.RINGING_RECEIVED: (Rule(to=_S.RINGING, sets=_F.REACHED, clears=_F.PEER_WAITS),),
    _I.WAITING_RECEIVED: (Rule(to=_S.RINGING, sets=_F.REACHED | _F.PEER_WAITS),),
    _I.CALLEE_RECEIVED: _CALLEE_PART,
    _I.ANSWER: _ANSWERED,
    _I.NOT_ANSWERED: _MISSED,
    # Dropped without a sound: the peer drops nothing, it just never rings for our OFFER.
    _I.GLARE_LOST: (_end(EndReason.HUNG_UP, Cause.GLARE),),
}
# The OFFER may have come through after all, only its ACK did not: HANGUP stops the ringing.
_UNREACHABLE = _end(
    EndReason.FAILED,
    Cause.UNREACHABLE,
    SendHangUp(EndReason.NO_ANSWER),
    Order.DEPOSIT_MISSED_CALL,
)
_NOT_CONFIRMED: _Cell = (
    _fail(Cause.NO_CONFIRM, alarm=True, given=_F.PATH),
    _fail(Cause.NO_PATH, alarm=True),
)
_REVEAL: _Cell = (
    _fail(Cause.BROKEN, given=_F.KEYS),
    Rule(sets=_F.KEYS, given=_F.CALLEE_SENT),
    _fail(Cause.BROKEN),  # revealed before our nonce was fixed
)
# Once the gate is open only holding, losing the path and ending are left.
_TALKING: _Column = {
    **_LIVE,
    _I.HOLD: (
        Rule(given=_F.WE_HOLD),
        Rule((Order.HOLD_MEDIA, Order.SEND_STATE), sets=_F.WE_HOLD),
    ),
    _I.RESUME: (
        Rule((Order.RESUME_MEDIA, Order.SEND_STATE), clears=_F.WE_HOLD, given=_F.WE_HOLD),
        Rule(),
    ),
    _I.PEER_HOLD: (Rule(sets=_F.PEER_HOLDS),),
    _I.PEER_RESUME: (Rule(clears=_F.PEER_HOLDS),),
    _I.MEDIA_LOST: (Rule((Order.REPAIR_PATH,), to=_S.RECONNECTING),),
    _I.MEDIA_BACK: _STAY,
    _I.PATH_READY: _STAY,
    _I.PATH_FAILED: _STAY,  # MEDIA_LOST tells when it matters
    _I.OFFER_ACKED: _STAY,  # an ACK may be slower than the answer
    _I.ACCEPT: _STAY,  # a second click
    _I.DECLINE: _HANG_UP,
}
_LOST: _Column = {
    **_TALKING,
    _I.MEDIA_LOST: _STAY,
    _I.MEDIA_BACK: (Rule(to=_S.ACTIVE),),
    _I.REPAIR_DUE: (Rule((Order.REPAIR_PATH,)),),
    _I.NOT_BACK: (_fail(Cause.LOST),),
}
_LATE_RINGING = {_I.RINGING_RECEIVED: _STAY, _I.WAITING_RECEIVED: _STAY}
_OVER: _Column = {
    **{i: _STAY for i in Input if i not in (_I.DIAL, _I.ANSWER)},
}
TABLE: Mapping[CallRole, Mapping[CallState, _Column]] = {
    CallRole.CALLER: {
        _S.IDLE: {
            _I.TIMER: _STAY,
            _I.DIAL: (Rule((Order.PREPARE_MEDIA, Order.SEND_OFFER), to=_S.DIALING),),
        },
        _S.DIALING: {**_DIALLED, _I.NOT_REACHED: (_UNREACHABLE,)},
        _S.RINGING: {**_DIALLED, _I.NOT_BACK: (_fail(Cause.LOST),)},
        _S.CONNECTING: {
            **_LIVE,
            **_PATH,
            **_LATE_RINGING,
            _I.OFFER_ACKED: _STAY,
            _I.CALLEE_RECEIVED: _CALLEE_PART,
            _I.NOT_CONFIRMED: _NOT_CONFIRMED,
        },
        _S.ACTIVE: {**_TALKING, **_LATE_RINGING},
        _S.ON_HOLD: {**_TALKING, **_LATE_RINGING},
        _S.RECONNECTING: {**_LOST, **_LATE_RINGING},
        _S.ENDED: {**_OVER, _I.ANSWER: (Rule((SendHangUp(EndReason.HUNG_UP),)),)},
    },
    CallRole.CALLEE: {
        _S.IDLE: {
            _I.TIMER: _STAY,
            _I.OFFER_EARLY: (
                Rule(
                    (Order.PREPARE_MEDIA, SendRinging(with_callee=True), Order.CONNECT_MEDIA),
                    to=_S.INCOMING,
                    sets=_F.CALLEE_SENT,
                ),
            ),
            _I.OFFER_LATE: (Rule((SendRinging(with_callee=False),), to=_S.INCOMING),),
            _I.OFFER_WAITING: (
                Rule((SendRinging(with_callee=False, waiting=True),), to=_S.INCOMING),
            ),
            _I.OFFER_GLARE: (
                Rule(
                    (Order.PREPARE_MEDIA, SendAnswer(with_callee=True), Order.CONNECT_MEDIA),
                    to=_S.CONNECTING,
                    sets=_F.CALLEE_SENT | _F.ANSWERED,
                ),
            ),
        },
        _S.INCOMING: {
            **_LIVE,
            **_PATH,
            _I.REVEAL_VERIFIED: _REVEAL,
            _I.ACCEPT: (
                Rule(
                    (SendAnswer(with_callee=False),),
                    to=_S.CONNECTING,
                    sets=_F.ANSWERED,
                    given=_F.CALLEE_SENT,
                ),
                Rule(
                    (Order.PREPARE_MEDIA, SendAnswer(with_callee=True), Order.CONNECT_MEDIA),
                    to=_S.CONNECTING,
                    sets=_F.CALLEE_SENT | _F.ANSWERED,
                ),
            ),
            _I.DECLINE: _DECLINE,
            _I.HANG_UP: _DECLINE,
            _I.QUIT: _MISSED,
            _I.NOT_ANSWERED: (_end(EndReason.NO_ANSWER, Cause.NO_ANSWER),),
        },
        _S.CONNECTING: {
            **_LIVE,
            **_PATH,
            _I.REVEAL_VERIFIED: _REVEAL,
            _I.ACCEPT: _STAY,
            _I.DECLINE: _HANG_UP,
            _I.NOT_CONFIRMED: _NOT_CONFIRMED,
        },
        _S.ACTIVE: _TALKING,
        _S.ON_HOLD: _TALKING,
        _S.RECONNECTING: _LOST,
        _S.ENDED: _OVER,
    },
}

_NEGOTIATING = frozenset({_S.DIALING, _S.RINGING, _S.INCOMING, _S.CONNECTING})
CONFIRMED = _F.CONFIRM_SENT | _F.VERIFIED
_HOLDS = _F.WE_HOLD | _F.PEER_HOLDS
TRIGGERS: tuple[tuple[frozenset[CallState], Rule], ...] = (
    (
        _NEGOTIATING,
        Rule(
            (Order.SEND_CONFIRM,),
            sets=_F.CONFIRM_SENT,
            given=_F.KEYS | _F.PATH,
            unless=_F.CONFIRM_SENT,
        ),
    ),
    (
        _NEGOTIATING,
        Rule(
            (Order.VERIFY_CONFIRM,),
            sets=_F.CONFIRM_CHECKED,
            given=_F.KEYS | _F.PATH | _F.CONFIRM_HERE,
            unless=_F.CONFIRM_CHECKED,
        ),
    ),
    (
        frozenset({_S.CONNECTING}),
        Rule((Order.OPEN_GATE,), to=_S.ACTIVE, given=_F.ANSWERED | CONFIRMED),
    ),
    (frozenset({_S.ACTIVE}), Rule(to=_S.ON_HOLD, given=_F.WE_HOLD)),
    (frozenset({_S.ACTIVE}), Rule(to=_S.ON_HOLD, given=_F.PEER_HOLDS)),
    (frozenset({_S.ON_HOLD}), Rule(to=_S.ACTIVE, unless=_HOLDS)),
)


class Limit(Struct, frozen=True):
    """``input`` happens ``seconds`` after ``enters``, if the call is still in ``within``."""

    input: Input
    seconds: float
    enters: CallState
    within: frozenset[CallState]
    unless: Fact = _F.NONE


LIMITS = (
    Limit(_I.NOT_REACHED, UNREACHABLE_AFTER_S, _S.DIALING, frozenset({_S.DIALING}), _F.REACHED),
    Limit(_I.NOT_ANSWERED, CALLER_WAITS_S, _S.DIALING, frozenset({_S.DIALING, _S.RINGING})),
    Limit(_I.NOT_ANSWERED, CALLEE_RINGS_S, _S.INCOMING, frozenset({_S.INCOMING})),
    Limit(_I.NOT_CONFIRMED, CONFIRM_WITHIN_S, _S.CONNECTING, frozenset({_S.CONNECTING})),
    Limit(_I.NOT_BACK, RECONNECT_WITHIN_S, _S.RECONNECTING, frozenset({_S.RECONNECTING})),
    Limit(_I.REPAIR_DUE, REPAIR_WAITS_S[0], _S.RECONNECTING, frozenset({_S.RECONNECTING})),
)
