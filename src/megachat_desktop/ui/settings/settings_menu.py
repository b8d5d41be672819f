"""What can be chosen so far, as one menu: name, colours, devices, how to be found."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMenu, QWidget

from megachat_desktop.model.media import DeviceKind
from megachat_desktop.model.settings import RelayMode, ThemeChoice
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.kit.text import shown_sentence

_SETTING = {
    DeviceKind.MICROPHONE: "microphone",
    DeviceKind.SPEAKER: "speaker",
    DeviceKind.CAMERA: "camera",
}


class SettingsMenu(QObject):
    """Made anew each time it opens; everything applies at once."""

    quit_requested = Signal()

    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__(window)
        self._bridge, self._window = bridge, window

    def open(self, place: QPoint) -> None:
        """All settings."""
        self._show(self.make(), place)

    def open_devices(self, place: QPoint) -> None:
        """Camera, microphone and speaker, for a call."""
        menu = QMenu(self._window)
        self._add_devices(menu)
        place.setY(place.y() - menu.sizeHint().height())
        self._show(menu, place)

    def make(self) -> QMenu:
        """The menu, not shown yet."""
        menu = QMenu(self._window)
        menu.addAction(self.tr("Your name…"), self._rename)
        settings = self._bridge.seen.settings
        themes = menu.addMenu(self.tr("Appearance"))
        self._choices(
            themes,
            "theme",
            settings.theme,
            (
                (self.tr("As the system"), ThemeChoice.SYSTEM),
                (self.tr("Light"), ThemeChoice.LIGHT),
                (self.tr("Dark"), ThemeChoice.DARK),
            ),
        )
        menu.addSeparator()
        self._add_devices(menu)
        menu.addSeparator()
        self._add_relays(menu.addMenu(self.tr("Found over the internet")))
        menu.addSeparator()
        menu.addAction(self.tr("Quit"), self.quit_requested.emit)
        return menu

    def _show(self, menu: QMenu, place: QPoint) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _choices(
        self, menu: QMenu, name: str, now: object, options: Iterable[tuple[str, object]]
    ) -> None:
        group = QActionGroup(menu)
        for text, value in options:
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(value == now)
            action.triggered.connect(partial(self._change, name, value))
            group.addAction(action)

    def _add_devices(self, menu: QMenu) -> None:
        words = {
            DeviceKind.CAMERA: self.tr("Camera"),
            DeviceKind.MICROPHONE: self.tr("Microphone"),
            DeviceKind.SPEAKER: self.tr("Speaker"),
        }
        seen = self._bridge.seen
        for kind, word in words.items():
            name = _SETTING[kind]
            devices = [d for d in seen.devices if d.kind is kind]
            options: list[tuple[str, object]] = [(self.tr("As the system"), None)]
            options += [(shown_sentence(d.name).replace("&", "&&"), d.device_id) for d in devices]
            self._choices(menu.addMenu(word), name, getattr(seen.settings, name), options)

    def _add_relays(self, menu: QMenu) -> None:
        settings = self._bridge.seen.settings
        group = QActionGroup(menu)
        for text, mode in (
            (self.tr("Through public relays"), RelayMode.PUBLIC),
            (self.tr("Through your own relay…"), RelayMode.OWN),
            (self.tr("Not at all"), RelayMode.NONE),
        ):
            action = QAction(text, menu)
            action.setCheckable(True)
            action.setChecked(mode is settings.relay_mode)
            action.triggered.connect(partial(self._change_relay, mode))
            group.addAction(action)
            menu.addAction(action)

    def _change(self, name: str, value: object, _checked: bool = True) -> None:
        self._bridge.run(self._bridge.engine.update_settings(**{name: value}))

    def _change_relay(self, mode: RelayMode, _checked: bool = True) -> None:
        changes: dict[str, object] = {"relay_mode": mode}
        if mode is RelayMode.OWN:
            host = self._ask(
                self.tr("Your own relay"),
                self.tr("Its name, and the port if it is not 443: relay.example.org:8443"),
                self._bridge.seen.settings.relay_url,
            )
            if not host:
                return
            changes["relay_url"] = host
        self._bridge.run(self._bridge.engine.update_settings(**changes))

    def _rename(self) -> None:
        account = self._bridge.seen.account
        name = self._ask(
            self.tr("Your name"),
            self.tr("This is what your contacts see."),
            account.name if account else "",
        )
        if name:
            self._bridge.run(self._bridge.engine.set_name(name))

    def _ask(self, title: str, text: str, now: str) -> str:
        echo = QLineEdit.EchoMode.Normal
        answer, given = QInputDialog.getText(self._window, title, text, echo, now)
        return answer.strip() if given else ""
