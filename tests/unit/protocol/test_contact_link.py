"""Contact links: taken in their one spelling, dialled only where that is harmless."""

import base64
from ipaddress import ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megachat_desktop.crypto.hashing import hash_labelled
from megachat_desktop.errors import BadLinkError, LocalProtocolError
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.link import (
    PREFIX,
    ContactLink,
    dialable,
    encode_link,
    parse_link,
)
from protocol_support import LATER, NOW, contact_link, person

FULL = contact_link()
BARE = replace(FULL, addresses=(), relay=None, mailbox=None)
TEXT = encode_link(FULL)


def with_payload(payload: bytes) -> str:
    data = payload + hash_labelled("link", payload)[:4]
    return PREFIX + base64.urlsafe_b64encode(data).decode().rstrip("=")


def payload_of(text: str) -> bytes:
    encoded = text.removeprefix(PREFIX)
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))[:-4]


def refused(text: str, now: float = NOW) -> bool:
    try:
        parse_link(text, now)
    except BadLinkError:
        return True
    return False


@pytest.mark.parametrize("link", [FULL, BARE])
def test_a_link_says_what_was_put_in(link: ContactLink) -> None:
    assert parse_link(encode_link(link), NOW) == link


def test_the_sizes_are_those_of_the_document() -> None:
    assert len(encode_link(BARE)) == 161
    widest = SocketAddress("2001:db8::1", 65_535)
    mailbox = replace(FULL.mailbox, relay="m" * 60 + ":443", addresses=(widest,))
    biggest = replace(FULL, addresses=(widest,) * 4, relay="r" * 60 + ":443", mailbox=mailbox)
    assert len(encode_link(biggest)) == 504


@pytest.mark.parametrize(
    "text",
    [
        TEXT + "\n", "\n" + TEXT, TEXT + " ", TEXT + "=", TEXT + "#", TEXT.upper(), "x" + TEXT,
        TEXT.replace("megachat", "Megachat"), TEXT.replace("/1#", "/2#"), TEXT.replace("#", "?"),
        TEXT + "\0", TEXT + "\n" + TEXT, PREFIX, "", "megachat://add/1", TEXT[:-1], TEXT[:150],
        TEXT + "A", TEXT.replace("-", "+").replace("_", "/") + "+", PREFIX + "A" * 487,
        PREFIX + "é" * 200, TEXT * 2, TEXT + "A" * 10_000,
    ],
)  # fmt: skip
def test_anything_but_the_whole_link_in_its_one_spelling_is_refused(text: str) -> None:
    assert refused(text)


def test_loose_bits_at_the_end_of_the_base64_are_refused() -> None:
    payload = payload_of(encode_link(BARE))
    text = with_payload(payload)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    same_bytes = [text[:-1] + letter for letter in alphabet if letter != text[-1]]
    assert all(refused(other) for other in same_bytes)


def test_an_expired_link_is_refused() -> None:
    assert not refused(TEXT, LATER - 1)
    assert refused(TEXT, LATER)


def test_a_wrong_checksum_is_refused() -> None:
    payload = payload_of(TEXT)
    encoded = base64.urlsafe_b64encode(payload + b"\0\0\0\0").decode().rstrip("=")
    assert refused(PREFIX + encoded)


@pytest.mark.parametrize("point", [bytes(32), b"\x01" + bytes(31), b"\xff" * 32])
def test_a_node_key_that_is_no_key_is_refused(point: bytes) -> None:
    payload = payload_of(TEXT)
    assert refused(with_payload(payload[:49] + point + payload[81:]))


@pytest.mark.parametrize("count", [5, 255])
def test_a_link_with_more_addresses_than_allowed_is_refused(count: int) -> None:
    payload = payload_of(TEXT)
    assert payload[81] == 2
    assert refused(with_payload(payload[:81] + bytes([count]) + payload[82:]))


def test_five_addresses_are_not_written() -> None:
    with pytest.raises(LocalProtocolError):
        encode_link(replace(FULL, addresses=FULL.addresses[:1] * 5))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=600))
def test_any_text_is_refused_in_the_one_way(text: str) -> None:
    assert refused(text)
    assert refused(PREFIX + text)


def test_the_invite_is_not_shown() -> None:
    assert FULL.invite.hex() not in repr(FULL)
    assert str(FULL.invite) not in repr(FULL)


HOME = [ip_network("192.168.7.0/24"), ip_network("fd00:7::/64")]


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("8.8.8.8:4433", True),
        ("[2606:4700::1]:4433", True),
        ("192.168.7.9:4433", True),
        ("[fd00:7::9]:4433", True),
        ("8.8.8.8:1023", False),
        ("8.8.8.8:53", False),
        ("192.168.8.9:4433", False),
        ("10.0.0.1:4433", False),
        ("172.16.0.1:4433", False),
        ("100.64.0.1:4433", False),
        ("[fd00:8::9]:4433", False),
        ("192.168.7.255:4433", False),  # its broadcast address
        ("255.255.255.255:4433", False),
        ("0.0.0.0:4433", False),
        ("[::]:4433", False),
        ("127.0.0.1:4433", False),
        ("[::1]:4433", False),
        ("169.254.1.1:4433", False),
        ("[fe80::1]:4433", False),
        ("224.0.0.251:5353", False),
        ("[ff02::fb]:5353", False),
        ("[::ffff:127.0.0.1]:4433", False),
        ("[::ffff:10.0.0.1]:4433", False),
        ("[::ffff:169.254.169.254]:4433", False),
        ("[::ffff:8.8.8.8]:4433", True),
        ("240.0.0.1:4433", False),
        ("[::127.0.0.1]:4433", False),
        ("[2002:7f00:1::1]:4433", False),
        ("[64:ff9b::7f00:1]:4433", False),
        ("[2001:0:1::1]:4433", False),
        ("[fec0::1]:4433", False),
    ],
)
def test_only_harmless_addresses_are_dialled(address: str, allowed: bool) -> None:
    found = dialable([SocketAddress.parse(address)], HOME, loopback_allowed=False)
    assert bool(found) is allowed


def test_loopback_is_dialled_where_it_is_allowed() -> None:
    own = (SocketAddress("127.0.0.1", 4433), SocketAddress("127.0.0.1", 80))
    assert dialable(own, [], loopback_allowed=True) == own[:1]


def test_a_link_names_the_device_it_came_from() -> None:
    alice = person("alice")
    parsed = parse_link(TEXT, NOW)
    assert (parsed.account, parsed.device, parsed.node_key) == (
        alice.account,
        alice.device,
        alice.node_key,
    )
