"""What a call has to say beside its picture: one sentence at a time and at most one thing to do."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication

from megachat_desktop.errors import DeviceBusyError, DeviceRefusedError
from megachat_desktop.model.call import Call, CallState
from megachat_desktop.model.media import DeviceKind, MediaDevice
from megachat_desktop.model.settings import Settings
from megachat_desktop.ui.call.system_settings import device_settings_url
from megachat_desktop.ui.kit.text import shown_sentence
from megachat_desktop.ui.words import first_name

translate = QCoreApplication.translate

_SPEAKING = 0.02  # root mean square of somebody who talks, after noise suppression
_LOOKS = 4  # out of the last …
_WINDOW = 10  # … looks, ten a second
_SOUND = (DeviceKind.MICROPHONE, DeviceKind.SPEAKER)


class Deed(Enum):
    """What the button of a notice does."""

    USE_DEVICES = "use_devices"
    TRY_CAMERA = "try_camera"
    RESUME = "resume"
    CHOOSE_DEVICES = "choose_devices"
    OPEN_SYSTEM_SETTINGS = "open_system_settings"


@dataclass(frozen=True)
class CallNotice:
    """One sentence; ``deed`` and its words where there is something to do."""

    icon: str
    text: str
    deed: Deed | None = None
    action: str = ""
    dismissable: bool = False
    page: str = ""  # of the system's settings


@dataclass(frozen=True)
class Problems:
    """What keeps a device from working: the codes of errors, empty for none that is known."""

    camera: str = ""
    microphone: str = ""


class DeviceOffers:
    """New sound devices since the last look, to be offered and never taken by itself."""

    def __init__(self) -> None:
        self._known: frozenset[MediaDevice] = frozenset()
        self.offered: tuple[MediaDevice, ...] = ()

    def look(self, devices: tuple[MediaDevice, ...], settings: Settings) -> None:
        """The devices of this moment; what is gone or chosen is offered no more."""
        sound = frozenset(_plain(d) for d in devices if d.kind in _SOUND)
        new = sound - self._known if self._known else frozenset()  # a first list is no news
        self._known = sound
        chosen = (settings.microphone, settings.speaker)
        wanted = [d for d in (*self.offered, *sorted(new, key=lambda d: d.name)) if d in sound]
        self.offered = tuple(d for d in dict.fromkeys(wanted) if d.device_id not in chosen)

    def decline(self) -> None:
        """Not now."""
        self.offered = ()

    def choice(self) -> dict[str, str]:
        """The settings that use what is offered."""
        return {device.kind.value: device.device_id for device in reversed(self.offered)}


def _plain(device: MediaDevice) -> MediaDevice:
    """Without the mark of the default: a change of that is no new device."""
    return MediaDevice(device.kind, device.device_id, device.name)


class MutedTalk:
    """Notices that somebody speaks although the microphone is off; fed ten times a second."""

    def __init__(self) -> None:
        self._looks: list[bool] = []

    def feed(self, muted: bool, level: float) -> bool:
        """Whether it is worth a word just now."""
        if not muted:
            self._looks.clear()
            return False
        self._looks = [*self._looks[1 - _WINDOW :], level > _SPEAKING]
        return sum(self._looks) >= _LOOKS


def notice_of(
    call: Call, offered: tuple[MediaDevice, ...], problems: Problems, talks_muted: bool
) -> CallNotice | None:
    """What is said just now; the first that applies."""
    if not call.established:
        return None
    if call.state is CallState.ON_HOLD and call.we_hold:
        return _on_hold(call)
    if offered:
        return _headset(offered[0])
    if not call.has_microphone:
        return _microphone(problems.microphone)
    if talks_muted and not call.microphone_on:
        return CallNotice("mic-off", translate("CallNotice", "You're muted. Press M to talk."))
    return _camera(problems.camera) if call.camera_on else None


def _on_hold(call: Call) -> CallNotice:
    text = translate("CallNotice", "On hold: {name} neither hears nor sees you.")
    name = first_name(call.contact_name)
    action = translate("CallNotice", "Resume")
    return CallNotice("pause", text.format(name=name), Deed.RESUME, action)


def _headset(device: MediaDevice) -> CallNotice:
    text = translate("CallNotice", "Use {device}?").format(device=shown_sentence(device.name))
    action = translate("CallNotice", "Use")
    return CallNotice("headphones", text, Deed.USE_DEVICES, action, dismissable=True)


def _microphone(problem: str) -> CallNotice:
    """Missing is said only where none is there: one that does not open has another reason."""
    if problem == DeviceRefusedError.code:
        text = translate("CallNotice", "Your system doesn't let MegaChat use the microphone.")
        return _refused("mic-off", text, DeviceKind.MICROPHONE)
    if problem == DeviceBusyError.code:
        text = translate(
            "CallNotice", "Another program is using the microphone. Close it, or choose another."
        )
    elif problem:
        text = translate("CallNotice", "The microphone doesn't work just now. Choose another one.")
    else:
        text = translate(
            "CallNotice", "No microphone found. Plug one in; people can't hear you until then."
        )
        return CallNotice("mic-off", text)
    return _choose("mic-off", text)


def _camera(problem: str) -> CallNotice | None:
    if problem == DeviceBusyError.code:
        text = translate(
            "CallNotice", "Another program is using the camera. Close it, then try again."
        )
        again = translate("CallNotice", "Try again")
        return CallNotice("video-off", text, Deed.TRY_CAMERA, again)
    if problem == DeviceRefusedError.code:
        text = translate("CallNotice", "Your system doesn't let MegaChat use the camera.")
        return _refused("video-off", text, DeviceKind.CAMERA)
    if problem:
        text = translate("CallNotice", "The camera doesn't work just now. Choose another one.")
        return _choose("video-off", text)
    return None


def _choose(icon: str, text: str) -> CallNotice:
    return CallNotice(icon, text, Deed.CHOOSE_DEVICES, translate("CallNotice", "Devices"))


def _refused(icon: str, text: str, kind: DeviceKind) -> CallNotice:
    page = device_settings_url(kind)
    if not page:
        return CallNotice(icon, text)
    action = translate("CallNotice", "Open system settings")
    return CallNotice(icon, text, Deed.OPEN_SYSTEM_SETTINGS, action, page=page)
