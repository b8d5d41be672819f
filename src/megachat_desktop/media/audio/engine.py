"""The sound of one call: the audio thread and what it runs.

    microphone -> ring -> [thread: processing -> drift -> Opus] -> on_packet
    push -> [thread: jitter buffer -> decode, conceal, stretch] -> ring -> speaker
                     \\-> a copy to the processing, to take our echo out; to the taps

The thread wakes with the devices' callbacks and never waits for the event loop or the window.
"""

import sys
import threading

import numpy as np

from megachat_desktop.media import clock
from megachat_desktop.media.audio import opus
from megachat_desktop.media.audio.drift import DriftMeter
from megachat_desktop.media.audio.incoming import Incoming
from megachat_desktop.media.audio.keeper import DeviceChoice, DeviceKeeper, capture_choice
from megachat_desktop.media.audio.layer import DeviceLayer
from megachat_desktop.media.audio.outgoing import OnPacket, Outgoing, level_of
from megachat_desktop.media.audio.priority import prefer_this_thread
from megachat_desktop.media.audio.processing import (
    ProcessingChoice,
    VoiceProcessing,
    make_processing,
)
from megachat_desktop.media.audio.ring import WakeUp
from megachat_desktop.media.audio.seam import (
    BLOCK,
    AudioFigures,
    PlayedTap,
    PlayPoint,
    SoundSource,
)
from megachat_desktop.media.audio.streams import DEVICE_LATENCY_S, DeviceCapture, DevicePlayback
from megachat_desktop.media.audio.tone import EchoSource, TestTone
from megachat_desktop.media.audio.volume import with_volume
from megachat_desktop.media.rtp.audio_buffer import AudioPacket
from megachat_desktop.model.media import MediaChoice, SoundLevels

_SILENCE = bytes(2 * BLOCK)
_WAKE_S = 0.005  # paces the thread where no device does
_PACED_S = 0.020
_SWITCH_S = 0.0005  # how long a busy Python thread may keep the GIL from us (decision 0071)
_MOST_BLOCKS = 25  # in one go: after a stall the rest waits for the next turn
_RATE_MS = 48.0


