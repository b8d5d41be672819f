"""Checks at start that the installed media libraries are the ones this program was written for.

aiortc admits later 1.x releases, and what we use of it has no promise of stability: so two links
are really set up over memory, and one packet of each kind goes each way.
"""

import asyncio
import inspect
from collections.abc import Callable
from importlib.metadata import version

import aioice.ice
from aiortc.rtcdtlstransport import RTCDtlsTransport
from aiortc.rtcicetransport import RTCIceGatherer

from megachat_desktop.errors import MediaEngineError
from megachat_desktop.media.dtls_adapter import (
    Certificate,
    DtlsLink,
    DtlsRole,
    LinkFailed,
    LinkStreams,
)
from megachat_desktop.media.memory_path import MemoryPath
from megachat_desktop.media.rtp.packets import RtpIn, RtpOut
from megachat_desktop.media.rtp.rtcp import RtcpIn, build_feedback, build_nack
from megachat_desktop.model.ids import LinkId

_LIMIT_S = 3.0
_LINK = LinkId(0)
_PAYLOAD_TYPE = 96
_SSRCS = (0x11111111, 0x22222222)
_LABEL = b"EXPORTER-MegaChat-Self-Test"

# (object, member, its parameters): what MEDIA.md, section 3 lists as called by us.
_MEMBERS: tuple[tuple[object, str, tuple[str, ...]], ...] = (
    (RTCDtlsTransport, "_register_rtp_receiver", ("self", "receiver", "parameters")),
    (RTCDtlsTransport, "_register_rtp_sender", ("self", "sender", "parameters")),
    (RTCDtlsTransport, "_unregister_rtp_receiver", ("self", "receiver")),
    (RTCDtlsTransport, "_unregister_rtp_sender", ("self", "sender")),
    (RTCDtlsTransport, "_handle_rtp_data", ("self", "data", "arrival_time_ms")),
    (RTCDtlsTransport, "_handle_rtcp_data", ("self", "data")),
    (RTCDtlsTransport, "_send_rtp", ("self", "data")),
    (RTCDtlsTransport, "_set_role", ("self", "role")),
    (aioice.ice, "server_reflexive_candidate", ("protocol", "stun_server")),
    (aioice.ice, "get_host_addresses", ("use_ipv4", "use_ipv6")),
)
_CONNECTION_MEMBERS = (
    "_protocols",
    "_nominated",
    "_remote_candidates",
    "_query_consent_task",
    "ice_controlling",
)


class _Collector:
    """Keeps what a link delivers and tells when there is enough."""

    def __init__(self) -> None:
        self.packets: list[RtpIn] = []
        self.reports: list[RtcpIn] = []
        self.complete = asyncio.Event()

    def on_rtp(self, link_id: LinkId, packet: RtpIn) -> None:
        self.packets.append(packet)
        self._look()

    def on_rtcp(self, link_id: LinkId, report: RtcpIn) -> None:
        self.reports.append(report)
        self._look()

    def on_closed(self, link_id: LinkId, reason: str) -> None:
        return None

    def _look(self) -> None:
        if self.packets and len(self.reports) >= 2:
            self.complete.set()


async def run_self_test() -> None:
    """About 60 ms. Raises MediaEngineError when the libraries do not fit."""
    try:
        check_members()
        async with asyncio.timeout(_LIMIT_S):
            await _exchange()
    except (
        AttributeError,
        TypeError,
        ValueError,
        ConnectionError,
        TimeoutError,
        LinkFailed,
    ) as problem:
        raise MediaEngineError from problem


def check_members() -> None:
    """Version and signatures. Raises ValueError or AttributeError for what differs."""
    major, minor = (int(part) for part in version("aiortc").split(".")[:2])
    if major != 1 or minor < 16:
        raise ValueError("this version of aiortc is not known")
    for owner, name, parameters in _MEMBERS:
        member: Callable[..., object] = getattr(owner, name)
        if tuple(inspect.signature(member).parameters) != parameters:
            raise ValueError(f"{name} has changed")
    connection = RTCIceGatherer(iceServers=[])._connection
    for name in _CONNECTION_MEMBERS:
        getattr(connection, name)


async def _exchange() -> None:
    paths = MemoryPath.pair()
    certificates = (Certificate(), Certificate())
    sinks = (_Collector(), _Collector())
    streams = [
        LinkStreams((_SSRCS[1 - end],), (_PAYLOAD_TYPE,), (_SSRCS[end],)) for end in range(2)
    ]
    server, client = (
        DtlsLink(_LINK, paths[end], certificates[end], streams[end], sinks[end]) for end in range(2)
    )
    try:
        await asyncio.gather(
            server.start(certificates[1].fingerprint, DtlsRole.SERVER),
            client.start(certificates[0].fingerprint, DtlsRole.CLIENT),
        )
        _compare(server, client)
        await _send_one_of_each(server, _SSRCS)
        await _send_one_of_each(client, (_SSRCS[1], _SSRCS[0]))
        await asyncio.gather(*(sink.complete.wait() for sink in sinks))
    finally:
        await server.close()
        await client.close()


def _compare(server: DtlsLink, client: DtlsLink) -> None:
    if server.exporter(_LABEL, 32, b"") != client.exporter(_LABEL, 32, b""):
        raise ValueError("the exporters differ")
    if server.fingerprints() != client.fingerprints()[::-1]:
        raise ValueError("the fingerprints differ")


async def _send_one_of_each(link: DtlsLink, ssrcs: tuple[int, int]) -> None:
    own, peer = ssrcs
    await link.send(RtpOut(own, _PAYLOAD_TYPE, 1, 1, True, b"\xc0self-test").to_bytes(1))
    await link.send(build_nack(own, peer, [1]))
    await link.send(build_feedback(own, peer, b"MCTF" + bytes(8)))
