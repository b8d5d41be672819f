"""From aiortc's parsed RTCP objects to the media engine's values."""

from aiortc import rtp as wire

from megachat_desktop.media.rtp.rtcp import (
    Nack,
    PictureLoss,
    ReceiverReport,
    ReportBlock,
    RtcpIn,
    SenderReport,
    TransportFeedback,
    seconds_from_ntp,
)


def from_aiortc(packet: wire.AnyRtcpPacket) -> RtcpIn | None:
    """Our value for a parsed packet; None for what we have no use for."""
    match packet:
        case wire.RtcpSrPacket():
            return _sender_report(packet)
        case wire.RtcpRrPacket():
            return ReceiverReport(packet.ssrc, _blocks(packet.reports))
        case wire.RtcpRtpfbPacket(fmt=wire.RTCP_RTPFB_NACK):
            # aiortc gives 65536 where a bit mask passes the wrap.
            lost = tuple(number & 0xFFFF for number in packet.lost)
            return Nack(packet.ssrc, packet.media_ssrc, lost)
        case wire.RtcpPsfbPacket(fmt=wire.RTCP_PSFB_PLI):
            return PictureLoss(packet.ssrc, packet.media_ssrc)
        case wire.RtcpPsfbPacket(fmt=wire.RTCP_PSFB_APP):
            return TransportFeedback(packet.ssrc, packet.media_ssrc, packet.fci)
        case _:
            return None


def _sender_report(packet: wire.RtcpSrPacket) -> SenderReport:
    info = packet.sender_info
    return SenderReport(
        packet.ssrc,
        seconds_from_ntp(info.ntp_timestamp),
        info.rtp_timestamp,
        info.packet_count,
        info.octet_count,
        _blocks(packet.reports),
    )


def _blocks(reports: list[wire.RtcpReceiverInfo]) -> tuple[ReportBlock, ...]:
    return tuple(
        ReportBlock(
            r.ssrc,
            r.fraction_lost / 256,
            r.packets_lost,
            r.highest_sequence,
            r.jitter,
            r.lsr,
            r.dlsr,
        )
        for r in reports
    )
