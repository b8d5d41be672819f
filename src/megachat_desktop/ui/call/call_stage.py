"""What a call shows where there is no picture: the line between two people, a voice, an end."""

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QRadialGradient,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.engine.clock import SystemClock
from megachat_desktop.model.account import Account
from megachat_desktop.model.call import Call, CallState
from megachat_desktop.ui.call.fact_line import FactLine, HintLine
from megachat_desktop.ui.call.voice_ring import VoiceRing
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.text import ElidedLabel, plain_label, shown_name
from megachat_desktop.ui.words import end_words, first_name, path_word, short_path_word, state_words

SMALL, LARGE = 96, 144
ROOMY = 620  # a window this high shows people in full size
WORDY = 640  # from this width on the path is told in full
BETWEEN = 326  # from centre to centre
RING_REACH = 48  # from the avatar's edge to the longest tick
_FRAME_MS = 33
_PERIOD_S = 1.6


class Scene(Enum):
    """Which of the three drawings is shown."""

    REACHING = "reaching"
    VOICE = "voice"
    OVER = "over"


def scene_of(call: Call) -> Scene:
    """The drawing for a call's state."""
    if call.state is CallState.ENDED:
        return Scene.OVER
    if call.state in (CallState.ACTIVE, CallState.RECONNECTING, CallState.ON_HOLD):
        return Scene.VOICE
    return Scene.REACHING


