"""Keeps the right microphone and speaker open while a call lasts, on a thread of its own.

Opening a device takes from 2 to some 100 ms, so the audio thread never does it: it reads
``capture`` and ``playback`` afresh every time, and finds another stream there when one vanished.
"""

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from msgspec import Struct

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
    Stream,
)
from megachat_desktop.model.media import DeviceKind

_log = logging.getLogger(__name__)
_LOOK_S = 0.1  # at a device that may have stalled
_LIST_S = 1.0  # at what else is there
_RETRY_S = 2.0  # a device that refuses to open
_BEGIN_S = 4.0  # a headset that has to wake up may take as long to move sound
_PENDING_S = 0.005

S = TypeVar("S", bound=Stream)


class DeviceChoice(Struct, frozen=True):
    """What to open: a device_id, None for the system's default, ``"none"`` for nothing."""

    microphone: str | None
    speaker: str | None


class _Slot(Generic[S]):
    """One place for a stream: plays or captures with the old one until the new one has begun."""

    def __init__(self, nothing: Callable[[], S], device: Callable[[str], S]) -> None:
        self._nothing, self._device = nothing, device
        self.current: S = nothing()
        self.past_xruns = 0  # of streams that are closed
        self._next: S | None = None
        self._give_up_at = 0.0

    @property
    def pending(self) -> bool:
        """Whether a device is open that has not begun yet."""
        return self._next is not None

    def settle(self, wanted: str | None, now: float) -> None:
        """Go over to ``wanted``. Raises DeviceError when it does not open."""
        if not self.current.alive(now):
            self._become(self._nothing())
        if wanted == self.current.device_id:
            self._drop_next()
        elif wanted is None:
            self._drop_next()
            self._become(self._nothing())
        elif self._next is None or self._next.device_id != wanted:
            self._drop_next()
            self._next, self._give_up_at = self._device(wanted), now + _BEGIN_S

    def look(self, now: float) -> str | None:
        """Take the next stream if it has begun; returns the id of one that never did."""
        following = self._next
        if following is None:
            return None
        if following.started:
            self._next = None
            self._become(following)
        elif now > self._give_up_at:
            self._drop_next()
            return following.device_id
        return None

    def close(self) -> None:
        """Let go of everything."""
        self._drop_next()
        self._become(self._nothing())

    def _become(self, stream: S) -> None:
        old, self.current = self.current, stream
        self.past_xruns += old.xruns
        old.close()

    def _drop_next(self) -> None:
        dropped, self._next = self._next, None
        if dropped is not None:
            dropped.close()


class DeviceKeeper:
    """Owns the two streams of one call."""

    def __init__(self, layer: DeviceLayer, wake: WakeUp, choice: DeviceChoice) -> None:
        self._layer = layer
        self._choice = choice
        self._refused: dict[str, float] = {}  # device_id -> when it may be tried again
        self._microphone_problem = ""
        self._changed = threading.Event()
        self._stopping = False
        self._microphone: _Slot[CaptureStream] = _Slot(
            lambda: NullCapture(clock.now),
            lambda device_id: DeviceCapture(layer, device_id, wake, clock.now),
        )
        self._speaker: _Slot[PlaybackStream] = _Slot(
            lambda: NullPlayback(clock.now),
            lambda device_id: DevicePlayback(layer, device_id, wake, clock.now),
        )
        self._thread = threading.Thread(target=self._run, name="call-devices", daemon=True)
        self._thread.start()

    @property
    def capture(self) -> CaptureStream:
        """Where to read from at this moment."""
        return self._microphone.current

    @property
    def playback(self) -> PlaybackStream:
        """Where to write to at this moment."""
        return self._speaker.current

    @property
    def microphone_problem(self) -> str:
        """Code of the error that keeps every microphone shut; empty if one works or none exists."""
        return "" if self.capture.device_id is not None else self._microphone_problem

    @property
    def xruns_in(self) -> int:
        """How often a speaker had nothing to play."""
        return self._speaker.past_xruns + self._speaker.current.xruns

    @property
    def xruns_out(self) -> int:
        """How often a microphone's sound was dropped."""
        return self._microphone.past_xruns + self._microphone.current.xruns

    def set_choice(self, choice: DeviceChoice) -> None:
        """Other devices; returns at once."""
        self._choice = choice
        self._refused.clear()
        self._changed.set()

    def stop(self) -> None:
        """Close both devices."""
        self._stopping = True
        self._changed.set()
        self._thread.join()

    def _run(self) -> None:
        list_at = 0.0
        while not self._stopping:
            now = clock.now()
            self._look(now)
            alive = self.capture.alive(now) and self.playback.alive(now)
            if self._changed.is_set() or not alive or now >= list_at:
                self._changed.clear()
                self._settle(now)
                list_at = now + _LIST_S
            pending = self._microphone.pending or self._speaker.pending
            self._changed.wait(_PENDING_S if pending else _LOOK_S)
        self._microphone.close()
        self._speaker.close()

    def _look(self, now: float) -> None:
        for slot in (self._microphone, self._speaker):
            refused = slot.look(now)
            if refused is not None:
                if slot is self._microphone:
                    self._microphone_problem = DeviceError.code
                self._refuse(refused, now)

    def _settle(self, now: float) -> None:
        """Open what should be open, close what should not."""
        choice, devices = self._choice, self._layer.devices()
        usable = tuple(d for d in devices if self._refused.get(d.device_id, 0.0) <= now)
        if not any(d.kind is DeviceKind.MICROPHONE for d in devices):
            self._microphone_problem = ""
        microphone = choose(usable, DeviceKind.MICROPHONE, choice.microphone)
        speaker = choose(usable, DeviceKind.SPEAKER, choice.speaker)
        self._open(self._microphone, microphone, now)
        self._open(self._speaker, speaker, now)

    def _open(self, slot: _Slot[S], device_id: str | None, now: float) -> None:
        try:
            slot.settle(device_id, now)
        except DeviceError as problem:
            if slot is self._microphone:
                self._microphone_problem = problem.code
            if device_id is not None:
                self._refuse(device_id, now)

    def _refuse(self, device_id: str, now: float) -> None:
        """Somebody else has it, or it went away just now: try the next one, this one later."""
        _log.info("a sound device would not open")
        self._refused[device_id] = now + _RETRY_S
        self._changed.set()


def capture_choice(microphone: str | None, *, wanted: bool) -> str | None:
    """The microphone to open, which is none while nothing of it would be sent."""
    return microphone if wanted else NO_DEVICE
