"""Round pictures of people: a picture, or initials on one of ten hues; presence by shape."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from megachat_desktop.model.contact import Presence
from megachat_desktop.ui.kit.faces import Faces
from megachat_desktop.ui.kit.icons import Icons
from megachat_desktop.ui.kit.text import initials
from megachat_desktop.ui.kit.theme import Looks, font, tokens

_ECHO_HUE = "slate"


def hues() -> tuple[str, ...]:
    """The names of the ten hues."""
    return tuple(key for key in tokens()["color"]["avatar"] if not key.startswith("_"))


def hue_of(account: bytes) -> str:
    """The hue that belongs to an identity key."""
    names = hues()
    return names[account[0] % len(names)] if account else names[0]


class AvatarPainter:
    """Draws avatars into any painter; who does so repaints on ``faces.changed``."""

    def __init__(self, looks: Looks, icons: Icons) -> None:
        self._looks = looks
        self._icons = icons
        self.faces = Faces()

    def paint(
        self, painter: QPainter, rect: QRectF, name: str, account: bytes, *, echo: bool = False
    ) -> None:
        """Their picture; else a filled disc with initials, or with the echo's icon."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pixels = round(rect.width() * painter.device().devicePixelRatioF())
        face = None if echo else self.faces.pixmap(account, pixels)
        if face is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(rect, face, QRectF(face.rect()))
        else:
            self._paint_disc(painter, rect, name, account, echo)
        painter.restore()

    def _paint_disc(
        self, painter: QPainter, rect: QRectF, name: str, account: bytes, echo: bool
    ) -> None:
        hue = _ECHO_HUE if echo else self.faces.hue(account) or hue_of(account)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._looks.theme.avatar_color(hue))
        painter.drawEllipse(rect)
        if echo:
            self._paint_echo(painter, rect)
        else:
            _paint_initials(painter, rect, name)

    def paint_presence(
        self, painter: QPainter, rect: QRectF, presence: Presence, around: QColor
    ) -> None:
        """The mark at the lower right of ``rect``; ``around`` is the colour behind the avatar."""
        if presence is Presence.OFFLINE:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = max(5.5, rect.width() * 0.125)
        centre = QPointF(rect.right() - radius, rect.bottom() - radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(around)
        painter.drawEllipse(centre, radius + 2, radius + 2)
        self._paint_mark(painter, centre, radius, presence, around)
        painter.restore()

    def presence_pixmap(self, presence: Presence, around: str, ratio: float) -> QPixmap:
        """The mark alone, 12 pixels large, to stand before a line of text."""
        pixmap = QPixmap(round(12 * ratio), round(12 * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        self._paint_mark(painter, QPointF(6, 6), 4.5, presence, self._looks.color(around))
        painter.end()
        return pixmap

    def _paint_mark(
        self, painter: QPainter, centre: QPointF, radius: float, presence: Presence, around: QColor
    ) -> None:
        color = self._looks.color
        match presence:
            case Presence.AVAILABLE:
                painter.setBrush(color("presence-online"))
                painter.drawEllipse(centre, radius, radius)
            case Presence.AWAY:
                painter.setPen(QPen(color("presence-away"), radius * 0.45))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(centre, radius * 0.78, radius * 0.78)
            case _:  # busy in either way: a disc with a bar
                painter.setBrush(color("presence-busy"))
                painter.drawEllipse(centre, radius, radius)
                pen = QPen(around, radius * 0.4)
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                painter.setPen(pen)
                half = QPointF(radius * 0.45, 0)
                painter.drawLine(centre - half, centre + half)

    def _paint_echo(self, painter: QPainter, rect: QRectF) -> None:
        size = round(rect.width() * 0.5)
        pixmap = self._icons.pixmap("echo", size, QColor("white"))
        corner = rect.center() - QPointF(size / 2, size / 2)
        painter.drawPixmap(QRectF(corner, QSize(size, size)).toRect(), pixmap)


def _paint_initials(painter: QPainter, rect: QRectF, name: str) -> None:
    face = font("title")
    face.setPixelSize(max(9, round(rect.width() * 0.36)))
    face.setWeight(QFont.Weight.DemiBold)
    painter.setFont(face)
    painter.setPen(QColor("white"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials(name))


class Avatar(QWidget):
    """One person's avatar as a widget, ``size`` pixels in diameter."""

    def __init__(self, painter: AvatarPainter, looks: Looks, size: int, around: str) -> None:
        super().__init__()
        self._painter = painter
        self._looks = looks
        self._size = size
        self._around = around
        self._name, self._account, self._echo = "", b"", False
        self._presence = Presence.OFFLINE
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(size, size)
        looks.changed.connect(self.update)
        painter.faces.changed.connect(self.update)

    def set_size(self, size: int) -> None:
        """Another diameter, in pixels."""
        self._size = size
        self.setFixedSize(size, size)

    def show_person(
        self,
        name: str,
        account: bytes,
        presence: Presence = Presence.OFFLINE,
        *,
        echo: bool = False,
    ) -> None:
        """Paint this person from now on."""
        self._name, self._account, self._presence, self._echo = name, account, presence, echo
        self.update()

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = QRect(self.rect().topLeft(), QSize(self._size, self._size))
        rect = QRectF(QStyle.visualRect(self.layoutDirection(), self.rect(), room))
        self._painter.paint(painter, rect, self._name, self._account, echo=self._echo)
        self._painter.paint_presence(painter, rect, self._presence, self._looks.color(self._around))
        painter.end()