class AudioEngine:
    """One call's sound; fulfils ``seam.CallAudio``. Made cheaply, ``warm_up`` does the work."""

    def __init__(
        self,
        choice: MediaChoice,
        on_packet: OnPacket,
        layer: DeviceLayer,
        source: SoundSource | None = None,
    ) -> None:
        self._choice = choice
        self._layer = layer
        self._wake = WakeUp()
        self._outgoing, self._incoming = Outgoing(on_packet), Incoming()
        self._keeper: DeviceKeeper | None = None
        self._processing: VoiceProcessing | None = None
        self._echo = EchoSource() if choice.echo else None
        self._source = source or _source_of(choice, self._echo)
        self._taps: tuple[PlayedTap, ...] = ()
        self._thread: threading.Thread | None = None
        self._warming: threading.Thread | None = None
        self._lock = threading.Lock()
        self._sending = self._holding = self._stopped = False
        self._capture_known: object = None
        self._playback_known: object = None
        self._speaker_drift = DriftMeter()
        self._first_played_at: float | None = None
        self._play_point: PlayPoint | None = None
        self._delay_ms = 0.0
        self._microphone_level = 0.0  # measured here also while muted, never sent

    def warm_up(self) -> None:
        """Load codecs and processing, open the speaker; the microphone stays closed."""
        with self._lock:
            if self._warming is None and not self._stopped:
                sys.setswitchinterval(min(sys.getswitchinterval(), _SWITCH_S))
                self._keeper = DeviceKeeper(self._layer, self._wake, self._devices(False))
                self._warming = threading.Thread(target=self._load, name="call-sound-warm-up")
                self._warming.start()

    def start(self, microphone: bool) -> None:
        """The gate is open: capture, send and play."""
        self.warm_up()
        self._sending = microphone
        with self._lock:
            if self._thread is None and self._keeper is not None:
                self._keeper.set_choice(self._devices(True))
                self._thread = threading.Thread(target=self._run, name="call-sound", daemon=True)
                self._thread.start()

    def push(self, packet: AudioPacket) -> None:
        """A packet of the peer."""
        self._incoming.push(packet)

    def add_tap(self, tap: PlayedTap) -> None:
        """Give ``tap`` every block that is played; it runs on the audio thread: be quick."""
        self._taps = (*self._taps, tap)

    def remove_tap(self, tap: PlayedTap) -> None:
        """No more blocks for ``tap``."""
        self._taps = tuple(known for known in self._taps if known != tap)

    def set_sending(self, on: bool) -> None:
        """Mute and unmute: muted, silence is sent and the processing goes on learning."""
        self._sending = on

    def set_hold(self, on: bool) -> None:
        """Stop sending and playing."""
        self._holding = on

    def set_choice(self, choice: MediaChoice) -> None:
        """Other devices or processing. Where the sound comes from (play, echo) stays."""
        with self._lock:
            processing_changed = _processing_of(choice) != _processing_of(self._choice)
            self._choice = choice
            if processing_changed and self._processing is not None:
                self._processing = make_processing(_processing_of(choice))
            if self._keeper is not None:
                self._keeper.set_choice(self._devices(self._thread is not None))

    def set_network(self, loss: float, target_kbps: float) -> None:
        """What the peer loses of ours (0..1), and what the path carries; 0 for not known."""
        self._outgoing.set_network(loss, target_kbps)

    def hold_sound(self, seconds: float) -> None:
        """Let sound wait for so long at least, for lip sync."""
        self._incoming.buffer.hold(seconds)

    def play_point(self) -> PlayPoint | None:
        """The block played last."""
        return self._play_point

    def figures(self) -> AudioFigures:
        """All figures so far."""
        counts, incoming, outgoing = self._incoming.buffer.counts, self._incoming, self._outgoing
        keeper, processing = self._keeper, self._processing
        return AudioFigures(
            delay_ms=self._delay_ms,
            target_ms=incoming.buffer.target_s * 1000,
            played_ms=counts.played / _RATE_MS,
            concealed_ms=counts.concealed / _RATE_MS,
            fec_ms=counts.fec / _RATE_MS,
            lost_ms=counts.lost / _RATE_MS,
            accelerated_ms=counts.accelerated / _RATE_MS,
            expanded_ms=counts.expanded / _RATE_MS,
            jitter_ms=incoming.buffer.delay.jitter_s * 1000,
            level_in=incoming.level,
            level_out=outgoing.level,
            xruns_in=keeper.xruns_in if keeper else 0,
            xruns_out=keeper.xruns_out if keeper else 0,
            encode_ms_p50=outgoing.timings.percentile(0.50) * 1000,
            encode_ms_p95=outgoing.timings.percentile(0.95) * 1000,
            decode_ms_p50=incoming.timings.percentile(0.50) * 1000,
            decode_ms_p95=incoming.timings.percentile(0.95) * 1000,
            packets_out=outgoing.packets,
            drift_ppm=outgoing.drift_ppm,
            echo_return_loss_db=processing.echo_return_loss_db if processing else 0.0,
            first_played_at=self._first_played_at,
            microphone=keeper.capture.device_id if keeper else None,
            speaker=keeper.playback.device_id if keeper else None,
            microphone_problem=keeper.microphone_problem if keeper else "",
        )

    def levels(self) -> SoundLevels:
        """How loud both ends are just now."""
        return SoundLevels(self._incoming.level, self._microphone_level)

    def stop(self) -> None:
        """End the thread, close devices and codecs; idempotent."""
        with self._lock:
            if self._stopped:
                return
            self._stopped = True
        self._wake.set()
        for thread in (self._warming, self._thread):
            if thread is not None:
                thread.join()
        if self._keeper is not None:
            self._keeper.stop()
        self._outgoing.close()
        self._incoming.close()
        self._processing = None

    def _load(self) -> None:
        opus.warm_up()
        if self._source is None:
            self._processing = make_processing(_processing_of(self._choice))

    def _devices(self, started: bool) -> DeviceChoice:
        microphone = capture_choice(
            self._choice.microphone, wanted=started and self._source is None
        )
        return DeviceChoice(microphone, self._choice.speaker)

    def _run(self) -> None:
        keeper = self._keeper
        prefer_this_thread()
        while keeper is not None and not self._stopped:
            paced = keeper.capture.device_id and keeper.playback.device_id
            self._wake.wait(_PACED_S if paced else _WAKE_S)
            self._play(keeper)
            self._hear(keeper)

    def _hear(self, keeper: DeviceKeeper) -> None:
        """Send what the microphone has heard."""
        capture = keeper.capture
        if capture is not self._capture_known:
            self._capture_known = capture
            self._outgoing.new_device()
        if isinstance(capture, DeviceCapture):
            self._outgoing.observe_clock(*capture.position)
        for _ in range(_MOST_BLOCKS):
            heard = capture.read()
            if heard is None:
                return
            sound = self._voice(*heard)
            self._microphone_level = level_of(np.frombuffer(sound, np.int16))
            if not self._holding:
                self._outgoing.block(sound if self._sending else _SILENCE, heard[1])

    def _voice(self, sound: bytes, heard_at: float) -> bytes:
        """What to send for 10 ms of the microphone."""
        if self._source is not None:
            read = self._source.read(BLOCK, heard_at)
            return read + bytes(2 * BLOCK - len(read))
        processing = self._processing
        return sound if processing is None else processing.heard(sound)

    def _play(self, keeper: DeviceKeeper) -> None:
        """Give the speaker what it lacks."""
        playback = keeper.playback
        now = clock.now()
        if playback is not self._playback_known:
            self._playback_known, self._speaker_drift = playback, DriftMeter()
        if isinstance(playback, DevicePlayback):
            self._speaker_drift.observe(*playback.position)
        for _ in range(min(_MOST_BLOCKS, playback.wanted(now))):
            latency = playback.latency_s(now)
            block = self._incoming.block(now)
            block = _SILENCE if self._holding else with_volume(block, self._choice.speaker_volume)
            playback.write(block)
            self._after_block(block, now, latency)

    def _after_block(self, block: bytes, now: float, latency: float) -> None:
        """Tell everybody who wants to know what was played."""
        heard_at = now + latency
        processing = self._processing
        if processing is not None:
            processing.set_delay(latency + DEVICE_LATENCY_S)
            processing.set_drift(self._speaker_drift.ppm - self._outgoing.drift_ppm)
            processing.played(block)
        if self._incoming.sounded and self._first_played_at is None:
            self._first_played_at = heard_at
        timestamp = self._incoming.play_timestamp()
        waited = self._incoming.buffer.delay_s
        self._play_point = None if timestamp is None else PlayPoint(timestamp, heard_at, waited)
        self._delay_ms = (waited + latency) * 1000
        if self._echo is not None:
            self._echo.played(block)
        for tap in self._taps:
            tap(block, heard_at)


def _processing_of(choice: MediaChoice) -> ProcessingChoice:
    return ProcessingChoice(choice.echo_cancellation, choice.noise_suppression, choice.gain_control)


def _source_of(choice: MediaChoice, echo: EchoSource | None) -> SoundSource | None:
    """The sound that takes the microphone's place, but for files, which are given."""
    return TestTone() if choice.play == "test" else echo
