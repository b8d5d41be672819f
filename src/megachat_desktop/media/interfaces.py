"""Which addresses of this computer take part in a call, best first (MEDIA.md, section 9.3)."""

import re
from collections.abc import Iterable
from enum import IntEnum
from ipaddress import IPv6Address, ip_address

import ifaddr
from msgspec import Struct

# Bridges and tunnels of containers and virtual machines lead to no other person.
_INTERNAL = re.compile(r"^(docker|br-|veth|virbr|vmnet|cni|lxc|lxd|podman|flannel|cali|vboxnet)")
_WIRELESS = re.compile(r"^wl|wi-?fi|wireless|wlan", re.IGNORECASE)
_VPN = re.compile(
    r"^(tun|tap|wg|utun|ppp|ipsec|tailscale|zt|nordlynx)|vpn|wireguard|tailscale|zerotier",
    re.IGNORECASE,
)


class Reach(IntEnum):
    """The order in which addresses are tried."""

    ETHERNET = 0
    WIRELESS = 1
    IPV6 = 2
    VPN = 3
    LOOPBACK = 4


class LocalAddress(Struct, frozen=True):
    """One address of one interface."""

    interface: str
    label: str  # what the system shows to people
    ip: str
    prefix: int

    @property
    def reach(self) -> Reach | None:
        """Where it stands in the order; None when it can't lead to anybody."""
        address = ip_address(self.ip)
        if address.is_loopback:
            return Reach.LOOPBACK
        if address.is_link_local or address.is_multicast or address.is_unspecified:
            return None
        if _INTERNAL.match(self.interface):
            return None
        if _VPN.search(self.interface) or _VPN.search(self.label):
            return Reach.VPN
        if isinstance(address, IPv6Address):
            return Reach.IPV6
        wireless = _WIRELESS.search(self.interface) or _WIRELESS.search(self.label)
        return Reach.WIRELESS if wireless else Reach.ETHERNET


def local_addresses() -> tuple[LocalAddress, ...]:
    """Every address of every interface, as the system gives them."""
    found = []
    for adapter in ifaddr.get_adapters():
        for entry in adapter.ips:
            ip = entry.ip if isinstance(entry.ip, str) else entry.ip[0]
            name = adapter.name if isinstance(adapter.name, str) else adapter.name.decode()
            found.append(LocalAddress(name, adapter.nice_name, ip, entry.network_prefix))
    return tuple(found)


def usable_addresses(addresses: Iterable[LocalAddress], allow_loopback: bool) -> tuple[str, ...]:
    """The addresses to gather on, best first.

    Loopback takes part when the settings say so, and when there is nothing else: two profiles on
    one computer without a network can still call each other.
    """
    ranked = [(reach, a.ip) for a in addresses if (reach := a.reach) is not None]
    others = [pair for pair in ranked if pair[0] is not Reach.LOOPBACK]
    chosen = ranked if allow_loopback or not others else others
    return tuple(dict.fromkeys(ip for _, ip in sorted(chosen, key=lambda pair: pair[0])))
