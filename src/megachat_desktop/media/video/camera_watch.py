"""Tells when a camera is plugged in or pulled out."""

import threading
from collections.abc import Callable
from typing import Protocol

from megachat_desktop.model.media import MediaDevice

INTERVAL_S = 2.0

CamerasChanged = Callable[[tuple[MediaDevice, ...]], None]


class CameraList(Protocol):
    """Whoever can name the cameras of this moment."""

    def devices(self) -> tuple[MediaDevice, ...]: ...


class CameraWatch:
    """Asks every two seconds, on a thread of its own: no system layer here reports by itself."""

    def __init__(
        self, cameras: CameraList, changed: CamerasChanged, interval_s: float = INTERVAL_S
    ) -> None:
        """``changed`` is called on the watching thread with the whole new list."""
        self._cameras = cameras
        self._changed = changed
        self._interval_s = interval_s
        self._devices = cameras.devices()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="camera-watch", daemon=True)
        self._thread.start()

    @property
    def devices(self) -> tuple[MediaDevice, ...]:
        """The list as it was last seen; costs nothing."""
        return self._devices

    def close(self) -> None:
        """Stop watching; idempotent."""
        self._stop.set()
        self._thread.join(2.0)

    def _run(self) -> None:
        while not self._stop.wait(self._interval_s):
            devices = self._cameras.devices()
            if devices != self._devices:
                self._devices = devices
                self._changed(devices)
