"""Packets of one peer, both ways: the clockwork around the sans-IO sender and receiver.

    link -> on_rtp, on_rtcp -> PeerReceiver, PeerSender -> events -> session
    frames -> PeerSender -> pump task -> link

One task sends everything, woken by work or by the nearest deadline. Nothing here knows a codec.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol, assert_never

from megachat_desktop.media import clock
from megachat_desktop.media.description import AgreedMedia
from megachat_desktop.media.dtls_adapter import DtlsLink
from megachat_desktop.media.rtp.packets import OpenedAudio, OpenedVideo, RtpIn
from megachat_desktop.media.rtp.receiver import (
    FrameOpener,
    PeerReceiver,
    ReceiverEvent,
    SendRtcp,
    VideoSkipped,
)
from megachat_desktop.media.rtp.rtcp import RtcpIn
from megachat_desktop.media.rtp.sender import PeerSender
from megachat_desktop.media.rtp.watchdog import PathAlarm, PathWatchdog
from megachat_desktop.model.ids import LinkId

_LATE_S = 0.020
_STALL_S = 0.5
_SHORTEST_SLEEP_S = 0.001
_REPORTS_WAITING = 256  # what may queue up while the link is slow

log = logging.getLogger(__name__)


class TransportEvents(Protocol):
    """What becomes of what the peer sent. Synchronous, on the engine's loop."""

    def on_audio(self, packet: OpenedAudio) -> None: ...

    def on_video(self, frame: OpenedVideo) -> None: ...

    def on_video_skipped(self, stream: int, frames: int) -> None: ...

    def on_key_frame_wanted(self, stream: int) -> None: ...

    def on_silence(self, link_id: LinkId) -> None: ...

    def on_heard_again(self, link_id: LinkId) -> None: ...

    def on_link_closed(self, link_id: LinkId) -> None: ...


