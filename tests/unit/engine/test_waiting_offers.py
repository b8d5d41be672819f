"""Offers that come before the DEVICE_INFO their sender has announced: they wait for it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from megachat_desktop.crypto.call_keys import Party
from megachat_desktop.engine.calls.desk import CallDesk
from megachat_desktop.engine.calls.offers import OfferJudge
from megachat_desktop.engine.messaging_ports import Sender
from megachat_desktop.engine.roster import Roster
from megachat_desktop.model.contact import Contact, ContactState
from megachat_desktop.model.ids import AccountId, CallId, DeviceId, NodeKey
from megachat_desktop.model.settings import Settings
from megachat_desktop.protocol.call_admission import Admission, OwnCall, Verdict
from megachat_desktop.protocol.call_records import Offer
from megachat_desktop.storage.contact_repository import StoredContact
from megachat_desktop.storage.transaction import Transaction
from simulated_loop import LoopClock, run_simulated

ALICE = AccountId(b"a" * 32)
SENDER = Sender(ALICE, DeviceId(b"a" * 16), NodeKey(b"n" * 32), ContactState.ACCEPTED, False, False)


@dataclass
class Bob:
    """Bob's judge, with a desk that notes what it is told and a memory of call ids."""

    info_due: bool = False
    judged: list[tuple[bytes, Verdict]] = field(default_factory=list)
    seen: set[CallId] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.clock = LoopClock()
        self.calls = self
        self.roster = Roster(lambda event: None)
        self.roster.load([StoredContact(ALICE, ContactState.ACCEPTED)])
        self.judge = OfferJudge(
            cast(CallDesk, self), self.roster, self.clock, Settings, lambda account: self.info_due
        )

    def first_sight(self, call_id: CallId, now: float) -> bool:
        fresh = call_id not in self.seen
        self.seen.add(call_id)
        return fresh

    def own_calls(self) -> tuple[OwnCall, ...]:
        return ()

    def cancelled_ms(self, account: AccountId) -> tuple[int, ...]:
        return ()

    def on_offer(
        self, contact: Contact, sender: Party, offer: Offer, body: bytes, admission: Admission
    ) -> None:
        self.judged.append((offer.call_id[:1], admission.verdict))

    def hears(self, number: int) -> None:
        offer = Offer(
            call_id=CallId(bytes([number]) * 16),
            ts_ms=round(self.clock.unix() * 1000),
            versions=(1,),
            flags=0,
            kem=bytes(32),
            commit=bytes(32),
            description=b"",
        )
        for after in self.judge.on_offer(cast(Transaction, self), SENDER, offer, b""):
            after()

    def info_comes(self) -> None:
        self.info_due = False
        self.judge.info_came(ALICE)


def told(story: Callable[[Bob], Any]) -> list[tuple[bytes, Verdict]]:
    async def run() -> list[tuple[bytes, Verdict]]:
        bob = Bob()
        for pause_s in story(bob) or ():
            await asyncio.sleep(pause_s)
        return bob.judged

    return run_simulated(run)


def test_an_offer_rings_at_once_when_nothing_was_announced() -> None:
    assert told(lambda bob: bob.hears(1)) == [(b"\1", Verdict.RING)]


def test_an_offer_before_the_announced_info_rings_as_soon_as_the_info_is_there() -> None:
    def story(bob: Bob) -> Any:
        bob.info_due = True
        bob.hears(1)
        assert bob.judged == []
        bob.judge.info_came(ALICE)  # an older one than was announced
        assert bob.judged == []
        yield 2
        bob.info_comes()
        bob.info_comes()

    assert told(story) == [(b"\1", Verdict.RING)]


def test_of_several_offers_only_the_newest_rings() -> None:
    def story(bob: Bob) -> None:
        bob.info_due = True
        bob.hears(1)
        bob.hears(2)
        bob.info_comes()

    assert told(story) == [(b"\2", Verdict.RING)]


def test_an_offer_that_was_taken_back_while_it_waited_is_a_missed_call() -> None:
    def story(bob: Bob) -> None:
        bob.info_due = True
        bob.hears(1)
        bob.judge.withdrawn(ALICE, CallId(bytes([2]) * 16))  # of another call
        bob.judge.withdrawn(ALICE, CallId(bytes([1]) * 16))
        bob.info_comes()

    assert told(story) == [(b"\1", Verdict.MISSED)]


def test_an_offer_that_waited_too_long_does_not_ring() -> None:
    def story(bob: Bob) -> Any:
        bob.info_due = True
        bob.hears(1)
        yield 61
        bob.info_comes()

    assert told(story) == [(b"\1", Verdict.MISSED)]


def test_an_offer_of_a_contact_removed_meanwhile_does_not_ring() -> None:
    def story(bob: Bob) -> None:
        bob.info_due = True
        bob.hears(1)
        bob.roster.remove(ALICE)
        bob.info_comes()

    assert told(story) == []
