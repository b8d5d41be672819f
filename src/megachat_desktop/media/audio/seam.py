"""What the sound of a call looks like from outside: the packets, the figures and the engine.

All sound is mono, 16-bit, 48 kHz; times are seconds of ``time.monotonic``.
"""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from megachat_desktop.media.rtp.audio_buffer import AudioPacket
from megachat_desktop.model.media import MediaChoice, SoundLevels

RATE = 48_000  # samples per second
BLOCK = 480  # samples in the 10 ms that everything here is counted in


class EncodedAudio(Struct, frozen=True):
    """One Opus packet on its way out.

    ``timestamp`` is the 32-bit RTP time of its first sample (48 kHz, real time: the engine
    resamples what the device's clock gets wrong), ``captured_at`` when that sample was heard.
    """

    payload: bytes
    timestamp: int
    captured_at: float
    samples: int  # 960 for 20 ms, 1920 for 40 ms
    level: float  # 0..1, RMS of the loudest 10 ms


class AudioFigures(Struct, frozen=True):
    """Figures so far; names as in ``model.media.StreamStats``, ``out`` is what we send."""

    delay_ms: float = 0.0  # from a packet's arrival to the speaker, devices included
    target_ms: float = 0.0
    played_ms: float = 0.0
    concealed_ms: float = 0.0
    fec_ms: float = 0.0
    lost_ms: float = 0.0
    accelerated_ms: float = 0.0
    expanded_ms: float = 0.0
    jitter_ms: float = 0.0
    level_in: float = 0.0
    level_out: float = 0.0
    xruns_in: int = 0  # the speaker had nothing to play
    xruns_out: int = 0  # the microphone's sound was dropped
    encode_ms_p50: float = 0.0
    encode_ms_p95: float = 0.0
    decode_ms_p50: float = 0.0
    decode_ms_p95: float = 0.0
    packets_out: int = 0
    drift_ppm: float = 0.0  # of the microphone's clock against ours
    echo_return_loss_db: float = 0.0  # 0 where it cannot be told
    first_played_at: float | None = None
    microphone: str | None = None  # device_id in use, None when there is none
    speaker: str | None = None
    microphone_problem: str = ""  # code of the error that keeps it from opening


class PlayPoint(Struct, frozen=True):
    """One moment of the peer's sound."""

    timestamp: int  # RTP time, 32 bits
    heard_at: float  # when it reaches the ear
    waited_s: float  # how long it was in the jitter buffer


class SoundSource(Protocol):
    """A sound that takes the microphone's place; ``read`` runs on the audio thread."""

    def read(self, samples: int, at: float) -> bytes:
        """``samples`` of 16-bit mono for the moment ``at``; shorter is filled with silence.

        Must return at once: a source that is not ready gives fewer samples.
        """
        ...


PlayedTap = Callable[[bytes, float], None]  # (10 ms block, monotonic time it reaches the ear)


class CallAudio(Protocol):
    """The sound of one call. Methods may be called from any thread and do not block.

    ``audio.engine.AudioEngine`` is the real one.
    """

    def warm_up(self) -> None:
        """Open devices and codecs, send and play nothing yet."""
        ...

    def start(self, microphone: bool) -> None:
        """The gate is open: send (silence when ``microphone`` is False) and play."""
        ...

    def push(self, packet: AudioPacket) -> None:
        """A packet of the peer, opened and with its arrival time. Order does not matter."""
        ...

    def set_sending(self, on: bool) -> None:
        """Mute and unmute."""
        ...

    def set_hold(self, on: bool) -> None:
        """Stop sending and playing; devices stay open."""
        ...

    def set_choice(self, choice: MediaChoice) -> None:
        """Other devices, other processing, within the call."""
        ...

    def set_network(self, loss: float, target_kbps: float) -> None:
        """What the peer loses of ours (0..1) and what the path may carry."""
        ...

    def hold_sound(self, seconds: float) -> None:
        """Let sound wait in its buffer for so long at least, for lip sync; reached by and by."""
        ...

    def play_point(self) -> PlayPoint | None:
        """What plays now, for lip sync; None while nothing real does."""
        ...

    def figures(self) -> AudioFigures:
        """All figures so far."""
        ...

    def levels(self) -> SoundLevels:
        """How loud both ends are just now; costs nothing, for meters."""
        ...

    def stop(self) -> None:
        """End within 200 ms, idempotent. The one call here that waits."""
        ...
