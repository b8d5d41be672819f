"""What a device says of itself on the local network: the TXT record (PROTOCOL.md 11).

Contacts-only, it is a token that only those who know its node key recognise, new every quarter
of an hour. Visible, it is a name and keys that anybody may read, and the name only a claim.
"""

import base64
import re
from collections.abc import Mapping
from typing import assert_never

from msgspec import Struct

from megachat_desktop.crypto.keys import Ed25519Public
from megachat_desktop.crypto.lan_token import EPOCH_SECONDS, TOKEN_SIZE, lan_token
from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.ids import AccountId, DeviceId, NodeKey
from megachat_desktop.protocol.codec import is_text
from megachat_desktop.protocol.link import decode_base64url

SERVICE_TYPE = "_megachat._udp.local."
NAME_BYTES = 40
MAX_KEYS = 16
MAX_VALUE_BYTES = 255
_INSTANCE = re.compile(r"[0-9a-f]{16}", re.ASCII)


class ContactsBeacon(Struct, frozen=True):
    """Somebody whom perhaps we know."""

    token: bytes  # 16


class VisibleBeacon(Struct, frozen=True):
    """Somebody who wants to be seen by everybody here. The name is only a claim."""

    name: str
    account: AccountId
    device: DeviceId
    node_key: NodeKey


Beacon = ContactsBeacon | VisibleBeacon


def epoch_of(now: float) -> int:
    """The number of the quarter of an hour at Unix time ``now``."""
    return int(now // EPOCH_SECONDS)


def instance_name(randomness: bytes) -> str:
    """An instance and host name from 8 random bytes, fresh for every epoch."""
    if len(randomness) != 8:
        raise LocalProtocolError("an instance name takes 8 random bytes")
    return randomness.hex()


def is_instance_name(name: str) -> bool:
    """Whether a name has the form of ``instance_name``."""
    return _INSTANCE.fullmatch(name) is not None


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def beacon_token(node_key: NodeKey, epoch: int) -> bytes:
    """The token of a device in an epoch; a listener tries the epochs before and after, too."""
    return lan_token(node_key, epoch)


def encode_txt(beacon: Beacon) -> dict[str, str]:
    """The entries of the TXT record. Raises LocalProtocolError for a bad name."""
    match beacon:
        case ContactsBeacon():
            return {"v": "1", "m": "c", "t": _base64url(beacon.token)}
        case VisibleBeacon():
            return _encode_visible(beacon)
    assert_never(beacon)


def _encode_visible(beacon: VisibleBeacon) -> dict[str, str]:
    if not is_text(beacon.name, NAME_BYTES):
        raise LocalProtocolError("name too long or not in its one form")
    keys = {"a": beacon.account, "d": beacon.device, "k": beacon.node_key}
    return {"v": "1", "m": "v", "n": beacon.name, **{k: _base64url(x) for k, x in keys.items()}}


def decode_txt(entries: Mapping[bytes, bytes | None]) -> Beacon:
    """Read the entries of a TXT record, keys and values as bytes. Raises RemoteProtocolError.

    Unknown keys are ignored, but a record of too many or too long entries is refused.
    """
    if len(entries) > MAX_KEYS or any(len(v or b"") > MAX_VALUE_BYTES for v in entries.values()):
        raise RemoteProtocolError("record too long")
    if entries.get(b"v") != b"1":
        raise RemoteProtocolError("unknown version")
    match entries.get(b"m"):
        case b"c":
            return ContactsBeacon(_bytes_of(entries, b"t", TOKEN_SIZE))
        case b"v":
            return _visible(entries)
        case _:
            raise RemoteProtocolError("unknown mode")


def _visible(entries: Mapping[bytes, bytes | None]) -> VisibleBeacon:
    account = AccountId(_bytes_of(entries, b"a", 32))
    device = DeviceId(_bytes_of(entries, b"d", 16))
    node_key = NodeKey(Ed25519Public(_bytes_of(entries, b"k", 32)).raw)
    try:
        name = (entries.get(b"n") or b"").decode()
    except UnicodeDecodeError:
        raise RemoteProtocolError("name is not UTF-8") from None
    if not is_text(name, NAME_BYTES):
        raise RemoteProtocolError("name too long or not in its one form")
    return VisibleBeacon(name, account, device, node_key)


def _bytes_of(entries: Mapping[bytes, bytes | None], key: bytes, size: int) -> bytes:
    try:
        text = (entries.get(key) or b"").decode("ascii")
    except UnicodeDecodeError:
        raise RemoteProtocolError("not base64url") from None
    value = decode_base64url(text)
    if len(value) != size:
        raise RemoteProtocolError("value of a wrong length")
    return value
