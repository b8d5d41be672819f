"""The call table walked: every state by every input, every way out, every end with a reason."""

import itertools

import pytest

from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.call import CallRole, CallState, EndReason
from megachat_desktop.protocol.call_machine import CallMachine
from megachat_desktop.protocol.call_table import LIMITS, TABLE
from megachat_desktop.protocol.call_vocabulary import PEER_INPUTS, Action, Input, Order, SendHangUp

In, S = Input, CallState
CALLER, CALLEE = CallRole.CALLER, CallRole.CALLEE

# One way into every state of either role.
CONFIRMING = [In.PATH_READY, In.CONFIRM_RECEIVED, In.CONFIRM_VERIFIED]
CALLER_TALKS = [In.DIAL, In.CALLEE_RECEIVED, In.RINGING_RECEIVED, *CONFIRMING, In.ANSWER]
CALLEE_TALKS = [In.OFFER_EARLY, In.REVEAL_VERIFIED, *CONFIRMING, In.ACCEPT]
WAYS: dict[tuple[CallRole, CallState], list[Input]] = {
    (CALLER, S.IDLE): [],
    (CALLER, S.DIALING): [In.DIAL],
    (CALLER, S.RINGING): [In.DIAL, In.CALLEE_RECEIVED, In.RINGING_RECEIVED],
    (CALLER, S.CONNECTING): [In.DIAL, In.CALLEE_RECEIVED, In.ANSWER],
    (CALLER, S.ACTIVE): CALLER_TALKS,
    (CALLER, S.ON_HOLD): [*CALLER_TALKS, In.HOLD],
    (CALLER, S.RECONNECTING): [*CALLER_TALKS, In.MEDIA_LOST],
    (CALLER, S.ENDED): [In.DIAL, In.HANG_UP],
    (CALLEE, S.IDLE): [],
    (CALLEE, S.INCOMING): [In.OFFER_EARLY],
    (CALLEE, S.CONNECTING): [In.OFFER_LATE, In.ACCEPT],
    (CALLEE, S.ACTIVE): CALLEE_TALKS,
    (CALLEE, S.ON_HOLD): [*CALLEE_TALKS, In.PEER_HOLD],
    (CALLEE, S.RECONNECTING): [*CALLEE_TALKS, In.MEDIA_LOST],
    (CALLEE, S.ENDED): [In.OFFER_LATE, In.DECLINE],
}
LIVE = [way for way in WAYS if way[1] not in (S.IDLE, S.ENDED)]


def machine_in(role: CallRole, state: CallState) -> CallMachine:
    machine = CallMachine(role)
    for event in WAYS[role, state]:
        machine.handle(event, 0.0)
    assert machine.state is state
    return machine


def each(ways: list[tuple[CallRole, CallState]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("role", "state"), ways, ids=[f"{r.name}-{s.name}" for r, s in ways]
    )


def test_the_ways_lead_to_every_state_of_the_table() -> None:
    assert set(WAYS) == {(role, state) for role, column in TABLE.items() for state in column}


@each(list(WAYS))
@pytest.mark.parametrize("event", list(In), ids=lambda i: i.name)
def test_every_input_is_handled_or_refused_with_the_right_error(
    role: CallRole, state: CallState, event: Input
) -> None:
    machine = machine_in(role, state)
    error = RemoteProtocolError if event in PEER_INPUTS else LocalProtocolError
    deadline = machine.next_deadline()
    try:
        machine.handle(event, 1.0)
    except error:
        assert machine.state is state
        assert machine.next_deadline() == deadline
    assert (machine.end is None) == (machine.state is not S.ENDED)


@each(LIVE)
@pytest.mark.parametrize(
    "event", [In.HANG_UP, In.QUIT, In.REMOTE_HANG_UP, In.BROKEN, In.CONFIRM_WRONG]
)
def test_every_live_state_can_end_and_closes_its_media_once(
    role: CallRole, state: CallState, event: Input
) -> None:
    machine = machine_in(role, state)
    actions = machine.handle(event, 1.0)
    assert machine.state is S.ENDED
    assert machine.end is not None
    assert actions.count(Order.CLOSE_MEDIA) == 1
    assert machine.next_deadline() is None


@each(LIVE)
def test_every_live_state_ends_by_itself_or_is_a_conversation(
    role: CallRole, state: CallState
) -> None:
    machine = machine_in(role, state)
    for _ in range(50):
        deadline = machine.next_deadline()
        if deadline is None:
            break
        machine.handle(In.TIMER, deadline)
    assert machine.state in (S.ENDED, S.ACTIVE, S.ON_HOLD)


@each(LIVE)
def test_whoever_hangs_up_tells_the_other_side(role: CallRole, state: CallState) -> None:
    actions = machine_in(role, state).handle(In.HANG_UP, 1.0)
    reason = EndReason.DECLINED if state is S.INCOMING else EndReason.HUNG_UP
    assert SendHangUp(reason) in actions


@each(LIVE)
def test_a_program_that_ends_hangs_up_and_has_declined_nothing(
    role: CallRole, state: CallState
) -> None:
    machine = machine_in(role, state)
    reason = EndReason.NO_ANSWER if state is S.INCOMING else EndReason.HUNG_UP
    assert SendHangUp(reason) in machine.handle(In.QUIT, 1.0)
    assert machine.end is not None
    assert machine.end.reason is reason


@each([(CALLER, S.ENDED), (CALLEE, S.ENDED)])
def test_nothing_moves_an_ended_call(role: CallRole, state: CallState) -> None:
    for event in In:
        machine = machine_in(role, state)
        end = machine.end
        try:
            actions = machine.handle(event, 1.0)
        except (LocalProtocolError, RemoteProtocolError):
            assert event in (In.DIAL, In.ANSWER)
            continue
        expected: list[Action] = [SendHangUp(EndReason.HUNG_UP)] if event is In.ANSWER else []
        assert actions == expected
        assert (machine.state, machine.end) == (state, end)


def test_no_limit_is_left_over_outside_its_states() -> None:
    for (role, state), limit in itertools.product(WAYS, LIMITS):
        machine = machine_in(role, state)
        if machine.next_deadline() is None:
            assert state not in limit.within or limit.enters is not state


@pytest.mark.parametrize("role", [CALLER, CALLEE])
def test_the_gate_opens_only_with_an_answer_and_both_confirmations(role: CallRole) -> None:
    """All orders of the three things: the gate opens with the last of them, exactly once."""
    answer = In.ANSWER if role is CALLER else In.ACCEPT
    starts = {
        CALLER: [In.DIAL, In.CALLEE_RECEIVED],
        CALLEE: [In.OFFER_EARLY, In.REVEAL_VERIFIED],
    }
    for order in itertools.permutations([In.PATH_READY, In.CONFIRM_RECEIVED, answer]):
        machine = CallMachine(role)
        for event in starts[role]:
            machine.handle(event, 0.0)
        opened = []
        for event in order:
            actions = machine.handle(event, 0.0)
            opened.append(Order.OPEN_GATE in actions)
            if Order.VERIFY_CONFIRM in actions:
                opened.append(Order.OPEN_GATE in machine.handle(In.CONFIRM_VERIFIED, 0.0))
        assert opened[-1]
        assert opened.count(True) == 1
        assert machine.confirmed
