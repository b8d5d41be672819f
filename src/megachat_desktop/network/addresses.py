"""Judging IP addresses: which are ours, which may be dialled, what iroh's notation means."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from megachat_desktop.model.address import SocketAddress

IpNetwork = IPv4Network | IPv6Network

_PRIVATE = tuple(
    ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)
_FIRST_PORT = 1024


def direct_address(text: str) -> SocketAddress | None:
    """An address as iroh prints it, IPv4 in IPv6 unwrapped; None for a relay's."""
    try:
        address = SocketAddress.parse(text)
    except ValueError:
        return None
    parsed = ip_address(address.ip)
    mapped = parsed.ipv4_mapped if parsed.version == 6 else None
    return SocketAddress(str(mapped), address.port) if mapped else address


def is_within(address: SocketAddress, networks: Iterable[IpNetwork]) -> bool:
    """Whether the address is on this computer or in one of ``networks``."""
    ip = address.parsed
    return ip.is_loopback or ip.is_link_local or any(ip in network for network in networks)


def may_dial(address: SocketAddress, networks: Iterable[IpNetwork], loopback: bool) -> bool:
    """Whether an address that somebody claims may be dialled (PROTOCOL.md, section 3).

    ``networks`` are the subnets of our own interfaces; private addresses elsewhere are refused,
    and ``loopback`` says whether this computer itself counts.
    """
    ip = address.parsed
    if address.port < _FIRST_PORT or ip.is_unspecified or ip.is_multicast or ip.is_link_local:
        return False
    if ip.version == 6 and ip.ipv4_mapped is not None:
        return False  # one spelling per address
    if ip.is_loopback:
        return loopback
    inside = [network for network in networks if ip in network]
    if any(ip == n.broadcast_address for n in inside if n.version == 4 and n.prefixlen < 31):
        return False
    if str(ip) == "255.255.255.255":
        return False
    return bool(inside) or not any(ip in network for network in _PRIVATE)


def source_name(address: SocketAddress) -> str:
    """What counts as one source of strangers: an IPv4 address, a /64 of IPv6."""
    ip = address.parsed
    if ip.version == 4:
        return str(ip)
    return str(IPv6Network((ip, 64), strict=False))
