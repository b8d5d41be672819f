"""The call history as it is written: what rings, what was missed, and every call that is over."""

import contextlib
from collections.abc import Callable

from megachat_desktop.engine.calls.log_entry import log_entry
from megachat_desktop.engine.calls.run import CallRun
from megachat_desktop.engine.calls.services import CallServices
from megachat_desktop.engine.tasks import TaskSet
from megachat_desktop.errors import UserFacingError
from megachat_desktop.model.call import CallLogEntry, Direction, EndReason
from megachat_desktop.model.contact import Contact
from megachat_desktop.model.events import CallMissed, ConversationChanged
from megachat_desktop.model.ids import CallId
from megachat_desktop.protocol.call_records import Offer
from megachat_desktop.storage.store import Store
from megachat_desktop.storage.transaction import Transaction


class CallHistory:
    """Writes in the background, and tells the window once a line stands."""

    def __init__(self, services: CallServices, store: Store) -> None:
        self._services, self._store = services, store
        self._tasks = TaskSet()

    async def close(self) -> None:
        """Write no more."""
        await self._tasks.close()

    def rings(self, contact: Contact, offer: Offer) -> None:
        """Should this program end without a word, the call was missed."""
        entry = self._missed(contact, offer, EndReason.NO_ANSWER)
        self._tasks.spawn(self._note(lambda tx: tx.calls.rings(entry)), "a call that rings")

    def rings_no_more(self, call_id: CallId) -> None:
        """It was answered."""
        work = self._note(lambda tx: tx.calls.rings_no_more(call_id))
        self._tasks.spawn(work, "a call that was answered")

    def turned_away(self, contact: Contact, offer: Offer, reason: EndReason) -> None:
        """A call that never rang here was missed."""
        self._tasks.spawn(self._write(self._missed(contact, offer, reason)), "missed call")

    async def over(self, run: CallRun) -> None:
        """The line of a call that has ended; a full disk keeps no history."""
        entry = log_entry(run.call, run.face.last_media, self._services.clock.unix())
        with contextlib.suppress(UserFacingError):
            await self._write(entry)

    async def _write(self, entry: CallLogEntry) -> None:
        await self._store.run(lambda tx: tx.calls.add(entry))
        if entry.missed:
            self._services.emit(CallMissed(entry))
        self._services.emit(ConversationChanged(entry.account))

    async def _note(self, work: Callable[[Transaction], None]) -> None:
        with contextlib.suppress(UserFacingError):  # a full disk does not keep a call from ringing
            await self._store.run(work)

    def _missed(self, contact: Contact, offer: Offer, reason: EndReason) -> CallLogEntry:
        return CallLogEntry(
            call_id=offer.call_id,
            account=contact.account,
            direction=Direction.IN,
            video=offer.video,
            started_at=self._services.clock.unix(),
            duration_s=0.0,
            end_reason=reason,
            missed=True,
        )
