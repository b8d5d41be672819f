"""Frames are cut into payloads and joined again, in whatever order these come."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megachat_desktop.media.rtp.packetizer import (
    MAX_PAYLOAD,
    MAX_PIECE,
    MAX_PIECES,
    FrameAssembler,
    chunk,
)


def test_payloads_fit_and_say_where_they_belong():
    payloads = chunk(bytes(2 * MAX_PIECE + 1))
    assert [payload[0] for payload in payloads] == [0x80, 0x00, 0x40]
    assert [len(payload) for payload in payloads] == [MAX_PAYLOAD, MAX_PAYLOAD, 2]
    assert [payload[0] for payload in chunk(b"x")] == [0xC0]


def test_the_largest_frame_and_one_byte_more():
    assert len(chunk(bytes(MAX_PIECE * MAX_PIECES))) == MAX_PIECES
    with pytest.raises(ValueError, match="cannot be sent"):
        chunk(bytes(MAX_PIECE * MAX_PIECES + 1))
    with pytest.raises(ValueError, match="cannot be sent"):
        chunk(b"")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 4000), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_frames(sizes: list[int], dice):
    frames = [bytes([index]) * size for index, size in enumerate(sizes)]
    packets, sequence = [], 65_530
    for index, frame in enumerate(frames):
        for payload in chunk(frame):
            packets.append((sequence, index * 3000, payload))
            sequence += 1
    dice.shuffle(packets)
    assembler = FrameAssembler()
    joined = [assembler.insert(*packet) for packet in packets]
    found = {frame.timestamp: frame for frame in joined if frame is not None}
    assert [found[index * 3000].sealed for index in range(len(frames))] == frames
    assert len(assembler) == 0


def test_duplicates_and_old_pieces_are_dropped():
    first, second = chunk(bytes(MAX_PIECE + 5))
    assembler = FrameAssembler()
    assert assembler.insert(7, 0, first) is None
    assert assembler.insert(7, 0, first) is None
    assert assembler.insert(8, 0, second) is not None
    assembler.forget(3000)
    assert assembler.insert(9, 3000, b"\xc0late") is None


@pytest.mark.parametrize("payload", [b"", b"\xc0", b"\xe0x", b"\x01x", b"\xffx"])
def test_nonsense_is_no_piece(payload: bytes):
    assembler = FrameAssembler()
    assert assembler.insert(1, 0, payload) is None
    assert len(assembler) == 0


def test_pieces_that_contradict_each_other_make_no_frame():
    assembler = FrameAssembler()
    assert assembler.insert(10, 0, b"\x80first") is None
    assert assembler.insert(12, 0, b"\x80another first") is None
    assert assembler.insert(9, 0, b"\x40last before first") is None
    assert assembler.insert(10 + MAX_PIECES, 0, b"\x40too far") is None
    assert assembler.insert(11, 0, b"\x40last") is not None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-5, 600), st.integers(0, 4), st.binary(max_size=3)), max_size=60)
)
def test_any_payloads_are_taken_without_complaint(packets: list[tuple[int, int, bytes]]):
    assembler = FrameAssembler()
    for packet in packets:
        assembler.insert(*packet)


def test_unfinished_frames_are_few():
    assembler = FrameAssembler()
    for index in range(1000):
        assembler.insert(2 * index, index, b"\x80x")
    assert len(assembler) <= 256
