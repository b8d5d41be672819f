"""The control bar of a call: what can be done in it, in groups."""

from itertools import pairwise

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from megachat_desktop.model.call import Call, CallState
from megachat_desktop.ui.call.call_control import DISC, HEADROOM, CallControl
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.keys import Key, with_key

HEIGHT = 88  # of the bar, at least
_RADIUS = 20
_WAITING = (CallState.DIALING, CallState.RINGING)


class ControlBar(QWidget):
    """Mute, camera, devices, chat, more, hang up. Renders a ``Call``; wishes leave as signals.

    While it rings the chats have their own way at the upper edge of the window.
    """

    microphone_requested = Signal(bool)  # on
    camera_requested = Signal(bool)  # on
    devices_requested = Signal()
    chat_requested = Signal()
    more_requested = Signal()
    hang_up_requested = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._call: Call | None = None
        self._narrow = False
        self._unseen = 0
        self.setAccessibleName(self.tr("Call controls"))
        self.mute = CallControl(look, "mic", self.tr("Mute"))
        self.camera = CallControl(look, "video", self.tr("Camera"))
        self.devices = CallControl(look, "headphones", self.tr("Devices"))
        self.chat = CallControl(look, "chat", self.tr("Chat"))
        self.more = CallControl(look, "more", self.tr("More"))
        self.hang_up = CallControl(look, "phone-end", self.tr("Hang up"), red=True)
        self._layout = QHBoxLayout(self)
        self._layout.setSpacing(14)
        self._gaps = _gap(), _gap()
        for item in (
            self.mute, self.camera, self._gaps[0], self.devices, self.chat, self.more,
            self._gaps[1], self.hang_up,
        ):  # fmt: skip
            self._layout.addWidget(item, 0, Qt.AlignmentFlag.AlignTop)
        self.devices.set_face(
            "headphones", self.tr("Devices"), self.tr("Camera, microphone and speaker")
        )
        self.mute.clicked.connect(self.toggle_microphone)
        self.camera.clicked.connect(self.toggle_camera)
        self.devices.clicked.connect(self.devices_requested)
        self.chat.clicked.connect(self.chat_requested)
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

    @property
    def unseen(self) -> int:
        """How much of the conversation with this person nobody has looked at."""
        return self._unseen

    def show_unseen(self, unseen: int) -> None:
        """How much of the conversation with this person nobody has looked at."""
        if unseen != self._unseen:
            self._unseen = unseen
            self._fit()

    def _render_unseen(self) -> None:
        """The number stands where the way to the chat is: in narrow windows behind "More"."""
        chat, more = with_key(self.tr("Chat"), Key.CHAT), self.tr("More")
        news = self.tr("{count} unseen").format(count=self._unseen) if self._unseen else ""
        for control, icon, word, name, here in (
            (self.chat, "chat", self.tr("Chat"), chat, not self._narrow),
            (self.more, "more", self.tr("More"), more, self._narrow),
        ):
            control.set_count(self._unseen if here else 0)
            control.set_face(icon, word, ", ".join(filter(None, (name, news if here else ""))))

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
            together = self.mute, self.camera, self.devices, self.chat, self.more
            return together, (self.hang_up,)
        return (self.mute, self.camera), (self.devices, self.chat, self.more), (self.hang_up,)

    @property
    def _waiting(self) -> bool:
        return self._call is not None and self._call.state in _WAITING

    def _fit(self) -> None:
        for group in self._groups:
            for control in group:
                control.set_labelled(not self._narrow)
        waiting = self._waiting
        self._gaps[0].setVisible(not waiting)
        self._render_unseen()
        self.devices.setVisible(not self._narrow)
        self.chat.setVisible(not self._narrow and not waiting)
        self.more.setVisible(self._narrow or not waiting)
        self._layout.setContentsMargins(18, 12 - HEADROOM, 20, 12 if self._narrow else 9)
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
