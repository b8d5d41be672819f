"""Bodies of the records of a conversation: texts, their changes, receipts, typing."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import ClassVar, Self

from msgspec import Struct

from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.protocol.codec import Reader, Writer, decode_whole

TEXT_BYTES = 16_384
EMOJI_BYTES = 32
MAX_FILES = 32
MAX_RECEIPTS = 256
EXT_PREVIEW = 0x0001


@dataclass(frozen=True)
class Text:
    """A message."""

    KIND: ClassVar[int] = 0x0010
    text: str = field(repr=False)
    reply_to: bytes | None = None  # msg_id
    forwarded: bool = False
    expire_s: int = 0  # 0: never
    files: tuple[bytes, ...] = ()  # file ids

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.text(self.text, TEXT_BYTES).optional(self.reply_to, lambda i: w.fixed(i, 16))
        w.flag(self.forwarded).u32(self.expire_s)
        w.several(self.files, MAX_FILES, lambda i: w.fixed(i, 16))

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields."""
        text, reply_to = r.text(TEXT_BYTES), r.optional(lambda: r.fixed(16))
        forwarded, expire_s = r.flag(), r.u32()
        return cls(text, reply_to, forwarded, expire_s, r.several(MAX_FILES, lambda: r.fixed(16)))


@dataclass(frozen=True)
class Edit:
    """New words for an own message."""

    KIND: ClassVar[int] = 0x0011
    target: bytes
    text: str = field(repr=False)

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.fixed(self.target, 16).text(self.text, TEXT_BYTES)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields."""
        return cls(r.fixed(16), r.text(TEXT_BYTES))


class Delete(Struct, frozen=True):
    """Takes an own message back."""

    KIND: ClassVar[int] = 0x0012
    target: bytes

    def write(self, w: Writer) -> None:
        """Append the field."""
        w.fixed(self.target, 16)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the field."""
        return cls(r.fixed(16))


class Reaction(Struct, frozen=True):
    """An emoji on a message; an empty one takes it back."""

    KIND: ClassVar[int] = 0x0013
    target: bytes
    emoji: str

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.fixed(self.target, 16).text(self.emoji, EMOJI_BYTES)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields."""
        return cls(r.fixed(16), r.text(EMOJI_BYTES))


class ReceiptKind(IntEnum):
    """What a receipt says of the messages it names."""

    DELIVERED = 1
    READ = 2


class Receipt(Struct, frozen=True):
    """Says that messages were delivered or read. Never receipted itself."""

    KIND: ClassVar[int] = 0x0014
    what: ReceiptKind
    ids: tuple[bytes, ...]

    def write(self, w: Writer) -> None:
        """Append the fields."""
        w.u8(self.what).several(self.ids, MAX_RECEIPTS, lambda i: w.fixed(i, 16))

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the fields."""
        what = r.below(3)
        if what == 0:
            raise RemoteProtocolError("receipt of nothing")
        return cls(ReceiptKind(what), r.several(MAX_RECEIPTS, lambda: r.fixed(16)))


class Typing(Struct, frozen=True):
    """Somebody types, or has stopped."""

    KIND: ClassVar[int] = 0x0015
    on: bool

    def write(self, w: Writer) -> None:
        """Append the field."""
        w.flag(self.on)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the field."""
        return cls(r.flag())


class Conversation(Struct, frozen=True):
    """When messages of this conversation disappear; 0 is never."""

    KIND: ClassVar[int] = 0x0016
    expire_s: int

    def write(self, w: Writer) -> None:
        """Append the field."""
        w.u32(self.expire_s)

    @classmethod
    def read(cls, r: Reader) -> Self:
        """Read the field."""
        return cls(r.u32())


@dataclass(frozen=True)
class Preview:
    """Extension 0x0001 of a text: what its sender saw behind a link."""

    url: str
    title: str
    about: str
    picture: bytes = field(default=b"", repr=False)

    def encode(self) -> bytes:
        """The extension's value. Raises LocalProtocolError."""
        w = Writer().text(self.url, 2048).text(self.title, 256).text(self.about, 512)
        return w.blob(self.picture, 24_576).done()

    @classmethod
    def decode(cls, value: bytes) -> Self:
        """Read the extension's value. Raises RemoteProtocolError."""
        return decode_whole(
            value, lambda r: cls(r.text(2048), r.text(256), r.text(512), r.blob(24_576))
        )
