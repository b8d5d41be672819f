"""What a HELLO must be like, given what is known of the device (PROTOCOL.md 4.3).

HELLO is not trusted by itself: it has to repeat what the certificate, the bundle header or the
latest DEVICE_INFO signed, so that nobody on the way can talk two devices down.
"""

from msgspec import Struct

from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.protocol.bundle import Header
from megachat_desktop.protocol.features import Features, check_suite, common_version
from megachat_desktop.protocol.frames import Hello


class KnownDevice(Struct, frozen=True):
    """What the latest DEVICE_INFO said, and the highest version and suite ever seen."""

    features: bytes  # encoded
    info_seq: int
    pinned_version: int = 1
    pinned_suite: int = 1


def is_info_due(ours: Features, hello: Hello, known: KnownDevice | None) -> bool:
    """Compare a HELLO with what is known of a device with a session; None: nothing is.

    True when a DEVICE_INFO or newer bundle has to follow within 10 s, and before any call.
    Raises RemoteProtocolError for a downgrade: REFUSED and a security notice.
    """
    theirs = hello.features
    common_version(ours, theirs, known.pinned_version if known else 0)
    check_suite(theirs, known.pinned_suite if known else 0)
    if known is None:
        return False
    if hello.info_seq < known.info_seq:
        raise RemoteProtocolError("device info older than seen before")
    if hello.info_seq == known.info_seq and theirs.encode() != known.features:
        raise RemoteProtocolError("features changed under the same number")
    return hello.info_seq > known.info_seq


def check_header_fits(header: Header, hello: Hello) -> None:
    """Refuse a bundle header that says something else than the HELLO of this connection.

    The number may be higher: the device's addresses may have changed since its HELLO.
    Raises RemoteProtocolError.
    """
    if header.features != hello.features or header.info_seq < hello.info_seq:
        raise RemoteProtocolError("header and HELLO differ")
