"""Trying out a microphone and a speaker: the level, a recorded sample, a test sound.

    microphone -> processing -> level; while recording -> memory
    memory or test sound -> volume -> speaker, which is open for that time only

A recorded sample lives in memory, until it has been played or this closes.
"""

import threading
from collections import deque

import numpy as np

from megachat_desktop.media import clock
from megachat_desktop.media.audio.devices import NO_DEVICE
from megachat_desktop.media.audio.keeper import DeviceChoice, DeviceKeeper
from megachat_desktop.media.audio.layer import DeviceLayer
from megachat_desktop.media.audio.outgoing import level_of
from megachat_desktop.media.audio.processing import (
    ProcessingChoice,
    VoiceProcessing,
    make_processing,
)
from megachat_desktop.media.audio.ring import WakeUp
from megachat_desktop.media.audio.ringer import load
from megachat_desktop.media.audio.seam import BLOCK, RATE
from megachat_desktop.media.audio.sounds import CallSound
from megachat_desktop.media.audio.volume import with_volume
from megachat_desktop.model.device_check import SampleState
from megachat_desktop.model.media import MediaChoice

SAMPLE_S = 5
_PER_SECOND = RATE // BLOCK
_WAKE_S = 0.02
_SPEAKER_S = 4.5  # then what has to be played passes unheard
_MOST_BLOCKS = 25


class SoundCheck:
    """Listens from its making until ``close``; every method may be called from any thread."""

    def __init__(self, layer: DeviceLayer, choice: MediaChoice) -> None:
        self._choice = choice
        self._wake = WakeUp()
        self._lock = threading.Lock()
        self._state = SampleState.IDLE
        self._recorded: deque[bytes] = deque()
        self._waiting: deque[bytes] = deque()  # to be played
        self._play_from = self._ends_at = 0.0
        self._loudest = 0.0
        self._stopped = False
        self._processing = _processing_for(choice)
        self._keeper = DeviceKeeper(layer, self._wake, self._devices())
        self._thread = threading.Thread(target=self._run, name="sound-check", daemon=True)
        self._thread.start()

    @property
    def state(self) -> SampleState:
        """Recording, playing, or neither."""
        return self._state

    @property
    def seconds_left(self) -> int:
        """How long the recording still goes on, rounded up."""
        if self._state is not SampleState.RECORDING:
            return 0
        return -(-(SAMPLE_S * _PER_SECOND - len(self._recorded)) // _PER_SECOND)

    @property
    def hears(self) -> bool:
        """Whether a microphone is open."""
        return self._keeper.capture.device_id is not None

    def take_level(self) -> float:
        """The loudest 10 ms since the last time, root mean square, 0 to 1."""
        loudest, self._loudest = self._loudest, 0.0
        return loudest

    def set_choice(self, choice: MediaChoice) -> None:
        """Other devices, processing or volume."""
        changed = _processing_of(choice) != _processing_of(self._choice)
        self._choice = choice
        if changed:
            self._processing = _processing_for(choice)
        self._keeper.set_choice(self._devices())

    def record(self) -> None:
        """Record a sample, then play it back."""
        with self._lock:
            self._waiting.clear()
            self._recorded.clear()
            self._state = SampleState.RECORDING
        self._keeper.set_choice(self._devices())

    def play_test_sound(self) -> None:
        """Play the sound of the ring once, on the speaker of calls."""
        samples = load(CallSound.RING).tobytes()
        size = 2 * BLOCK
        self._play([samples[at : at + size] for at in range(0, len(samples), size)])

    def stop_sample(self) -> None:
        """Neither record nor play any more."""
        with self._lock:
            self._recorded.clear()
            self._waiting.clear()
            self._state = SampleState.IDLE
        self._keeper.set_choice(self._devices())

    def close(self) -> None:
        """Let go of the devices and forget the sample."""
        self._stopped = True
        self._wake.set()
        self._thread.join()
        self._keeper.stop()
        self._recorded.clear()
        self._waiting.clear()

    def _devices(self) -> DeviceChoice:
        playing = self._state is SampleState.PLAYING
        return DeviceChoice(self._choice.microphone, self._choice.speaker if playing else NO_DEVICE)

    def _play(self, blocks: list[bytes]) -> None:
        with self._lock:
            self._recorded.clear()
            self._waiting = deque(block.ljust(2 * BLOCK, b"\0") for block in blocks)
            self._play_from = self._ends_at = clock.now()
            self._state = SampleState.PLAYING
        self._keeper.set_choice(self._devices())

    # --- the thread -----------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopped:
            self._wake.wait(_WAKE_S)
            self._hear()
            self._feed_speaker()

    def _hear(self) -> None:
        capture = self._keeper.capture
        for _ in range(_MOST_BLOCKS):
            heard = capture.read()
            if heard is None:
                break
            processing = self._processing
            sound = processing.heard(heard[0]) if processing is not None else heard[0]
            self._loudest = max(self._loudest, level_of(np.frombuffer(sound, np.int16)))
            if self._state is SampleState.RECORDING:
                self._recorded.append(sound)
        if len(self._recorded) >= SAMPLE_S * _PER_SECOND:
            self._play(list(self._recorded))

    def _feed_speaker(self) -> None:
        playback, now = self._keeper.playback, clock.now()
        if self._state is not SampleState.PLAYING:
            return
        if playback.device_id is None and now - self._play_from < _SPEAKER_S:
            return  # it opens
        if not self._waiting and now > self._ends_at:
            self.stop_sample()
        for _ in range(min(_MOST_BLOCKS, len(self._waiting), playback.wanted(now))):
            playback.write(with_volume(self._waiting.popleft(), self._choice.speaker_volume))
            self._ends_at = now + playback.latency_s(now)


def _processing_of(choice: MediaChoice) -> ProcessingChoice:
    """As in a call, but for the echo: nothing is heard while something plays."""
    return ProcessingChoice(False, choice.noise_suppression, choice.gain_control)


def _processing_for(choice: MediaChoice) -> VoiceProcessing | None:
    return make_processing(_processing_of(choice))
