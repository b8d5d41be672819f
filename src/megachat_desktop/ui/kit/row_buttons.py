"""The buttons inside a row: words that always show, icons that show on hover."""

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen

from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.rows import Row, RowAction, RowButton
from megachat_desktop.ui.kit.theme import font

SIZE = 32


class RowButtons:
    """Where they are, read from the left, and how they look."""

    def __init__(self, look: Look, edge: int) -> None:
        self._look, self._edge = look, edge

    def areas(self, row: Row, rect: QRect) -> list[tuple[RowButton, QRect]]:
        """Each button of a row with its place in ``rect``; a link is a button all over."""
        if row.link:
            return [(button, rect) for button in row.buttons]
        areas = []
        right = rect.right() - self._edge - 1
        metrics = QFontMetrics(_word_font())
        for button in reversed(row.buttons):
            width = metrics.horizontalAdvance(button.text) + 24 if button.text else SIZE
            height = max(28, metrics.height() + 10) if button.text else SIZE
            top = rect.center().y() - height // 2 + 1
            areas.append((button, QRect(right - width, top, width, height)))
            right -= width + 6
        return areas

    def paint(
        self, painter: QPainter, button: RowButton, area: QRect, pointer: QPoint | None
    ) -> None:
        """One button; ``pointer`` is where the mouse is."""
        under = pointer is not None and area.contains(pointer)
        if button.text:
            self._paint_word(painter, button, area, under)
        else:
            self._paint_icon(painter, button, area, under)

    def _paint_word(self, painter: QPainter, button: RowButton, area: QRect, under: bool) -> None:
        color = self._look.looks.color
        accept = button.action is RowAction.ACCEPT
        fill = "accent" if accept else "surface-raised"
        if under:
            fill = "accent-hover" if accept else "surface-raised-hover"
        painter.setPen(QPen(color(fill if accept else "control-border"), 1))
        painter.setBrush(color(fill))
        painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setFont(_word_font())
        painter.setPen(color("accent-text" if accept else "text"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, button.text)

    def _paint_icon(self, painter: QPainter, button: RowButton, area: QRect, under: bool) -> None:
        color = self._look.looks.color
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("accent" if under else "accent-soft"))
        painter.drawRoundedRect(QRectF(area), 8, 8)
        tint = color("accent-text" if under else "accent-soft-text")
        pixmap = self._look.icons.pixmap(button.icon, 18, tint)
        painter.drawPixmap(area.center() - QPoint(8, 8), pixmap)


def _word_font() -> QFont:
    face = font("secondary")
    face.setWeight(QFont.Weight.DemiBold)
    return face
