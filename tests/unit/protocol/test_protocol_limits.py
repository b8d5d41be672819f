"""Sizes and numbers that are refused before anything else is looked at."""

from collections.abc import Callable

import pytest

from megachat_desktop.crypto import call_keys
from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.address import SocketAddress
from megachat_desktop.protocol import call_records, contact_records, records, text_records
from megachat_desktop.protocol.availability_record import AvailabilityNow
from megachat_desktop.protocol.bundle import decode_bundle
from megachat_desktop.protocol.call_description import (
    DESCRIPTION_BYTES,
    CallDescription,
    Candidate,
    CodecDescription,
    StreamDescription,
    encode_description,
)
from megachat_desktop.protocol.codec import Writer
from megachat_desktop.protocol.envelope import decode_envelope, decode_init, unpack_payload
from protocol_support import CALL, make_record, record_bodies, seed


@pytest.mark.parametrize(
    ("decode", "limit"),
    [
        (decode_bundle, 16_000),
        (decode_envelope, 131_072),
        (decode_init, 2_048),
        (unpack_payload, 122_880),
        (records.decode_record, 122_872),
    ],
)
def test_more_bytes_than_the_limit_are_refused_at_once(
    decode: Callable[[bytes], object], limit: int
) -> None:
    with pytest.raises(RemoteProtocolError, match="too long"):
        decode(bytes(limit + 1))


def _of_kind(kind: type[records.RecordBody]) -> records.Record:
    return make_record(next(b for b in record_bodies() if isinstance(b, kind)))


def _with_byte(record: records.Record, at: int, value: int) -> bytes:
    """The record with one byte of its body changed; the body starts behind its length."""
    start = record.raw.index(record.body)
    return record.raw[: start + at] + bytes([value]) + record.raw[start + at + 1 :]


@pytest.mark.parametrize(
    ("kind", "at", "value"),
    [
        (contact_records.ContactRequest, 16, 0),  # via
        (contact_records.ContactRequest, 16, 4),
        (text_records.Receipt, 0, 0),
        (text_records.Receipt, 0, 3),
        (text_records.Typing, 0, 2),
        (AvailabilityNow, 0, 0),
        (call_records.Ringing, 48, 0),
        (call_records.Ringing, 48, 3),
        (call_records.Path, 16, 0),
        (call_records.HangUp, 16, 0),
        (call_records.HangUp, 16, 7),
    ],
)
def test_numbers_without_a_meaning_are_refused(
    kind: type[records.RecordBody], at: int, value: int
) -> None:
    with pytest.raises(RemoteProtocolError):
        records.decode_record(_with_byte(_of_kind(kind), at, value))


@pytest.mark.parametrize("count", [33, 65_535])
def test_more_candidates_than_32_in_a_record_are_refused(count: int) -> None:
    candidate = Candidate("f", "udp", 1, SocketAddress("192.0.2.1", 5000), "host")
    full = call_records.Ice(CALL, 0, (candidate,) * 32)
    assert make_record(full)
    with pytest.raises(LocalProtocolError):
        make_record(call_records.Ice(CALL, 0, (candidate,) * count))
    claimed = _with_byte(_of_kind(call_records.Ice), 18, count & 0xFF)
    with pytest.raises(RemoteProtocolError):
        records.decode_record(claimed)


def test_candidates_of_unknown_kinds_are_not_written() -> None:
    address = SocketAddress("192.0.2.1", 5000)
    for transport, kind in (("sctp", "host"), ("udp", "guess")):
        with pytest.raises(LocalProtocolError):
            make_record(call_records.Ice(CALL, 0, (Candidate("f", transport, 1, address, kind),)))


def test_every_count_at_its_maximum_does_not_fit_a_description() -> None:
    parameters = tuple((f"k{n:02}" + "k" * 29, "v" * 64) for n in range(16))
    codecs = tuple(CodecDescription(96 + n, "c", 1, 0, parameters) for n in range(8))
    streams = tuple(StreamDescription(n, n, 3, codecs) for n in range(8))
    biggest = CallDescription("u", "p", 1, seed("fp"), 1, "c", streams)
    with pytest.raises(LocalProtocolError):
        encode_description(biggest)
    assert DESCRIPTION_BYTES < 20_000


def test_a_wish_for_video_is_one_bit_and_others_are_kept() -> None:
    offer = next(b for b in record_bodies() if isinstance(b, call_records.Offer))
    raw = records.encode_body(offer)
    at = 16 + 8 + 4
    unknown = raw[:at] + b"\x81" + raw[at + 1 :]
    record = _of_kind(call_records.Offer)
    whole = record.raw.replace(record.body, unknown)
    content = records.decode_record(whole).content
    assert isinstance(content, call_records.Offer)
    assert content.video
    assert content.flags == 0x81
    assert call_keys.offer_hash(unknown) != call_keys.offer_hash(raw)


def test_a_writer_counts_what_it_writes() -> None:
    assert Writer().u8(1).u16(2).u32(3).u64(4).done().hex() == "010002000000030000000000000004"
