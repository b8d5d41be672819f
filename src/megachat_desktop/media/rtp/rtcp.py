"""RTCP reports as values, their bytes, and a strict parser that never raises.

Only what reaches somebody through aiortc is built (MEDIA.md, section 3): sender reports, receiver
reports with blocks, NACK, PLI, and our own transport feedback as PSFB format 15.
Sources: RFC 3550 section 6.4, RFC 4585 sections 6.2.1 and 6.3.1.
"""

import struct
from collections.abc import Iterable

from msgspec import Struct

_SR, _RR, _RTPFB, _PSFB = 200, 201, 205, 206
_FMT_NACK, _FMT_PLI, _FMT_APP = 1, 1, 15
_MAX_BLOCKS = 31
_MAX_NACK_PAIRS = 256
_BLOCK = struct.Struct("!IIIIII")
_SENDER_INFO = struct.Struct("!IQIII")


class ReportBlock(Struct, frozen=True):
    """What the peer heard of one of our streams."""

    ssrc: int
    fraction_lost: float  # 0..1 since the last report
    packets_lost: int
    highest_sequence: int  # 32 bits
    jitter: int  # RTP units
    last_sender_report: int = 0  # middle 32 bits of its NTP time
    delay_since: int = 0  # 1/65536 s


class SenderReport(Struct, frozen=True):
    """The sender's capture clock against a stream's RTP clock.

    ``capture`` is in seconds of the sender's own monotonic clock: nothing here tells the time of
    day, and no step of the wall clock can move it.
    """

    ssrc: int
    capture: float
    timestamp: int  # 32 bits
    packets: int
    octets: int
    blocks: tuple[ReportBlock, ...] = ()


class ReceiverReport(Struct, frozen=True):
    """Blocks about our streams."""

    ssrc: int
    blocks: tuple[ReportBlock, ...]


class Nack(Struct, frozen=True):
    """Packets of one of our streams that the peer misses (16-bit sequence numbers)."""

    sender_ssrc: int
    media_ssrc: int
    lost: tuple[int, ...]


class PictureLoss(Struct, frozen=True):
    """The peer needs a key frame of one of our streams."""

    sender_ssrc: int
    media_ssrc: int


class TransportFeedback(Struct, frozen=True):
    """Our own feedback body, still unparsed (``feedback.parse_feedback``)."""

    sender_ssrc: int
    media_ssrc: int
    fci: bytes


RtcpIn = SenderReport | ReceiverReport | Nack | PictureLoss | TransportFeedback


def ntp_from_seconds(seconds: float) -> int:
    """Seconds as an NTP short-wrapping 32.32 fixed-point number."""
    return int(seconds * 2**32) & 0xFFFFFFFFFFFFFFFF


def seconds_from_ntp(ntp: int) -> float:
    """The inverse of ``ntp_from_seconds``."""
    return ntp / 2**32


def build_sender_report(report: SenderReport) -> bytes:
    """A sender report with at most 31 blocks."""
    info = _SENDER_INFO.pack(
        report.ssrc,
        ntp_from_seconds(report.capture),
        report.timestamp & 0xFFFFFFFF,
        report.packets & 0xFFFFFFFF,
        report.octets & 0xFFFFFFFF,
    )
    return _packet(_SR, len(report.blocks), info + _blocks(report.blocks))


def build_receiver_report(report: ReceiverReport) -> bytes:
    """A receiver report; one without blocks would reach nobody."""
    body = struct.pack("!I", report.ssrc) + _blocks(report.blocks)
    return _packet(_RR, len(report.blocks), body)


def build_nack(sender_ssrc: int, media_ssrc: int, lost: Iterable[int]) -> bytes:
    """A NACK for 16-bit sequence numbers in any order; across the wrap too."""
    pairs: list[list[int]] = []
    for sequence in sorted({number & 0xFFFF for number in lost}):
        if pairs and 0 < sequence - pairs[-1][0] <= 16:
            pairs[-1][1] |= 1 << (sequence - pairs[-1][0] - 1)
        else:
            pairs.append([sequence, 0])
    body = struct.pack("!II", sender_ssrc, media_ssrc)
    body += b"".join(struct.pack("!HH", pid, mask) for pid, mask in pairs[:_MAX_NACK_PAIRS])
    return _packet(_RTPFB, _FMT_NACK, body)


