"""Any value that can be written is read again as itself."""

from hypothesis import given, settings
from hypothesis import strategies as st

from megachat_desktop.model.address import SocketAddress
from megachat_desktop.model.ids import CallId, DeviceId, MessageId
from megachat_desktop.protocol import call_records, frames, link, records, text_records
from megachat_desktop.protocol.call_description import (
    CallDescription,
    Candidate,
    CodecDescription,
    HeaderExtension,
    StreamDescription,
    decode_description,
    encode_description,
)
from megachat_desktop.protocol.codec import Mailbox, fit_text
from megachat_desktop.protocol.features import Features
from megachat_desktop.protocol.frames import StreamState
from protocol_support import LATER, person

few = settings(max_examples=40, deadline=None)


def fixed(size: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=size, max_size=size)


def number(bits: int) -> st.SearchStrategy[int]:
    return st.integers(0, 2**bits - 1)


def words(max_bytes: int) -> st.SearchStrategy[str]:
    return st.text(max_size=30).map(lambda text: fit_text(text, max_bytes))


def up_to(
    count: int, item: st.SearchStrategy[object], unique_by: object = None
) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(item, max_size=count, unique_by=unique_by).map(tuple)  # type: ignore[call-overload,no-any-return]


addresses = st.builds(SocketAddress, st.ip_addresses().map(str), number(16))
relays = st.none() | st.from_regex(
    r"[a-z0-9]{1,9}(\.[a-z]{1,9}){0,3}(:[1-9][0-9]{0,3})?", fullmatch=True
)
candidates = st.builds(
    Candidate,
    words(32),
    st.sampled_from(["udp", "tcp"]),
    number(32),
    addresses,
    st.sampled_from(["host", "srflx", "prflx", "relay"]),
    st.none() | addresses,
)
names = st.from_regex(r"[a-z0-9]{0,16}", fullmatch=True)
parameters = st.dictionaries(words(32), words(64), max_size=4).map(
    lambda found: tuple(sorted(found.items()))
)
codecs = st.builds(CodecDescription, st.integers(96, 127), names, number(32), number(8), parameters)
streams = st.builds(
    StreamDescription, st.integers(0, 7), number(32), st.integers(0, 3), up_to(3, codecs)
)
extensions = st.builds(HeaderExtension, st.integers(1, 14), words(128))
descriptions = st.builds(
    CallDescription,
    words(256),
    words(256),
    st.integers(1, 2),
    fixed(32),
    number(8),
    words(64),
    up_to(4, streams, (lambda s: s.number, lambda s: s.ssrc)),
    up_to(4, extensions, lambda e: e.ident),
)
links = st.builds(
    link.ContactLink,
    fixed(32),
    fixed(16).map(DeviceId),
    st.sampled_from([person(name).node_key for name in ("alice", "bob")]),
    fixed(16),
    st.integers(LATER, 2**32 - 1),
    up_to(4, addresses),
    relays,
    st.none() | st.builds(Mailbox, fixed(32), relays, up_to(1, addresses)),
)
features = st.builds(Features, up_to(8, number(16)), number(64), number(16))
some_frames = st.one_of(
    st.builds(frames.Hello, features, st.sampled_from(frames.HelloRole), number(64), number(64)),
    st.builds(frames.BundleRequest, fixed(16), fixed(16), fixed(32), st.booleans()),
    st.builds(frames.BundleReply, fixed(16), st.binary(max_size=300)),
    st.builds(frames.EnvelopeFrame, fixed(32), st.binary(max_size=300)),
    st.builds(frames.Ack, fixed(16), st.sampled_from(frames.AckStatus)),
    st.builds(frames.Refused, fixed(16)),
    st.builds(frames.Ping, number(64), st.booleans()),
)
texts = st.builds(
    text_records.Text,
    words(16_384),
    st.none() | fixed(16),
    st.booleans(),
    number(32),
    up_to(4, fixed(16)),
)
ices = st.builds(
    call_records.Ice, fixed(16).map(CallId), number(8), up_to(8, candidates), st.booleans()
)


@few
@given(descriptions)
def test_descriptions(description: CallDescription) -> None:
    assert decode_description(encode_description(description)) == description


@few
@given(links)
def test_links(value: link.ContactLink) -> None:
    assert link.parse_link(link.encode_link(value), LATER - 1) == value


@few
@given(some_frames)
def test_frames(frame: frames.Frame) -> None:
    data = frames.encode_frame(frame)
    first = isinstance(frame, frames.Hello)
    state = StreamState.BEFORE_HELLO if first else StreamState.OPEN
    header = frames.check_header(data[: frames.HEADER_BYTES], state)
    assert frames.decode_frame(header.type, data[frames.HEADER_BYTES :]) == frame


@few
@given(texts | ices, fixed(16), number(64), st.integers(1, 2**64 - 1), fixed(32))
def test_records(
    body: records.RecordBody, msg_id: bytes, sent_ms: int, seq: int, prev: bytes
) -> None:
    chain = {"seq": seq, "prev": prev} if isinstance(body, text_records.Text) else {}
    made = records.make_record(body, MessageId(msg_id), sent_ms, **chain)  # type: ignore[arg-type]
    assert records.decode_record(made.raw) == made
