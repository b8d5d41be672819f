"""Judges arriving OFFERs: first what the database knows of it, then what runs at the moment.

An OFFER sealed before its sender raised its number travels before the DEVICE_INFO that its HELLO
announces. No call may come before that, so it waits for it (decision 0096).
"""

import logging
from collections.abc import Callable, Sequence

from msgspec import Struct

from megachat_desktop.crypto.call_keys import Party
from megachat_desktop.engine.calls.desk import CallDesk
from megachat_desktop.engine.clock import Clock
from megachat_desktop.engine.messaging_ports import AfterCommit, Sender
from megachat_desktop.engine.quiet import Caller, Door
from megachat_desktop.engine.roster import Roster
from megachat_desktop.model.ids import AccountId, CallId
from megachat_desktop.model.settings import Settings
from megachat_desktop.protocol.call_admission import Admission, Situation, Verdict, admit
from megachat_desktop.protocol.call_records import Offer
from megachat_desktop.storage.transaction import Transaction

_log = logging.getLogger(__name__)


class _Arrived(Struct, frozen=True):
    """An OFFER after its commit; ``fresh`` when its call id was never seen before."""

    sender: Sender
    offer: Offer
    body: bytes
    fresh: bool


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
        self._waiting: dict[AccountId, _Arrived] = {}  # one of each contact, for its DEVICE_INFO

    def on_offer(
        self, tx: Transaction, sender: Sender, offer: Offer, body: bytes
    ) -> Sequence[AfterCommit]:
        """Remember the call id in the receiving transaction; judge after the commit."""
        fresh = tx.calls.first_sight(offer.call_id, self._clock.unix())
        return [lambda: self._take(_Arrived(sender, offer, body, fresh))]

    def info_came(self, account: AccountId) -> None:
        """What their HELLO announced is known now, after the commit: judge what waited for it."""
        if not self._info_due(account) and (arrived := self._waiting.pop(account, None)):
            self._judge(arrived)

    def withdrawn(self, account: AccountId, call_id: CallId) -> None:
        """They hung up: an OFFER of theirs that still waits is a missed call."""
        arrived = self._waiting.get(account)
        if arrived is not None and arrived.offer.call_id == call_id:
            del self._waiting[account]
            self._carry_out(arrived, Admission(Verdict.MISSED))

    def _take(self, arrived: _Arrived) -> None:
        account = arrived.sender.account
        if self._roster.stored(account) is None:
            return
        if self._info_due(account):
            _log.info("an offer waits for the device info that was announced")
            self._waiting[account] = arrived  # of several the newest: one call each is enough
            return
        self._waiting.pop(account, None)
        self._judge(arrived)

    def _judge(self, arrived: _Arrived) -> None:
        account, offer = arrived.sender.account, arrived.offer
        stored = self._roster.stored(account)
        if stored is None:
            return
        settings = self._settings()
        caller = Caller(account, stored.ring_rule, stored.starred)
        may_ring = self._door.may_ring(caller, settings, self._clock.unix())
        situation = Situation(
            now_ms=round(self._clock.unix() * 1000),
            contact_state=stored.state,
            own_calls=self._desk.own_calls(),
            seen=() if arrived.fresh else (offer.call_id,),
            cancelled_ms=self._desk.cancelled_ms(account),
            # Stored is their clock minus ours, the rule counts the other way round.
            clock_difference_ms=-stored.clock_difference_ms,
            do_not_disturb=not may_ring,
            call_waiting=settings.call_waiting,
        )
        admission = admit(offer, account, situation)
        if admission.verdict is Verdict.BUSY and not may_ring:
            self._door.turned_away(account)
        self._carry_out(arrived, admission)

    def _carry_out(self, arrived: _Arrived, admission: Admission) -> None:
        sender = arrived.sender
        contact = self._roster.get(sender.account)
        party = Party(sender.account, sender.device)
        self._desk.on_offer(contact, party, arrived.offer, arrived.body, admission)
