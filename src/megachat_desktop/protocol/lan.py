"""What a device says of itself on the local network: the TXT record (PROTOCOL.md 11).

Contacts-only, it is a token that only those who know its node key recognise, new every quarter
of an hour. Visible, it is a name and keys that anybody may read, and the name only a claim.
"""

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True)
class ContactBeacon:
    """Somebody whom perhaps we know."""

    token: bytes  # 16


@dataclass(frozen=True)
class VisibleBeacon:
    """Somebody who wants to be seen by everybody here. The name is only a claim."""

    name: str
    account: AccountId
    device: DeviceId
    node_key: NodeKey


Beacon = ContactBeacon | VisibleBeacon


def epoch_at(now: float) -> int:
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


def contacts_only_txt(node_key: NodeKey, now: float) -> dict[str, str]:
    """The entries of a TXT record that only contacts understand."""
    return {"v": "1", "m": "c", "t": _base64url(lan_token(node_key, epoch_at(now)))}


def visible_txt(beacon: VisibleBeacon) -> dict[str, str]:
    """The entries of a TXT record for everybody. Raises LocalProtocolError for a bad name."""
    if not is_text(beacon.name, NAME_BYTES):
        raise LocalProtocolError("name too long or not in its one form")
    keys = {"a": beacon.account, "d": beacon.device, "k": beacon.node_key}
    return {"v": "1", "m": "v", "n": beacon.name, **{k: _base64url(x) for k, x in keys.items()}}


def parse_txt(entries: Mapping[bytes, bytes | None]) -> Beacon:
    """Read the entries of a TXT record, keys and values as bytes. Raises RemoteProtocolError.

    Unknown keys are ignored, but a record of too many or too long entries is refused.
    """
    if len(entries) > MAX_KEYS or any(len(v or b"") > MAX_VALUE_BYTES for v in entries.values()):
        raise RemoteProtocolError("record too long")
    if entries.get(b"v") != b"1":
        raise RemoteProtocolError("unknown version")
    match entries.get(b"m"):
        case b"c":
            return ContactBeacon(_bytes_of(entries, b"t", TOKEN_SIZE))
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


class TokenBook:
    """Recognises watched devices by the tokens of this epoch and its two neighbours."""

    def __init__(self) -> None:
        self._watched: frozenset[NodeKey] = frozenset()
        self._epoch: int | None = None
        self._owners: dict[bytes, NodeKey] = {}

    def watch(self, node_keys: Iterable[NodeKey]) -> None:
        """Look out for these devices from now on."""
        self._watched = frozenset(node_keys)
        self._epoch = None

    def owner(self, token: bytes, now: float) -> NodeKey | None:
        """Whose token this is at Unix time ``now``, if a watched device's."""
        epoch = epoch_at(now)
        if epoch != self._epoch:
            self._epoch = epoch
            nearby = (epoch - 1, epoch, epoch + 1)
            self._owners = {lan_token(k, e): k for k in self._watched for e in nearby if e >= 0}
        return self._owners.get(token)
