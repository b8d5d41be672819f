"""Envelopes, what starts a session, and what a payload holds."""

import pytest

from megachat_desktop.errors import CryptoError, LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.values import replace
from megachat_desktop.protocol.envelope import (
    decode_envelope,
    decode_init,
    encode_init,
    open_envelope,
    pack_payload,
    seal_envelope,
    unpack_payload,
)
from protocol_support import (
    person,
    sample_init,
    sample_inner,
)

BOB, MALLORY = person("bob"), person("mallory")


def test_an_envelope_opens_for_its_receiver_only() -> None:
    inner = sample_inner()
    raw = seal_envelope(inner, BOB.account, BOB.device, 3, BOB.inbox_pair.public)
    envelope = decode_envelope(raw)
    assert open_envelope(envelope, BOB.account, BOB.inbox_pair) == inner
    for account, pair, changes in (
        (MALLORY.account, BOB.inbox_pair, {}),
        (BOB.account, MALLORY.inbox_pair, {}),
        (BOB.account, BOB.inbox_pair, {"inbox_id": 4}),
        (BOB.account, BOB.inbox_pair, {"device": MALLORY.device}),
        (BOB.account, BOB.inbox_pair, {"sealed": envelope.sealed[:-1]}),
    ):
        with pytest.raises(CryptoError):
            open_envelope(replace(envelope, **changes), account, pair)


def test_an_init_keeps_its_bytes_and_names_a_kem_item() -> None:
    raw = encode_init(sample_init())
    assert decode_init(raw).raw == raw
    assert decode_init(raw) == sample_init()
    for size in (1087, 1089):
        with pytest.raises(LocalProtocolError):
            encode_init(replace(sample_init(), ciphertext=bytes(size)))
    for wrong in (b"\x00\x02" + raw[2:], b"\x00\x00" + raw[2:]):
        with pytest.raises(RemoteProtocolError):
            decode_init(wrong)


def test_a_payload_has_its_limits() -> None:
    assert unpack_payload(pack_payload([b"a", b""])) == (b"a", b"")
    assert unpack_payload(pack_payload([bytes(122_872)])) == (bytes(122_872),)
    for records in ([b""] * 33, [bytes(122_873)], [bytes(61_438)] * 2):
        with pytest.raises(LocalProtocolError):
            pack_payload(records)
