"""The real ``CallParts``: sound and pictures of one call, and what ties them together."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from megachat_desktop.media import clock
from megachat_desktop.media.audio.devices import NO_DEVICE
from megachat_desktop.media.audio.outgoing import sound_bps
from megachat_desktop.media.audio.seam import AudioFigures, CallAudio, EncodedAudio, PlayedTap
from megachat_desktop.media.description import AgreedMedia
from megachat_desktop.media.echo import EchoPictures
from megachat_desktop.media.picture import Picture
from megachat_desktop.media.recorder import Recorder
from megachat_desktop.media.rtp.packets import OpenedAudio, OpenedVideo
from megachat_desktop.media.rtp.receiver import PeerReceiver
from megachat_desktop.media.rtp.sync import LipSync
from megachat_desktop.media.session_parts import PartsOwner, PictureFigures
from megachat_desktop.media.session_pictures import CallPictures
from megachat_desktop.media.session_sound import CallSound, PacketReader
from megachat_desktop.media.video.frames import VideoSource
from megachat_desktop.model.media import MediaChoice, SoundLevels, StreamNo
from megachat_desktop.model.values import replace

FOLLOW_INTERVAL_S = 0.05
_LEAST_VIDEO_BPS = 30_000.0
_SETTLE_S = 1.0  # a microphone that is not open by then does not work


class TappedAudio(CallAudio, Protocol):
    """An audio engine whose played sound can be listened to."""

    def add_tap(self, tap: PlayedTap) -> None:
        """Give ``tap`` every block that is played."""
        ...


class MediaSources(Struct, frozen=True):
    """Where a call's sound and pictures come from; the engine fills it for each call."""

    make_audio: Callable[[MediaChoice, Callable[[EncodedAudio], None]], TappedAudio]
    read_packet: PacketReader
    make_camera: Callable[[MediaChoice], VideoSource | None]
    hardware_encoder: str | None = None
    recorder: Recorder | None = None
    close: Callable[[], None] = lambda: None  # in an executor, after the threads have ended


