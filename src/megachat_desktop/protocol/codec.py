"""The notation of PROTOCOL.md, section 1: the only place that reads and writes foreign bytes.

A structure is its fields in the written order, so every value has exactly one encoding. The
reader therefore refuses whatever its own writer would not have written: a length above its
maximum (before anything is allocated), another value of a flag, text that is not NFC, bytes
left over. It has one answer, ``RemoteProtocolError``. The writer answers the same faults with
``LocalProtocolError``: whoever puts a person's words into a field cuts them to size first.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Self, TypeVar

from msgspec import Struct

from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.address import SocketAddress

T = TypeVar("T")

X25519_PREFIX = b"\x05"
ED25519_PREFIX = b"\x06"
HPKE_PREFIX = b"\x48"
HPKE_KEY_BYTES = 1184 + 32  # ML-KEM-768, then X25519
RELAY_BYTES = 64

_RELAY = re.compile(
    r"(?P<host>[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*)"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?",
    re.ASCII,
)

_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)


class Mailbox(Struct, frozen=True):
    """Where a device lets envelopes wait: its iroh key and how it is reached."""

    node_key: bytes
    relay: str | None
    addresses: tuple[SocketAddress, ...] = ()  # at most one


def is_relay(text: str) -> bool:
    """Whether ``text`` is ``host`` or ``host:port`` as the notation wants a relay."""
    found = _RELAY.fullmatch(text) if len(text) <= RELAY_BYTES else None
    return found is not None and int(found["port"] or 1) < 65536


def relay_is_literal(relay: str) -> bool:
    """Whether a relay is an IP address instead of a name, which needs the self-hosted setting.

    A last label of digits counts: resolvers read ``127.1`` and ``0x7f.1`` as addresses too.
    """
    last = relay.partition(":")[0].rpartition(".")[2]
    return _NUMBER.fullmatch(last) is not None


def is_text(text: str, max_bytes: int) -> bool:
    """Whether a string may go into an ``s(max_bytes)`` field."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError:  # a lone surrogate
        return False
    fits = len(encoded) <= max_bytes and "\0" not in text
    return fits and unicodedata.is_normalized("NFC", text)


def fit_text(text: str, max_bytes: int) -> str:
    """A person's words as an ``s(max_bytes)`` field can hold them: NFC, without U+0000, cut.

    What cannot be written, such as a lone surrogate, falls out.
    """
    plain = unicodedata.normalize("NFC", text.replace("\0", ""))
    kept = plain.encode(errors="ignore")[:max_bytes].decode(errors="ignore")
    return unicodedata.normalize("NFC", kept)


class Reader:
    """Takes fields off the front of received bytes. Every method raises RemoteProtocolError."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def fixed(self, size: int) -> bytes:
        """The next ``size`` bytes."""
        end = self._at + size
        if end > len(self._data):
            raise RemoteProtocolError("truncated")
        taken = self._data[self._at : end]
        self._at = end
        return taken

    def u8(self) -> int:
        """An unsigned number of one byte."""
        return self.fixed(1)[0]

    def u16(self) -> int:
        """An unsigned number of two bytes."""
        return int.from_bytes(self.fixed(2), "big")

    def u32(self) -> int:
        """An unsigned number of four bytes."""
        return int.from_bytes(self.fixed(4), "big")

    def u64(self) -> int:
        """An unsigned number of eight bytes."""
        return int.from_bytes(self.fixed(8), "big")

    def blob(self, max_bytes: int) -> bytes:
        """``b(max)``: a length of four bytes and as many bytes."""
        size = self.u32()
        if size > max_bytes:
            raise RemoteProtocolError("field too long")
        return self.fixed(size)

    def text(self, max_bytes: int) -> str:
        """``s(max)``: UTF-8 in NFC without U+0000."""
        try:
            text = self.blob(max_bytes).decode()
        except UnicodeDecodeError:
            raise RemoteProtocolError("text is not UTF-8") from None
        if "\0" in text or not unicodedata.is_normalized("NFC", text):
            raise RemoteProtocolError("text is not in its one form")
        return text

    def flag(self) -> bool:
        """``bool``: 0 or 1."""
        value = self.u8()
        if value > 1:
            raise RemoteProtocolError("flag is neither 0 nor 1")
        return value == 1

    def optional(self, item: Callable[[], T]) -> T | None:
        """``T?``: 0, or 1 and the item."""
        return item() if self.flag() else None

    def several(self, max_items: int, item: Callable[[], T]) -> tuple[T, ...]:
        """``[T](max)``: a count of two bytes and the items."""
        count = self.u16()
        if count > max_items:
            raise RemoteProtocolError("too many items")
        return tuple(item() for _ in range(count))

    def below(self, limit: int) -> int:
        """A ``u8`` that must be less than ``limit``."""
        value = self.u8()
        if value >= limit:
            raise RemoteProtocolError("number out of range")
        return value

    def version(self, expected: int = 1) -> None:
        """The ``u8`` that names a structure's version."""
        if self.u8() != expected:
            raise RemoteProtocolError("unknown version")

    def _typed(self, prefix: bytes, size: int) -> bytes:
        if self.fixed(1) != prefix:
            raise RemoteProtocolError("key of another kind")
        return self.fixed(size)

    def xpub(self) -> bytes:
        """An X25519 public key, 32 bytes without its prefix."""
        return self._typed(X25519_PREFIX, 32)

    def epub(self) -> bytes:
        """An Ed25519 public key, 32 bytes without its prefix. The point is not checked here."""
        return self._typed(ED25519_PREFIX, 32)

    def hpub(self) -> bytes:
        """A hybrid HPKE public key (ML-KEM-768, X25519), 1216 bytes without its prefix."""
        return self._typed(HPKE_PREFIX, HPKE_KEY_BYTES)

    def addr(self) -> SocketAddress:
        """An IP address and a port of 0 to 65535."""
        family = self.u8()
        if family == 4:
            ip = str(IPv4Address(self.fixed(4)))
        elif family == 6:
            ip = str(IPv6Address(self.fixed(16)))
        else:
            raise RemoteProtocolError("unknown address family")
        return SocketAddress(ip, self.u16())

    def addresses(self, max_items: int) -> tuple[SocketAddress, ...]:
        """A count of one byte, as links and mailboxes have it, and the addresses."""
        return tuple(self.addr() for _ in range(self.below(max_items + 1)))

    def relay(self) -> str | None:
        """A relay's ``host`` or ``host:port``, or None."""
        encoded = self.fixed(self.below(RELAY_BYTES + 1))
        if not encoded:
            return None
        text = encoded.decode("ascii", "replace")
        if not is_relay(text):
            raise RemoteProtocolError("not a relay's host")
        return text

    def mailbox(self) -> Mailbox | None:
        """A mailbox, or None."""
        if not self.flag():
            return None
        return Mailbox(self.fixed(32), self.relay(), self.addresses(1))

    def end(self) -> None:
        """Refuse bytes that are left over."""
        if self._at != len(self._data):
            raise RemoteProtocolError("bytes left over")


