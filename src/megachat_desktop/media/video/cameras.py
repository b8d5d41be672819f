"""The cameras of this computer, through libavdevice: which there are, and their pictures.

v4l2 on Linux, dshow on Windows, avfoundation on macOS. A camera that another program holds, or
that vanished, is a DeviceError in words fit to be shown.
"""

import errno
import logging
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import av
from av.container import InputContainer
from msgspec import Struct

from megachat_desktop.errors import DeviceBusyError, DeviceError, DeviceRefusedError, Sentence
from megachat_desktop.media import clock
from megachat_desktop.media.video.frames import CapturedFrame, FrameSink
from megachat_desktop.media.video.scaling import Scaler
from megachat_desktop.media.video.source_thread import SourceThread
from megachat_desktop.model.media import DeviceKind, MediaDevice

WIDTH, HEIGHT, FPS = 1280, 720, 30
_FORMATS = {"linux": "v4l2", "win32": "dshow", "darwin": "avfoundation"}
_MAX_STAMP_AGE_S = 0.5
_SYS_V4L = Path("/sys/class/video4linux")

log = logging.getLogger(__name__)


class CameraInput(Struct, frozen=True):
    """How libavdevice opens a camera."""

    format: str
    file: str
    name: str
    options: tuple[tuple[str, str], ...] = ()


class SystemCameras:
    """Every camera of this computer."""

    def __init__(self, platform: str = sys.platform) -> None:
        self._format = _FORMATS.get(platform, "v4l2")

    def devices(self) -> tuple[MediaDevice, ...]:
        """All of this moment; the first one is the default. Takes some 10 to 100 ms."""
        return tuple(
            MediaDevice(DeviceKind.CAMERA, file, name, is_default=index == 0)
            for index, (file, name) in enumerate(_enumerate(self._format))
        )

    def open(self, device_id: str | None) -> "CameraSource | None":
        """A camera ready to start: the default for None. None back where there is none."""
        devices = self.devices()
        if device_id is None:
            chosen = devices[0] if devices else None
        else:
            chosen = next((d for d in devices if d.device_id == device_id), None)
            if chosen is None:
                raise DeviceError(Sentence("This camera isn't connected any more."))
        return None if chosen is None else CameraSource(self._input(chosen))

    def _input(self, device: MediaDevice) -> CameraInput:
        file = device.device_id
        if self._format == "dshow":
            file = f"video={file}"
        size = ("video_size", f"{WIDTH}x{HEIGHT}"), ("framerate", str(FPS))
        return CameraInput(self._format, file, device.name, size)


class CameraSource:
    """One camera as a ``VideoSource``. ``on_lost`` is told on its thread when it vanishes."""

    def __init__(self, camera: CameraInput, on_lost: Callable[[], None] | None = None) -> None:
        self._camera = camera
        self._on_lost = on_lost
        self._size = (WIDTH, HEIGHT)
        self._thread = SourceThread("camera")
        self._scaler = Scaler()
        self._alive = False

    @property
    def size(self) -> tuple[int, int]:
        """Width and height; the camera's own after ``start``."""
        return self._size

    @property
    def alive(self) -> bool:
        """False before the start, after the end, and when the camera vanished."""
        return self._alive

    def start(self, sink: FrameSink) -> None:
        """Open the camera and read it on a thread. Raises DeviceError when it is busy or gone."""
        self.stop()
        container = _open(self._camera)
        if not container.streams.video:
            container.close()
            raise DeviceError(Sentence("{camera} gives no picture.", camera=self._camera.name))
        context = container.streams.video[0].codec_context
        self._size = context.width, context.height
        self._alive = True
        self._thread.start(partial(self._run, container, sink))

    def stop(self) -> None:
        """Let go of the camera, so that its light goes out; idempotent."""
        self._thread.stop()

    def _run(self, container: InputContainer, sink: FrameSink) -> None:
        try:
            for frame in container.decode(video=0):
                if self._thread.stopping.is_set():
                    break
                at = _stamp(frame)
                sink(CapturedFrame(self._scaler.resize(frame, frame.width, frame.height), at))
        except (av.FFmpegError, OSError) as broken:
            log.info("the camera stopped: %s", type(broken).__name__)
        finally:
            self._alive = False
            container.close()
        if not self._thread.stopping.is_set() and self._on_lost is not None:
            self._on_lost()


def _open(camera: CameraInput) -> InputContainer:
    """The camera with the wanted size and rate, else with whatever it offers itself."""
    problem: Exception = ValueError(camera.format)
    for options in (dict(camera.options), {}):
        try:
            return av.open(camera.file, format=camera.format, options=options)
        except (av.FFmpegError, OSError, ValueError) as refused:
            problem = refused
            if getattr(refused, "errno", None) in (errno.EBUSY, errno.ENOENT):
                break
    raise _error(camera.name, problem) from problem


def _error(name: str, problem: Exception) -> DeviceError:
    match getattr(problem, "errno", None):
        case errno.EBUSY:
            return DeviceBusyError(Sentence("{camera} is in use by another program.", camera=name))
        case errno.ENOENT | errno.ENODEV | errno.ENXIO:
            return DeviceError(Sentence("{camera} isn't connected any more.", camera=name))
        case errno.EACCES | errno.EPERM:
            return DeviceRefusedError(
                Sentence(
                    "This program may not use {camera}. Allow it in the system's settings.",
                    camera=name,
                )
            )
    return DeviceError(Sentence("{camera} can't be used.", camera=name))


def _stamp(frame: av.VideoFrame) -> float:
    """When the picture was taken: the driver's monotonic stamp where it is one, else now."""
    now = clock.now()
    time = frame.time
    return time if time is not None and 0 <= now - time < _MAX_STAMP_AGE_S else now


def _enumerate(format_name: str) -> list[tuple[str, str]]:
    """(file, name) of every camera; empty when the system cannot say."""
    try:
        found = [(d.name, d.description) for d in av.enumerate_input_devices(format_name)]
    except (av.FFmpegError, OSError, ValueError):
        found = []
    if format_name == "avfoundation":
        found = [entry for entry in found if "capture screen" not in entry[1].lower()]
    return found or _from_sysfs(format_name, _SYS_V4L)


def _from_sysfs(format_name: str, root: Path) -> list[tuple[str, str]]:
    """Linux cameras by the kernel's own list: the first node of each device takes pictures."""
    if format_name != "v4l2" or not root.is_dir():
        return []
    nodes = sorted(root.glob("video*"), key=lambda node: int(node.name.removeprefix("video")))
    return [
        (f"/dev/{node.name}", (node / "name").read_text().strip())
        for node in nodes
        if _first_node(node)
    ]


def _first_node(node: Path) -> bool:
    index = node / "index"
    return not index.exists() or index.read_text().strip() == "0"
