"""The left side of the first window: two people and the line between them."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QStyle, QVBoxLayout, QWidget

from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.text import plain_label
from megachat_desktop.ui.kit.text_size import text_pixels
from megachat_desktop.ui.kit.theme import font
from megachat_desktop.ui.start.drawn_face import FRIEND, draw_face

WIDTH, EDGE = 500, 48
OURSELVES = b"\x09"  # stands for the account that is not made yet


class Straight(QWidget):
    """The left side: two people and the line between them."""

    def __init__(self, look: Look, avatars: AvatarPainter) -> None:
        super().__init__()
        self._look, self._avatars = look, avatars
        self._name = ""
        self.setFixedWidth(WIDTH)
        claim = self.tr("A straight line between you and the people you talk to.")
        text = self.tr(
            "Calls, messages and files go directly from your computer to theirs, locked with keys"
            " only the two of you hold."
        )
        words = QVBoxLayout(self)
        words.setContentsMargins(EDGE, EDGE, EDGE + 24, EDGE)
        words.setSpacing(15)
        words.addStretch()
        words.addWidget(plain_label(claim, "display", "white", wrap=True))
        words.addWidget(plain_label(text, "body", "white", wrap=True))
        avatars.faces.changed.connect(self.update)

    def show_name(self, name: str) -> None:
        """Whose initials are on the left end; their colour and picture are in ``avatars``."""
        self._name = name
        self.update()

    def _paint_name(self, painter: QPainter) -> None:
        icon = self._look.icons.pixmap("app-icon-white", 36, QColor("white"))
        painter.drawPixmap(self._placed(QRect(EDGE, EDGE, 36, 36)), icon)
        face = font("title")
        face.setPixelSize(text_pixels(18))
        painter.setFont(face)
        painter.setPen(QColor("white"))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(self._placed(QRect(EDGE + 48, EDGE, 300, 36)), middle, "MegaChat")

    def _placed(self, area: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), area)

    def _paint_line(self, painter: QPainter, y: float) -> None:
        white = QColor("white")
        left, right = QPointF(110, y), QPointF(390, y)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        white.setAlphaF(0.12)
        painter.setPen(QPen(white, 1.5))
        for radius in (70, 130, 200):
            painter.drawEllipse(left, radius, radius)
            painter.drawEllipse(right, radius, radius)
        painter.setPen(QPen(QColor("white"), 3))
        painter.drawLine(left + QPointF(44, 0), right - QPointF(44, 0))
        painter.setPen(Qt.PenStyle.NoPen)
        warm = QColor("#F3C15F")
        painter.setBrush(warm)
        painter.drawEllipse(QPointF(250, y), 8, 8)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(warm, 1.5))
        painter.drawEllipse(QPointF(250, y), 16, 16)
        self._paint_ends(painter, left, right)

    def _paint_ends(self, painter: QPainter, left: QPointF, right: QPointF) -> None:
        white = QColor("white")
        white.setAlphaF(0.25)
        painter.setPen(QPen(white, 4))
        painter.drawEllipse(left, 42, 42)
        painter.drawEllipse(right, 42, 42)
        disc = QRectF(-40, -40, 80, 80)
        if self._name:
            self._avatars.paint(painter, disc.translated(left), self._name, OURSELVES)
        else:
            painter.drawPixmap(90, int(left.y()) - 20, self._look.icons.pixmap("person", 40, white))
        clip = QPainterPath()
        clip.addEllipse(disc.translated(right))
        painter.setClipPath(clip)
        draw_face(painter, disc.translated(right), FRIEND, right - QPointF(0, 2), 11)

    # Qt's own from here on.

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gradient = QLinearGradient(0, 0, 0, self.height())
        gradient.setColorAt(0, QColor("#0E6A8C"))
        gradient.setColorAt(1, QColor("#0A4A63"))
        painter.fillRect(self.rect(), gradient)
        painter.save()
        self._paint_line(painter, self.height() * 0.49)
        painter.restore()
        self._paint_name(painter)
        painter.end()
