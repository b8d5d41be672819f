"""The device layer on miniaudio: WASAPI, Core Audio, PulseAudio or ALSA, whatever is there.

Uses miniaudio's C functions directly, not its stream classes: those make a context (a connection
to the sound server) per stream and never close it. Chosen by measurement, docs/decisions/0070.
"""

import _thread
import sys
import threading
from pathlib import Path
from typing import Any

import miniaudio  # type: ignore[import-untyped]
from _miniaudio import ffi, lib  # type: ignore[import-not-found]

from megachat_desktop.errors import DeviceBusyError, DeviceError, DeviceRefusedError, Sentence
from megachat_desktop.media import clock
from megachat_desktop.media.audio.layer import PERIOD_MS, PERIODS, OnCaptured, OnPlay, OpenDevice
from megachat_desktop.media.audio.priority import prefer_this_thread
from megachat_desktop.media.audio.ring import WakeUp
from megachat_desktop.media.audio.seam import RATE
from megachat_desktop.model.media import DeviceKind, MediaDevice

_SAMPLE = 2
_CARDS = Path("/proc/asound/cards")
_CLOSE_S = 0.080
_MONITOR_SUFFIX = b".monitor"  # PulseAudio's name for "what a speaker plays": no microphone
_RETRY_S = 2.0  # asking all sound systems there are takes 0.1 s: seldom where there is none


class MiniaudioLayer:
    """One connection to the sound system, shared by all devices; made again when it was lost."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._context: _Context | None = None
        self._retry_at = 0.0

    def devices(self) -> tuple[MediaDevice, ...]:
        """Microphones and speakers; the ids are stable as long as the computer knows the device."""
        with self._lock:
            if self._context is None and clock.now() < self._retry_at:
                return ()
            try:
                found = self._enumerate()
            except DeviceError:
                found = []
            if not found:  # perhaps the sound server is not there yet: look afresh later
                self._drop_context()
            return tuple(_device(kind, info) for kind, info in found)

    def open_microphone(self, device_id: str, captured: OnCaptured) -> OpenDevice:
        """Capture from ``device_id``. Raises DeviceError."""
        return self._open(DeviceKind.MICROPHONE, device_id, _Captured(captured))

    def open_speaker(self, device_id: str, play: OnPlay) -> OpenDevice:
        """Play on ``device_id``. Raises DeviceError."""
        return self._open(DeviceKind.SPEAKER, device_id, _Playing(play))

    def close(self) -> None:
        """End the connection to the sound system."""
        with self._lock:
            self._drop_context()

    def _open(self, kind: DeviceKind, device_id: str, target: "_Target") -> OpenDevice:
        with self._lock:
            for found, info in self._enumerate():
                if found is kind and _stable_id(info) == device_id:
                    raw_id = ffi.new("ma_device_id *", info.id)
                    return _Device(self._ensure_context(), kind, raw_id, target)
        raise DeviceError(Sentence("This sound device is not connected."))

    def _enumerate(self) -> list[tuple[DeviceKind, Any]]:
        context = self._ensure_context().context
        speakers, microphones = ffi.new("ma_device_info **"), ffi.new("ma_device_info **")
        speaker_count, microphone_count = ffi.new("ma_uint32 *"), ffi.new("ma_uint32 *")
        _checked(
            lib.ma_context_get_devices(
                context, speakers, speaker_count, microphones, microphone_count
            )
        )
        both = [(DeviceKind.SPEAKER, speakers[0][n]) for n in range(speaker_count[0])] + [
            (DeviceKind.MICROPHONE, microphones[0][n]) for n in range(microphone_count[0])
        ]
        if context.backend == lib.ma_backend_null:
            return []  # plays to nobody: better none
        alsa = context.backend == lib.ma_backend_alsa
        return [(kind, info) for kind, info in both if _is_real(info, alsa=alsa)]

    def _ensure_context(self) -> "_Context":
        if self._context is None:
            self._context = _Context()
        return self._context

    def _drop_context(self) -> None:
        context, self._context = self._context, None
        if context is not None:
            context.release()
        self._retry_at = clock.now() + _RETRY_S


def _backends() -> list[int]:
    """The sound systems to try in this order; empty is the platform's own choice.

    On Linux the libraries of ALSA and JACK write to standard error when they find nothing, so ALSA
    is tried only where there is a sound card, and JACK not at all.
    """
    if not sys.platform.startswith("linux"):
        return []
    alsa = [lib.ma_backend_alsa] if _CARDS.exists() and "[" in _CARDS.read_text() else []
    return [lib.ma_backend_pulseaudio, *alsa, lib.ma_backend_null]


class _Context:
    """An ma_context, gone once nobody uses it: neither the layer nor any device.

    A device that never finishes closing keeps it: libpulse crashes on one that is freed too soon.
    """

    def __init__(self) -> None:
        config = lib.ma_context_config_init()
        self._name = ffi.new("char[]", b"MegaChat")
        config.pulse.pApplicationName = self._name
        config.threadPriority = miniaudio.ThreadPriority.HIGHEST.value
        self.context = ffi.new("ma_context *")
        wanted = _backends()
        backends = ffi.new("ma_backend[]", wanted) if wanted else ffi.NULL
        _checked(lib.ma_context_init(backends, len(wanted), ffi.addressof(config), self.context))
        self._users = 1
        self._lock = threading.Lock()

    def use(self) -> None:
        """One user more."""
        with self._lock:
            self._users += 1

    def release(self) -> None:
        """One user less; the last one closes it."""
        with self._lock:
            self._users -= 1
            last = not self._users
        if last:
            lib.ma_context_uninit(self.context)


class _Captured:
    """Hands what a microphone heard to our callback."""

    def __init__(self, captured: OnCaptured) -> None:
        self._captured = captured

    def move(self, output: Any, heard: Any, frames: int) -> None:
        self._captured(memoryview(ffi.buffer(heard, frames * _SAMPLE)))


class _Playing:
    """Fetches from our callback what a speaker asks for; miniaudio has filled in silence."""

    def __init__(self, play: OnPlay) -> None:
        self._play = play

    def move(self, output: Any, heard: Any, frames: int) -> None:
        sound = self._play(frames)
        ffi.memmove(output, sound, len(sound))


_Target = _Captured | _Playing


class _Device:
    """One running ma_device. miniaudio's own callbacks find it by the handle in pUserData."""

    def __init__(self, context: _Context, kind: DeviceKind, raw_id: Any, target: _Target) -> None:
        self._context, self._target = context, target
        self.running, self._closed, self._preferred = True, False, False
        self._handle = ffi.new_handle(self)
        self._device: Any = ffi.new("ma_device *")
        config = _device_config(kind, raw_id)
        config.pUserData = self._handle
        _checked(lib.ma_device_init(context.context, ffi.addressof(config), self._device))
        context.use()
        started = lib.ma_device_start(self._device)
        if started != lib.MA_SUCCESS:
            self.close()
            _checked(started)

    def close(self) -> None:
        # May never return for a device that vanished (miniaudio #881, #1034): so it has a time
        # limit, and a bare thread that nobody joins, which keeps this object alive meanwhile.
        if not self._closed:
            self._closed, self.running = True, False
            done = WakeUp()
            _thread.start_new_thread(self._uninit, (done,))
            done.wait(_CLOSE_S)

    def _uninit(self, done: WakeUp) -> None:
        lib.ma_device_uninit(self._device)
        self._context.release()
        done.set()

    def _data_callback(self, device: Any, output: Any, heard: Any, frames: int) -> None:
        if not self._preferred:  # miniaudio asks for more, but on Linux without being heard
            self._preferred = True
            prefer_this_thread()
        self._target.move(output, heard, frames)

    def _stop_callback(self, device: Any) -> None:
        self.running = False


