"""What a person wants of a call; whichever button, key or small window it came from."""

from PySide6.QtCore import QObject, Signal, SignalInstance

from megachat_desktop.model.call import Call
from megachat_desktop.model.media import DeviceKind
from megachat_desktop.model.settings import Corner, PictureSize


class CallWishes(QObject):
    """Turns deeds into signals that name the call; of a call that is over nothing is wanted."""

    microphone_requested = Signal(object, bool)  # CallId, on
    camera_requested = Signal(object, bool)  # CallId, on
    camera_retry_requested = Signal(object)  # CallId
    hold_requested = Signal(object, bool)  # CallId, on
    hang_up_requested = Signal(object)  # CallId
    safety_answered = Signal(object, bool)  # CallId, whether they match
    settings_requested = Signal(object)  # dict of changes
    again_requested = Signal(object, object, bool)  # CallId, AccountId, video

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._call: Call | None = None
        self._talking = False

    def render_call(self, call: Call) -> None:
        """How the call stands."""
        self._call = call

    def talk(self, on: bool) -> None:
        """Space: a muted person is heard for as long as it is held."""
        muted = self._call is not None and self._call.live and not self._call.microphone_on
        if on and muted:
            self._talking = True
            self.switch_microphone(True)
        elif not on and self._talking:
            self._talking = False
            self.switch_microphone(False)

    def switch_microphone(self, on: bool) -> None:
        """To be heard, or not."""
        self._ask(self.microphone_requested, on)

    def switch_camera(self, on: bool) -> None:
        """To be seen, or not."""
        self._ask(self.camera_requested, on)

    def retry_camera(self) -> None:
        """Another program may have let go of it."""
        self._ask(self.camera_retry_requested)

    def answer_safety(self, match: bool) -> None:
        """Whether both see the same pictures."""
        self._ask(self.safety_answered, match)

    def hold(self) -> None:
        """Pause."""
        self._ask(self.hold_requested, True)

    def resume(self) -> None:
        """Go on."""
        self._ask(self.hold_requested, False)

    def hang_up(self) -> None:
        """End it."""
        self._ask(self.hang_up_requested)

    def choose_device(self, kind: DeviceKind, device_id: str | None) -> None:
        """Use this from now on; None leaves it to the system."""
        self.settings_requested.emit({kind.value: device_id})

    def choose_corner(self, corner: Corner) -> None:
        """The small picture belongs there, in this call and the next ones."""
        self.settings_requested.emit({"self_view_corner": corner})

    def choose_picture_size(self, size: PictureSize) -> None:
        """Send no larger picture, in this call and the next ones."""
        self.settings_requested.emit({"picture_size": size})

    def call_again(self) -> None:
        """After the end: the same once more."""
        if self._call is not None:
            call = self._call
            self.again_requested.emit(call.call_id, call.account, call.video)

    def _ask(self, signal: SignalInstance, *values: object) -> None:
        if self._call is not None and self._call.live:
            signal.emit(self._call.call_id, *values)
