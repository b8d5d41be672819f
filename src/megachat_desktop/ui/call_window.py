"""The window of one call, from "Calling…" to the sentence about its end.

It renders ``Call`` snapshots and keeps no state of its own; pictures come through the slots.
Closing it hides it: the strip of the main window brings it back, only the red button hangs up.
"""

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from megachat_desktop.engine.clock import SystemClock
from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.model.account import Account
from megachat_desktop.model.call import Call, CallState
from megachat_desktop.model.ids import CallId
from megachat_desktop.model.media import MediaSnapshot
from megachat_desktop.ui.call.call_chips import IconChip, QualityChip, SafetyChip, WhoChip
from megachat_desktop.ui.call.call_controls import ControlBar
from megachat_desktop.ui.call.call_stage import LARGE, CallStage
from megachat_desktop.ui.call.safety_popover import SafetyPopover
from megachat_desktop.ui.call.video_view import VideoView
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.text import plain_label, shown_name
from megachat_desktop.ui.kit.theme import tokens
from megachat_desktop.ui.words import clock_words, state_words

EDGE = 24
NARROW = 640
SELF_NARROW = (120, 75)
_TICK_MS = 250
_IN_CALL = (CallState.ACTIVE, CallState.RECONNECTING, CallState.ON_HOLD)