def _device_config(kind: DeviceKind, raw_id: Any) -> Any:
    speaker = kind is DeviceKind.SPEAKER
    direction = lib.ma_device_type_playback if speaker else lib.ma_device_type_capture
    config = lib.ma_device_config_init(direction)
    config.sampleRate = RATE
    config.periodSizeInMilliseconds = PERIOD_MS
    config.periods = PERIODS
    side = config.playback if speaker else config.capture
    side.channels = 1
    side.format = lib.ma_format_s16
    side.pDeviceID = raw_id
    config.dataCallback = lib._internal_data_callback
    config.stopCallback = lib._internal_stop_callback
    return config


def _device(kind: DeviceKind, info: Any) -> MediaDevice:
    name = ffi.string(info.name).decode("utf-8", "replace")
    return MediaDevice(kind, _stable_id(info), name, bool(info.isDefault))


def _raw(info: Any) -> bytes:
    return bytes(ffi.buffer(ffi.addressof(info, "id"))).rstrip(b"\0")


def _stable_id(info: Any) -> str:
    """The system's own id as text: UTF-8 on Linux and macOS, UTF-16 on Windows, else hex."""
    raw = _raw(info)
    if b"\0" not in raw:
        return raw.decode("utf-8", "replace")
    wide = raw.decode("utf-16-le", "replace")
    return wide if wide.isprintable() else raw.hex()


def _is_real(info: Any, *, alsa: bool) -> bool:
    """Not what a speaker plays, offered as a microphone, and none of ALSA's many plug-ins."""
    raw = _raw(info)
    if alsa:
        return b":" in raw or raw == b"default"
    return not raw.endswith(_MONITOR_SUFFIX)


def _checked(result: int) -> None:
    """Raises DeviceError, or the kind of it that the system names."""
    if result == lib.MA_ACCESS_DENIED:
        raise DeviceRefusedError
    if result in (lib.MA_BUSY, lib.MA_ALREADY_IN_USE):
        raise DeviceBusyError
    if result != lib.MA_SUCCESS:
        raise DeviceError
