"""The ``MediaEngine``: makes a call's media and knows the devices of this computer.

Made once per process, on the engine's loop. Codecs are warmed up beside the self-test, so that the
first call opens nothing for the first time.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from megachat_desktop import __version__
from megachat_desktop.errors import DeviceError
from megachat_desktop.media.audio import opus
from megachat_desktop.media.audio.devices import NO_DEVICE, DeviceWatch
from megachat_desktop.media.audio.engine import AudioEngine
from megachat_desktop.media.audio.layer import DeviceLayer
from megachat_desktop.media.datagram_path import DatagramPath
from megachat_desktop.media.description import AgreedMedia
from megachat_desktop.media.device_bench import DeviceBench
from megachat_desktop.media.recorder import Recorder
from megachat_desktop.media.rtp.receiver import PeerReceiver
from megachat_desktop.media.self_test import run_self_test
from megachat_desktop.media.session import CallMedia
from megachat_desktop.media.session_media import MediaSources, RealParts
from megachat_desktop.media.session_parts import PartsOwner
from megachat_desktop.media.session_seam import CallSetting, CallSink
from megachat_desktop.media.video.camera_watch import CameraWatch
from megachat_desktop.media.video.decoder import VideoDecoder
from megachat_desktop.media.video.encoder import EncoderSettings, open_encoder
from megachat_desktop.media.video.frames import CapturedFrame, VideoSource
from megachat_desktop.media.video.hardware import find_hardware_encoder
from megachat_desktop.media.video.media_file import MediaFile
from megachat_desktop.media.video.test_picture import TestPicture, TestPictureSource
from megachat_desktop.model.call import CallRole
from megachat_desktop.model.media import MediaChoice, MediaDevice
from megachat_desktop.model.settings import Settings

TEST = "test"
_WARM_UP = EncoderSettings(1280, 720, 30, 1_500_000, 2_200_000, 360_000)

DevicesChanged = Callable[[tuple[MediaDevice, ...]], None]

log = logging.getLogger(__name__)


class Cameras(Protocol):
    """The cameras of this computer."""

    def devices(self) -> tuple[MediaDevice, ...]:
        """All of this moment; may take some 100 ms."""
        ...

    def open(self, device_id: str | None) -> VideoSource | None:
        """A camera ready to start; None is the system's default, None back where there is none."""
        ...


