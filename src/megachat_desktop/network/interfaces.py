"""This computer's own network interfaces, and noticing when they change or the computer slept."""

from collections.abc import Callable
from ipaddress import IPv4Interface, IPv6Interface, ip_interface

import ifaddr
from msgspec import Struct

from megachat_desktop.network.addresses import IpNetwork

_VIRTUAL = ("docker", "br-", "veth", "virbr", "lxc", "lxd", "cni", "podman", "vmnet", "vboxnet")
_JUMP_S = 5.0
_READ_ANYWAY = 60  # looks: a subnet that changes without an address is seen by then


class Interfaces(Struct, frozen=True):
    """The usable addresses of this computer, each with its subnet; loopback is not among them."""

    addresses: tuple[IPv4Interface | IPv6Interface, ...] = ()

    @property
    def networks(self) -> tuple[IpNetwork, ...]:
        """The subnets we are in."""
        return tuple(address.network for address in self.addresses)

    @property
    def online(self) -> bool:
        """Whether there is any interface besides loopback."""
        return bool(self.addresses)


class InterfaceWatch:
    """The interfaces at every look, read in full only where the system's short list has changed.

    ifaddr tells the subnets on every system, but takes eight times as long as the list of psutil.
    """

    def __init__(
        self, read: Callable[[], Interfaces], listed: Callable[[], object] | None = None
    ) -> None:
        self._read, self._listed = read, listed or _listed
        self._last: object = None
        self._found = Interfaces()
        self._looks = 0

    def first(self) -> Interfaces:
        """The interfaces at the start, which does not wait for psutil to be loaded."""
        self._found = self._read()
        return self._found

    def look(self) -> Interfaces:
        """The interfaces of this moment. Raises OSError for one that goes away meanwhile."""
        listed = self._listed()
        if listed != self._last or self._looks >= _READ_ANYWAY:
            self._found = self._read()
            self._last, self._looks = listed, 0
        self._looks += 1
        return self._found


def _listed() -> object:
    import psutil

    return psutil.net_if_addrs()


def read_interfaces() -> Interfaces:
    """Ask the system, which takes about a millisecond."""
    found: set[IPv4Interface | IPv6Interface] = set()
    for adapter in ifaddr.get_adapters():
        if not str(adapter.name).startswith(_VIRTUAL):
            candidates = [_usable(ip) for ip in adapter.ips]
            found.update(address for address in candidates if address is not None)
    return Interfaces(tuple(sorted(found, key=lambda address: (address.version, address))))


def _usable(ip: ifaddr.IP) -> IPv4Interface | IPv6Interface | None:
    text = ip.ip if isinstance(ip.ip, str) else ip.ip[0]
    address = ip_interface(f"{text.partition('%')[0]}/{ip.network_prefix}")
    if address.is_loopback or address.is_link_local or address.is_unspecified:
        return None
    return address


class SleepDetector:
    """Notices that the computer was asleep, or stopped, between two looks.

    Some systems' monotonic clock counts while they sleep and some systems' does not; either it
    jumps itself, or the wall clock jumps against it. A clock set by hand counts too: harmless.
    """

    def __init__(self, monotonic: float, unix: float) -> None:
        self._monotonic, self._unix = monotonic, unix

    def slept(self, monotonic: float, unix: float) -> bool:
        """Whether a jump lies between the last look and this one; both clocks in seconds."""
        passed = monotonic - self._monotonic
        drift = (unix - self._unix) - passed
        self._monotonic, self._unix = monotonic, unix
        return passed > _JUMP_S or abs(drift) > _JUMP_S
