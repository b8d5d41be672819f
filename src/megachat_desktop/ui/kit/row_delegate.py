"""Paints the rows of the window's lists and says where their buttons are.

Places are worked out from the start of the line and mirrored where people read from the right.
"""

from dataclasses import dataclass
from unicodedata import bidirectional

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from megachat_desktop.ui.kit.avatar import AvatarPainter
from megachat_desktop.ui.kit.buttons import Look
from megachat_desktop.ui.kit.row_buttons import RowButtons
from megachat_desktop.ui.kit.rows import Row, RowAction, RowRole
from megachat_desktop.ui.kit.text import elided
from megachat_desktop.ui.kit.text_size import grown
from megachat_desktop.ui.kit.theme import font
from megachat_desktop.ui.kit.trust_mark import TrustMark, mark_pixmap

EDGE, GAP = 16, 12
LOWER = 3  # a heading is nearer to what it is the heading of
START = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute


@dataclass(frozen=True)
class Pointer:
    """What the pointer is over, in the view's coordinates."""

    position: QPoint | None = None
    pressed: bool = False


@dataclass
class _Brush:
    """One row being painted."""

    painter: QPainter
    rect: QRect
    row: Row
    direction: Qt.LayoutDirection

    def placed(self, area: QRect) -> QRect:
        """``area`` as people read it here."""
        return QStyle.visualRect(self.direction, self.rect, area)

    def write(self, area: QRect, text: str, face: QFont, color: QColor) -> None:
        """One line of text at the start of ``area``."""
        side = Qt.AlignmentFlag.AlignLeft
        if self.direction is Qt.LayoutDirection.RightToLeft:
            side = Qt.AlignmentFlag.AlignRight
        self.painter.setFont(face)
        self.painter.setPen(color)
        self.painter.drawText(self.placed(area), START | side, text)


