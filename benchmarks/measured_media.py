"""The program's own media engine, listened to: first moments, delays, and a spoilt path if asked.

Sinks, taps and slots are the seams that the window and the recorder use too. With ``loss`` each
end's candidates are replaced by the address of an impairment proxy in a process of its own.
"""

import asyncio
from typing import Protocol, cast

from megachat_desktop.media.audio.miniaudio_layer import MiniaudioLayer
from megachat_desktop.media.datagram_path import DatagramPath
from megachat_desktop.media.description import AgreedMedia
from megachat_desktop.media.engine import CallMediaEngine
from megachat_desktop.media.rtp.receiver import PeerReceiver
from megachat_desktop.media.session import CallMedia
from megachat_desktop.media.session_media import RealParts, TappedAudio
from megachat_desktop.media.session_parts import PartsOwner
from megachat_desktop.media.session_seam import CallSink
from megachat_desktop.media.video.cameras import SystemCameras
from megachat_desktop.model.call import CallRole
from megachat_desktop.model.media import MediaChoice, MediaSnapshot
from megachat_desktop.model.settings import Settings
from megachat_desktop.protocol.call_description import Candidate
from observation import Observation
from spoilt_path import SpoiltPath


class MeasuredOptions(Protocol):
    """What of ``caller.Options`` concerns media."""

    @property
    def observe(self) -> bool: ...

    @property
    def keep_sound(self) -> bool: ...

    @property
    def loss(self) -> float | None: ...

    @property
    def delay_ms(self) -> float: ...

    @property
    def seed(self) -> int: ...


class MediaWatch:
    """Knows when picture and sound of the newest call came, and what was seen and heard."""

    def __init__(self, keep_sound: bool) -> None:
        self.both = asyncio.Event()
        self.first_audio: float | None = None
        self.first_picture: float | None = None
        self.observation: Observation | None = None
        self.snapshots: list[MediaSnapshot] = []
        self._keep_sound = keep_sound

    def begin(self) -> None:
        """A new call is about to be placed."""
        self.both.clear()
        self.snapshots.clear()
        self.first_audio = self.first_picture = None

    def observe(self) -> Observation:
        """Start observing a call; what was seen of the one before is forgotten."""
        self.observation = Observation(self._keep_sound)
        return self.observation

    def observed(self) -> dict[str, object]:
        """Figures of the call observed last."""
        return self.observation.figures() if self.observation else {}

    def note(self) -> None:
        """Something came for the first time."""
        if self.first_audio is not None and self.first_picture is not None:
            self.both.set()


class WatchingSink:
    """The engine's sink with an eye on first moments and a hand on candidates."""

    def __init__(self, inner: CallSink, watch: MediaWatch, spoilt: SpoiltPath | None) -> None:
        self._inner = inner
        self._watch = watch
        self._spoilt = spoilt

    def on_candidates(self, path: int, candidates: tuple[Candidate, ...], end: bool) -> None:
        """Pass on, or pass on the proxy's address instead."""
        if self._spoilt is None:
            self._inner.on_candidates(path, candidates, end)
        else:
            self._spoilt.replace(candidates, lambda c: self._inner.on_candidates(path, c, True))

    def on_path_ready(self, path: int) -> None:
        """Pass on."""
        self._inner.on_path_ready(path)

    def on_path_failed(self, path: int, reason: str) -> None:
        """Pass on."""
        self._inner.on_path_failed(path, reason)

    def on_path_lost(self, path: int) -> None:
        """Pass on."""
        self._inner.on_path_lost(path)

    def on_path_back(self, path: int) -> None:
        """Pass on."""
        self._inner.on_path_back(path)

    def on_first_audio(self, at: float) -> None:
        """Note and pass on."""
        self._inner.on_first_audio(at)
        self._watch.first_audio = at
        self._watch.note()

    def on_first_picture(self, at: float) -> None:
        """Note and pass on."""
        self._inner.on_first_picture(at)
        self._watch.first_picture = at
        self._watch.note()

    def on_snapshot(self, snapshot: MediaSnapshot) -> None:
        """Keep for who asks, and pass on."""
        self._watch.snapshots.append(snapshot)
        self._inner.on_snapshot(snapshot)

    def on_devices_in_use(self, microphone: bool, camera: bool) -> None:
        """Pass on."""
        self._inner.on_devices_in_use(microphone, camera)


class MeasuredMedia(CallMediaEngine):
    """The program's media engine; one call at a time is watched."""

    def __init__(self, options: MeasuredOptions) -> None:
        super().__init__(MiniaudioLayer(), SystemCameras())
        self.watch = MediaWatch(options.keep_sound)
        self._options = options
        self._spoilt: SpoiltPath | None = None

    def create_peer(
        self,
        role: CallRole,
        choice: MediaChoice,
        settings: Settings,
        sink: CallSink,
        fallback: DatagramPath | None,
    ) -> CallMedia:
        """As the program does; over the proxy there is no way round it."""
        o = self._options
        spoilt = SpoiltPath(o.loss, o.delay_ms, o.seed) if o.loss is not None else None
        if self._spoilt is not None:
            self._spoilt.close()
        self._spoilt = spoilt
        watching = WatchingSink(sink, self.watch, spoilt)
        path = fallback if spoilt is None else None
        peer = super().create_peer(role, choice, settings, watching, path)
        if o.observe:
            self.watch.observe().paint(peer.remote_pictures)
        return peer

    def _make_parts(
        self, owner: PartsOwner, agreed: AgreedMedia, receiver: PeerReceiver, choice: MediaChoice
    ) -> RealParts:
        parts = super()._make_parts(owner, agreed, receiver, choice)
        observation = self.watch.observation
        if observation is not None:
            cast(TappedAudio, parts.sound.engine).add_tap(observation.heard)
            if parts.pictures.receiving is not None:
                parts.pictures.receiving.add_tap(observation.shown)
        return parts

    async def close(self) -> None:
        """Close the calls, and the proxy if there was one."""
        await super().close()
        if self._spoilt is not None:
            self._spoilt.close()
