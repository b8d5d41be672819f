"""Sends the records of calls, and remembers who waits to hear that they arrived."""

from collections import OrderedDict
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from megachat_desktop.engine.messaging import Messenger
from megachat_desktop.errors import NoSuchContactError
from megachat_desktop.model.ids import AccountId, MessageId
from megachat_desktop.protocol.call_records import Offer
from megachat_desktop.protocol.records import RecordBody

AWAITED_ACKS = 64  # OFFERs whose ACK somebody waits for; older ones are long over

Owed = Callable[[AccountId], Coroutine[Any, Any, list[RecordBody]]]


class CallPost:
    """The ``Post`` of ``CallServices``; an OFFER takes along what the callee must know first."""

    def __init__(self, messenger: Messenger, owed: Owed) -> None:
        self._messenger = messenger
        self._owed = owed
        self._awaited: OrderedDict[MessageId, Callable[[], None]] = OrderedDict()

    async def __call__(
        self,
        account: AccountId,
        bodies: Sequence[RecordBody],
        acknowledged: Callable[[], None] | None = None,
    ) -> None:
        """Commit and send. Somebody who was removed meanwhile is told nothing."""
        owed = await self._owed(account) if isinstance(bodies[0], Offer) else []
        try:
            msg_ids = await self._messenger.post(account, [*owed, *bodies])
        except NoSuchContactError:
            return
        if acknowledged is not None:
            self._awaited[msg_ids[len(owed)]] = acknowledged
            while len(self._awaited) > AWAITED_ACKS:
                self._awaited.popitem(last=False)

    def on_acknowledged(self, msg_ids: Sequence[MessageId]) -> None:
        """The peer's device has committed these."""
        for msg_id in msg_ids:
            if told := self._awaited.pop(msg_id, None):
                told()

    def on_given_up(self, msg_ids: Sequence[MessageId]) -> None:
        """Nobody will acknowledge these any more."""
        for msg_id in msg_ids:
            self._awaited.pop(msg_id, None)
