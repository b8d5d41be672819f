"""Which camera, microphone and speaker the call uses, with what they hear and play just now."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

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


class ChoiceRow(QAbstractButton):
    """One of several, with a round mark before it."""

    def __init__(self, look: Look, text: str) -> None:
        super().__init__()
        self._look = look
        self.setCheckable(True)
        self.setText(keyless(text))
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    # Qt's own from here on.

    def sizeHint(self) -> QSize:
        return QSize(120, max(_ROW, self.fontMetrics().height() + 14))

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
        painter.setFont(font("secondary"))
        painter.setPen(color("call-text"))
        area = self.rect().adjusted(10 if mirrored else 36, 0, -36 if mirrored else -10, 0)
        text = elided(self.accessibleName(), painter.fontMetrics(), area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
        if self.hasFocus():
            paint_focus_ring(self, self._look.looks, color=color("call-speaking"))


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
        self._clear()
        self._add(DeviceKind.CAMERA, self.tr("Camera"), devices, settings.camera, None)
        self._add(
            DeviceKind.MICROPHONE, self.tr("Microphone"), devices, settings.microphone,
            self.microphone_level,
        )  # fmt: skip
        self._add(
            DeviceKind.SPEAKER, self.tr("Speaker"), devices, settings.speaker, self.speaker_level
        )
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

    def _add(
        self,
        kind: DeviceKind,
        title: str,
        devices: tuple[MediaDevice, ...],
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
        choices: list[tuple[str | None, str]] = [(None, self.tr("As the system"))]
        choices += [(d.device_id, shown_sentence(d.name)) for d in devices if d.kind is kind]
        rows = self._rows[kind] = []
        for device_id, name in choices:
            row = ChoiceRow(self._look, name)
            row.setChecked(device_id == chosen)
            row.clicked.connect(self._on_row_clicked)
            group.addButton(row)
            layout.addWidget(row)
            rows.append((device_id, row))
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
