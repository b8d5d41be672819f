"""What a call shows where there is no picture: the line between two people, a voice, an end."""

import math
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRadialGradient,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from megachat_desktop.engine.clock import SystemClock
from megachat_desktop.model.account import Account
from megachat_desktop.model.call import Call, CallState
from megachat_desktop.ui.call.call_chips import FactLine
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Button, Look
from megachat_desktop.ui.kit.text import ElidedLabel, plain_label, shown_name
from megachat_desktop.ui.words import end_words, first_name, path_word, state_words

SMALL, LARGE = 96, 144
BETWEEN = 326  # from centre to centre
TICKS = 96
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
        self._level = 0.0
        self._name, self._badge = ElidedLabel("display", "call"), plain_label()
        self._state = plain_label("", "state", "call-secondary", wrap=True)
        self._hint = plain_label("", "secondary", "call-secondary")
        self.facts = FactLine(look)
        self.again = Button(look, self.tr("Call again"), "retry", kind="call", size="large")
        self.done = Button(look, self.tr("Close"), kind="call", size="large")
        self._column = QWidget(self)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self.update)
        avatars.faces.changed.connect(self.update)

    @property
    def sentence(self) -> str:
        """The words below the name."""
        return self._state.text()

    @property
    def hint(self) -> str:
        """The words below those."""
        return self._hint.text()

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
        self._hint.setText(self._hint_of(call))
        self._hint.setVisible(bool(self._hint.text()))
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
        """How loud the other voice is, 0 to 1."""
        self._level = min(1.0, max(0.0, level))
        self.update()

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
        for label in (self._state, self._hint):
            label.setAlignment(middle)
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
        layout.addSpacing(10)
        layout.addWidget(self._hint)
        layout.addWidget(self.facts, 0, middle)
        layout.addLayout(buttons)
        layout.addStretch()

    def _hint_of(self, call: Call) -> str:
        if call.state is CallState.ENDED:
            return ""
        if not call.has_microphone:
            return self.tr("No microphone found. Plug one in; people can't hear you until then.")
        if call.state is not CallState.ACTIVE:
            return ""
        if not call.peer_microphone_on:
            return self.tr("{name} is muted.").format(name=first_name(call.contact_name))
        if not call.camera_on and not call.peer_camera_on:
            return self.tr("Cameras are off. Turn yours on any time.")
        return ""

    def _facts_of(self, call: Call) -> tuple[tuple[str, str], ...]:
        if scene_of(call) is not Scene.REACHING or call.state is CallState.DIALING:
            return ()
        found = self.tr("Found {name}").format(name=first_name(call.contact_name))
        facts = [("check", found)]
        if call.path:
            facts.append(("path-direct", path_word(call.path)))
        if call.safety:
            facts.append(("shield-check", self.tr("Encrypted")))
        return tuple(facts)

    def _animate(self) -> None:
        moving = self._call is not None and scene_of(self._call) is Scene.REACHING
        if moving and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()

    def _middle_y(self) -> float:
        """Where the avatars' centres are."""
        voice = self._call is not None and scene_of(self._call) is Scene.VOICE
        return self.height() * (0.33 if voice else 0.30)

    def _arrange(self) -> None:
        below = 140 if self._call and scene_of(self._call) is Scene.VOICE else 94
        top = round(self._middle_y() + below)
        width = min(self.width() - 32, 640)
        self._column.setGeometry(
            (self.width() - width) // 2, top, width, max(120, self.height() - top - 100)
        )

    def _phase(self) -> float:
        return (SystemClock().monotonic() % _PERIOD_S) / _PERIOD_S

    def _paint_background(self, painter: QPainter) -> None:
        color = self._look.looks.color
        gradient = QRadialGradient(
            QPointF(self.width() / 2, self.height() * 0.4), max(self.width(), self.height()) * 0.62
        )
        gradient.setColorAt(0, _mixed(color("call-background"), color("call-accent"), 0.14))
        gradient.setColorAt(1, color("call-background"))
        painter.fillRect(self.rect(), gradient)

    def _paint_reaching(self, painter: QPainter, call: Call) -> None:
        between = min(BETWEEN, self.width() - SMALL - 80)
        y = self._middle_y()
        left = QPointF(self.width() / 2 - between / 2, y)
        right = QPointF(self.width() / 2 + between / 2, y)
        self._paint_waves(painter, right)
        if self._account is not None:
            self._avatars.paint(
                painter, _disc(left, SMALL), self._account.name, self._account.account
            )
        self._avatars.paint(
            painter, _disc(right, SMALL), call.contact_name, call.account, echo=self._echo
        )
        start, end = left + QPointF(SMALL / 2 + 15, 0), right - QPointF(SMALL / 2 + 15, 0)
        self._paint_line(painter, start, end, call)

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
        """From us, as far as we have come; the rest is dotted. The dot travels while it rings."""
        accent = self._look.looks.color("call-accent")
        reached = {CallState.DIALING: 0.35, CallState.RINGING: 0.7}.get(call.state, 1.0)
        x = start.x() + (end.x() - start.x()) * reached
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
        dot = QPointF(start.x() + (x - start.x()) * self._phase(), start.y())
        painter.drawEllipse(dot, 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(accent, 1.5))
        painter.drawEllipse(dot, 10, 10)

    def _paint_voice(self, painter: QPainter, call: Call) -> None:
        centre = QPointF(self.width() / 2, self._middle_y())
        self._avatars.paint(
            painter, _disc(centre, LARGE), call.contact_name, call.account, echo=self._echo
        )
        pen = QPen(self._look.looks.color("call-accent"), 3)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        for tick in range(TICKS):
            angle = 2 * math.pi * tick / TICKS
            swing = 0.5 + 0.5 * math.sin(tick * 0.53) * math.cos(tick * 0.19)
            length = 10 + 16 * self._level * swing
            direction = QPointF(math.cos(angle), math.sin(angle))
            painter.drawLine(centre + direction * 94, centre + direction * (94 + length))

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