class RealParts:
    """Sound, pictures, and every 50 ms what the path says to both."""

    def __init__(
        self,
        owner: PartsOwner,
        agreed: AgreedMedia,
        receiver: PeerReceiver,
        choice: MediaChoice,
        sources: MediaSources,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._owner = owner
        self._receiver = receiver
        self._sources = sources
        self._choice = choice
        self._hears = any(s.number == StreamNo.MICROPHONE for s in agreed.incoming)
        self._camera_works: bool | None = None  # None while it opens
        self._started_at = 0.0
        self._told: tuple[bool, bool] | None = None
        self._sync = LipSync()
        self._shown: tuple[float, float] | None = None  # (capture, shown), set by decode thread
        self._timer: asyncio.TimerHandle | None = None
        self._closed = self._finished = False
        self.sound = CallSound(
            self._make_audio,
            sources.read_packet,
            owner.send_frame,
            owner.on_first_audio,
        )
        self.sound.engine.warm_up()
        echo = EchoPictures() if choice.echo else None
        self.pictures = CallPictures(
            owner,
            receiver,
            agreed.codecs.get(StreamNo.CAMERA),
            any(s.number == StreamNo.CAMERA for s in agreed.incoming),
            lambda: echo or sources.make_camera(choice),
            self._on_camera,
            sources.hardware_encoder,
            may_fall_silent=echo is not None,
        )
        self._tell_pictures()
        if self.pictures.receiving is not None:
            self.pictures.receiving.add_tap(self._on_shown)
            if echo is not None:
                self.pictures.receiving.add_tap(echo.shown)
            if sources.recorder is not None:
                self.pictures.receiving.add_tap(sources.recorder.add_picture)

    def _make_audio(self, on_encoded: Callable[[EncodedAudio], None]) -> CallAudio:
        audio = self._sources.make_audio(self._choice, on_encoded)
        if self._sources.recorder is not None:
            audio.add_tap(self._sources.recorder.add_sound)
        return audio

    def preview(self, camera: bool) -> None:
        """Before the gate: our picture for our own eyes."""
        self.pictures.preview(camera)

    def start(self, microphone: bool, camera: bool) -> None:
        """The gate is open."""
        self._started_at = clock.now()
        if not camera:
            self._camera_works = False
        self.sound.start(microphone)
        self.pictures.start(camera)
        self._follow()

    def set_sending(self, microphone: bool, camera: bool) -> None:
        """Mute and unmute."""
        self.sound.engine.set_sending(microphone)
        self.pictures.set_camera(camera)

    def set_hold(self, hold: bool) -> None:
        """Stop sending and playing."""
        self.sound.engine.set_hold(hold)
        self.pictures.set_hold(hold)

    def set_choice(self, choice: MediaChoice) -> None:
        """Other devices, other processing; the camera restarts only when it is another one."""
        former, self._choice = self._choice, choice
        self.sound.set_choice(choice)
        self._tell_pictures()
        if (former.camera, former.play) != (choice.camera, choice.play):
            self.pictures.change_source(lambda: self._sources.make_camera(choice))

    def _tell_pictures(self) -> None:
        real = self._choice.play is None and not self._choice.echo
        self.pictures.set_low_light(real and self._choice.low_light)
        self.pictures.set_max_height(self._choice.max_height)

    def on_audio(self, packet: OpenedAudio) -> None:
        """A packet of the peer's sound."""
        self.sound.on_packet(packet)

    def on_video(self, frame: OpenedVideo) -> None:
        """A frame of the peer's picture."""
        self.pictures.push(frame)

    def on_key_frame_wanted(self) -> None:
        """The peer asks for a key frame."""
        self.pictures.request_key_frame()

    def sound_figures(self) -> AudioFigures:
        """Figures of the sound."""
        return self.sound.engine.figures()

    def picture_figures(self) -> PictureFigures:
        """Figures of the pictures."""
        return replace(self.pictures.figures(), skew_ms=(self._sync.skew or 0.0) * 1000)

    def sound_levels(self) -> SoundLevels:
        """How loud both ends are just now; any thread."""
        return self.sound.engine.levels()

    def retry_camera(self) -> None:
        """Open a camera that did not work once more, now."""
        self.pictures.retry()

    def _follow(self) -> None:
        """Tell both what the path can carry, twenty times a second."""
        if self._closed:
            return
        state = self._owner.path_state()
        figures = self.sound.engine.figures()
        self.sound.engine.set_network(state.loss, state.target_bps / 1000)
        if self._hears:
            self._receiver.set_audio_target(StreamNo.MICROPHONE, figures.target_ms / 1000)
        sound = sound_bps(state.target_bps / 1000)
        video = max(_LEAST_VIDEO_BPS, state.target_bps - sound)
        self.pictures.follow(video, state.queue_s, self._keep_in_sync())
        self._tell_devices(figures)
        self._timer = self._loop.call_later(FOLLOW_INTERVAL_S, self._follow)

    def _keep_in_sync(self) -> float:
        """Hold back the sound, or say by how many seconds the picture is to be held back."""
        played = self.sound.engine.play_point()
        if played is not None and self._hears:
            capture = self._receiver.capture_time(StreamNo.MICROPHONE, played.timestamp)
            if capture is not None:
                self._sync.on_audio(capture, played.heard_at, played.waited_s)
        if self._shown is not None:
            self._sync.on_video(*self._shown)
        sound_s, picture_s = self._sync.update(clock.now())
        self.sound.engine.hold_sound(sound_s)
        return picture_s

    def _on_shown(self, picture: Picture, at: float) -> None:
        """On the decode thread: remember the newest pair, in one assignment."""
        if picture.capture is not None:
            self._shown = (picture.capture, at)

    def _on_camera(self, works: bool) -> None:
        self._camera_works = works

    def _tell_devices(self, figures: AudioFigures) -> None:
        """Once both are known, then whenever a device came or went."""
        replaced = self._choice.play is not None or self._choice.echo
        microphone = replaced or figures.microphone is not None
        settled = (
            self._choice.microphone == NO_DEVICE
            or self._told is not None
            or clock.now() - self._started_at > _SETTLE_S
        )
        if self._camera_works is None or not (microphone or settled):
            return
        if (microphone, self._camera_works) != self._told:
            self._told = (microphone, self._camera_works)
            self._owner.on_devices_in_use(*self._told)

    async def close(self) -> None:
        """Both at once; idempotent."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        await asyncio.gather(self.sound.close(), self.pictures.close())
        await self._loop.run_in_executor(None, self._finish)

    def _finish(self) -> None:
        if self._finished:
            return
        self._finished = True
        if self._sources.recorder is not None:
            self._sources.recorder.close()
        self._sources.close()
