"""Frames of the control stream: each in its state, each within its length."""

import pytest

from megachat_desktop.crypto.hashing import hash_labelled
from megachat_desktop.errors import RemoteProtocolError
from megachat_desktop.protocol import frames
from megachat_desktop.protocol.codec import Writer
from megachat_desktop.protocol.features import Capability, Features, common_version
from megachat_desktop.protocol.frames import StreamState, check_header, encode_frame
from protocol_support import (
    FEATURES,
    sample_frames,
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
