"""One call's media, as the engine's ``MediaPeer`` names it: paths, packets, sound, pictures, keys.

    describe -> connect -> path ready -> set_keys -> open_gate -> ... -> close
                           (warmed up)               capture, send, play, show

Nothing is captured, opened, played or shown before the gate: until then the peer's packets wait
unopened, two seconds at most. Everything here runs on the engine's loop.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from megachat_desktop.errors import LocalProtocolError, RemoteProtocolError
from megachat_desktop.media import clock
from megachat_desktop.media.description import (
    AgreedMedia,
    agree,
    all_ssrcs,
    check,
    describe,
    dtls_role,
    new_streams,
)
from megachat_desktop.media.fanout import StreamFanout
from megachat_desktop.media.freed_memory import freed_memory
from megachat_desktop.media.ice_path import MOST_CANDIDATES
from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.media.quiet_collector import quiet_collector
from megachat_desktop.media.rtp.packets import OpenedAudio, OpenedVideo
from megachat_desktop.media.session_keys import CallKeys
from megachat_desktop.media.session_parts import CallParts, PartsMaker, PathState
from megachat_desktop.media.session_path import CallPath, PathPlan
from megachat_desktop.media.session_seam import CallSetting, CallSink
from megachat_desktop.media.session_transport import PeerTransport
from megachat_desktop.media.statistics import Statistics
from megachat_desktop.model.ids import LinkId
from megachat_desktop.model.media import (
    MediaChoice,
    MediaKeys,
    MediaSnapshot,
    SoundLevels,
    StreamNo,
)
from megachat_desktop.protocol.call_description import CallDescription, Candidate

EXPORTER_LABEL = b"EXPORTER-MegaChat-Call"
EXPORTER_LENGTH = 32
SNAPSHOT_INTERVAL_S = 1.0
CLOSE_LIMIT_S = 2.0

log = logging.getLogger(__name__)


class CallMedia:
    """The ``MediaPeer`` of one call."""

    def __init__(self, setting: CallSetting, sink: CallSink, make_parts: PartsMaker) -> None:
        self._setting = setting
        self._sink = sink
        self._make_parts = make_parts
        self._remote_pictures = PictureSlot()
        self._own_pictures = PictureSlot()
        self._paths: dict[int, CallPath] = {}
        self._own: CallDescription | None = None
        self._agreed: AgreedMedia | None = None
        self._transport: PeerTransport | None = None
        self._parts: CallParts | None = None
        self._keys: CallKeys | None = None
        self._early: list[Candidate] = []
        self._fanouts: dict[int, StreamFanout] = {}
        self._statistics = Statistics()
        self._active_path: int | None = None
        self._lost = False  # told, and not told back
        self._last_path = 0  # the one in use, or that was in use last
        self._gate = False
        self._closing: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    # --- agreeing and connecting -----------------------------------------------------------------

    async def describe(self, remote: CallDescription | None) -> CallDescription:
        """See ``MediaPeer.describe``. The host candidates are told before it returns."""
        if self._own is not None:
            raise LocalProtocolError("a peer describes itself once")
        role = self._setting.role
        if remote is not None:
            check(role, remote, ())
        plan = PathPlan(0, dtls_role(role), self._setting.settings, self._setting.fallback)
        path = self._paths[0] = CallPath(plan, self)
        await path.gather()
        self._own = describe(
            role,
            new_streams(all_ssrcs(remote) if remote else ()),
            path.credentials,
            path.certificate.fingerprint,
            plan.carriers,
            remote,
        )
        path.add_candidates(tuple(self._early))
        path.trickle()
        return self._own

    def connect(self, remote: CallDescription) -> None:
        """See ``MediaPeer.connect``; a description that cannot work fails the path."""
        if self._own is None or self._transport is not None:
            raise LocalProtocolError("connect comes once, after describe")
        try:
            check(self._setting.role, remote, all_ssrcs(self._own))
            agreed = agree(self._own, remote)
        except RemoteProtocolError as problem:
            asyncio.get_running_loop().call_soon(self.on_path_failed, 0, str(problem))
            return
        self._agreed = agreed
        self._transport = PeerTransport(agreed, self._own.streams[0].ssrc, self)
        self._paths[0].connect(remote, agreed.routing, self._transport)
        self._parts = self._make_parts(self, agreed, self._transport.receiver, self._setting.choice)

    def add_candidates(self, path: int, candidates: tuple[Candidate, ...], end: bool) -> None:
        """See ``MediaPeer.add_candidates``; those that come before ``describe`` wait for it."""
        if path in self._paths:
            self._paths[path].add_candidates(candidates)
        elif path == 0 and len(self._early) < MOST_CANDIDATES:
            self._early += candidates[:MOST_CANDIDATES]

    def exporter(self, path: int, context: bytes) -> bytes:
        """See ``MediaPeer.exporter``. Raises ConnectionError when the path is not ready."""
        return self._path(path).link.exporter(EXPORTER_LABEL, EXPORTER_LENGTH, context)

    def fingerprints(self, path: int) -> tuple[bytes, bytes]:
        """See ``MediaPeer.fingerprints``. Raises ConnectionError when the path is not ready."""
        return self._path(path).link.fingerprints()

    def _path(self, number: int) -> CallPath:
        if number not in self._paths:
            raise ConnectionError("there is no such path")
        return self._paths[number]

    # --- keys and gate ---------------------------------------------------------------------------

    def set_keys(self, keys: MediaKeys) -> None:
        """See ``MediaPeer.set_keys``. A second set would repeat counters and is refused."""
        if self._keys is not None:
            raise LocalProtocolError("the keys of a call are set once")
        self._keys = CallKeys(keys)

    def open_gate(self, path: int, microphone: bool, camera: bool) -> None:
        """See ``MediaPeer.open_gate``. Raises LocalProtocolError before connect and keys."""
        if self._keys is None or self._transport is None or self._parts is None:
            raise LocalProtocolError("the gate opens after keys and path")
        if self._active_path is None or not self._paths[self._active_path].is_ready:
            log.info("the gate stays shut: the path was lost")
            return
        if path != self._active_path:
            raise LocalProtocolError("the gate opens for the path in use")
        if self._gate or self._closing is not None:
            return
        self._gate = True
        freed_memory.begin_call()
        quiet_collector.begin()
        for stream in self._agreed.outgoing if self._agreed else ():
            fanout = StreamFanout(stream.number, self._keys.sealing(stream.number))
            fanout.add(self._transport)
            self._fanouts[stream.number] = fanout
        self._parts.start(microphone, camera)
        self._transport.open_with(self._keys.open)
        self._statistics.start(self._agreed, self._transport, self._parts)
        self._schedule_snapshot()

    def show_own(self, camera: bool) -> None:
        """See ``MediaPeer.show_own``."""
        if self._parts is not None and not self._gate and self._closing is None:
            self._parts.preview(camera)

    def set_sending(self, microphone: bool, camera: bool) -> None:
        """See ``MediaPeer.set_sending``; before the gate it changes nothing."""
        if self._parts is not None and self._gate:
            self._parts.set_sending(microphone, camera)

    def set_hold(self, hold: bool) -> None:
        """See ``MediaPeer.set_hold``; the path is kept alive meanwhile."""
        if self._parts is not None and self._gate:
            self._parts.set_hold(hold)

    def set_devices(self, choice: MediaChoice) -> None:
        """See ``MediaPeer.set_devices``."""
        if self._parts is not None:
            self._parts.set_choice(choice)

    def retry_camera(self) -> None:
        """See ``MediaPeer.retry_camera``."""
        if self._parts is not None and self._gate:
            self._parts.retry_camera()

    def sound_levels(self) -> SoundLevels:
        """See ``MediaPeer.sound_levels``."""
        return self._parts.sound_levels() if self._parts is not None else SoundLevels()

    @property
    def remote_pictures(self) -> PictureSlot:
        """The peer's camera."""
        return self._remote_pictures

    @property
    def own_pictures(self) -> PictureSlot:
        """The self-view."""
        return self._own_pictures

    # --- what paths tell ---------------------------------------------------------------

    def on_candidates(self, path: int, candidates: tuple[Candidate, ...], end: bool) -> None:
        """From a path: pass on."""
        self._sink.on_candidates(path, candidates, end)

    def on_path_ready(self, path: int) -> None:
        """From a path: its link carries packets from now on; warm up for the gate."""
        if self._closing is not None or self._transport is None:
            return
        self._active_path = self._last_path = path
        self._lost = False
        self._transport.start_link(self._paths[path].link)
        self._sink.on_path_ready(path)

    def on_path_failed(self, path: int, reason: str) -> None:
        """From a path: pass on."""
        if self._closing is None:
            self._sink.on_path_failed(path, reason)

    # --- what the transport tells ----------------------------------------------------------------

    def on_audio(self, packet: OpenedAudio) -> None:
        """An opened packet of sound."""
        if self._parts is not None:
            self._parts.on_audio(packet)

    def on_video(self, frame: OpenedVideo) -> None:
        """An opened frame, in decoding order."""
        if self._parts is not None:
            self._parts.on_video(frame)

    def on_video_skipped(self, stream: int, frames: int) -> None:
        """Frames that will never be shown."""
        self._statistics.skipped += frames

    def on_key_frame_wanted(self, stream: int) -> None:
        """The peer asks for a key frame."""
        if self._parts is not None and stream == StreamNo.CAMERA:
            self._parts.on_key_frame_wanted()

    def on_silence(self, link_id: LinkId) -> None:
        """Nothing came for 3 s. The path is kept: it may come back."""
        self._lose(link_id)

    def on_heard_again(self, link_id: LinkId) -> None:
        """The silence is over."""
        if self._closing is None and self._lost:
            self._lost = False
            self._sink.on_path_back(link_id)

    def on_link_closed(self, link_id: LinkId) -> None:
        """The link ended without our doing: it will not come back."""
        self._lose(link_id)
        if link_id == self._active_path:
            self._active_path = None

    def _lose(self, link_id: LinkId) -> None:
        if self._closing is None and link_id == self._active_path and not self._lost:
            self._lost = True
            self._sink.on_path_lost(link_id)

    # --- what the parts tell ---------------------------------------------------------------------

    def send_frame(
        self, stream: int, frame: bytes, timestamp: int, capture: float, key: bool
    ) -> None:
        """An encoded frame of ours: seal, cut, send. Nothing passes before the gate."""
        fanout = self._fanouts.get(stream)
        if fanout is not None and self._closing is None:
            fanout.send(frame, timestamp, capture, key=key)

    def path_state(self) -> PathState:
        """What the path can carry just now."""
        if self._transport is None:
            return PathState(0.0, 0.0, 0.0, 0.0)
        sender = self._transport.sender
        return PathState(sender.target_bps(clock.now()), sender.loss, sender.rtt, sender.queue_s())

    def on_first_audio(self, at: float) -> None:
        """The first sound of the peer's was played."""
        self._statistics.first_audio_at = at
        self._sink.on_first_audio(at)

    def on_first_picture(self, at: float) -> None:
        """The first picture of the peer's can be painted."""
        self._statistics.first_picture_at = at
        self._sink.on_first_picture(at)

    def on_devices_in_use(self, microphone: bool, camera: bool) -> None:
        """Which captures work."""
        if self._closing is None:
            self._sink.on_devices_in_use(microphone, camera)

    # --- figures and the end ---------------------------------------------------------------------

    def snapshot(self) -> MediaSnapshot:
        """See ``MediaPeer.snapshot``: totals, and rates of the whole call."""
        return self._figures(whole=True)

    def _figures(self, *, whole: bool) -> MediaSnapshot:
        return self._statistics.snapshot(
            self._agreed,
            self._transport,
            self._parts,
            self._paths.get(self._last_path),
            whole=whole,
        )

    def _schedule_snapshot(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(SNAPSHOT_INTERVAL_S, self._on_timer)

    def _on_timer(self) -> None:
        if self._closing is None:
            self._sink.on_snapshot(self._figures(whole=False))
            self._schedule_snapshot()

    @property
    def closed(self) -> bool:
        """Whether closing has begun."""
        return self._closing is not None

    async def close(self) -> None:
        """See ``MediaPeer.close``: whoever gives up waiting does not stop the closing."""
        if self._closing is None:
            self._closing = asyncio.get_running_loop().create_task(self._close())
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._gate:
            freed_memory.end_call()
        try:
            async with asyncio.timeout(CLOSE_LIMIT_S):
                results = await asyncio.gather(*self._closings(), return_exceptions=True)
        except TimeoutError:
            log.warning("a call's media did not close within %.0f s", CLOSE_LIMIT_S)
        else:
            for problem in filter(None, results):
                log.error("closing a call's media failed: a bug", exc_info=problem)
        self._remote_pictures.clear()
        self._own_pictures.clear()
        if self._gate:
            quiet_collector.end()
        await asyncio.get_running_loop().run_in_executor(None, freed_memory.give_back)

    def _closings(self) -> list[Coroutine[Any, Any, None]]:
        work = [path.close() for path in self._paths.values()]
        if self._parts is not None:
            work.append(self._parts.close())
        if self._transport is not None:
            work.append(self._transport.close())
        return work
