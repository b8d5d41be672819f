"""Certificates and bundles: who may be believed, and what mallory may change (nothing)."""

from collections.abc import Callable

import pytest

from megachat_desktop.crypto.keys import X25519Pair
from megachat_desktop.crypto.signing import sign
from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.bundle import (
    Bundle,
    HeaderFields,
    ItemKind,
    decode_bundle,
    encode_bundle,
    issue_header,
    issue_item,
    verify_bundle,
    verify_item,
)
from megachat_desktop.protocol.certificate import (
    CERT_BYTES,
    CLOCK_SLACK_S,
    LIFE_S,
    DeviceKeys,
    decode_certificate,
    issue_certificate,
    verify_certificate,
)
from megachat_desktop.protocol.features import Features
from megachat_desktop.protocol.frames import Hello, HelloRole
from megachat_desktop.protocol.hello_rules import (
    KnownDevice,
    check_header_fits,
    is_info_due,
)
from protocol_support import CAPS, FEATURES, LATER, NOW, Person, person

BOB, MALLORY = person("bob"), person("mallory")
SMALL_ORDER = bytes(31) + b"\x80"
IDENTITY_POINT = b"\x01" + bytes(31)


def test_a_certificate_has_its_size_and_is_believed() -> None:
    certificate = BOB.certificate()
    assert len(certificate.raw) == CERT_BYTES
    arrived = decode_certificate(certificate.raw)
    assert arrived == certificate
    verify_certificate(arrived, NOW, account=BOB.account, device=BOB.device, node_key=BOB.node_key)


@pytest.mark.parametrize(
    "pins",
    [
        {"account": MALLORY.account},
        {"device": MALLORY.device},
        {"node_key": MALLORY.node_key},
    ],
)
def test_a_certificate_of_somebody_else_is_refused(pins: dict[str, bytes]) -> None:
    with pytest.raises(RemoteProtocolError):
        verify_certificate(BOB.certificate(), NOW, **pins)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "valid"),
    [
        (NOW, True),
        (NOW - 60 - CLOCK_SLACK_S, True),
        (NOW - 61 - CLOCK_SLACK_S, False),
        (NOW - 61 + LIFE_S, True),
        (NOW - 60 + LIFE_S, False),
    ],
)
def test_a_certificate_is_valid_for_its_time(now: float, valid: bool) -> None:
    certificate = BOB.certificate(NOW - 60)
    if valid:
        verify_certificate(certificate, now)
    else:
        with pytest.raises(RemoteProtocolError):
            verify_certificate(certificate, now)


def test_every_changed_byte_of_a_certificate_is_refused() -> None:
    raw = BOB.certificate().raw
    for at in range(len(raw)):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        with pytest.raises(RemoteProtocolError):
            verify_certificate(decode_certificate(changed), NOW, account=BOB.account)


@pytest.mark.parametrize("point", [bytes(32), SMALL_ORDER, IDENTITY_POINT, b"\xff" * 32])
@pytest.mark.parametrize("at", [34, 83, 149])  # AK, DSK, NK
def test_small_order_and_broken_keys_are_refused_before_any_use(point: bytes, at: int) -> None:
    raw = BOB.certificate().raw
    assert raw[at - 1] == 0x06
    with pytest.raises(RemoteProtocolError):
        decode_certificate(raw[:at] + point + raw[at + 32 :])


def test_mallory_cannot_put_her_key_under_bobs_account() -> None:
    body = bytearray(MALLORY.certificate().raw[:-64])
    body[1:33] = BOB.account
    signed = bytes(body) + sign(MALLORY.account_key, "device-cert", bytes(body))
    with pytest.raises(RemoteProtocolError):
        verify_certificate(decode_certificate(signed), NOW, account=BOB.account)


def test_one_key_for_two_purposes_is_neither_issued_nor_believed() -> None:
    keys = DeviceKeys(BOB.device, BOB.node_pair.public, BOB.identity.public, BOB.node_key)
    with pytest.raises(LocalProtocolError):
        issue_certificate(BOB.account_key, keys, NOW, 0)
    body = bytearray(BOB.certificate().raw[:-64])
    body[83:115] = body[149:181]
    signed = bytes(body) + sign(BOB.account_key, "device-cert", bytes(body))
    with pytest.raises(RemoteProtocolError):
        verify_certificate(decode_certificate(signed), NOW)


def test_a_bundle_is_believed() -> None:
    bundle = decode_bundle(encode_bundle(BOB.bundle()))
    verify_bundle(
        bundle, NOW, account=BOB.account, device=BOB.device, node_key=BOB.node_key, seqno_seen=7
    )
    assert bundle.kem_item is bundle.otk
    assert replace(bundle, otk=None).kem_item is bundle.lrk


def test_a_bundle_is_not_rolled_back() -> None:
    with pytest.raises(RemoteProtocolError):
        verify_bundle(BOB.bundle(seqno=7), NOW, account=BOB.account, seqno_seen=8)


