"""Streams of a call, their figures, and what a person chose to send."""

from dataclasses import dataclass, field
from enum import Enum, IntEnum

from msgspec import Struct


class StreamNo(IntEnum):
    """Stream numbers of a call description (PROTOCOL.md 7.2)."""

    MICROPHONE = 0
    CAMERA = 1
    SCREEN = 2
    SCREEN_SOUND = 3


class DeviceKind(Enum):
    """What a device is for."""

    MICROPHONE = "microphone"
    SPEAKER = "speaker"
    CAMERA = "camera"


class MediaDevice(Struct, frozen=True):
    """One device of this computer. ``device_id`` is stable for the device layer, not for people."""

    kind: DeviceKind
    device_id: str
    name: str
    is_default: bool = False


class MediaChoice(Struct, frozen=True):
    """What one end captures and plays. ``None`` is the system's default, ``"none"`` no device.

    ``play`` is a media file, or ``"test"`` for the moving picture with time code and tone; it
    takes the place of microphone and camera. ``record`` is a file for what comes from the peer.
    ``echo`` sends back what it gets after one second.
    """

    microphone: str | None = None
    speaker: str | None = None
    camera: str | None = None
    play: str | None = None
    record: str | None = None
    echo: bool = False
    headless: bool = False  # no window looks at the pictures
    echo_cancellation: bool = True
    noise_suppression: bool = True
    gain_control: bool = True
    speaker_volume: int = 100  # percent
    hardware_video: bool = True  # the graphics card may encode
    low_light: bool = False  # a camera's pictures of a dark room are made brighter
    max_height: int | None = None  # pixels of the picture that is sent


class StreamStats(Struct, frozen=True):
    """Figures of one stream in one direction; 0 where they do not apply."""

    kind: str  # "audio", "video"
    codec: str = ""
    hardware: bool = False
    kbps: float = 0.0
    packets: int = 0
    lost: int = 0
    loss_pct: float = 0.0
    jitter_ms: float = 0.0
    nacks: int = 0
    plis: int = 0
    retransmits: int = 0
    fps: float = 0.0
    width: int = 0
    height: int = 0
    frames: int = 0
    key_frames: int = 0
    freezes: int = 0
    freeze_ms: float = 0.0
    delay_ms: float = 0.0
    encode_ms_p50: float = 0.0
    encode_ms_p95: float = 0.0
    decode_ms_p50: float = 0.0
    decode_ms_p95: float = 0.0
    qp: float = 0.0
    skipped: int = 0
    limited_by: str = "none"
    target_ms: float = 0.0
    played_ms: float = 0.0
    concealed_ms: float = 0.0
    fec_ms: float = 0.0
    accelerated_ms: float = 0.0
    lost_ms: float = 0.0  # neither played nor concealed
    level: float = 0.0
    xruns: int = 0


class SoundLevels(Struct, frozen=True):
    """How loud it is just now, root mean square of 10 ms, 0 to 1; for meters, never sent."""

    voice: float = 0.0  # what is played of the peer
    microphone: float = 0.0  # what our microphone hears, muted or not


class PathStats(Struct, frozen=True):
    """Figures of the path in use."""

    kind: str | None = None  # PathKind
    rtt_ms: float = 0.0
    target_kbps: float = 0.0
    pacer_ms: float = 0.0
    link: int = 0
    moves: int = 0


class MediaSnapshot(Struct, frozen=True):
    """All figures of a call's media at one moment (MEDIA.md, section 12)."""

    path: PathStats = PathStats()
    audio_in: StreamStats = StreamStats("audio")
    audio_out: StreamStats = StreamStats("audio")
    video_in: StreamStats = StreamStats("video")
    video_out: StreamStats = StreamStats("video")
    skew_ms: float = 0.0
    cpu_percent: float = 0.0  # of one core, the whole program
    camera_problem: str = ""  # code of the error that keeps our camera from working
    microphone_problem: str = ""  # the same for our microphone
    first_audio_at: float | None = None  # monotonic seconds
    first_picture_at: float | None = None


def path_quality(loss_pct: float, rtt_ms: float) -> str:
    """good, fair or poor."""
    if loss_pct < 2 and rtt_ms < 200:
        return "good"
    return "fair" if loss_pct < 8 and rtt_ms < 400 else "poor"


@dataclass(frozen=True)
class MediaKeys:
    """SFrame base keys by stream number, 64 bytes each. Never shown, never logged."""

    send: dict[int, bytes] = field(repr=False)
    receive: dict[int, bytes] = field(repr=False)
