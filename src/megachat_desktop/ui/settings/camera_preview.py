"""The own camera, live, with what it delivers in a corner; or why there is no picture."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.model.device_check import DeviceCheck, DeviceProblem
from megachat_desktop.ui.call.video_view import VideoView
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.text import plain_label

_WIDTH, _HEIGHT, _RADIUS, _INSET = 400, 225, 12, 10


class CameraPreview(QWidget):
    """Renders ``show_check``; asks for another try where that may help."""

    retry_requested = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.view = VideoView(look, mirrored=True, radius=_RADIUS)
        self.view.setParent(self)
        self.view.setAccessibleName(self.tr("Preview of your camera"))
        self.chip = self._make_chip()
        self.reason = plain_label("", "body", "call", wrap=True)
        self.reason.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.retry = Button(look, self.tr("Try again"), "retry", size="small", parent=self)
        self.retry.clicked.connect(self.retry_requested)
        self._over = QWidget(self)
        over = QVBoxLayout(self._over)
        over.setContentsMargins(24, 16, 24, 16)
        over.addStretch()
        over.addWidget(self.reason)
        over.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignHCenter)
        over.addStretch()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_check(DeviceCheck())

    def attach(self, slot: PictureSlot | None) -> None:
        """Where the pictures are; None lets go of them."""
        self.view.attach(slot)

    def set_mirrored(self, mirrored: bool) -> None:
        """As in a mirror, or as others see it."""
        self.view.set_mirrored(mirrored)

    def show_check(self, check: DeviceCheck) -> None:
        """What the camera does right now."""
        camera = check.camera
        text = self.tr("{height}p, {number} fps").format(height=camera.height, number=camera.fps)
        self._chip_text.setText(text)
        self.chip.setVisible(camera.running)
        self.chip.setAccessibleName(text)
        self.reason.setText("" if camera.running else self._reason(check))
        again = (DeviceProblem.BUSY, DeviceProblem.REFUSED, DeviceProblem.FAILED)
        self.retry.setVisible(not check.in_call and camera.problem in again)
        if not camera.running and self.view.has_picture:
            self.view.clear()
        self._place_chip()

    def _reason(self, check: DeviceCheck) -> str:
        if check.in_call:
            return self.tr("Your call has the camera. The preview comes back afterwards.")
        return {
            DeviceProblem.NONE: "",
            DeviceProblem.MISSING: self.tr("No camera found. People can't see you until then."),
            DeviceProblem.BUSY: self.tr(
                "Another program is using the camera. Close it, then try again."
            ),
            DeviceProblem.REFUSED: self.tr(
                "Your system doesn't let MegaChat use the camera. Allow it in the system's "
                "settings."
            ),
            DeviceProblem.FAILED: self.tr("The camera gives no picture."),
        }[check.camera.problem]

    def _make_chip(self) -> QWidget:
        chip = QWidget(self)
        chip.setObjectName("videoChip")
        chip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        icon = QLabel()
        color = self._look.looks.color("call-text")
        icon.setPixmap(self._look.icons.pixmap("video", 16, color))
        self._chip_text = plain_label("", "secondary", "call")
        row = QHBoxLayout(chip)
        row.setContentsMargins(10, 5, 10, 5)
        row.setSpacing(6)
        row.addWidget(icon)
        row.addWidget(self._chip_text)
        return chip

    def _place_chip(self) -> None:
        size = self.chip.sizeHint()
        right = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = self.width() - size.width() - _INSET if right else _INSET
        self.chip.setGeometry(QRect(self.rect().topLeft(), size))
        self.chip.move(left, self.height() - size.height() - _INSET)

    # Qt's own from here on.

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return width * _HEIGHT // _WIDTH

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 135)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.view.setGeometry(self.rect())
        self._over.setGeometry(self.rect())
        self._place_chip()
