"""Reports survive their bytes; nobody's bytes make the parser raise; aiortc agrees."""

from aiortc.rtp import RtcpPacket, RtcpPsfbPacket, RtcpRrPacket, RtcpRtpfbPacket, RtcpSrPacket
from hypothesis import given, settings
from hypothesis import strategies as st

from megachat_desktop.media.rtp import rtcp
from megachat_desktop.media.rtp.rtcp import (
    Nack,
    PictureLoss,
    ReceiverReport,
    ReportBlock,
    SenderReport,
    TransportFeedback,
    parse_rtcp,
)

BLOCK = ReportBlock(0x20, 0.25, -3, 70_000, 12, 0x1234, 655)


def test_every_report_comes_back_as_it_went():
    sent = SenderReport(0x20, 1234.5, 99, 7, 700, (BLOCK,))
    heard = ReceiverReport(0x99, (BLOCK, BLOCK))
    compound = rtcp.build_sender_report(sent) + rtcp.build_receiver_report(heard)
    compound += rtcp.build_nack(1, 2, [5, 6, 40]) + rtcp.build_pli(1, 2)
    compound += rtcp.build_feedback(1, 2, b"MCTFabcd")
    assert parse_rtcp(compound) == (
        sent,
        heard,
        Nack(1, 2, (5, 6, 40)),
        PictureLoss(1, 2),
        TransportFeedback(1, 2, b"MCTFabcd"),
    )


def test_aiortc_reads_what_we_build():
    data = rtcp.build_sender_report(SenderReport(0x20, 1.0, 99, 7, 700))
    data += rtcp.build_receiver_report(ReceiverReport(0x99, (BLOCK,)))
    data += rtcp.build_nack(1, 2, [5, 6]) + rtcp.build_pli(1, 2)
    data += rtcp.build_feedback(1, 2, b"MCTFabcd")
    kinds = [type(packet) for packet in RtcpPacket.parse(data)]
    assert kinds == [RtcpSrPacket, RtcpRrPacket, RtcpRtpfbPacket, RtcpPsfbPacket, RtcpPsfbPacket]


@settings(deadline=None)
@given(st.sets(st.integers(0, 65_535), min_size=1, max_size=60))
def test_a_nack_names_exactly_the_lost_packets(lost: set[int]):
    (report,) = parse_rtcp(rtcp.build_nack(1, 2, lost))
    assert isinstance(report, Nack)
    assert set(report.lost) == lost


def test_a_nack_across_the_wrap():
    (report,) = parse_rtcp(rtcp.build_nack(1, 2, [65_534, 65_535, 65_536, 65_540]))
    assert isinstance(report, Nack)
    assert set(report.lost) == {65_534, 65_535, 0, 4}


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_parse_to_something_or_nothing(data: bytes):
    parse_rtcp(data)


@settings(deadline=None)
@given(st.integers(0, 255), st.sampled_from([200, 201, 202, 205, 206]), st.binary(max_size=120))
def test_plausible_headers_with_any_body(first: int, kind: int, body: bytes):
    body = body[: len(body) // 4 * 4]
    parse_rtcp(bytes((first, kind)) + (len(body) // 4).to_bytes(2, "big") + body)


def test_a_length_that_lies_voids_the_whole_packet():
    data = rtcp.build_pli(1, 2) + rtcp.build_nack(1, 2, [3])[:-1]
    assert parse_rtcp(data) == ()