def test_a_bundle_ends_with_its_time() -> None:
    with pytest.raises(RemoteProtocolError):
        verify_bundle(BOB.bundle(), LATER, account=BOB.account)


def _issued(who: Person, kind: ItemKind, **changes: int) -> Bundle:
    bundle = BOB.bundle()
    item = bundle.spk if kind is ItemKind.SPK else bundle.opk
    assert item is not None
    made = issue_item(
        who.device_key,
        kind,
        BOB.device,
        changes.get("ident", item.ident),
        changes.get("not_after", LATER),
        X25519Pair(bytes(31) + b"\x09").public,
    )
    return replace(bundle, **{kind.name.lower(): made})


@pytest.mark.parametrize(
    "forged",
    [
        lambda: _issued(MALLORY, ItemKind.OPK),
        lambda: _issued(MALLORY, ItemKind.SPK),
        lambda: _issued(BOB, ItemKind.SPK),  # bob's, but not of this header
        lambda: _issued(BOB, ItemKind.OPK, not_after=NOW),
        lambda: replace(BOB.bundle(), opk=BOB.bundle().spk),
        lambda: replace(BOB.bundle(), otk=BOB.bundle().lrk),
        lambda: replace(BOB.bundle(), lrk=BOB.bundle().otk),
        lambda: replace(BOB.bundle(), opk=MALLORY.bundle().opk),
        lambda: replace(BOB.bundle(), header=MALLORY.bundle().header),
        lambda: replace(BOB.bundle(), certificate=MALLORY.certificate()),
        lambda: BOB.bundle(features=Features((1,), int(CAPS) | 64, 1)),
        lambda: BOB.bundle(features=Features((1,), int(CAPS), 2)),
    ],
)
def test_a_bundle_with_a_foreign_part_is_refused(forged: Callable[[], Bundle]) -> None:
    with pytest.raises(RemoteProtocolError):
        verify_bundle(forged(), NOW, account=BOB.account, device=BOB.device)


def test_an_item_is_not_taken_for_another_kind_of_the_same_key_type() -> None:
    spk = BOB.items()[ItemKind.SPK]
    relabelled = replace(spk, kind=ItemKind.OPK, raw=b"\x04" + spk.raw[1:])
    with pytest.raises(RemoteProtocolError):
        verify_item(relabelled, ItemKind.OPK, BOB.device, BOB.device_key.public, NOW)


def test_an_item_of_the_wrong_key_type_is_not_issued() -> None:
    with pytest.raises(LocalProtocolError):
        BOB.item(ItemKind.LRK, BOB.identity.public)


def test_a_bundle_without_its_kem_item_does_not_exist() -> None:
    raw = encode_bundle(BOB.bundle())
    lrk = BOB.items()[ItemKind.LRK].raw
    without = raw.replace(len(lrk).to_bytes(4, "big") + lrk, bytes(4))
    with pytest.raises(RemoteProtocolError):
        decode_bundle(without)


HELLO = Hello(FEATURES, HelloRole.DEVICE, 3, NOW * 1000)
KNOWN = KnownDevice(FEATURES.encode(), 3)


@pytest.mark.parametrize(
    ("hello", "known", "due"),
    [
        (HELLO, None, False),
        (HELLO, KNOWN, False),
        (HELLO, KnownDevice(FEATURES.encode(), 2), True),
        (HELLO, KnownDevice(FEATURES.encode(), 4), None),
        (HELLO, KnownDevice(Features((1,), 0, 1).encode(), 3), None),
        (HELLO, KnownDevice(FEATURES.encode(), 2, pinned_version=2), None),
        (HELLO, KnownDevice(FEATURES.encode(), 2, pinned_suite=2), None),
        (replace(HELLO, features=Features((), int(CAPS), 1)), None, None),
        (replace(HELLO, features=Features((2,), int(CAPS), 1)), None, None),
        (replace(HELLO, features=Features((1,), int(CAPS), 0)), None, None),
    ],
)
def test_downgrades_in_hello_are_refused(
    hello: Hello, known: KnownDevice | None, due: bool | None
) -> None:
    if due is None:
        with pytest.raises(RemoteProtocolError):
            is_info_due(FEATURES, hello, known)
    else:
        assert is_info_due(FEATURES, hello, known) is due


def test_hello_and_header_have_to_agree() -> None:
    header = issue_header(
        BOB.device_key,
        BOB.device,
        HeaderFields(1, NOW, LATER, FEATURES, 3),
        *(BOB.items()[k] for k in (ItemKind.SPK, ItemKind.LRK, ItemKind.INBOX)),
    )
    check_header_fits(header, HELLO)
    check_header_fits(header, replace(HELLO, info_seq=2))  # a change since HELLO
    with pytest.raises(RemoteProtocolError):
        check_header_fits(header, replace(HELLO, info_seq=4))
    other = replace(HELLO, features=Features(caps=0))
    with pytest.raises(RemoteProtocolError):
        check_header_fits(header, other)
