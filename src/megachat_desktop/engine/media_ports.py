"""What the engine needs of sound and picture, as protocols; the composition root hands in the
real ones.

All callbacks of the sinks are synchronous and run on the engine's loop; they never await.
"""

from collections.abc import Callable
from typing import Protocol

from megachat_desktop.engine.network_ports import DatagramPath
from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.media.video.frames import VideoSource
from megachat_desktop.model.call import CallRole
from megachat_desktop.model.device_check import SampleState
from megachat_desktop.model.events import EngineEvent
from megachat_desktop.model.media import (
    MediaChoice,
    MediaDevice,
    MediaKeys,
    MediaSnapshot,
    SoundLevels,
)
from megachat_desktop.model.settings import Settings
from megachat_desktop.protocol.call_description import CallDescription, Candidate


class MediaSink(Protocol):
    """What a media peer tells its call."""

    def on_candidates(self, path: int, candidates: tuple[Candidate, ...], end: bool) -> None:
        """Own candidates to be trickled."""

    def on_path_ready(self, path: int) -> None:
        """Connected, DTLS done: exporter and fingerprints can be asked."""

    def on_path_failed(self, path: int, reason: str) -> None:
        """This path will not come up."""

    def on_path_lost(self, path: int) -> None:
        """Nothing has arrived on the path in use for 3 s, or it was closed."""

    def on_path_back(self, path: int) -> None:
        """Packets arrive again on a path that was lost."""

    def on_first_audio(self, at: float) -> None:
        """The first sound of the peer went to the speaker (monotonic seconds)."""

    def on_first_picture(self, at: float) -> None:
        """The first picture of the peer was ready to paint (monotonic seconds)."""

    def on_snapshot(self, snapshot: MediaSnapshot) -> None:
        """Figures, once a second while media flows."""

    def on_devices_in_use(self, microphone: bool, camera: bool) -> None:
        """Whether capture of each works right now; after the gate opened and on hot-plug."""


class MediaPeer(Protocol):
    """One call's media: ICE, DTLS, RTP, codecs, devices. Path 0 is the first."""

    async def describe(self, remote: CallDescription | None) -> CallDescription:
        """Gather host candidates and describe this end; ``remote`` is the offer for a callee.

        Own candidates follow through ``on_candidates``. Raises RemoteProtocolError when the
        offer has nothing in common with us or names the wrong DTLS role.
        """
        ...

    def connect(self, remote: CallDescription) -> None:
        """Start ICE and DTLS in the background; the caller passes the callee's description."""
        ...

    def add_candidates(self, path: int, candidates: tuple[Candidate, ...], end: bool) -> None:
        """The peer's candidates; before or after ``connect``."""
        ...

    def exporter(self, path: int, context: bytes) -> bytes:
        """32 bytes of the DTLS exporter ``EXPORTER-MegaChat-Call`` over ``context``."""
        ...

    def fingerprints(self, path: int) -> tuple[bytes, bytes]:
        """SHA-256 of (own, peer's) live DTLS certificate."""
        ...

    def set_keys(self, keys: MediaKeys) -> None:
        """SFrame keys. Packets that came sooner wait at most 2 s."""
        ...

    def open_gate(self, path: int, microphone: bool, camera: bool) -> None:
        """Both CONFIRMs are verified and ANSWER was given: capture, send, play, show."""
        ...

    def show_own(self, camera: bool) -> None:
        """Between ``connect`` and the gate: the camera for the self-view; nothing is sent."""
        ...

    def set_sending(self, microphone: bool, camera: bool) -> None:
        """Mute and unmute what we send."""
        ...

    def set_hold(self, hold: bool) -> None:
        """Stop sending and playing, keep the path."""
        ...

    def set_devices(self, choice: MediaChoice) -> None:
        """Change devices or processing within the call."""
        ...

    def retry_camera(self) -> None:
        """Open a camera that did not work once more, now; else nothing happens."""
        ...

    def sound_levels(self) -> SoundLevels:
        """How loud both ends are just now; any thread, costs nothing."""
        ...

    def snapshot(self) -> MediaSnapshot:
        """All figures so far."""
        ...

    @property
    def remote_pictures(self) -> PictureSlot:
        """The peer's camera."""
        ...

    @property
    def own_pictures(self) -> PictureSlot:
        """The self-view."""
        ...

    async def close(self) -> None:
        """Stop everything within 2 s; idempotent."""
        ...


class DeviceBench(Protocol):
    """Camera, microphone and speaker, tried out outside any call. Methods may take 100 ms."""

    def open_camera(self, device_id: str | None, slot: PictureSlot) -> bool:
        """Show a camera; False where there is none. Raises DeviceError when it does not start."""
        ...

    def close_camera(self) -> None:
        """Let go of the camera; idempotent."""
        ...

    def set_low_light(self, on: bool) -> None:
        """Show pictures of a dark room brighter, of this camera and of those after it."""
        ...

    def camera_figures(self) -> tuple[int, float] | None:
        """(height, pictures per second) while pictures come, else None. Returns at once."""
        ...

    def listen(self, choice: MediaChoice) -> None:
        """Open the microphone, or go over to another choice."""
        ...

    def stop_listening(self) -> None:
        """Let go of the microphone and forget a sample; idempotent."""
        ...

    def take_level(self) -> float | None:
        """The loudest 10 ms since the last time, 0 to 1; None while no microphone is open."""
        ...

    def record_sample(self) -> None:
        """Record for five seconds, then play that back. Kept in memory, forgotten afterwards."""
        ...

    def play_test_sound(self) -> None:
        """Play a sound on the speaker of calls."""
        ...

    def sample(self) -> tuple[SampleState, int]:
        """What becomes of the sample, and how many seconds the recording still takes."""
        ...

    def close(self) -> None:
        """Let go of everything; idempotent."""
        ...


class MediaEngine(Protocol):
    """Makes media peers and knows the devices."""

    async def self_test(self) -> None:
        """Raise MediaEngineError when the libraries do not fit."""
        ...

    def create_peer(
        self,
        role: CallRole,
        choice: MediaChoice,
        settings: Settings,
        sink: MediaSink,
        fallback: DatagramPath | None,
    ) -> MediaPeer:
        """A peer for one call; opens no device and sends nothing yet."""
        ...

    def devices(self) -> tuple[MediaDevice, ...]:
        """Every microphone, speaker and camera of this moment."""
        ...

    def open_camera(self, device_id: str | None) -> VideoSource | None:
        """A camera outside of any call, ready to start; None for the default, None where none is.

        Takes some 100 ms: on a worker thread. Raises DeviceError.
        """
        ...

    def open_bench(self) -> DeviceBench:
        """Try devices out. One at a time; a call takes the camera away from it."""
        ...

    def watch_devices(self, changed: Callable[[tuple[MediaDevice, ...]], None]) -> None:
        """Report hot-plug; called on the engine's loop."""
        ...

    async def close(self) -> None:
        """Let go of every device and thread."""
        ...


EventSink = Callable[[EngineEvent], None]
