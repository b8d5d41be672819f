"""The seam to aiortc's DTLS-SRTP: one ``DtlsLink`` is one RTCDtlsTransport over one carrier.

aiortc's private names appear here and in ``ice_path`` only (MEDIA.md, section 3). Two things about
aiortc shape this file: an exception in a handler that it calls closes the link without a word, so
nothing may escape a slot; and it reports failure by state, not by exception, so state is checked.
"""

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Any, Protocol, cast

import pylibsrtp
from aiortc import rtp
from aiortc.rtcdtlstransport import (
    RTCCertificate,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
)
from aiortc.rtcrtpparameters import (
    RTCRtpCodecParameters,
    RTCRtpDecodingParameters,
    RTCRtpHeaderExtensionParameters,
    RTCRtpReceiveParameters,
    RTCRtpSendParameters,
)
from cryptography.hazmat.primitives import hashes, serialization
from msgspec import Struct

from megachat_desktop.errors import LocalProtocolError, MegaChatError
from megachat_desktop.media.datagram_path import DatagramPath, GuardedPath
from megachat_desktop.media.reports_in import from_aiortc
from megachat_desktop.media.rtp.packets import TRANSPORT_SEQUENCE_ID, TRANSPORT_SEQUENCE_URI, RtpIn
from megachat_desktop.media.rtp.rtcp import RtcpIn
from megachat_desktop.model.ids import LinkId

LARGEST_PACKET = 1352  # of RTP or RTCP before SRTP; pylibsrtp takes 4 more of RTP only
_STOP_LIMIT_S = 0.5

log = logging.getLogger(__name__)


class LinkFailed(MegaChatError):
    """The DTLS handshake did not come to a link."""


class DtlsRole(Enum):
    """Who speaks first: the callee is the client, the caller the server."""

    SERVER = "server"
    CLIENT = "client"


class LinkSink(Protocol):
    """What a link tells its call. Synchronous: the receive pump stands still meanwhile."""

    def on_rtp(self, link_id: LinkId, packet: RtpIn) -> None: ...

    def on_rtcp(self, link_id: LinkId, report: RtcpIn) -> None: ...

    def on_closed(self, link_id: LinkId, reason: str) -> None: ...


class LinkStreams(Struct, frozen=True):
    """What is routed: SSRCs and payload types that may come in, SSRCs that we send."""

    receive_ssrcs: tuple[int, ...]
    receive_payload_types: tuple[int, ...]
    send_ssrcs: tuple[int, ...]


class Certificate:
    """A fresh P-256 certificate for one path."""

    def __init__(self) -> None:
        self.inner = RTCCertificate.generateCertificate()

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the DER encoding, 32 bytes."""
        return self.inner._cert.fingerprint(hashes.SHA256())


def _guarded(what: str, action: Callable[[], None]) -> None:
    """Run a handler so that its mistake costs one packet and not the link."""
    try:
        action()
    except Exception:
        log.exception("a handler of %s failed", what)


class _ReceiverSlot:
    """Stands where aiortc expects an RTCRtpReceiver; one object per link."""

    def __init__(self, link: "DtlsLink") -> None:
        self._link = link

    async def _handle_rtp_packet(self, packet: rtp.RtpPacket, arrival_time_ms: int) -> None:
        _guarded("RTP", lambda: self._link.take_rtp(packet))

    async def _handle_rtcp_packet(self, packet: rtp.AnyRtcpPacket) -> None:
        _guarded("RTCP", lambda: self._link.take_rtcp(packet))

    def _handle_disconnect(self) -> None:
        _guarded("the end", lambda: self._link.take_end("closed by the other side"))


class _SilentSlot:
    """Claims the same payload types, so that aiortc never learns a stranger's SSRC by them."""

    async def _handle_rtp_packet(self, packet: rtp.RtpPacket, arrival_time_ms: int) -> None:
        return None

    async def _handle_rtcp_packet(self, packet: rtp.AnyRtcpPacket) -> None:
        return None

    def _handle_disconnect(self) -> None:
        return None


class _SenderSlot:
    """Stands where aiortc expects an RTCRtpSender; one object per SSRC and link."""

    def __init__(self, link: "DtlsLink", ssrc: int) -> None:
        self._link = link
        self._ssrc = ssrc

    async def _handle_rtcp_packet(self, packet: rtp.AnyRtcpPacket) -> None:
        _guarded("RTCP", lambda: self._link.take_rtcp(packet))