class RowDelegate(QStyledItemDelegate):
    """One look for chats, contacts, requests, nearby people, calls and what was found."""

    def __init__(self, look: Look, avatars: AvatarPainter, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._avatars = avatars
        self._buttons = RowButtons(look, EDGE)
        self.pointer = Pointer()
        self.keyboard_focus = False

    def button_at(
        self, row: Row, rect: QRect, position: QPoint, direction: Qt.LayoutDirection
    ) -> RowAction | None:
        """Which button of a row is at ``position``."""
        for button, area in self._buttons.areas(row, rect):
            if QStyle.visualRect(direction, rect, area).contains(position):
                return button.action
        return None

    def _paint_heading(self, brush: _Brush) -> None:
        color = self._look.looks.color("text-secondary")
        rect, row = brush.rect, brush.row
        left = rect.left() + EDGE
        if row.line_icon:
            area = QRect(left, rect.center().y() - 6 + LOWER, 14, 14)
            pixmap = self._look.icons.pixmap(row.line_icon, 14, color)
            brush.painter.drawPixmap(brush.placed(area), pixmap)
            left += 20
        face = font("caption")
        face.setWeight(QFont.Weight.DemiBold)
        area = QRect(left, rect.top() + LOWER, rect.right() - left - EDGE, rect.height())
        brush.write(area, elided(row.title, QFontMetrics(face), area.width()), face, color)

    def _paint_background(self, brush: _Brush, state: QStyle.StateFlag) -> QColor:
        """Fill behind the row; returns the colour that is now behind the avatar."""
        color, painter = self._look.looks.color, brush.painter
        token = "window"
        if state & QStyle.StateFlag.State_Selected:
            token = "selection"
        elif state & QStyle.StateFlag.State_MouseOver:
            token = "surface-hover"
        area = QRectF(brush.rect).adjusted(8, 0, -8, 0)
        if token != "window":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(token))
            painter.drawRoundedRect(area, 12, 12)
        if self.keyboard_focus and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(color("focus-ring"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 11, 11)
        return color(token)

    def _paint_texts(self, brush: _Brush, left: int, right: int) -> None:
        row, rect = brush.row, brush.rect
        upper = max(grown(20), QFontMetrics(font("body-strong")).height())
        second = 20 if row.tall else 16
        lower = max(grown(second), QFontMetrics(self._line_font(row)).height())
        top = rect.top() + (rect.height() - upper - lower) // 2 + 1
        after = right - self._paint_time(brush, QRect(left, top, right - left, upper))
        badge = 0 if row.mark is TrustMark.NONE else 20
        face = font("body" if row.found else "body-strong")
        title = elided(row.title, QFontMetrics(font("body-strong")), after - left - badge)
        area = QRect(left, top, after - left, upper)
        width = self._write_found(brush, area, title, face, self._look.looks.color("text"))
        if badge:
            self._paint_badge(brush, QRect(left + width + 3, area.center().y() - 7, 16, 16))
        # A time in the middle of the row stands beside both lines.
        line = QRect(left, top + upper, (after if row.at_middle else right) - left, lower)
        self._paint_line(brush, line.adjusted(0, 0, -self._paint_marks(brush, line), 0))

    def _write_found(
        self, brush: _Brush, area: QRect, text: str, face: QFont, color: QColor
    ) -> int:
        """Text with what was searched for in bold; returns how wide it has become."""
        wanted = brush.row.found.casefold()
        at = text.casefold().find(wanted) if wanted else -1
        if at < 0 or len(text.casefold()) != len(text):
            brush.write(area, text, face, color)
            return QFontMetrics(face).horizontalAdvance(text)
        bold = QFont(face)
        bold.setWeight(QFont.Weight.Bold)
        left = area.left()
        end = at + len(wanted)
        pieces = [(text[:at], face), (text[at:end], bold), (text[end:], face)]
        mirrored = brush.direction is Qt.LayoutDirection.RightToLeft
        if mirrored is not _reads_leftwards(text):
            pieces.reverse()  # the text runs against the window
        for piece, shown in pieces:
            brush.write(QRect(left, area.top(), area.width(), area.height()), piece, shown, color)
            left += QFontMetrics(shown).horizontalAdvance(piece)
        return left - area.left()

    def _paint_time(self, brush: _Brush, area: QRect) -> int:
        row = brush.row
        if not row.at:
            return 0
        face = font("caption")
        face.setFeature(QFont.Tag("tnum"), 1)
        if row.unread:
            face.setWeight(QFont.Weight.Bold)
        width = QFontMetrics(face).horizontalAdvance(row.at) + 1
        color = self._look.looks.color("link" if row.unread else "text-secondary")
        place = QRect(area.right() + 2 - width, area.top(), width, area.height())
        if row.at_middle:
            place.moveTop(brush.rect.center().y() - area.height() // 2)
        brush.write(place, row.at, face, color)
        return width + GAP

    def _paint_marks(self, brush: _Brush, line: QRect) -> int:
        """Badge, mute and pin at the end of the second line; returns the room they take."""
        row, color, right = brush.row, self._look.looks.color, line.right() + 1
        if row.badge:
            right -= self._paint_count(brush, line, right) + 6
        for icon in [name for name, on in (("bell-off", row.muted), ("pin", row.pinned)) if on]:
            area = QRect(right - 14, line.center().y() - 6, 14, 14)
            pixmap = self._look.icons.pixmap(icon, 14, color("text-secondary"))
            brush.painter.drawPixmap(brush.placed(area), pixmap)
            right -= 20
        return line.right() + 1 - right

    def _paint_count(self, brush: _Brush, line: QRect, right: int) -> int:
        color, painter = self._look.looks.color, brush.painter
        face = font("caption")
        face.setWeight(QFont.Weight.Bold)
        text = brush.row.badge.strip()
        size = max(20, QFontMetrics(face).height() + 4) if text else 12
        width = max(size, QFontMetrics(face).horizontalAdvance(text) + 10) if text else size
        area = brush.placed(QRect(right - width, line.center().y() - size // 2, width, size))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("badge-muted" if brush.row.muted else "badge"))
        painter.drawRoundedRect(area, size / 2, size / 2)
        painter.setFont(face)
        painter.setPen(color("badge-text"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        return width

    def _paint_badge(self, brush: _Brush, area: QRect) -> None:
        pixmap = mark_pixmap(self._look, brush.row.mark, 16)
        brush.painter.drawPixmap(brush.placed(area), pixmap)

    def _line_font(self, row: Row) -> QFont:
        return font("secondary" if row.tall else "caption")

    def _paint_line(self, brush: _Brush, area: QRect) -> None:
        row = brush.row
        if not row.line:
            return
        if row.line_icon:
            tint = self._look.looks.color(row.line_tone)
            pixmap = self._look.icons.pixmap(row.line_icon, 14, tint)
            place = QRect(area.left(), area.center().y() - 6, 14, 14)
            brush.painter.drawPixmap(brush.placed(place), pixmap)
            area = area.adjusted(20, 0, 0, 0)
        face = self._line_font(row)
        if row.unread:
            face.setWeight(QFont.Weight.Medium)
        color = self._look.looks.color("text" if row.unread else "text-secondary")
        text = elided(row.line, QFontMetrics(face), area.width())
        self._write_found(brush, area, text, face, color)

    def _paint_person(self, brush: _Brush, option: QStyleOptionViewItem) -> None:
        row, rect, state = brush.row, brush.rect, option.state
        behind = self._paint_background(brush, state)
        size = 44 if row.tall else 36
        square = QRect(rect.left() + EDGE, rect.center().y() - size // 2 + 1, size, size)
        avatar = QRectF(brush.placed(square))
        self._avatars.paint(brush.painter, avatar, row.title, row.account, echo=row.echo)
        self._avatars.paint_presence(brush.painter, avatar, row.presence, behind)
        hovered = bool(state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus))
        right = rect.right() - EDGE - 1
        if row.buttons and (hovered or row.buttons[0].text):
            areas = self._buttons.areas(row, rect)
            for button, area in areas:
                self._buttons.paint(
                    brush.painter, button, brush.placed(area), self.pointer.position
                )
            right = min(area.left() for _, area in areas) - 8
        self._paint_texts(brush, square.right() + 1 + GAP, right)

    def _paint_link(self, brush: _Brush, state: QStyle.StateFlag) -> None:
        self._paint_background(brush, state)
        face = font("secondary")
        face.setWeight(QFont.Weight.DemiBold)
        area = brush.rect.adjusted(EDGE, 0, -EDGE, 0)
        brush.write(area, brush.row.title, face, self._look.looks.color("link"))

    # Qt's own from here on.

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row: Row = index.data(RowRole.ROW)
        brush = _Brush(painter, option.rect, row, option.direction)
        painter.save()
        painter.setClipRect(option.rect, Qt.ClipOperation.IntersectClip)  # marks may stand high
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.heading:
            self._paint_heading(brush)
        elif row.link:
            self._paint_link(brush, option.state)
        else:
            self._paint_person(brush, option)
        painter.restore()


def _reads_leftwards(text: str) -> bool:
    return any(bidirectional(sign) in ("R", "AL") for sign in text)