class CallWindow(QWidget):
    """Shown and hidden by ``CallWindows``, which goes by the call's state."""

    microphone_requested = Signal(object, bool)  # CallId, on
    camera_requested = Signal(object, bool)  # CallId, on
    hang_up_requested = Signal(object)  # CallId
    safety_answered = Signal(object, bool)  # CallId, whether they match
    devices_requested = Signal(QPoint)
    again_requested = Signal(object, object, bool)  # CallId, AccountId, video
    closed_after_end = Signal(object)  # CallId
    hidden_while_live = Signal()

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        super().__init__()
        self.setObjectName("callWindow")
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._call: Call | None = None
        self.video = VideoView(look)
        self.video.paint_placeholder = self._paint_avatar
        self._avatars, self._echo = avatars, False
        avatars.faces.changed.connect(self.update)
        self.stage = CallStage(look, avatars)
        self.who = WhoChip(look, avatars)
        self.safety = SafetyChip(look)
        self.quality = QualityChip(look)
        self.full_screen = IconChip(look, "fullscreen", self.tr("Full screen, F"))
        self.self_view = VideoView(look, mirrored=True, radius=12)
        self.bar = ControlBar(look)
        self._you = plain_label(self.tr("You"), "caption", "white")
        self._lost = plain_label("", "title", "call")
        self.popover = SafetyPopover(look, self)
        for widget in (
            self.video, self.stage, self._lost, self.self_view, self.who, self.safety,
            self.quality, self.full_screen, self.bar,
        ):  # fmt: skip
            widget.setParent(self)
        self._you.setParent(self.self_view)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._connect()
        self.setMinimumSize(*tokens()["layout"]["call-window-min"])
        self.resize(*tokens()["layout"]["call-window-default"])

    @property
    def call(self) -> Call | None:
        """The snapshot that is shown."""
        return self._call

    def render_call(self, call: Call, account: Account | None, *, echo: bool = False) -> None:
        """Show how the call stands."""
        self._call, self._echo = call, echo
        self.setWindowTitle(self.tr("Call: {name}").format(name=shown_name(call.contact_name)))
        self.stage.render_call(call, account, echo=echo)
        self.who.render_call(call, echo=echo)
        self.safety.render_call(call)
        self.quality.render_call(call)
        self.popover.render_call(call)
        self.bar.render_call(call)
        if call.state is CallState.ENDED:
            self.attach(None, None)
        self._show_parts(call)
        self._arrange()
        self._timer.start() if call.live else self._timer.stop()
        self._tick()

    def render_stats(self, snapshot: MediaSnapshot) -> None:
        """Show how well it goes, and the voice."""
        self.quality.render_stats(snapshot)
        self.stage.show_level(snapshot.audio_in.level)
        self._arrange()

    def attach(self, remote: PictureSlot | None, own: PictureSlot | None) -> None:
        """Where the pictures come from; None frees what is held."""
        self.video.attach(remote)
        self.self_view.attach(own)

    def _connect(self) -> None:
        self.bar.microphone_requested.connect(self._on_microphone_requested)
        self.bar.camera_requested.connect(self._on_camera_requested)
        self.bar.devices_requested.connect(self._on_devices_requested)
        self.bar.hang_up_requested.connect(self._on_hang_up_requested)
        self.safety.clicked.connect(self._on_safety_clicked)
        self.full_screen.clicked.connect(self.toggle_full_screen)
        self.popover.answered.connect(self._on_safety_answered)
        self.stage.again.clicked.connect(self._on_again_clicked)
        self.stage.done.clicked.connect(self.close)
        for keys, slot in (
            ("M", self.bar.toggle_microphone),
            ("V", self.bar.toggle_camera),
            ("F", self.toggle_full_screen),
            ("Ctrl+Shift+H", self._on_hang_up_requested),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def toggle_full_screen(self) -> None:
        """F."""
        full = not self.isFullScreen()
        self.showFullScreen() if full else self.showNormal()
        self.full_screen.set_icon_name("fullscreen-exit" if full else "fullscreen")

    def _show_parts(self, call: Call) -> None:
        in_call = call.state in _IN_CALL
        pictures = in_call and call.peer_camera_on
        self.video.setVisible(pictures)
        self.stage.setVisible(not pictures)
        self.who.setVisible(pictures)
        self.video.set_dimmed(call.state in (CallState.RECONNECTING, CallState.ON_HOLD))
        lost = pictures and call.state is not CallState.ACTIVE
        self._lost.setVisible(lost)
        self._lost.setText(state_words(call))
        self.self_view.setVisible(call.live and call.camera_on and call.has_camera)
        self.bar.setVisible(call.live)
        self.full_screen.setVisible(call.live)
        if not call.live:
            self.safety.hide()
            self.quality.hide()

    def _paint_avatar(self, painter: QPainter, area: QRectF) -> None:
        """Their camera is on, and no picture is there yet."""
        if self._call is not None:
            disc = QRectF(0, 0, LARGE, LARGE)
            disc.moveCenter(area.center())
            name, account = self._call.contact_name, self._call.account
            self._avatars.paint(painter, disc, name, account, echo=self._echo)

    def _tick(self) -> None:
        call = self._call
        if call is None:
            return
        if call.state is CallState.ACTIVE and call.active_at is not None:
            text = clock_words(SystemClock().monotonic() - call.active_at)
            self.stage.show_time(text)
            self.who.show_time(text)
        elif call.live:
            self.who.show_time("")

    def _arrange(self) -> None:
        width, height = self.width(), self.height()
        narrow = width < NARROW
        edge = 12 if narrow else EDGE
        self.video.setGeometry(0, 0, width, height)
        self.stage.setGeometry(0, 0, width, height)
        self.bar.set_narrow(narrow)
        self.bar.adjustSize()
        bar_top = height - self.bar.height() - edge
        self.bar.move((width - self.bar.width()) // 2, bar_top)
        self.safety.set_narrow(narrow)
        self.quality.set_narrow(narrow)
        self.who.move(edge, 20)
        x = width - edge
        for chip in (self.full_screen, self.quality, self.safety):
            if chip.isVisibleTo(self):
                x -= chip.width()
                chip.move(x, 20)
                x -= 8
        self._arrange_self_view(narrow, edge, bar_top)
        self._lost.adjustSize()
        self._lost.move((width - self._lost.width()) // 2, height // 2 - 12)
        self.popover.move(max(8, width - edge - self.popover.width()), 68)

    def _arrange_self_view(self, narrow: bool, edge: int, bar_top: int) -> None:
        own = SELF_NARROW if narrow else tokens()["layout"]["self-view"]
        above_bar = self.width() < self.bar.width() + 2 * (own[0] + edge + 12)
        bottom = bar_top - 12 if above_bar else self.height() - edge
        self.self_view.setGeometry(self.width() - edge - own[0], bottom - own[1], own[0], own[1])
        self._you.setVisible(not narrow)
        self._you.adjustSize()
        self._you.move(12, own[1] - self._you.height() - 10)

    def _on_microphone_requested(self, on: bool) -> None:
        if self._call is not None and self._call.live:
            self.microphone_requested.emit(self._call.call_id, on)

    def _on_camera_requested(self, on: bool) -> None:
        if self._call is not None and self._call.live:
            self.camera_requested.emit(self._call.call_id, on)

    def _on_devices_requested(self) -> None:
        self.devices_requested.emit(self.bar.devices.mapToGlobal(QPoint(0, -8)))

    def _on_hang_up_requested(self) -> None:
        if self._call is not None and self._call.live:
            self.hang_up_requested.emit(self._call.call_id)

    def _on_safety_clicked(self) -> None:
        if self.popover.isVisible():
            self.popover.hide()
        else:
            self._arrange()
            self.popover.open()

    def _on_safety_answered(self, match: bool) -> None:
        if self._call is not None:
            self.safety_answered.emit(self._call.call_id, match)

    def _on_again_clicked(self) -> None:
        if self._call is not None:
            call = self._call
            self.again_requested.emit(call.call_id, call.account, call.video)

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.toggle_full_screen()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # or a button would wait for Space

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        if self._call is None:
            return
        if self._call.live:
            self.hidden_while_live.emit()
        else:
            self.closed_after_end.emit(self._call.call_id)


class CallWindows:
    """One window for each call that we are in; a call that only rings here has the popup."""

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        self._look, self._avatars = look, avatars
        self.shown: dict[CallId, CallWindow] = {}

    def wants_window(self, call: Call) -> bool:
        """Whether a window belongs to a call in this state."""
        return call.state not in (CallState.IDLE, CallState.INCOMING, CallState.ENDED)

    def open(self, call: Call) -> CallWindow:
        """The window of a call, made when it is the first time."""
        window = self.shown.get(call.call_id)
        if window is None:
            window = self.shown[call.call_id] = CallWindow(self._look, self._avatars)
        return window

    def forget(self, call_id: CallId) -> None:
        """Close and free the window of a call that is over."""
        window = self.shown.pop(call_id, None)
        if window is not None:
            window.attach(None, None)
            window.hide()
            window.deleteLater()