class CallMediaEngine:
    """See ``engine.media_ports.MediaEngine``."""

    def __init__(
        self, layer: DeviceLayer, cameras: Cameras, encoder_cache: Path | None = None
    ) -> None:
        """``encoder_cache`` remembers which hardware encoder works; without it none is tried."""
        self._encoder_cache = encoder_cache
        self._layer = layer
        self._cameras = cameras
        self._watches: tuple[DeviceWatch, CameraWatch] | None = None
        self._watching = asyncio.Lock()
        self._watchers = 0  # calls of watch_devices; only the last one is told
        self._tasks: set[asyncio.Task[None]] = set()
        self._peers: set[CallMedia] = set()
        self._hardware: str | None = None
        self._bench: DeviceBench | None = None

    async def self_test(self) -> None:
        """Raise MediaEngineError when the libraries do not fit; warm the codecs up beside it."""
        loop = asyncio.get_running_loop()
        await asyncio.gather(run_self_test(), loop.run_in_executor(None, warm_up_codecs))
        if self._encoder_cache is not None:
            threading.Thread(
                target=self._find_hardware, name="hardware-encoder", daemon=True
            ).start()

    def _find_hardware(self) -> None:
        """Takes seconds the first time; calls until then encode in software."""
        if self._encoder_cache is not None:
            self._hardware = find_hardware_encoder(self._encoder_cache, __version__)

    def create_peer(
        self,
        role: CallRole,
        choice: MediaChoice,
        settings: Settings,
        sink: CallSink,
        fallback: DatagramPath | None,
    ) -> CallMedia:
        """A peer for one call; opens no device and sends nothing yet."""
        peer = CallMedia(CallSetting(role, choice, settings, fallback), sink, self._make_parts)
        self._peers = {known for known in self._peers if not known.closed} | {peer}
        return peer

    def _make_parts(
        self, owner: PartsOwner, agreed: AgreedMedia, receiver: PeerReceiver, choice: MediaChoice
    ) -> RealParts:
        file = _open_file(choice.play)
        sources = MediaSources(
            make_audio=lambda chosen, on_encoded: AudioEngine(
                chosen, on_encoded, self._layer, file.sound if file else None
            ),
            read_packet=opus.read_packet,
            make_camera=lambda chosen: self._make_camera(chosen, file),
            hardware_encoder=self._hardware if choice.hardware_video else None,
            recorder=_open_recorder(choice.record),
            close=file.close if file else lambda: None,
        )
        return RealParts(owner, agreed, receiver, choice, sources)

    def _make_camera(self, choice: MediaChoice, file: MediaFile | None) -> VideoSource | None:
        """In an executor thread."""
        if choice.play == TEST:
            return TestPictureSource()
        if choice.play is not None:
            return file.picture if file else None
        if choice.camera == NO_DEVICE:
            return None
        if self._bench is not None:
            self._bench.close_camera()  # most cameras serve one at a time
        return self._cameras.open(choice.camera)

    def open_bench(self) -> DeviceBench:
        """Try devices out, outside any call. One at a time: the one before is closed."""
        if self._bench is not None:
            self._bench.close()
        self._bench = DeviceBench(self._layer, self._cameras.open)
        return self._bench

    def devices(self) -> tuple[MediaDevice, ...]:
        """Every microphone, speaker and camera of this moment; at once while they are watched."""
        if self._watches is not None:
            sound, cameras = self._watches
            return sound.devices + cameras.devices
        return self._layer.devices() + self._cameras.devices()

    def open_camera(self, device_id: str | None) -> VideoSource | None:
        """A camera outside of any call. Raises DeviceError."""
        return self._cameras.open(device_id)

    def watch_devices(self, changed: DevicesChanged) -> None:
        """Report the devices soon, and again on hot-plug, on this loop; the last call counts."""
        self._watchers += 1
        task = asyncio.get_running_loop().create_task(self._begin_to_watch(changed, self._watchers))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _begin_to_watch(self, changed: DevicesChanged, number: int) -> None:
        loop = asyncio.get_running_loop()

        def tell() -> None:
            if number == self._watchers:
                changed(self.devices())

        def begin() -> None:
            """Enumerating takes up to 100 ms."""
            self._stop_watching()
            sound = DeviceWatch(self._layer, notice)
            self._watches = sound, CameraWatch(self._cameras, notice)

        def notice(_devices: object) -> None:
            """On a watching thread."""
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(tell)

        async with self._watching:
            if number == self._watchers:
                await loop.run_in_executor(None, begin)
                tell()

    def _stop_watching(self) -> None:
        watches, self._watches = self._watches, None
        for watch in watches or ():
            watch.close()

    async def close(self) -> None:
        """Close what calls are left, let go of every device and thread."""
        self._watchers += 1
        await asyncio.gather(*(peer.close() for peer in self._peers), *self._tasks)
        self._peers.clear()
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self._stop_watching)
        if self._bench is not None:
            await loop.run_in_executor(None, self._bench.close)
        await loop.run_in_executor(None, self._layer.close)


def _open_file(play: str | None) -> MediaFile | None:
    """The file that takes the place of camera and microphone; a broken one plays nothing."""
    if play is None or play == TEST:
        return None
    try:
        return MediaFile(Path(play))
    except DeviceError as problem:
        log.warning("nothing to play: %s", problem.sentence)
        return None


def _open_recorder(record: str | None) -> Recorder | None:
    """A recording that cannot begin does not stop the call."""
    if record is None:
        return None
    try:
        return Recorder(Path(record))
    except DeviceError as problem:
        log.warning("nothing is recorded: %s", problem.sentence)
        return None


def warm_up_codecs() -> None:
    """Encode and decode one picture and a little sound: libraries loaded, memory touched."""
    opus.warm_up()
    frame = TestPicture(_WARM_UP.width, _WARM_UP.height).draw(0, 0.0)
    encoder = open_encoder("h264", _WARM_UP)
    try:
        encoded = encoder.encode(CapturedFrame(frame, 0.0), key=True)
    finally:
        encoder.close()
    if encoded is not None:
        VideoDecoder("h264").decode(encoded.data)
