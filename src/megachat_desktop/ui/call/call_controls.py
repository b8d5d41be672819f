"""The control bar of a call: round buttons with a word below, inverted while something is off."""

from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QSizePolicy, QWidget

from megachat_desktop.model.call import Call, CallState
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.theme import font

HEIGHT = 88  # of the bar, at least
DISC, PILL = 48, 64
_ICON, _RED_ICON = 22, 24
_WORD_GAP = 4
_RADIUS = 20
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
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def inverted(self) -> bool:
        """Whether it shows that something is off."""
        return self._inverted

    def set_face(self, icon: str, text: str, name: str, *, inverted: bool = False) -> None:
        """What it shows, and its ``name`` for tooltip and screen readers."""
        self._icon_name, self._inverted = icon, inverted
        if (text, name) != (self.text(), self.accessibleName()):
            self.setText(text)
            self.setToolTip(name)
            self.setAccessibleName(name)
            self.updateGeometry()
        self.update()

    def set_labelled(self, labelled: bool) -> None:
        """Narrow windows leave the words out; the tooltip stays."""
        if labelled is not self._labelled:
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
        self.setFont(font("micro"))
        metrics = self.fontMetrics()
        word = metrics.horizontalAdvance(self.text()) + 4
        return QSize(max(width, word, 60), DISC + _WORD_GAP + metrics.height())

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
        size = _RED_ICON if self._red else _ICON
        pixmap = self._look.icons.pixmap(self._icon_name, size, color(tint))
        painter.drawPixmap(round(disc.center().x() - size / 2), (DISC - size) // 2, pixmap)
        if self._labelled:
            painter.setFont(font("micro"))
            painter.setPen(color("call-text-secondary"))
            area = QRectF(0, DISC + _WORD_GAP, self.width(), self.height() - DISC - _WORD_GAP)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class ControlBar(QWidget):
    """Mute, camera, devices, chat, more, hang up. Renders a ``Call``; wishes leave as signals."""

    microphone_requested = Signal(bool)  # on
    camera_requested = Signal(bool)  # on
    devices_requested = Signal()
    more_requested = Signal()
    hang_up_requested = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._call: Call | None = None
        self._narrow = False
        self.setAccessibleName(self.tr("Call controls"))
        self.mute = CallControl(look, "mic", self.tr("Mute"))
        self.camera = CallControl(look, "video", self.tr("Camera"))
        self.devices = CallControl(look, "headphones", self.tr("Devices"))
        self.more = CallControl(look, "more", self.tr("More"))
        self.hang_up = CallControl(look, "phone-end", self.tr("Hang up"), red=True)
        self._layout = QHBoxLayout(self)
        self._layout.setSpacing(14)
        self._gaps = _gap(), _gap()
        for item in (
            self.mute, self.camera, self._gaps[0], self.devices, self.more, self._gaps[1],
            self.hang_up,
        ):  # fmt: skip
            self._layout.addWidget(item, 0, Qt.AlignmentFlag.AlignTop)
        self.devices.set_face(
            "headphones", self.tr("Devices"), self.tr("Camera, microphone and speaker")
        )
        self.more.set_face("more", self.tr("More"), self.tr("More"))
        self.mute.clicked.connect(self.toggle_microphone)
        self.camera.clicked.connect(self.toggle_camera)
        self.devices.clicked.connect(self.devices_requested)
        self.more.clicked.connect(self.more_requested)
        self.hang_up.clicked.connect(self.hang_up_requested)
        self._fit()

    def render_call(self, call: Call) -> None:
        """Show what is on and off."""
        self._call = call
        on = call.microphone_on
        self.mute.set_face(
            "mic" if on and call.has_microphone else "mic-off",
            self._microphone_word(call),
            self.tr("Mute microphone, M") if on else self.tr("Unmute microphone, M"),
            inverted=not on or not call.has_microphone,
        )
        on = call.camera_on
        self.camera.set_face(
            "video" if on and call.has_camera else "video-off",
            self._camera_word(call),
            self.tr("Turn camera off, V") if on else self.tr("Turn camera on, V"),
            inverted=not on or not call.has_camera,
        )
        self.hang_up.set_face(
            "phone-end",
            self.tr("Cancel") if self._waiting else self.tr("Hang up"),
            self.tr("Hang up, Ctrl Shift H"),
        )
        self._fit()

    def _microphone_word(self, call: Call) -> str:
        if not call.microphone_on:
            return self.tr("Muted")
        return self.tr("Mute") if call.has_microphone else self.tr("Not heard")

    def _camera_word(self, call: Call) -> str:
        if not call.camera_on:
            return self.tr("Camera off")
        return self.tr("Camera") if call.has_camera else self.tr("No camera")

    def set_narrow(self, narrow: bool) -> None:
        """Under 640 pixels: no words, and the devices go to "More"."""
        if narrow is not self._narrow:
            self._narrow = narrow
            self._fit()

    @property
    def _groups(self) -> tuple[tuple[CallControl, ...], ...]:
        """What stands together; while it rings there is too little for three groups."""
        if self._waiting:
            return (self.mute, self.camera, self.devices, self.more), (self.hang_up,)
        return (self.mute, self.camera), (self.devices, self.more), (self.hang_up,)

    @property
    def _waiting(self) -> bool:
        return self._call is not None and self._call.state in _WAITING

    def _fit(self) -> None:
        for group in self._groups:
            for control in group:
                control.set_labelled(not self._narrow)
        waiting = self._waiting
        self._gaps[0].setVisible(not waiting)
        self.devices.setVisible(not self._narrow)
        self.more.setVisible(self._narrow or not waiting)
        self._layout.setContentsMargins(18, 12, 20, 12 if self._narrow else 9)
        self.setMinimumHeight(0 if self._narrow else HEIGHT)
        self._layout.invalidate()
        self.adjustSize()

    def ignore_second_click(self) -> None:
        """The popup was under the pointer: the rest of a double click on it is not meant here."""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        QTimer.singleShot(QApplication.doubleClickInterval(), self, self._heed_pointer)

    def _heed_pointer(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)

    def toggle_microphone(self) -> None:
        """M."""
        if self._call is not None and self._call.live:
            self.microphone_requested.emit(not self._call.microphone_on)

    def toggle_camera(self) -> None:
        """V."""
        if self._call is not None and self._call.live:
            self.camera_requested.emit(not self._call.camera_on)

    def _lines(self) -> list[int]:
        """Where one group ends and the next begins."""
        ends = [[c.geometry() for c in group if c.isVisibleTo(self)] for group in self._groups]
        shown = sorted((group for group in ends if group), key=lambda group: group[0].left())
        return [
            (max(a.right() for a in before) + min(b.left() for b in after)) // 2
            for before, after in pairwise(shown)
        ]

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self._look.looks.color
        painter.setPen(QPen(color("call-border"), 1))
        painter.setBrush(color("call-bar"))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, _RADIUS, _RADIUS)
        for x in self._lines():
            painter.drawLine(x, 20, x, DISC + 4)
        painter.end()


def _gap() -> QWidget:
    """Room for the line between two groups."""
    gap = QWidget()
    gap.setFixedSize(1, 1)
    return gap