class DtlsLink:
    """One DTLS-SRTP association. A path keeps its link; a new path gets a new one."""

    def __init__(
        self,
        link_id: LinkId,
        path: DatagramPath,
        certificate: Certificate,
        streams: LinkStreams,
        sink: LinkSink,
        first: bytes | None = None,
    ) -> None:
        """``first`` is a datagram that was read from ``path`` already."""
        self.link_id = link_id
        self.path = GuardedPath(path, first)
        self._certificate = certificate
        self._streams = streams
        self._sink = sink
        self._ended = False
        self._last_rtcp: rtp.AnyRtcpPacket | None = None
        # Any object with role, _recv and _send serves as aiortc's ICE transport.
        self._dtls = RTCDtlsTransport(cast(Any, self.path), [certificate.inner])
        # Its parsers raise what they did not foresee (struct.error on a short REMB or extension),
        # which would end the pump: a packet is what that may cost, not the call.
        for name in ("_handle_rtp_data", "_handle_rtcp_data"):
            setattr(self._dtls, name, self._forgiving(getattr(self._dtls, name)))
        self.malformed = 0
        self._receivers: list[Any] = []
        self._senders: list[Any] = []

    def _forgiving(self, parse: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def forgive(*args: Any, **kwargs: Any) -> None:
            try:
                await parse(*args, **kwargs)
            except Exception:  # noqa: BLE001 (see above; our own handlers let nothing out)
                self.malformed += 1

        return forgive

    async def start(self, peer_fingerprint: bytes, role: DtlsRole) -> None:
        """Shake hands. ``peer_fingerprint`` is the SHA-256 of the peer's certificate.

        Raises LinkFailed for a wrong fingerprint, a refused handshake and a lost carrier.
        """
        self._register()
        self._dtls._set_role(role.value)
        value = peer_fingerprint.hex(":").upper()
        await self._dtls.start(RTCDtlsParameters([RTCDtlsFingerprint("sha-256", value)]))
        if self._dtls.state != "connected":
            raise LinkFailed("the handshake failed")
        self._dtls.on("statechange", self._on_state)

    def _register(self) -> None:
        ours = self._streams
        extension = RTCRtpHeaderExtensionParameters(
            id=TRANSPORT_SEQUENCE_ID, uri=TRANSPORT_SEQUENCE_URI
        )
        codecs = [
            RTCRtpCodecParameters(mimeType="x/x", clockRate=1, payloadType=number)
            for number in ours.receive_payload_types
        ]
        for slot, ssrcs in ((_ReceiverSlot(self), ours.receive_ssrcs), (_SilentSlot(), ())):
            encodings = [RTCRtpDecodingParameters(ssrc=ssrc, payloadType=0) for ssrc in ssrcs]
            self._dtls._register_rtp_receiver(
                slot,
                RTCRtpReceiveParameters(
                    codecs=codecs, headerExtensions=[extension], encodings=encodings
                ),
            )
            self._receivers.append(slot)
        parameters = RTCRtpSendParameters(codecs=codecs, headerExtensions=[extension])
        for ssrc in ours.send_ssrcs:
            sender = _SenderSlot(self, ssrc)
            self._dtls._register_rtp_sender(sender, parameters)
            self._senders.append(sender)

    @property
    def connected(self) -> bool:
        """Whether packets can be sent."""
        return self._dtls.state == "connected"

    async def send(self, packet: bytes) -> None:
        """Protect and send one RTP or RTCP packet of at most 1352 bytes.

        Raises ConnectionError when the link is down, LocalProtocolError for a longer packet.
        """
        if len(packet) > LARGEST_PACKET:
            raise LocalProtocolError("a packet is too long for SRTP")
        try:
            await self._dtls._send_rtp(packet)
        except pylibsrtp.Error as refused:
            # Sequence numbers that ran back, say: ours to repair, but no reason to end the call.
            log.error("SRTP refused a packet of ours: %s", refused)

    def exporter(self, label: bytes, length: int, context: bytes) -> bytes:
        """Keying material of RFC 5705, equal at both ends. Raises ConnectionError when down."""
        material: bytes = self._ssl().export_keying_material(label, length, context)
        return material

    def fingerprints(self) -> tuple[bytes, bytes]:
        """SHA-256 of (own, peer's) certificate as they are in this very handshake."""
        peer = self._ssl().get_peer_certificate(as_cryptography=True)
        own = self._ssl().get_certificate(as_cryptography=True)
        return _digest(own), _digest(peer)

    def _ssl(self) -> Any:
        if self._dtls._ssl is None or not self.connected:
            raise ConnectionError("the link is not up")
        return self._dtls._ssl

    def take_rtp(self, packet: rtp.RtpPacket) -> None:
        """A packet of a registered stream, out of SRTP."""
        self._sink.on_rtp(
            self.link_id,
            RtpIn(
                ssrc=packet.ssrc,
                payload_type=packet.payload_type,
                sequence=packet.sequence_number,
                timestamp=packet.timestamp,
                marker=bool(packet.marker),
                payload=packet.payload,
                transport_sequence=packet.extensions.transport_sequence_number,
                arrival=self.path.arrived,
            ),
        )

    def take_rtcp(self, packet: rtp.AnyRtcpPacket) -> None:
        """A report, once for each slot that it concerns; only the first counts."""
        if packet is self._last_rtcp:
            return
        self._last_rtcp = packet
        report = from_aiortc(packet)
        if report is not None:
            self._sink.on_rtcp(self.link_id, report)

    def take_end(self, reason: str) -> None:
        """The link is gone; told once, and not after our own ``close``."""
        if not self._ended:
            self._ended = True
            self._sink.on_closed(self.link_id, reason)

    def _on_state(self) -> None:
        if self._dtls.state in ("closed", "failed"):
            _guarded("the end", lambda: self.take_end("the link broke"))

    async def close(self) -> None:
        """Say close_notify, end the pump, unregister. The carrier is its owner's to close."""
        self._ended = True
        pump = self._dtls._task
        with contextlib.suppress(TimeoutError, ConnectionError, OSError):
            await asyncio.wait_for(self._dtls.stop(), _STOP_LIMIT_S)
        self.path.close()
        if pump is not None:
            # Nobody else looks at the pump's result; an unread exception would be a warning.
            await asyncio.wait([pump])
            if not pump.cancelled():
                pump.exception()
        self._unregister(self._receivers, self._dtls._unregister_rtp_receiver)
        self._unregister(self._senders, self._dtls._unregister_rtp_sender)
        self._dtls.remove_all_listeners()

    def _unregister(self, slots: list[Any], remove: Callable[[Any], None]) -> None:
        for slot in slots:
            remove(slot)
        slots.clear()


def _digest(certificate: Any) -> bytes:
    der = certificate.public_bytes(serialization.Encoding.DER)
    return hashlib.sha256(der).digest()
