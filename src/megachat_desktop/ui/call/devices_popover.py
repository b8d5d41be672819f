"""Which camera, microphone and speaker the call uses, with what they hear and play just now.

A device that was chosen and is not connected stays in its list: it is taken again when it comes
back. Until then the list says which one stands in for it.
"""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from megachat_desktop.media.audio.devices import choose
from megachat_desktop.model.media import DeviceKind, MediaDevice, SoundLevels
from megachat_desktop.model.settings import Settings
from megachat_desktop.ui.call.popover import Popover
from megachat_desktop.ui.kit.buttons import Look, paint_focus_ring
from megachat_desktop.ui.kit.plain import keyless
from megachat_desktop.ui.kit.text import elided, plain_label, shown_sentence
from megachat_desktop.ui.kit.theme import font

WIDTH = 320
_ROW = 36
_RADIO = 16
_LOUD = 0.25  # root mean square that fills the meter


@dataclass(frozen=True)
class DeviceOption:
    """One line of a list; without an id it leaves the choice to the system."""

    device_id: str | None
    name: str
    note: str = ""


class ChoiceRow(QAbstractButton):
    """One of several, with a round mark before it, and a note below its name where there is one."""

    def __init__(self, look: Look, text: str, note: str = "") -> None:
        super().__init__()
        self._look = look
        self.setCheckable(True)
        self.setText(keyless(text))
        self.setAccessibleName(text)
        self.setAccessibleDescription(note)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    # Qt's own from here on.

    def sizeHint(self) -> QSize:
        note = QFontMetrics(font("caption")).height() if self.accessibleDescription() else 0
        return QSize(120, max(_ROW, self.fontMetrics().height() + note + 14))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self._look.looks.color
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("call-control"))
            painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        left = self.width() - 10 - _RADIO if mirrored else 10
        ring = QRectF(left + 1, (self.height() - _RADIO) / 2 + 1, _RADIO - 2, _RADIO - 2)
        on = self.isChecked()
        painter.setPen(QPen(color("call-accent" if on else "call-text-secondary"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(ring)
        if on:
            painter.setBrush(color("call-accent"))
            painter.drawEllipse(ring.adjusted(4, 4, -4, -4))
        sides = (10, -36) if mirrored else (36, -10)
        self._paint_words(painter, self.rect().adjusted(sides[0], 0, sides[1], 0))
        painter.end()
        if self.hasFocus():
            paint_focus_ring(self, self._look.looks, color=color("call-speaking"))

    def _paint_words(self, painter: QPainter, area: QRect) -> None:
        lines = [(self.accessibleName(), "secondary", "call-text")]
        if note := self.accessibleDescription():
            lines.append((note, "caption", "call-text-secondary"))
        heights = [QFontMetrics(font(kind)).height() for _, kind, _ in lines]
        top = area.top() + (area.height() - sum(heights)) // 2
        for (text, kind, tone), height in zip(lines, heights, strict=True):
            painter.setFont(font(kind))
            painter.setPen(self._look.looks.color(tone))
            line = QRect(area.left(), top, area.width(), height)
            shown = elided(text, painter.fontMetrics(), area.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
            top += height


class LevelBar(QWidget):
    """How loud it is, as a line that fills."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._level = 0.0
        self.setFixedHeight(4)
        self.setAccessibleName(name)

    @property
    def level(self) -> float:
        """What is shown, 0 to 1."""
        return self._level

    def show_level(self, rms: float) -> None:
        """Up at once, down softly."""
        wanted = min(1.0, (rms / _LOUD) ** 0.5)
        level = max(wanted, self._level * 0.8)
        if abs(level - self._level) > 0.005:
            self._level = level
            self.update()

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.looks.color("call-control"))
        area = QRectF(self.rect())
        painter.drawRoundedRect(area, 2, 2)
        painter.setBrush(self._look.looks.color("call-good"))
        filled = QRectF(area)
        filled.setWidth(area.width() * self._level)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            filled.moveRight(area.right())
        painter.drawRoundedRect(filled, 2, 2)
        painter.end()


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
