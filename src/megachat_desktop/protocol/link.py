"""Contact links: the text somebody gives away so that others can ask them (PROTOCOL.md 3).

A link is taken only as a whole and only in its one spelling. Nothing is dialled, resolved or
fetched because of a link before the person has said yes to its fingerprint and hosts.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from megachat_desktop.crypto.hashing import constant_time_equal, hash_labelled
from megachat_desktop.crypto.keys import Ed25519Public
from megachat_desktop.errors import BadLinkError, RemoteProtocolError
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.ids import AccountId, DeviceId, NodeKey
from megachat_desktop.protocol.codec import Mailbox, Reader, Writer, decode_whole

PREFIX = "megachat://add/1#"
MAX_LINK_CHARACTERS = 512
MAX_ADDRESSES = 4
DEFAULT_LIFE_S = 7 * 86_400
FIRST_DIALABLE_PORT = 1024
_IPV6_UNICAST = IPv6Network("2000::/3")
_CHECKSUM_BYTES = 4
_LINK = re.compile(r"megachat://add/1#([A-Za-z0-9_-]{144,487})", re.ASCII)


@dataclass(frozen=True)
class ContactLink:
    """What a link says. ``expiry`` is Unix seconds; a link has no name and no picture."""

    account: AccountId
    device: DeviceId
    node_key: NodeKey
    invite: bytes = field(repr=False)  # 16, a bearer secret
    expiry: int
    addresses: tuple[SocketAddress, ...] = ()
    relay: str | None = None
    mailbox: Mailbox | None = None


def invite_gate(invite: bytes) -> bytes:
    """What outsiders see of an invite, 32 bytes."""
    return hash_labelled("gate", invite)


def _checksum(payload: bytes) -> bytes:
    return hash_labelled("link", payload)[:_CHECKSUM_BYTES]


def encode_link(link: ContactLink) -> str:
    """The link's text. Raises LocalProtocolError."""
    w = Writer().u8(1).fixed(link.account, 32).fixed(link.device, 16).fixed(link.node_key, 32)
    w.addresses(link.addresses, MAX_ADDRESSES).relay(link.relay).mailbox(link.mailbox)
    payload = w.fixed(link.invite, 16).u32(link.expiry).done()
    encoded = base64.urlsafe_b64encode(payload + _checksum(payload))
    return PREFIX + encoded.decode().rstrip("=")


def parse_link(text: str, now: float) -> ContactLink:
    """Read a link that must make up the whole of ``text``; ``now`` is Unix time in seconds.

    Raises BadLinkError for everything else, for a past expiry and for a key that is none.
    """
    try:
        link = decode_whole(_link_payload(text), _read_link)
    except RemoteProtocolError:
        raise BadLinkError from None
    if link.expiry <= now:
        raise BadLinkError
    return link


def _link_payload(text: str) -> bytes:
    """The payload without its checksum."""
    found = _LINK.fullmatch(text) if len(text) <= MAX_LINK_CHARACTERS else None
    if found is None:
        raise RemoteProtocolError("not a link")
    data = decode_base64url(found[1])
    payload, checksum = data[:-_CHECKSUM_BYTES], data[-_CHECKSUM_BYTES:]
    if not constant_time_equal(checksum, _checksum(payload)):
        raise RemoteProtocolError("wrong checksum")
    return payload


def decode_base64url(text: str) -> bytes:
    """Base64url without padding, in its one spelling. Raises RemoteProtocolError."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
    except (binascii.Error, ValueError):
        raise RemoteProtocolError("not base64url") from None
    if base64.urlsafe_b64encode(data).rstrip(b"=") != text.encode():
        raise RemoteProtocolError("not the one spelling of base64url")
    return data


def _read_link(r: Reader) -> ContactLink:
    r.version()
    account, device = AccountId(r.fixed(32)), DeviceId(r.fixed(16))
    node_key = NodeKey(Ed25519Public(r.fixed(32)).raw)
    addresses, relay, mailbox = r.addresses(MAX_ADDRESSES), r.relay(), r.mailbox()
    return ContactLink(account, device, node_key, r.fixed(16), r.u32(), addresses, relay, mailbox)


def dialable(
    addresses: Iterable[SocketAddress],
    own_networks: Sequence[IPv4Network | IPv6Network],
    loopback_allowed: bool,
) -> tuple[SocketAddress, ...]:
    """Those of somebody else's addresses that we may send a packet to, in their order.

    ``own_networks`` are the subnets of this computer's interfaces; an address outside the public
    range is dialled only inside one of them. ``loopback_allowed`` says that there is no other
    interface or that the profile allows it.
    """
    return tuple(a for a in addresses if _is_dialable(a, own_networks, loopback_allowed))


def _is_dialable(
    address: SocketAddress,
    own_networks: Sequence[IPv4Network | IPv6Network],
    loopback_allowed: bool,
) -> bool:
    ip = _plain(ip_address(address.ip))
    if address.port < FIRST_DIALABLE_PORT:
        return False
    if ip.is_unspecified or ip.is_multicast or ip.is_link_local or _is_broadcast(ip, own_networks):
        return False
    if ip.is_loopback:
        return loopback_allowed
    return _is_public(ip) or any(ip in network for network in own_networks)


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    """Whether an address is of the public internet, not just of nobody's private range.

    Of IPv6 only the assigned unicast block, without 6to4, which wraps any IPv4 address.
    """
    if isinstance(ip, IPv6Address) and (ip not in _IPV6_UNICAST or ip.sixtofour is not None):
        return False
    return ip.is_global


def _plain(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """An IPv4 address in IPv6 clothes is judged as what it is."""
    mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    return mapped or ip


def _is_broadcast(
    ip: IPv4Address | IPv6Address, own_networks: Sequence[IPv4Network | IPv6Network]
) -> bool:
    limited = IPv4Address("255.255.255.255")
    # The last address of a /31 or /32 is a host (RFC 3021).
    subnets = (n for n in own_networks if isinstance(n, IPv4Network) and n.prefixlen < 31)
    return ip == limited or any(ip == n.broadcast_address for n in subnets)
