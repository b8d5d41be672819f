"""This computer's own network interfaces, and noticing when they change or the computer slept."""

from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv6Interface, ip_interface

import ifaddr

from megachat_desktop.network.addresses import IpNetwork

_VIRTUAL = ("docker", "br-", "veth", "virbr", "lxc", "lxd", "cni", "podman", "vmnet", "vboxnet")
_JUMP_S = 5.0


@dataclass(frozen=True)
class Interfaces:
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


def read_interfaces() -> Interfaces:
    """Ask the system, which takes well under a millisecond."""
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
