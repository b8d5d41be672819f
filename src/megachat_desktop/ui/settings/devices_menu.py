"""Camera, microphone and speaker as one small menu, for a call."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from megachat_desktop.model.media import DeviceKind
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.text import shown_sentence

_SETTING = {
    DeviceKind.MICROPHONE: "microphone",
    DeviceKind.SPEAKER: "speaker",
    DeviceKind.CAMERA: "camera",
}


class DevicesMenu(QObject):
    """Made anew each time it opens; everything applies at once."""

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge, self._window = bridge, window

    def open_devices(self, place: QPoint) -> None:
        """Open above ``place``, in the coordinates of the screen."""
        menu = self.make()
        place.setY(place.y() - menu.sizeHint().height())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def make(self) -> QMenu:
        """The menu, not shown yet."""
        menu = QMenu(self._window)
        words = {
            DeviceKind.CAMERA: self.tr("Camera"),
            DeviceKind.MICROPHONE: self.tr("Microphone"),
            DeviceKind.SPEAKER: self.tr("Speaker"),
        }
        seen = self._bridge.seen
        for kind, word in words.items():
            devices = [d for d in seen.devices if d.kind is kind]
            options: list[tuple[str, object]] = [(self.tr("As the system"), None)]
            options += [(shown_sentence(d.name).replace("&", "&&"), d.device_id) for d in devices]
            self._choices(menu.addMenu(word), _SETTING[kind], options)
        return menu

    def _choices(self, menu: QMenu, name: str, options: Iterable[tuple[str, object]]) -> None:
        now = getattr(self._bridge.seen.settings, name)
        group = QActionGroup(menu)
        for text, value in options:
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(value == now)
            action.triggered.connect(partial(self._change, name, value))
            group.addAction(action)

    def _change(self, name: str, value: object, _checked: bool = True) -> None:
        self._bridge.run(self._bridge.engine.update_settings(**{name: value}))
