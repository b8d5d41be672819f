"""The dark strip at the foot of the sidebar while a call runs: there on every screen."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout

from megachat_desktop.engine.clock import SystemClock
from megachat_desktop.model.call import Call, CallState
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.frames import stand
from megachat_desktop.ui.kit.text import ElidedLabel, keep_digits_in_place, plain_label
from megachat_desktop.ui.words import clock_words, first_name, state_words

_ICON = 28  # with the room after it


class CallStrip(QFrame):
    """Shown while there is a call that we are in, hidden else."""

    return_requested = Signal(object)  # CallId
    hang_up_requested = Signal(object)  # CallId
    microphone_requested = Signal(object, bool)  # CallId, on

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("callStrip")
        self._look = look
        self._call: Call | None = None
        self._icon, self._name = plain_label(), ElidedLabel("field", "call")
        self._time = ElidedLabel("secondary", "call-secondary")
        keep_digits_in_place(self._time)
        self._mute = Button(look, "", "mic", kind="call-ghost", name=self.tr("Mute microphone"))
        self._return = Button(look, self.tr("Return"), kind="call", size="small")
        self._hang_up = Button(
            look, "", "phone-end", kind="call-danger", size="small", name=self.tr("Hang up")
        )
        self._hang_up.setProperty("shape", "pill")
        self._lay_out()
        self._mute.clicked.connect(self._on_mute_clicked)
        self._return.clicked.connect(self._on_return_clicked)
        self._hang_up.clicked.connect(self._on_hang_up_clicked)
        self._timer = QTimer(self)
        self._timer.setInterval(500)
        self._timer.timeout.connect(self._tick)
        self.hide()

    def render_call(self, call: Call | None) -> None:
        """Show this call, or nothing."""
        self._call = call
        self.setVisible(call is not None)
        if call is None:
            self._timer.stop()
            return
        self._name.set_whole_text(first_name(call.contact_name))
        self._mute.set_icon_name("mic" if call.microphone_on else "mic-off")
        on = call.microphone_on
        name = self.tr("Mute microphone") if on else self.tr("Unmute microphone")
        self._mute.setAccessibleName(name)
        self._mute.setToolTip(name)
        color = self._look.looks.color("call-accent")
        icon = "video" if call.camera_on or call.peer_camera_on else "phone"
        self._icon.setPixmap(self._look.icons.pixmap(icon, 18, color))
        self._timer.start()
        self._tick()

    def _lay_out(self) -> None:
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.addWidget(self._name)
        self._words.addWidget(self._time)
        self._words.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 8, 8)
        layout.setSpacing(4)
        self._icon.setContentsMargins(0, 0, 6, 0)
        layout.addWidget(self._icon)
        layout.addLayout(self._words, 1)
        for button in (self._mute, self._return, self._hang_up):
            layout.addSpacing(4)
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def _fit(self) -> None:
        """Name and time beside each other where there is room, else below each other."""
        buttons = (self._mute, self._return, self._hang_up)
        room = (
            self.contentsRect().width()
            - sum(8 + button.sizeHint().width() for button in buttons)
            - 14
            - 8
        )
        name, time = self._name.natural_width(), self._time.natural_width()
        beside = name + 6 + time <= room - _ICON
        self._icon.setVisible(max(name, time) <= room - _ICON)  # the words say more
        stand(self._words, beside=beside)
        self._words.setSpacing(6 if beside else 0)

    def _tick(self) -> None:
        if self._call is None:
            return
        if self._call.state is CallState.ACTIVE and self._call.active_at is not None:
            words = clock_words(SystemClock().monotonic() - self._call.active_at)
        else:
            words = state_words(self._call).split(".")[0]
        if words != self._time.whole_text:
            self._time.set_whole_text(words)
            self._fit()

    def _on_mute_clicked(self) -> None:
        if self._call is not None:
            self.microphone_requested.emit(self._call.call_id, not self._call.microphone_on)

    def _on_return_clicked(self) -> None:
        if self._call is not None:
            self.return_requested.emit(self._call.call_id)

    def _on_hang_up_clicked(self) -> None:
        if self._call is not None:
            self.hang_up_requested.emit(self._call.call_id)

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
