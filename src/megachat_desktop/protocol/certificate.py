"""Device certificates: which keys an account's device has (PROTOCOL.md, section 2).

``decode_certificate`` reads the form and refuses keys that are no keys; nothing may be done with
the result before ``verify_certificate`` has accepted it. ``raw`` are the bytes as received.
"""

from dataclasses import dataclass, field

from msgspec import Struct

from megachat_desktop.crypto.identity import account_id
from megachat_desktop.crypto.keys import Ed25519Public, SigningKey, X25519Public
from megachat_desktop.crypto.signing import SIGNATURE_SIZE, sign, verify
from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.ids import AccountId, DeviceId, NodeKey
from megachat_desktop.protocol.codec import Reader, Writer, decode_whole
from megachat_desktop.protocol.features import SUITE, Features

CERT_BYTES = 271
LIFE_S = 2 * 365 * 86_400
RENEW_AFTER_S = 365 * 86_400
CLOCK_SLACK_S = 86_400
_PURPOSE = "device-cert"


@dataclass(frozen=True)
class DeviceCert:
    """One device of one account. Times are Unix seconds."""

    account: AccountId
    account_key: Ed25519Public  # AK
    device: DeviceId
    device_key: Ed25519Public  # DSK
    identity_key: X25519Public  # IK
    node_key: NodeKey  # NK
    created: int
    not_after: int
    caps: int
    suite_max: int
    raw: bytes = field(repr=False)

    def matches(self, features: Features) -> bool:
        """Whether a HELLO or header announces exactly what the certificate says."""
        return (features.caps, features.suite_max) == (self.caps, self.suite_max)


class DeviceKeys(Struct, frozen=True):
    """The public keys that a certificate binds to a device."""

    device: DeviceId
    device_key: Ed25519Public
    identity_key: X25519Public
    node_key: NodeKey


def issue_certificate(
    account_key: SigningKey, keys: DeviceKeys, created: int, caps: int, suite_max: int = SUITE
) -> DeviceCert:
    """A certificate valid for two years from ``created``. Raises LocalProtocolError."""
    w = Writer().u8(1).fixed(account_id(account_key.public), 32).epub(account_key.public.raw)
    w.fixed(keys.device, 16).epub(keys.device_key.raw).xpub(keys.identity_key.raw)
    w.epub(keys.node_key).u64(created).u64(created + LIFE_S).u64(caps).u16(suite_max)
    body = w.done()
    certificate = decode_certificate(body + sign(account_key, _PURPOSE, body))
    if not _keys_differ(certificate):
        raise LocalProtocolError("one key for two purposes")
    return certificate


def decode_certificate(raw: bytes) -> DeviceCert:
    """Read a certificate's form. Raises RemoteProtocolError, also for keys that are no points."""
    return decode_whole(raw, lambda r: _read(r, raw))


def _read(r: Reader, raw: bytes) -> DeviceCert:
    r.version()
    account, account_key = AccountId(r.fixed(32)), Ed25519Public(r.epub())
    device, device_key = DeviceId(r.fixed(16)), Ed25519Public(r.epub())
    identity_key, node_key = X25519Public(r.xpub()), NodeKey(Ed25519Public(r.epub()).raw)
    created, not_after, caps, suite_max = r.u64(), r.u64(), r.u64(), r.u16()
    r.fixed(SIGNATURE_SIZE)
    return DeviceCert(
        account, account_key, device, device_key, identity_key, node_key,
        created, not_after, caps, suite_max, raw,
    )  # fmt: skip


def _keys_differ(certificate: DeviceCert) -> bool:
    signing = (certificate.account_key.raw, certificate.device_key.raw, certificate.node_key)
    return len(set(signing)) == 3


def verify_certificate(
    certificate: DeviceCert,
    now: float,
    *,
    account: AccountId | None = None,
    device: DeviceId | None = None,
    node_key: NodeKey | None = None,
) -> None:
    """Accept a certificate or raise RemoteProtocolError.

    ``account`` and ``device`` are what is pinned for this contact or named by its link,
    ``node_key`` is whom a direct connection proved; None where there is nothing to compare.
    ``now`` is Unix time in seconds.
    """
    c = certificate
    if c.account != account_id(c.account_key) or account not in (None, c.account):
        raise RemoteProtocolError("certificate of another account")
    body, signature = c.raw[:-SIGNATURE_SIZE], c.raw[-SIGNATURE_SIZE:]
    verify(c.account_key, _PURPOSE, body, signature)
    if not c.created <= now + CLOCK_SLACK_S or now >= c.not_after:
        raise RemoteProtocolError("certificate is not valid now")
    if not _keys_differ(c):
        raise RemoteProtocolError("one key for two purposes")
    if device not in (None, c.device) or node_key not in (None, c.node_key):
        raise RemoteProtocolError("certificate of another device")
