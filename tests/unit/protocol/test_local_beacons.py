"""What devices say of themselves on the local network."""

import pytest

from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.protocol import lan
from protocol_support import (
    NOW,
    person,
)


def test_beacons_are_read_again() -> None:
    a = person("alice")
    token = lan.beacon_token(a.node_key, lan.epoch_of(NOW))
    for beacon in (
        lan.ContactsBeacon(token),
        lan.VisibleBeacon("Zoë", a.account, a.device, a.node_key),
    ):
        entries = {k.encode(): v.encode() for k, v in lan.encode_txt(beacon).items()}
        assert lan.decode_txt({**entries, b"zz": None}) == beacon


@pytest.mark.parametrize(
    "changes",
    [
        {b"v": b"2"},
        {b"v": None},
        {b"m": b"x"},
        {b"n": b"\xff"},
        {b"n": b"n" * 41},
        {b"k": b"AAAA"},
        {b"k": b"A" * 43},  # 32 zero bytes are no key
        {b"a": b"=" * 43},
        {b"d": "é".encode()},
        {b"x": bytes(256)},
        {bytes([n]): b"" for n in range(17)},
    ],
)
def test_bad_beacons_are_refused(changes: dict[bytes, bytes | None]) -> None:
    a = person("alice")
    beacon = lan.VisibleBeacon("Alice", a.account, a.device, a.node_key)
    entries = {k.encode(): v.encode() for k, v in lan.encode_txt(beacon).items()}
    with pytest.raises(RemoteProtocolError):
        lan.decode_txt({**entries, **changes})


def test_names_of_beacons_fit() -> None:
    a = person("alice")
    with pytest.raises(LocalProtocolError):
        lan.encode_txt(lan.VisibleBeacon("n" * 41, a.account, a.device, a.node_key))
    assert lan.instance_name(b"\x01" * 8) == "01" * 8
    assert lan.is_instance_name("0123456789abcdef")
    assert not lan.is_instance_name("0123456789abcdef\n")
    with pytest.raises(LocalProtocolError):
        lan.instance_name(b"short")
