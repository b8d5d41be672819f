"""Where each kind of record goes. Runs inside the transaction that received it.

What does not belong where it came from is dropped without a word (``is_in_place``).
"""

from collections.abc import Sequence
from typing import get_args

from megachat_desktop.crypto.call_keys import Party
from megachat_desktop.engine.availability import presence_of
from megachat_desktop.engine.calls.desk import CallDesk
from megachat_desktop.engine.calls.offers import OfferJudge
from megachat_desktop.engine.contacts import Contacts
from megachat_desktop.engine.messaging_ports import AfterCommit, Sender
from megachat_desktop.engine.roster import Roster
from megachat_desktop.errors import NoSuchContactError, RemoteProtocolError
from megachat_desktop.protocol.availability_record import AvailabilityNow
from megachat_desktop.protocol.call_records import CallBody, HangUp, Offer
from megachat_desktop.protocol.contact_records import (
    ContactAccept,
    ContactRequest,
    DeviceInfo,
    Profile,
)
from megachat_desktop.protocol.records import Record, is_in_place
from megachat_desktop.storage.transaction import Transaction

_CALL_BODIES = get_args(CallBody)


class RecordRouter:
    """The engine's ``RecordHandler``."""

    def __init__(
        self, contacts: Contacts, roster: Roster, desk: CallDesk, offers: OfferJudge
    ) -> None:
        self._contacts = contacts
        self._roster = roster
        self._desk = desk
        self._offers = offers

    def __call__(self, tx: Transaction, sender: Sender, record: Record) -> Sequence[AfterCommit]:
        """Let one record have its effect. Raises RemoteProtocolError to refuse the envelope."""
        if not is_in_place(record, sender.state):
            return []
        try:
            return self._effect(tx, sender, record)
        except NoSuchContactError:  # a sentence for a person is no answer to a peer
            raise RemoteProtocolError("a record of nobody we know") from None

    def _effect(self, tx: Transaction, sender: Sender, record: Record) -> Sequence[AfterCommit]:
        match record.content:
            case ContactRequest() as request:
                return self._contacts.arrivals.on_request(tx, sender, request)
            case ContactAccept() as accept:
                return self._contacts.arrivals.on_accept(tx, sender, accept)
            case Profile() as profile:
                return self._contacts.arrivals.on_profile(tx, sender, profile)
            case DeviceInfo() as info:
                after = self._contacts.arrivals.on_device_info(tx, sender, info)
                return [*after, lambda: self._offers.info_came(sender.account)]
            case AvailabilityNow(state):
                presence = presence_of(state)
                return [lambda: self._roster.set_now(sender.account, presence)]
            case Offer() as offer:
                return self._offers.on_offer(tx, sender, offer, record.body)
            case HangUp(call_id) as hang_up:
                party = Party(sender.account, sender.device)
                return [
                    lambda: self._offers.withdrawn(sender.account, call_id),
                    lambda: self._desk.on_record(party, hang_up),
                ]
            case body if isinstance(body, _CALL_BODIES):
                party = Party(sender.account, sender.device)
                return [lambda: self._desk.on_record(party, body)]
            case _:
                return []
