"""Judging IP addresses: which are ours, where they come from, what iroh's notation means."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address

from megachat_desktop.model.address import SocketAddress

IpNetwork = IPv4Network | IPv6Network


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


def source_name(address: SocketAddress) -> str:
    """What counts as one source of strangers: an IPv4 address, a /64 of IPv6."""
    ip = address.parsed
    if ip.version == 4:
        return str(ip)
    return str(IPv6Network((ip, 64), strict=False))
