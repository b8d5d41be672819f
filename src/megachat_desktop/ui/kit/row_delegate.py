"""Paints the rows of the sidebar's lists and says where their buttons are."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.rows import Row, RowAction, RowButton, RowRole
from megachat_desktop.ui.kit.text import elided
from megachat_desktop.ui.kit.text_size import grown
from megachat_desktop.ui.kit.theme import font

HEADING_HEIGHT, SMALL_HEIGHT, TALL_HEIGHT = 36, 52, 64
EDGE, GAP = 16, 12
BUTTON = 32


@dataclass(frozen=True)
class Pointer:
    """What the pointer is over, in the view's coordinates."""

    position: QPoint | None = None
    pressed: bool = False


class RowDelegate(QStyledItemDelegate):
    """One look for contacts, requests, nearby people and calls."""

    def __init__(self, look: Look, avatars: AvatarPainter, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._avatars = avatars
        self.pointer = Pointer()
        self.keyboard_focus = False

    def button_at(self, row: Row, rect: QRect, position: QPoint) -> RowAction | None:
        """Which button of a row is at ``position``."""
        for button, area in self._button_areas(row, rect):
            if area.contains(position):
                return button.action
        return None

    def _button_areas(self, row: Row, rect: QRect) -> list[tuple[RowButton, QRect]]:
        areas = []
        right = rect.right() - EDGE - 1
        metrics = QFontMetrics(font("secondary"))
        for button in reversed(row.buttons):
            width = metrics.horizontalAdvance(button.text) + 28 if button.text else BUTTON
            height = 28 if button.text else BUTTON
            top = rect.center().y() - height // 2 + 1
            areas.append((button, QRect(right - width, top, width, height)))
            right -= width + 6
        return areas

    def _paint_heading(self, painter: QPainter, rect: QRect, row: Row) -> None:
        color = self._look.looks.color("text-secondary")
        left = rect.left() + EDGE
        if row.line_icon:
            pixmap = self._look.icons.pixmap(row.line_icon, 14, color)
            painter.drawPixmap(left, rect.center().y() - 6, pixmap)
            left += 20
        face = font("caption")
        face.setWeight(face.Weight.DemiBold)
        painter.setFont(face)
        painter.setPen(color)
        area = QRect(left, rect.top(), rect.right() - left, rect.height())
        text = elided(row.title, painter.fontMetrics(), area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_background(
        self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem
    ) -> QColor:
        """Fill behind the row; returns the colour that is now behind the avatar."""
        state = option.state
        color = self._look.looks.color
        token = "window"
        if state & QStyle.StateFlag.State_Selected:
            token = "selection"
        elif state & QStyle.StateFlag.State_MouseOver:
            token = "surface-hover"
        area = QRectF(rect).adjusted(8, 0, -8, 0)
        if token != "window":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(token))
            painter.drawRoundedRect(area, 12, 12)
        if self.keyboard_focus and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(color("focus-ring"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 11, 11)
        return color(token)

    def _paint_texts(self, painter: QPainter, rect: QRect, row: Row, left: int, right: int) -> None:
        middle = rect.center().y()
        face = font("body-strong")
        painter.setFont(face)
        painter.setPen(self._look.looks.color("text"))
        right_of_title = right - self._paint_time(painter, middle, row, right)
        badge = 22 if row.verified else 0
        painter.setFont(face)
        painter.setPen(self._look.looks.color("text"))
        title = elided(row.title, painter.fontMetrics(), right_of_title - left - badge)
        painter.drawText(
            QRect(left, middle - 21, right_of_title - left, 20),
            Qt.AlignmentFlag.AlignVCenter,
            title,
        )
        if row.verified:
            self._paint_badge(
                painter, left + painter.fontMetrics().horizontalAdvance(title), middle
            )
        self._paint_line(painter, QRect(left, middle + 1, right - left, 18), row)

    def _paint_time(self, painter: QPainter, middle: int, row: Row, right: int) -> int:
        if not row.at:
            return 0
        painter.setFont(font("caption"))
        painter.setPen(self._look.looks.color("text-secondary"))
        width = painter.fontMetrics().horizontalAdvance(row.at)
        painter.drawText(
            QRect(right - width, middle - 10, width + 1, 20), Qt.AlignmentFlag.AlignVCenter, row.at
        )
        return width + GAP

    def _paint_badge(self, painter: QPainter, left: int, middle: int) -> None:
        color = self._look.looks.color
        tick = color("accent-text").name()
        pixmap = self._look.icons.pixmap("verified-badge", 16, color("accent"), second=tick)
        painter.drawPixmap(left + 5, middle - 19, pixmap)

    def _paint_line(self, painter: QPainter, area: QRect, row: Row) -> None:
        if not row.line:
            return
        if row.line_icon:
            tint = self._look.looks.color(row.line_tone)
            pixmap = self._look.icons.pixmap(row.line_icon, 14, tint)
            painter.drawPixmap(area.left(), area.top() + 3, pixmap)
            area = area.adjusted(20, 0, 0, 0)
        painter.setFont(font("secondary"))
        painter.setPen(self._look.looks.color("text-secondary"))
        text = elided(row.line, painter.fontMetrics(), area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_buttons(self, painter: QPainter, row: Row, rect: QRect) -> None:
        for button, area in self._button_areas(row, rect):
            under = self.pointer.position is not None and area.contains(self.pointer.position)
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
        face = font("secondary")
        face.setWeight(face.Weight.DemiBold)
        painter.setFont(face)
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

    # Qt's own from here on.

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        row: Row = index.data(RowRole.ROW)
        if row.heading:
            return QSize(100, grown(HEADING_HEIGHT))
        return QSize(100, grown(TALL_HEIGHT if row.tall else SMALL_HEIGHT, 2))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: Row = index.data(RowRole.ROW)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.heading:
            self._paint_heading(painter, rect, row)
            painter.restore()
            return
        behind = self._paint_background(painter, rect, option)
        size = 44 if row.tall else 36
        avatar = QRectF(rect.left() + EDGE, rect.center().y() - size / 2 + 0.5, size, size)
        self._avatars.paint(painter, avatar, row.title, row.account, echo=row.echo)
        self._avatars.paint_presence(painter, avatar, row.presence, behind)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        shown = bool(row.buttons) and (hovered or bool(row.buttons[0].text))
        right = rect.right() - EDGE - 1
        if shown:
            self._paint_buttons(painter, row, rect)
            right = min(area.left() for _, area in self._button_areas(row, rect)) - 8
        left = round(avatar.right()) + GAP
        self._paint_texts(painter, rect, row, left, right)
        painter.restore()
