"""Two ends of a DTLS link and what they heard, for the tests of the media transport."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from megachat_desktop.media.datagram_path import DatagramPath
from megachat_desktop.media.dtls_adapter import Certificate, DtlsLink, DtlsRole, LinkStreams
from megachat_desktop.media.memory_path import MemoryPath
from megachat_desktop.media.rtp.packets import RtpIn, RtpOut
from megachat_desktop.media.rtp.rtcp import RtcpIn
from megachat_desktop.model.ids import LinkId

ALICE_SSRC = 0xA11CE
ALICE_RTX = 0xA11CF
BOB_SSRC = 0xB0B
BOB_RTX = 0xB0C
PAYLOAD_TYPE = 96
LINK = LinkId(0)


@dataclass
class Heard:
    """A LinkSink that writes everything down."""

    packets: list[RtpIn] = field(default_factory=list)
    reports: list[RtcpIn] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)

    def on_rtp(self, link_id: LinkId, packet: RtpIn) -> None:
        self.packets.append(packet)

    def on_rtcp(self, link_id: LinkId, report: RtcpIn) -> None:
        self.reports.append(report)

    def on_closed(self, link_id: LinkId, reason: str) -> None:
        self.closed.append(reason)


@dataclass
class Ends:
    """alice (server) and bob (client) with their links, paths and what they heard."""

    alice: DtlsLink
    bob: DtlsLink
    alice_heard: Heard
    bob_heard: Heard
    alice_path: MemoryPath
    bob_path: MemoryPath


def streams_of(own: tuple[int, ...], peer: tuple[int, ...]) -> LinkStreams:
    return LinkStreams(peer, (PAYLOAD_TYPE, 97), own)


@asynccontextmanager
async def linked_ends(
    alice_path: DatagramPath | None = None, bob_path: DatagramPath | None = None
) -> AsyncIterator[Ends]:
    one, other = MemoryPath.pair()
    certificates = Certificate(), Certificate()
    heard = Heard(), Heard()
    alice_streams = streams_of((ALICE_SSRC, ALICE_RTX), (BOB_SSRC, BOB_RTX))
    bob_streams = streams_of((BOB_SSRC, BOB_RTX), (ALICE_SSRC, ALICE_RTX))
    alice = DtlsLink(LINK, alice_path or one, certificates[0], alice_streams, heard[0])
    bob = DtlsLink(LINK, bob_path or other, certificates[1], bob_streams, heard[1])
    try:
        async with asyncio.timeout(5):
            await asyncio.gather(
                alice.start(certificates[1].fingerprint, DtlsRole.SERVER),
                bob.start(certificates[0].fingerprint, DtlsRole.CLIENT),
            )
        yield Ends(alice, bob, heard[0], heard[1], one, other)
    finally:
        await alice.close()
        await bob.close()


def packet(sequence: int, payload: bytes = b"\xc0sound", ssrc: int = ALICE_SSRC) -> bytes:
    return RtpOut(ssrc, PAYLOAD_TYPE, sequence, 0, True, payload).to_bytes(sequence)


async def settle(rounds: int = 20) -> None:
    """Let everything that is ready run; no clock is involved."""
    for _ in range(rounds):
        await asyncio.sleep(0)