class PeerTransport:
    """Lives as long as the call; links come and go below it, and it is the ``LinkSink`` of all."""

    def __init__(self, agreed: AgreedMedia, own_ssrc: int, events: TransportEvents) -> None:
        self.sender = PeerSender(agreed.outgoing)
        self.receiver = PeerReceiver(agreed.incoming, own_ssrc)
        self._sends = {stream.number for stream in agreed.outgoing}
        self._events = events
        self._links: dict[LinkId, DtlsLink] = {}
        self._active: DtlsLink | None = None
        self._watchdog: PathWatchdog | None = None
        self._reports: list[SendRtcp] = []
        self._wake = asyncio.Event()
        self._due = float("inf")
        self._pump: asyncio.Task[None] | None = None

    # --- links -----------------------------------------------------------------------------------

    def start_link(self, link: DtlsLink) -> None:
        """Send on this link from now on: every SSRC's first number, reports, keep-alives."""
        self._links[link.link_id] = link
        self._active = link
        now = clock.now()
        self.sender.start_link(now)
        self._watchdog = PathWatchdog(now)
        if self._pump is None:
            self._pump = asyncio.get_running_loop().create_task(self._run())
            self._pump.add_done_callback(_tell_of_a_crash)
        self._wake.set()

    def on_closed(self, link_id: LinkId, reason: str) -> None:
        """A link ended without our doing; it carries nothing any more."""
        log.info("link %d ended: %s", link_id, reason)
        link = self._links.pop(link_id, None)
        if link is not None and link is self._active:
            self._active = None
        self._events.on_link_closed(link_id)

    def on_rtp(self, link_id: LinkId, packet: RtpIn) -> None:
        """A packet from any link of the call."""
        self._heard(link_id)
        self._handle(self.receiver.on_rtp(packet, clock.now(), link_id))
        self._reschedule(self.receiver.next_deadline())

    def on_rtcp(self, link_id: LinkId, report: RtcpIn) -> None:
        """A report from any link of the call."""
        self._heard(link_id)
        now = clock.now()
        self.receiver.on_rtcp(report, now)
        for wanted in self.sender.on_rtcp(report, now):
            self._events.on_key_frame_wanted(wanted.stream)
        if self.sender.has_rtt:
            self.receiver.set_rtt(self.sender.rtt)
        self._reschedule(self.sender.next_deadline())

    def _heard(self, link_id: LinkId) -> None:
        if self._watchdog is None or self._active is None or self._active.link_id != link_id:
            return
        if self._watchdog.on_arrival(clock.now()):
            self._events.on_heard_again(link_id)

    # --- frames ----------------------------------------------------------------------------------

    def send_frame(
        self, stream: int, chunks: Sequence[bytes], timestamp: int, capture: float, *, key: bool
    ) -> None:
        """One sealed frame of ours; dropped when the peer does not take this stream."""
        if stream in self._sends:
            self.sender.send(stream, chunks, timestamp, capture, clock.now(), key=key)
            self._wake.set()

    def open_with(self, opener: FrameOpener) -> None:
        """Keys and gate are there: what waited is opened, unless it waited over 2 s."""
        self._handle(self.receiver.set_opener(opener, clock.now()))
        self._wake.set()

    def _handle(self, events: Sequence[ReceiverEvent]) -> None:
        for event in events:
            match event:
                case OpenedAudio():
                    self._events.on_audio(event)
                case OpenedVideo():
                    self._events.on_video(event)
                case SendRtcp():
                    self._queue_report(event)
                case VideoSkipped():
                    self._events.on_video_skipped(event.stream, event.frames)
                case _:
                    assert_never(event)

    def _queue_report(self, report: SendRtcp) -> None:
        if len(self._reports) < _REPORTS_WAITING:
            self._reports.append(report)
        self._wake.set()

    # --- the pump --------------------------------------------------------------------------------

    def _reschedule(self, deadline: float | None) -> None:
        if deadline is not None and deadline < self._due:
            self._wake.set()

    async def _run(self) -> None:
        while True:
            now = clock.now()
            late_s = now - self._due
            self._handle(self.receiver.poll(now, late=late_s > _LATE_S))
            await self._send_all(now)
            self._watch(clock.now(), late_s)
            await self._sleep()

    async def _send_all(self, now: float) -> None:
        reports, self._reports = self._reports, []
        for report in reports:
            link = self._links.get(LinkId(report.link)) if report.link is not None else None
            await self._send(link or self._active, report.data)
        for datagram in self.sender.poll(now):
            await self._send(self._active, datagram)

    async def _send(self, link: DtlsLink | None, datagram: bytes) -> None:
        if link is None or not link.connected:
            return
        try:
            await link.send(datagram)
        except (ConnectionError, OSError):
            log.debug("a packet found no way out")  # the watchdog tells when it lasts

    def _watch(self, now: float, late_s: float) -> None:
        if self._watchdog is None or self._active is None:
            return
        if late_s > _STALL_S:
            # We stood still, or the computer slept: what came meanwhile is not read yet.
            self._watchdog.on_arrival(now)
        if PathAlarm.LOST in self._watchdog.poll(now):
            self._events.on_silence(self._active.link_id)

    async def _sleep(self) -> None:
        """Until the nearest deadline or until somebody wakes us, whichever comes first."""
        deadlines = [self.receiver.next_deadline(), self.sender.next_deadline()]
        if self._watchdog is not None:
            deadlines.append(self._watchdog.next_deadline())
        self._due = min((d for d in deadlines if d is not None), default=clock.now() + 1)
        # uvloop counts in whole milliseconds; without the floor a late deadline would spin.
        delay = max(_SHORTEST_SLEEP_S, self._due - clock.now())
        timer = asyncio.get_running_loop().call_later(delay, self._wake.set)
        try:
            await self._wake.wait()
        finally:
            timer.cancel()
        self._wake.clear()

    async def close(self) -> None:
        """Stop sending. The links are their paths' to close."""
        self._links.clear()
        self._active = None
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.wait([self._pump])


def _tell_of_a_crash(pump: asyncio.Task[None]) -> None:
    if not pump.cancelled() and (problem := pump.exception()) is not None:
        log.error("sending stopped: a bug", exc_info=problem)