def decode_whole(data: bytes, item: Callable[[Reader], T]) -> T:
    """Read one item that must take up all of ``data``. Raises RemoteProtocolError."""
    reader = Reader(data)
    value = item(reader)
    reader.end()
    return value


class Writer:
    """Appends fields. Methods return the writer; every one may raise LocalProtocolError."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def done(self) -> bytes:
        """Everything written so far."""
        return b"".join(self._parts)

    def raw(self, data: bytes) -> Self:
        """Bytes that are encoded already."""
        self._parts.append(data)
        return self

    def fixed(self, data: bytes, size: int) -> Self:
        """Exactly ``size`` bytes."""
        if len(data) != size:
            raise LocalProtocolError(f"{len(data)} bytes where {size} belong")
        return self.raw(data)

    def _number(self, value: int, size: int) -> Self:
        try:
            return self.raw(value.to_bytes(size, "big"))
        except OverflowError:
            raise LocalProtocolError(f"{value} does not fit {size} bytes") from None

    def u8(self, value: int) -> Self:
        """An unsigned number of one byte."""
        return self._number(value, 1)

    def u16(self, value: int) -> Self:
        """An unsigned number of two bytes."""
        return self._number(value, 2)

    def u32(self, value: int) -> Self:
        """An unsigned number of four bytes."""
        return self._number(value, 4)

    def u64(self, value: int) -> Self:
        """An unsigned number of eight bytes."""
        return self._number(value, 8)

    def blob(self, data: bytes, max_bytes: int) -> Self:
        """``b(max)``."""
        if len(data) > max_bytes:
            raise LocalProtocolError(f"{len(data)} bytes where {max_bytes} are the limit")
        return self.u32(len(data)).raw(data)

    def text(self, text: str, max_bytes: int) -> Self:
        """``s(max)``; the caller has normalised and cut the text."""
        if not is_text(text, max_bytes):
            raise LocalProtocolError("text is too long or not in its one form")
        return self.blob(text.encode(), max_bytes)

    def flag(self, value: bool) -> Self:
        """``bool``."""
        return self.u8(int(value))

    def optional(self, value: T | None, item: Callable[[T], object]) -> Self:
        """``T?``; ``item`` writes the value into this writer."""
        self.flag(value is not None)
        if value is not None:
            item(value)
        return self

    def several(self, values: Sequence[T], max_items: int, item: Callable[[T], object]) -> Self:
        """``[T](max)``; ``item`` writes one value into this writer."""
        if len(values) > max_items:
            raise LocalProtocolError(f"{len(values)} items where {max_items} are the limit")
        self.u16(len(values))
        for value in values:
            item(value)
        return self

    def xpub(self, key: bytes) -> Self:
        """An X25519 public key of 32 bytes, with its prefix."""
        return self.raw(X25519_PREFIX).fixed(key, 32)

    def epub(self, key: bytes) -> Self:
        """An Ed25519 public key of 32 bytes, with its prefix."""
        return self.raw(ED25519_PREFIX).fixed(key, 32)

    def hpub(self, key: bytes) -> Self:
        """A hybrid HPKE public key of 1216 bytes, with its prefix."""
        return self.raw(HPKE_PREFIX).fixed(key, HPKE_KEY_BYTES)

    def addr(self, address: SocketAddress) -> Self:
        """An IP address, without an interface's name, and a port."""
        ip = ip_address(address.ip)
        return self.u8(ip.version).raw(ip.packed).u16(address.port)

    def addresses(self, values: Sequence[SocketAddress], max_items: int) -> Self:
        """A count of one byte and the addresses."""
        if len(values) > max_items:
            raise LocalProtocolError(f"{len(values)} addresses where {max_items} are the limit")
        self.u8(len(values))
        for value in values:
            self.addr(value)
        return self

    def relay(self, relay: str | None) -> Self:
        """A relay's ``host`` or ``host:port``, or None."""
        if relay is not None and not is_relay(relay):
            raise LocalProtocolError("not a relay's host")
        encoded = (relay or "").encode("ascii")
        return self.u8(len(encoded)).raw(encoded)

    def mailbox(self, mailbox: Mailbox | None) -> Self:
        """A mailbox, or None."""
        self.flag(mailbox is not None)
        if mailbox is None:
            return self
        self.fixed(mailbox.node_key, 32).relay(mailbox.relay)
        return self.addresses(mailbox.addresses, 1)
