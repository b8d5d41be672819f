"""What is drawn of a call without a picture: the line between two people, a voice, an end."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from megachat_desktop.engine.clock import SystemClock
from megachat_desktop.model.account import Account
from megachat_desktop.model.call import Call, CallState
from megachat_desktop.ui.call.voice_ring import VoiceRing
from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look

SMALL, LARGE = 96, 144
RING_REACH = 48  # from the avatar's edge to the longest tick
_BETWEEN = 326  # from centre to centre
_WAVES = 31  # from the avatar's edge outwards
_RING = SMALL + 12  # the line around each of the two
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
    return Scene.VOICE if call.established else Scene.REACHING


@dataclass(frozen=True)
class Cast:
    """Who is drawn, and how far the call has come."""

    call: Call
    account: Account | None
    echo: bool


@dataclass(frozen=True)
class Place:
    """Where it is drawn; everything in the pixels of the widget, ``scale`` is 1 in a high one."""

    centre: QPointF
    width: float
    scale: float
    mirrored: bool


class StageDrawing:
    """Paints a ``Cast`` at a ``Place``."""

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        self._look, self._avatars = look, avatars
        self.ring = VoiceRing(look.looks)

    def paint(self, painter: QPainter, cast: Cast, place: Place) -> None:
        """The scene of the call's state."""
        match scene_of(cast.call):
            case Scene.REACHING:
                self._paint_reaching(painter, cast, place)
            case Scene.VOICE:
                self._paint_voice(painter, cast, place)
            case Scene.OVER:
                self._paint_over(painter, cast, place)

    def _paint_reaching(self, painter: QPainter, cast: Cast, place: Place) -> None:
        _scale_around(painter, place)
        between = _between(place)
        on = -1 if place.mirrored else 1
        half = QPointF(on * between / 2, 0)
        own, theirs = place.centre - half, place.centre + half
        self._paint_waves(painter, theirs)
        painter.setPen(QPen(self._look.looks.color("call-border"), 1))
        painter.drawEllipse(disc(own, _RING))
        if cast.account is not None:
            self._avatars.paint(painter, disc(own, SMALL), cast.account.name, cast.account.account)
        self._paint_peer(painter, disc(theirs, SMALL), cast)
        beside = QPointF(on * (SMALL / 2 + 15), 0)
        start, end = own + beside, theirs - beside - QPointF(on * 16, 0)
        self._paint_line(painter, start, end, cast.call)

    def _paint_peer(self, painter: QPainter, area: QRectF, cast: Cast) -> None:
        call = cast.call
        self._avatars.paint(painter, area, call.contact_name, call.account, echo=cast.echo)

    def _phase(self) -> float:
        """0 to 1, again and again; half way where nothing moves."""
        if self._look.looks.reduced_motion:
            return 0.5
        return (SystemClock().monotonic() % _PERIOD_S) / _PERIOD_S

    def _paint_waves(self, painter: QPainter, centre: QPointF) -> None:
        color = QColor(self._look.looks.color("call-accent"))
        phase = self._phase()
        for grown, alpha in (
            (_WAVES * phase, 0.25 * (1 - phase)),
            (17, 0.16),
            (_WAVES, 0.08),
        ):
            color.setAlphaF(alpha)
            wave = QPainterPath()
            wave.addEllipse(disc(centre, max(_RING, SMALL + 2 * grown)))
            wave.addEllipse(disc(centre, _RING))  # they begin outside the ring
            painter.fillPath(wave, color)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._look.looks.color("call-accent"), 2))
        painter.drawEllipse(disc(centre, _RING))

    def _paint_line(self, painter: QPainter, start: QPointF, end: QPointF, call: Call) -> None:
        """The dot travels from us, as far as we have come; before it the way is dotted."""
        accent = self._look.looks.color("call-accent")
        reached = {CallState.DIALING: 0.35, CallState.RINGING: 0.7}.get(call.state, 1.0)
        x = start.x() + (end.x() - start.x()) * reached * self._phase()
        here = QPointF(x, start.y())
        faint = self._look.looks.color("call-text-secondary")
        faint.setAlphaF(0.4)
        dots = QPen(faint, 2)
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
        accent.setAlphaF(0.5)
        painter.setPen(QPen(accent, 1.5))
        painter.drawEllipse(here, 10, 10)

    def _paint_voice(self, painter: QPainter, cast: Cast, place: Place) -> None:
        _scale_around(painter, place)
        self._paint_peer(painter, disc(place.centre, LARGE), cast)
        self.ring.paint(painter, place.centre)

    def _paint_over(self, painter: QPainter, cast: Cast, place: Place) -> None:
        painter.setOpacity(0.8)
        self._paint_peer(painter, disc(place.centre, SMALL), cast)
        painter.setOpacity(1.0)


def disc(centre: QPointF, size: float) -> QRectF:
    """The square around a round thing."""
    return QRectF(centre.x() - size / 2, centre.y() - size / 2, size, size)


def reaching_area(place: Place) -> QRectF:
    """The two people, their line, and the waves."""
    reach = (_between(place) / 2 + SMALL / 2 + _WAVES) * place.scale
    half = (SMALL / 2 + _WAVES) * place.scale
    return QRectF(place.centre.x() - reach, place.centre.y() - half, 2 * reach, 2 * half)


def _between(place: Place) -> float:
    return min(_BETWEEN, place.width / place.scale - SMALL - 80)


def _scale_around(painter: QPainter, place: Place) -> None:
    painter.translate(place.centre)
    painter.scale(place.scale, place.scale)
    painter.translate(-place.centre)
