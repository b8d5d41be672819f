"""The people who announce themselves on the local network, without those we know already."""

from megachat_desktop.crypto.identity import fingerprint
from megachat_desktop.engine.network_ports import NearbyBeacon
from megachat_desktop.engine.roster import Roster
from megachat_desktop.model.contact import ContactState, NearbyPerson
from megachat_desktop.model.ids import AccountId
from megachat_desktop.model.names import clean_line


class Neighbours:
    """The newest list of beacons, and what may be shown of it."""

    def __init__(self, own: AccountId, roster: Roster) -> None:
        self._own = own
        self._roster = roster
        self._beacons: tuple[NearbyBeacon, ...] = ()

    def put(self, beacons: tuple[NearbyBeacon, ...]) -> None:
        """The whole list, as it is now."""
        self._beacons = beacons

    def beacon_of(self, account: AccountId) -> NearbyBeacon | None:
        """The beacon of somebody who is still there."""
        return next((b for b in self._beacons if b.account == account), None)

    def people(self) -> tuple[NearbyPerson, ...]:
        """Visible people who are not contacts yet. Their names are only claims."""
        shown = (self._person(beacon) for beacon in self._beacons)
        return tuple(person for person in shown if person is not None)

    def _person(self, beacon: NearbyBeacon) -> NearbyPerson | None:
        account = AccountId(beacon.account)
        stored = self._roster.stored(account)
        if account == self._own:
            return None
        if stored and stored.state in (ContactState.ACCEPTED, ContactState.BLOCKED):
            return None
        asked = stored is not None and stored.state is ContactState.REQUESTED
        return NearbyPerson(account, clean_line(beacon.name), fingerprint(account), asked)
