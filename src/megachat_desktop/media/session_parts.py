"""The seam between a call's packets and its sound and pictures.

``CallMedia`` owns paths, keys and the gate and knows no codec and no device; a ``CallParts`` owns
those and knows no network. Tests put a fake here.
"""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from megachat_desktop.media.audio.seam import AudioFigures
from megachat_desktop.media.description import AgreedMedia
from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.media.rtp.packets import OpenedAudio, OpenedVideo
from megachat_desktop.media.rtp.receiver import PeerReceiver
from megachat_desktop.model.media import MediaChoice, SoundLevels


class PictureFigures(Struct, frozen=True):
    """What the picture threads have counted so far; times in milliseconds."""

    out_hardware: bool = False
    out_frames: int = 0
    out_key_frames: int = 0
    out_width: int = 0
    out_height: int = 0
    out_skipped: int = 0
    out_qp: float = 0.0
    out_limited_by: str = "none"
    encode_ms_p50: float = 0.0
    encode_ms_p95: float = 0.0
    in_frames: int = 0
    in_key_frames: int = 0
    in_width: int = 0
    in_height: int = 0
    in_freezes: int = 0
    in_freeze_ms: float = 0.0
    in_delay_ms: float = 0.0
    decode_ms_p50: float = 0.0
    decode_ms_p95: float = 0.0
    skew_ms: float = 0.0
    camera_problem: str = ""  # code of the error that keeps the camera from working


class PathState(Struct, frozen=True):
    """What the packets say of the path, for the encoders."""

    target_bps: float
    loss: float  # 0..1 of ours
    rtt_s: float
    queue_s: float  # video that waits to be sent


class PartsOwner(Protocol):
    """What the parts tell, on the engine's loop."""

    def send_frame(
        self, stream: int, frame: bytes, timestamp: int, capture: float, key: bool
    ) -> None: ...

    def path_state(self) -> PathState: ...

    def on_first_audio(self, at: float) -> None: ...

    def on_first_picture(self, at: float) -> None: ...

    def on_devices_in_use(self, microphone: bool, camera: bool) -> None: ...

    @property
    def remote_pictures(self) -> PictureSlot: ...

    @property
    def own_pictures(self) -> PictureSlot: ...


class CallParts(Protocol):
    """Sound and pictures of one call. Made while it rings: codecs are warm, no device captures."""

    def preview(self, camera: bool) -> None:
        """Before the gate: our camera for our own eyes; nothing is encoded."""
        ...

    def start(self, microphone: bool, camera: bool) -> None:
        """The gate is open."""
        ...

    def set_sending(self, microphone: bool, camera: bool) -> None:
        """Mute and unmute."""
        ...

    def set_hold(self, hold: bool) -> None:
        """Stop sending and playing."""
        ...

    def set_choice(self, choice: MediaChoice) -> None:
        """Other devices, other processing."""
        ...

    def on_audio(self, packet: OpenedAudio) -> None:
        """A packet of the peer's sound."""
        ...

    def on_video(self, frame: OpenedVideo) -> None:
        """A frame of the peer's picture, in decoding order."""
        ...

    def on_key_frame_wanted(self) -> None:
        """The peer cannot go on without a key frame of ours."""
        ...

    def sound_figures(self) -> AudioFigures:
        """Figures of the sound so far."""
        ...

    def picture_figures(self) -> PictureFigures:
        """Figures of the pictures so far."""
        ...

    def sound_levels(self) -> SoundLevels:
        """How loud both ends are just now; any thread."""
        ...

    def retry_camera(self) -> None:
        """Open a camera that did not work once more, now."""
        ...

    async def close(self) -> None:
        """Stop every thread, let go of every device; at most a second."""
        ...


PartsMaker = Callable[[PartsOwner, AgreedMedia, PeerReceiver, MediaChoice], CallParts]
