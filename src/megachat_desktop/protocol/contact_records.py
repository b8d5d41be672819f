"""Bodies of the records about a contact: who one is, asking, accepting, how one is reached."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import ClassVar, Self

from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.protocol.codec import Mailbox, Reader, Writer, decode_whole
from megachat_desktop.protocol.features import Features, read_features

NAME_BYTES = 64
ABOUT_BYTES = 140
AVATAR_BYTES = 32_768
GREETING_BYTES = 280
INFO_BYTES = 4_096
CERT_BYTES_MAX = 512
ITEM_BYTES_MAX = 1_400
INIT_BYTES_MAX = 2_048
RENEW_BODY_BYTES = 512
MAX_ADDRESSES = 8
NO_INVITE = bytes(16)


class Via(IntEnum):
    """How the asker came to know us."""

    LINK = 1
    LOCAL_NETWORK = 2
    GROUP = 3


@dataclass(frozen=True)
class Profile:
    """What a person says about themself."""

    KIND: ClassVar[int] = 0x0001
    name: str
    about: str = ""
    avatar: bytes = field(default=b"", repr=False)

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.text(self.name, NAME_BYTES).text(self.about, ABOUT_BYTES).blob(self.avatar, AVATAR_BYTES)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields."""
        return cls(r.text(NAME_BYTES), r.text(ABOUT_BYTES), r.blob(AVATAR_BYTES))


@dataclass(frozen=True)
class ContactRequest:
    """Asks to become contacts; ``info`` is an encoded ``DeviceInfo``."""

    KIND: ClassVar[int] = 0x0002
    invite: bytes = field(repr=False)  # 16, or NO_INVITE
    via: Via
    name: str
    greeting: str
    info: bytes = field(repr=False)

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.fixed(self.invite, 16).u8(self.via).text(self.name, NAME_BYTES)
        w.text(self.greeting, GREETING_BYTES).blob(self.info, INFO_BYTES)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields."""
        invite, via = r.fixed(16), r.below(4)
        if via == 0:
            raise RemoteProtocolError("request of no origin")
        name, greeting, info = r.text(NAME_BYTES), r.text(GREETING_BYTES), r.blob(INFO_BYTES)
        return cls(invite, Via(via), name, greeting, info)


@dataclass(frozen=True)
class ContactAccept:
    """Says yes to a request; ``info`` is an encoded ``DeviceInfo``."""

    KIND: ClassVar[int] = 0x0003
    name: str
    info: bytes = field(repr=False)

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.text(self.name, NAME_BYTES).blob(self.info, INFO_BYTES)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields."""
        return cls(r.text(NAME_BYTES), r.blob(INFO_BYTES))


@dataclass(frozen=True)
class DeviceInfo:
    """How a device is reached and what it can do; the highest ``info_seq`` counts."""

    KIND: ClassVar[int] = 0x0004
    info_seq: int
    cert: bytes = field(repr=False)  # an encoded DeviceCert
    features: Features
    inbox: bytes = field(repr=False)  # an encoded INBOX item
    addresses: tuple[SocketAddress, ...] = ()
    relay: str | None = None
    mailbox: Mailbox | None = None
    access: bytes = field(default=bytes(16), repr=False)  # secret for our mailbox

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.u64(self.info_seq).blob(self.cert, CERT_BYTES_MAX).raw(self.features.encode())
        w.blob(self.inbox, ITEM_BYTES_MAX).several(self.addresses, MAX_ADDRESSES, w.addr)
        w.relay(self.relay).mailbox(self.mailbox).fixed(self.access, 16)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields."""
        info_seq, cert, features = r.u64(), r.blob(CERT_BYTES_MAX), read_features(r)
        inbox, addresses = r.blob(ITEM_BYTES_MAX), r.several(MAX_ADDRESSES, r.addr)
        relay, mailbox, access = r.relay(), r.mailbox(), r.fixed(16)
        return cls(info_seq, cert, features, inbox, addresses, relay, mailbox, access)

    @classmethod
    def decode(cls, info: bytes) -> Self:
        """Read the ``info`` of a request or an acceptance. Raises RemoteProtocolError."""
        return decode_whole(info, cls.read)


@dataclass(frozen=True)
class Renew:
    """A new session inside the old one: the fields of an Inner whose payload is empty."""

    KIND: ClassVar[int] = 0x0005
    init: bytes = field(repr=False)
    ratchet_key: bytes  # 32
    n: int
    pn: int
    body: bytes = field(repr=False)

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.blob(self.init, INIT_BYTES_MAX).fixed(self.ratchet_key, 32)
        w.u32(self.n).u32(self.pn).blob(self.body, RENEW_BODY_BYTES)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields."""
        init, ratchet_key = r.blob(INIT_BYTES_MAX), r.fixed(32)
        return cls(init, ratchet_key, r.u32(), r.u32(), r.blob(RENEW_BODY_BYTES))
