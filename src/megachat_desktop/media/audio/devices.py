"""Which sound devices there are, which one is meant, and telling when that changes."""

import threading
from collections.abc import Callable

from megachat_desktop.media.audio.layer import DeviceLayer
from megachat_desktop.model.media import DeviceKind, MediaDevice

NO_DEVICE = "none"
_POLL_S = 1.0

Changed = Callable[[tuple[MediaDevice, ...]], None]


def choose(devices: tuple[MediaDevice, ...], kind: DeviceKind, wanted: str | None) -> str | None:
    """The device_id to open: the one ``wanted``, else the system's default; None for none at all.

    A device that is not there is replaced by the default, and taken again when it comes back.
    """
    if wanted == NO_DEVICE:
        return None
    ours = [device for device in devices if device.kind is kind]
    if any(device.device_id == wanted for device in ours):
        return wanted
    default = next((device for device in ours if device.is_default), None)
    fallback = default or (ours[0] if ours else None)
    return fallback.device_id if fallback else None


class DeviceWatch:
    """Looks once a second and reports the whole list when it changed, on a thread of its own."""

    def __init__(self, layer: DeviceLayer, changed: Changed, poll_s: float = _POLL_S) -> None:
        self._layer, self._changed, self._poll_s = layer, changed, poll_s
        self._stop = threading.Event()
        self._known = layer.devices()
        self._thread = threading.Thread(target=self._run, name="sound-devices", daemon=True)
        self._thread.start()

    @property
    def devices(self) -> tuple[MediaDevice, ...]:
        """The list as last seen."""
        return self._known

    def close(self) -> None:
        """Stop looking."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._poll_s):
            devices = self._layer.devices()
            if devices != self._known:
                self._known = devices
                self._changed(devices)
