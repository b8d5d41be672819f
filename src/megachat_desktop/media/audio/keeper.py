"""Keeps the right microphone and speaker open while a call lasts, on a thread of its own.

Opening a device takes from 2 to some 100 ms, so the audio thread never does it: it reads
``capture`` and ``playback`` afresh every time, and finds another stream there when one vanished.
"""

import logging
import threading
import time
from dataclasses import dataclass

from megachat_desktop.errors import DeviceError
from megachat_desktop.media import clock
from megachat_desktop.media.audio.devices import NO_DEVICE, choose
from megachat_desktop.media.audio.layer import DeviceLayer
from megachat_desktop.media.audio.ring import WakeUp
from megachat_desktop.media.audio.streams import (
    CaptureStream,
    DeviceCapture,
    DevicePlayback,
    NullCapture,
    NullPlayback,
    PlaybackStream,
)
from megachat_desktop.model.media import DeviceKind

_log = logging.getLogger(__name__)
_LOOK_S = 0.1  # at a device that may have stalled
_LIST_S = 1.0  # at what else is there
_RETRY_S = 2.0  # a device that refuses to open
_BEGIN_S = 0.24  # under what counts as a stalled device
_BEGIN_POLL_S = 0.005


@dataclass(frozen=True)
class DeviceChoice:
    """What to open: a device_id, None for the system's default, ``"none"`` for nothing."""

    microphone: str | None
    speaker: str | None


class DeviceKeeper:
    """Owns the two streams of one call."""

    def __init__(self, layer: DeviceLayer, wake: WakeUp, choice: DeviceChoice) -> None:
        self._layer, self._wake = layer, wake
        self._choice = choice
        self._refused: dict[str, float] = {}  # device_id -> when it may be tried again
        self._changed = threading.Event()
        self._settled = threading.Event()
        self._stopping = False
        self.capture: CaptureStream = NullCapture(clock.now)
        self.playback: PlaybackStream = NullPlayback(clock.now)
        self.past_xruns_in = self.past_xruns_out = 0  # of streams that are closed
        self._thread = threading.Thread(target=self._run, name="call-devices", daemon=True)
        self._thread.start()

    def set_choice(self, choice: DeviceChoice) -> None:
        """Other devices; returns at once."""
        self._choice = choice
        self._refused.clear()
        self._settled.clear()
        self._changed.set()

    def wait_settled(self, timeout_s: float) -> bool:
        """Wait until the devices of the latest choice are open; for tests and short warm-ups."""
        return self._settled.wait(timeout_s)

    def stop(self) -> None:
        """Close both devices."""
        self._stopping = True
        self._changed.set()
        self._thread.join()

    def _run(self) -> None:
        list_at = 0.0
        while not self._stopping:
            now = clock.now()
            alive = self.capture.alive(now) and self.playback.alive(now)
            if self._changed.is_set() or not alive or now >= list_at:
                self._changed.clear()
                self._settle(now)
                list_at = now + _LIST_S
            self._changed.wait(_LOOK_S)
        self.capture.close()
        self.playback.close()

    def _settle(self, now: float) -> None:
        """Open what should be open, close what should not."""
        choice, devices = self._choice, self._layer.devices()
        devices = tuple(d for d in devices if self._refused.get(d.device_id, 0.0) <= now)
        microphone = choose(devices, DeviceKind.MICROPHONE, choice.microphone)
        if microphone != self.capture.device_id or not self.capture.alive(now):
            self._replace_capture(microphone)
        speaker = choose(devices, DeviceKind.SPEAKER, choice.speaker)
        if speaker != self.playback.device_id or not self.playback.alive(now):
            self._replace_playback(speaker)
        if choice is self._choice:
            self._settled.set()

    def _replace_capture(self, device_id: str | None) -> None:
        old = self.capture
        self.capture = NullCapture(clock.now)
        old.close()
        self.past_xruns_out += old.xruns
        if device_id is not None:
            try:
                microphone = DeviceCapture(self._layer, device_id, self._wake, clock.now)
            except DeviceError:
                self._refuse(device_id)
                return
            self._await_sound(microphone)
            self.capture = microphone

    def _await_sound(self, microphone: DeviceCapture) -> None:
        """Some take a tenth of a second to begin; until then the silence that flows is better."""
        give_up_at = clock.now() + _BEGIN_S
        while not microphone.position[0] and clock.now() < give_up_at and not self._stopping:
            time.sleep(_BEGIN_POLL_S)

    def _replace_playback(self, device_id: str | None) -> None:
        old = self.playback
        self.playback = NullPlayback(clock.now)
        old.close()
        self.past_xruns_in += old.xruns
        if device_id is not None:
            try:
                self.playback = DevicePlayback(self._layer, device_id, self._wake, clock.now)
            except DeviceError:
                self._refuse(device_id)

    def _refuse(self, device_id: str) -> None:
        """Somebody else has it, or it went away just now: try the next one, this one later."""
        _log.info("a sound device would not open")
        self._refused[device_id] = clock.now() + _RETRY_S
        self._changed.set()


def capture_choice(microphone: str | None, *, wanted: bool) -> str | None:
    """The microphone to open, which is none while nothing of it would be sent."""
    return microphone if wanted else NO_DEVICE
