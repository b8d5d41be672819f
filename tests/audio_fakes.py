"""Sound devices that exist only in a test, and do something only when it says so."""

from dataclasses import dataclass, field

from megachat_desktop.errors import DeviceError
from megachat_desktop.media.audio.layer import OnCaptured, OnPlay, OpenDevice
from megachat_desktop.model.media import DeviceKind, MediaDevice

PERIOD = 480


def microphone(name: str, *, default: bool = False) -> MediaDevice:
    return MediaDevice(DeviceKind.MICROPHONE, name, name, default)


def speaker(name: str, *, default: bool = False) -> MediaDevice:
    return MediaDevice(DeviceKind.SPEAKER, name, name, default)


@dataclass
class FakeDevice:
    """An open device; the test calls ``hear`` or ``play`` in place of the library's thread."""

    device_id: str
    captured: OnCaptured | None = None
    asked: OnPlay | None = None
    running: bool = True
    closed: bool = False

    def hear(self, sound: bytes) -> None:
        assert self.captured is not None
        self.captured(memoryview(sound))

    def play(self, samples: int = PERIOD) -> bytes:
        assert self.asked is not None
        return self.asked(samples)

    def close(self) -> None:
        self.closed, self.running = True, False


@dataclass
class FakeLayer:
    """``plugged`` is what there is; ``broken`` ids refuse to open; ``opened`` is the story."""

    plugged: tuple[MediaDevice, ...] = ()
    broken: set[str] = field(default_factory=set)
    refusal: type[DeviceError] = DeviceError  # what a broken one raises
    opened: list[FakeDevice] = field(default_factory=list)

    def devices(self) -> tuple[MediaDevice, ...]:
        return self.plugged

    def open_microphone(self, device_id: str, captured: OnCaptured) -> OpenDevice:
        return self._open(FakeDevice(device_id, captured=captured))

    def open_speaker(self, device_id: str, play: OnPlay) -> OpenDevice:
        return self._open(FakeDevice(device_id, asked=play))

    def close(self) -> None:
        assert all(device.closed for device in self.opened)

    def _open(self, device: FakeDevice) -> FakeDevice:
        if device.device_id in self.broken:
            raise self.refusal
        self.opened.append(device)
        return device


@dataclass
class HandClock:
    """Time that the test sets."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now
