"""Two call machines and the wire between them, in simulated time.

The wire carries *encoded* records; delay and loss are data. Keys are played: a nonce that fits
its commitment verifies, a MAC made by the other side verifies, mallory's do not.
"""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from megachat_desktop.crypto.keys import HpkePair
from megachat_desktop.model.call import CallRole, CallState, EndReason
from megachat_desktop.model.ids import CallId, MessageId
from megachat_desktop.protocol import call_records as calls
from megachat_desktop.protocol import records
from megachat_desktop.protocol.call_description import encode_description
from megachat_desktop.protocol.call_machine import CallMachine
from megachat_desktop.protocol.call_vocabulary import (
    Action,
    Input,
    Order,
    RaiseAlarm,
    SendAnswer,
    SendHangUp,
    SendRinging,
)
from protocol_support import CALL, description, seed

DELAY_S = 0.05
PATH_S = 0.1
_KEM = HpkePair(seed("kem", 96)).public.raw


class World:
    """Simulated time."""

    def __init__(self) -> None:
        self.now = 0.0
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()

    def later(self, delay_s: float, what: Callable[[], None]) -> None:
        heapq.heappush(self._events, (self.now + delay_s, next(self._count), what))

    def run(self, sides: "tuple[Side, ...]", until: float) -> None:
        """Let everything happen that happens by then, timers included."""
        while True:
            deadlines = [d for s in sides if (d := s.machine.next_deadline()) is not None]
            upcoming = [*deadlines, *(self._events[0][:1] if self._events else ())]
            if not upcoming or min(upcoming) > until:
                break
            self.now = max(self.now, min(upcoming))
            if self._events and self._events[0][0] <= self.now:
                heapq.heappop(self._events)[2]()
            else:
                for side in sides:
                    side.feed(Input.TIMER)
        self.now = until


@dataclass
class Side:
    """One person's device, as far as one call goes."""

    world: World
    role: CallRole
    call_id: CallId = CALL
    offer: Input = Input.OFFER_EARLY
    path_works: bool = True
    honest: bool = True
    loses: Callable[[records.RecordBody], bool] = lambda body: False
    machine: CallMachine = field(init=False)
    peer: "Side | None" = None
    states: list[CallState] = field(default_factory=list)
    orders: list[Action] = field(default_factory=list)
    kept_mac: bytes = b""

    def __post_init__(self) -> None:
        self.machine = CallMachine(self.role)

    def feed(self, event: Input, reason: EndReason = EndReason.HUNG_UP) -> None:
        actions = self.machine.handle(event, self.world.now, reason)
        if not self.states or self.states[-1] is not self.machine.state:
            self.states.append(self.machine.state)
        for action in actions:
            self.orders.append(action)
            self._obey(action)

    @property
    def alarms(self) -> list[Action]:
        return [a for a in self.orders if isinstance(a, RaiseAlarm)]

    @property
    def story(self) -> list[str]:
        return [state.name for state in self.states]

    @property
    def reason(self) -> EndReason | None:
        return self.machine.end.reason if self.machine.end else None

    def _obey(self, action: Action) -> None:
        match action:
            case SendRinging():
                state = calls.RingState(2 if action.waiting else 1)
                callee = self._callee() if action.with_callee else None
                self._send(calls.Ringing(self.call_id, seed("offer"), state, callee))
            case SendAnswer():
                callee = self._callee() if action.with_callee else None
                self._send(calls.Answer(self.call_id, seed("offer"), 3, callee))
            case SendHangUp():
                self._send(calls.HangUp(self.call_id, action.reason))
            case Order():
                self._obey_order(action)
            case RaiseAlarm():
                pass

    def _obey_order(self, order: Order) -> None:
        match order:
            case Order.SEND_OFFER:
                desc = encode_description(description())
                self._send(calls.Offer(self.call_id, 0, (1,), 0, _KEM, seed("commit"), desc))
            case Order.SEND_REVEAL:
                self._send(calls.Reveal(self.call_id, seed("n_c")))
            case Order.SEND_CONFIRM:
                mac = seed(self.role.name if self.honest else "mallory")
                self._send(calls.Confirm(self.call_id, 0, mac))
            case Order.VERIFY_CONFIRM:
                good = self.kept_mac == seed(self.role.other.name)
                self.feed(Input.CONFIRM_VERIFIED if good else Input.CONFIRM_WRONG)
            case Order.CONNECT_MEDIA if self.path_works:
                self.world.later(PATH_S, self._path_is_up)
            case _:
                pass

    def _path_is_up(self) -> None:
        if self.machine.state is not CallState.ENDED:
            self.feed(Input.PATH_READY)

    def _callee(self) -> bytes:
        desc = encode_description(description(role=2, first_ssrc=500))
        return calls.Callee(seed("n_r"), seed("sealed", 1168), 1, desc).encode()

    def _send(self, body: records.RecordBody) -> None:
        if self.peer is None or self.loses(body):
            return
        raw = records.make_record(body, MessageId(seed("id", 16)), 0).raw
        self.world.later(DELAY_S, lambda: self._arrive(raw))

    def _arrive(self, raw: bytes) -> None:
        assert self.peer is not None
        self.peer.receive(raw)
        if isinstance(records.decode_record(raw).content, calls.Offer):
            self.world.later(DELAY_S, lambda: self.feed(Input.OFFER_ACKED))

    def receive(self, raw: bytes) -> None:
        body = records.decode_record(raw).content
        match body:
            case calls.Offer():
                self.feed(self.offer)
            case calls.Ringing():
                self._take_callee(body.callee)
                waits = body.state is calls.RingState.WAITING
                self.feed(Input.WAITING_RECEIVED if waits else Input.RINGING_RECEIVED)
            case calls.Answer():
                self._take_callee(body.callee)
                self.feed(Input.ANSWER)
            case calls.Reveal():
                self.feed(Input.REVEAL_VERIFIED)
            case calls.Confirm():
                self.kept_mac = body.mac
                self.feed(Input.CONFIRM_RECEIVED)
            case calls.HangUp():
                self.feed(Input.REMOTE_HANG_UP, body.reason)

    def _take_callee(self, callee: bytes | None) -> None:
        if callee is not None:
            calls.Callee.decode(callee)
            self.feed(Input.CALLEE_RECEIVED)


def couple() -> tuple[World, Side, Side]:
    """Alice, who calls, and bob."""
    world = World()
    alice, bob = Side(world, CallRole.CALLER), Side(world, CallRole.CALLEE)
    alice.peer, bob.peer = bob, alice
    return world, alice, bob
