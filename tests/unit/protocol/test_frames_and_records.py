"""Frames by state, records by class and place, descriptions that fit, beacons, envelopes."""

import dataclasses

import pytest

from megachat_desktop.crypto.hashing import hash_labelled
from megachat_desktop.errors import CryptoError, LocalProtocolError, RemoteProtocolError
from megachat_desktop.model.contact import ContactState
from megachat_desktop.model.ids import MessageId
from megachat_desktop.protocol import call_records, contact_records, frames, lan, text_records
from megachat_desktop.protocol.call_description import (
    CallDescription,
    CodecDescription,
    HeaderExtension,
    StreamDescription,
    check_pair,
    decode_description,
    encode_description,
)
from megachat_desktop.protocol.codec import Writer
from megachat_desktop.protocol.envelope import (
    decode_envelope,
    decode_init,
    encode_init,
    open_envelope,
    pack_payload,
    seal_envelope,
    unpack_payload,
)
from megachat_desktop.protocol.features import Capability, Features, common_version
from megachat_desktop.protocol.frames import StreamState, check_header, encode_frame
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
    FEATURES,
    NOW,
    description,
    make_record,
    person,
    record_bodies,
    sample_frames,
    sample_init,
    sample_inner,
    seed,
)

OPEN, BEFORE = StreamState.OPEN, StreamState.BEFORE_HELLO


@pytest.mark.parametrize("frame", sample_frames(), ids=lambda f: type(f).__name__)
def test_a_frame_belongs_to_one_state(frame: frames.Frame) -> None:
    header = encode_frame(frame)[: frames.HEADER_BYTES]
    right, wrong = (BEFORE, OPEN) if isinstance(frame, frames.Hello) else (OPEN, BEFORE)
    assert check_header(header, right).body_bytes == len(encode_frame(frame)) - 5
    with pytest.raises(RemoteProtocolError):
        check_header(header, wrong)


@pytest.mark.parametrize("number", [0x00, 0x08, 0x10, 0x11, 0x12, 0x20, 0x21, 0x22, 0xFF])
@pytest.mark.parametrize("state", list(StreamState))
def test_other_frames_are_refused_on_the_control_stream(number: int, state: StreamState) -> None:
    with pytest.raises(RemoteProtocolError):
        check_header(Writer().u32(10).u8(number).done(), state)


@pytest.mark.parametrize(
    ("number", "longest"),
    [(2, 128), (3, 16_384), (4, 131_136), (5, 32), (6, 32), (7, 16)],
)
def test_lengths_are_judged_before_the_body_is_read(number: int, longest: int) -> None:
    assert check_header(Writer().u32(longest).u8(number).done(), OPEN).body_bytes == longest - 1
    for length in (0, longest + 1, 2**32 - 1):
        with pytest.raises(RemoteProtocolError):
            check_header(Writer().u32(length).u8(number).done(), OPEN)


def test_an_envelopes_id_is_a_hash_of_its_bytes() -> None:
    assert frames.envelope_id(b"e") == hash_labelled("envelope-id", b"e")[:16]


def test_the_highest_common_version_is_spoken() -> None:
    assert common_version(Features((1, 2)), Features((2, 1, 7))) == 2
    assert FEATURES.has(Capability.VIDEO)
    assert not FEATURES.has(Capability.GROUPS)


@pytest.mark.parametrize("body", record_bodies(), ids=lambda b: type(b).__name__)
def test_records_of_every_kind_are_read_again(body: object) -> None:
    record = make_record(body)  # type: ignore[arg-type]
    assert decode_record(record.raw) == record
    assert record.chained == (delivery_class(body) is DeliveryClass.DURABLE)  # type: ignore[arg-type]


TEXT = make_record(text_records.Text("hello"))
PROFILE = make_record(contact_records.Profile("Alice"))


def changed(record: Record, **fields: object) -> Record:
    return dataclasses.replace(record, **fields)  # type: ignore[arg-type]


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


OPUS = CodecDescription(111, "opus", 48_000, 2)
OPUS_RENUMBERED = CodecDescription(112, "opus", 48_000, 2)
DISORDERLY = CodecDescription(96, "x", 1, 0, (("b", ""), ("a", "")))
CALLER = description(1, 100)


def answering(**fields: object) -> CallDescription:
    return dataclasses.replace(description(2, 500), **fields)  # type: ignore[arg-type]


def test_two_descriptions_fit() -> None:
    check_pair(CALLER, answering())
    fewer = tuple(dataclasses.replace(s, codecs=s.codecs[:1]) for s in answering().streams)
    check_pair(CALLER, answering(streams=fewer))


@pytest.mark.parametrize(
    "callee",
    [
        answering(dtls_role=1),
        answering(carriers=0),
        answering(streams=CALLER.streams),  # the same SSRCs: a reflected description
        answering(streams=(StreamDescription(0, 9, 3, (OPUS_RENUMBERED,)),)),
        answering(streams=(StreamDescription(2, 9, 3, (OPUS,)),)),
    ],
)
def test_descriptions_that_do_not_fit_are_refused(callee: CallDescription) -> None:
    with pytest.raises(RemoteProtocolError):
        check_pair(CALLER, callee)


