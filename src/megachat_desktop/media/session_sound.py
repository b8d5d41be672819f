"""The sound of one call between the packets and the audio engine.

The audio engine runs on threads of its own; this is where its packets come onto the loop and where
the peer's packets leave it.
"""

import asyncio
from collections.abc import Callable

from megachat_desktop.media.audio.seam import CallAudio, EncodedAudio
from megachat_desktop.media.rtp.audio_buffer import AudioPacket
from megachat_desktop.media.rtp.packets import OpenedAudio
from megachat_desktop.model.media import MediaChoice, StreamNo

AudioMaker = Callable[[Callable[[EncodedAudio], None]], CallAudio]
PacketReader = Callable[[bytes], tuple[int, bool] | None]  # Opus packet -> (samples, has FEC)
FrameSender = Callable[[int, bytes, int, float, bool], None]  # stream, frame, timestamp, time, key

_FIRST_SOUND_POLL_S = 0.010
_PATIENT_POLL_S = 0.200
_IMPATIENT_S = 3.0


class CallSound:
    """Warmed up while it rings, started by the gate."""

    def __init__(
        self,
        make: AudioMaker,
        read: PacketReader,
        send: FrameSender,
        on_first: Callable[[float], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._audio = make(self._on_encoded)
        self._read = read
        self._send = send
        self._on_first = on_first
        self._timer: asyncio.TimerHandle | None = None
        self._started_at = 0.0
        self._closed = False
        self.first_at: float | None = None

    @property
    def engine(self) -> CallAudio:
        """The audio engine, for its figures and its play point."""
        return self._audio

    def start(self, microphone: bool) -> None:
        """The gate is open."""
        self._audio.start(microphone)
        self._started_at = self._loop.time()
        self._look_for_first()

    def on_packet(self, packet: OpenedAudio) -> None:
        """One opened packet of the peer's. What is no Opus packet is dropped."""
        facts = self._read(packet.frame)
        if facts is None:
            return
        samples, has_fec = facts
        self._audio.push(
            AudioPacket(
                packet.sequence,
                packet.timestamp,
                packet.frame,
                packet.arrival,
                samples,
                has_fec,
                packet.recovered,
            )
        )

    def _on_encoded(self, packet: EncodedAudio) -> None:
        """Called on the audio thread."""
        if not self._closed:
            self._loop.call_soon_threadsafe(self._send_on_loop, packet)

    def _send_on_loop(self, packet: EncodedAudio) -> None:
        if not self._closed:
            self._send(
                StreamNo.MICROPHONE, packet.payload, packet.timestamp, packet.captured_at, False
            )

    def _look_for_first(self) -> None:
        """The audio thread must not call out; so it is asked, until there was a first sound."""
        if self._closed:
            return
        self.first_at = self._audio.figures().first_played_at
        if self.first_at is not None:
            self._on_first(self.first_at)
        else:
            fresh = self._loop.time() - self._started_at < _IMPATIENT_S
            wait = _FIRST_SOUND_POLL_S if fresh else _PATIENT_POLL_S
            self._timer = self._loop.call_later(wait, self._look_for_first)

    def set_choice(self, choice: MediaChoice) -> None:
        """Other devices or processing."""
        self._audio.set_choice(choice)

    async def close(self) -> None:
        """Stop the threads without holding up the loop."""
        if self._closed:
            return
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        await self._loop.run_in_executor(None, self._audio.stop)