def build_pli(sender_ssrc: int, media_ssrc: int) -> bytes:
    """A request for a key frame."""
    return _packet(_PSFB, _FMT_PLI, struct.pack("!II", sender_ssrc, media_ssrc))


def build_feedback(sender_ssrc: int, media_ssrc: int, fci: bytes) -> bytes:
    """Our transport feedback; ``fci`` is a multiple of four bytes."""
    return _packet(_PSFB, _FMT_APP, struct.pack("!II", sender_ssrc, media_ssrc) + fci)


def parse_rtcp(data: bytes) -> tuple[RtcpIn, ...]:
    """Every report we know in a compound packet; () when any length in it is wrong."""
    reports: list[RtcpIn] = []
    while data:
        if len(data) < 4 or data[0] & 0xE0 != 0x80:
            return ()
        size = 4 * (int.from_bytes(data[2:4], "big") + 1)
        if size > len(data):
            return ()
        report = _parse_one(data[1], data[0] & 0x1F, data[4:size])
        if report is not None:
            reports.append(report)
        data = data[size:]
    return tuple(reports)


def nack_numbers(pairs: bytes) -> tuple[int, ...]:
    """The 16-bit sequence numbers of NACK pairs; ``pairs`` is a multiple of four bytes long."""
    lost: list[int] = []
    for pid, mask in struct.iter_unpack("!HH", pairs):
        lost.append(pid)
        lost.extend((pid + 1 + bit) & 0xFFFF for bit in range(16) if mask >> bit & 1)
    return tuple(lost)


def _parse_one(kind: int, count: int, body: bytes) -> RtcpIn | None:
    if kind == _SR and len(body) == 24 + 24 * count:
        ssrc, ntp, timestamp, packets, octets = _SENDER_INFO.unpack_from(body)
        blocks = _parse_blocks(body[24:])
        return SenderReport(ssrc, seconds_from_ntp(ntp), timestamp, packets, octets, blocks)
    if kind == _RR and len(body) == 4 + 24 * count:
        return ReceiverReport(int.from_bytes(body[:4], "big"), _parse_blocks(body[4:]))
    if kind in (_RTPFB, _PSFB) and len(body) >= 8:
        return _parse_feedback_message(kind, count, body)
    return None


def _parse_feedback_message(kind: int, fmt: int, body: bytes) -> RtcpIn | None:
    sender, media = struct.unpack_from("!II", body)
    rest = body[8:]
    if kind == _RTPFB and fmt == _FMT_NACK and 4 <= len(rest) <= 4 * _MAX_NACK_PAIRS:
        return Nack(sender, media, nack_numbers(rest))
    if kind == _PSFB and fmt == _FMT_PLI and not rest:
        return PictureLoss(sender, media)
    if kind == _PSFB and fmt == _FMT_APP:
        return TransportFeedback(sender, media, rest)
    return None


def _packet(kind: int, count: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def _blocks(blocks: tuple[ReportBlock, ...]) -> bytes:
    return b"".join(map(_build_block, blocks[:_MAX_BLOCKS]))


def _build_block(block: ReportBlock) -> bytes:
    fraction = min(255, max(0, int(block.fraction_lost * 256)))
    lost = min(0x7FFFFF, max(-0x800000, block.packets_lost)) & 0xFFFFFF
    return _BLOCK.pack(
        block.ssrc,
        fraction << 24 | lost,
        block.highest_sequence & 0xFFFFFFFF,
        block.jitter & 0xFFFFFFFF,
        block.last_sender_report,
        block.delay_since & 0xFFFFFFFF,
    )


def _parse_blocks(data: bytes) -> tuple[ReportBlock, ...]:
    return tuple(_parse_block(fields) for fields in _BLOCK.iter_unpack(data))


def _parse_block(fields: tuple[int, ...]) -> ReportBlock:
    ssrc, loss, highest, jitter, last, delay = fields
    lost = loss & 0xFFFFFF
    if lost & 0x800000:
        lost -= 0x1000000
    return ReportBlock(ssrc, (loss >> 24) / 256, lost, highest, jitter, last, delay)
