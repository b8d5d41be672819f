"""A list of the devices of one kind, which follows what is plugged in."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from megachat_desktop.model.media import DeviceKind, MediaDevice
from megachat_desktop.model.settings import Settings
from megachat_desktop.ui.kit.choice_box import ChoiceBox
from megachat_desktop.ui.kit.text import shown_sentence
from megachat_desktop.ui.settings.context import PageParts


class DeviceChoice(QWidget):
    """Renders the devices and the setting ``name``; None is what ``default`` says."""

    chosen = Signal(object)  # device_id or None

    def __init__(
        self, parts: PageParts, kind: DeviceKind, title: str, icon: str, default: str = ""
    ) -> None:
        super().__init__()
        self._bridge, self._kind, self._default = parts.bridge, kind, default
        self.box = ChoiceBox(parts.look, title, icon)
        self.box.chosen.connect(self.chosen)
        self._wanted: str | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box)
        self.setFocusProxy(self.box)
        parts.bridge.devices_changed.connect(self._on_devices_changed)

    def show_wanted(self, wanted: str | None) -> None:
        """What the settings say."""
        devices = [d for d in self._bridge.seen.devices if d.kind is self._kind]
        options: list[tuple[str, object]] = [(self._none_text(devices), None)]
        options += [(shown_sentence(d.name), d.device_id) for d in devices]
        if wanted is not None and wanted not in [value for _, value in options]:
            options.append((self.tr("Not connected right now"), wanted))
        self._wanted = wanted
        self.box.set_options(options, wanted)

    def _none_text(self, devices: list[MediaDevice]) -> str:
        """What "no choice" means, with the name of what the system would take."""
        if self._default:
            return self._default
        named = next((shown_sentence(d.name) for d in devices if d.is_default), "")
        if named:
            return self.tr("{name} (system)").format(name=named)
        if not devices:
            return self._nothing_text()
        return self.tr("As the system")

    def _nothing_text(self) -> str:
        return {
            DeviceKind.CAMERA: self.tr("No camera found"),
            DeviceKind.MICROPHONE: self.tr("No microphone found"),
            DeviceKind.SPEAKER: self.tr("No speaker found"),
        }[self._kind]

    def _on_devices_changed(self, _devices: object) -> None:
        self.show_wanted(self._wanted)

    def bind(self, name: str) -> "DeviceSetting":
        """The row of the setting ``name``."""
        return DeviceSetting(self, name)


class DeviceSetting:
    """Shows one setting of a snapshot in a ``DeviceChoice``."""

    def __init__(self, choice: DeviceChoice, name: str) -> None:
        self._choice, self._name = choice, name

    def __call__(self, settings: Settings) -> None:
        self._choice.show_wanted(getattr(settings, self._name))
