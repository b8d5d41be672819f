"""The small window of a call: on top of everything, dragged anywhere, drawn to the corners.

The pointer over it, or the keyboard's focus in it, shows mute, hang up and return.
"""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QEnterEvent,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QSizeGrip, QWidget

from megachat_desktop.media.picture import PictureSlot
from megachat_desktop.model.call import Call, CallState
from megachat_desktop.ui.call.call_chips import NameTag
from megachat_desktop.ui.call.call_control import DISC, HEADROOM, CallControl
from megachat_desktop.ui.call.placing import place
from megachat_desktop.ui.call.video_view import VideoView
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.keys import Key, sequence
from megachat_desktop.ui.kit.plain import set_title
from megachat_desktop.ui.kit.text import shown_name
from megachat_desktop.ui.kit.theme import tokens
from megachat_desktop.ui.words import end_words, first_name, state_words

LEAST = QSize(240, 150)
EDGE = 16  # from the corner of the screen
DRAWN = 96  # how near to a corner it is drawn into it
_AVATAR = 72
_ABOVE = 14  # the middle: below it are the buttons


class _Grip(QSizeGrip):
    """Felt by the pointer's shape; a drawn one would lie over the picture."""

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        pass


class MiniWindow(QWidget):
    """Shown instead of the large window; renders the same ``Call``."""

    microphone_requested = Signal(bool)  # on
    hang_up_requested = Signal()
    return_requested = Signal()

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        super().__init__(
            None,
            Qt.WindowType.Window
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._avatars = avatars
        self._call: Call | None = None
        self._grabbed: QPoint | None = None
        self._echo = False
        self.video = VideoView(look)
        self.video.setParent(self)
        self.video.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.video.paint_placeholder = self._paint_avatar
        self._tag = NameTag(look)
        self._tag.setParent(self)
        self.mute = CallControl(look, "mic", "")
        self.hang_up = CallControl(look, "phone-end", "", red=True)
        self.back = CallControl(look, "fullscreen", "")
        self.back.set_face("fullscreen", "", self.tr("Back to the large window"))
        self.hang_up.set_face("phone-end", "", self.tr("Hang up, Ctrl Shift H"))
        for control in self._controls:
            control.setParent(self)
            control.set_labelled(False)
            control.hide()
        self._grip = _Grip(self)
        self._connect()
        self.setMinimumSize(LEAST)
        self.resize(*tokens()["layout"]["call-mini"])

    @property
    def _controls(self) -> tuple[CallControl, ...]:
        return self.mute, self.hang_up, self.back

    @property
    def controls_shown(self) -> bool:
        """Whether the three buttons can be seen."""
        return self.mute.isVisibleTo(self)

    def _connect(self) -> None:
        self.mute.clicked.connect(self._on_mute_clicked)
        self.hang_up.clicked.connect(self.hang_up_requested)
        self.back.clicked.connect(self.return_requested)
        for key, slot in (
            (Key.MICROPHONE, self._on_mute_clicked),
            (Key.LEAVE_FULL_SCREEN, self.return_requested),
            (Key.HANG_UP, self.hang_up_requested),
        ):
            QShortcut(sequence(key), self).activated.connect(slot)

    def render_call(self, call: Call, *, echo: bool) -> None:
        """Show how the call stands."""
        self._call, self._echo = call, echo
        name = shown_name(call.contact_name)
        set_title(self, self.tr("Call: {name}").format(name=name))
        self._render_microphone(call)
        if not call.peer_camera_on:
            self.video.clear()
        self.video.set_dimmed(call.state in (CallState.RECONNECTING, CallState.ON_HOLD))
        if not call.live:
            self._show_controls(False)
        self.show_time(state_words(call) if call.live else end_words(call))

    def _render_microphone(self, call: Call) -> None:
        """That nobody hears us is seen without the pointer, too."""
        on, heard = call.microphone_on, call.microphone_on and call.has_microphone
        icon = "mic" if heard else "mic-off"
        name = self.tr("Mute microphone, M") if on else self.tr("Unmute microphone, M")
        self.mute.set_face(icon, "", name, inverted=not heard)
        self._tag.show_sign("" if heard else icon, "" if heard else self.tr("Nobody hears you"))

    def show_time(self, text: str) -> None:
        """Name and timer."""
        if self._call is not None:
            words = [first_name(self._call.contact_name), text]
            self._tag.show_name(" · ".join(word for word in words if word))
            self._arrange()

    def attach(self, remote: PictureSlot | None) -> None:
        """Where the picture comes from."""
        self.video.attach(remote)

    def appear(self, near: QWidget) -> None:
        """Come up where it was, or in the lower corner of the screen with the large window."""
        area = near.screen().availableGeometry()
        corner = area.bottomRight() - QPoint(self.width() + EDGE, self.height() + EDGE)
        areas = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        seen = any(area.contains(self.geometry()) for area in areas)
        if not seen or self.pos().isNull():
            self.move(corner)
        self.show()

    def _draw_to_corner(self) -> None:
        area = self.screen().availableGeometry().adjusted(EDGE, EDGE, -EDGE, -EDGE)
        for corner in _corners(area, self.size()):
            if (corner - self.pos()).manhattanLength() <= 2 * DRAWN:
                self.move(corner)
                return

    def _show_controls(self, shown: bool) -> None:
        over = self._call is not None and not self._call.live
        for control in self._controls:
            control.setVisible(shown and not over)

    def _on_mute_clicked(self) -> None:
        if self._call is not None:
            self.microphone_requested.emit(not self._call.microphone_on)

    def _arrange(self) -> None:
        self.video.setGeometry(self.rect())
        place(self._tag, QRect(QPoint(8, 8), self._tag.sizeHint()))
        widths = [control.sizeHint().width() for control in self._controls]
        x = (self.width() - sum(widths) - 12 * (len(widths) - 1)) // 2
        height = HEADROOM + DISC
        y = self.height() - height - 14
        for control, width in zip(self._controls, widths, strict=True):
            place(control, QRect(x, y, width, height))
            x += width + 12
        grip = self._grip.sizeHint()
        end = QPoint(self.width() - grip.width(), self.height() - grip.height())
        place(self._grip, QRect(end, grip))

    def _paint_avatar(self, painter: QPainter, area: QRectF) -> None:
        if self._call is not None:
            disc = QRectF(0, 0, _AVATAR, _AVATAR)
            disc.moveCenter(area.center() - QPointF(0, _ABOVE))
            name, account = self._call.contact_name, self._call.account
            self._avatars.paint(painter, disc, name, account, echo=self._echo)

    # Qt's own from here on.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._show_controls(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._show_controls(any(control.hasFocus() for control in self._controls))

    def focusNextPrevChild(self, forward: bool) -> bool:
        self._show_controls(True)
        return super().focusNextPrevChild(forward)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._grabbed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None:
            self.move(event.globalPosition().toPoint() - self._grabbed)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._grabbed is not None:
            self._grabbed = None
            self._draw_to_corner()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.return_requested.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.return_requested.emit()


def _corners(area: QRect, size: QSize) -> tuple[QPoint, ...]:
    right, bottom = area.right() - size.width(), area.bottom() - size.height()
    return (
        QPoint(area.left(), area.top()), QPoint(right, area.top()),
        QPoint(area.left(), bottom), QPoint(right, bottom),
    )  # fmt: skip
