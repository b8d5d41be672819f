"""Which camera, microphone and speaker the call uses, with what they hear and play just now.

A device that was chosen and is not connected stays in its list: it is taken again when it comes
back. Until then the list says which one stands in for it.
"""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.media.audio.devices import choose
from megachat_desktop.model.media import DeviceKind, MediaDevice, SoundLevels
from megachat_desktop.model.settings import Settings
from megachat_desktop.ui.call.device_rows import ChoiceRow, LevelBar
from megachat_desktop.ui.call.popover import Popover
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.text import plain_label, shown_sentence

WIDTH = 320


@dataclass(frozen=True)
class DeviceOption:
    """One line of a list; without an id it leaves the choice to the system."""

    device_id: str | None
    name: str
    note: str = ""


class DevicesPopover(Popover):
    """Opened by "Devices"; a choice applies at once."""

    chosen = Signal(object, object)  # DeviceKind, device id or None for the system's choice

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, parent, "", WIDTH)
        self.setAccessibleName(self.tr("Camera, microphone and speaker"))
        self._rendered: tuple[object, ...] = ()
        self._seen: dict[str, str] = {}  # the names of devices by their ids, also of those gone
        self._rows: dict[DeviceKind, list[tuple[str | None, ChoiceRow]]] = {}
        self._groups: list[QButtonGroup] = []
        self.microphone_level = LevelBar(look, self.tr("Microphone level"))
        self.speaker_level = LevelBar(look, self.tr("Speaker level"))
        self.body.setContentsMargins(10, 14, 10, 14)
        self.body.setSpacing(12)

    def rows(self, kind: DeviceKind) -> list[tuple[str | None, ChoiceRow]]:
        """(device id, row) of one kind."""
        return self._rows.get(kind, [])

    def render_devices(self, devices: tuple[MediaDevice, ...], settings: Settings) -> None:
        """Show what there is and what is chosen."""
        now = (devices, settings.camera, settings.microphone, settings.speaker)
        if now == self._rendered:
            return
        self._rendered = now
        self._seen |= {d.device_id: shown_sentence(d.name) for d in devices}
        self._clear()
        for kind, title, chosen, level in (
            (DeviceKind.CAMERA, self.tr("Camera"), settings.camera, None),
            (
                DeviceKind.MICROPHONE,
                self.tr("Microphone"),
                settings.microphone,
                self.microphone_level,
            ),
            (DeviceKind.SPEAKER, self.tr("Speaker"), settings.speaker, self.speaker_level),
        ):
            self._add_section(kind, title, self._options(kind, devices, chosen), chosen, level)
        if self.isVisible():
            self.arrange()

    def show_levels(self, levels: SoundLevels) -> None:
        """How loud both ends are."""
        self.microphone_level.show_level(levels.microphone)
        self.speaker_level.show_level(levels.voice)

    def _clear(self) -> None:
        self._rows.clear()
        self._groups.clear()
        for bar in (self.microphone_level, self.speaker_level):
            bar.setParent(self)
            bar.hide()
        while (item := self.body.takeAt(0)) is not None:
            if (section := item.widget()) is not None:
                section.hide()
                section.deleteLater()

    def _options(
        self, kind: DeviceKind, devices: tuple[MediaDevice, ...], chosen: str | None
    ) -> list[DeviceOption]:
        ours = [d for d in devices if d.kind is kind]
        gone = chosen is not None and all(d.device_id != chosen for d in ours)
        # No other camera is ever opened for one that is gone: nobody expects to be seen by it.
        instead = choose(devices, kind, chosen) if gone and kind is not DeviceKind.CAMERA else None
        options = [DeviceOption(None, self.tr("As the system"))]
        for device in ours:
            note = self.tr("In use now") if device.device_id == instead else ""
            options.append(DeviceOption(device.device_id, shown_sentence(device.name), note))
        if gone and chosen is not None:
            name = self._seen.get(chosen, self.tr("The one you chose"))
            options.append(DeviceOption(chosen, name, self.tr("Not connected")))
        return options

    def _add_section(
        self,
        kind: DeviceKind,
        title: str,
        options: list[DeviceOption],
        chosen: str | None,
        level: LevelBar | None,
    ) -> None:
        section = QWidget()
        section.setAccessibleName(title)
        layout = QVBoxLayout(section)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        heading = plain_label(title, "caption", "call-secondary")
        heading.setIndent(10)
        layout.addWidget(heading)
        group = QButtonGroup(section)
        rows = self._rows[kind] = []
        for option in options:
            row = ChoiceRow(self._look, option.name, option.note)
            row.setChecked(option.device_id == chosen)
            row.clicked.connect(self._on_row_clicked)
            group.addButton(row)
            layout.addWidget(row)
            rows.append((option.device_id, row))
        if level is not None:
            layout.addSpacing(6)
            inset = QHBoxLayout()
            inset.setContentsMargins(10, 0, 10, 0)
            inset.addWidget(level)
            layout.addLayout(inset)
            level.show()
        self._groups.append(group)
        self.body.addWidget(section)
        section.show()  # now: Qt would show it later, and what is hidden has no size

    def _on_row_clicked(self) -> None:
        for kind, rows in self._rows.items():
            for device_id, row in rows:
                if row is self.sender():
                    self.chosen.emit(kind, device_id)
                    return
