"""Camera, microphone and speaker, tried out by their owner: ``engine.media_ports.DeviceBench``."""

import threading
from collections.abc import Callable

from megachat_desktop.media.audio.layer import DeviceLayer
from megachat_desktop.media.audio.sound_check import SoundCheck
from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.media.video.frames import VideoSource
from megachat_desktop.media.video.preview import CameraPreview
from megachat_desktop.model.device_check import SampleState
from megachat_desktop.model.media import MediaChoice

OpenCamera = Callable[[str | None], VideoSource | None]


class DeviceBench:
    """Opens what it is asked to; whoever made it closes it. Every method from any thread."""

    def __init__(self, layer: DeviceLayer, open_camera: OpenCamera) -> None:
        self._layer, self._open_camera = layer, open_camera
        self._camera: CameraPreview | None = None
        self._sound: SoundCheck | None = None
        self._low_light = False
        self._lock = threading.Lock()

    def open_camera(self, device_id: str | None, slot: PictureSlot) -> bool:
        """Show a camera; False where there is none. Raises DeviceError when it does not start."""
        with self._lock:
            self._drop_camera()
            source = self._open_camera(device_id)
            if source is None:
                return False
            self._camera = CameraPreview(source, slot)
            self._camera.set_low_light(self._low_light)
            return True

    def close_camera(self) -> None:
        """Let go of the camera; returns once it is free."""
        with self._lock:
            self._drop_camera()

    def camera_figures(self) -> tuple[int, float] | None:
        """(height, pictures per second) while pictures come."""
        camera = self._camera
        return camera.figures() if camera is not None else None

    def set_low_light(self, on: bool) -> None:
        """For the camera that is shown, and for those after it."""
        with self._lock:
            self._low_light = on
            if self._camera is not None:
                self._camera.set_low_light(on)

    def listen(self, choice: MediaChoice) -> None:
        """Open the microphone, or go over to another choice."""
        with self._lock:
            if self._sound is None:
                self._sound = SoundCheck(self._layer, choice)
            else:
                self._sound.set_choice(choice)

    def stop_listening(self) -> None:
        """Let go of the microphone and forget a sample."""
        with self._lock:
            sound, self._sound = self._sound, None
            if sound is not None:
                sound.close()

    def take_level(self) -> float | None:
        """The loudest 10 ms since the last time; None while no microphone is open."""
        sound = self._sound
        return sound.take_level() if sound is not None and sound.hears else None

    def record_sample(self) -> None:
        """Record, then play it back."""
        if self._sound is not None:
            self._sound.record()

    def play_test_sound(self) -> None:
        """Play a sound on the speaker of calls."""
        if self._sound is not None:
            self._sound.play_test_sound()

    def sample(self) -> tuple[SampleState, int]:
        """What becomes of the sample, and how many seconds the recording still takes."""
        sound = self._sound
        return (sound.state, sound.seconds_left) if sound is not None else (SampleState.IDLE, 0)

    def close(self) -> None:
        """Let go of everything; idempotent."""
        self.close_camera()
        self.stop_listening()

    def _drop_camera(self) -> None:
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.close()
