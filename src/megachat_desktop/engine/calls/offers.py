"""Judges arriving OFFERs: first what the database knows of it, then what runs at the moment."""

import logging
from collections.abc import Callable, Sequence

from megachat_desktop.crypto.call_keys import Party
from megachat_desktop.engine.calls.desk import CallDesk
from megachat_desktop.engine.messaging_ports import AfterCommit, Sender
from megachat_desktop.engine.ports import Clock
from megachat_desktop.engine.quiet import Caller, Door
from megachat_desktop.engine.roster import Roster
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.settings import Settings
from megachat_desktop.protocol.call_admission import Situation, Verdict, admit
from megachat_desktop.protocol.call_records import Offer
from megachat_desktop.storage.transaction import Transaction

_log = logging.getLogger(__name__)


class OfferJudge:
    """One OFFER at a time; a call id never rings twice, through any restart."""

    def __init__(
        self,
        desk: CallDesk,
        roster: Roster,
        clock: Clock,
        settings: Callable[[], Settings],
        info_due: Callable[[AccountId], bool],
    ) -> None:
        self._desk = desk
        self._roster = roster
        self._clock = clock
        self._settings = settings
        self._info_due = info_due
        self._door = Door(clock.monotonic)

    def on_offer(
        self, tx: Transaction, sender: Sender, offer: Offer, body: bytes
    ) -> Sequence[AfterCommit]:
        """Remember the call id in the receiving transaction; judge after the commit."""
        fresh = tx.calls.first_sight(offer.call_id, self._clock.unix())
        return [lambda: self._judge(sender, offer, body, fresh)]

    def _judge(self, sender: Sender, offer: Offer, body: bytes, fresh: bool) -> None:
        stored = self._roster.stored(sender.account)
        if stored is None:
            return
        if self._info_due(sender.account):
            _log.info("an offer before the device info that was announced")
            return
        settings = self._settings()
        caller = Caller(sender.account, stored.ring_rule, stored.starred)
        may_ring = self._door.may_ring(caller, settings, self._clock.unix())
        situation = Situation(
            now_ms=round(self._clock.unix() * 1000),
            contact_state=stored.state,
            own_calls=self._desk.own_calls(),
            seen=() if fresh else (offer.call_id,),
            cancelled_ms=self._desk.cancelled_ms(sender.account),
            # Stored is their clock minus ours, the rule counts the other way round.
            clock_difference_ms=-stored.clock_difference_ms,
            do_not_disturb=not may_ring,
            call_waiting=settings.call_waiting,
        )
        admission = admit(offer, sender.account, situation)
        if admission.verdict is Verdict.BUSY and not may_ring:
            self._door.turned_away(sender.account)
        contact = self._roster.get(sender.account)
        party = Party(sender.account, sender.device)
        self._desk.on_offer(contact, party, offer, body, admission)