def test_a_caller_that_claims_to_be_the_client_is_refused() -> None:
    with pytest.raises(RemoteProtocolError):
        check_pair(answering(), answering())


@pytest.mark.parametrize(
    "wrong",
    [
        answering(dtls_role=0),
        answering(dtls_role=3),
        answering(streams=(StreamDescription(0, 1, 3), StreamDescription(0, 2, 3))),
        answering(streams=(StreamDescription(0, 1, 3), StreamDescription(1, 1, 3))),
        answering(streams=(StreamDescription(8, 1, 3),)),
        answering(streams=(StreamDescription(0, 1, 4),)),
        answering(streams=(StreamDescription(0, 1, 3, (CodecDescription(95, "x", 1),)),)),
        answering(streams=(StreamDescription(0, 1, 3, (CodecDescription(128, "x", 1),)),)),
        answering(streams=(StreamDescription(0, 1, 3, (CodecDescription(96, "X", 1),)),)),
        answering(streams=(StreamDescription(0, 1, 3, (DISORDERLY,)),)),
        answering(extensions=(HeaderExtension(0, "u"),)),
        answering(extensions=(HeaderExtension(15, "u"),)),
        answering(extensions=(HeaderExtension(1, "u"), HeaderExtension(1, "v"))),
    ],
)
def test_descriptions_out_of_range_are_not_written(wrong: CallDescription) -> None:
    with pytest.raises(LocalProtocolError):
        encode_description(wrong)


def test_a_description_of_a_megabyte_or_of_65535_streams_is_refused() -> None:
    encoded = encode_description(answering(streams=(), extensions=()))
    with pytest.raises(RemoteProtocolError):
        decode_description(encoded + bytes(1_000_000))
    with pytest.raises(RemoteProtocolError):
        decode_description(encoded[:-4] + b"\xff\xff" + encoded[-2:])


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
            open_envelope(dataclasses.replace(envelope, **changes), account, pair)  # type: ignore[arg-type]


def test_an_init_keeps_its_bytes_and_names_a_kem_item() -> None:
    raw = encode_init(sample_init())
    assert decode_init(raw).raw == raw
    assert decode_init(raw) == sample_init()
    for size in (1087, 1089):
        with pytest.raises(LocalProtocolError):
            encode_init(dataclasses.replace(sample_init(), ciphertext=bytes(size)))
    for wrong in (b"\x00\x02" + raw[2:], b"\x00\x00" + raw[2:]):
        with pytest.raises(RemoteProtocolError):
            decode_init(wrong)


def test_a_payload_has_its_limits() -> None:
    assert unpack_payload(pack_payload([b"a", b""])) == (b"a", b"")
    assert unpack_payload(pack_payload([bytes(122_872)])) == (bytes(122_872),)
    for records in ([b""] * 33, [bytes(122_873)], [bytes(61_438)] * 2):
        with pytest.raises(LocalProtocolError):
            pack_payload(records)


def test_beacons_are_read_again() -> None:
    a = person("alice")
    token = lan.beacon_token(a.node_key, lan.epoch_of(NOW))
    for beacon in (
        lan.ContactsBeacon(token),
        lan.VisibleBeacon("Zoë", a.account, a.device, a.node_key),
    ):
        entries = {k.encode(): v.encode() for k, v in lan.encode_txt(beacon).items()}
        assert lan.decode_txt({**entries, b"zz": None}) == beacon


@pytest.mark.parametrize(
    "changes",
    [
        {b"v": b"2"},
        {b"v": None},
        {b"m": b"x"},
        {b"n": b"\xff"},
        {b"n": b"n" * 41},
        {b"k": b"AAAA"},
        {b"k": b"A" * 43},  # 32 zero bytes are no key
        {b"a": b"=" * 43},
        {b"d": "é".encode()},
        {b"x": bytes(256)},
        {bytes([n]): b"" for n in range(17)},
    ],
)
def test_bad_beacons_are_refused(changes: dict[bytes, bytes | None]) -> None:
    a = person("alice")
    beacon = lan.VisibleBeacon("Alice", a.account, a.device, a.node_key)
    entries = {k.encode(): v.encode() for k, v in lan.encode_txt(beacon).items()}
    with pytest.raises(RemoteProtocolError):
        lan.decode_txt({**entries, **changes})


def test_names_of_beacons_fit() -> None:
    a = person("alice")
    with pytest.raises(LocalProtocolError):
        lan.encode_txt(lan.VisibleBeacon("n" * 41, a.account, a.device, a.node_key))
    assert lan.instance_name(b"\x01" * 8) == "01" * 8
    assert lan.is_instance_name("0123456789abcdef")
    assert not lan.is_instance_name("0123456789abcdef\n")
    with pytest.raises(LocalProtocolError):
        lan.instance_name(b"short")


def test_secrets_stay_out_of_what_is_printed() -> None:
    secret = seed("message", 16)
    request = next(b for b in record_bodies() if isinstance(b, contact_records.ContactRequest))
    assert repr(secret) not in repr(request)
    record = make_record(text_records.Text("top secret", None))
    assert "top secret" not in repr(record)
    assert MessageId(record.msg_id)
