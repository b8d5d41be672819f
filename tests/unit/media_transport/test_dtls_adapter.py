"""Every rule found at the seam to aiortc (MEDIA.md, section 3), hostile datagrams first."""

import asyncio
import logging
import struct
from collections.abc import Awaitable, Callable

import pytest

from megachat_desktop.errors import LocalProtocolError
from megachat_desktop.media.dtls_adapter import (
    Certificate,
    DtlsLink,
    DtlsRole,
    LinkFailed,
)
from megachat_desktop.media.memory_path import MemoryPath
from megachat_desktop.media.rtp import rtcp
from megachat_desktop.media.rtp.packets import RtpIn, RtpOut
from megachat_desktop.model.ids import LinkId
from transport_support import (
    ALICE_SSRC,
    BOB_SSRC,
    LINK,
    PAYLOAD_TYPE,
    Ends,
    Heard,
    linked_ends,
    packet,
    settle,
    streams_of,
)


def story(tell: Callable[[Ends], Awaitable[None]]) -> None:
    async def run() -> None:
        async with linked_ends() as ends:
            await tell(ends)

    asyncio.run(run())


HOSTILE = [
    b"",
    b"\x80",
    b"\x16",
    bytes(1501),
    b"\x80" * 1501,
    b"\x16" * 65_000,
    b"\x90" + bytes(1499),
    b"\x16\xfe\xfd" + bytes(40),
    b"\x80\xc8" + bytes(30),
    b"\xff" * 100,
    b"\x00\x01\x00\x00" + bytes(16),
]


@pytest.mark.parametrize("datagram", HOSTILE, ids=lambda d: f"{d[:2].hex()}x{len(d)}")
def test_a_datagram_from_mallory_moves_nothing(datagram: bytes) -> None:
    async def tell(ends: Ends) -> None:
        for _ in range(3):
            ends.bob_path.deliver(datagram)
        await settle()
        await ends.alice.send(packet(1))
        await settle()
        assert [p.sequence for p in ends.bob_heard.packets] == [1]
        assert ends.bob.connected
        assert ends.bob_heard.closed == []

    story(tell)


def test_a_replayed_packet_is_heard_once() -> None:
    async def tell(ends: Ends) -> None:
        wire: list[bytes] = []
        deliver = ends.bob_path.deliver
        ends.bob_path.deliver = lambda data: (wire.append(data), deliver(data))[1]  # type: ignore[method-assign]
        await ends.alice.send(packet(1))
        await settle()
        for data in wire:
            deliver(data)
        await settle()
        assert [p.sequence for p in ends.bob_heard.packets] == [1]

    story(tell)


def test_a_tampered_packet_is_dropped_and_the_next_one_heard() -> None:
    async def tell(ends: Ends) -> None:
        deliver = ends.bob_path.deliver
        ends.bob_path.deliver = lambda data: deliver(data[:-1] + bytes([data[-1] ^ 1]))  # type: ignore[method-assign]
        await ends.alice.send(packet(1))
        ends.bob_path.deliver = deliver  # type: ignore[method-assign]
        await ends.alice.send(packet(2))
        await settle()
        assert [p.sequence for p in ends.bob_heard.packets] == [2]

    story(tell)


