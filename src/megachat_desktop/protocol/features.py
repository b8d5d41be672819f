"""What a device can do (``Feat``), and which version two devices speak (PROTOCOL.md 4.3)."""

from enum import IntFlag

from msgspec import Struct

from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.protocol.codec import Reader, Writer

VERSION = 1
SUITE = 1
MAX_VERSIONS = 8


class Capability(IntFlag):
    """The bits of ``caps``. Bits nobody has named yet are kept, compared and ignored."""

    VIDEO = 1 << 0
    SCREEN = 1 << 1
    FILES = 1 << 2
    GROUPS = 1 << 3
    MESH_CALLS = 1 << 4
    CALL_OVER_IROH = 1 << 5
    LIVEKIT = 1 << 6
    SEVERAL_DEVICES = 1 << 7


class Features(Struct, frozen=True):
    """``Feat``: protocol versions, capability bits and the highest cipher suite."""

    versions: tuple[int, ...] = (VERSION,)
    caps: int = 0  # Capability bits
    suite_max: int = SUITE

    def encode(self) -> bytes:
        """The bytes that go into HELLO, the bundle header and the transcript."""
        writer = Writer()
        writer.several(self.versions, MAX_VERSIONS, writer.u16)
        return writer.u64(self.caps).u16(self.suite_max).done()

    def has(self, capability: Capability) -> bool:
        """Whether the device announced this capability."""
        return bool(self.caps & capability)


def read_features(reader: Reader) -> Features:
    """Read a ``Feat``. Raises RemoteProtocolError."""
    return Features(reader.several(MAX_VERSIONS, reader.u16), reader.u64(), reader.u16())


def common_version(ours: Features, theirs: Features, pinned: int = 0) -> int:
    """The highest version both speak.

    ``pinned`` is the highest version ever seen from this contact: less is a downgrade. Raises
    RemoteProtocolError without a common version, or with one below the pin.
    """
    version = max(set(ours.versions) & set(theirs.versions), default=0)
    if version == 0:
        raise RemoteProtocolError("no common version")
    if max(theirs.versions) < pinned:
        raise RemoteProtocolError("version lower than seen before")
    return version


def check_suite(theirs: Features, pinned: int = 0) -> None:
    """Refuse a cipher suite below ours or below the highest ever seen from this contact."""
    if theirs.suite_max < max(SUITE, pinned):
        raise RemoteProtocolError("cipher suite lower than allowed")
