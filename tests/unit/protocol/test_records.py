"""Records: their classes, their chain, their place, and what a later version may add."""

import pytest

from megachat_desktop.crypto.hashing import hash_labelled
from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.ids import MessageId
from megachat_desktop.model.values import replace
from megachat_desktop.protocol import call_records, contact_records, text_records
from megachat_desktop.protocol.records import (
    DeliveryClass,
    Extension,
    Record,
    UnknownBody,
    decode_record,
    delivery_class,
    encode_record,
    is_in_place,
    record_hash,
)
from protocol_support import (
    CALL,
    make_record,
    record_bodies,
    seed,
)


@pytest.mark.parametrize("body", record_bodies(), ids=lambda b: type(b).__name__)
def test_records_of_every_kind_are_read_again(body: object) -> None:
    record = make_record(body)  # type: ignore[arg-type]
    assert decode_record(record.raw) == record
    assert record.chained == (delivery_class(body) is DeliveryClass.DURABLE)  # type: ignore[arg-type]


TEXT = make_record(text_records.Text("hello"))
PROFILE = make_record(contact_records.Profile("Alice"))


def changed(record: Record, **fields: object) -> Record:
    return replace(record, **fields)


@pytest.mark.parametrize(
    "wrong",
    [
        changed(TEXT, flags=0, seq=0, prev=bytes(32)),  # durable, not chained
        changed(TEXT, seq=0),
        changed(PROFILE, seq=1),
        changed(PROFILE, prev=seed("prev")),
        changed(PROFILE, flags=1, seq=1),
        changed(PROFILE, ext=(Extension(2, b""), Extension(2, b""))),
        changed(PROFILE, ext=(Extension(3, b""), Extension(2, b""))),
        changed(PROFILE, ext=tuple(Extension(n, b"") for n in range(17))),
        changed(PROFILE, ext=tuple(Extension(n, bytes(32_000)) for n in range(4))),
    ],
)
def test_records_that_break_the_rules_are_not_written(wrong: Record) -> None:
    with pytest.raises(LocalProtocolError):
        encode_record(wrong)


def test_records_that_break_the_chain_are_not_read() -> None:
    """The flag byte sits behind version, kind and id."""
    for record in (TEXT, PROFILE):
        raw = bytearray(record.raw)
        raw[19] ^= 1
        with pytest.raises(RemoteProtocolError):
            decode_record(bytes(raw))


@pytest.mark.parametrize("flags", [4, 8, 128])
def test_flags_nobody_has_named_are_refused(flags: int) -> None:
    raw = bytearray(PROFILE.raw)
    raw[19] |= flags
    with pytest.raises(RemoteProtocolError):
        decode_record(bytes(raw))


@pytest.mark.parametrize(("kind", "needs_newer"), [(0x0777, False), (0x8777, True)])
def test_unknown_kinds_are_kept(kind: int, needs_newer: bool) -> None:
    raw = bytearray(PROFILE.raw)
    raw[1:3] = kind.to_bytes(2, "big")
    record = decode_record(bytes(raw))
    assert record.content == UnknownBody(kind)
    assert not record.known
    assert record.needs_newer is needs_newer


@pytest.mark.parametrize(("tag", "needs_newer"), [(1, False), (0x7FFF, False), (0x8000, True)])
def test_unknown_extensions_matter_from_8000_on(tag: int, needs_newer: bool) -> None:
    record = decode_record(encode_record(changed(PROFILE, ext=(Extension(tag, b"x"),))))
    assert record.needs_newer is needs_newer
    assert record.extension(tag) == b"x"
    assert record.extension(tag + 1) is None


def test_the_chain_hashes_records_as_received() -> None:
    assert record_hash(TEXT.raw) == hash_labelled("record", TEXT.raw)


STATES = [None, *ContactState]


@pytest.mark.parametrize("body", record_bodies(), ids=lambda b: type(b).__name__)
def test_records_have_their_place(body: object) -> None:
    record = make_record(body)  # type: ignore[arg-type]
    allowed = {state for state in STATES if is_in_place(record, state)}
    expected: set[ContactState | None] = {ContactState.ACCEPTED}
    if isinstance(body, contact_records.ContactRequest):
        expected |= set(STATES) - {ContactState.BLOCKED}
    if isinstance(body, contact_records.ContactAccept):
        expected |= {ContactState.REQUESTED}
    assert allowed == expected


def test_calls_and_contacts_have_no_place_in_a_group() -> None:
    in_group = [
        make_record(b) for b in record_bodies() if is_in_place(
            changed(make_record(b), conv=seed("group")), ContactState.ACCEPTED
        )
    ]  # fmt: skip
    assert {r.kind for r in in_group} == set(range(0x0010, 0x0018))


def test_hang_up_reasons_are_those_of_the_document() -> None:
    for number in (0, 7, 255):
        raw = make_record(call_records.HangUp(CALL, call_records.HANGUP_REASONS[1])).raw
        at = raw.index(CALL) + 16
        with pytest.raises(RemoteProtocolError):
            decode_record(raw[:at] + bytes([number]) + raw[at + 1 :])


def test_secrets_stay_out_of_what_is_printed() -> None:
    secret = seed("message", 16)
    request = next(b for b in record_bodies() if isinstance(b, contact_records.ContactRequest))
    assert repr(secret) not in repr(request)
    record = make_record(text_records.Text("top secret", None))
    assert "top secret" not in repr(record)
    assert MessageId(record.msg_id)
