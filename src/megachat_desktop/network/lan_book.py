"""What the local network has shown: which adverts are contacts, which are visible people. Sans-IO.

An advert of a watched contact is always taken; of everything else there are at most 64. Only who
knows a node key can make its token, so a flood of inventions cannot push contacts out.
"""

from collections.abc import Iterable

from msgspec import Struct

from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.ids import AccountId, DeviceId, NodeKey
from megachat_desktop.protocol.lan import (
    Beacon,
    ContactsBeacon,
    VisibleBeacon,
    beacon_token,
    epoch_of,
)

MAX_STRANGERS = 64
MAX_PER_CONTACT = 4  # a restarted program and an epoch's change overlap
MAX_ADDRESSES = 8


class NearbyPerson(Struct, frozen=True):
    """Somebody who announces themself as visible; all of it is only a claim."""

    account: bytes
    device: bytes
    node_key: bytes
    name: str
    addresses: tuple[SocketAddress, ...]


class Presence(Struct, frozen=True):
    """Who we are on the local network."""

    account: AccountId
    device: DeviceId
    node_key: NodeKey


class Advert(Struct, frozen=True):
    """One instance of the service as somebody announces it."""

    beacon: Beacon
    addresses: tuple[SocketAddress, ...]


class TokenBook:
    """Recognises node keys by their tokens of this epoch and its two neighbours."""

    def __init__(self, node_keys: Iterable[NodeKey] = ()) -> None:
        self._node_keys = tuple(node_keys)
        self._epoch: int | None = None
        self._owners: dict[bytes, NodeKey] = {}

    def owner(self, token: bytes, now: float) -> NodeKey | None:
        """Whose token this is at Unix time ``now``."""
        epoch = epoch_of(now)
        if epoch != self._epoch:
            self._epoch = epoch
            near = (epoch - 1, epoch, epoch + 1)
            self._owners = {beacon_token(k, e): k for k in self._node_keys for e in near if e >= 0}
        return self._owners.get(token)


class _Entry(Struct, frozen=True):
    advert: Advert
    owner: NodeKey | None  # the watched device it belongs to


class LanBook:
    """Every advert of this moment, and whom we look for. ``now`` is Unix time."""

    def __init__(self, own: NodeKey) -> None:
        self._own = own
        self._own_tokens = TokenBook([own])
        self._watched: frozenset[NodeKey] = frozenset()
        self._tokens = TokenBook()
        self._adverts: dict[str, _Entry] = {}

    def watch(self, node_keys: Iterable[NodeKey], now: float) -> None:
        """Recognise exactly these from now on, also among what is known already."""
        self._watched = frozenset(node_keys) - {self._own}
        self._tokens = TokenBook(self._watched)
        for name, entry in list(self._adverts.items()):
            self._adverts[name] = _Entry(entry.advert, self._owner(entry.advert.beacon, now))

    def put(self, instance: str, advert: Advert, now: float) -> NodeKey | None:
        """Take an advert in; return the contact whose addresses it changed, if any."""
        known = self._adverts.pop(instance, None)
        owner = self._owner(advert.beacon, now)
        if self._is_own(advert.beacon, now) or not (owner or self._has_room_for_strangers()):
            return None
        self._adverts[instance] = _Entry(advert, owner)
        if owner is None:
            return None
        self._forget_oldest_of(owner)
        return owner if known is None or known.advert != advert else None

    def remove(self, instance: str) -> None:
        """The instance said good-bye or ran out."""
        self._adverts.pop(instance, None)

    def clear(self) -> None:
        """Forget every advert, as after a change of the network."""
        self._adverts.clear()

    def latest(self, node_key: NodeKey) -> tuple[SocketAddress, ...]:
        """Where a watched device was seen, the newest advert's addresses first."""
        entries = [e for e in self._adverts.values() if e.owner == node_key]
        found = [address for entry in reversed(entries) for address in entry.advert.addresses]
        return tuple(dict.fromkeys(found))

    def seen(self) -> frozenset[NodeKey]:
        """The watched devices that are announced right now."""
        return frozenset(e.owner for e in self._adverts.values() if e.owner is not None)

    def nearby(self) -> tuple[NearbyPerson, ...]:
        """The visible people, each device once, the newest advert counts."""
        people = {}
        for entry in self._adverts.values():
            if isinstance(beacon := entry.advert.beacon, VisibleBeacon):
                people[beacon.node_key] = NearbyPerson(
                    beacon.account,
                    beacon.device,
                    beacon.node_key,
                    beacon.name,
                    entry.advert.addresses,
                )
        return tuple(people.values())

    def _owner(self, beacon: Beacon, now: float) -> NodeKey | None:
        if isinstance(beacon, ContactsBeacon):
            return self._tokens.owner(beacon.token, now)
        return beacon.node_key if beacon.node_key in self._watched else None

    def _is_own(self, beacon: Beacon, now: float) -> bool:
        if isinstance(beacon, ContactsBeacon):
            return self._own_tokens.owner(beacon.token, now) is not None
        return beacon.node_key == self._own

    def _has_room_for_strangers(self) -> bool:
        return sum(entry.owner is None for entry in self._adverts.values()) < MAX_STRANGERS

    def _forget_oldest_of(self, node_key: NodeKey) -> None:
        same = [name for name, entry in self._adverts.items() if entry.owner == node_key]
        for instance in same[:-MAX_PER_CONTACT]:
            del self._adverts[instance]