def test_a_failing_handler_costs_one_packet_and_not_the_link(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Clumsy(Heard):
        def on_rtp(self, link_id: LinkId, packet: RtpIn) -> None:
            super().on_rtp(link_id, packet)
            if packet.sequence == 1:
                raise RuntimeError("a bug of ours")

    async def tell(ends: Ends) -> None:
        clumsy = Clumsy()
        ends.bob._sink = clumsy
        with caplog.at_level(logging.CRITICAL):
            await ends.alice.send(packet(1))
            await ends.alice.send(packet(2))
            await settle()
        assert [p.sequence for p in clumsy.packets] == [1, 2]
        assert ends.bob.connected

    story(tell)


def test_a_packet_keeps_every_field() -> None:
    async def tell(ends: Ends) -> None:
        sent = RtpOut(ALICE_SSRC, PAYLOAD_TYPE, 70_000, 2**33 + 5, True, b"\x80abc")
        await ends.alice.send(sent.to_bytes(65_537))
        await settle()
        (heard,) = ends.bob_heard.packets
        assert (heard.ssrc, heard.payload_type, heard.marker) == (ALICE_SSRC, PAYLOAD_TYPE, True)
        assert (heard.sequence, heard.timestamp) == (70_000 & 0xFFFF, 5)
        assert (heard.transport_sequence, heard.payload) == (1, b"\x80abc")

    story(tell)


def test_padding_arrives_as_an_empty_payload() -> None:
    async def tell(ends: Ends) -> None:
        await ends.alice.send(packet(1, b""))
        await settle()
        assert [p.payload for p in ends.bob_heard.packets] == [b""]

    story(tell)


def test_a_stranger_s_ssrc_is_neither_heard_nor_learnt() -> None:
    async def tell(ends: Ends) -> None:
        for ssrc in range(1, 50):
            await ends.alice.send(packet(1, ssrc=ssrc))
        await settle()
        assert ends.bob_heard.packets == []
        assert len(ends.bob._dtls._rtp_router.ssrc_table) == 2

    story(tell)


def test_reports_reach_the_other_side_once_each() -> None:
    block = rtcp.ReportBlock(BOB_SSRC, 0.25, -3, 70_000, 12, 34, 56)
    other = rtcp.ReportBlock(BOB_SSRC + 1, 0.0, 3, 1, 2, 3, 4)
    capture = 12.5
    reports = [
        rtcp.build_sender_report(
            rtcp.SenderReport(ALICE_SSRC, capture, 9000, 10, 11, (block, other))
        ),
        rtcp.build_receiver_report(rtcp.ReceiverReport(ALICE_SSRC, (block,))),
        rtcp.build_nack(ALICE_SSRC, BOB_SSRC, [65_535, 0, 1]),
        rtcp.build_pli(ALICE_SSRC, BOB_SSRC),
        rtcp.build_feedback(ALICE_SSRC, BOB_SSRC, b"MCTF" + bytes(8)),
    ]

    async def tell(ends: Ends) -> None:
        for report in reports:
            await ends.alice.send(report)
        await settle(40)
        first, second, nack, pli, feedback = ends.bob_heard.reports
        assert first == rtcp.SenderReport(ALICE_SSRC, capture, 9000, 10, 11, (block, other))
        assert second == rtcp.ReceiverReport(ALICE_SSRC, (block,))
        assert isinstance(nack, rtcp.Nack)
        assert sorted(nack.lost) == [0, 1, 65_535]
        assert pli == rtcp.PictureLoss(ALICE_SSRC, BOB_SSRC)
        assert feedback == rtcp.TransportFeedback(ALICE_SSRC, BOB_SSRC, b"MCTF" + bytes(8))

    story(tell)


def test_a_nack_mask_across_the_wrap_is_16_bits_again() -> None:
    body = struct.pack("!BBHIIHH", 0x81, 205, 3, ALICE_SSRC, BOB_SSRC, 65_535, 0b11)

    async def tell(ends: Ends) -> None:
        await ends.alice.send(body)
        await settle()
        assert ends.bob_heard.reports == [rtcp.Nack(ALICE_SSRC, BOB_SSRC, (65_535, 0, 1))]

    story(tell)


def test_reports_about_nobody_reach_nobody() -> None:
    async def tell(ends: Ends) -> None:
        await ends.alice.send(rtcp.build_pli(ALICE_SSRC, 0))
        await ends.alice.send(rtcp.build_feedback(ALICE_SSRC, 12345, b"MCTF"))
        await ends.alice.send(rtcp.build_receiver_report(rtcp.ReceiverReport(ALICE_SSRC, ())))
        await settle()
        assert ends.bob_heard.reports == []

    story(tell)


def test_the_largest_packet_passes_and_a_larger_one_is_our_bug() -> None:
    async def tell(ends: Ends) -> None:
        await ends.alice.send(packet(1, bytes([0xC0]) + bytes(1331)))
        await settle()
        assert len(ends.bob_heard.packets) == 1
        with pytest.raises(LocalProtocolError):
            await ends.alice.send(packet(2, bytes([0xC0]) + bytes(1332)))

    story(tell)


def test_a_packet_that_srtp_refuses_is_told_to_us_and_not_fatal(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def tell(ends: Ends) -> None:
        await ends.alice.send(packet(5000))
        with caplog.at_level(logging.CRITICAL):
            await ends.alice.send(packet(1))  # far behind the replay window
        await ends.alice.send(packet(5001))
        await settle()
        assert [p.sequence for p in ends.bob_heard.packets] == [5000, 5001]

    story(tell)


def test_both_ends_export_the_same_and_see_each_other_s_certificates() -> None:
    async def tell(ends: Ends) -> None:
        context = bytes(32)
        exported = ends.alice.exporter(b"EXPORTER-MegaChat-Call", 32, context)
        assert exported == ends.bob.exporter(b"EXPORTER-MegaChat-Call", 32, context)
        assert exported != ends.bob.exporter(b"EXPORTER-MegaChat-Call", 32, bytes([1]) * 32)
        assert ends.alice.fingerprints() == ends.bob.fingerprints()[::-1]
        assert ends.alice.fingerprints()[0] == ends.alice._certificate.fingerprint

    story(tell)


def test_a_wrong_fingerprint_is_a_failed_link() -> None:
    async def run() -> None:
        one, other = MemoryPath.pair()
        alice_cert, bob_cert, mallory_cert = Certificate(), Certificate(), Certificate()
        alice = DtlsLink(LINK, one, alice_cert, streams_of((1,), (2,)), Heard())
        bob = DtlsLink(LINK, other, bob_cert, streams_of((2,), (1,)), Heard())
        results = await asyncio.gather(
            alice.start(mallory_cert.fingerprint, DtlsRole.SERVER),
            bob.start(alice_cert.fingerprint, DtlsRole.CLIENT),
            return_exceptions=True,
        )
        assert isinstance(results[0], LinkFailed)
        with pytest.raises(ConnectionError):
            alice.exporter(b"EXPORTER-MegaChat-Call", 32, b"")
        with pytest.raises(ConnectionError):
            await alice.send(packet(1))
        await alice.close()
        await bob.close()

    asyncio.run(run())


def test_a_carrier_that_ends_during_the_handshake_is_a_failed_link() -> None:
    async def run() -> None:
        one, _ = MemoryPath.pair()
        alice = DtlsLink(LINK, one, Certificate(), streams_of((1,), (2,)), Heard())
        starting = asyncio.create_task(alice.start(bytes(32), DtlsRole.CLIENT))
        await settle()
        one.close()
        with pytest.raises(LinkFailed):
            await starting
        await alice.close()

    asyncio.run(run())


def test_closing_tells_the_other_side_and_not_oneself() -> None:
    async def tell(ends: Ends) -> None:
        await ends.alice.close()
        await settle()
        assert ends.bob_heard.closed == ["closed by the other side"]
        assert ends.alice_heard.closed == []
        await ends.alice.close()  # a second time is no error

    story(tell)


def test_a_carrier_that_ends_is_told_once() -> None:
    async def tell(ends: Ends) -> None:
        ends.bob_path.close()
        await settle()
        assert ends.bob_heard.closed == ["closed by the other side"]
        assert not ends.bob.connected

    story(tell)


def test_a_start_that_is_given_up_leaves_nothing_behind() -> None:
    async def run() -> None:
        one, _ = MemoryPath.pair()
        alice = DtlsLink(LINK, one, Certificate(), streams_of((1,), (2,)), Heard())
        starting = asyncio.create_task(alice.start(bytes(32), DtlsRole.SERVER))
        await settle()
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await alice.close()
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(run())


def test_slots_go_into_sets_and_are_gone_after_close() -> None:
    async def tell(ends: Ends) -> None:
        router = ends.alice._dtls._rtp_router
        assert len(router.receivers) == 2
        await ends.alice.close()
        assert router.receivers == set()
        assert router.senders == {}

    story(tell)
