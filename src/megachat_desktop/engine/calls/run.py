"""One call as it runs: feeds the machine, shows what it says, carries out its orders in order.

    record, click, media event, timer ─▶ machine ─▶ snapshot at once
                                             └────▶ orders ─▶ one queue ─▶ ``CallHands``

State changes are seen at once; what takes time happens in the queue, so a hang-up during an
awaited description can not overtake the offer. Orders of a call that has ended meanwhile are
skipped, except those that end it.
"""

import asyncio
import logging
from collections.abc import Callable

from megachat_desktop.crypto.call_keys import Party
from megachat_desktop.engine.call_exchange import CalleeExchange, CallerExchange
from megachat_desktop.engine.calls.face import CallFace
from megachat_desktop.engine.calls.hands import CallHands
from megachat_desktop.engine.calls.services import CallServices
from megachat_desktop.engine.tasks import TaskSet
from megachat_desktop.errors import (
    DiskFullError,
    LocalProtocolError,
    RemoteProtocolError,
    UserFacingError,
)
from megachat_desktop.model.call import Call, CallRole, CallState, EndReason
from megachat_desktop.model.events import CallChanged, NoticeRaised
from megachat_desktop.model.ids import AccountId, CallId
from megachat_desktop.protocol.call_machine import CallMachine
from megachat_desktop.protocol.call_vocabulary import Action, Input, Order, RaiseAlarm, SendHangUp

_log = logging.getLogger(__name__)

_ALWAYS = (Order.CLOSE_MEDIA, Order.DEPOSIT_MISSED_CALL)


class CallRun:
    """One live call and, for a minute, one that is over."""

    def __init__(
        self,
        services: CallServices,
        face: CallFace,
        exchange: CallerExchange | CalleeExchange,
        on_ended: Callable[["CallRun"], None],
    ) -> None:
        self._services = services
        self._face = face
        self._machine = CallMachine(exchange.role)
        self._on_ended = on_ended
        self._orders: asyncio.Queue[Action] = asyncio.Queue()
        self._tasks = TaskSet()
        self._timer: asyncio.TimerHandle | None = None
        self._shown: Call | None = None
        self.hands = CallHands(services, face, exchange, self.feed, self.show)
        self.closed = asyncio.Event()
        self._tasks.spawn(self._work(), f"call {face.call_id.hex()[:8]}")

    @property
    def call(self) -> Call:
        """The snapshot of this moment; made anew each time, unlike what stands below."""
        return self._face.snapshot(self._machine)

    @property
    def call_id(self) -> CallId:
        """Which call it is."""
        return self._face.call_id

    @property
    def account(self) -> AccountId:
        """With whom."""
        return self._face.contact.account

    @property
    def live(self) -> bool:
        """Whether the call is not over."""
        return self._machine.state is not CallState.ENDED

    @property
    def face(self) -> CallFace:
        """What is shown of the call."""
        return self._face

    @property
    def machine(self) -> CallMachine:
        """The call's state; only read it."""
        return self._machine

    @property
    def role(self) -> CallRole:
        """Whether we placed the call."""
        return self._machine.role

    @property
    def peer(self) -> Party:
        """The other end."""
        return self.hands.exchange.peer

    def feed(self, event: Input, reason: EndReason = EndReason.HUNG_UP) -> None:
        """Something happened. Records that came at a wrong time are dropped with a log line."""
        now = self._services.clock.monotonic()
        was_live = self.live
        try:
            actions = self._machine.handle(event, now, reason)
        except RemoteProtocolError as error:
            _log.info("call %s: dropped, %s", self._face.call_id.hex()[:8], error)
            return
        self._face.follow(self._machine, now)
        if self._machine.confirmed and not self._face.safety:
            self.hands.show_safety()
        for action in actions:
            self._orders.put_nowait(action)
        self._arm_timer()
        self.show()
        if was_live and not self.live:
            self._on_ended(self)

    def show(self) -> None:
        """Tell the window what changed, if anything did."""
        if (call := self.call) != self._shown:
            self._shown = call
            self._services.emit(CallChanged(call))

    async def close(self) -> None:
        """Stop working; media is closed first."""
        if self._timer:
            self._timer.cancel()
        await self.hands.close_media()
        await self._tasks.close()
        self.hands.let_go_of_run()

    def _arm_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        due = self._machine.next_deadline()
        if due is not None and not self._tasks_closed():
            delay = max(0.0, due - self._services.clock.monotonic())
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(delay, self.feed, Input.TIMER)

    def _tasks_closed(self) -> bool:
        return self.closed.is_set()

    async def _work(self) -> None:
        """Carry out orders until the call is over and everything is let go."""
        while True:
            action = await self._orders.get()
            if self._is_pointless(action):
                continue
            try:
                await self.hands.carry_out(action)
            except RemoteProtocolError as error:
                _log.info("call %s: %s", self._face.call_id.hex()[:8], error)
                self.feed(Input.BROKEN)
            except (UserFacingError, OSError) as error:
                _log.info(
                    "call %s: %s failed", self._face.call_id.hex()[:8], action, exc_info=error
                )
                self._tell(error)
                self._fail(action)
            except LocalProtocolError:
                _log.exception("call %s: our own fault at %s", self._face.call_id.hex()[:8], action)
                self._fail(action)
            if action is Order.CLOSE_MEDIA:
                self.closed.set()

    def _tell(self, error: Exception) -> None:
        """Say what stood in the way, which the end of a call has no sentence for."""
        if isinstance(error, DiskFullError):
            notice = NoticeRaised(error.code, error.sentence, self._face.contact.account)
            self._services.emit(notice)

    def _is_pointless(self, action: Action) -> bool:
        """Whether the call ended before this order's turn came."""
        if self._machine.state is not CallState.ENDED:
            return False
        if isinstance(action, SendHangUp):
            return self.role is CallRole.CALLER and not self.hands.offer_sent
        return action not in _ALWAYS and not isinstance(action, RaiseAlarm)

    def _fail(self, action: Action) -> None:
        if action is not Order.CLOSE_MEDIA:
            self.feed(Input.MEDIA_FAILED)
