"""One control of a call: a disc with a word below, inverted while something is off."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.text import badge_words
from megachat_desktop.ui.kit.theme import font

DISC, PILL = 48, 64
HEADROOM = 4  # above the disc, for the badge at its shoulder
_ICON, _RED_ICON = 22, 24
_WORD_GAP = 4
_BADGE, _BADGE_AT, _RIM = 18, 17, 2


class CallControl(QAbstractButton):
    """A disc of 48 pixels (64 for the red one) with its word below."""

    def __init__(self, look: Look, icon: str, text: str, *, red: bool = False) -> None:
        super().__init__()
        self._look, self._icon_name, self._red = look, icon, red
        self._inverted = False
        self._labelled = True
        self._count = 0
        self.setText(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def inverted(self) -> bool:
        """Whether it shows that something is off."""
        return self._inverted

    def set_face(self, icon: str, text: str, name: str, *, inverted: bool = False) -> None:
        """What it shows, and its ``name`` for tooltip and screen readers."""
        self._icon_name, self._inverted = icon, inverted
        if (text, name) != (self.text(), self.accessibleName()):
            self.setText(text)
            self.setToolTip(name)
            self.setAccessibleName(name)
            self.updateGeometry()
        self.update()

    @property
    def count(self) -> int:
        """The number at its shoulder; 0 for none."""
        return self._count

    def set_count(self, count: int) -> None:
        """A number at its shoulder."""
        if count != self._count:
            self._count = count
            self.update()

    def set_labelled(self, labelled: bool) -> None:
        """Narrow windows leave the words out; the tooltip stays."""
        if labelled is not self._labelled:
            self._labelled = labelled
            self.updateGeometry()
            self.update()

    def _colors(self) -> tuple[str, str]:
        if self._red:
            return ("danger-hover" if self.underMouse() else "call-danger"), "call-danger-text"
        if self._inverted:
            return "call-control-on", "call-control-on-icon"
        return ("call-control-hover" if self.underMouse() else "call-control"), "call-text"

    def _paint_badge(self, painter: QPainter, disc: QRectF) -> None:
        """At the far shoulder of the disc, set off from it by the colour of the bar."""
        color, face = self._look.looks.color, font("micro")
        face.setWeight(QFont.Weight.Bold)
        text, metrics = badge_words(self._count), QFontMetrics(face)
        height = max(_BADGE, metrics.height() + 2)
        width = max(height, metrics.horizontalAdvance(text) + 8)
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        area = QRectF(0, 0, width, height)
        area.moveCenter(disc.center() + QPointF(-_BADGE_AT if mirrored else _BADGE_AT, -_BADGE_AT))
        area.moveLeft(min(max(area.left(), _RIM), self.width() - width - _RIM))
        painter.setPen(QPen(color("call-background"), 2 * _RIM))
        painter.setBrush(color("call-accent"))
        painter.drawRoundedRect(area, height / 2, height / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(area, height / 2, height / 2)
        painter.setFont(face)
        painter.setPen(color("call-background"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    # Qt's own from here on.

    def sizeHint(self) -> QSize:
        width = PILL if self._red else DISC
        if not self._labelled:
            return QSize(width, HEADROOM + DISC)
        self.setFont(_word_font())
        metrics = self.fontMetrics()
        word = metrics.horizontalAdvance(self.text()) + 4
        return QSize(max(width, word, 60), HEADROOM + DISC + _WORD_GAP + metrics.height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = self._look.looks.color
        fill, tint = self._colors()
        if not self.isEnabled():
            painter.setOpacity(0.45)
        width = PILL if self._red else DISC
        disc = QRectF((self.width() - width) / 2, HEADROOM, width, DISC)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(fill))
        painter.drawRoundedRect(disc, DISC / 2, DISC / 2)
        if self.hasFocus():
            painter.setPen(QPen(color("call-speaking"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(disc.adjusted(1, 1, -1, -1), DISC / 2 - 1, DISC / 2 - 1)
        size = _RED_ICON if self._red else _ICON
        pixmap = self._look.icons.pixmap(self._icon_name, size, color(tint))
        left, top = round(disc.center().x() - size / 2), HEADROOM + (DISC - size) // 2
        painter.drawPixmap(left, top, pixmap)
        if self._labelled:
            painter.setFont(_word_font())
            painter.setPen(color("call-text-secondary"))
            top = HEADROOM + DISC + _WORD_GAP
            area = QRectF(0, top, self.width(), self.height() - top)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.text())
        if self._count:
            self._paint_badge(painter, disc)
        painter.end()


def _word_font() -> QFont:
    """The words below the discs are as large as ``micro``, and light as in the design's picture."""
    face = font("micro")
    face.setWeight(QFont.Weight.Normal)
    return face
