"""The control bar of a call: round buttons with a word below, inverted while something is off."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from megachat_desktop.model.call import Call, CallState
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.theme import font

DISC, PILL, HEIGHT = 48, 64, 68
_WAITING = (CallState.DIALING, CallState.RINGING)


class CallControl(QAbstractButton):
    """A disc of 48 pixels (64 for the red one) with its word below."""

    def __init__(self, look: Look, icon: str, text: str, *, red: bool = False) -> None:
        super().__init__()
        self._look, self._icon_name, self._red = look, icon, red
        self._inverted = False
        self._labelled = True
        self.setText(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_face(self, icon: str, text: str, name: str, *, inverted: bool = False) -> None:
        """What it shows, and its ``name`` for tooltip and screen readers."""
        self._icon_name, self._inverted = icon, inverted
        self.setText(text)
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.update()

    def set_labelled(self, labelled: bool) -> None:
        """Narrow windows leave the words out."""
        self._labelled = labelled
        self.updateGeometry()
        self.update()

    def _colors(self) -> tuple[str, str]:
        if self._red:
            return ("danger-hover" if self.underMouse() else "call-danger"), "call-danger-text"
        if self._inverted:
            return "call-control-on", "call-control-on-icon"
        return ("call-control-hover" if self.underMouse() else "call-control"), "call-text"

    # Qt's own from here on.

    def sizeHint(self) -> QSize:
        width = PILL if self._red else DISC
        if not self._labelled:
            return QSize(width, DISC)
        metrics = self.fontMetrics()
        return QSize(max(width, metrics.horizontalAdvance(self.text()) + 4, 58), HEIGHT)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self._look.looks.color
        fill, tint = self._colors()
        if not self.isEnabled():
            painter.setOpacity(0.45)
        width = PILL if self._red else DISC
        disc = QRectF((self.width() - width) / 2, 0, width, DISC)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(fill))
        painter.drawRoundedRect(disc, DISC / 2, DISC / 2)
        if self.hasFocus():
            painter.setPen(QPen(color("call-speaking"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(disc.adjusted(1, 1, -1, -1), DISC / 2 - 1, DISC / 2 - 1)
        size = 24 if self._red else 22
        pixmap = self._look.icons.pixmap(self._icon_name, size, color(tint))
        painter.drawPixmap(round(disc.center().x() - size / 2), round(24 - size / 2), pixmap)
        if self._labelled:
            painter.setFont(font("micro"))
            painter.setPen(color("call-text-secondary"))
            area = QRectF(0, DISC + 4, self.width(), 16)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class ControlBar(QWidget):
    """Mute, camera, devices, hang up. Renders a ``Call``; what is wanted leaves as signals."""

    microphone_requested = Signal(bool)  # on
    camera_requested = Signal(bool)  # on
    devices_requested = Signal()
    hang_up_requested = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._call: Call | None = None
        self.mute = CallControl(look, "mic", self.tr("Mute"))
        self.camera = CallControl(look, "video", self.tr("Camera"))
        self.devices = CallControl(look, "headphones", self.tr("Devices"))
        self.hang_up = CallControl(look, "phone-end", self.tr("Hang up"), red=True)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(20, 12, 20, 8)
        self._layout.setSpacing(14)
        for control in (self.mute, self.camera, self.devices, self.hang_up):
            self._layout.addWidget(control)
        self._layout.insertSpacing(3, 14)
        self.devices.set_face(
            "headphones", self.tr("Devices"), self.tr("Camera, microphone and speaker")
        )
        self.mute.clicked.connect(self._on_mute_clicked)
        self.camera.clicked.connect(self._on_camera_clicked)
        self.devices.clicked.connect(self.devices_requested)
        self.hang_up.clicked.connect(self.hang_up_requested)

    def render_call(self, call: Call) -> None:
        """Show what is on and off."""
        self._call = call
        on = call.microphone_on
        self.mute.set_face(
            "mic" if on else "mic-off",
            self.tr("Mute") if on else self.tr("Muted"),
            self.tr("Mute microphone, M") if on else self.tr("Unmute microphone, M"),
            inverted=not on,
        )
        on = call.camera_on
        self.camera.set_face(
            "video" if on and call.has_camera else "video-off",
            self._camera_word(call),
            self.tr("Turn camera off, V") if on else self.tr("Turn camera on, V"),
            inverted=not on or not call.has_camera,
        )
        waiting = call.state in _WAITING
        text = self.tr("Cancel") if waiting else self.tr("Hang up")
        name = self.tr("Hang up, Ctrl Shift H")
        self.hang_up.set_face("phone-end", text, name)

    def _camera_word(self, call: Call) -> str:
        if not call.camera_on:
            return self.tr("Camera off")
        return self.tr("Camera") if call.has_camera else self.tr("No camera")

    def set_narrow(self, narrow: bool) -> None:
        """Under 640 pixels: no words, and the devices go."""
        for control in (self.mute, self.camera, self.devices, self.hang_up):
            control.set_labelled(not narrow)
        self.devices.setVisible(not narrow)
        self._layout.setContentsMargins(16, 12, 16, 12 if narrow else 8)
        self.adjustSize()

    def toggle_microphone(self) -> None:
        """M."""
        self._on_mute_clicked()

    def toggle_camera(self) -> None:
        """V."""
        self._on_camera_clicked()

    def _on_mute_clicked(self) -> None:
        if self._call is not None:
            self.microphone_requested.emit(not self._call.microphone_on)

    def _on_camera_clicked(self) -> None:
        if self._call is not None:
            self.camera_requested.emit(not self._call.camera_on)

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self._look.looks.color
        painter.setPen(QPen(color("call-border"), 1))
        painter.setBrush(color("call-bar"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 20, 20)
        line = (self.hang_up.geometry().left() + self._before_hang_up().geometry().right()) // 2
        painter.drawLine(line, 22, line, 52)
        painter.end()

    def _before_hang_up(self) -> QWidget:
        return self.devices if self.devices.isVisible() else self.camera