class CallStage(QWidget):
    """Fills the call window behind the bars; renders a ``Call``."""

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        super().__init__()
        self._look, self._avatars = look, avatars
        self._call: Call | None = None
        self._account: Account | None = None
        self._echo = False
        self._ring = VoiceRing(look.looks)
        self._ground: QPixmap | None = None
        self._name, self._badge = ElidedLabel("display", "call"), plain_label()
        self._state = plain_label("", "state", "call-secondary", wrap=True)
        self._hint = HintLine(look)
        self.facts = FactLine(look)
        self.again = Button(look, self.tr("Call again"), "retry", kind="call", size="large")
        self.done = Button(look, self.tr("Close"), kind="call", size="large")
        self._column = QWidget(self)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._on_frame)
        avatars.faces.changed.connect(self.update)

    @property
    def sentence(self) -> str:
        """The words below the name."""
        return self._state.text()

    @property
    def hint(self) -> str:
        """The words below those."""
        return self._hint.text

    def render_call(self, call: Call, account: Account | None, *, echo: bool) -> None:
        """Show how the call stands."""
        self._call, self._account, self._echo = call, account, echo
        self._name.set_whole_text(shown_name(call.contact_name))
        self._badge.setVisible(call.verified and not echo)
        over = call.state is CallState.ENDED
        if over:
            self._state.setText(end_words(call))
        elif words := state_words(call):
            self._state.setText(words)
        self._hint.say(*self._hint_of(call))
        self.facts.show_facts(self._facts_of(call))
        self.again.setVisible(over)
        self.done.setVisible(over)
        self._arrange()
        self._animate()
        self.update()

    def show_time(self, text: str) -> None:
        """The timer of a voice call."""
        self._state.setText(text)

    def show_level(self, level: float) -> None:
        """How loud the other voice is, root mean square."""
        voice = self._call is not None and scene_of(self._call) is Scene.VOICE
        if self._ring.follow(level) and voice and self.isVisible():
            size = (LARGE + 2 * RING_REACH) * self._scale()
            self.update(_disc(self._centre(), size).toAlignedRect())

    def _lay_out(self) -> None:
        middle = Qt.AlignmentFlag.AlignHCenter
        name = QHBoxLayout()
        name.setSpacing(8)
        name.addStretch()
        name.addWidget(self._name)
        name.addWidget(self._badge)
        name.addStretch()
        color = self._look.looks.color("call-accent")
        badge = self._look.icons.pixmap("verified-badge", 24, color, second="#0C1012")
        self._badge.setPixmap(badge)
        self._state.setAlignment(middle)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch()
        buttons.addWidget(self.again)
        buttons.addWidget(self.done)
        buttons.addStretch()
        layout = QVBoxLayout(self._column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(name)
        layout.addWidget(self._state)
        layout.addSpacing(4)
        layout.addWidget(self._hint, 0, middle)
        layout.addWidget(self.facts, 0, middle)
        layout.addLayout(buttons)
        layout.addStretch()

    def _hint_of(self, call: Call) -> tuple[str, str]:
        """(icon, sentence)."""
        if call.state is not CallState.ACTIVE:
            return "", ""
        if not call.peer_microphone_on:
            text = self.tr("{name} is muted.").format(name=first_name(call.contact_name))
            return "mic-off", text
        if not call.camera_on and not call.peer_camera_on:
            return "video-off", self.tr("Cameras are off. Turn yours on any time.")
        return "", ""

    def _facts_of(self, call: Call) -> tuple[tuple[str, str], ...]:
        if scene_of(call) is not Scene.REACHING or call.state is CallState.DIALING:
            return ()
        found = self.tr("Found {name}").format(name=first_name(call.contact_name))
        facts = [("check", found)]
        if call.path:
            words = path_word if self.width() >= WORDY else short_path_word
            facts.append(("path-direct", words(call.path)))
        if call.safety:
            facts.append(("shield-check", self.tr("Encrypted")))
        return tuple(facts)

    def _animate(self) -> None:
        moving = self._call is not None and scene_of(self._call) is Scene.REACHING
        still = self._look.looks.reduced_motion
        self._ring.set_still(still)
        if moving and self.isVisible() and not still:
            self._timer.start()
        else:
            self._timer.stop()

    def _on_frame(self) -> None:
        """Only the band with the two people and their line moves."""
        y = round(self._middle_y())
        self.update(0, y - SMALL, self.width(), 2 * SMALL)

    def _centre(self) -> QPointF:
        return QPointF(self.width() / 2, self._middle_y())

    def _middle_y(self) -> float:
        """Where the avatars' centres are."""
        voice = self._call is not None and scene_of(self._call) is Scene.VOICE
        least = (LARGE / 2 + RING_REACH + 8 if voice else SMALL / 2 + 34) * self._scale()
        return max(least, self.height() * (0.33 if voice else 0.30))

    def _scale(self) -> float:
        """Low windows show people smaller."""
        return max(0.5, min(1.0, self.height() / ROOMY))

    def _arrange(self) -> None:
        if self._call is not None:
            self.facts.show_facts(self._facts_of(self._call))
        below = 140 if self._call and scene_of(self._call) is Scene.VOICE else 94
        below = round(below * self._scale())
        top = round(self._middle_y() + below)
        width = min(self.width() - 32, 640)
        self._column.setGeometry(
            (self.width() - width) // 2, top, width, max(120, self.height() - top - 100)
        )

    def _phase(self) -> float:
        """0 to 1, again and again; half way where nothing moves."""
        if self._look.looks.reduced_motion:
            return 0.5
        return (SystemClock().monotonic() % _PERIOD_S) / _PERIOD_S

    def _paint_background(self, painter: QPainter) -> None:
        """Painted once for each size: a large gradient costs more than a frame has time for."""
        ratio = self.devicePixelRatioF()
        size = (QSizeF(self.size()) * ratio).toSize()
        if self._ground is None or self._ground.size() != size:
            self._ground = QPixmap(size)
            self._ground.setDevicePixelRatio(ratio)
            ground = QPainter(self._ground)
            self._paint_gradient(ground)
            ground.end()
        painter.drawPixmap(0, 0, self._ground)

    def _paint_gradient(self, painter: QPainter) -> None:
        color = self._look.looks.color
        gradient = QRadialGradient(
            QPointF(self.width() / 2, self.height() * 0.4), max(self.width(), self.height()) * 0.62
        )
        gradient.setColorAt(0, _mixed(color("call-background"), color("call-accent"), 0.14))
        gradient.setColorAt(1, color("call-background"))
        painter.fillRect(self.rect(), gradient)

    def _paint_reaching(self, painter: QPainter, call: Call) -> None:
        between = min(BETWEEN, self.width() / self._scale() - SMALL - 80)
        self._scale_around(painter, self._centre())
        y = self._middle_y()
        on = -1 if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else 1
        own = QPointF(self.width() / 2 - on * between / 2, y)
        theirs = QPointF(self.width() / 2 + on * between / 2, y)
        self._paint_waves(painter, theirs)
        if self._account is not None:
            self._avatars.paint(
                painter, _disc(own, SMALL), self._account.name, self._account.account
            )
        self._avatars.paint(
            painter, _disc(theirs, SMALL), call.contact_name, call.account, echo=self._echo
        )
        beside = QPointF(on * (SMALL / 2 + 15), 0)
        start, end = own + beside, theirs - beside - QPointF(on * 16, 0)
        self._paint_line(painter, start, end, call)

    def _scale_around(self, painter: QPainter, centre: QPointF) -> None:
        painter.translate(centre)
        painter.scale(self._scale(), self._scale())
        painter.translate(-centre)

    def _paint_waves(self, painter: QPainter, centre: QPointF) -> None:
        color = QColor(self._look.looks.color("call-accent"))
        painter.setPen(Qt.PenStyle.NoPen)
        phase = self._phase()
        for grown, alpha in ((31 * phase, 0.25 * (1 - phase)), (17, 0.16), (30, 0.08)):
            color.setAlphaF(alpha)
            painter.setBrush(color)
            painter.drawEllipse(_disc(centre, SMALL + 2 * grown))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.looks.color("call-accent"), 2))
        painter.drawEllipse(_disc(centre, SMALL + 12))

    def _paint_line(self, painter: QPainter, start: QPointF, end: QPointF, call: Call) -> None:
        """The dot travels from us, as far as we have come; before it the way is dotted."""
        accent = self._look.looks.color("call-accent")
        reached = {CallState.DIALING: 0.35, CallState.RINGING: 0.7}.get(call.state, 1.0)
        x = start.x() + (end.x() - start.x()) * reached * self._phase()
        here = QPointF(x, start.y())
        dots = QPen(self._look.looks.color("call-text-secondary"), 2)
        dots.setCapStyle(Qt.PenCapStyle.RoundCap)
        dots.setDashPattern([0.1, 4])
        painter.setPen(dots)
        painter.drawLine(here, end)
        painter.setPen(QPen(accent, 2))
        painter.drawLine(start, here)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawEllipse(start, 4, 4)
        painter.drawEllipse(here, 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(accent, 1.5))
        painter.drawEllipse(here, 10, 10)

    def _paint_voice(self, painter: QPainter, call: Call) -> None:
        centre = self._centre()
        self._scale_around(painter, centre)
        self._avatars.paint(
            painter, _disc(centre, LARGE), call.contact_name, call.account, echo=self._echo
        )
        self._ring.paint(painter, centre)

    def _paint_over(self, painter: QPainter, call: Call) -> None:
        centre = QPointF(self.width() / 2, self._middle_y())
        painter.setOpacity(0.8)
        self._avatars.paint(
            painter, _disc(centre, SMALL), call.contact_name, call.account, echo=self._echo
        )
        painter.setOpacity(1.0)

    # Qt's own from here on.

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._animate()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def resizeEvent(self, event: object) -> None:
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_background(painter)
        if self._call is not None:
            match scene_of(self._call):
                case Scene.REACHING:
                    self._paint_reaching(painter, self._call)
                case Scene.VOICE:
                    self._paint_voice(painter, self._call)
                case Scene.OVER:
                    self._paint_over(painter, self._call)
        painter.end()


def _disc(centre: QPointF, size: float) -> QRectF:
    return QRectF(centre.x() - size / 2, centre.y() - size / 2, size, size)


def _mixed(base: QColor, other: QColor, share: float) -> QColor:
    def mix(a: int, b: int) -> int:
        return round(a + (b - a) * share)

    return QColor(
        mix(base.red(), other.red()),
        mix(base.green(), other.green()),
        mix(base.blue(), other.blue()),
    )
