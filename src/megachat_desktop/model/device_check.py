"""What trying out the camera and the microphone has shown so far, outside any call."""

from enum import Enum

from msgspec import Struct

BARS, TOO_LOUD_FROM, GOOD_FROM = 24, 20, 8


class DeviceProblem(Enum):
    """Why a device does not work."""

    NONE = "none"
    MISSING = "missing"
    BUSY = "busy"
    REFUSED = "refused"  # by the system, on the person's behalf
    FAILED = "failed"


class Loudness(Enum):
    """The microphone's level in one word."""

    NOTHING = "nothing"
    QUIET = "quiet"
    GOOD = "good"
    LOUD = "loud"


class SampleState(Enum):
    """What the recorder of a sample is doing."""

    IDLE = "idle"
    RECORDING = "recording"
    PLAYING = "playing"


class CameraCheck(Struct, frozen=True):
    """The preview. ``running`` once pictures come."""

    running: bool = False
    problem: DeviceProblem = DeviceProblem.NONE
    height: int = 0
    fps: int = 0


class MicrophoneCheck(Struct, frozen=True):
    """The microphone's level in bars, 0 to 24."""

    problem: DeviceProblem = DeviceProblem.NONE
    bars: int = 0
    loudness: Loudness = Loudness.NOTHING


class DeviceCheck(Struct, frozen=True):
    """One moment of it, ten times a second while somebody looks."""

    in_call: bool = False  # a call has the devices
    camera: CameraCheck = CameraCheck()
    microphone: MicrophoneCheck = MicrophoneCheck()
    sample: SampleState = SampleState.IDLE
    seconds_left: int = 0  # of the recording
