"""An RTP packet of ours as aiortc reads it, and numbers that wrap."""

from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpParameters
from aiortc.rtp import HeaderExtensionsMap, RtpPacket
from hypothesis import given, settings
from hypothesis import strategies as st

from megachat_desktop.media.rtp.keyframes import is_key_frame
from megachat_desktop.media.rtp.packets import (
    TRANSPORT_SEQUENCE_ID,
    TRANSPORT_SEQUENCE_URI,
    RtpOut,
)
from megachat_desktop.media.rtp.sequence import Unwrapper


def as_aiortc_reads(data: bytes) -> RtpPacket:
    extensions = HeaderExtensionsMap()
    extensions.configure(
        RTCRtpParameters(
            headerExtensions=[
                RTCRtpHeaderExtensionParameters(
                    id=TRANSPORT_SEQUENCE_ID, uri=TRANSPORT_SEQUENCE_URI
                )
            ]
        )
    )
    return RtpPacket.parse(data, extensions)


def test_aiortc_reads_the_packet_and_its_transport_number():
    packet = RtpOut(0xDEADBEEF, 102, 65_536 + 7, 2**32 + 9, True, b"\xc0sealed")
    read = as_aiortc_reads(packet.to_bytes(65_536 + 3))
    assert (read.ssrc, read.payload_type, read.sequence_number) == (0xDEADBEEF, 102, 7)
    assert (read.timestamp, read.marker, read.payload) == (9, 1, b"\xc0sealed")
    assert read.extensions.transport_sequence_number == 3
    assert packet.size_bytes == len(packet.to_bytes(3))


def test_a_padding_packet_carries_nothing():
    packet = RtpOut(1, 102, 1, 0, False, b"")
    read = as_aiortc_reads(packet.to_bytes(0))
    assert (read.payload, read.padding_size) == (b"", 4)
    assert packet.size_bytes == len(packet.to_bytes(0))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(-200, 600), min_size=1, max_size=200))
def test_wrapped_numbers_continue(steps: list[int]):
    unwrapper, number = Unwrapper(16), 65_000
    assert unwrapper.unwrap(number) == number
    highest = number
    for step in steps:
        number = max(highest - 300, number + step)
        assert unwrapper.peek(number & 0xFFFF) == number
        assert unwrapper.unwrap(number & 0xFFFF) == number
        highest = max(highest, number)
    assert unwrapper.highest == highest


def test_thirty_two_bits_wrap_too():
    unwrapper = Unwrapper(32)
    unwrapper.unwrap(2**32 - 10)
    assert unwrapper.unwrap(20) == 2**32 + 20
    assert unwrapper.unwrap(2**32 - 5) == 2**32 - 5


def test_a_key_frame_is_told_by_its_first_slice():
    parameter_sets = b"\0\0\0\1\x67sps\0\0\0\1\x68pps\0\0\1\x06sei"
    assert is_key_frame("h264", parameter_sets + b"\0\0\1\x65slice")
    assert not is_key_frame("h264", parameter_sets + b"\0\0\1\x41slice")
    assert is_key_frame("vp8", b"\x10\x00")
    assert not is_key_frame("vp8", b"\x11\x00")
    assert not is_key_frame("h265", parameter_sets + b"\0\0\1\x65slice")


@settings(deadline=None)
@given(st.sampled_from(["h264", "vp8"]), st.binary(max_size=64))
def test_any_bytes_may_claim_to_be_a_frame(codec: str, frame: bytes):
    assert is_key_frame(codec, frame) in (True, False)
