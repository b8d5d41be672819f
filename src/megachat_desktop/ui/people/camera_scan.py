"""A live picture of the camera that looks for a person's code."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.model.media import DeviceKind
from megachat_desktop.ui.bridge import Bridge
from megachat_desktop.ui.call.video_view import VideoView
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.text import plain_label

HEIGHT = 240


def has_camera(bridge: Bridge) -> bool:
    """Whether there is anything to scan with."""
    return any(device.kind is DeviceKind.CAMERA for device in bridge.seen.devices)


class CameraScan(QWidget):
    """Begins with ``start``; hiding it, by whatever way, lets go of the camera."""

    found = Signal(str)  # a link
    failed = Signal(str)  # a sentence
    stopped = Signal()

    def __init__(self, bridge: Bridge, look: Look) -> None:
        super().__init__()
        self._bridge = bridge
        self._running = False
        self._view = VideoView(look, mirrored=True, radius=12)
        self._view.setFixedHeight(HEIGHT)
        self._view.setAccessibleName(self.tr("Picture of your camera"))
        self.cancel = Button(look, self.tr("Stop scanning"), "close", kind="outline", size="small")
        self.cancel.clicked.connect(self.stop)
        row = QHBoxLayout()
        row.addWidget(
            plain_label(
                self.tr("Hold the code in front of the camera."),
                "secondary",
                "secondary",
                wrap=True,
            ),
            1,
        )
        row.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._view)
        layout.addLayout(row)
        self.hide()

    def start(self) -> None:
        """Show the camera and look for a code."""
        self._running = True
        self.show()
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        slot = PictureSlot()
        self._view.attach(slot)
        job = self._bridge.ask(self._bridge.engine.scan_code(slot))
        job.succeeded.connect(self._on_found)
        job.failed.connect(self._on_failed)

    def stop(self) -> None:
        """Look no more."""
        if not self._running:
            return
        self._running = False
        self._view.attach(None)
        if self._bridge.running:
            self._bridge.run(self._bridge.engine.stop_scan())
        self.hide()
        self.stopped.emit()

    def _on_found(self, link: str) -> None:
        if self._running:
            self.stop()
            self.found.emit(link)

    def _on_failed(self, sentence: str) -> None:
        if self._running and sentence:
            self.stop()
            self.failed.emit(sentence)

    # Qt's own from here on.

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stop()
