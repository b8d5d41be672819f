"""What is pinned about a contact's device, and judging new claims against it (PROTOCOL.md 4.3).

The pins move in one direction: a higher version, suite or number is kept, a lower one refused.
"""

from enum import Enum

from msgspec import Struct

from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.model.contact import Trust
from megachat_desktop.model.ids import DeviceId, NodeKey
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.bundle import Bundle, Item, ItemKind, decode_item, verify_item
from megachat_desktop.protocol.certificate import (
    DeviceCert,
    decode_certificate,
    verify_certificate,
)
from megachat_desktop.protocol.codec import Writer
from megachat_desktop.protocol.contact_records import DeviceInfo
from megachat_desktop.protocol.features import Features, check_suite, common_version
from megachat_desktop.protocol.frames import Hello
from megachat_desktop.protocol.hello_rules import KnownDevice, is_info_due
from megachat_desktop.storage.contact_repository import StoredContact

OUR_FEATURES = Features()  # versions and suite of this program; caps are those of the certificate


class HelloVerdict(Enum):
    """What a peer's HELLO means."""

    FINE = "fine"
    INFO_DUE = "info due"  # a DEVICE_INFO or bundle must follow within 10 s, before any call
    REFUSED = "refused"
    DOWNGRADE = "downgrade"  # refused, and the person is told


class Claim(Struct, frozen=True):
    """A device's verified certificate and features, with the number they were announced under."""

    certificate: DeviceCert
    features: Features
    info_seq: int


def judge_hello(contact: StoredContact | None, hello: Hello) -> HelloVerdict:
    """Compare a HELLO with what is known of the device that sent it."""
    known = None
    if contact is not None and contact.certificate:
        known = KnownDevice(contact.features, contact.info_seq, contact.version, contact.suite)
    try:
        info_due = is_info_due(OUR_FEATURES, hello, known)
    except RemoteProtocolError:
        return HelloVerdict.REFUSED if known is None else HelloVerdict.DOWNGRADE
    if info_due:
        return HelloVerdict.INFO_DUE
    if contact is None or known is None:
        return HelloVerdict.FINE
    certified = decode_certificate(contact.certificate).matches(hello.features)
    return HelloVerdict.FINE if certified else HelloVerdict.DOWNGRADE


def has_new_keys(contact: StoredContact, certificate: DeviceCert) -> bool:
    """Whether a verified certificate names other device keys than the one that is pinned."""
    if not contact.certificate or contact.certificate == certificate.raw:
        return False
    return _device_keys(decode_certificate(contact.certificate)) != _device_keys(certificate)


def _device_keys(certificate: DeviceCert) -> tuple[bytes, ...]:
    return certificate.device_key.raw, certificate.identity_key.raw, certificate.node_key


def _with_new_keys(contact: StoredContact, certificate: DeviceCert, now: float) -> StoredContact:
    """Nobody has compared these keys: the person is told, and asked to (decision 0150)."""
    if certificate.created <= decode_certificate(contact.certificate).created:
        raise RemoteProtocolError("device keys older than those that are known")
    if contact.is_echo:
        return contact
    # A comparison that failed was of the account: other keys of its device mend nothing.
    trust = contact.trust if contact.trust is Trust.MISMATCHED else Trust.UNVERIFIED
    return replace(contact, trust=trust, verified_at=None, keys_changed_at=now)


def pin(contact: StoredContact, claim: Claim, now: float) -> StoredContact:
    """The contact after a verified claim. Raises RemoteProtocolError for any step back."""
    certificate, features = claim.certificate, claim.features
    if contact.device not in (None, certificate.device):
        raise RemoteProtocolError("another device of this contact")
    if not certificate.matches(features):
        raise RemoteProtocolError("features unlike the certificate")
    common_version(OUR_FEATURES, features, contact.version)
    check_suite(features, contact.suite)
    if claim.info_seq < contact.info_seq:
        raise RemoteProtocolError("older than what is known")
    if has_new_keys(contact, certificate):
        contact = _with_new_keys(contact, certificate, now)
    encoded = features.encode()
    if claim.info_seq == contact.info_seq and contact.features not in (b"", encoded):
        raise RemoteProtocolError("other features under the same number")
    return replace(
        contact,
        device=certificate.device,
        node_key=certificate.node_key,
        certificate=certificate.raw,
        features=encoded,
        version=max(contact.version, *features.versions),
        suite=max(contact.suite, features.suite_max),
        info_seq=claim.info_seq,
    )


def pin_bundle(contact: StoredContact, bundle: Bundle, now: float) -> StoredContact:
    """The contact after a verified bundle of theirs."""
    claim = Claim(bundle.certificate, bundle.header.features, bundle.header.info_seq)
    pinned = pin(contact, claim, now)
    return replace(pinned, bundle_seqno=bundle.header.seqno, inbox=bundle.inbox.raw)


def pin_info(contact: StoredContact, info: DeviceInfo, now: float) -> StoredContact:
    """The contact after a DEVICE_INFO that came inside a session.

    An older one changes nothing. Raises RemoteProtocolError when it does not verify.
    """
    certificate = decode_certificate(info.cert)
    if contact.certificate:
        newest = decode_certificate(contact.certificate)
        if info.info_seq < contact.info_seq or certificate.created < newest.created:
            return contact  # also one that waited in the outbox while the device got new keys
    verify_certificate(certificate, now, account=contact.account, device=contact.device)
    inbox = verified_inbox(info.inbox, certificate, now)
    pinned = pin(contact, Claim(certificate, info.features, info.info_seq), now)
    mailbox = Writer().mailbox(info.mailbox).done()
    return replace(
        pinned, inbox=inbox.raw, relay=info.relay or "", mailbox=mailbox, access=info.access
    )


def verified_inbox(raw: bytes, certificate: DeviceCert, now: float) -> Item:
    """An INBOX item signed by this device. Raises RemoteProtocolError."""
    item = decode_item(raw)
    verify_item(item, ItemKind.INBOX, certificate.device, certificate.device_key, now)
    return item


def from_link(contact: StoredContact, device: DeviceId, node_key: NodeKey) -> StoredContact:
    """A contact as a link names its device: to be confirmed by the certificate."""
    return replace(contact, device=device, node_key=node_key)
