"""The sounds around a call: ringing, ring-back, and the short ones when something happens.

Each way out plays on a thread of its own that lives as long as the sound does. ``stop`` is heard
at once: what the devices still hold, 20 ms, is all that comes after it.
"""

import threading
import wave

import numpy as np
from numpy.typing import NDArray

from megachat_desktop.errors import DeviceError
from megachat_desktop.media import clock
from megachat_desktop.media.audio.devices import choose
from megachat_desktop.media.audio.layer import DeviceLayer
from megachat_desktop.media.audio.ring import WakeUp
from megachat_desktop.media.audio.seam import BLOCK, RATE
from megachat_desktop.media.audio.sounds import CallSound
from megachat_desktop.media.audio.streams import DevicePlayback, NullPlayback, PlaybackStream
from megachat_desktop.model.media import DeviceKind
from megachat_desktop.model.resources import resource_path

Samples = NDArray[np.int16]

_RISE_S = 4.0
_QUIETEST = 0.1
_STOP_S = 0.002
_WAKE_S = 0.02


# After how many seconds a sound begins again; the others are heard once.
_REPEATS = {
    CallSound.RING: 3.0,
    CallSound.RING_BACK: 5.0,
    CallSound.BUSY: 0.8,
}


class Ringer:
    """Plays one sound at a time; its methods return at once and may be called from any thread."""

    def __init__(self, layer: DeviceLayer) -> None:
        self._layer = layer
        self._lock = threading.Lock()
        self._players: list[_Player] = []

    def play(
        self,
        sound: CallSound,
        outputs: tuple[str | None, ...] = (None,),
        volume: float = 1.0,
    ) -> None:
        """Play on each output (None is the system's default), in place of what plays now.

        ``volume`` from 0 to 1. RING grows from quiet to full within four seconds. RING, RING_BACK
        and BUSY go on until ``stop``; the others are heard once.
        """
        samples = (load(sound) * min(1.0, max(0.0, volume))).astype(np.int16)
        with self._lock:
            self._stop_players()
            self._players = [
                _Player(self._layer, output, samples, _REPEATS.get(sound), sound is CallSound.RING)
                for output in dict.fromkeys(outputs)
            ]

    def stop(self) -> None:
        """Silence, at once."""
        with self._lock:
            self._stop_players()

    def close(self) -> None:
        """Silence, and wait until no device is open any more."""
        with self._lock:
            players = self._stop_players()
        for player in players:
            player.join()

    def _stop_players(self) -> "list[_Player]":
        players, self._players = self._players, []
        for player in players:
            player.stop()
        return players


class _Player:
    """One sound on one output."""

    def __init__(
        self,
        layer: DeviceLayer,
        output: str | None,
        samples: Samples,
        repeat_s: float | None,
        rises: bool,
    ) -> None:
        self._layer, self._output = layer, output
        self._samples, self._repeat_s, self._rises = samples, repeat_s, rises
        self._wake = WakeUp()
        self._stopped = False
        self._at = 0  # samples played so far
        self._thread = threading.Thread(target=self._run, name="ringer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()

    def join(self) -> None:
        self._thread.join()

    def _run(self) -> None:
        stream = self._open()
        while not self._stopped and not self._finished():
            now = clock.now()
            if not stream.alive(now):  # unplugged: go on elsewhere
                stream.close()
                stream = self._open()
            for _ in range(stream.wanted(now)):
                stream.write(self._block())
            self._wake.wait(_WAKE_S)
        self._drain(stream)
        stream.close()

    def _open(self) -> PlaybackStream:
        speaker = choose(self._layer.devices(), DeviceKind.SPEAKER, self._output)
        if speaker is not None:
            try:
                return DevicePlayback(self._layer, speaker, self._wake, clock.now)
            except DeviceError:  # taken by another program: better no ring than no call
                return NullPlayback(clock.now)
        return NullPlayback(clock.now)

    def _drain(self, stream: PlaybackStream) -> None:
        """A sound that came to its end is heard to its end; a stopped one is not."""
        until = clock.now() + stream.latency_s(clock.now())
        while not self._stopped and clock.now() < until:
            self._wake.wait(_STOP_S)

    def _finished(self) -> bool:
        return self._repeat_s is None and self._at >= self._samples.size

    def _block(self) -> bytes:
        at = self._at
        self._at += BLOCK
        within = at if self._repeat_s is None else at % round(self._repeat_s * RATE)
        block = self._samples[within : within + BLOCK]
        if self._rises:
            volume = min(1.0, _QUIETEST + (1 - _QUIETEST) * at / (_RISE_S * RATE))
            block = (block * volume).astype(np.int16)
        return block.tobytes().ljust(2 * BLOCK, b"\0")


def load(sound: CallSound) -> Samples:
    """A sound that ships with the program, 48 kHz mono."""
    with wave.open(str(resource_path("sounds", f"{sound.value}.wav")), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.int16)
